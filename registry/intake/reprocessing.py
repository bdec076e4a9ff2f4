"""What a better version of a profile makes of rows that an earlier one recorded, beside what that made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from aggregates import errors, sealed
from aggregates import event as events
from aggregates.catalogue import Catalogue
from aggregates.event import Event
from aggregates.exposure import Exposure
from registry.intake.lookups import Members
from registry.intake.maps.personal import HIDDEN
from registry.intake.profile import Profile

EXAMPLES = 8
"""Examples in a preview, of which no two look alike in type and attributes."""

_HEADER = ("type", "effective_on", "effective_seq", "document")
_ENVELOPE = {"sealed", "ref", "nonce", "text"}


def check(profile: Profile) -> None:
    """Refuse a profile whose rows cannot be judged anew one by one.

    Raises:
        InvalidValue: each row is read among all others and what they told before.
    """
    if profile.whole:
        raise errors.InvalidValue(
            f"The profile {profile.name} reads each row among all others and beside what they told before, so that none"
            " can be judged anew by itself; correct the events instead.",
            field="reprocess",
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that the versions say differently; None is nothing said, and what is personal is masked.

    ``path`` is ``attribute``, ``collection/key/attribute`` or a member of the event.
    """

    path: str
    attribute: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Difference:
    """An event of the earlier version that is ``corrected``, ``moved`` to another subject or event, or ``voided``."""

    what: str
    streams: Sequence[UUID]
    kind: str
    code: str
    type: str
    changes: Sequence[Change] = ()


@dataclass
class Preview:
    """What a reprocessing would do: how many subjects and events change, and some examples.

    ``kept``: rows whose events were corrected or voided since by other hands, and are left alone.
    """

    subjects: set[UUID] = field(default_factory=set)
    what: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)
    attributes: Counter[str] = field(default_factory=Counter)
    kept: int = 0
    examples: dict[tuple[str, ...], Difference] = field(default_factory=dict)

    def add(self, found: Sequence[Difference], kept: int) -> None:
        """Count a batch in."""
        self.kept += kept
        for one in found:
            self.subjects.update(one.streams)
            self.what[one.what] += 1
            self.types[one.type] += 1
            named = sorted({change.attribute for change in one.changes})
            self.attributes.update(named)
            if len(self.examples) < EXAMPLES:
                self.examples.setdefault((one.what, one.type, *named), one)

    def to_json(self) -> dict[str, Any]:
        """As ``fangji import --reprocess --json`` prints it."""
        return {
            "subjects": len(self.subjects),
            "events": self.what.total(),
            **{name: self.what[name] for name in ("corrected", "moved", "voided")},
            "leftAlone": self.kept,
            "byType": dict(self.types.most_common()),
            "byAttribute": dict(self.attributes.most_common()),
            "examples": [_example(one) for one in self.examples.values()],
        }


def _example(one: Difference) -> dict[str, Any]:
    changes = [{"path": change.path, "before": change.before, "after": change.after} for change in one.changes]
    return {"what": one.what, "kind": one.kind, "code": one.code, "type": one.type, "changes": changes}


def is_outdated(event: Members, keys: Iterable[str], dataset: str, label: str) -> bool:
    """Whether another version of the profile read these rows of an event."""
    wanted = set(keys)
    told = cast(Sequence[Mapping[str, str]], event.get("rows", ()))
    return any(row["profile"] != label for row in told if row["dataset"] == dataset and row["key"] in wanted)


def moved(before: Members, after: Event) -> list[Change]:
    """That two events are of different subjects."""
    return [] if before["code"] == after.code else [Change("code", "code", before["code"], after.code)]


def changes(
    before: Members, after: Event, before_keys: Mapping[str, bytes], after_keys: Mapping[str, bytes], known: Catalogue
) -> list[Change]:
    """What two events say differently: type, day and place in it, document, register time, changes.

    Sealed texts are compared by content, under the data keys of their subjects; what cannot be opened any more counts
    as the same.
    """
    old, new = _flat(before), _flat(events.body(after))
    paths = [path for path in dict.fromkeys((*old, *new)) if old.get(path) != new.get(path)]
    openers = _Opener(cast(str, before["id"]), before_keys), _Opener(str(after.id), after_keys)
    return [
        _change(path, old.get(path), new.get(path), after.kind, known)
        for path in paths
        if not _same(path, old.get(path), new.get(path), openers)
    ]


def _flat(event: Members) -> dict[tuple[str, str], object]:
    """(Entity, attribute) -> value; what is no attribute stands under the entity ``event``."""
    found: dict[tuple[str, str], object] = {("event", name): event.get(name) for name in _HEADER}
    found["event", "registered_at"] = event.get("registered_at") or event.get("source_registered_at")
    found["event", sealed.REMARK] = event.get("remark")
    for change in cast(Sequence[Mapping[str, Any]], event["changes"]):
        found.update(((change["entity"], name), value) for name, value in change["set"].items())
    return found


@dataclass(frozen=True, slots=True)
class _Opener:
    event: str
    keys: Mapping[str, bytes]

    def text(self, path: tuple[str, str], envelope: Mapping[str, object]) -> str:
        where = sealed.REMARK if path == ("event", sealed.REMARK) else sealed.path(*path)
        return sealed.unseal(self.keys[cast(str, envelope["ref"])], envelope, event=UUID(self.event), path=where)


def _is_envelope(value: object) -> bool:
    return isinstance(value, dict) and value.keys() == _ENVELOPE


def _same(path: tuple[str, str], before: object, after: object, openers: tuple[_Opener, _Opener]) -> bool:
    if not (_is_envelope(before) and _is_envelope(after)):
        return False
    try:
        texts = [
            opener.text(path, cast(Mapping[str, object], one))
            for opener, one in zip(openers, (before, after), strict=True)
        ]
    except (KeyError, errors.SealBroken):
        return True
    return texts[0] == texts[1]


def _change(path: tuple[str, str], before: object, after: object, kind: str, known: Catalogue) -> Change:
    entity, name = path
    if entity == "event":
        shown = [HIDDEN if _is_envelope(value) else value for value in (before, after)]
        return Change(name, name, *shown)
    collection, _, _ = entity.partition("/")
    declared = (known.kind(kind).attributes_of(collection) or {}).get(name)
    hidden = declared is None or declared.sealed or declared.exposure is Exposure.PERSONAL
    shown = [HIDDEN if value is not None and (hidden or _is_envelope(value)) else value for value in (before, after)]
    named = f"{collection}.{name}" if collection else name
    return Change(f"{entity}/{name}" if entity else name, named, *shown)
