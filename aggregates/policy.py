"""A policy: the durations, quotas, levels, exemptions and authorities that one city sets from one day on.

The text of a policy is adopted by an event and hashed there, so that a verdict can name by which one it was given;
editing a file never changes a verdict of the past.
"""

from __future__ import annotations

import datetime
import functools
import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from importlib import resources
from typing import Annotated

import pydantic

from aggregates import errors, housing_security, vocabulary
from aggregates import indicators as reported
from aggregates.event_types import EventType
from aggregates.sections import Days, Months, Names, Section

Word = Annotated[str, pydantic.Field(min_length=1, max_length=100)]


class Clocks(Section):
    """Which types may not take effect before their document was issued (GEN-2)."""

    not_before_document: Names = frozenset()


class Works(Section):
    """Permits, suspension and filing of works (CON)."""

    lapse_months: Months
    extensions: int = pydantic.Field(ge=0, le=20)
    extension_months: Months
    suspension_report_months: Months
    reverify_after_months: Months
    completion_filing_days: Days
    disciplines: tuple[str, ...]
    small_works_area: Decimal
    small_works_value: Decimal
    rural_floors: int

    @pydantic.field_validator("disciplines")
    @classmethod
    def _known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        unknown = set(names) - {one.name for one in vocabulary.Discipline}
        if unknown:
            raise ValueError(f"names no discipline: {', '.join(sorted(unknown))}")
        return names


class Procedure(Section):
    """Days (where nothing else is said) within which the steps of the procedure of works are taken (CON-5 to CON-9).

    ``steps``: step of a case, by its code -> days; others have ``step_days``.
    """

    award_days: Days = 90
    contract_days: Days = 30
    review_days: Days = 15
    revision_days: Days = 30
    rectification_days: Days = 15
    retest_days: Days = 7
    labour_day: int = pydantic.Field(default=10, ge=1, le=28)
    fire_days: Days = 15
    archive_months: Months = 3
    hazard_days: Days = 90
    step_days: Days = 20
    steps: Mapping[str, Days] = pydantic.Field(default_factory=dict)

    def days_of(self, step: str) -> int:
        """Days for a step of a case."""
        return self.steps.get(step, self.step_days)


class Presale(Section):
    """Presale permits and contracts (PRE)."""

    invested_share: Decimal = pydantic.Field(ge=0, le=1)
    filing_days: Days


class Transactions(Section):
    """Transfers (TRA). ``documents``: basis -> words, one of which stands in the kind of the document that it needs;
    no words: any document will do.
    """

    consent_until: datetime.date
    objection_days: Days
    documents: Mapping[str, tuple[str, ...]] = pydantic.Field(default_factory=dict)

    @pydantic.field_validator("documents")
    @classmethod
    def _bases(cls, documents: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
        unknown = set(documents) - {one.name for one in vocabulary.TransferBasis}
        if unknown:
            raise ValueError(f"names no basis of a transfer: {', '.join(sorted(unknown))}")
        return documents


class Stock(Section):
    """Restricted sale by kind of stock, in years from the first transfer (TRA-3)."""

    sale_barred_years: Mapping[str, int]


class Reviews(Section):
    """Reviews and publicity of housing security (SEC-1); ``publicity_after`` names levels, the last ones if nothing."""

    levels: int = pydantic.Field(ge=1, le=9)
    publicities: int = pydantic.Field(ge=0, le=9)
    publicity_days: Days
    publicity_after: tuple[int, ...] | None = None
    materials_days: Days = 15
    recheck_days: Days = 30

    @pydantic.model_validator(mode="after")
    def _fits(self) -> Reviews:
        named = self.publicity_after
        if self.publicities > self.levels:
            raise ValueError("publicities are more than levels of review")
        if named is not None and (
            len(set(named)) != self.publicities or not set(named) <= set(range(1, self.levels + 1))
        ):
            raise ValueError("publicityAfter does not name one level of review for each publicity")
        return self

    @property
    def published(self) -> frozenset[int]:
        """The levels after which the application is made public; the last ones where none are named."""
        last = range(self.levels - self.publicities + 1, self.levels + 1)
        return frozenset(last if self.publicity_after is None else self.publicity_after)


class Tenancies(Section):
    """Terms of tenancy contracts (SEC-5), in years; how often a choice may be waived, and whether those who were drawn
    choose in the order of the draw (SEC-3).
    """

    years: int = pydantic.Field(default=3, ge=1, le=70)
    most_years: int = pydantic.Field(default=5, ge=1, le=70)
    waivers: int = pydantic.Field(default=2, ge=1, le=99)
    choose_in_order: bool = True


def _known_roles(names: Iterable[str]) -> None:
    unknown = set(names) - {one.name for one in vocabulary.ParticipantRole}
    if unknown:
        raise ValueError(f"names no role: {', '.join(sorted(unknown))}")


class Scoring(Section):
    """How credit of one class is scored: points by level of award, by kind of penalty, and of checks on site.

    ``months`` are those that count, ``check_roles`` the roles whose checks on site do (none named: any), ``grades``
    name a grade and the least score that it takes, the best first.
    """

    base: Decimal
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(200)
    months: Months
    awards: Mapping[str, Annotated[Decimal, pydantic.Field(ge=0)]] = pydantic.Field(default_factory=dict)
    penalties: Mapping[str, Annotated[Decimal, pydantic.Field(le=0)]] = pydantic.Field(default_factory=dict)
    check_passed: Decimal = pydantic.Field(default=Decimal(0), ge=0)
    check_failed: Decimal = pydantic.Field(default=Decimal(0), le=0)
    check_roles: Names = frozenset()
    grades: tuple[tuple[str, Decimal], ...] = pydantic.Field(min_length=1)

    @pydantic.model_validator(mode="after")
    def _known(self) -> Scoring:
        unknown = {*self.awards} - {one.name for one in vocabulary.AwardLevel}
        unknown |= {*self.penalties} - {one.name for one in vocabulary.PenaltyKind}
        if unknown:
            raise ValueError(f"names no level of award or kind of penalty: {', '.join(sorted(unknown))}")
        _known_roles(self.check_roles)
        if self.least > self.most:
            raise ValueError("least is more than most")
        lowest = [least for _, least in self.grades]
        if lowest != sorted(set(lowest), reverse=True) or lowest[-1] > self.least:
            raise ValueError("grades do not go down from the best to one that the least score reaches")
        if len({grade for grade, _ in self.grades}) != len(self.grades):
            raise ValueError("grades name one grade twice")
        return self

    def grade_of(self, score: Decimal) -> str:
        """The best grade that a score reaches."""
        return next(grade for grade, least in self.grades if score >= least)


class Credit(Section):
    """Roles in works (CRE) and the scoring of credit by class.

    ``qualifications``: role -> words, one of which stands in the category of the qualification that it needs (none: any
    may take it); ``exclusive_roles`` are held in one project at a time.
    """

    qualifications: Mapping[str, tuple[Word, ...]] = pydantic.Field(default_factory=dict)
    exclusive_roles: Names = frozenset()
    scoring: Mapping[str, Scoring] = pydantic.Field(default_factory=dict)

    @pydantic.model_validator(mode="after")
    def _known(self) -> Credit:
        _known_roles((*self.qualifications, *self.exclusive_roles))
        classes = {*self.scoring} - {one.name for one in vocabulary.CreditClass}
        if classes:
            raise ValueError(f"names no class of credit: {', '.join(sorted(classes))}")
        return self


class Purpose(Section):
    """Why personal data may be read in clear, and the law that allows it."""

    zh: str
    en: str
    basis: str


PurposeId = Annotated[str, pydantic.Field(pattern="^[a-z][a-z0-9-]{0,59}$")]


class Policy(Section):
    """One version of a city's policy. ``digest`` is the SHA-256 of its text in hex."""

    name: str
    version: str
    digest: str
    schemes: Mapping[str, str]
    authorities: Mapping[str, str]
    clocks: Clocks
    works: Works
    procedure: Procedure = Procedure()
    presale: Presale
    transactions: Transactions
    stock: Stock
    reviews: Reviews
    tenancies: Tenancies = Tenancies()
    credit: Credit = Credit()
    income_bands: housing_security.Bands = pydantic.Field(default_factory=dict)
    standards: Mapping[str, housing_security.Standard] = pydantic.Field(default_factory=dict)
    rents: Mapping[str, housing_security.Rent] = pydantic.Field(default_factory=dict)
    subsidies: housing_security.Subsidies = housing_security.Subsidies()
    indicators: Mapping[reported.Word, reported.Indicator] = pydantic.Field(default_factory=dict)
    purposes: Mapping[PurposeId, Purpose] = pydantic.Field(default_factory=dict)

    @pydantic.field_validator("standards", "rents")
    @classmethod
    def _programmes(cls, by_programme: Mapping[str, Section]) -> Mapping[str, Section]:
        housing_security.check_programmes(by_programme)
        return by_programme

    @pydantic.model_validator(mode="after")
    def _bands(self) -> Policy:
        public, market = self.subsidies.PUBLIC_RENT, self.subsidies.MARKET_RENT
        shares = [*(one.shares for one in self.rents.values()), public.shares, market.shares]
        housing_security.check_bands(self.income_bands, [name for one in shares for name in one])
        return self

    def authority(self, event_type: EventType) -> str:
        """The department that records a type (SRC-1): ``KIND.Type`` before ``Type`` before the usual one."""
        named = self.authorities.get(f"{event_type.kind}.{event_type.name}")
        return named or self.authorities.get(event_type.name) or event_type.authority


def digest(text: str) -> str:
    """SHA-256 of a policy's text (UTF-8), in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def parse(text: str) -> Policy:
    """The policy of a TOML text.

    Raises:
        InvalidValue: it is no TOML, lacks a setting, names an unknown one or one with a wrong value.
    """
    try:
        members = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise errors.InvalidValue(f"The policy is not TOML: {error}.", field="policy", rule="POLICY") from error
    try:
        return Policy.model_validate({**members, "digest": digest(text)})
    except pydantic.ValidationError as error:
        detail = error.errors()[0]
        where = ".".join(map(str, detail["loc"]))
        raise errors.InvalidValue(
            f"The policy's {where} {shown(detail['msg'])}.", field=f"policy.{where}", rule="POLICY"
        ) from error


def shown(message: str) -> str:
    """A message of the validator as the second half of a sentence."""
    return f"is wrong: {message[:1].lower()}{message[1:]}"


@functools.cache
def default_text() -> str:
    """The text of the policy that holds where none is adopted."""
    return resources.files("aggregates").joinpath("policies/default.toml").read_text(encoding="utf-8")


@functools.cache
def default() -> Policy:
    """The policy that holds where none is adopted."""
    return parse(default_text())
