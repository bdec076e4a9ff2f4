"""What becomes of the families of a draw: who chooses, who waives, who misses the last day, and who moves up."""

from __future__ import annotations

import datetime

from registry.city import allotments, lotteries, tenancies, tenants
from registry.city.drafts import Draft, Value
from registry.city.families import Family
from registry.city.lotteries import Batch
from registry.city.stockroom import Secured, Stockroom
from registry.city.works import after

HOMES_FOR_ENTRANTS = 0.45
"""Homes of a batch for each household that takes part."""


def hold(batch: Batch, entrants: list[Family], room: Stockroom) -> None:
    """The draw of a batch, with the homes that are free, and what follows from it. Without homes there is none."""
    day = batch.opened
    count = max(1, int(len(entrants) * HOMES_FOR_ENTRANTS))
    found = [room.take("PUBLIC_RENTAL", day, one.bedrooms) for one in entrants[:count]]
    homes = [one for one in found if one is not None]
    if not homes:
        return
    lotteries.announce(batch)
    lotteries.draw(batch, entrants, homes)
    for ranking in batch.classes:
        offered = [one for one in homes if one.bedrooms == ranking.bedrooms]
        for place, ticket in enumerate(ranking.chosen):
            _turn(batch, ticket, place, offered, room, bool(ranking.reserves))


def _turn(batch: Batch, ticket: int, place: int, offered: list[Secured], room: Stockroom, reserves: bool) -> None:
    """One that has a place: where reserves wait, the second of a class waives, and the third misses its day."""
    family, home = batch.tickets[ticket], offered.pop()
    day = after(batch.published, 3)
    allotment = allotments.allocate(family, day, "LOTTERY", said=_of(batch, ticket, batch.choose_by))
    if allotment is None:
        return
    if reserves and place in (1, 2):
        given_up = after(day, 7) if place == 1 else after(batch.choose_by, 2)
        batch.turns.append((ticket, "waived_on", allotments.waive(family, allotment, given_up)))
        _move_up(batch, ticket, after(given_up, 3), home, room)
        return
    batch.turns.append((ticket, "chosen_on", _choose(family, allotment, after(day, 3 + place % 20), home)))


def _of(batch: Batch, ticket: int, choose_by: datetime.date) -> dict[str, Value]:
    return {"lottery_code": batch.code, "rank": batch.ranks[ticket], "choose_by": choose_by.isoformat()}


def _move_up(batch: Batch, ticket: int, day: datetime.date, home: Secured, room: Stockroom) -> None:
    reserve = lotteries.advance(batch, ticket, day)
    if reserve is None:
        room.give_back(home, day)
        return
    family = batch.tickets[reserve]
    last = after(day, lotteries.RESERVE_DAYS)
    allotment = allotments.allocate(family, after(day, 2), "LOTTERY", said=_of(batch, reserve, last))
    if allotment is not None:
        batch.turns.append((reserve, "chosen_on", _choose(family, allotment, after(day, 8), home)))


def _choose(family: Family, allotment: allotments.Allotment, day: datetime.date, home: Secured) -> Draft | None:
    chosen = allotments.choose(family, allotment, day, home)
    tenants.stay(family, tenancies.sign(family, allotment, after(day, 12), home))
    return chosen
