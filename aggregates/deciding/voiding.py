"""Voiding: what falls with an event that was never true, what comes back, and which claims change hands. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from aggregates import event as events
from aggregates.draft import Said
from aggregates.timeline import Entry
from aggregates.world import Known, World


@dataclass(frozen=True, slots=True)
class Fall:
    """One event that falls: its live chain from the head down to it, ``foreign`` being those nobody here caused."""

    known: Known
    voids: tuple[UUID, ...]
    foreign: tuple[UUID, ...]


def roots(known: Known, gone: Iterable[UUID]) -> list[UUID]:
    """The events whose effects are those of ``gone``: voids of later members of a chain caused what they restored."""
    found: dict[UUID, None] = {}
    for one in gone:
        found[one] = None
        for entry in known.timeline.chain(one):
            if entry.void is not None:
                found[entry.void.event.id] = None
    return list(found)


def caused(world: World, known: Known, gone: Iterable[UUID]) -> list[events.Recorded]:
    """Every event that these caused, directly or not, over all subjects, in the order of positions; voided ones too."""
    found = {one.event.id: one for one in world.caused_by_all(roots(known, gone))}
    return sorted(found.values(), key=lambda one: one.position)


def falls(world: World, recorded: Sequence[events.Recorded], gone: Iterable[UUID], *, whole: bool) -> list[Fall]:
    """What falls together with ``gone``, of all that they caused; ``whole`` chains or heads.

    Voids stay: what they took away is told by :func:`taken_away`.
    """
    ours = {one.event.id for one in recorded}
    subjects = world.of_events([one.event.id for one in recorded])
    fallen, found = set(gone), []
    for one in recorded:
        known = subjects[one.event.id]
        event = one.event.id
        if one.event.voids or event in fallen:
            continue
        live = [entry.recorded.event.id for entry in known.timeline.live_chain(event)]
        if event not in live:
            continue
        left = [other for other in live if other not in fallen]
        down = left if whole else left[: left.index(event) + 1]
        fallen.update(down)
        found.append(Fall(known, tuple(down), tuple(other for other in down if other not in ours)))
    return found


def taken_away(world: World, gone: Iterable[UUID]) -> list[tuple[Known, events.Event]]:
    """The heads whose voids ``gone`` had caused: they hold again when these fall, but a void stays for good."""
    voids = {one.event.id: one.event.voids[0] for one in world.caused_by_all(gone) if one.event.voids}
    subjects = world.of_events(voids)
    return [(subjects[one], subjects[one].timeline.get(head).recorded.event) for one, head in voids.items()]


def content(event: events.Event) -> dict[str, dict[str, Said]]:
    """An event's changes, for another one to state. Personal data comes out empty: its seal is bound to its event."""
    return {
        change.entity: {name: None if isinstance(value, dict) else value for name, value in change.set.items()}
        for change in event.changes
    }


def claims_after(known: Known, gone: Collection[UUID]) -> tuple[tuple[events.Claim, ...], tuple[events.Claim, ...]]:
    """The claims that a subject takes back and those that it gives up when ``gone`` no longer count.

    Codes are never given up: every code that a subject ever had finds it.
    """
    entries = sorted(known.timeline.in_order(), key=lambda entry: entry.recorded.position)
    held = _held(entries)
    counting = [e.recorded.event for e in entries if e.void is None and not e.recorded.event.voids]
    left = [event for event in counting if event.id not in gone]
    still = {claim for event in left for claim in event.takes}
    lost = [e.recorded.event for e in entries if e.recorded.event.id in gone]
    back = [claim for event in lost for claim in event.releases if claim in still and claim not in held]
    free = [claim for event in lost for claim in event.takes if claim in held and claim not in still]
    return _once(back), _once(claim for claim in free if not claim.scope.startswith("code/"))


def held_of(known: Known, claims: Iterable[events.Claim]) -> list[events.Claim]:
    """Those of the claims that a subject holds."""
    held = _held(sorted(known.timeline.in_order(), key=lambda entry: entry.recorded.position))
    return [claim for claim in claims if claim in held]


def let_go(known: Known, event: UUID) -> frozenset[events.Claim]:
    """What an event took and the subject gave up since: a correction of the event does not take it again."""
    took = known.timeline.get(event).recorded.event.takes
    return frozenset(took).difference(held_of(known, took))


def _held(entries: Iterable[Entry]) -> set[events.Claim]:
    held: set[events.Claim] = set()
    for entry in entries:
        held.difference_update(entry.recorded.event.releases)
        held.update(entry.recorded.event.takes)
    return held


def _once(claims: Iterable[events.Claim]) -> tuple[events.Claim, ...]:
    return tuple(dict.fromkeys(claims))


def designation(known: Known, gone: Collection[UUID] = ()) -> tuple[str, str]:
    """Scheme and code under which a subject goes when ``gone`` no longer count: the last one given, else the first."""
    entries = sorted(known.timeline.in_order(), key=lambda entry: entry.recorded.position)
    named = [
        e.recorded.event
        for e in entries
        if e.recorded.event.type == "Recoded" and e.void is None and e.recorded.event.id not in gone
    ]
    if not any(e.recorded.event.type == "Recoded" for e in entries):
        return known.scheme, known.code
    chosen = named[-1] if named else entries[0].recorded.event
    return chosen.scheme, chosen.code
