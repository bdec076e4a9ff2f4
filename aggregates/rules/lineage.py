"""LIN: mergers and splits."""

from __future__ import annotations

from collections.abc import Iterable

from aggregates.building import Building
from aggregates.house import House
from aggregates.kinds import Element
from aggregates.rules.rule import Breach, Case, Rule, paths

H, B = House, Building

CHARGES: dict[str, tuple[type[Element], ...]] = {
    "HOUSE": (H.contracts, H.seizures, H.objections, H.mortgages, H.advance_notices, H.leases, H.tenancies),
    "BUILDING": (B.presale_permits, B.expropriations, B.demolitions, B.controls, B.hazards),
}
"""What has to end before its subject takes part in a merger or split: a right in a thing does not outlive the thing."""


def _unburdened(case: Case) -> Iterable[Breach]:
    before = case.before
    live = [(one, key) for one in CHARGES[before.kind] for key, _ in before.standing(one)]
    if live:
        what = "、".join(dict.fromkeys(one.collection.zh for one, _ in live))
        en = ", ".join(dict.fromkeys(one.collection.en.lower() for one, _ in live))
        yield case.breach(in_the_way=[before.origin(one, key) for one, key in live], zh=what, en=en)


def _there(case: Case) -> Iterable[Breach]:
    if case.before.lost:
        yield case.breach(in_the_way=[case.before.loss()])


_TYPES = {kind: frozenset({"Merged", "Split"}) for kind in CHARGES}

LIN_1 = Rule(
    "LIN-1",
    "对象上尚有未了结的{zh}，不得合并或分割。",
    "The subject has open entries ({en}); it takes part in no merger or split until they have ended.",
    "不动产登记实践 (practice of real estate registration)",
    _TYPES,
    {kind: paths(*charges) for kind, charges in CHARGES.items()},
    _unburdened,
)
LIN_2 = Rule(
    "LIN-2",
    "对象已灭失或已合并分割，不得再行合并或分割。",
    "The subject is lost or has ceased already; it takes part in no merger or split any more.",
    "登记对象生命周期 (life cycle of registered subjects)",
    _TYPES,
    {kind: frozenset({"physical", "superseded", "cancelled"}) for kind in CHARGES},
    _there,
)
OWNERS = Rule(
    "LIN-3",
    "待合并房屋的权利人不一致，应先办理转移登记。",
    "The houses to be merged have different owners; transfer them into the same hands first.",
    "不动产登记实践 (practice of real estate registration)",
    {},
    {},
    lambda case: (),
)
"""Judged where the command is decided, which alone sees all the houses."""
ASSIGNED = Rule(
    "LIN-4",
    "分割楼幢时，每套现存房屋都须指明所归楼幢。",
    "Where a building is split, each of its houses is assigned to one of the new buildings.",
    "登记对象归属 (houses belong to one building)",
    {},
    {},
    lambda case: (),
)
"""Judged where the command is decided, which alone knows the assignment."""

RULES = (LIN_1, LIN_2, OWNERS, ASSIGNED)
