"""What a household is entitled to: exact amounts, bounds of bands and standards, and what holds for all of them."""

from __future__ import annotations

import re
from decimal import Decimal

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregates import entitlement, errors, housing_security, policy
from aggregates.entitlement import Circumstances, Computed, Lacking
from aggregates.household import Household as F

POLICY = policy.default()
BANDS = POLICY.income_bands
PUBLIC = POLICY.standards["PUBLIC_RENTAL"]
amounts = st.decimals(min_value=0, max_value=10**9, places=2)
sizes = st.integers(min_value=1, max_value=50)
areas = st.decimals(min_value=0, max_value=2000, places=2)


def of(size: int = 2, income: str = "4000.00", assets: str = "0.00", area: str = "0.00") -> Circumstances:
    return Circumstances(size, Decimal(income), Decimal(assets), Decimal(area))


def market(own: Circumstances, under: policy.Policy = POLICY) -> Computed:
    found = entitlement.subsidy(under, "MARKET_RENT", own, None)
    assert isinstance(found, Computed)
    return found


def public(own: Circumstances, rent: Decimal) -> Computed:
    found = entitlement.subsidy(POLICY, "PUBLIC_RENT", own, rent)
    assert isinstance(found, Computed)
    return found


@pytest.mark.parametrize(
    ("size", "income", "band"),
    [
        (1, "0.00", "LOWEST"),
        (1, "1200.00", "LOWEST"),
        (1, "1200.01", "LOW"),
        (3, "3600.01", "LOWEST"),  # 1,200.0033 is 1,200.00 for each
        (3, "3600.02", "LOW"),
        (2, "8400.00", "MIDDLE_LOW"),
        (2, "8400.01", None),  # 4,200.005 is rounded half up
        (2, "99999.00", None),
    ],
)
def test_a_band_ends_at_its_limit(size: int, income: str, band: str | None) -> None:
    assert entitlement.band(BANDS, of(size, income)) == band


def test_a_band_that_is_stated_counts_where_income_or_size_is_not_known() -> None:
    assert entitlement.band(BANDS, Circumstances(2, band="LOW")) == "LOW"
    assert entitlement.band({}, Circumstances(2, Decimal(1), band="OTHER")) == "OTHER"
    assert entitlement.band(BANDS, Circumstances(2, Decimal(1), band="LOW")) == "LOWEST"


@pytest.mark.parametrize(
    ("size", "income", "assets", "area", "over"),
    [
        (2, "8400.00", "280000.00", "30.00", []),
        (2, "8400.01", "280000.00", "30.00", [(F.income, "0.01")]),
        (2, "8400.00", "280000.01", "30.00", [(F.assets, "0.01")]),
        (2, "8400.00", "280000.00", "30.01", [(F.housing_area, "0.01")]),
        (1, "4200.01", "150000.01", "0.00", [(F.income, "0.01"), (F.assets, "0.01")]),
        (9, "0.00", "460000.00", "0.00", []),  # the last value holds for larger ones
        (9, "0.00", "460000.01", "0.00", [(F.assets, "0.01")]),
    ],
)
def test_a_limit_is_passed_above_it(size: int, income: str, assets: str, area: str, over: list[object]) -> None:
    found = entitlement.passed(PUBLIC, of(size, income, assets, area))
    assert [(one.attribute, str(one.by)) for one in found] == over


def test_categories_that_policy_names_are_bound_by_area_alone() -> None:
    talent = Circumstances(2, None, None, Decimal("30.01"), None, "TALENT")
    assert entitlement.lacking(PUBLIC, talent) == ()
    assert [one.attribute for one in entitlement.passed(PUBLIC, talent)] == [F.housing_area]


def test_what_a_standard_asks_for_and_is_not_on_record_is_named() -> None:
    assert entitlement.lacking(PUBLIC, Circumstances()) == (F.size, F.income, F.assets, F.housing_area)
    assert entitlement.lacking(POLICY.standards["AFFORDABLE_RENTAL"], Circumstances(2)) == (F.housing_area,)
    assert entitlement.lacking(housing_security.Standard(), Circumstances()) == ()
    shared = POLICY.standards["SHARED_OWNERSHIP"]
    assert entitlement.passed(shared, of(3, "30000.00")) == ()
    (over,) = entitlement.passed(shared, of(3, "30000.01"))
    assert (over.limit, over.value) == (Decimal("30000.00"), Decimal("30000.01"))


@pytest.mark.parametrize(("size", "rooms"), [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3), (6, 3), (None, None)])
def test_bedrooms_go_by_size(size: int | None, rooms: int | None) -> None:
    assert entitlement.bedrooms(PUBLIC, size) == rooms
    assert entitlement.bedrooms(None, size) is None


def test_the_steps_of_a_subsidy_are_written_out() -> None:
    found = market(of(2, "4300.00", area="12.50"))
    assert found.amount == Decimal("550.00")
    assert found.steps == (
        "人均收入 per head 4,300.00 ÷ 2 = 2,150.00 ≤ 2,400.00 → 档次 band LOW; "
        "保障面积 area 20.00 × 2 = 40.00（30.00–60.00）→ 40.00; 扣除自有 less own 40.00 − 12.50 → 27.50; "
        "月补贴 subsidy a month 25.00 × 27.50 × 0.80 = 550.00"
    )
    tenant = public(of(2, "4300.00"), Decimal("512.35"))
    assert tenant.amount == Decimal("358.65")  # 358.645, half up
    assert tenant.steps.endswith("合同月租金 rent of the contract 512.35 × 0.70 = 358.65")


@pytest.mark.parametrize(
    ("size", "own", "amount"), [(1, "0.00", "600.00"), (3, "0.00", "1200.00"), (9, "60.00", "0.00")]
)
def test_the_area_has_a_least_and_a_most(size: int, own: str, amount: str) -> None:
    assert market(of(size, f"{size * 2000}.00", area=own)).amount == Decimal(amount)


def test_whoever_is_of_no_band_gets_nothing() -> None:
    found = market(of(1, "4200.01"))
    assert found.amount == 0
    assert "band 无 none" in found.steps


def test_what_is_not_known_is_named_and_what_is_not_needed_is_not() -> None:
    def missing(kind: str, own: Circumstances, rent: Decimal | None = None) -> tuple[object, ...]:
        found = entitlement.subsidy(POLICY, kind, own, rent)
        assert isinstance(found, Lacking)
        return found.attributes

    assert missing("MARKET_RENT", Circumstances()) == (F.income, F.size, F.housing_area)
    assert missing("MARKET_RENT", Circumstances(band="LOW")) == (F.size, F.housing_area)
    assert missing("PUBLIC_RENT", Circumstances(2, Decimal(1))) == (F.tenancies.rent,)
    assert public(Circumstances(band="LOW"), Decimal("500.00")).amount == Decimal("350.00")


def test_a_policy_without_figures_computes_nothing() -> None:
    bare = POLICY.model_copy(update={"subsidies": housing_security.Subsidies(), "rents": {}})
    for kind in ("PUBLIC_RENT", "MARKET_RENT"):
        assert entitlement.subsidy(bare, kind, of(), Decimal(500)) is None
    assert entitlement.rent(bare, "PUBLIC_RENTAL", Decimal(50), of()) is None


@pytest.mark.parametrize(
    ("programme", "income", "amount"),
    [
        ("PUBLIC_RENTAL", "4000.00", "546.00"),
        ("PUBLIC_RENTAL", "9000.00", "1160.25"),
        ("AFFORDABLE_RENTAL", "1.00", "1228.50"),
    ],
)
def test_a_rent_is_a_share_of_the_markets(programme: str, income: str, amount: str) -> None:
    found = entitlement.rent(POLICY, programme, Decimal("45.50"), of(2, income))
    assert found is not None
    assert found.amount == Decimal(amount)


@given(sizes, amounts, amounts, areas)
def test_more_income_is_never_worth_more(size: int, income: Decimal, more: Decimal, area: Decimal) -> None:
    poorer = Circumstances(size, income, housing_area=area)
    richer = Circumstances(size, income + more, housing_area=area)
    assert market(richer).amount <= market(poorer).amount
    assert public(richer, Decimal("800.00")).amount <= public(poorer, Decimal("800.00")).amount
    rents = [entitlement.rent(POLICY, "PUBLIC_RENTAL", Decimal("50.00"), one) for one in (poorer, richer)]
    first, second = (one.amount for one in rents if one is not None)
    assert first <= second


@given(sizes, sizes, amounts, areas)
def test_a_larger_household_never_gets_less(size: int, more: int, income: Decimal, area: Decimal) -> None:
    smaller, larger = (Circumstances(one, income, income, area) for one in (size, size + more))
    assert market(smaller).amount <= market(larger).amount
    assert len(entitlement.passed(PUBLIC, larger)) <= len(entitlement.passed(PUBLIC, smaller))
    for standard in POLICY.standards.values():
        assert (entitlement.bedrooms(standard, size) or 0) <= (entitlement.bedrooms(standard, size + more) or 9)


@given(sizes, amounts, areas, amounts)
def test_an_amount_is_the_product_that_its_steps_write(
    size: int, income: Decimal, area: Decimal, rent: Decimal
) -> None:
    own = Circumstances(size, income, housing_area=area)
    for found in (market(own), public(own, rent)):
        *factors, total = map(Decimal, re.findall(r"[\d.]+", found.steps.rpartition(";")[2].replace(",", "")))
        exact = Decimal(1)
        for factor in factors:
            exact *= factor
        assert total == found.amount == entitlement.rounded(exact)
        assert found.amount >= 0
        assert abs(found.amount - exact) <= Decimal("0.005")
    assert public(own, rent).amount <= rent


@given(st.decimals(min_value=0, max_value=10**15, places=4))
def test_rounding_is_half_up(value: Decimal) -> None:
    cents = int(value * 10000 + 50) // 100
    assert entitlement.rounded(value) == Decimal(cents) / 100


WRONG = (
    ({"income_per_person": "1.00", "income_by_size": ["1.00"]}, "income is limited by person and by size"),
    ({"assets_by_size": ["2.00", "1.00"]}, "gives a larger household less"),
    ({"bedrooms_by_size": [2, 1]}, "gives a larger household less"),
    ({"income_free": ["NOBODY"]}, "names no category of households: NOBODY"),
    ({"income_per_person": "-1.00"}, "greater than or equal to 0"),
    ({"income_per_person": "1.001"}, "no more than 2 decimal places"),
)


@pytest.mark.parametrize(("settings", "message"), WRONG)
def test_a_standard_that_makes_no_sense_is_refused(settings: dict[str, object], message: str) -> None:
    with pytest.raises(pydantic.ValidationError, match=message):
        housing_security.Standard.model_validate(settings)


@pytest.mark.parametrize(
    ("former", "latter", "message"),
    [
        ("[standards.PUBLIC_RENTAL]", "[standards.PALACE]", "names no programme of housing security: PALACE"),
        ('LOWEST = "1200.00"', 'LOWEST = "2400.00"', "two income bands have one upper limit"),
        ('MIDDLE_LOW = "4200.00"', "", "shares name no income band of this policy: MIDDLE_LOW"),
        ('area_least = "30.00"', 'area_least = "60.01"', "area_most is less than area_least"),
    ],
)
def test_a_policy_whose_parts_do_not_fit_is_refused(former: str, latter: str, message: str) -> None:
    text = policy.default_text()
    assert former in text
    with pytest.raises(errors.InvalidValue, match=message):
        policy.parse(text.replace(former, latter, 1))
