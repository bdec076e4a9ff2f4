"""Commands that reach far ask for what they need in few steps, however much it is, and decide the same with it."""

import copy
import uuid
from typing import Any

import pytest

from aggregates import deciding, draft, world
from aggregates import event as events
from aggregates.deciding.deed import Deed
from aggregates.rules import book as rulebook
from tests import deeds

HOUSES = [f"H{number:02}" for number in range(1, 31)]


def town() -> deeds.Town:
    made = deeds.Town()
    for code in ("B1", "B2"):
        made.given("register_building", code, on="2020-01-01", division="990102")
    for code in HOUSES:
        made.given("register_house", code, on="2020-02-01", division="990102", building_code="B1")
    return made


def recorded(made: deeds.Town, code: str, cause: uuid.UUID | None = None) -> events.Event:
    house = next(one.event for one in made.recorded if one.event.code == code)
    said: draft.Changes = {"mortgages/1": {"number": "1"}}
    one = draft.Draft(uuid.uuid4(), "HOUSE", house.scheme, code, house.originator_id, "MortgageRegistered",
                      "2024-01-01", "real-estate-registry", said, cause=cause)  # fmt: skip
    return made.record([one])[0].event


def lazily(made: deeds.Town, deed: Deed) -> tuple[deciding.Decision, int]:
    """The decision in a world that holds nothing until it is asked for, and how often it was asked."""
    full = made.seen()
    seen = copy.copy(full)
    seen.complete = False
    seen.names, seen.members, seen.by_event, seen.effects, seen.reliance = {}, {}, {}, {}, {}
    for asked in range(1, 41):
        try:
            return deciding.decide(deed, seen, rulebook.RULES), asked
        except world.Unloaded as unloaded:
            wanted = unloaded.wanted
        seen.names |= {name: full.names.get(name, ()) for name in wanted.names}
        seen.members |= {parts: full.members.get(parts, ()) for parts in wanted.parts}
        seen.by_event |= {event: full.by_event.get(event) for event in wanted.events}
        seen.effects |= {event: full.effects.get(event, []) for event in wanted.caused_by}
        seen.reliance |= {event: full.reliance.get(event, []) for event in wanted.relying_on}
    raise AssertionError("asked too often")


def asking(made: deeds.Town, name: str) -> Deed:
    if name in ("void_event", "overturn_decision"):
        cause = recorded(made, "H01")
        for code in HOUSES:
            recorded(made, code, cause.id)
        body: dict[str, Any] = {"body": "某法院"} if name == "overturn_decision" else {}
        return made.deed(name, "", on=made.today, event_id=str(cause.id), **body)
    if name == "merge_buildings":
        return made.deed(name, "B9", on=made.today, merged_codes=["B1", "B2"])
    if name == "split_building":
        houses = [{"house_code": code, "building_code": "B7"} for code in HOUSES]
        return made.deed(name, "B1", on=made.today, parts=[{"code": "B7"}, {"code": "B8"}], houses=houses)
    if name == "split_house":
        parts = [{"code": f"P{number}", "floor_area": "1.00"} for number in range(30)]
        return made.deed(name, "H01", on=made.today, parts=parts)
    return made.deed(name, "H99", on=made.today, merged_codes=HOUSES)


@pytest.mark.parametrize(
    "name", ["void_event", "overturn_decision", "merge_houses", "split_house", "merge_buildings", "split_building"]
)
def test_thirty_subjects_are_loaded_in_few_steps(name: str) -> None:
    made = town()
    deed = asking(made, name)
    decision, asked = lazily(made, deed)
    assert len(decision.drafts) >= 30
    assert decision == deciding.decide(deed, made.seen(), rulebook.RULES)
    assert asked <= 12
