"""Buildings under construction: what each command records."""

import pytest

from aggregates import deciding, errors
from tests import deeds, sites


def alone() -> deeds.Town:
    """A building of a register that knows no projects."""
    town = deeds.Town()
    town.given("register_building", "B9", on="2020-01-01", division=sites.DIVISION)
    return town


def test_a_building_names_a_project_on_record() -> None:
    with pytest.raises(deciding.UnknownSubject, match="P9"):
        alone().decide("register_building", "B8", on="2020-01-01", division=sites.DIVISION, project_code="P9")


def test_a_permit_is_recorded_on_a_building_alone() -> None:
    town = alone()
    town.file("permit_construction", "B9", on="2020-01-31", permit_no="SG-9")
    permit = town.state("BUILDING", "B9")["permits/SG-9"]
    assert (permit["kind"], permit["granted_on"], permit["lapses_on"]) == ("CONSTRUCTION", "2020-01-31", "2020-04-30")
    made = town.file("start_construction", "B9", on="2020-04-29")
    assert [one.event.type for one in made] == ["ConstructionStarted"]
    town.file("end_construction_permit", "B9", on="2020-06-01", permit_no="SG-9")
    assert town.state("BUILDING", "B9")["permits/SG-9"]["ended_on"] == "2020-06-01"
    assert town.refused("end_construction_permit", "B9", on="2020-06-02", permit_no="SG-9") == ["REF-2"]


def test_a_permit_that_ends_retroactively_leaves_the_start_to_be_found() -> None:
    town = alone()
    town.given("permit_construction", "B9", on="2020-01-31", permit_no="SG-9")
    started = town.given("start_construction", "B9", on="2020-03-01")
    decision = town.decide("end_construction_permit", "B9", on="2020-02-01", permit_no="SG-9")
    assert decision.dependants == [started[0].event.id]


def test_works_stop_go_on_and_are_finished() -> None:
    town = alone()
    town.given("permit_construction", "B9", on="2020-01-31", permit_no="SG-9")
    town.given("start_construction", "B9", on="2020-02-01")
    town.file("suspend_construction", "B9", on="2020-03-01", reported_on="2020-03-02", suspension_reason="疫情")
    assert town.state("BUILDING", "B9")[""]["physical"] == "SUSPENDED"
    town.file("resume_construction", "B9", on="2020-04-01")
    stopped = next(said for name, said in town.state("BUILDING", "B9").items() if name.startswith("suspensions/"))
    assert (stopped["reason"], stopped["resumed_on"]) == ("疫情", "2020-04-01")
    assert town.refused("resume_construction", "B9", on="2020-04-02") == ["REF-2"]
    town.file("top_out_building", "B9", on="2020-09-01")
    town.file("accept_completion", "B9", on="2021-02-01", acceptance_no="YS-1", body="安城质安站")
    town.file("file_building_completion", "B9", on="2021-02-10", filing_no="BA-1")
    town.file("register_first_ownership", "B9", on="2021-03-01", first_registration_no="SC-1")
    own = town.state("BUILDING", "B9")[""]
    assert (own["physical"], own["topped_out_on"], own["completed_on"]) == ("COMPLETED", "2020-09-01", "2021-02-01")
    assert (own["year_built"], own["completion_filed"], own["first_registered"]) == (2021, True, True)


def test_a_survey_states_something_and_a_building_may_come_to_nothing() -> None:
    town = alone()
    town.file("revise_building_survey", "B9", on="2020-02-01", floors=6, gross_area="4200.00")
    assert town.state("BUILDING", "B9")[""]["floors"] == 6
    with pytest.raises(errors.InvalidValue, match="states nothing"):
        town.decide("revise_building_survey", "B9", on="2020-02-01")
    town.file("mark_not_realised", "B9", on="2020-06-01")
    assert "GEN-3" in town.refused("start_construction", "B9", on="2020-07-01")


def test_presale_is_permitted_and_ended_on_a_building_alone() -> None:
    town = sites.planned()
    town.file("permit_presale", "B1", on="2020-01-01", permit_no="YS-9", units=20, lapses_on="2021-01-01")
    permit = town.state("BUILDING", "B1")["presale_permits/YS-9"]
    assert (permit["project_code"], permit["units"]) == ("P1", 20)
    town.file("end_presale_permit", "B1", on="2020-06-01", permit_no="YS-9")
    assert town.state("BUILDING", "B1")["presale_permits/YS-9"]["ended_on"] == "2020-06-01"
