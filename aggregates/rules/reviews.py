"""SEC-1: an application is reviewed level by level, made public in between, and decided only when all that is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from uuid import UUID

from aggregates import calendar_days
from aggregates.household import Household
from aggregates.rules.rule import Breach, Case, Rule, paths
from aggregates.rules.wording import Words
from aggregates.view import NOTHING, View

F = Household


def passed(before: View) -> dict[int, UUID]:
    """The levels of review that were passed, with the events that passed them."""
    found: dict[int, UUID] = {}
    for key, said in before.elements(F.reviews):
        level = said.get("level")
        if said.get("outcome") == "PASSED" and isinstance(level, int):
            found[level] = before.origin(F.reviews, key)
    return found


def published(before: View) -> set[object]:
    """The levels of review after which a publicity was held, or is; :func:`_all_quiet` tells of those still open."""
    return {said.get("level") for _, said in before.elements(F.publicities)}


def granted(before: View, programme: object = None) -> str | None:
    """The key of the eligibility that stands, the last of several; for a programme, where one is named."""
    standing = list(before.standing(F.eligibilities))
    fitting = [key for key, said in standing if programme is None or said.get("programme") in (None, programme)]
    return fitting[-1] if fitting else None


def suspended(before: View) -> list[str]:
    """The keys of suspensions of eligibility that stand."""
    return [key for key, _ in before.standing(F.eligibility_suspensions)]


def _level(case: Case) -> object:
    of = F.publicities if case.judged.type.startswith("Publicity") else F.reviews
    return next((said.get("level") for _, said in case.judged.elements(of)), None)


def _not_refused(case: Case) -> Iterator[Breach]:
    if case.before.get(F.refused) is True:
        detail = Words("该申请审核未通过", "the application failed a review")
        yield case.breach(in_the_way=[case.before.maker(F.refused)], detail=detail)


def _complete(case: Case) -> Iterator[Breach]:
    asked = [key for key, _ in case.before.standing(F.material_requests)]
    if asked:
        way = [case.before.origin(F.material_requests, key) for key in asked]
        detail = Words("所补材料尚未补齐", "materials that were asked for are not supplied yet")
        yield case.breach(missing=["MaterialsSupplied"], in_the_way=way, detail=detail)


def _all_quiet(case: Case) -> Iterator[Breach]:
    """No publicity is open, and no objection unresolved."""
    before = case.before
    for key, _ in before.standing(F.publicities):
        detail = Words(f"公示{key}尚未结束", f"publicity {key} is still open")
        yield case.breach(missing=["PublicityClosed"], in_the_way=[before.origin(F.publicities, key)], detail=detail)
    for key, _ in before.standing(F.publicity_objections):
        way = [before.origin(F.publicity_objections, key)]
        detail = Words(f"异议{key}尚未处理完毕", f"objection {key} is not resolved")
        yield case.breach(missing=["ObjectionResolved"], in_the_way=way, detail=detail)


def _done(case: Case, below: int) -> Iterator[Breach]:
    """Every level below that one was passed, and made public where policy says so."""
    have, public = passed(case.before), published(case.before)
    for level in range(1, below):
        if level not in have:
            detail = Words(f"第{level}级审核尚未通过", f"the review at level {level} is not passed")
            yield case.breach(missing=["ReviewPassed"], detail=detail)
        elif level in case.policy.reviews.published and level not in public:
            detail = Words(f"第{level}级审核后尚未公示", f"no publicity was held after the review at level {level}")
            yield case.breach(missing=["PublicityOpened", "PublicityClosed"], detail=detail)
        else:
            case.rely(have[level])


def _is_a_level(case: Case, level: object) -> Iterator[Breach]:
    levels = case.policy.reviews.levels
    if not isinstance(level, int) or level > levels:
        detail = Words(f"政策规定{levels}级审核", f"policy has {levels} levels of review")
        yield case.breach("level", detail=detail)


def _review(case: Case) -> Iterator[Breach]:
    level = _level(case)
    yield from _not_refused(case)
    yield from _is_a_level(case, level)
    if isinstance(level, int):
        yield from _done(case, level)
    if case.judged.type == "ReviewPassed":
        yield from _complete(case)
        yield from _all_quiet(case)
        yield from _once(case, level)


def _once(case: Case, level: object) -> Iterator[Breach]:
    before = passed(case.before).get(level) if isinstance(level, int) else None
    if before is not None:
        detail = Words(f"第{level}级审核已通过", f"the review at level {level} is passed already")
        yield case.breach("level", in_the_way=[before], detail=detail)


def _open(case: Case) -> Iterator[Breach]:
    level = _level(case)
    yield from _not_refused(case)
    if isinstance(level, int) and level not in passed(case.before):
        detail = Words(f"第{level}级审核尚未通过", f"the review at level {level} is not passed")
        yield case.breach("level", missing=["ReviewPassed"], detail=detail)
    for _, said in case.judged.elements(F.publicities):
        opened, ends = said.get("opened_on") or case.day, said.get("ends_on")
        least = calendar_days.add_days(str(opened), case.policy.reviews.publicity_days)
        if isinstance(ends, str) and ends < least:
            detail = Words(f"公示期应至{least}", f"it has to last until {least}")
            yield case.breach("endsOn", detail=detail)


def _close(case: Case) -> Iterator[Breach]:
    for key, _ in case.judged.elements(F.publicities):
        known = case.before.element(F.publicities, key) or NOTHING
        ends = known.get("ends_on")
        if isinstance(ends, str) and case.day < ends:
            way = [case.before.last(F.publicities, key, F.publicities.ends_on)]
            detail = Words(f"公示期至{ends}届满", f"its period lasts until {ends}")
            yield case.breach("effectiveOn", in_the_way=way, days=[ends], detail=detail)


def _request(case: Case) -> Iterator[Breach]:
    """What is missing is asked for once, all together."""
    own = {key for key, _ in case.judged.elements(F.material_requests)}
    others = [key for key, _ in case.before.elements(F.material_requests) if key not in own]
    if others:
        way = [case.before.origin(F.material_requests, key) for key in others]
        detail = Words("补正材料应一次性告知", "what is missing is asked for once, and that was done")
        yield case.breach(in_the_way=way, detail=detail)


def _grant(case: Case) -> Iterator[Breach]:
    yield from _not_refused(case)
    yield from _done(case, case.policy.reviews.levels + 1)
    yield from _all_quiet(case)


def _waitlist(case: Case) -> Iterator[Breach]:
    yield from _all_quiet(case)
    for _, said in case.judged.elements(F.waitings):
        yield from eligible(case, said.get("programme"))


def eligible(case: Case, programme: object) -> Iterator[Breach]:
    """A breach of the case's rule where no eligibility for a programme stands, or where it rests."""
    found, before = granted(case.before, programme), case.before
    if found is None:
        ended = [before.origin(F.eligibilities, key) for key, _ in before.elements(F.eligibilities)]
        detail = Words("没有该项目的有效保障资格", "no eligibility for that programme stands")
        yield case.breach(missing=["EligibilityGranted"], in_the_way=ended[-1:], detail=detail)
    elif resting := suspended(before):
        way = [before.origin(F.eligibility_suspensions, key) for key in resting]
        detail = Words("保障资格已中止", "the eligibility is suspended")
        yield case.breach(missing=["EligibilityResumed"], in_the_way=way, detail=detail)
    else:
        case.rely(before.origin(F.eligibilities, found))


_CHECKS: Mapping[str, Callable[[Case], Iterator[Breach]]] = MappingProxyType(
    {
        "MaterialsRequested": _request,
        "ReviewPassed": _review,
        "ReviewRejected": _review,
        "PublicityOpened": _open,
        "PublicityClosed": _close,
        "EligibilityGranted": _grant,
        "Waitlisted": _waitlist,
    }
)


_FOLLOWS = frozenset({"MemberJoined", "CircumstancesChanged", "VerificationRecorded", "PriorityGranted"})
"""Judged for nothing but that the application came first."""


def _accepted(case: Case) -> Iterator[Breach]:
    if case.before.get(F.accepted_on) is None:
        detail = Words("该日尚未受理申请", "no application was accepted by that day")
        yield case.breach("effectiveOn", missing=["ApplicationAccepted"], detail=detail)


def _check(case: Case) -> Iterable[Breach]:
    yield from _accepted(case)
    if case.judged.type in _CHECKS:
        yield from _CHECKS[case.judged.type](case)


SEC_1 = Rule(
    "SEC-1",
    "{day}的{type}不合审核、公示程序：{detail:zh}。",
    "{type} of {day} is out of the order of reviews and publicity: {detail:en}.",
    "公共租赁住房管理办法第8-10条 (Public Rental Measures, Order 11, 8-10)",
    {"HOUSEHOLD": _FOLLOWS | _CHECKS.keys()},
    {
        "HOUSEHOLD": paths(
            F.accepted_on,
            F.refused,
            F.material_requests,
            F.reviews,
            F.publicities,
            F.publicity_objections,
            F.eligibilities,
            F.eligibility_suspensions,
        )
    },
    _check,
)

RULES = (SEC_1,)
