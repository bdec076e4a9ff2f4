"""PRE: presale permits and contracts."""

from __future__ import annotations

from collections.abc import Iterable

from aggregates import calendar_days
from aggregates.house import House
from aggregates.rules import holdings
from aggregates.rules.rule import Breach, Case, Governing, Rule, paths

H = House
CONTRACTS = frozenset({"PresaleContractFiled", "SaleContractFiled"})


def _permit_is_live(case: Case) -> Iterable[Breach]:
    opened, before = case.before.maker(H.presale_open), case.before
    lapses, permit = before.text(H.presale_lapses_on), before.text(H.presale_permit_no)
    named = holdings.element_of(case.judged, H.contracts)[1].get("permit_no")
    if before.get(H.presale_open) is not True:
        yield case.breach(missing=["PresaleOpened"], in_the_way=[opened])
    elif lapses is not None and lapses <= case.day:
        yield case.breach(missing=["PresaleOpened"], in_the_way=[before.maker(H.presale_lapses_on)])
    elif named and permit and named != permit:
        yield case.breach("permitNo", missing=["PresaleOpened"], in_the_way=[before.maker(H.presale_permit_no)])
    else:
        case.rely(opened, before.cause(opened))


def _one_live_contract(case: Case) -> Iterable[Breach]:
    live = [key for key, _ in case.before.standing(H.contracts)]
    if live:
        yield case.breach(in_the_way=[case.before.origin(H.contracts, key) for key in live], number="、".join(live))


def _filed_in_time(case: Case) -> Iterable[Breach]:
    said = holdings.element_of(case.judged, H.contracts)[1]
    signed, filed = said.get("signed_on"), said.get("filed_on") or case.day
    if isinstance(signed, str) and isinstance(filed, str):
        last = calendar_days.add_days(signed, case.policy.presale.filing_days)
        if filed > last:
            yield case.breach("signedOn", filed=filed, last=last)


PRE_2 = Rule(
    "PRE-2",
    "该房屋在{day}没有有效的预售许可，不得签订预售合同。",
    "On {day} no live presale permit covers this house; no presale contract can be filed.",
    "商品房预售管理办法第6条 (Presale Measures 6)",
    {"HOUSE": frozenset({"PresaleContractFiled"})},
    {"HOUSE": paths(H.presale_open, H.presale_lapses_on, H.presale_permit_no)},
    _permit_is_live,
)
PRE_3 = Rule(
    "PRE-3",
    "合同“{number}”已在册：一房不得二卖，合同编号只用一次。",
    "Contract {number} is on record: a house has one live contract at most, and a contract number is used once.",
    "一房二卖禁止 (no double sale)",
    {"HOUSE": CONTRACTS},
    {"HOUSE": paths(H.contracts)},
    _one_live_contract,
)
"""Also what the claim on a contract's number is refused by (scope ``contract``)."""
PRE_4 = Rule(
    "PRE-4",
    "预售合同应在{last}前备案，实际于{filed}备案。",
    "The presale contract was filed on {filed}; its last day was {last}.",
    "商品房预售管理办法第10条 (Presale Measures 10)",
    {"HOUSE": frozenset({"PresaleContractFiled"})},
    {},
    _filed_in_time,
    Governing.SIGNED,
    warns=True,
)

RULES = (PRE_2, PRE_3, PRE_4)
