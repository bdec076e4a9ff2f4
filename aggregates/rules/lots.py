"""LOT-1: a draw is bound before it can be known, and its result is what anybody who replays it gets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aggregates import drawing, lots
from aggregates.attributes import Attribute
from aggregates.lottery import Lottery
from aggregates.rules.rule import Breach, Case, Rule, paths
from aggregates.rules.wording import Words

L = Lottery

_BY_THE_DRAW = (L.seed, L.randomness, L.result_digest)
_BOUND: tuple[Attribute, ...] = (
    L.programme,
    L.rule_version,
    L.commitment,
    L.randomness_source,
    L.randomness_on,
    L.salting_key,
    L.list_digest,
    L.entry_count,
    L.home_count,
    *_BY_THE_DRAW,
)
_DRAWN_OF_ENTRIES = frozenset(
    one.name for one in (L.entries.rank, L.entries.choose_by, L.entries.chosen_on, L.entries.waived_on)
)
"""What of an entry is not yet known when the list is frozen."""


def _provable(case: Case) -> Iterable[Breach]:
    if case.judged.type == "Recoded":
        yield case.breach(detail=Words("批次编号已写入种子承诺", "its number is part of what was committed to"))
        return
    yield from _of_type(case)
    if case.before.get(L.list_digest) is not None and _moves_the_list(case):
        yield _frozen_already(case)


def _of_type(case: Case) -> Iterator[Breach]:
    match case.judged.type:
        case "BatchOpened":
            yield from _opened(case)
        case "ListFrozen":
            yield from _listed(case)
        case "Drawn":
            yield from _drawn(case)
        case "ResultPublished" | "ReserveAdvanced" if case.before.get(L.result_digest) is None:
            yield case.breach(missing=["Drawn"], detail=Words("尚未摇号", "it is not drawn yet"))
        case _:
            pass


def _opened(case: Case) -> Iterator[Breach]:
    version = case.judged.says().get("rule_version")
    if version != lots.VERSION:
        yield case.breach(
            "ruleVersion", detail=Words(f"不认识的摇号规则{version}", f"the algorithm {version} is not known here")
        )
    yield from _in_time(case, case.judged.says().get("randomness_on"))


def _in_time(case: Case, known_on: object) -> Iterator[Breach]:
    """Recorded, not only effective: what is written down later could have been chosen to fit the randomness."""
    if isinstance(known_on, str) and case.judged.registered_on >= known_on:
        yield case.breach(
            "randomnessOn",
            in_the_way=[case.before.maker(L.randomness_on)],
            detail=Words(f"公共随机值自{known_on}起可知", f"the public randomness can be known from {known_on} on"),
        )


def _listed(case: Case) -> Iterator[Breach]:
    before, said = case.before, case.judged.says()
    if drawing.announced(before, case.judged.code) is None:
        yield case.breach(missing=["BatchOpened"], detail=Words("尚未公告", "it is not announced yet"))
        return
    if before.get(L.list_digest) is not None:
        yield _frozen_already(case)
    yield from _in_time(case, before.get(L.randomness_on))
    listed = drawing.frozen(
        before,
        case.judged.code,
        case.judged.elements(L.entries),
        case.judged.elements(L.pool),
        str(said.get("salting_key")),
    )
    if listed is None or listed.wrong() or listed.digest() != said.get("list_digest"):
        yield case.breach("listDigest", detail=Words("名单摘要与名单不符", "the digest is not that of the list"))
    case.rely(before.maker(L.commitment))


def _drawn(case: Case) -> Iterator[Breach]:
    before, said = case.before, case.judged.says()
    listed = drawing.listed(before, case.judged.code)
    if listed is None:
        yield case.breach(missing=["ListFrozen"], detail=Words("名单尚未锁定", "the list is not frozen yet"))
        return
    if before.get(L.result_digest) is not None:
        yield case.breach(
            in_the_way=[before.maker(L.result_digest)], detail=Words("已经摇号", "it has been drawn already")
        )
    if case.day < listed.batch.randomness_on:
        known_on = listed.batch.randomness_on
        yield case.breach(
            "effectiveOn",
            days=[known_on],
            detail=Words(f"公共随机值{known_on}才产生", f"the public randomness becomes known on {known_on} only"),
        )
    yield from _replayed(case, listed, str(said.get("seed")), str(said.get("randomness")))
    case.rely(before.maker(L.commitment), before.maker(L.list_digest))


def _replayed(case: Case, listed: lots.FrozenList, seed: str, randomness: str) -> Iterator[Breach]:
    if lots.commitment(listed.batch.number, seed) != listed.batch.commitment:
        origin = [case.before.maker(L.commitment)]
        yield case.breach(
            "seed", in_the_way=origin, detail=Words("种子与承诺不符", "the seed is not the one committed to")
        )
        return
    if listed.digest() != case.before.get(L.list_digest):
        origin = [case.before.maker(L.list_digest)]
        yield case.breach(in_the_way=origin, detail=Words("名单已被改动", "the list is not the one that was frozen"))
    result = lots.draw(listed, seed, randomness)
    entries = case.before.elements(L.entries)
    ranks = {said.get("ticket"): case.judged.says(f"entries/{key}").get("rank") for key, said in entries}
    if result.digest() != case.judged.says().get("result_digest") or result.ranks() != ranks:
        yield case.breach("resultDigest", detail=Words("结果与算法不符", "the result is not what the algorithm gives"))


def _moves_the_list(case: Case) -> bool:
    """Whether an event other than those that freeze or draw states anew what is bound."""
    said = case.judged.says()
    if case.judged.type == "ListFrozen":
        return False
    bound = _BOUND if case.judged.type != "Drawn" else _BOUND[: -len(_BY_THE_DRAW)]
    if any(one.name in said and said[one.name] != case.before.get(one) for one in bound):
        return True
    entries = any(not one.keys() <= _DRAWN_OF_ENTRIES for _, one in case.judged.elements(L.entries))
    return entries or any(True for _ in case.judged.elements(L.pool))


def _frozen_already(case: Case) -> Breach:
    origin = [case.before.maker(L.list_digest)]
    return case.breach(in_the_way=origin, detail=Words("名单已经锁定", "its list is frozen already"))


def _in_order(case: Case) -> Iterable[Breach]:
    for key, said in case.judged.elements(L.advances):
        waived, moved = said.get("in_place_of"), said.get("ticket")
        if not isinstance(waived, int):
            continue
        turn = drawing.turn(case.before, waived)
        if waived not in turn.places or moved != turn.next:
            named = Words(f"递补通知{key}", f"notice {key}")
            yield case.breach("inPlaceOf", number=named, waived=waived, moved=moved)
    case.rely(case.before.maker(L.result_digest))


LOT_1 = Rule(
    "LOT-1",
    "该批次摇号无法公开验证：{detail:zh}。",
    "This draw could not be proved to the public: {detail:en}.",
    "本市摇号规则 (the city's rules of draws; docs/lottery.md)",
    {"LOTTERY": frozenset()},
    {"LOTTERY": paths(*_BOUND, L.entries, L.pool)},
    _provable,
)
RESERVES = Rule(
    "SEC-3",
    "{number:zh}：摇号编号{moved}不是{waived}之后应当递补的编号。",
    "{number:en}: ticket {moved} is not the reserve whose turn it is in the place of ticket {waived}.",
    "公共租赁住房管理办法 (Public Rental Measures, Order 11)",
    {"LOTTERY": frozenset({"ReserveAdvanced"})},
    {"LOTTERY": paths(L.result_digest, L.entries, L.pool, L.advances)},
    _in_order,
)
"""Reserves move up in the published order."""

RULES = (LOT_1, RESERVES)
