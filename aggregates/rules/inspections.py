"""INS-1, INS-2: a random draw of inspections can be proved; an inspection that names one was drawn by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from aggregates import inspecting, inspection_draw, lots
from aggregates.division import Division
from aggregates.draft import Said
from aggregates.project import Project
from aggregates.rules.rule import Breach, Case, Rule, paths
from aggregates.rules.wording import Words
from aggregates.view import View
from aggregates.vocabulary import FindingGrade

D, P = Division, Project
_DRAWS = paths(D.inspection_draws, D.inspection_candidates, D.inspection_conflicts, D.inspection_assignments)
_MOST_ABOVE = 8


def _provable(case: Case) -> Iterable[Breach]:
    for key, said in case.judged.elements(D.inspection_draws):
        yield from (_frozen if case.judged.type == "InspectionListsFrozen" else _drawn)(case, key, said)


def _frozen(case: Case, key: str, said: Mapping[str, Said]) -> Iterator[Breach]:
    if said.get("rule_version") != lots.VERSION:
        detail = Words("不认识的抽查规则", "its algorithm is not known here")
        yield case.breach("ruleVersion", detail=detail)
    known_on = said.get("randomness_on")
    if isinstance(known_on, str) and case.judged.registered_on >= known_on:
        detail = Words(f"公共随机值自{known_on}起可知", f"the public randomness can be known from {known_on} on")
        yield case.breach("randomnessOn", detail=detail)
    after = View(case.before.kind, case.day)
    after.apply(case.judged)
    lists = inspecting.lists(after, key)
    if lists is None or lists.frozen.wrong() or lists.frozen.digest() != said.get("list_digest"):
        yield case.breach("listDigest", detail=Words("名录摘要与名录不符", "the digest is not that of the lists"))


def _drawn(case: Case, key: str, said: Mapping[str, Said]) -> Iterator[Breach]:
    lists, bound = inspecting.lists(case.before, key), case.before.element(D.inspection_draws, key)
    if lists is None or bound is None:
        detail = Words("名录尚未锁定", "its lists are not frozen yet")
        yield case.breach(missing=["InspectionListsFrozen"], detail=detail)
        return
    froze = case.before.last(D.inspection_draws, key, D.inspection_draws.list_digest)
    drew = case.before.last(D.inspection_draws, key, D.inspection_draws.seed)
    if drew is not None:
        yield case.breach(in_the_way=[drew], detail=Words("已经抽取", "it has been drawn already"))
    known_on = lists.frozen.batch.randomness_on
    if case.day < known_on:
        detail = Words(f"公共随机值{known_on}才产生", f"the public randomness becomes known on {known_on} only")
        yield case.breach("effectiveOn", days=[known_on], detail=detail)
    if lots.commitment(lists.frozen.batch.number, str(said.get("seed"))) != lists.frozen.batch.commitment:
        detail = Words("种子与承诺不符", "the seed is not the one committed to")
        yield case.breach("seed", in_the_way=[froze], detail=detail)
    elif lists.frozen.digest() != bound.get("list_digest") or not _follows(case, key, said, lists):
        detail = Words("结果与名录和算法不符", "the result is not what lists and algorithm give")
        yield case.breach("resultDigest", in_the_way=[froze], detail=detail)
    case.rely(froze)


def _follows(case: Case, key: str, said: Mapping[str, Said], lists: inspection_draw.Lists) -> bool:
    """Whether the event says all that the draw gives, and of ranks and inspectors nothing else."""
    result = lots.draw(lists.frozen, str(said.get("seed")), str(said.get("randomness")))
    own = f"inspection_draws/{key}"
    told = {entity: dict(values) for entity, values in case.judged.changes.items() if entity != own}
    return said.get("result_digest") == result.digest() and told == inspecting.follows(lists, result)


def _was_drawn(case: Case) -> Iterable[Breach]:
    for _, said in case.judged.elements(P.inspections):
        number = said.get("draw_no")
        if not isinstance(number, str):
            continue
        if said.get("random_draw") is False:
            yield case.breach("randomDraw", number=number)
        elif not any(_assigns(case, division, number) for division in _above(case)):
            yield case.breach("drawNo", number=number, missing=["InspectionDrawn"])


def _above(case: Case) -> Iterator[View]:
    """The division of the project, and those above it."""
    code: object = case.before.get(P.division)
    for _ in range(_MOST_ABOVE):
        division = case.other("DIVISION", code)
        if division is None:
            return
        yield division
        code = division.get(D.parent)


def _assigns(case: Case, division: View, number: str) -> bool:
    own = case.named("PROJECT", case.judged.code)
    for said in inspecting.of_draw(division, D.inspection_assignments, number):
        known = case.named("PROJECT", said.get("project_code"))
        if known is not None and own is not None and known.stream == own.stream:
            return True
    return False


INS_1 = Rule(
    "INS-1",
    "该次双随机抽查无法公开验证：{detail:zh}。",
    "This random draw could not be proved: {detail:en}.",
    "双随机、一公开 (国办发〔2015〕58号: State Council on inspections at random, made public; docs/credit.md)",
    {"DIVISION": frozenset({"InspectionListsFrozen", "InspectionDrawn"})},
    {"DIVISION": _DRAWS},
    _provable,
)
INS_2 = Rule(
    "INS-2",
    "检查所依据的抽查批次“{number}”未抽中该项目。",
    "The inspection names the random draw {number}, which did not draw this project.",
    "双随机、一公开 (国办发〔2015〕58号: State Council on inspections at random, made public)",
    {"PROJECT": frozenset({"QualityInspected", "SafetyInspected"})},
    {
        "PROJECT": paths(P.division, P.inspections),
        "DIVISION": paths(D.parent, D.inspection_assignments),
    },
    _was_drawn,
    warns=True,
    grade=FindingGrade.WARNING,
)

RULES = (INS_1, INS_2)
