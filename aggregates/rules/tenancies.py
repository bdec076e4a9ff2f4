"""SEC-2 and SEC-5: one person in one application, one tenancy at a time for a household, and not for too long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from aggregates import calendar_days
from aggregates.draft import Said
from aggregates.house import House
from aggregates.household import Household
from aggregates.rules.rule import Breach, Case, Rule, never, paths
from aggregates.rules.wording import Words
from aggregates.view import NOTHING, Judged, View

F = Household
FOREVER = "9999-12-31"
_SIGNING = frozenset({"TenancyContractSigned", "TenancyContractRenewed", "HouseExchanged"})


@dataclass(frozen=True, slots=True)
class Term:
    """A household's right to live in a home, from one day until, not including, another."""

    key: str
    since: str
    until: str
    house_code: str | None = None

    def overlaps(self, other: Term) -> bool:
        """Whether both hold on any day."""
        return max(self.since, other.since) < min(self.until, other.until)


def of(key: str, said: Mapping[str, Said]) -> Term:
    """The term of a tenancy with these attributes; one without a first day holds since ever."""
    until = min(str(said.get(name) or FOREVER) for name in ("ends_on", "ended_on"))
    house = said.get("house_code")
    return Term(key, str(said.get("starts_on") or ""), until, house if isinstance(house, str) else None)


def after(before: View, judged: Judged) -> list[Term]:
    """All terms, as they are once the event has happened; of a household, or of a house."""
    merged = dict(before.elements(F.tenancies))
    for key, said in judged.elements(F.tenancies):
        merged[key] = {**merged.get(key, NOTHING), **said}
    return [of(key, said) for key, said in merged.items()]


def before_it(before: View) -> list[Term]:
    """All terms on record."""
    return [of(key, said) for key, said in before.elements(F.tenancies)]


def signed(case: Case) -> Iterator[Term]:
    """The terms that an event newly grants: not before its own day, and of a renewal what is behind the former term."""
    every = {one.key: one for one in after(case.before, case.judged)}
    for key, said in case.judged.elements(F.tenancies):
        former, term = case.before.element(F.tenancies, key), every[key]
        if "ended_on" not in said:
            known = of(key, former).until if former else FOREVER
            since = max(case.day, term.since, "" if known == FOREVER else known)
            yield Term(key, since, term.until, term.house_code)


def _one_home(case: Case) -> Iterable[Breach]:
    every = after(case.before, case.judged)
    for term in signed(case):
        clashing = [one for one in every if one.key != term.key and term.overlaps(one)]
        if clashing:
            numbers = "、".join(one.key for one in clashing)
            way = [case.before.origin(F.tenancies, one.key) for one in clashing]
            days = [one.until for one in clashing if one.until != FOREVER]
            yield case.breach("contractNo", missing=["TenancyContractEnded"], in_the_way=way, days=days, number=numbers)


def _one_household(case: Case) -> Iterable[Breach]:
    every = after(case.before, case.judged)
    for term in signed(case):
        clashing = [one for one in every if one.key != term.key and term.overlaps(one)]
        if clashing:
            way = [case.before.origin(F.tenancies, one.key) for one in clashing]
            days = [one.until for one in clashing if one.until != FOREVER]
            yield case.breach("houseCode", missing=["TenancyEnded"], in_the_way=way, days=days)


def _not_too_long(case: Case) -> Iterable[Breach]:
    most = case.policy.tenancies.most_years
    for term in signed(case):
        since = _start(case, term)
        last = calendar_days.add_months(since, 12 * most)
        if term.until <= since:
            detail = Words(f"租期于{term.until}届满，不晚于起始日{since}", f"it ends on {term.until}, from {since} on")
            yield case.breach("endsOn", detail=detail)
        elif term.until > last:
            until = Words("未载明期满日", "has no end") if term.until == FOREVER else Words(term.until, term.until)
            limit = f"租期不得超过{most}年（至{last}），所载期满日：{until:zh}"
            detail = Words(limit, f"a term has {most} years at most, until {last}; this one: {until:en}")
            yield case.breach("endsOn", days=list(_fitting(term.until, most)), detail=detail)


def _start(case: Case, term: Term) -> str:
    """From when the term counts: the day on record or stated, of a renewal the end of the term before."""
    former = case.before.element(F.tenancies, term.key)
    stated = next((said.get("starts_on") for key, said in case.judged.elements(F.tenancies) if key == term.key), None)
    return term.since if former is not None else str(stated or case.day)


def _fitting(until: str, years: int) -> Iterator[str]:
    """The first days from which the term would not be too long."""
    if until != FOREVER:
        first = calendar_days.add_months(until, -12 * years)
        yield from (first, calendar_days.add_days(first, 1))


MEMBER = Rule(
    "SEC-2",
    "该成员已属于本市另一份有效的住房保障申请。",
    "A person who is named is a member of another live application in the city; nobody is a member of two.",
    "公共租赁住房管理办法第7条 (Public Rental Measures, Order 11, 7)",
    {},
    {},
    never,
)
"""What the claim on a member is refused by: it says neither who, nor which other household."""
HOME = Rule(
    "SEC-2",
    "该房屋已由另一保障家庭选定或租住。",
    "Another household of housing security has chosen the house or lives in it; one home has one household.",
    "公共租赁住房管理办法第12条 (Public Rental Measures, Order 11, 12)",
    {"HOUSE": frozenset({"TenancyStarted"})},
    {"HOUSE": paths(House.tenancies)},
    _one_household,
)
"""Also what the claim on a home is refused by."""
SEC_2 = Rule(
    "SEC-2",
    "该家庭同期已有租住合同：{number}；一个家庭只能租住一套保障房。",
    "The household has another tenancy at that time, {number}; it has one home of secured stock at most.",
    "公共租赁住房管理办法第7条 (Public Rental Measures, Order 11, 7)",
    {"HOUSEHOLD": _SIGNING},
    {"HOUSEHOLD": paths(F.tenancies)},
    _one_home,
)
SEC_5 = Rule(
    "SEC-5",
    "租赁期限不符合规定：{detail:zh}。",
    "The term of the tenancy is not lawful: {detail:en}.",
    "公共租赁住房管理办法第18条 (Public Rental Measures, Order 11, 18)",
    {"HOUSEHOLD": _SIGNING},
    {"HOUSEHOLD": paths(F.tenancies)},
    _not_too_long,
)

RULES = (SEC_2, MEMBER, HOME, SEC_5)
