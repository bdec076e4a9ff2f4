"""A random draw of inspections 双随机抽查 in the first city, by the real algorithm, and the inspections that follow."""

from __future__ import annotations

import datetime
import functools
import hashlib
from collections.abc import Iterator, Sequence

from aggregates import inspecting, inspection_draw, lots
from aggregates.division import Division
from registry.city import codes, plan, staff
from registry.city import divisions as known
from registry.city.drafts import Book, Changes, Draft, Value
from registry.city.works import after

FROZEN, RANDOM, DRAWN, INSPECTED = (datetime.date(2025, 3, day) for day in (3, 10, 11, 20))
SOURCE = "上海证券综合指数收盘点位 (closing value of the Shanghai Composite Index)"
RANDOMNESS = "3379.83"
OFFICERS = ("执法-990100-011", "执法-990100-014", "执法-990100-023", "执法-990100-031")
"""Inspectors of the city's works bureau, by the numbers of their office; one of the register is among them, too."""

LEAST_BEGUN, MOST_BEGUN = 330, 3650
"""Days from the approval of projects that may be drawn: works have begun, or are under warranty."""

Checks = Sequence[tuple[str, Sequence[str]]]


def number() -> str:
    """Of the draw."""
    return f"{codes.ANLAN}-SSJ-{FROZEN.year}-01"


def candidates(city: plan.City) -> list[plan.Project]:
    """The projects of the first city that may be drawn, at most some hundred."""
    begun = [one for one in city.projects() if LEAST_BEGUN <= (FROZEN - one.approved).days <= MOST_BEGUN]
    return [one for one in begun if codes.city_of(one.division) == codes.ANLAN][-200:]


def _lists(city: plan.City) -> inspection_draw.Lists:
    projects = candidates(city)
    terms = inspection_draw.Terms(
        max(1, len(projects) // 2), 2, frozenset((project, inspector) for project, inspector, _ in _conflicts(city))
    )
    announced = inspection_draw.Announced(number(), lots.commitment(number(), _seed(city)), SOURCE, RANDOM.isoformat())
    inspectors = [*OFFICERS, *(one.number for one in _registered(city))]
    return inspection_draw.freeze(announced, terms, [one.subject.code for one in projects], inspectors)


def _registered(city: plan.City) -> list[staff.Practitioner]:
    """Experts from the register: the project manager of the last project that may be drawn."""
    return [staff.of_role(city, one, staff.MANAGER) for one in candidates(city)[-1:]]


def _conflicts(city: plan.City) -> list[tuple[str, str, str]]:
    """Whoever is engaged in a project, or employed by a firm that is, does not inspect it."""
    found = []
    for one in _registered(city):
        for project in candidates(city):
            engaged = staff.of_role(city, project, staff.MANAGER).number == one.number
            if engaged or project.builder == one.employer.name:
                found.append((project.subject.code, one.number, "参建" if engaged else "受聘于参建单位"))
    return sorted(found)


def _seed(city: plan.City) -> str:
    """The secret of the draw, 64 digits of hex; in a real city it would be drawn at random."""
    return hashlib.sha256(f"{city.name}/{number()}/seed".encode()).hexdigest()


@functools.cache
def _drawn(city: plan.City) -> tuple[inspection_draw.Lists, lots.Result] | None:
    if not candidates(city):
        return None
    lists = _lists(city)
    return lists, lots.draw(lists.frozen, _seed(city), RANDOMNESS)


def record(book: Book, city: plan.City) -> None:
    """On record of the city's division: the frozen lists, then the draw; nothing where no works are under way."""
    drawn = _drawn(city)
    if drawn is None:
        return
    lists, result = drawn
    subject, key = known.subject(codes.ANLAN), inspecting.entity(Division.inspection_draws, number())
    book.record(subject, "InspectionListsFrozen", FROZEN, {key: _terms(lists), **_named(city, lists)}, late=0)
    revealed: dict[str, Value] = {
        "seed": _seed(city),
        "randomness": RANDOMNESS,
        "result_digest": result.digest(),
        "drawn_on": DRAWN.isoformat(),
    }
    book.record(subject, "InspectionDrawn", DRAWN, {key: revealed, **inspecting.follows(lists, result)}, late=0)


def _terms(lists: inspection_draw.Lists) -> dict[str, Value]:
    return {
        "number": number(),
        "rule_version": lots.VERSION,
        "projects_drawn": lists.terms.projects,
        "inspectors_each": lists.terms.inspectors,
        "commitment": lists.frozen.batch.commitment,
        "randomness_source": SOURCE,
        "randomness_on": RANDOM.isoformat(),
        "list_digest": lists.frozen.digest(),
        "frozen_on": FROZEN.isoformat(),
    }


def _named(city: plan.City, lists: inspection_draw.Lists) -> Changes:
    changes: dict[str, dict[str, Value]] = {}
    for ticket in lists.frozen.tickets:
        side = "project_code" if ticket.bedrooms == inspection_draw.PROJECT else "inspector_no"
        entity = inspecting.entity(Division.inspection_candidates, number(), ticket.number)
        changes[entity] = {"draw_no": number(), "ticket": ticket.number, side: lists.names[ticket.number]}
    for place, (project, inspector, grounds) in enumerate(_conflicts(city), start=1):
        entity = inspecting.entity(Division.inspection_conflicts, number(), place)
        said: dict[str, Value] = {"draw_no": number(), "project_code": project}
        changes[entity] = {**said, "inspector_no": inspector, "grounds": grounds}
    return changes


def inspect(book: Book, city: plan.City, project: plan.Project) -> Iterator[Draft]:
    """The inspection of a project that was drawn; the second of all finds something."""
    drawn = _drawn(city)
    ranks = [one for one, _ in inspection_draw.assign(*drawn)] if drawn else []
    if project.subject.code not in ranks:
        return
    rank = ranks.index(project.subject.code)
    day = after(INSPECTED, rank % 20)
    said: dict[str, Value] = {
        "kind": "QUALITY",
        "number": f"{number()}-{rank + 1:03}",
        "inspected_on": day.isoformat(),
        "random_draw": True,
        "draw_no": number(),
        "body": "安澜市建设工程质量安全监督站",
        "passed": rank % 2 == 0,
        "issues": rank % 2 * 3,
    }
    seen = book.record(project.subject, "QualityInspected", day, {"inspections/random": said}, late=0)
    if seen is not None:
        yield seen
