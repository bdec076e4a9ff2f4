"""What commands on the holding and the end of a house record."""

from __future__ import annotations

import pytest

from aggregates.deciding import deed
from tests import deeds
from tests.aggregates import estates

OPERATOR = deed.Party("ENTERPRISE", enterprise_code="91350100M000100Y43", enterprise_name="安居运营公司")


def house(town: deeds.Town, day: str | None = None) -> dict[str, dict[str, object]]:
    return town.state("HOUSE", "H1", day)  # type: ignore[return-value]


def test_a_lease_names_its_parties_who_leave_with_it() -> None:
    town = estates.standing()
    town.given("file_lease", "H1", on="2020-01-01", **estates.lease(part="主卧", rent="2000.00"))
    state = house(town)
    assert state["leases/L1"] == {
        "number": "L1",
        "level": "LEASE",
        "part": "主卧",
        "rent": "2000.00",
        "starts_on": "2020-01-01",
        "ends_on": "2021-01-01",
    }
    roles = {key: said["role"] for key, said in state.items() if key.startswith("parties/")}
    assert roles == {"parties/L1-lessors-1": "LESSOR", "parties/L1-lessees-1": "LESSEE"}
    town.given("end_lease", "H1", on="2020-07-01", lease_no="L1")
    assert house(town)["leases/L1"]["ended_on"] == "2020-07-01"
    assert {house(town)[key]["ended_on"] for key in roles} == {"2020-07-01"}


def test_a_head_lease_stands_with_the_operators_code() -> None:
    town = estates.standing()
    inputs = {**estates.lease(level="HEAD_LEASE"), "lessees": [OPERATOR]}
    town.given("file_lease", "H1", on="2020-01-01", **inputs)
    town.given("file_lease", "H1", on="2020-02-01", **{**estates.lease("S1", head_lease="L1"), "lessors": [OPERATOR]})
    assert house(town)["leases/L1"]["lessee_code"] == OPERATOR.enterprise_code
    sublease = house(town)["leases/S1"]
    assert (sublease["level"], sublease["lessor_code"]) == ("SUBLEASE", OPERATOR.enterprise_code)


def test_a_renewed_lease_goes_on_under_its_number() -> None:
    town = estates.standing()
    town.given("file_lease", "H1", on="2020-01-01", **estates.lease())
    town.given("renew_lease", "H1", on="2021-01-01", lease_no="L1", ends_on="2022-01-01", rent="2100.00")
    lease = house(town)["leases/L1"]
    assert (lease["renewed"], lease["starts_on"], lease["ends_on"]) == (True, "2020-01-01", "2022-01-01")
    assert town.refused("renew_lease", "H2", on="2021-01-01", lease_no="L9", ends_on="2022-01-01") == ["REF-2"]


def test_a_lease_is_filed_under_its_number_once() -> None:
    town = estates.standing()
    town.given("file_lease", "H1", on="2020-01-01", **estates.lease())
    assert town.refused("file_lease", "H1", on="2021-01-01", **estates.lease(until="2022-01-01")) == ["REF-1"]


@pytest.mark.parametrize(
    ("command", "inputs", "entity", "said", "own"),
    [
        (
            "pay_maintenance_fund",
            {"receipt_no": "R1", "amount": "8000.00"},
            "maintenance_payments/R1",
            {"number": "R1", "amount": "8000.00", "paid_on": "2020-05-01"},
            {},
        ),
        (
            "inspect_occupancy",
            {"inspection_no": "I1", "occupancy": "VACANT", "as_contracted": False},
            "inspections/I1",
            {"number": "I1", "occupancy": "VACANT", "as_contracted": False, "inspected_on": "2020-05-01"},
            {"observed_occupancy": "VACANT"},
        ),
        (
            "appraise_house_safety",
            {"report_no": "AJ1", "grade": "C", "body": "安澜鉴定所"},
            "appraisals/AJ1",
            {"number": "AJ1", "grade": "C", "body": "安澜鉴定所", "appraised_on": "2020-05-01"},
            {"safety_grade": "C"},
        ),
        (
            "add_to_stock",
            {"stock": "PUBLIC_RENTAL", "raised_by": "MASTER_LEASE", "decision_no": "D1", "ends_on": "2030-01-01"},
            "stock_entries/1",
            {
                "stock": "PUBLIC_RENTAL",
                "basis": "MASTER_LEASE",
                "number": "D1",
                "starts_on": "2020-05-01",
                "ends_on": "2030-01-01",
            },
            {"stock": "PUBLIC_RENTAL"},
        ),
        (
            "start_tenancy",
            {"contract_no": "T1", "household_code": "BZ1", "ends_on": "2023-05-01", "rent": "300.00"},
            "tenancies/T1",
            {
                "contract_no": "T1",
                "household_code": "BZ1",
                "starts_on": "2020-05-01",
                "ends_on": "2023-05-01",
                "rent": "300.00",
            },
            {},
        ),
        (
            "record_house_violation",
            {"violation_no": "V1", "category": "转借"},
            "violations/V1",
            {"number": "V1", "category": "转借", "found_on": "2020-05-01"},
            {},
        ),
        (
            "agree_expropriation",
            {"agreement_no": "XY1", "decision_no": "ZS1", "amount": "900000.00", "vacate_by": "2020-08-01"},
            "expropriations/XY1",
            {
                "number": "XY1",
                "decision_no": "ZS1",
                "amount": "900000.00",
                "vacate_by": "2020-08-01",
                "agreed_on": "2020-05-01",
            },
            {},
        ),
        (
            "pay_compensation",
            {"agreement_no": "XY1", "amount": "900000.00"},
            "compensations/1",
            {"agreement_no": "XY1", "amount": "900000.00", "paid_on": "2020-05-01"},
            {},
        ),
        (
            "pay_house_subsidy",
            {"subsidy_no": "BT1", "amount": "500.00", "period": "2020-05"},
            "subsidy_payments/1",
            {
                "subsidy_no": "BT1",
                "amount": "500.00",
                "period": "2020-05",
                "direction": "PAYMENT",
                "paid_on": "2020-05-01",
            },
            {},
        ),
        ("demolish_house", {}, "", {}, {"physical": "DEMOLISHED"}),
    ],
)
def test_what_it_records(
    command: str, inputs: dict[str, object], entity: str, said: dict[str, object], own: dict[str, object]
) -> None:
    town = estates.standing()
    before = house(town)[""]
    town.given(command, "H1", on="2020-05-01", **inputs)
    state = house(town)
    assert state[""] == {**before, **own}
    if entity:
        assert state[entity] == said


def test_a_house_is_of_one_stock_at_a_time() -> None:
    town = estates.standing()
    town.given("add_to_stock", "H1", on="2020-01-01", stock="PUBLIC_RENTAL", raised_by="BUILT")
    town.given("add_to_stock", "H1", on="2021-01-01", stock="ALLOTTED_SALE", raised_by="CONVERSION")
    assert house(town)["stock_entries/1"]["released_on"] == "2021-01-01"
    town.given("release_from_stock", "H1", on="2022-01-01")
    state = house(town)
    assert (state[""]["stock"], state["stock_entries/2"]["released_on"]) == ("MARKET", "2022-01-01")
    assert state["stock_entries/1"]["released_on"] == "2021-01-01"
    assert town.refused("release_from_stock", "H1", on="2022-01-02") == ["REF-2"]


def test_a_tenancy_ends_after_its_term_too() -> None:
    town = estates.standing()
    town.given("start_tenancy", "H1", on="2020-01-01", contract_no="T1", household_code="BZ1", ends_on="2023-01-01")
    assert town.found("end_tenancy", "H1", on="2023-03-01", contract_no="T1", leaving_reason="合同期满") == []
    assert house(town)["tenancies/T1"]["ended_on"] == "2023-03-01"
    assert town.found("end_tenancy", "H1", on="2023-03-01", contract_no="T9") == ["REF-2"]


def test_a_violation_is_resolved_once() -> None:
    town = estates.standing()
    town.given("record_house_violation", "H1", on="2020-05-01", violation_no="V1", category="转租")
    town.given("resolve_house_violation", "H1", on="2020-06-01", violation_no="V1", outcome="已责令改正")
    violation = house(town)["violations/V1"]
    assert (violation["resolved_on"], violation["outcome"]) == ("2020-06-01", "已责令改正")
    again = {"violation_no": "V1", "outcome": "x"}
    assert town.refused("resolve_house_violation", "H1", on="2020-06-01", **again) == ["REF-2"]
    assert not town.decide("resolve_house_violation", "H1", on="2020-05-31", **again).rejections
