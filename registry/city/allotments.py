"""Waiting lists, priority, and the ways in which a home comes to a family; choices made, waived and missed."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Mapping

from aggregates.view import NOTHING
from aggregates.vocabulary import PriorityGroup
from registry.city.drafts import Draft, Value
from registry.city.families import Family
from registry.city.stockroom import Secured
from registry.city.works import after

CHOOSE_WITHIN = 30
"""Days from an allocation to the last day on which to choose."""


@dataclasses.dataclass(slots=True)
class Allotment:
    """The right to a home; ``number`` is the key of its element."""

    number: str
    day: datetime.date
    choose_by: datetime.date


def wait(family: Family, day: datetime.date) -> Draft | None:
    """A place on the waiting list of what it applied for."""
    number = family.waiting = family.number("LH", day)
    said: dict[str, Value] = {
        "number": number,
        "programme": family.programme,
        "bedrooms": family.bedrooms,
        "since": day.isoformat(),
    }
    return family.record("Waitlisted", day, {f"waitings/{number}": said}, late=0)


def prefer(family: Family, day: datetime.date) -> Draft | None:
    """It belongs to a group that is served before others."""
    number = family.number("YX", day)
    said: dict[str, Value] = {
        "number": number,
        "priority_group": family.chance.choice([one.name for one in PriorityGroup]),
        "granted_on": day.isoformat(),
    }
    return family.record(
        "PriorityGranted", day, {f"priorities/{number}": said}, document=("优先认定书", number), late=0
    )


def allocate(
    family: Family, day: datetime.date, method: str, *, home: Secured | None = None, said: Mapping[str, Value] = NOTHING
) -> Allotment | None:
    """The right to choose a home, or to one ``home``; ``said`` of it beside, as its rank in a draw."""
    drawn = method in ("LOTTERY", "EXTERNAL_DRAW")
    allotment = Allotment(family.number("PZ", day), day, after(day, CHOOSE_WITHIN))
    stated: dict[str, Value] = {
        "number": allotment.number,
        "method": method,
        "programme": family.programme,
        "allocated_on": day.isoformat(),
        "choose_by": allotment.choose_by.isoformat(),
        **said,
    }
    if home is not None:
        stated |= {"house_code": home.code, "selected_on": day.isoformat()}
    papers = {"EXTERNAL_DRAW": "公证书", "LOTTERY": None, "DIRECT": "人才定向配租决定"}
    paper = papers.get(method, "配租决定")
    made = family.record(
        "DrawResultRecorded" if drawn else "DirectlyAllocated",
        day,
        {f"allocations/{allotment.number}": stated},
        late=0,
        document=(paper, f"{family.mark}{allotment.number}") if paper else None,
        takes=(home.claim,) if home is not None else (),
    )
    if isinstance(by := said.get("choose_by"), str):
        allotment.choose_by = datetime.date.fromisoformat(by)
    return allotment if made is not None else None


def choose(family: Family, allotment: Allotment, day: datetime.date, home: Secured) -> Draft | None:
    """The home is chosen, and nobody else's from then on."""
    said: dict[str, Value] = {"house_code": home.code, "selected_on": day.isoformat()}
    return family.record("HouseSelected", day, {f"allocations/{allotment.number}": said}, late=0, takes=(home.claim,))


def waive(family: Family, allotment: Allotment, day: datetime.date, *, last: bool = False) -> Draft | None:
    """The choice is waived, or missed where its last day has gone by; ``last``: it waits no longer."""
    how = "lapsed_on" if day > allotment.choose_by else "waived_on"
    changes: dict[str, dict[str, Value]] = {f"allocations/{allotment.number}": {how: day.isoformat()}}
    if last:
        changes |= end_waiting(family, day)
    return family.record("SelectionWaived", day, changes, late=0)


def end_waiting(family: Family, day: datetime.date) -> dict[str, dict[str, Value]]:
    """It waits no longer, for whatever reason."""
    if family.waiting is None:
        return {}
    key, family.waiting = family.waiting, None
    return {f"waitings/{key}": {"ended_on": day.isoformat()}}
