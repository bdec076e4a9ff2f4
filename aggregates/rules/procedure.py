"""CON-5 to CON-9: what was due by a day and was done after it. Each warns: what is late is recorded all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from aggregates.attributes import Attribute
from aggregates.kinds import Element
from aggregates.project import Project
from aggregates.rules.rule import Breach, Case, Rule, paths
from aggregates.view import NOTHING
from aggregates.vocabulary import FindingGrade

P = Project
Check = Callable[[Case], Iterable[Breach]]


def _late(case: Case, element: type[Element], due: Attribute, done: Attribute) -> Iterator[Breach]:
    """Elements that the event says were done after the day by which they were due."""
    for key, said in case.judged.elements(element):
        known = case.before.element(element, key) or NOTHING
        until, was = said.get(due.name) or known.get(due.name), said.get(done.name)
        if isinstance(until, str) and isinstance(was, str) and was > until:
            way = [case.before.last(element, key, due)] if due.name in known else []
            yield case.breach(
                in_the_way=way, number=said.get("number") or known.get("number") or key, due=until, on=was
            )


def _of(element: type[Element], due: Attribute, done: Attribute) -> Check:
    return lambda case: _late(case, element, due, done)


def _reviewed(case: Case) -> Iterator[Breach]:
    """A round took too long, or came too late after the one that returned the drawings."""
    yield from _late(case, P.drawing_reviews, P.drawing_reviews.due_on, P.drawing_reviews.reviewed_on)
    for key, said in case.judged.elements(P.drawing_reviews):
        earlier = _returned(case, said.get("discipline"), said.get("round"))
        came = said.get("submitted_on") or said.get("reviewed_on")
        until = earlier and (case.before.element(P.drawing_reviews, earlier) or NOTHING).get("revision_due_on")
        if earlier and isinstance(until, str) and isinstance(came, str) and came > until:
            yield case.breach(
                in_the_way=[case.before.origin(P.drawing_reviews, earlier)], number=key, due=until, on=came
            )


def _returned(case: Case, discipline: object, number: object) -> str | None:
    """The round of a discipline just before one, where it returned the drawings."""
    for key, said in case.before.elements(P.drawing_reviews):
        before = isinstance(number, int) and said.get("round") == number - 1
        if before and said.get("discipline") == discipline and said.get("outcome") == "RETURNED":
            return key
    return None


def _step(case: Case) -> Iterator[Breach]:
    """A register that is migrated kept its own deadlines; whoever looks at ``late`` sees them."""
    if case.judged.reason.name != "MIGRATION":
        yield from _late(case, P.procedure_steps, P.procedure_steps.due_on, P.procedure_steps.done_on)


def _on_project(due: Attribute) -> Check:
    """What the project itself had to do by a day, and does on the event's."""

    def check(case: Case) -> Iterator[Breach]:
        until = case.before.text(due)
        if until is not None and case.day > until:
            yield case.breach("effectiveOn", in_the_way=[case.before.maker(due)], number=due.zh, due=until, on=case.day)

    return check


_ACCEPTED = {"FireAccepted": _on_project(P.fire_due_on), "ArchiveAccepted": _on_project(P.archive_due_on)}
_AWARDED = _of(P.tenders, P.tenders.due_on, P.tenders.awarded_on)
_CLOSED = _of(P.rectifications, P.rectifications.due_on, P.rectifications.closed_on)
_REPORTED = _on_project(P.labour_due_on)


def _late_rule(
    id_: str, zh: str, en: str, basis: str, types: Iterable[str], reads: frozenset[str], check: Check
) -> Rule:
    """A rule on a project that warns of what was done after its day."""
    on = {"PROJECT": frozenset(types)}
    return Rule(id_, zh, en, basis, on, {"PROJECT": reads}, check, warns=True, grade=FindingGrade.WARNING)


CON_5 = _late_rule(
    "CON-5",
    "整改“{number}”应在{due}前完成，销号日为{on}。",
    "Rectification {number} was due on {due}; it was closed on {on}.",
    "建设工程安全生产管理条例第43条 (Safety Regulation 43)",
    ("RectificationClosed",),
    paths(P.rectifications),
    _CLOSED,
)
CON_6 = _late_rule(
    "CON-6",
    "施工图审查“{number}”的期限为{due}，实际为{on}。",
    "The review of drawings {number} was due on {due}; it came on {on}.",
    "房屋建筑和市政基础设施工程施工图设计文件审查管理办法第14条 (Drawings Review Measures 14)",
    ("DrawingsReviewed",),
    paths(P.drawing_reviews),
    _reviewed,
)
CON_7 = _late_rule(
    "CON-7",
    "环节“{number}”应在{due}前办结，办结日为{on}。",
    "Step {number} was due on {due}; it was done on {on}.",
    "行政许可法第42条 (Administrative Licensing Law 42)",
    ("ProcedureStepTaken",),
    paths(P.procedure_steps),
    _step,
)
CON_8 = _late_rule(
    "CON-8",
    "{number}为{due}，验收日为{on}。",
    "The acceptance was due on {due}; it took place on {on} ({number}).",
    "建设工程消防设计审查验收管理暂行规定第30条，城市建设档案管理规定第6条 (Order 51/2020 30; Archive Measures 6)",
    _ACCEPTED,
    paths(P.fire_due_on, P.archive_due_on),
    lambda case: _ACCEPTED[case.judged.type](case),
)
CON_9 = _late_rule(
    "CON-9",
    "“{number}”期限为{due}，办理日为{on}。",
    "{type} was due on {due}; it came on {on} ({number}).",
    "招标投标法实施条例，保障农民工工资支付条例第31条 (Tendering Regulation; Wage Payment Regulation 31)",
    ("BidAwarded", "WorkforceReported"),
    paths(P.tenders, P.labour_due_on),
    lambda case: (_AWARDED if case.judged.type == "BidAwarded" else _REPORTED)(case),
)

RULES = (CON_5, CON_6, CON_7, CON_8, CON_9)
