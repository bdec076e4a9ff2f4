"""SEC-3: how a home comes to a household: by which method, on which paper, in whose turn, until which day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from aggregates import calendar_days, drawing
from aggregates.draft import Said
from aggregates.house import House
from aggregates.household import Household
from aggregates.lottery import Lottery
from aggregates.rules import reviews
from aggregates.rules.rule import Breach, Case, Rule, paths
from aggregates.rules.wording import Words
from aggregates.view import NOTHING

F, H, L = Household, House, Lottery

DRAWN = frozenset({"LOTTERY", "EXTERNAL_DRAW"})
STOCK: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "PUBLIC_RENTAL": frozenset({"PUBLIC_RENTAL", "LOW_RENT"}),
        "AFFORDABLE_RENTAL": frozenset({"AFFORDABLE_RENTAL"}),
        "ALLOTTED_SALE": frozenset({"ALLOTTED_SALE"}),
        "SHARED_OWNERSHIP": frozenset({"SHARED_OWNERSHIP"}),
    }
)
"""Programme -> stocks of which its homes are."""
_SECURED = frozenset().union(*STOCK.values())


def _named(case: Case) -> tuple[str, Mapping[str, Said]]:
    """The allocation that an event touches, as it is thereafter."""
    key, said = next(case.judged.elements(F.allocations), ("", NOTHING))
    return key, {**(case.before.element(F.allocations, key) or NOTHING), **said}


def _allocate(case: Case) -> Iterator[Breach]:
    key, said = _named(case)
    yield from reviews.eligible(case, said.get("programme"))
    yield from _method(case, said)
    yield from _paper(case, said)
    yield from _turn(case, said)
    others = [one for one, _ in case.before.standing(F.allocations) if one != key]
    if others:
        way = [case.before.origin(F.allocations, one) for one in others]
        detail = Words(f"已有配租{'、'.join(others)}", f"an allocation stands already, {', '.join(others)}")
        yield case.breach(missing=["SelectionWaived"], in_the_way=way, detail=detail)
    if said.get("house_code"):
        yield from _home(case, said)


def _method(case: Case, said: Mapping[str, Said]) -> Iterator[Breach]:
    drawn = case.judged.type == "DrawResultRecorded"
    if (said.get("method") in DRAWN) != drawn:
        detail = Words("配租方式与所登记的事项不符", "the method is not one of what is recorded")
        yield case.breach("method", detail=detail)


def _paper(case: Case, said: Mapping[str, Said]) -> Iterator[Breach]:
    """The city's own draw is proved by its batch, everything else by a document."""
    if said.get("method") == "LOTTERY":
        if not said.get("lottery_code"):
            yield case.breach("lotteryCode", detail=Words("未载明摇号批次", "no batch of the draw is named"))
    elif case.judged.document is None:
        yield case.breach("document", detail=Words("未载明配租依据文书", "no document is named on which it rests"))


def _turn(case: Case, said: Mapping[str, Said]) -> Iterator[Breach]:
    method, before = said.get("method"), case.before
    if method == "DIRECT":
        return
    waiting = [key for key, one in before.standing(F.waitings) if one.get("programme") == said.get("programme")]
    if not waiting:
        yield case.breach(missing=["Waitlisted"], detail=Words("不在该项目轮候名册", "it is not on that waiting list"))
    case.rely(*(before.origin(F.waitings, key) for key in waiting))
    if method == "PRIORITY" and not list(before.standing(F.priorities)):
        yield case.breach(missing=["PriorityGranted"], detail=Words("没有优先资格", "no priority stands"))
    if method == "LOTTERY":
        yield from _as_drawn(case, said)


def _as_drawn(case: Case, said: Mapping[str, Said]) -> Iterator[Breach]:
    """The rank is the one that the published draw gave, where the draw is on record."""
    lottery = case.other("LOTTERY", said.get("lottery_code"))
    if lottery is None:
        return
    entity = drawing.entry_of(lottery, case.judged.code)
    own = lottery.state[entity] if entity else None
    if lottery.get(L.published_on) is None:
        yield case.breach(missing=["ResultPublished"], detail=Words("摇号结果尚未公布", "its result is not published"))
    elif own is None or own.get("rank") != said.get("rank"):
        yield case.breach("rank", detail=Words("与公布的摇号结果不符", "the published result says otherwise"))
    elif not drawing.has_place(lottery, case.judged.code):
        detail = Words("位次在房源套数之后，尚未递补", "it is a reserve that has not moved up")
        yield case.breach("rank", missing=["ReserveAdvanced"], detail=detail)


def _select(case: Case) -> Iterator[Breach]:
    key, said = _named(case)
    last, before = said.get("choose_by"), case.before
    if isinstance(last, str) and case.day > last:
        way = [before.last(F.allocations, key, F.allocations.choose_by)]
        detail = Words(
            f"选房截止日为{last}，逾期由后位递补", f"{last} was the last day to choose; the next one moves up"
        )
        yield case.breach("effectiveOn", in_the_way=way, detail=detail)
    yield from _in_rank(case, said)
    yield from _home(case, said)


def _in_rank(case: Case, said: Mapping[str, Said]) -> Iterator[Breach]:
    """Who was drawn before it and called has chosen, waived or missed the last day, where policy keeps the order."""
    drawn = said.get("method") == "LOTTERY" and case.policy.tenancies.choose_in_order
    lottery = case.other("LOTTERY", said.get("lottery_code")) if drawn else None
    waiting = drawing.ahead(lottery, case.judged.code) if lottery else []
    if waiting:
        tickets = "、".join(str(ticket) for ticket, _ in waiting)
        detail = Words(f"排序在前的摇号编号{tickets}尚未选房", f"the turn of ticket {tickets} comes first")
        days = [calendar_days.add_days(max(last for _, last in waiting), 1)]
        yield case.breach(missing=["HouseSelected", "SelectionWaived"], days=days, detail=detail)


def _home(case: Case, said: Mapping[str, Said]) -> Iterator[Breach]:
    house = case.other("HOUSE", said.get("house_code"))
    if house is None:
        return
    stock = house.get(H.stock)
    if stock not in STOCK.get(str(said.get("programme")), _SECURED):
        detail = Words("该房屋不属于该项目的保障房源", "the house is not of the stock of that programme")
        yield case.breach("houseCode", missing=["StockAdded"], in_the_way=[house.maker(H.stock)], detail=detail)


def _contract(case: Case) -> Iterator[Breach]:
    """A contract is about the home that was chosen, under the allocation by which it was."""
    of = F.purchases if case.judged.type == "PurchaseContractSigned" else F.tenancies
    house = next((said.get("house_code") for _, said in case.judged.elements(of)), None)
    chosen = [key for key, said in case.before.standing(F.allocations) if said.get("house_code") == house]
    if house is None or not chosen:
        detail = Words("该房屋未配租给该家庭", "the house was not allocated to the household")
        yield case.breach("houseCode", missing=["HouseSelected"], detail=detail)
    case.rely(*(case.before.origin(F.allocations, key) for key in chosen))


def _exchange(case: Case) -> Iterator[Breach]:
    ended = [key for key, said in case.judged.elements(F.tenancies) if "ended_on" in said]
    if not ended:
        detail = Words("没有可调换的租住合同", "no tenancy stands that could be exchanged")
        yield case.breach(missing=["TenancyContractSigned"], detail=detail)
    for _, said in case.judged.elements(F.tenancies):
        if "ended_on" not in said:
            yield from _home(case, said)


_CHECKS: Mapping[str, Callable[[Case], Iterator[Breach]]] = MappingProxyType(
    {
        "DrawResultRecorded": _allocate,
        "DirectlyAllocated": _allocate,
        "HouseSelected": _select,
        "TenancyContractSigned": _contract,
        "PurchaseContractSigned": _contract,
        "HouseExchanged": _exchange,
    }
)


def _check(case: Case) -> Iterable[Breach]:
    return _CHECKS[case.judged.type](case)


SEC_3 = Rule(
    "SEC-3",
    "{day}的{type}不合配租规定：{detail:zh}。",
    "{type} of {day} does not follow from an allocation: {detail:en}.",
    "公共租赁住房管理办法第12-14条 (Public Rental Measures, Order 11, 12-14)",
    {"HOUSEHOLD": frozenset(_CHECKS)},
    {
        "HOUSEHOLD": paths(
            F.allocations,
            F.waitings,
            F.priorities,
            F.eligibilities,
            F.eligibility_suspensions,
            F.tenancies,
        ),
        "HOUSE": paths(H.stock, H.stock_entries),
        "LOTTERY": paths(L.entries, L.pool, L.advances, L.published_on),
    },
    _check,
)

RULES = (SEC_3,)
