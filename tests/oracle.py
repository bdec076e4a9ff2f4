"""The slow, obvious third implementation of time: to answer a question, walk through the whole ledger again.

Written from DESIGN's words alone. It reads bodies as plain JSON and shares no code with `aggregates.timeline` or SQL.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Body = Mapping[str, Any]
State = dict[str, Any]
Entity = tuple[str, str]
"""(stream id, entity): entity is "" for the subject itself, else "collection/key"."""


@dataclass(frozen=True)
class Recorded:
    """One event as the ledger holds it: its body, and the header's position and moment (UTC)."""

    position: int
    recorded_at: datetime.datetime
    body: Body

    @property
    def registered_at(self) -> datetime.datetime:
        """When it was first registered: here, or in the old register that it was migrated from."""
        if self.body["reason"] == "MIGRATION" and "registered_at" in self.body:
            return datetime.datetime.fromisoformat(self.body["registered_at"])
        return self.recorded_at


@dataclass(frozen=True)
class Clock:
    """Until when one looks: to the moment `known`, as the registers knew, or to `position`, as this ledger knew."""

    known: datetime.datetime | None = None
    position: int | None = None

    def sees(self, event: Recorded) -> bool:
        """Whether the event had been said by then."""
        if self.position is not None:
            return event.position <= self.position
        return self.known is None or event.registered_at <= self.known


NOW = Clock()


def states(
    events: Sequence[Recorded], affirming: Collection[tuple[str, str]], valid: datetime.date, clock: Clock = NOW
) -> dict[Entity, State]:
    """Return the state of every entity that exists on day `valid` as seen by `clock`; what does not exist is absent.

    `affirming` holds the (kind, type) of events that by themselves say that their subject exists.
    """
    found: dict[Entity, State] = {}
    for event in in_order(standing(events, clock), events):
        if datetime.date.fromisoformat(event.body["effective_on"]) <= valid:
            apply(event.body, affirming, found)
    return found


def apply(body: Body, affirming: Collection[tuple[str, str]], found: dict[Entity, State]) -> None:
    """Let one event take effect: what it sets replaces, null included; what it does not name stays."""
    if (body["kind"], body["type"]) in affirming:
        found.setdefault((body["stream"], ""), {})
    for change in body.get("changes", []):
        found.setdefault((body["stream"], change["entity"]), {}).update(change["set"])


def standing(events: Sequence[Recorded], clock: Clock) -> list[Recorded]:
    """Return what was true by the clock: of each chain of corrections the last one said and not voided."""
    chains: dict[str, list[Recorded]] = {}
    for event in events:
        if not clock.sees(event):
            continue
        chains.setdefault(first_of_chain(event, events).body["id"], []).append(event)
        for voided in event.body.get("voids", []):
            for chain in chains.values():
                chain[:] = [member for member in chain if member.body["id"] != voided]
    return [chain[-1] for chain in chains.values() if chain]


def first_of_chain(event: Recorded, events: Iterable[Recorded]) -> Recorded:
    """Return the event whose place in the order this one took over, itself where it corrects nothing."""
    by_id = {other.body["id"]: other for other in events}
    while "corrects" in event.body:
        event = by_id[event.body["corrects"]]
    return event


def in_order(standing_events: Iterable[Recorded], events: Sequence[Recorded]) -> list[Recorded]:
    """Sort by day, the source's order within it, the place in the ledger of the chain's first event, then their own."""

    def key(event: Recorded) -> tuple[datetime.date, int, int, int]:
        first = first_of_chain(event, events)
        effective_on = datetime.date.fromisoformat(event.body["effective_on"])
        return effective_on, event.body["effective_seq"], first.position, event.position

    return sorted(standing_events, key=key)
