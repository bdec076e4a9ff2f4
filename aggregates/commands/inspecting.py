"""双随机抽查: lists are frozen with whoever must not inspect what, then drawn; nothing is taken as told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from aggregates import errors, inspecting, inspection_draw, lots, naming
from aggregates.commands import coverage
from aggregates.commands.command import Codes, Command, Declaring, Items, needed
from aggregates.commands.command import given as may
from aggregates.commands.coverage import Entities
from aggregates.credited import Credited
from aggregates.deciding import Deciding
from aggregates.division import Division
from aggregates.practitioner import Practitioner
from aggregates.project import Project
from aggregates.view import View
from aggregates.world import Known, Name

D, P = Division, Project

MOST_CANDIDATES = 2000
"""Projects, and inspectors, of one draw, which is one event."""

ENGAGED = "参建 engaged in it"
EMPLOYED = "受聘于参建单位 employed by an enterprise engaged in it"


def freeze(deciding: Deciding, before: View, changes: Entities) -> None:
    """The lists get their conflicts, their tickets and their digest."""
    projects, inspectors = _named(deciding, "project_codes"), _named(deciding, "inspector_nos")
    known = deciding.require_all("PROJECT", projects, "project_codes")
    if len({one.stream for one in known}) < len(known):
        _refuse("projectCodes", "names one project by two codes; name it once", "TWICE")
    draw = changes[coverage.entity_of(changes, D.inspection_draws)]
    conflicts = {**_stated(deciding, changes, projects, inspectors), **_engaged(deciding, known, inspectors)}
    terms = inspection_draw.Terms(
        _number(draw, "projects_drawn"), _number(draw, "inspectors_each"), frozenset(conflicts)
    )
    if terms.projects > len(projects):
        _refuse("projectsDrawn", f"{terms.projects} is more than the {len(projects)} projects that are named", "RANGE")
    left = inspection_draw.unassignable(terms, projects, inspectors)
    if left is not None:
        _refuse("inspectorNos", f"has fewer than {terms.inspectors} without a conflict for project {left}", "RANGE")
    bound = inspecting.announced(draw)
    assert bound is not None, "every part is required"
    lists = inspection_draw.freeze(bound, terms, projects, inspectors)
    draw["list_digest"] = lists.frozen.digest()
    for ticket in lists.frozen.tickets:
        side = "project_code" if ticket.bedrooms == inspection_draw.PROJECT else "inspector_no"
        entity = inspecting.entity(D.inspection_candidates, bound.number, ticket.number)
        changes[entity] = {"draw_no": bound.number, "ticket": ticket.number, side: lists.names[ticket.number]}
    for place, ((project, inspector), grounds) in enumerate(sorted(conflicts.items()), start=1):
        said = {"draw_no": bound.number, "project_code": project, "inspector_no": inspector, "grounds": grounds}
        changes[inspecting.entity(D.inspection_conflicts, bound.number, place)] = dict(said)


def _number(said: object, name: str) -> int:
    value = said[name] if isinstance(said, dict) else None
    assert isinstance(value, int), "it is required"
    return value


def _refuse(field: str, wrong: str, rule: str) -> None:
    raise errors.InvalidValue(f"{field} {wrong}.", field=field, rule=rule)


def _named(deciding: Deciding, name: str) -> list[str]:
    named = deciding.deed.texts(name)
    if len(named) > MOST_CANDIDATES:
        wrong = f"has {len(named)} members, at most {MOST_CANDIDATES} are allowed; divide the draw"
        _refuse(naming.camel(name), wrong, "LENGTH")
    if len(set(named)) < len(named):
        _refuse(naming.camel(name), "names somebody or something twice; name each once", "TWICE")
    for one in named:
        if not one.strip() or len(one) > 100 or not one.isprintable():
            _refuse(naming.camel(name), "holds a number that is blank, too long or cannot be printed", "TEXT")
    return named


def _stated(
    deciding: Deciding, changes: Entities, projects: Sequence[str], inspectors: Sequence[str]
) -> dict[inspection_draw.Pair, str]:
    """The conflicts that the command states; each is of a project and an inspector of the lists."""
    found = {}
    for entity in [one for one in changes if one.startswith("inspection_conflicts/")]:
        del changes[entity]
    for index, item in enumerate(deciding.deed.items("conflicts")):
        pair = (str(item.get("project_code")), str(item.get("inspector_no")))
        if pair[0] not in projects or pair[1] not in inspectors:
            _refuse(f"conflicts.{index}", "names a project or an inspector that is not in the lists", "CANDIDATE")
        found[pair] = str(item.get("grounds") or "")
    return found


def _engaged(
    deciding: Deciding, projects: Sequence[Known], inspectors: Sequence[str]
) -> dict[inspection_draw.Pair, str]:
    """The conflicts that are on record: an inspector, or the employer, has a role in a project."""
    codes = dict(zip((one.stream for one in projects), deciding.deed.texts("project_codes"), strict=True))
    deciding.world.find_all([Name("PRACTITIONER", number) for number in inspectors])
    found: dict[inspection_draw.Pair, str] = {}
    for number in inspectors:
        for practitioner in deciding.world.find(Name("PRACTITIONER", number)):
            state = deciding.world.state(practitioner, deciding.deed.effective_on)
            employer = state.text(Practitioner.employer_code)
            for firm in deciding.world.find(Name("ENTERPRISE", employer)) if employer else ():
                employed = deciding.world.state(firm, deciding.deed.effective_on)
                found |= {(codes[one], number): EMPLOYED for one in _sites(deciding, employed) if one in codes}
            found |= {(codes[one], number): ENGAGED for one in _sites(deciding, state) if one in codes}
    return found


def _sites(deciding: Deciding, party: View) -> Iterator[UUID]:
    """The streams of the projects in which a party has a role on that day."""
    for _, said in party.standing(Credited.engagements):
        for known in deciding.world.find(Name("PROJECT", str(said.get("project_code")))):
            yield known.stream


def draw(deciding: Deciding, before: View, changes: Entities) -> None:
    """The result follows from the frozen lists, the revealed seed and the public randomness."""
    entity = coverage.entity_of(changes, D.inspection_draws)
    lists = inspecting.lists(before, entity.partition("/")[2])
    if lists is None:
        return  # INS-1 or REF-2 refuses it
    result = lots.draw(lists.frozen, str(deciding.deed.text("seed")), str(deciding.deed.text("randomness")))
    changes[entity]["result_digest"] = result.digest()
    changes.update(inspecting.follows(lists, result))


def on_draw(deciding: Deciding, before: View, changes: Entities) -> None:
    """An inspection that names a draw is one drawn at random."""
    said = changes[coverage.entity_of(changes, P.inspections)]
    if said.get("draw_no") is not None:
        said.setdefault("random_draw", True)


def commands(do: Declaring) -> tuple[Command, ...]:
    """Those of a division."""
    number = needed(D.inspection_draws.number, "draw_no")
    return (
        do.opens(
            "freeze_inspection_lists",
            "InspectionListsFrozen",
            D.inspection_draws,
            number,
            needed(D.inspection_draws.projects_drawn),
            needed(D.inspection_draws.inspectors_each),
            needed(D.inspection_draws.commitment),
            needed(D.inspection_draws.randomness_source),
            needed(D.inspection_draws.randomness_on),
            Codes("project_codes", "PROJECT", "Projects that may be drawn", "待抽查项目名录", required=True),
            Codes(
                "inspector_nos",
                "PRACTITIONER",
                "Inspectors, by their number of the register or of their office",
                "检查人员名录（注册号或工号）",
                required=True,
            ),
            Items(
                "conflicts",
                "Who inspects which project in no case, beside what is on record",
                "应当回避的利害关系",
                D.inspection_conflicts,
                (
                    needed(D.inspection_conflicts.project_code),
                    needed(D.inspection_conflicts.inspector_no),
                    may(D.inspection_conflicts.grounds),
                ),
                ("project_code", "inspector_no"),
            ),
            key="draw_no",
            stamps=(D.inspection_draws.frozen_on,),
            constants={"inspection_draws.rule_version": lots.VERSION},
            amend=freeze,
            summary="Must be recorded before the public randomness can be known; whoever is engaged is left out.",
        ),
        do.changes(
            "draw_inspections",
            "InspectionDrawn",
            D.inspection_draws,
            number,
            needed(D.inspection_draws.seed),
            needed(D.inspection_draws.randomness),
            key="draw_no",
            stamps=(D.inspection_draws.drawn_on,),
            amend=draw,
            summary="Projects and inspectors follow from the frozen lists, the seed and the randomness.",
        ),
    )
