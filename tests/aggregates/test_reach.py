"""Which subjects are in reach, by the division that governs them; what decisions tell of the others."""

import dataclasses
import uuid
from typing import Any

import pytest

from aggregates import deciding, reach, world
from aggregates.rules import book, rule
from tests import deeds
from tests.deeds import TODAY, Town

EAST, WEST, CITY = "990301", "990302", "990300"
OF_EAST = reach.Reach(TODAY, frozenset({EAST}), frozenset())


@pytest.fixture
def town() -> Town:
    made = Town()
    for number, division in ((1, EAST), (2, WEST)):
        made.given("register_building", f"B{number}", on="2020-01-01", division=division)
        house: dict[str, Any] = {"division": division, "building_code": f"B{number}"}
        made.given("register_house", f"H{number}", on="2020-02-01", **house)
    return made


def known(town: Town, kind: str, code: str) -> world.Known:
    (found,) = town.seen().find(world.Name(kind, code))
    return found


def scoped(town: Town, within: reach.Reach = OF_EAST) -> world.World:
    seen = town.seen()
    seen.reach = within
    return seen


def decided(town: Town, name: str, code: str, /, **said: Any) -> deciding.Decision:
    return deciding.decide(town.deed(name, code, **said), scoped(town), book.RULES)


def test_the_last_division_that_counts_today_governs(town: Town) -> None:
    said: dict[str, Any] = {"building_code": "B1"}
    first = town.given("register_house", "H9", on="2020-02-01", division=EAST, **said)[0].event
    assert reach.governing(known(town, "HOUSE", "H9"), TODAY) == EAST
    moved = town.given("register_house", "H9", on="2020-02-01", division=WEST, corrects=first.id, **said)[0].event
    assert reach.governing(known(town, "HOUSE", "H9"), TODAY) == WEST
    town.given("void_event", "", on="2026-05-01", event_id=str(moved.id))
    assert reach.governing(known(town, "HOUSE", "H9"), TODAY) == EAST
    town.given("void_event", "", on="2026-05-01", event_id=str(first.id))
    assert reach.governing(known(town, "HOUSE", "H9"), TODAY) is not None, "what was last said at all"


def test_a_division_governs_itself_and_its_parent_tells_of_a_new_one(town: Town) -> None:
    town.given("register_division", CITY, on="1990-01-01", name="安澜市", level="PREFECTURE")
    town.given("register_division", EAST, on="1990-01-01", name="某区", level="COUNTY", parent=CITY)
    east, city = known(town, "DIVISION", EAST), known(town, "DIVISION", CITY)
    assert reach.governing(east, TODAY) == EAST
    assert reach.Reach(TODAY, frozenset({CITY}), frozenset()).holds(east)
    assert reach.Reach(TODAY, frozenset(), frozenset({city.stream})).holds(city)
    assert not reach.Reach(TODAY, frozenset({CITY}), frozenset()).holds(city)


def test_a_world_hides_what_is_out_of_reach_and_nothing_from_who_reaches_everywhere(town: Town) -> None:
    for code, hidden in (("H1", False), ("H2", True)):
        found = known(town, "HOUSE", code)
        assert scoped(town).hides(found) is hidden
        assert scoped(town).at("2027-01-01").hides(found) is hidden
        assert not town.seen().hides(found)
        assert scoped(town).within([found]) == (() if hidden else (found,))
        assert not scoped(town).hides(dataclasses.replace(found, version=0))


def test_subjects_of_two_divisions_are_apart(town: Town) -> None:
    house, seen = known(town, "HOUSE", "H1"), town.seen()
    assert not seen.apart(house, [known(town, "BUILDING", "B1"), house])
    assert seen.apart(house, [known(town, "BUILDING", "B1"), known(town, "BUILDING", "B2")])


def test_an_input_finds_nothing_elsewhere(town: Town) -> None:
    for code in ("H2", "XX"):
        with pytest.raises(deciding.UnknownSubject) as unknown:
            decided(town, "revise_house_survey", code, on="2026-05-01", floor_area="1.00")
        assert unknown.value.message.replace(code, "…").startswith("houseCode: there is no HOUSE")


def test_a_code_of_a_subject_elsewhere_is_taken_whatever_that_subject_is(town: Town) -> None:
    said: dict[str, Any] = {"on": "2026-05-01", "division": EAST, "building_code": "B1"}
    (taken,) = decided(town, "register_house", "H2", **said).rejections
    assert (taken.breach.rule.id, taken.breach.in_the_way, taken.earliest_lawful_on) == ("REF-1", (), None)
    assert taken.breach.en == "Number H2 is on record already; it is registered once."


def test_a_breach_knows_at_whom_its_rule_looked(town: Town) -> None:
    town.given("register_building", "B5", on="2020-01-01", division=WEST)
    town.given("register_house", "H5", on="2020-02-01", division=EAST, building_code="B5")
    lease: dict[str, Any] = {"lease_no": "租-1", "starts_on": "2026-05-01", "ends_on": "2027-05-01"}
    lease |= {"lessees": [deeds.person()], "on": "2026-05-01"}
    (told,) = decided(town, "file_lease", "H5", **lease).rejections
    assert [one.code for one in told.breach.others] == ["B5"]
    assert (told.breach.rule.id, told.beyond) == ("HSE-1", True)
    (whole,) = town.decide("file_lease", "H5", **lease).rejections
    assert not whole.beyond
    assert "PLANNED" in whole.breach.en


def test_a_finding_on_a_subject_does_not_say_what_another_division_has_on_record(town: Town) -> None:
    town.given("register_building", "B5", on="2020-01-01", division=WEST)
    town.given("register_house", "H5", on="2020-02-01", division=EAST, building_code="B5")
    seen: dict[str, Any] = {"on": "2026-05-01", "inspection_no": "查-1", "occupancy": "LET"}
    for code, tells in (("H5", False), ("H1", True)):
        recorded = town.file("inspect_occupancy", code, **seen)
        (found,) = [one.event for one in recorded if one.event.type == "FindingRecorded"]
        detail = str(found.changes[0].set["detail"])
        assert ("PLANNED" in detail) is tells
        assert (rule.ELSEWHERE.en in detail) is not tells
    assert uuid.UUID(str(found.changes[0].set["event"])) == recorded[0].event.id


def test_no_day_is_told_where_the_decision_looked_at_a_subject_elsewhere(town: Town) -> None:
    """The rule that refuses may be another than the one that looked: the day could still be of what this one saw."""

    def looks(case: rule.Case) -> list[rule.Breach]:
        case.named("BUILDING", "B2")
        return []

    def waits(case: rule.Case) -> list[rule.Breach]:
        return [case.breach(days=["2026-05-10"])] if case.day < "2026-05-10" else []

    on = {"HOUSE": frozenset({"PresaleOpened"})}
    rules = [rule.Rule("T-1", "", "", "", on, {}, looks), rule.Rule("T-2", "", "", "", on, {}, waits)]
    deed = town.deed("open_presale", "H1", on="2026-05-01", permit_no="预-1")
    for asked, day in ((rules, None), (rules[1:], "2026-05-10")):
        (told,) = deciding.decide(deed, scoped(town), asked).rejections
        assert (told.breach.rule.id, told.beyond, told.earliest_lawful_on) == ("T-2", False, day)
    (whole,) = deciding.decide(deed, town.seen(), rules).rejections
    assert whole.earliest_lawful_on == "2026-05-10"
