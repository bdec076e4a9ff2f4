"""CON: permits, start, suspension and completion of works."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from uuid import UUID

from aggregates import calendar_days
from aggregates.building import Building
from aggregates.draft import Said
from aggregates.policy import Works
from aggregates.project import Project
from aggregates.rules.rule import Breach, Case, Rule, paths
from aggregates.view import View
from aggregates.vocabulary import FindingGrade

B, P = Building, Project
PERMIT = "ConstructionPermitGranted"


def standing(seen: View, kind: str) -> Iterator[str]:
    """Keys of the permits of a kind that stand on a project or a building; an element without a number is none."""
    collection = P.permits if seen.kind == "PROJECT" else B.permits
    for key, said in seen.standing(collection):
        if said.get("number") is not None and said.get("kind", kind) == kind:
            yield key


def _permitted(case: Case) -> Iterable[Breach]:
    if case.judged.kind == "BUILDING":
        return _building_starts(case)
    return _permit_is_granted(case) if case.judged.type == PERMIT else _works_start(case)


def _building_starts(case: Case) -> Iterable[Breach]:
    keys = list(standing(case.before, "CONSTRUCTION"))
    named = [key for key, _ in case.judged.elements(B.permits) if key in keys]
    if keys:
        key = (named or keys)[-1]
        lapse = case.before.last(B.permits, key, B.permits.lapses_on)
        for one in (case.before.origin(B.permits, key), lapse):
            case.rely(one, case.before.cause(one))
    elif unnumbered := _unnumbered(case):
        case.rely(unnumbered)
    elif not _exempt_building(case):
        ended = [case.before.origin(B.permits, key) for key, _ in case.before.elements(B.permits)]
        yield _lacks(case, [PERMIT], _ends(case.before) or ended)


def _ends(before: View) -> list[UUID]:
    """The events by which a building's construction permits ended."""
    found = []
    for key, said in before.elements(B.permits):
        for end in (B.permits.ended_on, B.permits.lapses_on):
            day, maker = said.get(end.name), before.last(B.permits, key, end)
            if said.get("kind") == "CONSTRUCTION" and isinstance(day, str) and day <= before.day and maker:
                found.append(maker)
    return found


def _unnumbered(case: Case) -> UUID | None:
    """A permit of a register that states its day and no number: nothing tells when such a permit ends."""
    case.before.get(B.physical)
    for one in case.before.taken.values():
        if one.type == "ConstructionPermitted" and not any(one.elements(B.permits)):
            return one.id
    return None


def _exempt_building(case: Case) -> bool:
    """Whether a building needs no permit: small works, and low houses that villagers build themselves."""
    before, said, works = case.before, case.judged.says(), case.policy.works
    area = said.get("gross_area") or before.get(B.gross_area)
    if _small(works, area, None):
        case.rely(before.maker(B.gross_area))
        return True
    floors = said.get("floors") or before.get(B.floors)
    if before.get(B.self_built) is True and isinstance(floors, int) and floors <= works.rural_floors:
        case.rely(before.maker(B.self_built), before.maker(B.floors))
        return True
    project = case.other("PROJECT", before.get(B.project_code))
    if project is not None and _small(works, None, project.get(P.contract_value)):
        case.rely(project.maker(P.contract_value))
        return True
    return False


def _small(works: Works, area: Said, value: Said) -> bool:
    """Whether works need no permit by their area or by the value of their contract."""
    by_area = isinstance(area, str) and Decimal(area) <= works.small_works_area
    return by_area or (isinstance(value, str) and Decimal(value) <= works.small_works_value)


def _works_start(case: Case) -> Iterable[Breach]:
    live = set(standing(case.before, "CONSTRUCTION"))
    for key, _ in case.judged.elements(P.permits):
        if key in live:
            case.rely(case.before.origin(P.permits, key), case.before.last(P.permits, key, P.permits.lapses_on))
        elif not _small(case.policy.works, None, case.before.get(P.contract_value)):
            there = case.before.element(P.permits, key)
            yield _lacks(case, [PERMIT], [case.before.origin(P.permits, key)] if there else [])


def _permit_is_granted(case: Case) -> Iterable[Breach]:
    permit: Mapping[str, Said] = next((said for _, said in case.judged.elements(P.permits)), {})
    if _small(case.policy.works, permit.get("area"), permit.get("value")):
        return
    lacking, way = [], []
    planning = list(standing(case.before, "PLANNING"))
    if planning:
        case.rely(case.before.origin(P.permits, planning[-1]))
    else:
        lacking.append("PlanningPermitGranted")
    reviews = last_reviews(case.before)
    for discipline in case.policy.works.disciplines:
        key, outcome = reviews.get(discipline, (None, None))
        review = case.before.origin(P.drawing_reviews, key) if key else None
        if outcome == "PASSED":
            case.rely(review)
        else:
            lacking.append(f"DrawingsReviewed {discipline}")
            way.append(review)
    if lacking:
        yield _lacks(case, lacking, way)


def last_reviews(project: View) -> dict[str, tuple[str, Said]]:
    """Discipline -> key and outcome of its last round."""
    found: dict[str, tuple[int, str, Said]] = {}
    for key, said in project.elements(P.drawing_reviews):
        discipline, number = str(said.get("discipline")), said.get("round")
        place = number if isinstance(number, int) else 0
        if discipline not in found or place >= found[discipline][0]:
            found[discipline] = (place, key, said.get("outcome"))
    return {discipline: (key, outcome) for discipline, (_, key, outcome) in found.items()}


def _lacks(case: Case, lacking: list[str], way: Iterable[UUID | None]) -> Breach:
    types = dict.fromkeys(one.partition(" ")[0] for one in lacking)
    return case.breach(missing=types, in_the_way=way, lacking=", ".join(lacking))


def _extended_in_time(case: Case) -> Iterable[Breach]:
    works = case.policy.works
    for _, said in case.judged.elements(P.extensions):
        number = said.get("permit_no")
        keys = [key for key, permit in case.before.elements(P.permits) if permit.get("number") == number]
        permit = case.before.element(P.permits, keys[-1]) if keys else None
        lapses_on = permit.get("lapses_on") if permit else None
        earlier = [key for key, one in case.before.elements(P.extensions) if one.get("permit_no") == number]
        in_time = bool(keys) and case.before.stands(P.permits, keys[-1]) and isinstance(lapses_on, str)
        short = in_time and _is_short(str(lapses_on), said.get("lapses_on"), works.extension_months)
        if in_time and short and len(earlier) < works.extensions:
            case.rely(case.before.origin(P.permits, keys[-1]), *_origins(case.before, earlier))
            continue
        yield case.breach(
            "permitNo" if not in_time else "lapsesOn" if not short else None,
            missing=[] if keys else [PERMIT],
            in_the_way=[*_lapse(case.before, keys), *_origins(case.before, earlier)],
            number=number,
            lapses_on=lapses_on or "—",
            count=len(earlier),
            most=works.extensions,
            months=works.extension_months,
        )


def _is_short(lapses_on: str, until: Said, months: int) -> bool:
    return isinstance(until, str) and lapses_on < until <= calendar_days.add_months(lapses_on, months)


def _origins(before: View, extensions: Iterable[str]) -> list[UUID]:
    return [before.origin(P.extensions, key) for key in extensions]


def _lapse(before: View, keys: list[str]) -> list[UUID]:
    """The events by which a permit ends or has no day of lapse any more; its grant where there is none."""
    if not keys:
        return []
    ends = (P.permits.lapses_on, P.permits.lapsed_on, P.permits.revoked_on)
    made = [before.last(P.permits, keys[-1], end) for end in ends]
    return [one for one in made if one] or [before.origin(P.permits, keys[-1])]


def _suspended_and_resumed(case: Case) -> Iterable[Breach]:
    for key, said in case.judged.elements(B.suspensions):
        whole = {**(case.before.element(B.suspensions, key) or {}), **said}
        stopped = whole.get("suspended_on")
        if not isinstance(stopped, str):
            continue  # an import that knows only the end
        if case.judged.type == "ConstructionSuspended":
            reported = whole.get("reported_on") or _filed_on(case)
            if isinstance(reported, str) and reported > _report_by(case, stopped):
                yield _stopped(case, "reportedOn", stopped, None)
        elif case.day >= _reverify_from(case, stopped) and not _verified(whole.get("verified_on"), stopped, case.day):
            yield _stopped(case, "verifiedOn", stopped, case.before.origins.get(f"suspensions/{key}"))


def _stopped(case: Case, field: str, stopped: str, suspended: UUID | None) -> Breach:
    report_by, months = _report_by(case, stopped), case.policy.works.reverify_after_months
    return case.breach(field, in_the_way=[suspended], stopped=stopped, report_by=report_by, months=months)


def _report_by(case: Case, stopped: str) -> str:
    return calendar_days.add_months(stopped, case.policy.works.suspension_report_months)


def _reverify_from(case: Case, stopped: str) -> str:
    return calendar_days.add_months(stopped, case.policy.works.reverify_after_months)


def _filed_on(case: Case) -> str | None:
    """The day on which a suspension was reported by being recorded; migrated history does not know."""
    return None if case.judged.reason.name == "MIGRATION" else case.judged.registered_on


def _verified(verified: Said, stopped: str, day: str) -> bool:
    return isinstance(verified, str) and stopped <= verified <= day


def _filed_in_time(case: Case) -> Iterable[Breach]:
    days = case.policy.works.completion_filing_days
    if case.judged.kind == "BUILDING":
        accepted, made = _accepted_on(case.before)
    else:
        said = case.judged.says().get("completed_on") or case.before.get(P.completed_on)
        accepted, made = (said if isinstance(said, str) else None), case.before.maker(P.completed_on)
        if accepted is None:
            return  # the buildings know
    due = calendar_days.add_days(accepted, days) if accepted else "—"
    if accepted is None or case.day > due:
        missing = [] if accepted else ["CompletionAccepted"]
        yield case.breach("effectiveOn", missing=missing, in_the_way=[made], accepted=accepted or "—", due=due)
    else:
        case.rely(made)


def _accepted_on(building: View) -> tuple[str | None, UUID | None]:
    """The day of the last acceptance of the works, and the event that tells it."""
    for key, said in reversed(list(building.elements(B.acceptances))):
        day = said.get("accepted_on")
        if said.get("kind") == "COMPLETION" and isinstance(day, str):
            return day, building.origin(B.acceptances, key)
    return building.text(B.completed_on), building.maker(B.completed_on)


CON_1 = Rule(
    "CON-1",
    "{type}（{day}）缺少依据：{lacking}。开工须有覆盖该工程且有效的施工许可，施工许可须有规划许可和审查通过的施工图。",
    "{type} on {day} lacks {lacking}: works start only under a construction permit that covers them and stands, and "
    "the permit needs a planning permit and passed drawings.",
    "建筑法第7、8条 (Construction Law 7-8)",
    {"BUILDING": frozenset({"ConstructionStarted"}), "PROJECT": frozenset({PERMIT, "WorksStarted"})},
    {
        "BUILDING": paths(B.permits, B.physical, B.gross_area, B.self_built, B.floors, B.project_code),
        "PROJECT": paths(P.permits, P.drawing_reviews, P.contract_value),
    },
    _permitted,
)
CON_2 = Rule(
    "CON-2",
    "施工许可“{number}”的失效日为{lapses_on}，已延期{count}次；须在失效前且开工前申请延期，至多{most}次，每次不超过{months}个月。",
    "Construction permit {number} lapses on {lapses_on} and was extended {count} times; it is extended before it "
    "lapses and before works start, at most {most} times, by {months} months at most each time.",
    "建筑法第9条 (Construction Law 9)",
    {"PROJECT": frozenset({"ConstructionPermitExtended"})},
    {"PROJECT": paths(P.permits, P.extensions)},
    _extended_in_time,
)
CON_3 = Rule(
    "CON-3",
    "工程于{stopped}停工：须在{report_by}前报告；停工满{months}个月的，复工前须重新核验施工许可。",
    "Works stopped on {stopped}: that is reported by {report_by}, and after {months} months the permit is verified "
    "again before they resume.",
    "建筑法第10条 (Construction Law 10)",
    {"BUILDING": frozenset({"ConstructionSuspended", "ConstructionResumed"})},
    {"BUILDING": paths(B.suspensions)},
    _suspended_and_resumed,
    grade=FindingGrade.WARNING,
)
CON_4 = Rule(
    "CON-4",
    "竣工验收日为{accepted}，应在{due}前备案，备案日为{day}。",
    "Completion was accepted on {accepted} and is filed by {due}; it was filed on {day}.",
    "建设工程质量管理条例第49条 (Quality Regulation 49)",
    {"BUILDING": frozenset({"CompletionFiled"}), "PROJECT": frozenset({"CompletionFiled"})},
    {"BUILDING": paths(B.acceptances, B.completed_on), "PROJECT": paths(P.completed_on)},
    _filed_in_time,
    warns=True,
)

RULES = (CON_1, CON_2, CON_3, CON_4)
