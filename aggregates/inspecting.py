"""A random draw of inspections as it is on record of a division, seen as the algorithm sees it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from aggregates import inspection_bundle, inspection_draw, lots, lottery_bundle, naming
from aggregates.division import Division
from aggregates.draft import Said
from aggregates.view import ElementType, View

D = Division


def entity(collection: ElementType, *parts: object) -> str:
    """The entity of an element that is numbered by these."""
    return naming.entity(f"{collection.collection.name}/{'-'.join(map(str, parts))}")


def of_draw(state: View, collection: ElementType, number: object) -> list[Mapping[str, Said]]:
    """What a collection holds of a draw."""
    return [said for _, said in state.elements(collection) if said.get("draw_no") == number]


def announced(said: Mapping[str, Said]) -> inspection_draw.Announced | None:
    """What a draw is bound to; None where a part is missing."""
    parts = [said.get(name) for name in ("number", "commitment", "randomness_source", "randomness_on")]
    return None if None in parts else inspection_draw.Announced(*cast("list[str]", parts))


def lists(state: View, key: str) -> inspection_draw.Lists | None:
    """The frozen lists of the draw under a key; None before they are frozen."""
    said = state.element(D.inspection_draws, key)
    bound = announced(said) if said else None
    if said is None or bound is None:
        return None
    conflicts = of_draw(state, D.inspection_conflicts, bound.number)
    terms = inspection_draw.Terms(
        cast(int, said.get("projects_drawn") or 0),
        cast(int, said.get("inspectors_each") or 0),
        frozenset((str(one.get("project_code")), str(one.get("inspector_no"))) for one in conflicts),
    )
    candidates = of_draw(state, D.inspection_candidates, bound.number)
    projects = [str(one["project_code"]) for one in candidates if one.get("project_code")]
    inspectors = [str(one["inspector_no"]) for one in candidates if one.get("inspector_no")]
    return inspection_draw.freeze(bound, terms, projects, inspectors)


def follows(lists: inspection_draw.Lists, result: lots.Result) -> dict[str, dict[str, Said]]:
    """What a draw states of its candidates and of who inspects what, by entity."""
    number = lists.frozen.batch.number
    changes: dict[str, dict[str, Said]] = {
        entity(D.inspection_candidates, number, ticket): {"rank": rank} for ticket, rank in result.ranks().items()
    }
    for rank, (project, inspectors) in enumerate(inspection_draw.assign(lists, result), start=1):
        for place, inspector in enumerate(inspectors, start=1):
            changes[entity(D.inspection_assignments, number, rank, place)] = {
                "draw_no": number,
                "project_code": project,
                "inspector_no": inspector,
                "project_rank": rank,
            }
    return changes


def assignments(state: View, number: str) -> list[tuple[str, list[str]]]:
    """Who inspects what, as it is on record, by the ranks of the projects."""
    found: dict[tuple[int, str], list[str]] = {}
    for one in of_draw(state, D.inspection_assignments, number):
        ranked = (cast(int, one.get("project_rank") or 0), str(one.get("project_code")))
        found.setdefault(ranked, []).append(str(one.get("inspector_no")))
    return [(project, inspectors) for (_, project), inspectors in sorted(found.items())]


def drawn(state: View, number: str) -> inspection_bundle.Drawn | None:
    """A draw as its bundle shows it, its result as it is on record; None before it is drawn."""
    key = entity(D.inspection_draws, number).partition("/")[2]
    listed, said = lists(state, key), state.element(D.inspection_draws, key)
    if listed is None or said is None or said.get("result_digest") is None:
        return None
    revealed = [str(said.get(name)) for name in ("list_digest", "seed", "randomness", "result_digest")]
    list_digest, seed, randomness, result_digest = revealed
    frozen = str(state.last(D.inspection_draws, key, D.inspection_draws.list_digest))
    events = {"opened": frozen, "frozen": frozen}
    events["drawn"] = str(state.last(D.inspection_draws, key, D.inspection_draws.result_digest))
    classes = [lots.Ranking(one, _places(listed, one), _ranked(state, number, one)) for one in inspection_draw.SIDES]
    result = lots.Result(number, list_digest, seed, randomness, classes)
    draw = lottery_bundle.Drawn(listed.frozen, list_digest, result, result_digest, events)
    return inspection_bundle.Drawn(draw, listed, assignments(state, number))


def _places(listed: inspection_draw.Lists, side: int) -> int:
    return sum(1 for one in listed.frozen.homes if one.bedrooms == side)


def _ranked(state: View, number: str, side: int) -> list[int]:
    """The tickets of one side by their ranks on record."""
    name = "project_code" if side == inspection_draw.PROJECT else "inspector_no"
    candidates = [one for one in of_draw(state, D.inspection_candidates, number) if one.get(name) and one.get("rank")]
    return [
        ticket for _, ticket in sorted(cast("list[tuple[int, int]]", [(o["rank"], o["ticket"]) for o in candidates]))
    ]
