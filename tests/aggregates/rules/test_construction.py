"""CON: no start without a permit that stands; extensions, suspensions and filings in time."""

import dataclasses
from uuid import UUID

import pytest

from aggregates import deciding, policy
from aggregates import event as events
from tests import deeds, sites


def the(decision: deciding.Decision, rule: str) -> deciding.Rejection:
    """The rejection by a rule, whose messages are whole in both languages."""
    found = next(one for one in decision.rejections if one.breach.rule.id == rule)
    assert "{" not in found.breach.zh + found.breach.en
    return found


def of(made: list[events.Recorded], type_: str) -> UUID:
    """The id of the only event of a type."""
    (found,) = (one.event.id for one in made if one.event.type == type_)
    return found


def test_works_start_under_the_permit_and_rely_on_it_and_its_cause() -> None:
    town = sites.planned()
    granted = town.given("grant_construction_permit", "P1", on="2019-11-30", permit_no="SG-1", building_codes=["B1"])
    started = town.file("start_construction", "B1", on="2020-02-28")  # the last day: it lapses on 29 February
    relied = set(started[0].event.relied_on)
    assert relied == {of(granted, "ConstructionPermitGranted"), of(granted, "ConstructionPermitted")}


def test_a_permit_lapses_by_time_alone() -> None:
    town = sites.permitted("2019-11-30")
    rejection = the(town.decide("start_construction", "B1", on="2020-02-29"), "CON-1")
    assert rejection.breach.missing == ("ConstructionPermitGranted",)
    (lapsed,) = rejection.breach.in_the_way
    assert lapsed == next(one.event.id for one in town.recorded if one.event.type == "ConstructionPermitted")
    assert rejection.earliest_lawful_on is None


def test_without_any_permit_the_earliest_lawful_date_is_that_of_a_later_one() -> None:
    town = sites.permitted("2019-11-30")
    rejection = the(town.decide("start_construction", "B1", on="2019-11-29"), "CON-1")
    assert (rejection.breach.in_the_way, rejection.earliest_lawful_on) == ((), "2019-11-30")
    assert town.file("start_construction", "B1", on="2019-11-30")


def test_a_building_that_the_permit_does_not_cover_does_not_start() -> None:
    town = sites.planned()
    town.given("grant_construction_permit", "P1", on="2019-11-30", permit_no="SG-1", building_codes=["B1"])
    assert town.refused("start_construction", "B2", on="2019-12-01") == ["CON-1"]


def test_a_revoked_permit_lets_nothing_start() -> None:
    town = sites.permitted()
    made = town.given(
        "revoke_construction_permit", "P1", on="2019-12-31", permit_no="SG-1", revocation_reason="骗取许可"
    )
    rejection = the(town.decide("start_construction", "B1", on="2019-12-31"), "CON-1")
    ended = [one.event.id for one in made if one.event.code == "B1"]
    assert list(rejection.breach.in_the_way) == ended
    assert town.file("start_construction", "B1", on="2019-12-30")


@pytest.mark.parametrize(
    ("building", "lawful"),
    [
        ({"gross_area": "300"}, True),
        ({"gross_area": "300.01"}, False),
        ({"self_built": True, "floors": 2}, True),
        ({"self_built": True, "floors": 3}, False),
        ({"floors": 2}, False),
    ],
)
def test_small_and_rural_works_need_no_permit(building: dict[str, object], lawful: bool) -> None:
    town = deeds.Town()
    town.given("register_building", "B9", on="2020-01-01", division=sites.DIVISION, **building)
    assert bool(town.decide("start_construction", "B9", on="2020-02-01").rejections) is not lawful


@pytest.mark.parametrize(("value", "lawful"), [("1000000.00", True), ("1000000.01", False)])
def test_works_of_small_value_need_no_permit(value: str, lawful: bool) -> None:
    town = sites.planned(contract_value=value)
    assert bool(town.decide("start_construction", "B1", on="2020-02-01").rejections) is not lawful


def test_another_citys_policy_has_another_limit() -> None:
    strict = policy.parse(policy.default_text().replace('small_works_area = "300"', 'small_works_area = "100"'))
    town = deeds.Town(policies=deeds.Fixed([("0001-01-01", policy.default()), ("2020-01-01", strict)]))
    town.given("register_building", "B9", on="2019-01-01", division=sites.DIVISION, gross_area="200")
    assert town.refused("start_construction", "B9", on="2020-01-01") == ["CON-1"]
    assert town.file("start_construction", "B9", on="2019-12-31")


def test_a_register_without_permit_numbers_is_believed() -> None:
    town = deeds.Town()
    made = town.given("register_building", "B9", on="2019-01-01", division=sites.DIVISION)
    before = town.decide("permit_construction", "B9", on="2019-02-01", permit_no="X")
    draft = before.drafts[0]
    bare = {"": {"physical": "PLANNED"}}
    permit = town.record([dataclasses.replace(draft, changes=bare)])
    assert made
    started = town.file("start_construction", "B9", on="2019-06-01")
    assert started[0].event.relied_on == (permit[0].event.id,)
    assert town.refused("start_construction", "B9", on="2019-01-31") == ["CON-1"]


def test_the_permit_needs_a_planning_permit_and_every_discipline() -> None:
    town = deeds.Town()
    town.given("approve_project", "P1", on="2019-01-10", name="安居苑", division=sites.DIVISION)
    rejection = the(town.decide("grant_construction_permit", "P1", on="2019-04-01", permit_no="SG-1"), "CON-1")
    assert rejection.breach.missing == ("PlanningPermitGranted", "DrawingsReviewed")
    assert "DrawingsReviewed FIRE" in rejection.breach.en
    assert "DrawingsReviewed CONSTRUCTION" in rejection.breach.zh


def test_the_last_round_of_a_review_counts() -> None:
    town = sites.planned()
    sites.review(town, "FIRE", 3, "PASSED", on="2019-06-01")
    sites.review(town, "FIRE", 2, "RETURNED", on="2019-06-02")  # recorded late, and not the last
    assert not town.decide("grant_construction_permit", "P1", on="2019-06-03", permit_no="SG-1").rejections
    sites.review(town, "FIRE", 4, "RETURNED", on="2019-06-03")
    rejection = the(town.decide("grant_construction_permit", "P1", on="2019-06-03", permit_no="SG-1"), "CON-1")
    assert rejection.breach.missing == ("DrawingsReviewed",)
    assert rejection.breach.in_the_way == (town.recorded[-1].event.id,)


def test_small_works_may_have_a_permit_without_its_grounds() -> None:
    town = deeds.Town()
    town.given("approve_project", "P1", on="2019-01-10", name="安居苑", division=sites.DIVISION)
    assert not town.decide("grant_construction_permit", "P1", on="2019-04-01", permit_no="S", area="300").rejections
    assert town.refused("grant_construction_permit", "P1", on="2019-04-01", permit_no="S", area="301") == ["CON-1"]


def test_a_permit_is_extended_twice_on_its_last_day_and_no_more() -> None:
    town = sites.permitted("2019-11-30")
    town.file("extend_construction_permit", "P1", on="2020-02-28", permit_no="SG-1")
    assert town.state("PROJECT", "P1", "2020-02-28")["permits/SG-1"]["lapses_on"] == "2020-05-29"
    assert town.state("BUILDING", "B2", "2020-02-28")["permits/SG-1"]["lapses_on"] == "2020-05-29"
    assert not town.decide("start_construction", "B2", on="2020-05-28").rejections
    town.file("extend_construction_permit", "P1", on="2020-05-28", permit_no="SG-1", lapses_on="2020-06-30")
    rejection = the(town.decide("extend_construction_permit", "P1", on="2020-06-29", permit_no="SG-1"), "CON-2")
    extended = [one.event.id for one in town.recorded if one.event.type == "ConstructionPermitExtended"]
    assert set(extended) <= set(rejection.breach.in_the_way)


@pytest.mark.parametrize(
    ("on", "lapses_on", "field"),
    [
        ("2020-02-29", None, "permitNo"),
        ("2020-02-01", "2020-05-30", "lapsesOn"),
        ("2020-02-01", "2020-02-29", "lapsesOn"),
    ],
)
def test_an_extension_comes_in_time_and_is_short(on: str, lapses_on: str | None, field: str) -> None:
    town = sites.permitted("2019-11-30")
    stated = {"lapses_on": lapses_on} if lapses_on else {}
    rejection = the(town.decide("extend_construction_permit", "P1", on=on, permit_no="SG-1", **stated), "CON-2")
    assert rejection.breach.field == field
    assert rejection.breach.in_the_way


def test_an_extension_by_the_whole_term_is_lawful() -> None:
    town = sites.permitted("2019-11-30")
    assert town.file("extend_construction_permit", "P1", on="2020-02-01", permit_no="SG-1", lapses_on="2020-05-29")


def test_nothing_is_extended_that_is_not_there_or_under_way() -> None:
    town = sites.permitted()
    rejection = the(town.decide("extend_construction_permit", "P1", on="2020-01-01", permit_no="XX"), "CON-2")
    assert rejection.breach.missing == ("ConstructionPermitGranted",)
    town.file("start_construction", "B1", on="2019-12-15")
    rejection = the(town.decide("extend_construction_permit", "P1", on="2020-01-01", permit_no="SG-1"), "CON-2")
    assert rejection.breach.missing == ()
    assert (
        next(one.event.id for one in town.recorded if one.event.type == "WorksStarted") in rejection.breach.in_the_way
    )


@pytest.mark.parametrize(("reported", "late"), [("2020-02-29", False), ("2020-03-01", True)])
def test_a_suspension_is_reported_within_a_month(reported: str, late: bool) -> None:
    town = sites.permitted()
    town.given("start_construction", "B1", on="2019-12-01")
    found = town.found("suspend_construction", "B1", on="2020-01-31", reported_on=reported)
    assert found == (["CON-3"] if late else [])


def test_a_suspension_whose_report_has_no_date_was_reported_when_it_was_recorded() -> None:
    town = sites.permitted()
    town.given("start_construction", "B1", on="2019-12-01")
    assert town.found("suspend_construction", "B1", on="2020-01-31") == ["CON-3"]
    town.today = "2020-06-30"
    assert town.found("suspend_construction", "B2", on="2020-05-31") == []
    migrated = town.found("suspend_construction", "B2", on="2019-05-31", reason=events.Reason.MIGRATION)
    assert migrated == []


def test_after_a_year_the_permit_is_verified_again() -> None:
    town = sites.permitted()
    town.given("start_construction", "B1", on="2019-12-01")
    town.given("suspend_construction", "B1", on="2020-02-29", reported_on="2020-03-01")
    rejection = the(town.decide("resume_construction", "B1", on="2021-02-28"), "CON-3")
    assert rejection.breach.field == "verifiedOn"
    assert rejection.breach.in_the_way == (town.recorded[-1].event.id,)
    assert not town.decide("resume_construction", "B1", on="2021-02-27").rejections
    early = town.decide("resume_construction", "B1", on="2021-02-28", verified_on="2020-02-28")
    assert the(early, "CON-3")
    town.file("resume_construction", "B1", on="2021-02-28", verified_on="2021-02-20")
    assert town.state("BUILDING", "B1")[""]["physical"] == "UNDER_CONSTRUCTION"


@pytest.mark.parametrize(("on", "late"), [("2020-03-06", False), ("2020-03-07", True)])
def test_completion_is_filed_within_fifteen_days(on: str, late: bool) -> None:
    town = sites.permitted()
    town.given("start_construction", "B1", on="2019-12-01")
    town.given("accept_completion", "B1", on="2020-02-20", acceptance_no="YS-1")
    assert town.found("file_building_completion", "B1", on=on, filing_no="BA-1") == (["CON-4"] if late else [])


def test_a_filing_without_acceptance_is_a_finding_that_names_it() -> None:
    town = sites.permitted()
    made = town.file("file_building_completion", "B1", on="2020-03-01", filing_no="BA-1")
    finding = made[-1].event.changes[0].set
    assert (finding["rule"], finding["grade"]) == ("CON-4", "WARNING")


def test_a_project_that_states_its_completion_files_in_time() -> None:
    town = sites.permitted()
    late = {"filing_no": "BA-1", "completed_on": "2020-02-20"}
    assert town.found("file_project_completion", "P1", on="2020-03-07", **late) == ["CON-4"]
