"""Which events the ledger takes: every event is checked against a catalogue before anything is sent.

Checked are names (kind, type, schema, attributes that the type may set), values (so that the read column can take
each), shapes (entities, claims, source rows, documents, envelopes), clocks and sizes. Rules of the domain are not:
those were judged when the event was decided.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

from aggregates import attributes, errors, event_types
from aggregates import catalogue as catalogues
from aggregates import event as events
from registry.ledger import refusals

MOST_ENTITIES = 2000
"""Entities that one event may change."""

_HEX = re.compile(r"[0-9a-f]{2,128}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_KEY = re.compile(r"[^\x00-\x1f\x7f]{1,200}")
_ELEMENT = re.compile(r"[a-z][a-z0-9_]*/[^\x00-\x1f\x7f]{1,200}")
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}", re.ASCII)
_LARGEST_INT = 2**31 - 1
_REMEMBERED = 100_000

Checks = Mapping[str, attributes.Check]


class Shape:
    """What an event of one type may say, compiled for speed: entity's collection -> attribute -> check of its value."""

    __slots__ = ("collections", "declared", "fixed", "kind", "schema", "subject")

    def __init__(self, catalogue: catalogues.Catalogue, event_type: event_types.EventType) -> None:
        self.kind = catalogue.kind(event_type.kind)
        self.schema = event_type.schema
        self.fixed = tuple(event_type.fixed.items())
        self.collections: dict[str, Checks] = {}
        for collection, names in event_type.may_set(self.kind).items():
            declared = self.kind.attributes_of(collection) or {}
            self.collections[collection] = {name: check_of(declared[name]) for name in names}
        self.subject = self.collections.pop("", {})

    def declares(self, entity: str, name: object) -> bool:
        """Whether the kind declares the attribute at all, be it for other event types."""
        return name in (self.kind.attributes_of(entity.partition("/")[0]) or ())

    def attribute(self, collection: str, name: str) -> attributes.Attribute:
        """The declaration of an attribute that this type may set."""
        return (self.kind.attributes_of(collection) or {})[name]


def check_of(attribute: attributes.Attribute) -> attributes.Check:
    if attribute.sealed:
        return _check_envelope
    return _check_choice(attribute.type.check) if attribute.type.choices else attribute.type.check


def _check_choice(check: attributes.Check) -> attributes.Check:
    """A choice is looked up by hash, so what cannot be hashed is refused before."""
    return lambda value: check(value) if type(value) is str else check("")


def _check_envelope(value: object) -> str | None:
    wrong = "holds personal data and must be a sealed envelope, never clear text"
    if type(value) is not dict or value.keys() != {"sealed", "ref", "nonce", "text"}:
        return wrong
    if value["sealed"] != 1 or type(value["sealed"]) is not int:
        return "is an envelope of an unknown version"
    ref, nonce, text = value["ref"], value["nonce"], value["text"]
    if type(ref) is not str or not _KEY.fullmatch(ref):
        return "names no key in its envelope"
    sound = all(type(part) is str and _BASE64.fullmatch(part) for part in (nonce, text))
    return None if sound else "is an envelope whose nonce or text is not base64"


class Admission:
    """Checks events against one catalogue; made once, used for all."""

    def __init__(self, catalogue: catalogues.Catalogue) -> None:
        self.catalogue = catalogue
        self._shapes = {name: Shape(catalogue, declared) for name, declared in catalogue.event_types.items()}
        self._days: set[str] = set()

    def check(self, event: events.Event) -> None:
        """Let the event pass or raise.

        Raises:
            UnknownName: kind, type, schema version or attribute is not declared, or not this type's to set.
            InvalidValue: a member or an attribute's value is not lawful; the error names the field and the rule.
        """
        shape = self._shapes.get((event.kind, event.type))
        if shape is None or event.schema != shape.schema:
            raise self._unknown_type(event)
        self._check_members(event)
        entities = set()
        for change in event.changes:
            entity, values = change.entity, change.set
            checks = shape.subject if entity == "" else self._element(event, shape, entity)
            entities.add(entity)
            for name, value in values.items():
                check = checks.get(name)
                if check is None:
                    raise refusals.unknown_attribute(event, entity, name, shape.declares(entity, name))
                if value is not None and (wrong := check(value)) is not None:
                    raise self._wrong(event, shape, entity, name, value, wrong)
        if len(entities) != len(event.changes) or len(entities) > MOST_ENTITIES:
            raise _crowded(event)
        if shape.fixed:
            _check_fixed(event, shape)

    def _unknown_type(self, event: events.Event) -> errors.FangjiError:
        try:
            declared = self.catalogue.event_type(self.catalogue.kind(event.kind).name, event.type)
        except errors.UnknownName as error:
            return error
        return refusals.header_value(event, "schema", event.schema, f"is not the current version {declared.schema}")

    def _element(self, event: events.Event, shape: Shape, entity: str) -> Checks:
        if type(entity) is not str or not _ELEMENT.fullmatch(entity):
            raise refusals.header_value(
                event, "entity", entity, "is not of the form collection/key (1 to 200 characters)"
            )
        collection = entity.partition("/")[0]
        checks = shape.collections.get(collection)
        if checks is not None:
            return checks
        if collection in shape.kind.collections:
            raise refusals.header_value(event, "entity", entity, f"is of a collection that {event.type} may not set")
        known = ", ".join(shape.kind.collections) or "none"
        raise refusals.header_value(event, "entity", entity, f"is of no collection of {event.kind} (known: {known})")

    def _wrong(
        self, event: events.Event, shape: Shape, entity: str, name: str, value: object, wrong: str
    ) -> errors.InvalidValue:
        attribute = shape.attribute(entity.partition("/")[0], name)
        if attribute.type.choices:
            wrong = f"is none of {', '.join(sorted(choice.name for choice in attribute.type.choices))}"
        return refusals.attribute_value(event, entity, attribute, value, wrong)

    def _check_members(self, event: events.Event) -> None:
        day = event.effective_on
        if day not in self._days:
            self._check_day(event, "effective_on", day)
        if (event.reason is events.Reason.MIGRATION) is not (event.registered_at is not None):
            raise _migration(event)
        if type(event.effective_seq) is not int or not 0 <= event.effective_seq <= _LARGEST_INT:
            raise refusals.header_value(event, "effective_seq", event.effective_seq, "is not between 0 and 2147483647")
        if type(event.originator_version) is not int or not 1 <= event.originator_version <= _LARGEST_INT:
            raise refusals.header_value(event, "version", event.originator_version, "does not count from 1")
        for field, longest in _TEXTS:
            value = getattr(event, field)
            if type(value) is not str or not 0 < len(value) <= longest:
                raise refusals.header_value(event, field, value, f"is not a text of 1 to {longest} characters")
        if type(event.id) is not UUID or type(event.command) is not UUID or type(event.correlation) is not UUID:
            raise refusals.header_value(event, "id", str(event.id), "or its command or correlation is not a UUID")
        for field, check in _OPTIONAL:
            value = getattr(event, field)
            if value:
                check(self, event, value)

    def _check_day(self, event: events.Event, field: str, day: object) -> None:
        wrong = attributes.check_date(day)
        if wrong is not None:
            raise refusals.header_value(event, field, day, wrong)
        if len(self._days) < _REMEMBERED:
            self._days.add(cast(str, day))

    def _check_document(self, event: events.Event, document: events.Document) -> None:
        self._check_day(event, "document.issued_on", document.issued_on)
        _check_text(event, "document.kind", document.kind, 200)
        _check_text(event, "document.number", document.number, 400)
        if document.uri is not None:
            _check_text(event, "document.uri", document.uri, 2000)
        if document.sha256 is not None and not _matches(_SHA256, document.sha256):
            raise refusals.header_value(event, "document.sha256", document.sha256, "is not 64 lower-case hex digits")

    def _check_claims(self, event: events.Event, claims: tuple[events.Claim, ...]) -> None:
        for claim in claims:
            _check_text(event, "claims.scope", claim.scope, 200)
            _check_text(event, "claims.key", claim.key, 400)

    def _check_rows(self, event: events.Event, rows: tuple[events.SourceRow, ...]) -> None:
        for row in rows:
            _check_text(event, "rows.dataset", row.dataset, 200)
            _check_text(event, "rows.key", row.key, 500)
            _check_text(event, "rows.profile", row.profile, 200)
            if not _matches(_HEX, row.digest) or len(row.digest) % 2:
                raise refusals.header_value(event, "rows.digest", row.digest, "is not 2 to 128 lower-case hex digits")

    def _check_judgement(self, event: events.Event, judged: events.Judgement) -> None:
        _check_text(event, "judged_by.rules", judged.rules, 200)
        _check_text(event, "judged_by.policy", judged.policy, 200)

    def _check_remark(self, event: events.Event, remark: dict[str, object]) -> None:
        wrong = _check_envelope(remark)
        if wrong is not None:
            raise errors.InvalidValue(f"{refusals.subject(event)}: remark {wrong}.", field="remark", rule="SEALED")

    def _check_moment(self, event: events.Event, moment: datetime) -> None:
        if type(moment) is not datetime or moment.tzinfo is None:
            raise refusals.header_value(event, "registered_at", str(moment), "is not a moment with a time zone")
        try:
            moment.astimezone(UTC)
        except OverflowError:
            why = "is in no year from 1 to 9999 of UTC"
            raise refusals.header_value(event, "registered_at", str(moment), why) from None

    def _check_ids(self, event: events.Event, ids: UUID | tuple[UUID, ...]) -> None:
        for one in ids if type(ids) is tuple else (ids,):
            if type(one) is not UUID:
                raise refusals.header_value(event, "cause, corrects, voids or relied_on", str(one), "is not a UUID")


Check = Callable[[Admission, events.Event, object], None]

_TEXTS = (("scheme", 200), ("code", 400), ("source", 200), ("actor", 200))

_OPTIONAL = tuple(
    (field, cast(Check, check))
    for field, check in (
        ("registered_at", Admission._check_moment),
        ("source_registered_at", Admission._check_moment),
        ("document", Admission._check_document),
        ("remark", Admission._check_remark),
        ("cause", Admission._check_ids),
        ("corrects", Admission._check_ids),
        ("voids", Admission._check_ids),
        ("relied_on", Admission._check_ids),
        ("judged_by", Admission._check_judgement),
        ("takes", Admission._check_claims),
        ("releases", Admission._check_claims),
        ("rows", Admission._check_rows),
    )
)


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return type(value) is str and pattern.fullmatch(value) is not None


def _check_text(event: events.Event, field: str, value: object, longest: int) -> None:
    if type(value) is not str or not 0 < len(value) <= longest:
        raise refusals.header_value(event, field, value, f"is not a text of 1 to {longest} characters")


def _check_fixed(event: events.Event, shape: Shape) -> None:
    said = next((change.set for change in event.changes if change.entity == ""), {})
    for name, value in shape.fixed:
        if name not in said or said[name] != value:
            wrong = f"is not {errors.shown(value)}, which {event.type} always sets"
            raise refusals.attribute_value(event, "", shape.attribute("", name), said.get(name), wrong)


def _migration(event: events.Event) -> errors.InvalidValue:
    missing = event.registered_at is None
    said = "is missing, but reason MIGRATION needs" if missing else "is only for reason MIGRATION, as"
    return errors.InvalidValue(
        f"{refusals.subject(event)}: registered_at {said} the old register's time; feeds use source_registered_at.",
        field="registered_at",
        rule="MIGRATION",
    )


def _crowded(event: events.Event) -> errors.InvalidValue:
    return errors.InvalidValue(
        f"{refusals.subject(event)}: changes name {len(event.changes)} entities; each may stand once, "
        f"at most {MOST_ENTITIES} in one event.",
        field="changes",
        rule="ENTITIES",
    )
