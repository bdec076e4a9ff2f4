"""PRE: presale permits and contracts."""

from __future__ import annotations

from collections.abc import Iterable

from aggregates.house import House
from aggregates.rules.rule import Breach, Case, Rule, paths

H = House
CONTRACTS = frozenset({"PresaleContractFiled", "SaleContractFiled"})


def _permit_is_live(case: Case) -> Iterable[Breach]:
    opened, before = case.before.maker(H.presale_open), case.before
    lapses = before.text(H.presale_lapses_on)
    if before.get(H.presale_open) is not True:
        yield case.breach(missing=["PresaleOpened"], in_the_way=[opened])
    elif lapses is not None and lapses <= case.day:
        yield case.breach(missing=["PresaleOpened"], in_the_way=[before.maker(H.presale_lapses_on)])
    else:
        case.rely(opened)


def _one_live_contract(case: Case) -> Iterable[Breach]:
    live = [key for key, _ in case.before.standing(H.contracts)]
    if live:
        yield case.breach(in_the_way=[case.before.origin(H.contracts, key) for key in live], number="、".join(live))


PRE_2 = Rule(
    "PRE-2",
    "该房屋在{day}没有有效的预售许可，不得签订预售合同。",
    "On {day} no live presale permit covers this house; no presale contract can be filed.",
    "商品房预售管理办法第6条 (Presale Measures 6)",
    {"HOUSE": frozenset({"PresaleContractFiled"})},
    {"HOUSE": paths(H.presale_open, H.presale_lapses_on)},
    _permit_is_live,
)
PRE_3 = Rule(
    "PRE-3",
    "该房屋已有有效合同（{number}），一房不得二卖。",
    "The house has a live contract already ({number}); it is not sold twice.",
    "一房二卖禁止 (no double sale)",
    {"HOUSE": CONTRACTS},
    {"HOUSE": paths(H.contracts)},
    _one_live_contract,
)

RULES = (PRE_2, PRE_3)
