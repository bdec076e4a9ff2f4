"""Writes events in which everything is marked: each a command of its own, whose ids are the same in every world."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aggregates import event as events
from aggregates import sealed
from aggregates.catalogue import CATALOGUE
from aggregates.event_types import EventType
from aggregates.kinds import Kind
from registry.ledger.units import Unit
from tests.graphql_api import sight
from tests.registry.ledger import samples
from tests.walk import marks, values

SCHEME = "walk"
RANDOM = frozenset({"HOUSEHOLD", "PRACTITIONER"})
"""Kinds whose streams cannot be told from their codes."""
Said = dict[str, dict[str, Any]]
"""Entity -> attribute -> value; sealed ones as :class:`values.Sealing`."""


@dataclass
class Subject:
    """A subject of a district; ``version`` is that of its last event, ``events`` their ids."""

    kind: Kind
    district: str
    code: str
    version: int = 0
    events: list[uuid.UUID] = field(default_factory=list)

    @property
    def stream(self) -> uuid.UUID:
        """The same in every world, also of kinds whose streams are random."""
        if self.kind.name not in RANDOM:
            return events.stream_id(self.kind.name, SCHEME, self.code)
        return uuid.uuid5(values.SPACE, f"stream of {self.code}")

    @property
    def exposure(self) -> str:
        """Of everything that is said of it, at least."""
        return sight.KINDS.get(self.kind.name, "PUBLIC")


@dataclass
class Scribe:
    """Collects what is to be recorded. ``references`` are the codes to which a district's subjects refer, by kind."""

    values: values.Values
    references: dict[str, dict[str, str | None]] = field(default_factory=dict)
    units: list[list[events.Event]] = field(default_factory=list)

    def subject(self, kind: str, district: str, code: str | None = None) -> Subject:
        """A new subject, not recorded yet."""
        exposure = sight.KINDS.get(kind, "PUBLIC")
        return Subject(
            CATALOGUE.kinds[kind], district, code or self.values.code(district, f"code of a {kind}", exposure)
        )

    def all_of(self, subject: Subject, declared: EventType, *, restated: bool = False, label: str = "") -> Said:
        """Everything that a type may set; what registers restate where asked for. Marks are told of by ``label``."""
        sets = {collection: set(names) for collection, names in declared.sets.items()}
        if restated:
            sets[""] = set(declared.may_set(subject.kind)[""]) - declared.fixed.keys()
        told: Said = {}
        for collection, names in sets.items():
            entity = self.entity(subject, collection, declared.name)
            where = f"{declared.name} {label}".strip()
            told.setdefault(entity, {}).update(self._attributes(subject, collection, sorted(names), where))
        if declared.fixed:
            told.setdefault("", {}).update(declared.fixed)
        return {entity: set_ for entity, set_ in told.items() if set_}

    def entity(self, subject: Subject, collection: str, where: str) -> str:
        """A new element of a collection; the subject itself where there is none."""
        if not collection:
            return ""
        key = self.values.text(subject.district, f"{where} key of {collection}", subject.exposure)
        return f"{collection}/{key}"

    def _attributes(self, subject: Subject, collection: str, names: Iterable[str], where: str) -> dict[str, Any]:
        declared = subject.kind.attributes_of(collection) or {}
        where = f"{subject.kind.name}.{where}"
        told: dict[str, Any] = {}
        ref = ""
        for name in names:
            attribute = declared[name]
            refers = attribute.type.refers
            if not collection and refers in self.references[subject.district]:
                told[name] = self._reference(subject, name, refers)
                continue
            if (attribute.sealed or name == "person") and not ref:
                ref = self._ref(subject, collection, where)
            told[name] = self.values.of(subject.district, attribute, where, ref, subject.exposure)
        return told

    def _ref(self, subject: Subject, collection: str, where: str) -> str:
        """Under whose key sealed values stand: the person's of an element, the subject's own."""
        if collection:
            return self.values.person(subject.district, f"{where} {collection}")
        ref = sealed.subject_ref(subject.stream)
        self.values.refs.add(ref)
        return ref

    def _reference(self, subject: Subject, name: str, refers: str) -> str | None:
        references = self.references[subject.district]
        return references["parent"] if name == "parent" else references[refers]

    def happen(
        self, subject: Subject, type_: str, said: Said, *, same_command: bool = False, **members: Any
    ) -> uuid.UUID:
        """Let an event happen; its id. ``same_command``: as the last one's."""
        made = self._event(subject, type_, said, members)
        if same_command:
            self.units[-1].append(made)
        else:
            self.units.append([made])
        subject.events.append(made.id)
        return made.id

    def _event(self, subject: Subject, type_: str, said: Said, members: Mapping[str, Any]) -> events.Event:
        where, district, make = f"{subject.kind.name}.{type_}", subject.district, self.values
        seen = subject.exposure
        day = make.effective_on(district, f"{where} effectiveOn", seen)
        subject.version += 1
        reason = members.get("reason", events.Reason.MIGRATION)
        migrated = reason is events.Reason.MIGRATION
        remark = values.Sealing(
            make.text(district, f"{where} remark", marks.NOBODY), sealed.subject_ref(subject.stream)
        )
        self.values.refs.add(remark.ref)
        told: dict[str, Any] = {
            "originator_id": subject.stream,
            "originator_version": subject.version,
            "timestamp": events.UNRECORDED,
            "id": make.id(district, f"{where} id", seen),
            "kind": subject.kind.name,
            "scheme": SCHEME,
            "code": subject.code,
            "type": type_,
            "effective_on": day,
            "source": make.text(district, f"{where} source", seen),
            "actor": make.text(district, f"{where} actor", "PERSONAL"),
            "reason": reason,
            "registered_at": datetime.datetime.fromisoformat(f"{day}T05:06:07.000000+00:00") if migrated else None,
            "changes": tuple(events.Change(entity, set_) for entity, set_ in said.items()),
            "command": uuid.UUID(int=0),
            "correlation": uuid.UUID(int=0),
            "document": members.get("document") or self._document(district, where, seen),
            "remark": remark,
            "judged_by": events.Judgement(
                make.text(district, f"{where} rules", seen), make.text(district, f"{where} policy", seen)
            ),
            "rows": (self._row(district, where),),
            "takes": (events.Claim("walk", make.text(district, f"{where} claim", marks.NOBODY)),),
        }
        return events.Event(**{**told, **members})

    def _document(self, district: str, where: str, seen: str) -> events.Document:
        make = self.values
        return events.Document(
            make.text(district, f"{where} document.kind", seen),
            make.text(district, f"{where} document.number", seen),
            make.effective_on(district, f"{where} document.issuedOn", seen),
            make.digest(district, f"{where} document.sha256", seen),
            make.text(district, f"{where} document.uri", seen),
        )

    def _row(self, district: str, where: str) -> events.SourceRow:
        dataset, key, profile = (
            self.values.text(district, f"{where} row.{part}", marks.NOBODY) for part in ("dataset", "key", "profile")
        )
        return events.SourceRow(dataset, key, "ab", profile)

    def written(self, keys: Mapping[str, bytes]) -> list[Unit]:
        """All commands, with clear texts sealed under their keys."""
        return [self._unit(said, keys) for said in self.units]

    def _unit(self, said: list[events.Event], keys: Mapping[str, bytes]) -> Unit:
        command = uuid.uuid5(values.SPACE, f"command of {said[0].id}")
        return samples.unit(*(_sealed(one, keys) for one in said), command=command)


def _sealed(said: events.Event, keys: Mapping[str, bytes]) -> events.Event:
    def envelope(value: Any, path: str) -> Any:
        if not isinstance(value, values.Sealing):
            return value
        return sealed.seal(keys[value.ref], value.text, event=said.id, path=path, ref=value.ref)

    changes = tuple(
        events.Change(
            one.entity, {name: envelope(value, sealed.path(one.entity, name)) for name, value in one.set.items()}
        )
        for one in said.changes
    )
    remark = envelope(said.remark, sealed.REMARK)
    return events.Event(**{**vars(said), "changes": changes, "remark": remark})
