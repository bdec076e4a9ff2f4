"""GEN: what holds for every event; and REF, which elements an event may name."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from aggregates import codes
from aggregates.catalogue import CATALOGUE
from aggregates.draft import Changes
from aggregates.rules.rule import ELSEWHERE, Breach, Case, Governing, Rule, never
from aggregates.vocabulary import FindingGrade

EVERY = {kind: frozenset[str]() for kind in CATALOGUE.kinds}
FUTURE = {kind: frozenset(t.name for t in CATALOGUE.of_kind(kind) if not t.future) for kind in CATALOGUE.kinds}
ALIVE = {
    kind: frozenset(t.name for t in CATALOGUE.of_kind(kind) if not t.on_lost)
    for kind in ("PROJECT", "BUILDING", "HOUSE", "HOUSEHOLD", "ENTERPRISE", "PRACTITIONER")
}


def _not_in_the_future(case: Case) -> Iterable[Breach]:
    if case.day > case.judged.registered_on:
        yield case.breach("effectiveOn", registered=case.judged.registered_on)


def _not_before_document(case: Case) -> Iterable[Breach]:
    document = case.judged.document
    if document and case.judged.type in case.policy.clocks.not_before_document and case.day < document.issued_on:
        yield case.breach("effectiveOn", issued=document.issued_on, days=[document.issued_on])


def _not_lost(case: Case) -> Iterable[Breach]:
    if case.before.lost:
        yield case.breach(in_the_way=[case.before.loss()])


GEN_1 = Rule(
    "GEN-1",
    "{type}的生效日{day}不得晚于登记日{registered}。",
    "{type} takes effect on {day}, which lies after its registration on {registered}; this type may not.",
    "丹麦建筑登记实践 (practice of the Danish building register)",
    FUTURE,
    {},
    _not_in_the_future,
)
GEN_2 = Rule(
    "GEN-2",
    "{type}的生效日{day}不得早于文书签发日{issued}。",
    "{type} takes effect on {day}, before its document was issued on {issued}.",
    "荷兰BAG登记实践 (practice of the Dutch BAG register)",
    EVERY,
    {},
    _not_before_document,
    Governing.DOCUMENT,
)
GEN_3 = Rule(
    "GEN-3",
    "对象已灭失、合并分割、退出、注销或系误录，不再受理{type}。",
    "The subject is lost, ceased, has left, is deregistered or was entered in error; it takes no {type} any more.",
    "登记对象生命周期 (life cycle of registered subjects)",
    ALIVE,
    {
        "HOUSE": frozenset({"physical", "superseded"}),
        "BUILDING": frozenset({"physical", "superseded"}),
        "PROJECT": frozenset({"cancelled"}),
        "HOUSEHOLD": frozenset({"exited_on"}),
        "ENTERPRISE": frozenset({"deregistered"}),
        "PRACTITIONER": frozenset({"deregistered"}),
    },
    _not_lost,
)
GEN_4 = Rule(
    "GEN-4",
    "所依据的事件已被撤销、更正或推翻：{event}。",
    "It was decided on event {event}, which has been voided, corrected or overturned since.",
    "因果闭包 (causal closure)",
    {},
    {},
    never,
)
"""Opened on dependants when what they rested on falls; never judged in place."""
ENTANGLED = Rule(
    "GEN-4",
    "由其引起的事件此后已被更正，须先处理该更正，或连同整条更正链一并撤销（wholeChain）。",
    "Something that it caused has been corrected since; void that correction first, or void whole chains (wholeChain).",
    "因果闭包 (causal closure)",
    {},
    {},
    never,
)
"""Refuses to void a cause from under a correction that somebody made of what it caused."""
NEW = Rule(
    "REF-1",
    "编号“{number}”已在册，不得重复登记。",
    "Number {number} is on record already; it is registered once.",
    "登记编号唯一 (numbers are used once)",
    {},
    {},
    never,
)
STANDING = Rule(
    "REF-2",
    "没有编号为“{number}”且仍有效的{zh}。",
    "There is no {collection} {number} that stands on that day.",
    "登记编号引用 (numbers refer to what stands)",
    {},
    {},
    never,
)

CLAIMED = Rule(
    "REF-3",
    "编号“{number}”已被其他对象使用（{what}）。",
    "Number {number} is used by another subject ({what}); it is used once over all of them.",
    "登记编号唯一 (numbers are used once)",
    {},
    {},
    never,
)

RULES = (GEN_1, GEN_2, GEN_3, GEN_4, ENTANGLED, NEW, STANDING, CLAIMED)


def finding_key(rule_id: str, event: UUID) -> str:
    """The key of the finding that a rule opens on an event; the same however often it is found."""
    return f"{rule_id}-{str(event)[:13]}"


def finding(breach: Breach, event: UUID, today: str, department: str | None = None, *, apart: bool = False) -> Changes:
    """What a FindingRecorded event sets for a breach; ``apart``: its words could tell of a subject elsewhere."""
    said = {
        "rule": breach.rule.id,
        "grade": (FindingGrade.WARNING if breach.rule.warns else breach.rule.grade).name,
        "event": str(event),
        "attribute": breach.field,
        "detail": f"{ELSEWHERE}" if apart else f"{breach.zh} {breach.en}",
        "department": department,
        "found_on": today,
    }
    return {f"findings/{finding_key(breach.rule.id, event)}": {n: v for n, v in said.items() if v is not None}}


_GRADES = {codes.Grade.REJECT: FindingGrade.ERROR, codes.Grade.WARN: FindingGrade.WARNING}


def remark(found: codes.Remark, event: UUID, today: str) -> Changes:
    """What a FindingRecorded event sets for a doubtful code."""
    grade = _GRADES.get(found.grade, FindingGrade.NOTE)
    said = {
        "rule": found.rule,
        "grade": grade.name,
        "event": str(event),
        "detail": f"{found.zh} {found.en}",
        "found_on": today,
    }
    return {f"findings/{finding_key(found.rule, event)}": said}
