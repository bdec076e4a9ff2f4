"""From a draft to an event: ids, stream version, provenance, the values that its type always sets, sealed texts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from aggregates import event as events
from aggregates import sealed
from aggregates.catalogue import Catalogue
from aggregates.event import Change, Event, Reason, SourceRow, Value
from registry.intake.lookups import Members
from registry.intake.profile import Draft, Finding, Profile, StagedRow


@dataclass(frozen=True, slots=True)
class Origin:
    """What all events of a batch share; ``reprocess``: recorded rows are judged anew."""

    profile: Profile
    catalogue: Catalogue
    actor: str
    command: UUID
    correlation: UUID
    found_on: str
    reprocess: bool = False

    @property
    def version(self) -> tuple[str, str]:
        """The dataset and the version of the profile that reads its rows now."""
        return self.profile.dataset, self.profile.label


@dataclass(frozen=True, slots=True)
class Place:
    """Where in its stream and batch an event stands, and what it corrects or voids.

    ``corrects`` is what the same source rows made before; ``replaces`` what the draft itself says that it corrects.
    ``anew``: recorded rows are judged anew, and so are these, by their keys; what they told before counts no more.
    """

    stream: UUID
    version: int
    index: int
    corrects: Members | None = None
    replaces: UUID | None = None
    voids: tuple[UUID, ...] = ()
    anew: Collection[str] | None = None


def row_key(draft: Draft, row: StagedRow) -> str:
    """The key under which the ledger knows a row as the source of a draft."""
    return f"{row.key}#{draft.facet}" if draft.facet else row.key


def event(draft: Draft, place: Place, origin: Origin, keys: Mapping[str, bytes]) -> Event:
    """The event of a draft; a correction states its target's other rows anew, with what only they said.

    ``keys`` holds the data keys of the subjects, where the draft or what it corrects seals anything.
    """
    identity = events.event_id(origin.command, place.index)
    envelopes = _envelopes(draft, place, identity, keys) if draft.seal else NOTHING
    rows = tuple([_source_row(draft, row, origin.profile) for row in draft.rows])
    declared = origin.catalogue.event_type(draft.kind, draft.type)
    changes = _changes(draft, declared.fixed, envelopes)
    if place.corrects is not None:
        rows, changes = _restated(place.corrects, identity, rows, changes, place.anew or (), keys)
    reason = _reason(draft, place)
    migrated = reason is Reason.MIGRATION
    return _made(
        draft,
        place,
        origin,
        id=identity,
        type=draft.type,
        schema=declared.schema,
        effective_on=draft.effective_on,
        effective_seq=draft.effective_seq,
        source=draft.source or origin.profile.source,
        reason=reason,
        registered_at=draft.registered_at if migrated else None,
        source_registered_at=None if migrated else draft.registered_at,
        document=draft.document,
        remark=envelopes.get(sealed.REMARK),
        changes=changes,
        corrects=UUID(cast(str, place.corrects["id"])) if place.corrects is not None else place.replaces,
        voids=place.voids,
        takes=_claims(draft, place),
        rows=rows,
    )


def _made(about: Draft | Event, place: Place, origin: Origin, **said: object) -> Event:
    """An event of the subject of ``about``."""
    return events.assembled(
        originator_id=place.stream,
        originator_version=place.version,
        timestamp=events.UNRECORDED,
        kind=about.kind,
        scheme=about.scheme,
        code=about.code,
        actor=origin.actor,
        command=origin.command,
        correlation=origin.correlation,
        **said,
    )


NOTHING: Mapping[str, dict[str, object]] = {}


def _claims(draft: Draft, place: Place) -> tuple[events.Claim, ...]:
    """The draft's own and, with the first event of a subject, that on its code."""
    if place.corrects is not None or place.replaces is not None:
        return ()
    return draft.takes if place.version > 1 else (events.code_claim(draft.kind, draft.scheme, draft.code), *draft.takes)


def _reason(draft: Draft, place: Place) -> Reason:
    """A correction is news to this registry: it never changes what was answered about the past."""
    if place.corrects is not None or place.anew is not None:
        return Reason.CORRECTION
    if draft.registered_at is not None:
        return Reason.MIGRATION
    if place.voids:
        return Reason.ERROR
    return Reason.CORRECTION if place.replaces is not None else Reason.CHANGE


def _changes(
    draft: Draft, fixed: Mapping[str, Value], envelopes: Mapping[str, dict[str, object]]
) -> tuple[Change, ...]:
    own: dict[str, Value] = {**fixed, **draft.set}
    if not draft.elements and not envelopes:
        return (Change("", own),) if own else ()
    entities: dict[str, dict[str, Value]] = {"": own} if own else {}
    entities.update((entity, dict(values)) for entity, values in draft.elements.items())
    for path, envelope in envelopes.items():
        if path != sealed.REMARK:
            entity, _, attribute = path.rpartition("#")
            entities.setdefault(entity, {})[attribute] = envelope
    return tuple(Change(entity, values) for entity, values in entities.items())


def _envelopes(draft: Draft, place: Place, identity: UUID, keys: Mapping[str, bytes]) -> dict[str, dict[str, object]]:
    ref = sealed.subject_ref(place.stream)
    return {path: sealed.seal(keys[ref], text, event=identity, path=path, ref=ref) for path, text in draft.seal.items()}


def _source_row(draft: Draft, row: StagedRow, profile: Profile) -> SourceRow:
    return SourceRow(profile.dataset, row_key(draft, row), row.digest, profile.label)


def _restated(
    target: Members,
    identity: UUID,
    rows: tuple[SourceRow, ...],
    changes: tuple[Change, ...],
    anew: Collection[str],
    keys: Mapping[str, bytes],
) -> tuple[tuple[SourceRow, ...], tuple[Change, ...]]:
    """The rows and changes of a correction whose target rests on further rows, which were not delivered again.

    Sealed values of these are sealed anew, for ``identity``: an envelope opens only in the event that it was made for.
    """
    new = {(row.dataset, row.key) for row in rows}
    told = [SourceRow(**row) for row in cast(Sequence[Mapping[str, str]], target.get("rows", []))]
    others = tuple(row for row in told if (row.dataset, row.key) not in new and not _is_of(row.key, anew))
    if not others:
        return rows, changes
    before = cast(Sequence[Mapping[str, object]], target["changes"])
    merged = {
        entity: {
            name: _resealed(value, UUID(cast(str, target["id"])), identity, sealed.path(entity, name), keys)
            for name, value in cast(Mapping[str, Value], one["set"]).items()
        }
        for one in before
        for entity in [cast(str, one["entity"])]
    }
    for change in changes:
        merged.setdefault(change.entity, {}).update(change.set)
    return (*rows, *others), tuple(Change(entity, values) for entity, values in merged.items())


def _resealed(value: Value, before: UUID, identity: UUID, path: str, keys: Mapping[str, bytes]) -> Value:
    """A value for another event; what has lost its key stays as it is, for nobody will read it again."""
    if not isinstance(value, Mapping) or (ref := str(value.get("ref"))) not in keys:
        return value
    text = sealed.unseal(keys[ref], value, event=before, path=path)
    return cast(Value, sealed.seal(keys[ref], text, event=identity, path=path, ref=ref))


def _is_of(key: str, rows: Collection[str]) -> bool:
    """Whether a key is that of one of these rows, or of a facet of it."""
    return key in rows or key.rpartition("#")[0] in rows


def finding(about: Event, found: Finding, place: Place, origin: Origin) -> Event:
    """The FindingRecorded event that an event of the same batch caused."""
    values: dict[str, Value] = {
        "rule": found.rule,
        "grade": found.grade,
        "event": str(about.id),
        "detail": found.detail,
        "found_on": origin.found_on,
    }
    if found.attribute:
        values["attribute"] = found.attribute
    return _made(
        about,
        place,
        origin,
        id=events.event_id(origin.command, place.index),
        type="FindingRecorded",
        effective_on=about.effective_on,
        source=origin.profile.source,
        reason=Reason.CAUSED,
        changes=(Change(f"findings/{found.rule}-{str(about.id)[:13]}", values),),
        cause=about.id,
    )


def void(chain: Sequence[Members], place: Place, origin: Origin) -> Event:
    """The EventVoided that makes a whole chain untrue, because its row now tells of another subject."""
    head = chain[0]
    return Event(
        originator_id=place.stream,
        originator_version=place.version,
        timestamp=events.UNRECORDED,
        id=events.event_id(origin.command, place.index),
        kind=cast(str, head["kind"]),
        scheme=cast(str, head["scheme"]),
        code=cast(str, head["code"]),
        type="EventVoided",
        effective_on=cast(str, head["effective_on"]),
        source=origin.profile.source,
        actor=origin.actor,
        reason=Reason.ERROR,
        changes=(),
        command=origin.command,
        correlation=origin.correlation,
        voids=tuple(UUID(cast(str, member["id"])) for member in chain),
    )
