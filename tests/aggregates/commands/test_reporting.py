"""Indicators of divisions: declared ones, in their units, for periods that have begun and are counted once."""

from __future__ import annotations

import pytest

from aggregates import errors, indicators, policy
from tests import deeds

CITY = "990100"


def town() -> deeds.Town:
    made = deeds.Town()
    made.given("register_division", CITY, on="1990-01-01", name="安澜市", level="PREFECTURE")
    return made


def said(name: str, *values: tuple[str, str], **more: object) -> dict[str, object]:
    items = [{"indicator": name, "period": period, "value": value, **more} for period, value in values]
    return {"on": "2026-05-10", "indicators": items}


def refused(made: deeds.Town, told: dict[str, object]) -> tuple[str | None, str | None, str]:
    with pytest.raises(errors.InvalidValue) as caught:
        made.decide("report_indicators", CITY, **told)
    return caught.value.field, caught.value.rule, caught.value.message


def test_the_unit_and_what_a_value_says_are_recorded_with_it() -> None:
    made = town()
    made.file("report_indicators", CITY, **said("燃气用户数", ("2026-04", "120")))
    stated = made.state("DIVISION", CITY)["indicators/燃气用户数-2026-04"]
    assert (stated["unit"], stated["measure"]) == ("户", "LEVEL")


def test_an_unknown_indicator_is_refused() -> None:
    field, rule, message = refused(town(), said("幸福指数", ("2025", "9")))
    assert (field, rule) == ("indicators.0.indicator", "INDICATOR")
    assert "幸福指数" in message


def test_another_unit_is_refused() -> None:
    field, rule, message = refused(town(), said("供水量", ("2025", "9"), unit="亿m3"))
    assert (field, rule) == ("indicators.0.unit", "UNIT")
    assert "亿m3" in message
    assert "万m3" in message


@pytest.mark.parametrize(("period", "fits"), [("2026-06-01", True), ("2026-06-02", False), ("2026-07", False)])
def test_a_period_that_has_not_begun_is_refused(period: str, fits: bool) -> None:
    told = said("供水量", (period, "9"))
    if fits:
        assert town().file("report_indicators", CITY, **told)
    else:
        assert refused(town(), told)[:2] == ("indicators.0.period", "FUTURE")


def test_a_period_shorter_than_the_declared_is_refused() -> None:
    field, rule, message = refused(town(), said("公园数量", ("2025-03", "9")))
    assert (field, rule) == ("indicators.0.period", "PERIOD")
    assert "YEAR" in message


@pytest.mark.parametrize(("first", "second"), [("2025", "2025-12"), ("2025-12", "2025"), ("2025-Q4", "2025-12-31")])
def test_a_sum_is_not_reported_twice_by_another_period(first: str, second: str) -> None:
    made = town()
    made.file("report_indicators", CITY, **said("供水量", (first, "9")))
    field, rule, message = refused(made, said("供水量", (second, "9")))
    assert (field, rule) == ("indicators.0.period", "OVERLAP")
    assert first in message
    assert "twice" in message
    assert refused(town(), said("供水量", (first, "9"), (second, "9")))[0] == "indicators.1.period"


def test_what_takes_effect_later_counts_too() -> None:
    made = town()
    made.file("report_indicators", CITY, **{**said("供水量", ("2025", "9")), "on": "2026-05-20"})
    assert refused(made, said("供水量", ("2025-12", "9")))[1] == "OVERLAP"


def test_what_is_restated_or_beside_it_is_not_twice() -> None:
    made = town()
    made.file("report_indicators", CITY, **said("供水量", ("2025-11", "9"), ("2025-12", "9")))
    made.file("report_indicators", CITY, **said("供水量", ("2025-12", "10"), ("2026-01", "8")))
    assert made.state("DIVISION", CITY)["indicators/供水量-2025-12"]["value"] == "10"


def test_a_level_may_stand_for_a_month_and_for_its_year() -> None:
    made = town()
    made.file("report_indicators", CITY, **said("污水处理率", ("2025-12", "97.5"), ("2025", "97.5")))
    assert made.state("DIVISION", CITY)["indicators/污水处理率-2025"]["value"] == "97.5"


def test_a_correction_takes_the_place_of_what_it_corrects() -> None:
    made = town()
    (wrong,) = made.file("report_indicators", CITY, **said("供水量", ("2025", "9")))
    made.file("report_indicators", CITY, corrects=wrong.event.id, **said("供水量", ("2025-12", "9")))
    state = made.state("DIVISION", CITY)
    assert "indicators/供水量-2025-12" in state
    assert "indicators/供水量-2025" not in state


def test_a_citys_policy_declares_further_ones() -> None:
    own = '\n[indicators."共享单车数"]\nen = "Shared bicycles"\nunit = "辆"\nshortest = "DAY"\nmeasure = "LEVEL"\n'
    made = town()
    assert refused(made, said("共享单车数", ("2026-05-01", "9")))[1] == "INDICATOR"
    made.policies = deeds.Fixed([("0001-01-01", policy.parse(policy.default_text() + own))])
    made.file("report_indicators", CITY, **said("共享单车数", ("2026-05-01", "9")))
    assert made.state("DIVISION", CITY)["indicators/共享单车数-2026-05-01"]["unit"] == "辆"
    with pytest.raises(errors.InvalidValue, match="measure"):
        policy.parse(policy.default_text() + own.replace("LEVEL", "MEAN"))


def test_every_indicator_is_declared_once() -> None:
    assert not indicators.DECLARED.keys() & indicators.FAMILIES.keys()
    found = indicators.find("社會住宅戶數·地方·既有")
    assert found is not None
    assert found.unit == "戶"
    assert indicators.find("社會") is None
