"""What commands on rents and subsidies record: sums, states, and that a month is paid once."""

from __future__ import annotations

import pytest

from aggregates import errors
from tests import deeds
from tests.aggregates import households

RENT = {"contract_no": "T1", "period": "2020-08"}
KINDS = ("market_rent_subsidy", "public_rent_subsidy")


def test_rent_is_charged_and_paid_in_parts() -> None:
    town = households.housed()
    town.given("charge_rent", "BZ1", on="2020-08-01", charged="500.00", reduced="50.00", due_on="2020-08-10", **RENT)
    town.given("pay_rent", "BZ1", on="2020-08-05", amount="200.00", **RENT)
    paid = town.file("pay_rent", "BZ1", on="2020-08-09", amount="250.00", **RENT)
    rent = households.household(town)["rents/T1-2020-08"]
    assert (rent["charged"], rent["reduced"], rent["paid"], rent["paid_on"]) == (
        "500.00",
        "50.00",
        "450.00",
        "2020-08-09",
    )
    town.file("pay_rent", "BZ1", on="2020-08-09", amount="240.00", corrects=paid[0].event.id, **RENT)
    assert households.household(town)["rents/T1-2020-08"]["paid"] == "440.00"


def test_rent_without_a_contract_or_a_charge_is_a_finding() -> None:
    town = households.housed()
    other = {"contract_no": "T9", "period": "2020-08"}
    assert town.found("charge_rent", "BZ1", on="2020-08-01", charged="500.00", **other) == ["REF-2"]
    assert town.found("pay_rent", "BZ1", on="2020-08-05", amount="500.00", **RENT) == ["REF-2"]


def test_a_month_is_charged_once() -> None:
    town = households.housed()
    town.given("charge_rent", "BZ1", on="2020-08-01", charged="500.00", **RENT)
    assert town.found("charge_rent", "BZ1", on="2020-08-02", charged="500.00", **RENT) == ["REF-1"]


def test_arrears_are_recorded_and_settled() -> None:
    town = households.housed()
    town.given("record_arrears", "BZ1", on="2020-09-01", notice_no="Q1", amount="500.00")
    town.given("settle_arrears", "BZ1", on="2020-09-20", notice_no="Q1")
    assert households.household(town)["arrears_notices/Q1"] == {
        "number": "Q1",
        "amount": "500.00",
        "recorded_on": "2020-09-01",
        "settled_on": "2020-09-20",
    }


def approved(kind: str) -> deeds.Town:
    """With a subsidy of 800 a month from August 2020 on."""
    town = households.housed(rent="1142.86") if kind.startswith("public") else households.eligible()
    town.given(f"approve_{kind}", "BZ1", on="2020-08-01", subsidy_no="B1", ends_on="2021-08-01")
    return town


def order(number: str = "M1", period: str = "2020-08", **said: object) -> dict[str, object]:
    return {"payment_no": number, "subsidy_no": "B1", "period": period, **said}


def payment(town: deeds.Town, number: str = "M1") -> dict[str, object]:
    return households.household(town)[f"subsidies/{number}"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_month_is_ordered_paid_and_clawed_back(kind: str) -> None:
    town = approved(kind)
    town.given(f"order_{kind}", "BZ1", on="2020-08-05", **order(run="RUN-1"))
    assert (payment(town)["amount"], payment(town)["state"]) == ("800.00", "ORDERED")
    town.given(f"pay_{kind}", "BZ1", on="2020-08-08", payment_no="M1")
    assert (payment(town)["paid_on"], payment(town)["state"]) == ("2020-08-08", "PAID")
    town.given(f"claw_back_{kind}", "BZ1", on="2020-09-01", payment_no="M1", amount="300.00")
    assert (payment(town)["returned"], payment(town)["state"]) == ("300.00", "PAID")
    with pytest.raises(errors.InvalidValue, match=r"800\.01 clawed back of 800\.00"):
        town.decide(f"claw_back_{kind}", "BZ1", on="2020-09-02", payment_no="M1", amount="500.01")
    town.given(f"claw_back_{kind}", "BZ1", on="2020-09-02", payment_no="M1", amount="500.00")
    assert (payment(town)["returned"], payment(town)["state"]) == ("800.00", "RETURNED")
    assert payment(town)["kind"] == ("PUBLIC_RENT" if kind.startswith("public") else "MARKET_RENT")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_paid_twice(kind: str) -> None:
    town = approved(kind)
    town.given(f"order_{kind}", "BZ1", on="2020-08-05", **order())
    for again in (order("M2"), order()):
        with pytest.raises(errors.InvalidValue) as caught:
            town.decide(f"order_{kind}", "BZ1", on="2020-08-06", **again)
        assert caught.value.rule == "TWICE"
    town.given(f"order_{kind}", "BZ1", on="2020-09-05", **order("M2", "2020-09"))
    town.given(f"pay_{kind}", "BZ1", on="2020-08-08", payment_no="M1")
    with pytest.raises(errors.InvalidValue) as caught:
        town.decide(f"pay_{kind}", "BZ1", on="2020-08-09", payment_no="M1")
    assert (caught.value.field, caught.value.rule) == ("paymentNo", "STATE")
    with pytest.raises(errors.InvalidValue, match="a month is paid once"):
        town.decide(f"order_{kind}", "BZ1", on="2020-08-10", **order("M3"))


@pytest.mark.parametrize("kind", KINDS)
def test_what_failed_may_be_ordered_again(kind: str) -> None:
    town = approved(kind)
    town.given(f"order_{kind}", "BZ1", on="2020-08-05", **order())
    town.given(f"fail_{kind}", "BZ1", on="2020-08-08", payment_no="M1", failure="账号不符")
    assert (payment(town)["state"], payment(town)["reason"]) == ("FAILED", "账号不符")
    town.given(f"order_{kind}", "BZ1", on="2020-08-09", **order("M2"))
    with pytest.raises(errors.InvalidValue, match="FAILED"):
        town.decide(f"pay_{kind}", "BZ1", on="2020-08-10", payment_no="M1")


@pytest.mark.parametrize("kind", KINDS)
def test_an_order_goes_by_a_standing_approval(kind: str) -> None:
    town = approved(kind)
    town.given(f"order_{kind}", "BZ1", on="2021-07-05", **order(period="2021-07"))
    assert town.refused(f"order_{kind}", "BZ1", on="2021-08-05", **order("M2", "2021-08")) == ["REF-2"]
    town.given(f"stop_{kind}", "BZ1", on="2021-01-15", subsidy_no="B1", grounds="复核")
    assert households.household(town)["subsidy_approvals/B1"]["stopped_on"] == "2021-01-15"
    assert town.refused(f"order_{kind}", "BZ1", on="2021-02-05", **order("M3", "2021-02")) == ["REF-2"]
    town.given(f"order_{kind}", "BZ1", on="2021-02-05", **order("M4", "2021-01"))
    with pytest.raises(errors.InvalidValue, match="amount is missing"):
        town.decide(f"order_{kind}", "BZ1", on="2020-08-05", **order("M5", "2020-10", subsidy_no="B9"))


def test_each_subsidy_has_commands_of_its_own() -> None:
    town = approved("market_rent_subsidy")
    town.given("order_market_rent_subsidy", "BZ1", on="2020-08-05", **order())
    for command, inputs in (
        ("pay_public_rent_subsidy", {"payment_no": "M1"}),
        ("stop_public_rent_subsidy", {"subsidy_no": "B1"}),
    ):
        with pytest.raises(errors.InvalidValue, match="other subsidy"):
            town.decide(command, "BZ1", on="2020-08-08", **inputs)


@pytest.mark.parametrize("kind", KINDS)
def test_a_day_in_the_past_is_no_way_to_pay_twice(kind: str) -> None:
    town = approved(kind)
    town.given(f"order_{kind}", "BZ1", on="2020-08-10", **order())
    with pytest.raises(errors.InvalidValue, match="ordered already"):
        town.decide(f"order_{kind}", "BZ1", on="2020-08-05", **order("M2"))
    town.given(f"pay_{kind}", "BZ1", on="2020-08-20", payment_no="M1")
    with pytest.raises(errors.InvalidValue, match="is PAID, not ORDERED"):
        town.decide(f"pay_{kind}", "BZ1", on="2020-08-15", payment_no="M1")
