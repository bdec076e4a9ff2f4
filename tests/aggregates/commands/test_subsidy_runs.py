"""A division's monthly runs: what was ordered stands, is stated again as it goes on, and is answered for no more."""

from __future__ import annotations

import pytest

from aggregates import errors
from tests import deeds

CITY, RUN = "990100", "990100-2026-03-MARKET_RENT"


def town() -> deeds.Town:
    made = deeds.Town()
    made.given("register_division", CITY, on="1990-01-01", name="安澜市", level="PREFECTURE")
    return made


def ordered(payments: int = 3, /, **said: object) -> dict[str, object]:
    run = {"run_no": RUN, "kind": "MARKET_RENT", "period": "2026-03", "payments": payments, "amount": "2400.00"}
    return {"runs": [{**run, "refused": 1, **said}]}


def answered(paid: int, failed: int = 0, number: str = RUN) -> dict[str, object]:
    return {"runs": [{"run_no": number, "paid": paid, "failed": failed}]}


def test_a_run_is_ordered_stated_again_and_answered() -> None:
    made = town()
    made.given("order_subsidy_run", CITY, on="2026-03-05", source="housing-security", document=PAPER, **ordered(2))
    made.given("order_subsidy_run", CITY, on="2026-03-09", **ordered(3))
    made.given("answer_subsidy_run", CITY, on="2026-03-12", source="payments", **answered(1, 1))
    made.given("answer_subsidy_run", CITY, on="2026-03-13", source="payments", **answered(2, 1))
    assert made.state("DIVISION", CITY)[f"subsidy_runs/{RUN}"] == {
        "number": RUN,
        "kind": "MARKET_RENT",
        "period": "2026-03",
        "payments": 3,
        "amount": "2400.00",
        "refused": 1,
        "ordered_on": "2026-03-05",
        "paid": 2,
        "failed": 1,
        "answered_on": "2026-03-13",
    }


PAPER = ("补贴发放批次", RUN, "2026-03-05")


def test_only_the_office_that_pays_subsidies_orders_a_run() -> None:
    refused = town().refused("order_subsidy_run", CITY, on="2026-03-05", source="payments", document=PAPER, **ordered())
    assert refused == ["SRC-1"]


@pytest.mark.parametrize("said", [{"period": "2026-04"}, {"kind": "PUBLIC_RENT"}])
def test_a_run_is_of_one_month_and_one_kind(said: dict[str, object]) -> None:
    made = town()
    made.given("order_subsidy_run", CITY, on="2026-03-05", **ordered())
    with pytest.raises(errors.InvalidValue, match="another number"):
        made.decide("order_subsidy_run", CITY, on="2026-03-06", **ordered(**said))


def test_no_more_is_answered_than_was_ordered() -> None:
    made = town()
    made.given("order_subsidy_run", CITY, on="2026-03-05", **ordered(3))
    with pytest.raises(errors.InvalidValue, match="more than the 3 payments"):
        made.decide("answer_subsidy_run", CITY, on="2026-03-12", **answered(3, 1))
    with pytest.raises(errors.InvalidValue, match="no run on record"):
        made.decide("answer_subsidy_run", CITY, on="2026-03-12", **answered(1, 0, "X-1"))
    made.given("answer_subsidy_run", CITY, on="2026-03-12", **answered(2, 1))
    with pytest.raises(errors.InvalidValue, match="more than the 2 payments"):
        made.decide("order_subsidy_run", CITY, on="2026-03-13", **ordered(2))
