"""CRE-4: a recorded credit score is what the policy of its day makes of what is on record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation

from aggregates import credit_score
from aggregates.credited import Credited
from aggregates.draft import Said
from aggregates.rules.rule import Breach, Case, Rule, paths
from aggregates.rules.wording import Words
from aggregates.vocabulary import FindingGrade

C = Credited
_SCORED = frozenset({"CreditScored"})
_READ = paths(C.awards, C.penalties, C.site_checks)


def _as_computed(case: Case) -> Iterable[Breach]:
    for _, said in case.judged.elements(C.credit_scores):
        credit_class = said.get("credit_class")
        scoring = case.policy.credit.scoring.get(str(credit_class))
        if scoring is None:
            named = f"{case.policy.name} {case.policy.version}"
            detail = Words(f"政策{named}未规定该信用类别的评分", f"policy {named} does not score that class")
            yield case.breach("creditClass", detail=detail)
        elif said.get("score") is not None:
            computed = credit_score.compute(case.before, str(credit_class), scoring)
            case.rely(*computed.relied_on)
            yield from _compared(case, said.get("score"), said.get("grade"), computed)


def _compared(case: Case, score: Said, grade: Said, computed: credit_score.Score) -> Iterator[Breach]:
    if _number(score) != computed.score or grade not in (None, computed.grade):
        there, due = f"{score} {grade or ''}".strip(), f"{computed.score:f} {computed.grade}"
        detail = Words(f"记载为{there}，应为{due}", f"it says {there}, computed is {due}")
        yield case.breach("score", in_the_way=computed.relied_on, detail=detail)


def _number(said: Said) -> Decimal | None:
    try:
        return Decimal(str(said))
    except InvalidOperation:
        return None


CRE_4 = Rule(
    "CRE-4",
    "信用得分与政策计算结果不符：{detail:zh}。",
    "The credit score is not what policy computes: {detail:en}.",
    "信用评价规则（政策[credit.scoring]） (the policy's rules of scoring)",
    {"ENTERPRISE": _SCORED, "PRACTITIONER": _SCORED},
    {"ENTERPRISE": _READ, "PRACTITIONER": _READ},
    _as_computed,
    warns=True,
    grade=FindingGrade.WARNING,
)

RULES = (CRE_4,)
