"""What a policy sets for housing security: who meets the standard of a programme, what a home costs, what is paid.

Tables by size list the values of households of one member, two, three and so on; the last one holds for larger ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Annotated

import pydantic

from aggregates import vocabulary
from aggregates.sections import Amount, Months, Names, Section, Share

BandName = Annotated[str, pydantic.Field(pattern="^[A-Z][A-Z0-9_]{0,59}$")]
Bands = Mapping[BandName, Amount]
"""Name of a band -> highest income a month of each member."""
Shares = Mapping[BandName, Share]
Bedrooms = Annotated[int, pydantic.Field(ge=0, le=9)]


def _grows(values: Iterable[Decimal | int]) -> bool:
    return all(one <= other for one, other in pairwise(values))


class Standard(Section):
    """The standard of one programme (SEC-7); a limit that is not set does not bind.

    ``income_per_person`` is of each member, ``income_by_size`` of the whole household, both a month;
    ``area_per_person`` is of the homes that it has. Categories of ``income_free`` are bound neither by income nor by
    assets.
    """

    income_per_person: Amount | None = None
    income_by_size: tuple[Amount, ...] = ()
    assets_by_size: tuple[Amount, ...] = ()
    area_per_person: Amount | None = None
    income_free: Names = frozenset()
    bedrooms_by_size: tuple[Bedrooms, ...] = ()

    @pydantic.field_validator("income_by_size", "assets_by_size", "bedrooms_by_size")
    @classmethod
    def _by_size(cls, values: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
        if not _grows(values):
            raise ValueError("gives a larger household less than a smaller one")
        return values

    @pydantic.field_validator("income_free")
    @classmethod
    def _categories(cls, names: frozenset[str]) -> frozenset[str]:
        unknown = names - {one.name for one in vocabulary.HouseholdCategory}
        if unknown:
            raise ValueError(f"names no category of households: {', '.join(sorted(unknown))}")
        return names

    @pydantic.model_validator(mode="after")
    def _one_limit(self) -> Standard:
        if self.income_per_person is not None and self.income_by_size:
            raise ValueError("income is limited by person and by size; set one of the two")
        return self


class Rent(Section):
    """The rent of one programme's homes: the market's, per square metre and month, times a share.

    ``shares`` are by income band; ``share`` is that of every other household, none: there is no figure for it.
    """

    market_per_m2: Amount
    shares: Shares = pydantic.Field(default_factory=dict)
    share: Share | None = None


class PublicRent(Section):
    """The subsidy for tenants of public rental homes: a share of the contract's rent, by income band."""

    shares: Shares = pydantic.Field(default_factory=dict)
    months: Months = 12


class MarketRent(Section):
    """The subsidy for rents on the market: a standard per square metre and month, times the area to which a household
    is entitled by its size, times a share by income band. ``own_area_deducted``: less the area of homes that it has.
    """

    standard_per_m2: Amount = Decimal(0)
    area_per_person: Amount = Decimal(0)
    area_least: Amount = Decimal(0)
    area_most: Amount = Decimal(0)
    own_area_deducted: bool = False
    shares: Shares = pydantic.Field(default_factory=dict)
    months: Months = 12

    @pydantic.model_validator(mode="after")
    def _fits(self) -> MarketRent:
        if self.area_most < self.area_least:
            raise ValueError("area_most is less than area_least")
        return self


class Subsidies(Section):
    """Both subsidies (SEC-8), by the kind's name; one without ``shares`` has no figures."""

    PUBLIC_RENT: PublicRent = PublicRent()
    MARKET_RENT: MarketRent = MarketRent()


def check_programmes(names: Iterable[str]) -> None:
    """ValueError where a name is none of a programme."""
    unknown = set(names) - {one.name for one in vocabulary.SecurityProgramme}
    if unknown:
        raise ValueError(f"names no programme of housing security: {', '.join(sorted(unknown))}")


def check_bands(bands: Bands, used: Iterable[str]) -> None:
    """ValueError where a share is of a band that the policy does not have, or two bands end at one income."""
    if len(set(bands.values())) != len(bands):
        raise ValueError("two income bands have one upper limit")
    unknown = set(used) - set(bands)
    if unknown:
        raise ValueError(f"shares name no income band of this policy: {', '.join(sorted(unknown))}")
