"""Voiding an event: it was never true, and neither was what it alone caused, on whichever subject (GEN-4)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from aggregates import errors, timeline
from aggregates import event as events
from aggregates.deciding import Deciding, head_of, voiding
from aggregates.draft import Draft
from aggregates.rules import general, sources
from aggregates.view import View
from aggregates.world import Known, World


def named_event(deciding: Deciding) -> UUID:
    """The event that the command is about."""
    return UUID(deciding.deed.text("event_id"))


def _whole(deciding: Deciding) -> bool:
    return deciding.deed.values.get("whole_chain") is True


def voided(deciding: Deciding, known: Known) -> tuple[UUID, ...]:
    """The named event, which has to be the head of its chain, or the whole chain, its head first."""
    event = named_event(deciding)
    if not _whole(deciding):
        return (head_of(known, event, "eventId").recorded.event.id,)
    live = known.timeline.live_chain(event)
    if not live or known.timeline.get(event).recorded.event.voids:
        head_of(known, event, "eventId")
        raise timeline.NotTheHead(f"eventId: all of the chain of {event} is voided.", field="eventId", rule="HEAD")
    return tuple(entry.recorded.event.id for entry in live)


def by_recorder(deciding: Deciding, primary: Draft, recorded: Iterable[events.Event]) -> None:
    """SRC-1: only the department that recorded an event, or an administrator, takes it back."""
    deed = deciding.deed
    others = sorted({one.source for one in recorded} - {deed.source})
    if others and not deed.unrestricted:
        deciding.refuse(sources.RULE, primary, authority=", ".join(others), source=deed.source)


def take_along(deciding: Deciding, primary: Draft, before: View) -> None:
    """Void what the voided events alone caused; what their void restores had caused holds again."""
    known, world = deciding.subject, deciding.world
    by_recorder(deciding, primary, [known.timeline.get(one).recorded.event for one in primary.voids])
    recorded = voiding.caused(world, known, primary.voids)
    fallen = voiding.falls(world, recorded, primary.voids, whole=_whole(deciding))
    foreign = [one for fall in fallen for one in fall.foreign]
    if foreign and not _whole(deciding):
        deciding.refuse(general.ENTANGLED, primary, in_the_way=foreign)
        return
    for fall in fallen:
        deciding.void_all(fall.known, fall.voids, primary)
    if not _whole(deciding):
        _record_anew(deciding, primary)
    gone = {*primary.voids, *(one for fall in fallen for one in fall.voids)}
    deciding.dependants += dependants(world, gone)


def _record_anew(deciding: Deciding, primary: Draft) -> None:
    """A voided correction had voided what its target caused beyond it; a void stays, so that is recorded anew."""
    for known, event in voiding.taken_away(deciding.world, primary.voids):
        deciding.add(
            known,
            event.type,
            voiding.content(event),
            cause=primary,
            effective_on=event.effective_on,
            source=event.source,
            takes=tuple(claim for claim in event.takes if not claim.scope.startswith("code/")),
        )


def dependants(world: World, gone: set[UUID]) -> list[UUID]:
    """The events that count and were decided on any of these, which do not count any more."""
    found = {one.event.id for one in world.relying_on_all(sorted(gone))} - gone
    subjects = world.of_events(sorted(found))
    counting = {entry.recorded.event.id for known in subjects.values() for entry in known.timeline.visible()}
    return sorted(found & counting)


def must_be(holds: bool, event: UUID, wrong: str) -> None:
    """Raise InvalidValue where the named event is none that the command can be about."""
    if not holds:
        raise errors.InvalidValue(f"eventId {event} {wrong}.", field="eventId", rule="EVENT")
