"""To what a household is entitled: its income band, the standard of a programme, bedrooms, rent and subsidies.

Everything is computed from a policy and from what the household says of itself. Amounts are exact decimals; a quotient
or a product is rounded half up to 0.01 before anything else is done with it, and every step can be read.
"""

from __future__ import annotations

import decimal
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from aggregates.attributes import Attribute
from aggregates.draft import Said
from aggregates.household import Household
from aggregates.housing_security import Bands, MarketRent, Rent, Standard
from aggregates.policy import Policy
from aggregates.rules.wording import Words
from aggregates.view import NOTHING, View

F = Household
CENT = Decimal("0.01")
ZERO = Decimal("0.00")
_EXACT = decimal.Context(prec=80, rounding=decimal.ROUND_HALF_UP)
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a household says of itself, as far as it does; amounts a month, areas in square metres."""

    size: int | None = None
    income: Decimal | None = None
    assets: Decimal | None = None
    housing_area: Decimal | None = None
    band: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Computed:
    """An amount, and the steps that lead to it in both languages."""

    amount: Decimal
    steps: str


@dataclass(frozen=True, slots=True)
class Lacking:
    """What has to be on record before an amount can be computed."""

    attributes: tuple[Attribute, ...]


@dataclass(frozen=True, slots=True)
class Passed:
    """A limit that a household passes: ``value`` is the household's, ``limit`` the policy's."""

    attribute: Attribute
    what: Words
    limit: Decimal
    value: Decimal

    @property
    def by(self) -> Decimal:
        """How much it is over the limit."""
        return self.value - self.limit


def circumstances(seen: View, said: Mapping[str, Said] = NOTHING) -> Circumstances:
    """Those of a household as seen, with what an event says anew."""

    def now(attribute: Attribute) -> Said:
        return said.get(attribute.name, seen.get(attribute))

    size = now(F.size)
    return Circumstances(
        size if isinstance(size, int) and size > 0 else None,
        number(now(F.income)),
        number(now(F.assets)),
        number(now(F.housing_area)),
        _text(now(F.income_band)),
        _text(now(F.category)),
    )


def number(said: Said) -> Decimal | None:
    """A decimal as events write it; None where nothing is said."""
    return Decimal(said) if isinstance(said, str) else None


def _text(said: Said) -> str | None:
    return said if isinstance(said, str) else None


def rounded(value: Decimal) -> Decimal:
    """Half up to 0.01."""
    return value.quantize(CENT, context=_EXACT)


def product(*factors: Decimal) -> Decimal:
    """The exact product, rounded once."""
    made = Decimal(1)
    for factor in factors:
        made = _EXACT.multiply(made, factor)
    return rounded(made)


def income_per_person(of: Circumstances) -> Decimal | None:
    """Income a month of each member; None where income or size is not known."""
    if of.income is None or of.size is None:
        return None
    return _each(of.income, of.size)


def band(bands: Bands, of: Circumstances) -> str | None:
    """The lowest band whose limit the income per person does not pass; the one stated where that is not known."""
    each = income_per_person(of)
    if each is None or not bands:
        return of.band
    fitting = [(limit, name) for name, limit in bands.items() if each <= limit]
    return min(fitting)[1] if fitting else None


def by_size(values: Sequence[_Value], size: int) -> _Value | None:
    """The value of a table for a household of that size; None where the table is empty."""
    return values[min(size, len(values)) - 1] if values else None


def bedrooms(standard: Standard | None, size: int | None) -> int | None:
    """How many bedrooms a household of that size may have; None where policy does not say."""
    return by_size(standard.bedrooms_by_size, size) if standard is not None and size is not None else None


def lacking(standard: Standard, of: Circumstances) -> tuple[Attribute, ...]:
    """What has to be on record for the standard to be applied."""
    return tuple(one for one in needed(standard, of) if _value(one, of) is None)


def needed(standard: Standard, of: Circumstances) -> tuple[Attribute, ...]:
    """What a standard asks of a household of its category: none where no limit binds it."""
    limits = [one.attribute for one in _limits(standard, of)]
    return (F.size, *limits) if limits else ()


def passed(standard: Standard, of: Circumstances) -> tuple[Passed, ...]:
    """The limits of a standard that a household passes, as far as its circumstances are known."""
    if of.size is None:
        return ()
    found = (_against(limit, of, of.size) for limit in _limits(standard, of))
    return tuple(one for one in found if one is not None and one.by > 0)


@dataclass(frozen=True, slots=True)
class _Limit:
    attribute: Attribute
    what: Words
    limit: Decimal
    each: bool


def _limits(standard: Standard, of: Circumstances) -> Iterator[_Limit]:
    """Every limit that binds a household; of tables by size that of one member where its size is not known."""
    size, bound = of.size or 1, of.category not in standard.income_free
    each, area = standard.income_per_person, standard.area_per_person
    if bound and each is not None:
        yield _limit(F.income, "人均月收入", "the income a month of each member", each, each=True)
    if bound and (whole := by_size(standard.income_by_size, size)) is not None:
        yield _limit(F.income, "家庭月收入", "the household's income a month", whole)
    if bound and (assets := by_size(standard.assets_by_size, size)) is not None:
        yield _limit(F.assets, "家庭资产", "the amount of its assets", assets)
    if area is not None:
        yield _limit(F.housing_area, "人均住房面积", "the area of homes of each member", area, each=True)


def _limit(attribute: Attribute, zh: str, en: str, limit: Decimal, *, each: bool = False) -> _Limit:
    return _Limit(attribute, Words(f"{zh}超过{shown(limit)}", f"{en} passes {shown(limit)}"), limit, each)


def _value(attribute: Attribute, of: Circumstances) -> Decimal | None:
    size = None if of.size is None else Decimal(of.size)
    return {F.size: size, F.income: of.income, F.assets: of.assets, F.housing_area: of.housing_area}[attribute]


def _against(one: _Limit, of: Circumstances, size: int) -> Passed | None:
    """A limit with the household's own value; None where that is not known."""
    value = _value(one.attribute, of)
    if value is None:
        return None
    return Passed(one.attribute, one.what, one.limit, _each(value, size) if one.each else value)


def _each(value: Decimal, size: int) -> Decimal:
    return rounded(_EXACT.divide(value, Decimal(size)))


def shown(value: Decimal) -> str:
    """As computations write it: 2,150.00."""
    return f"{value:,.2f}"


def rent(policy: Policy, programme: str | None, area: Decimal | None, of: Circumstances) -> Computed | None:
    """The rent a month of a home of that area; None where policy has no figure for it or the area is not known."""
    figures = policy.rents.get(programme or "")
    name = band(policy.income_bands, of)
    share = _share(figures, name) if figures is not None else None
    if figures is None or share is None or area is None:
        return None
    amount = product(figures.market_per_m2, area, share)
    sizes = f"{shown(figures.market_per_m2)} × {shown(area)} × {share}"
    return Computed(amount, _joined(_band_steps(policy, of), f"月租金 rent a month {sizes} = {shown(amount)}"))


def _share(figures: Rent, name: str | None) -> Decimal | None:
    return figures.shares.get(name, figures.share) if name is not None else figures.share


def has_figures(policy: Policy, kind: str) -> bool:
    """Whether policy says how much a subsidy of that kind (:class:`SubsidyKind`) comes to."""
    return bool(getattr(policy.subsidies, kind).shares)


def months(policy: Policy, kind: str) -> int:
    """The term of an approval of that kind."""
    found: int = getattr(policy.subsidies, kind).months
    return found


def subsidy(policy: Policy, kind: str, of: Circumstances, rent_a_month: Decimal | None) -> Computed | Lacking | None:
    """What a subsidy of that kind comes to a month; None where policy has no figures for it.

    ``rent_a_month`` is the contract's, of a public rental home. Whoever is of no band, or of one without a share, gets
    0.00.
    """
    if not has_figures(policy, kind):
        return None
    missing = tuple(_missing(policy, kind, of, rent_a_month))
    if missing:
        return Lacking(missing)
    shares = getattr(policy.subsidies, kind).shares
    share = shares.get(band(policy.income_bands, of), Decimal(0))
    if kind == "PUBLIC_RENT":
        return _of_rent(policy, of, rent_a_month or ZERO, share)
    return _of_standard(policy, of, share)


def _missing(policy: Policy, kind: str, of: Circumstances, rent_a_month: Decimal | None) -> Iterator[Attribute]:
    market = policy.subsidies.MARKET_RENT
    if of.income is None and of.band is None:
        yield F.income
    if of.size is None and (kind == "MARKET_RENT" or of.band is None):
        yield F.size
    if kind == "MARKET_RENT" and market.own_area_deducted and of.housing_area is None:
        yield F.housing_area
    if kind == "PUBLIC_RENT" and rent_a_month is None:
        yield F.tenancies.rent


def _of_rent(policy: Policy, of: Circumstances, rent_a_month: Decimal, share: Decimal) -> Computed:
    amount = product(rent_a_month, share)
    step = f"合同月租金 rent of the contract {shown(rent_a_month)} × {share} = {shown(amount)}"
    return Computed(amount, _joined(_band_steps(policy, of), step))


def _of_standard(policy: Policy, of: Circumstances, share: Decimal) -> Computed:
    market = policy.subsidies.MARKET_RENT
    area, steps = _guaranteed(market, of)
    amount = product(market.standard_per_m2, area, share)
    step = f"月补贴 subsidy a month {shown(market.standard_per_m2)} × {shown(area)} × {share} = {shown(amount)}"
    return Computed(amount, _joined(_band_steps(policy, of), steps, step))


def _guaranteed(market: MarketRent, of: Circumstances) -> tuple[Decimal, str]:
    """The area for which the standard is paid, with its steps; never less than nothing."""
    size = of.size or 1
    full = product(market.area_per_person, Decimal(size))
    area = min(max(full, market.area_least), market.area_most)
    within = f"（{shown(market.area_least)}–{shown(market.area_most)}）→ {shown(area)}"
    steps = f"保障面积 area {shown(market.area_per_person)} × {size} = {shown(full)}{within}"
    own = of.housing_area or ZERO
    if not market.own_area_deducted or own == 0:
        return area, steps
    left = max(area - own, ZERO)
    return left, f"{steps}; 扣除自有 less own {shown(area)} − {shown(own)} → {shown(left)}"


def _band_steps(policy: Policy, of: Circumstances) -> str:
    """How the band follows from income and size, or that it was stated."""
    name, each = band(policy.income_bands, of), income_per_person(of)
    if each is None or of.income is None or not policy.income_bands:
        return f"收入档次 band {name or '无 none'}"
    per_head = f"人均收入 per head {shown(of.income)} ÷ {of.size} = {shown(each)}"
    if name is None:
        return f"{per_head} > {shown(max(policy.income_bands.values()))} → 档次 band 无 none"
    return f"{per_head} ≤ {shown(policy.income_bands[name])} → 档次 band {name}"


def _joined(*steps: str) -> str:
    return "; ".join(steps)
