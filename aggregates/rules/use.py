"""USE: leases of one house beside and under one another."""

from __future__ import annotations

from collections.abc import Iterator

from aggregates.event import Reason
from aggregates.house import House
from aggregates.rules import leases
from aggregates.rules.leases import Term
from aggregates.rules.rule import Breach, Case, Rule, paths
from aggregates.rules.wording import Words

H = House


def _check(case: Case) -> Iterator[Breach]:
    ended = list(_ended_before(case)) if case.judged.type != "LeaseFiled" else []
    yield from ended
    if case.judged.type == "LeaseEnded":
        yield from _left_without_a_head(case)
    elif not ended:
        for term in leases.filed(case.before, case.judged):
            yield from _over(case, term)
            yield from _clashes(case, term)
            yield from _needs_a_head(case, term)


def _over(case: Case, term: Term) -> Iterator[Breach]:
    if term.until <= term.since:
        yield case.breach("endsOn", detail=Words(f"租期至{term.until}已届满", f"its term is over on {term.until}"))


def _clashes(case: Case, term: Term) -> Iterator[Breach]:
    clashing = [other for other in leases.others(case.before, term.key) if term.clashes(other)]
    if case.judged.reason is Reason.MIGRATION:  # files often tell when a lease begins, and nobody when it ended
        clashing = [other for other in clashing if not other.endless]
    if clashing:
        numbers = "、".join(other.key for other in clashing)
        yield case.breach(
            "startsOn",
            in_the_way=[case.before.origin(H.leases, other.key) for other in clashing],
            detail=Words(
                f"同一部位、同一层级已有租约{numbers}",
                f"another lease holds the same part at the same level, {numbers}",
            ),
        )


def _needs_a_head(case: Case, term: Term) -> Iterator[Breach]:
    if term.head is None and (term.level != "SUBLEASE" or case.judged.reason is Reason.MIGRATION):
        return
    heads = [head for head in _heads(case, term) if head.key != term.key and head.level in leases.HEADS]
    over = next((head for head in heads if head.covers(term)), None)
    if over is not None:
        case.rely(case.before.origin(H.leases, over.key), case.before.last(H.leases, over.key, H.leases.ends_on))
        return
    named = f" ({term.head})" if term.head else ""
    yield case.breach(
        "headLease",
        missing=["LeaseFiled"],
        in_the_way=[case.before.origin(H.leases, head.key) for head in heads],
        detail=Words(f"没有涵盖其期限和部位的上级租约{named}", f"no lease above it covers its term and part{named}"),
    )


def _heads(case: Case, term: Term) -> list[Term]:
    """The lease that is named as the head lease; where none is named, any."""
    if term.head is None:
        return leases.others(case.before, term.key)
    named = leases.find(case.before, term.head)
    return [named] if named is not None else []


def _ended_before(case: Case) -> Iterator[Breach]:
    for key, _ in case.judged.elements(H.leases):
        former = case.before.element(H.leases, key)
        ended_on = former.get("ended_on") if former else None
        if isinstance(ended_on, str) and ended_on <= case.day:
            yield case.breach(
                in_the_way=[case.before.last(H.leases, key, H.leases.ended_on)],
                detail=Words(f"租约{key}已终止", f"lease {key} has ended already"),
            )


def _left_without_a_head(case: Case) -> Iterator[Breach]:
    """What was let under a lease falls with it; where it goes on longer, somebody has to be told."""
    for key, _ in case.judged.elements(H.leases):
        former = case.before.element(H.leases, key) or {}
        left = [
            one
            for one in leases.others(case.before, key)
            if one.head is not None and one.head in (key, former.get("number"))
        ]
        if left:
            numbers = "、".join(one.key for one in left)
            yield case.breach(
                in_the_way=[case.before.origin(H.leases, one.key) for one in left],
                detail=Words(f"其下租约{numbers}尚未终止", f"leases under it go on, {numbers}"),
            )


USE_1 = Rule(
    "USE-1",
    "{day}的租赁备案不能成立：{detail:zh}。",
    "The lease cannot stand as of {day}: {detail:en}.",
    "商品房屋租赁管理办法、民法典第716-718条 (Rules of Leasing; Civil Code 716-718)",
    {"HOUSE": frozenset({"LeaseFiled", "LeaseRenewed", "LeaseEnded"})},
    {"HOUSE": paths(H.leases)},
    _check,
)

RULES = (USE_1,)
