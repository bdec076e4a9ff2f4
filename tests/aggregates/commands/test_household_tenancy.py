"""What commands on contracts record of the household and, in the same breath, of the house; and how it leaves."""

from __future__ import annotations

import pytest

from tests import deeds
from tests.aggregates import homes, households

SIGN, EXIT = "sign_tenancy_contract", "exit_household"


def tenancies(town: deeds.Town, house: str = "H1") -> dict[str, object]:
    state = town.state("HOUSE", house)
    return {key: said for key, said in state.items() if key.startswith("tenancies/")}


def test_a_signed_contract_fills_the_house() -> None:
    town = households.chosen()
    made = town.file(SIGN, "BZ1", on="2020-07-01", **households.contract(signed_on="2020-06-28", deposit="1000.00"))
    assert [(one.event.type, one.event.kind) for one in made] == [
        ("TenancyContractSigned", "HOUSEHOLD"),
        ("TenancyStarted", "HOUSE"),
    ]
    assert made[1].event.cause == made[0].event.id
    assert tenancies(town) == {
        "tenancies/T1": {
            "household_code": "BZ1",
            "contract_no": "T1",
            "signed_on": "2020-06-28",
            "starts_on": "2020-07-01",
            "ends_on": "2023-07-01",
            "rent": "500.00",
            "deposit": "1000.00",
        }
    }
    state = households.household(town)
    assert state["allocations/A1"]["contracted_on"] == state["waitings/W1"]["ended_on"] == "2020-07-01"
    assert "household_code" not in state["tenancies/T1"]


def test_a_voided_contract_empties_it_again() -> None:
    town = households.chosen()
    signed = homes.last(town.file(SIGN, "BZ1", on="2020-07-01", **households.contract()))
    town.file("void_event", "BZ1", kind="HOUSEHOLD", on="2026-06-01", event_id=str(signed))
    assert tenancies(town) == {}
    assert "contracted_on" not in households.household(town)["allocations/A1"]
    town.given(SIGN, "BZ1", on="2020-07-02", **households.contract("T2"))


def test_a_corrected_contract_corrects_the_house() -> None:
    town = households.chosen()
    signed = homes.last(town.file(SIGN, "BZ1", on="2020-07-01", **households.contract()))
    town.file(SIGN, "BZ1", on="2020-07-01", corrects=signed, **households.contract(ends_on="2022-07-01"))
    (said,) = tenancies(town).values()
    assert said["ends_on"] == "2022-07-01"  # type: ignore[index]


def test_a_renewal_goes_on_in_the_same_home() -> None:
    town = households.housed()
    town.given("renew_tenancy_contract", "BZ1", on="2023-06-01", contract_no="T1", ends_on="2026-07-01", rent="600.00")
    for state in (households.household(town), town.state("HOUSE", "H1")):
        tenancy = state["tenancies/T1"]
        assert (tenancy["starts_on"], tenancy["ends_on"], tenancy["rent"]) == ("2020-07-01", "2026-07-01", "600.00")


def test_a_contract_ends_on_record_of_both() -> None:
    town = households.housed()
    left = {"contract_no": "T1", "leaving_reason": "另有住房"}
    town.given("end_tenancy_contract", "BZ1", on="2021-01-01", **left)
    for state in (households.household(town), town.state("HOUSE", "H1")):
        assert (state["tenancies/T1"]["ended_on"], state["tenancies/T1"]["reason"]) == ("2021-01-01", "另有住房")
    assert town.refused("end_tenancy_contract", "BZ1", on="2021-01-01", contract_no="T9") == ["REF-2"]


def test_people_may_leave_after_the_term_is_over() -> None:
    town = households.housed()
    town.given("end_tenancy_contract", "BZ1", on="2023-09-01", contract_no="T1")
    assert town.state("HOUSE", "H1")["tenancies/T1"]["ended_on"] == "2023-09-01"


def test_an_exchange_leaves_one_home_and_fills_the_other() -> None:
    town = households.housed()
    made = town.file("exchange_house", "BZ1", on="2021-03-01", **households.contract("T2", "H2", rent="450.00"))
    assert [(one.event.type, one.event.code) for one in made] == [
        ("HouseExchanged", "BZ1"),
        ("TenancyEnded", "H1"),
        ("TenancyStarted", "H2"),
    ]
    assert town.state("HOUSE", "H1")["tenancies/T1"]["ended_on"] == "2021-03-01"
    state = households.household(town)
    assert (state["tenancies/T1"]["ended_on"], state["tenancies/T2"]["ends_on"]) == ("2021-03-01", "2024-03-01")
    households.allocated(town, "BZ2", 3)
    select = {"allocation_no": "A1", "on": "2020-06-20"}
    town.given("select_house", "BZ2", house_code="H1", **select)
    households.allocated(town, "BZ3", 4)
    assert town.refused("select_house", "BZ3", house_code="H2", **select) == ["SEC-2"]


def test_a_purchase_uses_the_allocation_and_stops_the_subsidy_for_the_market() -> None:
    town = households.waiting(None, "BZ1", programme="SHARED_OWNERSHIP")
    town.given("add_to_stock", "H1", on="2016-01-01", stock="SHARED_OWNERSHIP", raised_by="PURCHASE")
    town.given("approve_market_rent_subsidy", "BZ1", on="2020-05-20", subsidy_no="B1", amount="800.00")
    direct = households.direct(programme="SHARED_OWNERSHIP", house_code="H1")
    town.given("allocate_directly", "BZ1", on="2020-06-01", **direct)
    bought = {"contract_no": "G1", "house_code": "H1", "share": "60/100", "price": "700000.00"}
    made = town.file("sign_purchase_contract", "BZ1", on="2020-07-01", **bought)
    assert [one.event.type for one in made] == ["PurchaseContractSigned", "MarketRentSubsidyStopped"]
    state = households.household(town)
    assert state["purchases/G1"]["signed_on"] == state["allocations/A1"]["contracted_on"] == "2020-07-01"
    assert state["waitings/W1"]["ended_on"] == state["subsidy_approvals/B1"]["stopped_on"] == "2020-07-01"


def test_a_household_that_leaves_ends_everything_and_frees_its_members() -> None:
    town = households.chosen()
    town.given("approve_market_rent_subsidy", "BZ1", on="2020-06-16", subsidy_no="B1", amount="800.00")
    town.given(EXIT, "BZ1", on="2020-06-20", exit_reason="迁出本市")
    state = households.household(town)
    assert (state[""]["exited_on"], state[""]["exit_reason"]) == ("2020-06-20", "迁出本市")
    ends = {
        "members/1": "left_on",
        "members/2": "left_on",
        "eligibilities/E1": "revoked_on",
        "waitings/W1": "ended_on",
        "allocations/A1": "lapsed_on",
        "subsidy_approvals/B1": "stopped_on",
    }
    assert {state[entity][name] for entity, name in ends.items()} == {"2020-06-20"}
    households.chosen(town, "BZ2", 1, 2)


def test_a_household_that_left_takes_only_what_settles_its_past() -> None:
    town = households.housed()
    town.given("charge_rent", "BZ1", on="2020-08-01", contract_no="T1", period="2020-08", charged="500.00")
    town.given(EXIT, "BZ1", on="2020-09-01", exit_reason="自愿退出")
    assert "GEN-3" in town.refused("sign_tenancy_contract", "BZ1", on="2020-09-02", **households.contract("T2"))
    assert "GEN-3" in town.refused(EXIT, "BZ1", on="2020-09-02", exit_reason="再次")
    town.given("pay_rent", "BZ1", on="2020-09-02", contract_no="T1", period="2020-08", amount="500.00")
    town.given("end_tenancy_contract", "BZ1", on="2020-09-10", contract_no="T1")
    town.given("record_arrears", "BZ1", on="2020-09-10", notice_no="Q1", amount="20.00")


@pytest.mark.parametrize(
    ("command", "inputs", "entity", "said"),
    [
        (
            "inspect_home",
            {"inspection_no": "I1", "as_contracted": False, "detail": "转租"},
            "home_inspections/I1",
            {"number": "I1", "as_contracted": False, "detail": "转租", "inspected_on": "2021-05-01"},
        ),
        (
            "record_household_violation",
            {"violation_no": "V1", "category": "转租"},
            "violations/V1",
            {"number": "V1", "category": "转租", "found_on": "2021-05-01"},
        ),
        (
            "impose_sanction",
            {"sanction_no": "C1", "category": "五年内不得申请", "barred_until": "2026-05-01"},
            "sanctions/C1",
            {
                "number": "C1",
                "category": "五年内不得申请",
                "imposed_on": "2021-05-01",
                "barred_until": "2026-05-01",
            },
        ),
    ],
)
def test_supervision_is_kept(command: str, inputs: dict[str, object], entity: str, said: dict[str, object]) -> None:
    town = households.housed()
    town.given(command, "BZ1", on="2021-05-01", **inputs)
    assert households.household(town)[entity] == said


def test_a_violation_is_resolved_once() -> None:
    town = households.housed()
    town.given("record_household_violation", "BZ1", on="2021-05-01", violation_no="V1", category="空置")
    resolved = {"violation_no": "V1", "outcome": "已整改"}
    town.given("resolve_household_violation", "BZ1", on="2021-06-01", **resolved)
    assert households.household(town)["violations/V1"]["outcome"] == "已整改"
    assert town.found("resolve_household_violation", "BZ1", on="2021-06-02", **resolved) == ["REF-2"]
