"""Projects: approval, land, permits that reach their buildings and houses in one transaction."""

import dataclasses
from collections import Counter
from typing import Any
from uuid import UUID

import pytest

from aggregates import deciding, errors
from aggregates import event as events
from aggregates.rules import book
from tests import deeds, sites


def types(made: list[events.Recorded]) -> Counter[str]:
    """How many events of each type, findings left out."""
    return Counter(one.event.type for one in made if one.event.type != "FindingRecorded")


def first(made: list[events.Recorded], type_: str, code: str = "P1") -> UUID:
    """The id of the first event of a type on a subject."""
    return next(one.event.id for one in made if (one.event.type, one.event.code) == (type_, code))


def building(town: deeds.Town, code: str, day: str | None = None) -> dict[str, object]:
    """The building's construction permit on a day."""
    return dict(town.state("BUILDING", code, day).get("permits/SG-1", {}))


def test_an_approval_brings_a_project_and_its_developer() -> None:
    town = deeds.Town()
    developer = {"role": "DEVELOPER", "enterprise_code": sites.DEVELOPER, "enterprise_name": "安城置业"}
    town.file("approve_project", "P1", on="2019-01-10", name="安居苑", division="990102", participants=[developer])
    state = town.state("PROJECT", "P1")
    assert state[""]["approved_on"] == "2019-01-10"
    part = state[f"participants/DEVELOPER-{sites.DEVELOPER}"]
    assert (part["starts_on"], part["party_kind"]) == ("2019-01-10", "ENTERPRISE")
    assert town.refused("approve_project", "P1", on="2019-01-11", name="安居苑", division="990102") == ["REF-1"]


def test_land_comes_and_goes_by_its_parcel() -> None:
    town = sites.planned()
    town.file("transfer_land", "P1", on="2019-06-01", parcel="AL-1", transferee_code=sites.DEVELOPER)
    assert town.refused("transfer_land", "P1", on="2019-06-02", parcel="AL-1") == ["REF-2"]
    assert town.file("acquire_land", "P1", on="2019-07-01", parcel="AL-1")
    assert town.refused("acquire_land", "P1", on="2019-08-01", parcel="AL-1") == ["REF-1"]


def test_a_construction_permit_reaches_the_buildings_that_it_covers() -> None:
    town = sites.planned()
    made = town.file(
        "grant_construction_permit", "P1", on="2020-08-31", permit_no="SG-1", building_codes=["B1"], value="9000000.00"
    )
    assert types(made) == {"ConstructionPermitGranted": 1, "ConstructionPermitted": 1}
    permit = town.state("PROJECT", "P1")["permits/SG-1"]
    assert (permit["kind"], permit["granted_on"], permit["lapses_on"]) == ("CONSTRUCTION", "2020-08-31", "2020-11-30")
    assert building(town, "B1") == {
        "kind": "CONSTRUCTION",
        "number": "SG-1",
        "project_code": "P1",
        "granted_on": "2020-08-31",
        "lapses_on": "2020-11-30",
    }
    assert building(town, "B2") == {}
    covered = town.state("PROJECT", "P1")["coverage/construction_permit-SG-1-B1"]
    assert (covered["instrument"], covered["covered_code"]) == ("CONSTRUCTION_PERMIT", "B1")


def test_a_building_of_another_project_is_not_covered() -> None:
    town = sites.planned()
    town.given("approve_project", "P2", on="2019-01-10", name="乐居苑", division=sites.DIVISION)
    with pytest.raises(errors.InvalidValue, match="belongs to project P1") as wrong:
        town.decide("grant_planning_permit", "P2", on="2020-01-01", permit_no="GH-2", building_codes=["B1"])
    assert wrong.value.field == "buildingCodes.0"
    with pytest.raises(deciding.UnknownSubject, match="B9"):
        town.decide("grant_planning_permit", "P1", on="2020-01-01", permit_no="GH-2", building_codes=["B9"])


def test_a_number_is_granted_once() -> None:
    town = sites.permitted()
    assert town.refused("grant_construction_permit", "P1", on="2020-01-01", permit_no="SG-1") == ["REF-1"]


def test_the_first_start_under_a_permit_keeps_it_for_all_its_buildings() -> None:
    town = sites.permitted("2019-11-30")
    made = town.file("start_construction", "B1", on="2019-12-10")
    assert types(made) == {"ConstructionStarted": 1, "WorksStarted": 1, "ConstructionPermitted": 1}
    permit = town.state("PROJECT", "P1")["permits/SG-1"]
    assert (permit["works_started_on"], permit["lapses_on"]) == ("2019-12-10", None)
    assert town.state("PROJECT", "P1")[""]["started_on"] == "2019-12-10"
    assert building(town, "B1")["lapses_on"] is None
    assert building(town, "B2")["lapses_on"] is None
    later = town.file("start_construction", "B2", on="2021-05-01")
    assert types(later) == {"ConstructionStarted": 1}
    assert town.state("PROJECT", "P1")["permits/SG-1"]["works_started_on"] == "2019-12-10"


def test_works_start_on_several_buildings_of_a_permit_at_once() -> None:
    town = sites.permitted("2019-11-30")
    made = town.file("start_works", "P1", on="2019-12-10", permit_no="SG-1", building_codes=["B1", "B2"])
    assert types(made) == {"WorksStarted": 1, "ConstructionStarted": 2}
    assert all(one.event.cause == made[0].event.id for one in made[1:])
    for code in ("B1", "B2"):
        state = town.state("BUILDING", code)
        assert (state[""]["physical"], state[""]["started_on"]) == ("UNDER_CONSTRUCTION", "2019-12-10")
        assert building(town, code)["lapses_on"] is None


def test_works_start_on_no_building_that_the_permit_does_not_cover() -> None:
    town = sites.planned()
    town.given("grant_construction_permit", "P1", on="2019-11-30", permit_no="SG-1", building_codes=["B1"])
    refused = town.refused("start_works", "P1", on="2019-12-10", permit_no="SG-1", building_codes=["B1", "B2"])
    assert set(refused) == {"CON-1", "REF-2"}
    assert set(town.refused("start_works", "P1", on="2020-02-29", permit_no="SG-1")) == {"CON-1", "REF-2"}
    assert town.refused("start_works", "P1", on="2019-12-10", permit_no="GH-1") == ["CON-1"]
    assert set(town.refused("start_construction", "B1", on="2019-12-10", permit_no="XX")) >= {"REF-2"}


def test_works_that_start_again_keep_their_first_day() -> None:
    town = sites.permitted("2019-11-30")
    town.file("start_works", "P1", on="2019-12-10", permit_no="SG-1", building_codes=["B1"])
    town.file("start_works", "P1", on="2020-06-10", permit_no="SG-1", building_codes=["B2"])
    assert town.state("PROJECT", "P1")["permits/SG-1"]["works_started_on"] == "2019-12-10"
    assert town.state("PROJECT", "P1")[""]["started_on"] == "2019-12-10"


def test_a_lapse_that_was_found_ends_the_permit_everywhere() -> None:
    town = sites.permitted("2019-11-30")
    made = town.file("lapse_construction_permit", "P1", on="2020-03-15", permit_no="SG-1", lapse_reason="逾期未开工")
    assert types(made) == {"ConstructionPermitLapsed": 1, "ConstructionPermitEnded": 2}
    assert not [one for one in made if one.event.type == "FindingRecorded"]
    state = town.state("PROJECT", "P1")
    assert state["coverage/construction_permit-SG-1-B1"]["ended_on"] == "2020-03-15"
    assert (state["permits/SG-1"]["lapsed_on"], building(town, "B1")["ended_on"]) == ("2020-03-15", "2020-03-15")


def test_a_revocation_names_a_permit_of_its_kind() -> None:
    town = sites.for_presale()
    assert town.refused("revoke_presale_permit", "P1", on="2020-04-01", permit_no="SG-1") == ["REF-2"]
    assert town.refused("revoke_construction_permit", "P1", on="2020-04-01", permit_no="GH-1") == ["REF-2"]
    assert town.refused("revoke_construction_permit", "P1", on="2020-04-01", permit_no="XX") == ["REF-2"]


def test_a_corrected_permit_corrects_and_voids_what_it_caused() -> None:
    town = sites.planned()
    made = town.file("grant_construction_permit", "P1", on="2019-11-30", permit_no="SG-1", building_codes=["B1", "B2"])
    again = town.file(
        "grant_construction_permit",
        "P1",
        on="2019-12-31",
        permit_no="SG-2",
        building_codes=["B1"],
        corrects=made[0].event.id,
    )
    assert types(again) == {"ConstructionPermitGranted": 1, "ConstructionPermitted": 1, "EventVoided": 1}
    corrected = next(one.event for one in again if one.event.type == "ConstructionPermitted")
    assert corrected.corrects == first(made, "ConstructionPermitted", "B1")
    voided = next(one.event for one in again if one.event.type == "EventVoided")
    assert voided.voids == (first(made, "ConstructionPermitted", "B2"),)
    assert building(town, "B1")["number"] == "SG-2"  # the same element, so that what named it still finds it
    assert building(town, "B1")["lapses_on"] == "2020-03-31"
    assert building(town, "B2") == {}


def test_a_corrected_number_is_found_by_it_and_its_works_go_on() -> None:
    town = sites.planned()
    made = town.file("grant_construction_permit", "P1", on="2019-11-30", permit_no="SG-l", building_codes=["B1"])
    town.file("start_construction", "B1", on="2019-12-10")
    town.file(
        "grant_construction_permit",
        "P1",
        on="2019-11-30",
        permit_no="SG-1",
        building_codes=["B1"],
        corrects=made[0].event.id,
    )
    (permit,) = [said for name, said in town.state("BUILDING", "B1").items() if name.startswith("permits/")]
    assert (permit["number"], permit["lapses_on"]) == ("SG-1", None)
    town.file("revoke_construction_permit", "P1", on="2020-06-01", permit_no="SG-1")
    (permit,) = [said for name, said in town.state("BUILDING", "B1").items() if name.startswith("permits/")]
    assert permit["ended_on"] == "2020-06-01"


def test_a_correction_that_would_make_a_start_unlawful_is_refused() -> None:
    town = sites.planned()
    made = town.file("grant_construction_permit", "P1", on="2019-11-30", permit_no="SG-1", building_codes=["B1"])
    started = town.file("start_construction", "B1", on="2019-12-10")
    decision = town.decide(
        "grant_construction_permit",
        "P1",
        on="2019-12-11",
        permit_no="SG-1",
        building_codes=["B1"],
        corrects=made[0].event.id,
    )
    (rejection,) = decision.rejections
    assert rejection.breach.rule.id == "CON-1"
    assert first(started, "WorksStarted") in rejection.breach.in_the_way


def test_a_corrected_start_moves_the_works() -> None:
    town = sites.permitted("2019-11-30")
    made = town.file("start_construction", "B1", on="2019-12-10")
    again = town.file("start_construction", "B1", on="2019-12-20", corrects=made[0].event.id)
    assert types(again) == {"ConstructionStarted": 1, "WorksStarted": 1, "ConstructionPermitted": 1}
    assert all(one.event.corrects for one in again)
    state = town.state("PROJECT", "P1")
    assert (state["permits/SG-1"]["works_started_on"], state[""]["started_on"]) == ("2019-12-20", "2019-12-20")


def presold(*houses: str) -> deeds.Town:
    """A presale permit for both buildings, or some houses."""
    town = sites.for_presale()
    which: dict[str, object] = {"house_codes": list(houses)} if houses else {"building_codes": ["B1", "B2"]}
    town.given("grant_presale_permit", "P1", on="2020-04-01", permit_no="YS-1", lapses_on="2022-04-01", **which)
    return town


def test_a_presale_permit_opens_all_houses_of_its_buildings() -> None:
    town = presold()
    for code in ("H1", "H2", "H3"):
        own = town.state("HOUSE", code)[""]
        assert (own["presale_open"], own["presale_permit_no"]) == (True, "YS-1")
        assert (own["presale_opened_on"], own["presale_lapses_on"]) == ("2020-04-01", "2022-04-01")
    covered = town.state("BUILDING", "B1")["presale_permits/YS-1"]
    assert (covered["units"], covered["lapses_on"]) == (2, "2022-04-01")
    assert not town.decide("file_presale_contract", "H1", on="2022-03-31", **sites.contract("C-1")).rejections
    assert "PRE-2" in town.refused("file_presale_contract", "H1", on="2022-04-01", **sites.contract("C-1"))


def test_a_presale_permit_opens_only_the_houses_that_it_lists() -> None:
    town = presold("H2")
    assert "presale_open" not in town.state("HOUSE", "H1")[""]
    assert town.state("BUILDING", "B1")["presale_permits/YS-1"]["units"] == 1
    coverage = {name for name in town.state("PROJECT", "P1") if name.startswith("coverage/presale")}
    assert coverage == {"coverage/presale_permit-YS-1-B1", "coverage/presale_permit-YS-1-H2"}
    made = town.file("grant_presale_permit", "P1", on="2020-05-01", permit_no="YS-2", building_codes=["B1"])
    opened = [one.event.code for one in made if one.event.type == "PresaleOpened"]
    assert opened == ["H1"]  # the other is open under the first permit


def test_a_revoked_presale_permit_closes_its_houses_and_no_others() -> None:
    town = presold("H2")
    town.file("grant_presale_permit", "P1", on="2020-05-01", permit_no="YS-2", building_codes=["B1"])
    made = town.file("revoke_presale_permit", "P1", on="2020-06-01", permit_no="YS-1", revocation_reason="骗取许可")
    assert types(made) == {"PresalePermitRevoked": 1, "PresalePermitEnded": 1, "PresaleClosed": 1}
    assert (town.state("HOUSE", "H2")[""]["presale_open"], town.state("HOUSE", "H1")[""]["presale_open"]) == (
        False,
        True,
    )
    state = town.state("PROJECT", "P1")
    assert (state["permits/YS-1"]["revoked_on"], state["permits/YS-1"]["reason"]) == ("2020-06-01", "骗取许可")
    assert state["coverage/presale_permit-YS-1-H2"]["ended_on"] == "2020-06-01"
    assert town.state("BUILDING", "B1")["presale_permits/YS-1"]["ended_on"] == "2020-06-01"
    assert "PRE-2" in town.refused("file_presale_contract", "H2", on="2020-06-01", **sites.contract("C-1"))


def test_a_corrected_revocation_closes_the_houses_from_the_other_day() -> None:
    town = presold()
    made = town.file("revoke_presale_permit", "P1", on="2020-06-01", permit_no="YS-1")
    again = town.file("revoke_presale_permit", "P1", on="2020-07-01", permit_no="YS-1", corrects=made[0].event.id)
    assert types(again) == {"PresalePermitRevoked": 1, "PresalePermitEnded": 2, "PresaleClosed": 3}
    assert all(one.event.corrects for one in again)
    assert town.state("HOUSE", "H1", "2020-06-30")[""]["presale_open"] is True
    assert town.state("HOUSE", "H1", "2020-07-01")[""]["presale_open"] is False


def test_a_corrected_presale_permit_opens_other_houses() -> None:
    town = presold()
    grant = next(one.event.id for one in town.recorded if one.event.type == "PresalePermitGranted")
    again = town.file(
        "grant_presale_permit", "P1", on="2020-04-01", permit_no="YS-9", building_codes=["B1"], corrects=grant
    )
    assert types(again) == {"PresalePermitGranted": 1, "PresalePermitted": 1, "PresaleOpened": 2, "EventVoided": 2}
    assert town.state("HOUSE", "H1")[""]["presale_permit_no"] == "YS-9"
    assert "presale_open" not in town.state("HOUSE", "H3")[""]


def test_what_a_register_keeps_under_keys_of_its_own_is_found_by_its_number() -> None:
    town = sites.for_presale()
    own = {"permits/YS-1": "permits/presale", "presale_permits/YS-1": "presale_permits/1"}
    grant = town.decide("grant_presale_permit", "P1", on="2020-04-01", permit_no="YS-1", building_codes=["B1"])
    town.record(
        dataclasses.replace(draft, changes={own.get(name, name): said for name, said in draft.changes.items()})
        for draft in grant.drafts
    )
    assert town.refused("grant_presale_permit", "P1", on="2020-05-01", permit_no="YS-1") == ["REF-1"]
    town.file("revoke_presale_permit", "P1", on="2020-06-01", permit_no="YS-1")
    assert town.state("PROJECT", "P1")["permits/presale"]["revoked_on"] == "2020-06-01"
    assert town.state("BUILDING", "B1")["presale_permits/1"]["ended_on"] == "2020-06-01"
    assert town.state("HOUSE", "H1")[""]["presale_open"] is False


def test_long_numbers_and_codes_make_keys_that_the_ledger_takes() -> None:
    town, number, code = sites.permitted(), "预" * 200, "B" * 300
    town.given("register_building", code, on="2019-03-01", division=sites.DIVISION, project_code="P1")
    made = town.file("grant_planning_permit", "P1", on="2020-01-01", permit_no=number, building_codes=[code])
    keys = [change.entity.partition("/")[2] for change in made[0].event.changes]
    assert all(0 < len(key) <= 200 for key in keys)
    for day in ("2020-02-01", "2020-03-01"):
        town.file("record_contract_performance", "P1", on=day, contract_no=number)
    again = town.found("record_contract_performance", "P1", on="2020-03-01", contract_no=number)
    assert again == ["REF-1"]


def test_a_permit_is_revoked_retroactively_under_three_hundred_contracts() -> None:
    town = sites.for_presale()
    codes = [f"R{number}" for number in range(300)]
    for code in codes:
        town.given("register_house", code, on="2019-03-02", division=sites.DIVISION, building_code="B1")
    town.given("grant_presale_permit", "P1", on="2020-04-01", permit_no="YS-1", building_codes=["B1"])
    seen = town.seen()
    contracts = []
    for number, code in enumerate(codes):
        stated: dict[str, Any] = sites.contract(f"C-{number}", number)
        deed = town.deed("file_presale_contract", code, on="2020-04-02", **stated)
        decision = deciding.decide(deed, seen, book.RULES)
        assert not decision.rejections
        contracts += town.record(decision.drafts)
    filed = {one.event.id for one in contracts if one.event.type == "PresaleContractFiled"}
    decision = town.decide("revoke_presale_permit", "P1", on="2020-04-01", permit_no="YS-1")
    assert not decision.rejections
    assert Counter(one.type for one in decision.drafts) == {
        "PresalePermitRevoked": 1,
        "PresalePermitEnded": 1,
        "PresaleClosed": 302,
    }
    assert set(decision.dependants) == filed
