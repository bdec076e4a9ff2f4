"""LOS: a building is pulled down on a decision or filing, its houses with it; what is open on them is told."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from aggregates.building import Building
from aggregates.house import House
from aggregates.rules import burdens
from aggregates.rules.rule import Breach, Case, Rule, paths
from aggregates.rules.wording import Words
from aggregates.view import View

B, H = Building, House
BASIS = "国有土地上房屋征收与补偿条例、房屋拆除工程备案 (Expropriation Regulation; filing of demolition works)"
DECISIONS = (B.expropriations, B.demolitions)
DECIDING = ("ExpropriationDecided", "DemolitionFiled")


def _decided(case: Case) -> Iterator[Breach]:
    if case.before.lost:
        return  # which is GEN-3's to say
    decisions = _standing(case.before)
    if not decisions and not _on_record(case.before):
        decisions = _bare(case)
    if decisions:
        case.rely(*decisions)
    else:
        yield case.breach(missing=DECIDING, in_the_way=_withdrawn(case.before))


def _standing(building: View) -> list[UUID]:
    """The decisions and filings that stand on the view's day."""
    return [building.origin(of, key) for of in DECISIONS for key, _ in building.standing(of)]


def _on_record(building: View) -> bool:
    return any(True for of in DECISIONS for _ in building.elements(of))


def _withdrawn(building: View) -> list[UUID | None]:
    ended = (B.expropriations.ended_on, B.demolitions.ended_on)
    return [
        building.last(of, key, end)
        for of, end in zip(DECISIONS, ended, strict=True)
        for key, _ in building.elements(of)
    ]


def _bare(case: Case) -> list[UUID]:
    """Files may tell that a demolition was decided and nothing more of it, so that no element says so."""
    building = case.named("BUILDING", case.judged.code)
    known = case.world.sequence(building) if building else []
    return [one.id for one in known if one.type in DECIDING and one.effective_on <= case.day]


def _open_on_the_house(case: Case) -> Iterator[Breach]:
    """A house that is lost with its building leaves behind what is open on it; alone, it needs a decision too."""
    found = burdens.on(case.before)
    alone = case.judged.cause is None and not _with_its_building(case)
    if found or alone:
        left = burdens.named(found)
        if alone:
            left = Words(f"无征收决定、协议或拆除备案；{left.zh}", f"a decision that it may be pulled down; {left.en}")
        yield case.breach(
            missing=DECIDING if alone else (),
            in_the_way=[case.before.origin(of, key) for of, key in found],
            detail=left,
        )


def _with_its_building(case: Case) -> bool:
    """Whether its building is lost or to be pulled down by that day, or its own expropriation is agreed."""
    agreed = [case.before.origin(H.expropriations, key) for key, _ in case.before.standing(H.expropriations)]
    building = case.other("BUILDING", case.before.get(H.building_code))
    decided = _standing(building) if building is not None else []
    lost = building is not None and building.get(B.physical) == "DEMOLISHED"
    case.rely(*agreed, *decided, building.maker(B.physical) if building is not None and lost else None)
    return bool(agreed or decided or lost)


LOS_1 = Rule(
    "LOS-1",
    "{day}没有覆盖该楼幢且有效的征收决定或拆除备案，不得拆除。",
    "On {day} no decision to expropriate and no filing to demolish covers this building; it cannot be pulled down.",
    BASIS,
    {"BUILDING": frozenset({"Demolished"})},
    {"BUILDING": paths(*DECISIONS, B.physical, B.superseded)},
    _decided,
)
LEFT_BEHIND = Rule(
    "LOS-1",
    "房屋于{day}灭失，尚有未了事项：{detail:zh}。",
    "The house is lost on {day}; what is still open: {detail:en}.",
    BASIS,
    {"HOUSE": frozenset({"Demolished"})},
    {
        "HOUSE": paths(*burdens.COLLECTIONS, H.expropriations, H.building_code),
        "BUILDING": paths(*DECISIONS, B.physical),
    },
    _open_on_the_house,
    warns=True,
)

RULES = (LOS_1, LEFT_BEHIND)
