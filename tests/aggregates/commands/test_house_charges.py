"""Commands on what lies on a house: mortgages, seizures in their order, objections, notices, rights struck off."""

from __future__ import annotations

from aggregates import policy
from tests import deeds
from tests.aggregates import homes

SEIZE = "register_seizure"


def test_mortgages_stand_in_their_rank_until_discharged() -> None:
    town = homes.owned()
    for number in ("M1", "M2"):
        said = {"mortgage_no": number, "mortgage_kind": "ORDINARY", "amount": "100.00"}
        town.given("register_mortgage", "H1", on="2020-01-01", **said)
    state = town.state("HOUSE", "H1")
    assert [state[f"mortgages/{one}"]["rank"] for one in ("M1", "M2")] == [1, 2]
    town.given("discharge_mortgage", "H1", on="2020-06-01", mortgage_no="M1")
    assert town.state("HOUSE", "H1")["mortgages/M1"]["discharged_on"] == "2020-06-01"
    assert town.refused("discharge_mortgage", "H1", on="2020-07-01", mortgage_no="M1") == ["REF-2"]


def test_a_seizure_is_preliminary_ordinary_or_waits_in_its_order() -> None:
    town = homes.presold()
    town.given(SEIZE, "H1", on="2018-09-01", **homes.seizure("S0", "2019-01-01"))
    town.given("register_transfer", "H1", on="2019-06-01", **homes.transfer("T1", to=[1], contract_no="C1"))
    for number, day in (("S1", "2020-01-01"), ("S2", "2020-02-01"), ("S3", "2020-03-01")):
        town.given(SEIZE, "H1", on=day, **homes.seizure(number))
    town.given(SEIZE, "H1", on="2023-01-01", **homes.seizure("S4", "2026-01-01"))
    state = town.state("HOUSE", "H1")
    found = {n: (state[f"seizures/S{n}"]["kind"], state[f"seizures/S{n}"].get("waiting_order")) for n in range(5)}
    assert found == {
        0: ("PRELIMINARY", None),
        1: ("ORDINARY", None),
        2: ("WAITING", 1),
        3: ("WAITING", 2),
        4: ("ORDINARY", None),
    }


def test_a_seizure_is_extended_and_lifted() -> None:
    town = homes.owned()
    town.given(SEIZE, "H1", on="2020-01-01", **homes.seizure())
    town.given("extend_seizure", "H1", on="2022-12-01", seizure_no="S1", expires_on="2025-12-01")
    state = town.state("HOUSE", "H1")["seizures/S1"]
    assert (state["expires_on"], state["extended_on"]) == ("2025-12-01", "2022-12-01")
    town.given("lift_seizure", "H1", on="2024-01-01", seizure_no="S1")
    assert town.state("HOUSE", "H1")["seizures/S1"]["lifted_on"] == "2024-01-01"


def test_a_courts_order_is_executed_whatever_it_breaks() -> None:
    town = homes.owned()
    assert town.found("lift_seizure", "H1", on="2024-01-01", seizure_no="S9") == ["REF-2"]
    town.given(SEIZE, "H1", on="2020-01-01", **homes.seizure())
    assert town.found(SEIZE, "H1", on="2020-01-02", **homes.seizure()) == ["REF-1"]
    assert town.found("extend_seizure", "H1", on="2023-01-01", seizure_no="S1", expires_on="2025-01-01") == ["REF-2"]


def test_an_objection_lapses_by_the_policy_of_its_day() -> None:
    longer = policy.parse(policy.default_text().replace("objection_days = 15", "objection_days = 20"))
    town = homes.owned()
    town.policies = deeds.Fixed([("0001-01-01", policy.default()), ("2023-01-01", longer)])
    for number, day, lapses in (("O1", "2022-12-31", "2023-01-15"), ("O2", "2023-01-01", "2023-01-21")):
        town.given("register_objection", "H1", on=day, objection_no=number, detail="所有权有争议")
        assert town.state("HOUSE", "H1")[f"objections/{number}"]["lapses_on"] == lapses


def test_a_suit_in_time_keeps_the_objection_and_a_late_one_does_not_bring_it_back() -> None:
    town = homes.owned()
    town.given("register_objection", "H1", on="2022-06-01", objection_no="O1")
    assert town.found("file_suit", "H1", on="2022-06-16", objection_no="O1") == ["REF-2"]
    assert town.state("HOUSE", "H1")["objections/O1"]["lapses_on"] == "2022-06-16"
    town.given("register_objection", "H1", on="2022-07-01", objection_no="O2")
    town.given("file_suit", "H1", on="2022-07-15", objection_no="O2")
    objection = town.state("HOUSE", "H1")["objections/O2"]
    assert (objection["lapses_on"], objection["suit_filed_on"]) == (None, "2022-07-15")
    town.given("withdraw_objection", "H1", on="2022-09-01", objection_no="O2")
    assert town.state("HOUSE", "H1")["objections/O2"]["withdrawn_on"] == "2022-09-01"


def test_an_objection_before_a_recorded_transfer_is_registered_and_names_it() -> None:
    town = homes.owned()
    sold = homes.last(town.file("register_transfer", "H1", on="2020-01-10", **homes.transfer("T2", by=[1], to=[2])))
    decision = town.decide("register_objection", "H1", on="2020-01-01", objection_no="O1")
    assert (decision.rejections, decision.dependants) == ([], [sold])


def test_advance_notices_are_registered_and_cancelled() -> None:
    town = homes.presold()
    notice = {"notice_no": "预告1", "right_noted": "预购商品房", "contract_no": "C1"}
    town.given("register_advance_notice", "H1", on="2018-07-01", **notice)
    town.given("cancel_advance_notice", "H1", on="2018-09-01", notice_no="预告1")
    stated = town.state("HOUSE", "H1")["advance_notices/预告1"]
    assert (stated["registered_on"], stated["cancelled_on"]) == ("2018-07-01", "2018-09-01")


def test_rights_are_struck_off() -> None:
    town = homes.owned()
    town.given("register_mortgage", "H1", on="2020-01-01", mortgage_no="M1", mortgage_kind="ORDINARY")
    said = {"deregistration_no": "注1", "right_ended": "抵押权"}
    town.given("deregister_right", "H1", on="2020-02-01", mortgage_no="M1", **said)
    state = town.state("HOUSE", "H1")
    assert (state["mortgages/M1"]["discharged_on"], state["owners/T1-1"].get("ended_on")) == ("2020-02-01", None)
    again = {**said, "deregistration_no": "注2"}
    assert town.refused("deregister_right", "H1", on="2020-03-01", mortgage_no="M1", **again) == ["REF-2"]
    town.given("deregister_right", "H1", on="2020-03-01", ends_ownership=True, **again)
    assert town.state("HOUSE", "H1")["owners/T1-1"]["ended_on"] == "2020-03-01"
