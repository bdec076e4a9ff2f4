"""SEC-7 and SEC-8: who is eligible meets the standard of the programme, and a subsidy is what policy computes.

What is recorded of a breach names limits of policy and what is missing; the household's own amounts are told in
confidence to whoever files, and stand in no finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from aggregates import entitlement
from aggregates.attributes import Attribute
from aggregates.draft import Said
from aggregates.entitlement import Computed, Lacking, Passed
from aggregates.household import Household
from aggregates.policy import Policy
from aggregates.rules import rent_subsidies
from aggregates.rules.rule import Breach, Case, Rule, paths
from aggregates.rules.wording import Words
from aggregates.view import View

F = Household
_CIRCUMSTANCES = (F.size, F.income, F.assets, F.housing_area, F.income_band, F.category)
_KINDS = {"PublicRentSubsidyApproved": "PUBLIC_RENT", "MarketRentSubsidyApproved": "MARKET_RENT"}


def _programmes(case: Case) -> list[str]:
    """Of what an event decides: the programme granted, or those whose eligibility stands; else the one applied for."""
    decided = case.judged.elements(F.eligibilities)
    found = decided if case.judged.type == "EligibilityGranted" else case.before.standing(F.eligibilities)
    named = [said.get("programme") for _, said in found] or [None]
    applied = case.before.get(F.programme)
    return list(dict.fromkeys(str(one or applied) for one in named if one or applied))


def _meets(case: Case) -> Iterable[Breach]:
    own = entitlement.circumstances(case.before)
    for programme in _programmes(case):
        standard = case.policy.standards.get(programme)
        if standard is None:
            continue
        missing, over = entitlement.lacking(standard, own), entitlement.passed(standard, own)
        if missing or over:
            yield _short(case, programme, missing, over)
        else:
            case.rely(*(case.before.maker(one) for one in entitlement.needed(standard, own)))


def _short(case: Case, programme: str, missing: Iterable[Attribute], over: Iterable[Passed]) -> Breach:
    """The one breach of a programme: all that is missing and all limits that are passed."""
    absent, over = [_absent(one) for one in missing], list(over)
    bare = [*absent, *(one.what for one in over)]
    told = [*absent, *(Words(f"{one.what.zh}{_by(one):zh}", f"{one.what.en}{_by(one):en}") for one in over)]
    way = dict.fromkeys(case.before.maker(one.attribute) for one in over)
    needed = ["CircumstancesChanged"] if absent else []
    confided = {"detail": _joined(told)}
    return case.breach(missing=needed, in_the_way=way, confided=confided, programme=programme, detail=_joined(bare))


def _by(one: Passed) -> Words:
    value, more = entitlement.shown(one.value), entitlement.shown(one.by)
    return Words(f"（{value}，超出{more}）", f" ({value}, {more} over)")


def _absent(attribute: Attribute) -> Words:
    return Words(f"{attribute.zh}尚未登记", f"{attribute.en.lower()} is not on record")


def _joined(words: Iterable[Words]) -> Words:
    listed = list(words)
    return Words("；".join(one.zh for one in listed), "; ".join(one.en for one in listed))


def due(policy: Policy, kind: str, before: View, said: Mapping[str, Said]) -> Computed | Lacking | None:
    """What an approval of a subsidy comes to by policy, of a public rental home by the contract of its first month."""
    starts = str(said.get("starts_on") or before.day)
    rent = _contract_rent(before, starts[:7]) if kind == "PUBLIC_RENT" else None
    return entitlement.subsidy(policy, kind, entitlement.circumstances(before), entitlement.number(rent))


def _contract_rent(before: View, period: str) -> Said:
    held = sorted(rent_subsidies.held_in(before, period), key=lambda one: one.since)
    return (before.element(F.tenancies, held[-1].key) or {}).get("rent") if held else None


def _as_computed(case: Case) -> Iterable[Breach]:
    for _, said in case.judged.elements(F.subsidy_approvals):
        found = due(case.policy, _KINDS[case.judged.type], case.before, said)
        stated = entitlement.number(said.get("amount"))
        if isinstance(found, Lacking):
            yield case.breach("amount", missing=_needed(found), detail=_joined(map(_absent, found.attributes)))
        elif found is not None and found.amount == 0:
            detail = Words("按标准不予补贴", "nothing is due by the standard")
            told = Words(f"{detail.zh}：{found.steps}", f"{detail.en}: {found.steps}")
            yield case.breach("amount", confided={"detail": told}, detail=detail)
        elif found is not None and stated is not None and stated != found.amount:
            detail = Words("与按标准计算的金额不一致", "it is not what the standard comes to")
            amounts = f"{entitlement.shown(stated)} ≠ {entitlement.shown(found.amount)}"
            told = Words(f"{detail.zh}，{amounts}：{found.steps}", f"{detail.en}, {amounts}: {found.steps}")
            yield case.breach("amount", confided={"detail": told}, detail=detail)
        elif found is not None:
            case.rely(case.before.maker(F.income), case.before.maker(F.size))


def _needed(found: Lacking) -> Iterator[str]:
    """The event types that would say what is missing."""
    rent = F.tenancies.rent in found.attributes
    if not rent or len(found.attributes) > 1:
        yield "CircumstancesChanged"
    if rent:
        yield "TenancyContractSigned"


SEC_7 = Rule(
    "SEC-7",
    "{type}不合{programme}项目的准入标准：{detail:zh}。",
    "{type} does not meet the standard of {programme}: {detail:en}.",
    "公共租赁住房管理办法第7条 (Public Rental Measures, Order 11, 7); the standards are the city's",
    {"HOUSEHOLD": frozenset({"EligibilityGranted", "AnnualReviewPassed"})},
    {"HOUSEHOLD": paths(*_CIRCUMSTANCES, F.programme, F.eligibilities)},
    _meets,
)
SEC_8 = Rule(
    "SEC-8",
    "{type}的月补贴额不合政策标准：{detail:zh}。",
    "The amount of {type} is not the policy's: {detail:en}.",
    "公共租赁住房管理办法第20条、住房租赁补贴有关规定 (Public Rental Measures 20; rules on rent subsidies); "
    "the standards are the city's",
    {"HOUSEHOLD": frozenset(_KINDS)},
    {"HOUSEHOLD": paths(*_CIRCUMSTANCES, F.tenancies, F.subsidy_approvals)},
    _as_computed,
)

RULES = (SEC_7, SEC_8)
