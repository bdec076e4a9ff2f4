"""HSE-1: a unit is in use only in a building that stands, or at least rises."""

from __future__ import annotations

import pytest

from aggregates import deciding, event
from aggregates.rules import habitation
from tests import deeds
from tests.aggregates import estates

LET = "file_lease"
INPUTS = estates.lease("L1", "2030-01-01")


def town(**building: object) -> deeds.Town:
    """H1 in B1, of which only this is said."""
    made = deeds.Town()
    made.given("register_building", "B1", on="2018-01-01", division=estates.DIVISION, **building)
    made.given("register_house", "H1", on="2018-02-01", division=estates.DIVISION, building_code="B1")
    return made


def started() -> deeds.Town:
    """Rural self-building that needs no permit: works start in May 2019."""
    made = town(self_built=True, floors=2, gross_area="120")
    made.given("start_construction", "B1", on="2019-05-01")
    return made


def rejected(decision: deciding.Decision) -> deciding.Rejection:
    (rejection,) = decision.rejections
    assert rejection.breach.rule is habitation.HSE_1
    return rejection


@pytest.mark.parametrize("stated", [{}, {"physical": "PLANNED"}, {"started_on": "2020-01-01"}])
def test_no_use_before_the_first_spade(stated: dict[str, object]) -> None:
    rejection = rejected(town(**stated).decide(LET, "H1", on="2019-01-01", **INPUTS))
    assert rejection.breach.missing == ("ConstructionStarted",)
    assert rejection.breach.en == (
        "On 2019-01-01 the building of this house is in the state PLANNED; no unit in it can be in use."
    )
    assert rejection.breach.zh == "该房屋所在楼幢在2019-01-01的状态为“规划”，房屋不得投入使用。"


def test_use_is_lawful_from_the_start_of_works_on_and_rests_on_it() -> None:
    made = started()
    begun = next(one.event.id for one in made.recorded if one.event.type == "ConstructionStarted")
    rejection = rejected(made.decide(LET, "H1", on="2019-04-30", **INPUTS))
    assert rejection.earliest_lawful_on == "2019-05-01"
    (filed,) = made.file(LET, "H1", on="2019-05-01", **INPUTS)
    assert begun in filed.event.relied_on


def test_a_lease_filed_ahead_is_in_use_from_the_first_day_of_its_term() -> None:
    made = started()
    assert not made.decide(LET, "H1", on="2019-01-01", **INPUTS, starts_on="2019-05-01").rejections
    assert made.refused(LET, "H1", on="2019-01-01", **INPUTS, starts_on="2019-04-30") == ["HSE-1"]


@pytest.mark.parametrize(
    ("command", "state"), [("mark_not_realised", "NOT_REALISED"), ("mark_entered_in_error", "ENTERED_IN_ERROR")]
)
def test_no_use_of_what_never_was(command: str, state: str) -> None:
    made = town()
    gone = made.file(command, "B1", on="2019-01-01")[0].event.id
    rejection = rejected(made.decide(LET, "H1", on="2019-01-01", **INPUTS))
    assert (rejection.breach.in_the_way, rejection.breach.missing) == ((gone,), ())
    assert state in rejection.breach.en
    assert rejection.earliest_lawful_on is None


def test_tenancies_and_renewals_are_use_and_the_stock_is_not() -> None:
    made = town()
    tenancy = {"contract_no": "T1", "household_code": "BZ1"}
    assert made.refused("start_tenancy", "H1", on="2019-01-01", **tenancy) == ["HSE-1"]
    made.given("add_to_stock", "H1", on="2019-01-01", stock="PUBLIC_RENTAL", raised_by="ALLOCATION")
    lived_in = estates.standing()
    lived_in.given(LET, "H1", on="2019-01-01", **estates.lease("L1", "2022-01-01"))
    lived_in.given("file_building_demolition", "B1", on="2019-02-01", filing_no="CB-1")
    lived_in.given("mark_entered_in_error", "B1", on="2019-03-01")
    renewal = {"lease_no": "L1", "ends_on": "2023-01-01"}
    assert lived_in.refused("renew_lease", "H1", on="2019-03-01", **renewal) == ["HSE-1"]


@pytest.mark.parametrize(("occupancy", "rules"), [("LET", ["HSE-1"]), ("VACANT", [])])
def test_people_found_in_what_is_not_built_are_a_finding(occupancy: str, rules: list[str]) -> None:
    found = town().found("inspect_occupancy", "H1", on="2019-01-01", inspection_no="I1", occupancy=occupancy)
    assert found == rules


def test_of_an_imported_building_nothing_is_known() -> None:
    made = town(reason=event.Reason.MIGRATION)
    assert not made.decide(LET, "H1", on="2019-01-01", **INPUTS).rejections


def test_a_building_that_was_completed_by_its_own_dates_is_used() -> None:
    assert not town(completed_on="2018-06-01").decide(LET, "H1", on="2018-06-01", **INPUTS).rejections
    assert town(completed_on="2018-06-01").refused(LET, "H1", on="2018-05-31", **INPUTS) == ["HSE-1"]


@pytest.mark.parametrize("command", ["mark_not_realised", "mark_entered_in_error"])
def test_each_house_of_what_never_was_gets_a_finding(command: str) -> None:
    made = estates.standing()
    made.given(LET, "H1", on="2019-01-01", **estates.lease("L1", "2022-01-01"))
    recorded = made.file(command, "B1", on="2019-03-01")
    findings = [one.event for one in recorded if one.event.type == "FindingRecorded" and one.event.kind == "HOUSE"]
    assert [one.code for one in findings] == ["H1", "H2", "H3"]
    (said, *_), (other, *_) = findings[0].changes, findings[1].changes
    assert (said.set["rule"], said.set["grade"]) == ("HSE-1", "WARNING")
    assert "lease L1" in str(said.set["detail"])
    assert "租赁备案L1" in str(said.set["detail"])
    assert "Open: nothing." in str(other.set["detail"])
    assert all(one.cause == recorded[0].event.id for one in findings)
