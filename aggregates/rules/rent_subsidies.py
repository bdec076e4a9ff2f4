"""SEC-4: who rents a public home gets the subsidy for its tenants, and the one for the market only in other months.

Neither is ordered while the eligibility is suspended; what was ordered before that is paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from aggregates import calendar_days
from aggregates.draft import Said
from aggregates.house import House
from aggregates.household import Household
from aggregates.rules import tenancies
from aggregates.rules.rule import Breach, Case, Rule, paths
from aggregates.rules.tenancies import Term
from aggregates.rules.wording import Words
from aggregates.view import View

F, H = Household, House
_MARKET = ("MarketRentSubsidyApproved", "MarketRentSubsidyOrdered", "MarketRentSubsidyPaid")
_ORDERED = ("MarketRentSubsidyOrdered", "PublicRentSubsidyOrdered")
_OTHER_STOCK = frozenset({"MARKET", "AFFORDABLE_RENTAL", "ALLOTTED_SALE", "SHARED_OWNERSHIP", "RESETTLEMENT"})


def month(period: str) -> Term:
    """A month (``2026-03``) as a term."""
    first = f"{period}-01"
    return Term(period, first, calendar_days.add_months(first, 1))


def held_in(household: View, period: str) -> list[Term]:
    """The tenancies of a household that hold on any day of a month, whatever the stock of their homes."""
    return [one for one in tenancies.before_it(household) if one.overlaps(month(period))]


def _public(case: Case, term: Term) -> bool:
    """Whether a tenancy is of a public rental home; one of a home of which nothing is known is taken for one."""
    house = case.other("HOUSE", term.house_code)
    return house is None or house.get(H.stock) not in _OTHER_STOCK


def _wanted(case: Case) -> Iterator[tuple[str, Term]]:
    """For which time an event grants or moves money, and the input that says so."""
    for _, said in case.judged.elements(F.subsidy_approvals):
        yield "startsOn", _approved(case, said)
    for key, said in case.judged.elements(F.subsidies):
        period = said.get("period") or (case.before.element(F.subsidies, key) or {}).get("period")
        if isinstance(period, str):
            yield "period", month(period)


def _approved(case: Case, said: Mapping[str, Said]) -> Term:
    """The month in which an approved subsidy begins: what comes later is judged month by month."""
    return month(str(said.get("starts_on") or case.day)[:7])


def _rests(case: Case, time: Term) -> Iterator[Breach]:
    """The eligibility is suspended on the day on which money is ordered, or on any day of the month."""
    today = Term("", case.day, calendar_days.add_days(case.day, 1))
    every = {key: _suspension(key, said) for key, said in case.before.elements(F.eligibility_suspensions)}
    found = [one for one in every.values() if one.overlaps(time) or one.overlaps(today)]
    if found:
        way = [case.before.origin(F.eligibility_suspensions, one.key) for one in found]
        days = [one.until for one in found if one.until != tenancies.FOREVER]
        detail = Words(f"{time.key}或当日保障资格已中止", f"the eligibility is suspended on that day or in {time.key}")
        yield case.breach("period", missing=["EligibilityResumed"], in_the_way=way, days=days, detail=detail)


def _suspension(key: str, said: Mapping[str, Said]) -> Term:
    return Term(key, str(said.get("suspended_on") or ""), str(said.get("resumed_on") or tenancies.FOREVER))


def _check(case: Case) -> Iterable[Breach]:
    every = tenancies.before_it(case.before)
    for field, time in _wanted(case):
        held = [one for one in every if one.overlaps(time) and _public(case, one)]
        way = [case.before.origin(F.tenancies, one.key) for one in held]
        if case.judged.type in _MARKET and held:
            days = [_next_month(one.until) for one in held if one.until != tenancies.FOREVER]
            detail = Words(f"{time.key}仍承租公租房", f"in {time.key} it holds a public rental home")
            yield case.breach(field, in_the_way=way, days=days, detail=detail)
        elif case.judged.type not in _MARKET and not held:
            days = [one.since for one in every]
            detail = Words(f"{time.key}未承租公租房", f"in {time.key} it holds no public rental home")
            yield case.breach(field, missing=["TenancyContractSigned"], days=days, detail=detail)
        elif held:
            case.rely(*way)
        if case.judged.type in _ORDERED:
            yield from _rests(case, time)


def _next_month(day: str) -> str:
    """The first day of the month after that of a day."""
    return calendar_days.add_months(f"{day[:7]}-01", 1)


SEC_4 = Rule(
    "SEC-4",
    "{type}不得发放：{detail:zh}。",
    "{type} is not due: {detail:en}; tenants of public rental homes get the public-rental subsidy, others that for the "
    "market.",
    "公共租赁住房管理办法第20条及住房租赁补贴有关规定 (Public Rental Measures 20; rules on rent subsidies)",
    {
        "HOUSEHOLD": frozenset(
            {*_MARKET, "PublicRentSubsidyApproved", "PublicRentSubsidyOrdered"},
        )
    },
    {
        "HOUSEHOLD": paths(F.tenancies, F.subsidy_approvals, F.subsidies, F.eligibility_suspensions),
        "HOUSE": paths(H.stock, H.stock_entries),
    },
    _check,
)

RULES = (SEC_4,)
