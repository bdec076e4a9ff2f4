"""Towns with one building that stands and has three houses, from which tests on holding and loss start."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterable

from aggregates import event as events
from aggregates import world
from aggregates.deciding import judging
from tests import deeds

DIVISION = "990102"


def standing(**building: object) -> deeds.Town:
    """B1 of 2010, completed, with H1 to H3."""
    town = deeds.Town()
    town.given("register_building", "B1", on="2010-01-01", division=DIVISION, **{"physical": "COMPLETED", **building})
    for house in ("H1", "H2", "H3"):
        town.given("register_house", house, on="2010-02-01", division=DIVISION, building_code="B1")
    return town


def lease(number: str = "L1", until: str | None = "2021-01-01", **said: object) -> dict[str, object]:
    """Inputs of a lease to person 2, in force from the day on which it is filed where nothing else is said."""
    ends = {} if until is None else {"ends_on": until}
    return {"lease_no": number, "lessors": [deeds.person(1)], "lessees": [deeds.person(2)], **ends, **said}


def filed() -> deeds.Town:
    """With a demolition filed in January 2021."""
    town = standing()
    town.given("file_building_demolition", "B1", on="2021-01-10", filing_no="CB-1")
    return town


def burdened() -> deeds.Town:
    """With H1 mortgaged and lived in by a household of housing security, and a demolition filed."""
    town = filed()
    town.given(
        "register_mortgage",
        "H1",
        on="2020-02-01",
        mortgage_no="M-1",
        mortgage_kind="ORDINARY",
        mortgagee_name="安澜银行",
    )
    town.given("start_tenancy", "H1", on="2020-03-01", contract_no="T-1", household_code="BZ1", ends_on="2023-03-01")
    return town


def ids(recorded: Iterable[events.Recorded], type_: str, code: str | None = None) -> list[uuid.UUID]:
    """The events of a type (on one subject) among those recorded."""
    return [one.event.id for one in recorded if one.event.type == type_ and code in (None, one.event.code)]


def only(recorded: Iterable[events.Recorded], type_: str, code: str | None = None) -> uuid.UUID:
    """The one event of a type."""
    (found,) = ids(recorded, type_, code)
    return found


def fallen(town: deeds.Town, kind: str, code: str) -> list[judging.Fallen]:
    """All that breaks a rule on a subject's timeline as the town stands."""
    (known,) = town.seen().find(world.Name(kind, code))
    judge = town.judge()
    return list(judge.breaches(judge.world.sequence(known), lambda judged: judge.rules_of(judged.kind, judged.type)))


def without_elements(told: events.Event) -> events.Event:
    """The same event as a file tells it that states nothing but the subject's own attributes."""
    return dataclasses.replace(told, changes=tuple(change for change in told.changes if not change.entity))
