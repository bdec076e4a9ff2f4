"""What permits of a project do to its buildings and houses: cover them, let them start, be opened and closed."""

from __future__ import annotations

from aggregates import calendar_days
from aggregates.building import Building
from aggregates.commands import coverage, deadlines, engaging
from aggregates.commands.coverage import Entities
from aggregates.deciding import Deciding
from aggregates.draft import Draft, Said
from aggregates.house import House
from aggregates.project import Project
from aggregates.view import View
from aggregates.vocabulary import Instrument
from aggregates.world import Known, Name

B, H, P = Building, House, Project
PLANNING, WORKS, PRESALE = Instrument.PLANNING_PERMIT, Instrument.CONSTRUCTION_PERMIT, Instrument.PRESALE_PERMIT


def join(deciding: Deciding, before: View, changes: Entities) -> None:
    """Enterprises that the command names take part from its day on."""
    for entity, said in changes.items():
        if entity.startswith("participants/"):
            said.setdefault("party_kind", "ENTERPRISE")
            said.setdefault("starts_on", deciding.deed.effective_on)


def plan(deciding: Deciding, before: View, changes: Entities) -> None:
    """A planning permit covers buildings, where any are registered yet."""
    _cover(deciding, changes, PLANNING, coverage.buildings(deciding))


def grant(deciding: Deciding, before: View, changes: Entities) -> None:
    """A construction permit covers buildings, and lapses unless works under it start in time."""
    join(deciding, before, changes)
    months = coverage.policy(deciding, before).works.lapse_months
    permit = changes[coverage.entity_of(changes, P.permits)]
    permit["lapses_on"] = calendar_days.add_months(deciding.deed.effective_on, months)
    _cover(deciding, changes, WORKS, coverage.buildings(deciding))


def permit_buildings(deciding: Deciding, primary: Draft, before: View) -> None:
    """Every covered building learns of its construction permit."""
    entity = coverage.entity_of(primary.changes, P.permits)
    permit = primary.changes[entity]
    said: dict[str, Said] = {
        "kind": "CONSTRUCTION",
        "number": permit["number"],
        "project_code": primary.code,
        "granted_on": permit["granted_on"],
        "lapses_on": permit["lapses_on"],
    }
    for building in coverage.touched(deciding, primary, before, "BUILDING"):
        deciding.add(building, "ConstructionPermitted", {entity: said}, cause=primary)
    engaging.record(deciding, primary, before)


def extend(deciding: Deciding, before: View, changes: Entities) -> None:
    """The permit's day of lapse moves, by the policy's months where the command does not say to which day."""
    extension = changes[coverage.entity_of(changes, P.extensions)]
    entity = coverage.find(before, P.permits, extension["permit_no"])
    lapses_on = before.state[entity].get("lapses_on") if entity else None
    if isinstance(lapses_on, str):
        months = coverage.policy(deciding, before).works.extension_months
        extension.setdefault("lapses_on", calendar_days.add_months(lapses_on, months))
    if entity and extension.get("lapses_on"):
        changes[entity] = {"lapses_on": extension["lapses_on"]}


def extend_buildings(deciding: Deciding, primary: Draft, before: View) -> None:
    """The day of lapse moves on the covered buildings too."""
    extension = primary.changes[coverage.entity_of(primary.changes, P.extensions)]
    _move_lapse(deciding, primary, before, extension["permit_no"], extension.get("lapses_on"))


def _move_lapse(
    deciding: Deciding, cause: Draft, project: View, number: object, lapses_on: Said, but: tuple[Known, ...] = ()
) -> None:
    """The buildings of a permit under which no works have started have another day of lapse, or none any more."""
    listed = [said for _, said in coverage.listed(project, WORKS, number)]
    done = {known.stream for known in but}
    for building in coverage.subjects(deciding, listed, "BUILDING"):
        seen = deciding.world.state(building, deciding.deed.effective_on)
        entity = coverage.find(seen, B.permits, number, standing=True)
        if building.stream in done or entity is None:
            continue
        if seen.state[entity].get("lapses_on") is not None or deciding.replaces(building, "ConstructionPermitted"):
            deciding.add(building, "ConstructionPermitted", {entity: {"lapses_on": lapses_on}}, cause=cause)


def end_works_permit(deciding: Deciding, before: View, changes: Entities) -> None:
    """A permit that lapsed or is revoked covers nothing any more."""
    number = deciding.deed.text("permit_no")
    coverage.uncover(before, changes, WORKS, number, deciding.deed.effective_on)


def end_on_buildings(deciding: Deciding, primary: Draft, before: View) -> None:
    """The construction permit ends on the buildings that it covered."""
    _of_kind(deciding, primary, before, "CONSTRUCTION")
    number, day = deciding.deed.text("permit_no"), primary.effective_on
    for building in coverage.touched(deciding, primary, before, "BUILDING"):
        seen = deciding.world.state(building, day)
        entity = coverage.find(seen, B.permits, number)
        if entity is not None:
            deciding.add(building, "ConstructionPermitEnded", {entity: {"ended_on": day}}, cause=primary)


def start(deciding: Deciding, before: View, changes: Entities) -> None:
    """Time alone no longer ends the permit under which works have started; none is named: the last that stands."""
    number = deciding.deed.text("permit_no")
    standing = [key for key, said in before.standing(B.permits) if said.get("kind") in (None, "CONSTRUCTION")]
    named = [key for key in standing if number in (None, before.state[f"permits/{key}"].get("number"))]
    if named:
        changes[f"permits/{named[-1]}"] = {"lapses_on": None}


def start_on_project(deciding: Deciding, primary: Draft, before: View) -> None:
    """The first start under a permit is the start of the works under it, which its project records."""
    number = deciding.deed.text("permit_no")
    if not any(entity.startswith("permits/") for entity in primary.changes):
        coverage.must_stand(deciding, primary, before, B.permits, number)
        return
    permit = before.state[coverage.entity_of(primary.changes, B.permits)]
    projects = deciding.world.find(Name("PROJECT", str(permit.get("project_code") or before.get(B.project_code) or "")))
    for project in projects if len(projects) == 1 else ():
        _start_works(deciding, primary, project, permit.get("number"))


def _start_works(deciding: Deciding, start: Draft, project: Known, number: Said) -> None:
    day, (building,) = start.effective_on, [deciding.known[start.stream]]
    seen = deciding.world.state(project, day)
    entity = coverage.find(seen, P.permits, number, standing=True)
    if entity is None:
        return
    if seen.state[entity].get("works_started_on") is None or deciding.replaces(project, "WorksStarted"):
        changes: Entities = {entity: {"works_started_on": day, "lapses_on": None}}
        _first_start(deciding, seen, changes, entity)
        works = deciding.add(project, "WorksStarted", changes, cause=start)
        _move_lapse(deciding, works, seen, number, None, (building,))


def start_works(deciding: Deciding, before: View, changes: Entities) -> None:
    """Works under the permit have started, once; time alone no longer ends it."""
    entity = coverage.entity_of(changes, P.permits)
    changes[entity]["lapses_on"] = None
    changes[entity].pop("number", None)
    if before.state.get(entity, {}).get("works_started_on") is not None:
        del changes[entity]["works_started_on"]
    else:
        _first_start(deciding, before, changes, entity)


def _first_start(deciding: Deciding, project: View, changes: Entities, entity: str) -> None:
    """With the first works under any permit the project has started, and reports of its workers fall due."""
    day = deciding.deed.effective_on
    others = [said.get("works_started_on") for key, said in project.elements(P.permits) if f"permits/{key}" != entity]
    if not any(isinstance(other, str) and other < day for other in others):
        changes.setdefault("", {})["started_on"] = day
        changes[""].update(deadlines.first_report(deciding, project, day))


def start_buildings(deciding: Deciding, primary: Draft, before: View) -> None:
    """The named buildings start under the permit; the others that it covers lapse no more."""
    _of_kind(deciding, primary, before, "CONSTRUCTION")
    number, day = deciding.deed.text("permit_no"), primary.effective_on
    named = coverage.buildings(deciding)
    for building in named:
        seen = deciding.world.state(building, day)
        entity = coverage.find(seen, B.permits, number, standing=True)
        changes: Entities = {"": {"started_on": day}}
        if entity is not None:
            changes[entity] = {"lapses_on": None}
        started = deciding.add(building, "ConstructionStarted", changes, cause=primary)
        coverage.must_stand(deciding, started, seen, B.permits, number)
    _move_lapse(deciding, primary, before, number, None, tuple(named))


def grant_presale(deciding: Deciding, before: View, changes: Entities) -> None:
    """A presale permit covers buildings, and of them either the houses that it lists or all."""
    houses = deciding.require_all("HOUSE", deciding.deed.texts("house_codes"), "house_codes")
    _cover(deciding, changes, PRESALE, [*_presale_buildings(deciding, houses), *houses])


def _presale_buildings(deciding: Deciding, houses: list[Known]) -> list[Known]:
    """The buildings that the command names, and those in which its houses are."""
    day = deciding.deed.effective_on
    codes = [deciding.world.state(house, day).text(H.building_code) for house in houses]
    others = deciding.require_all("BUILDING", [code for code in codes if code], "house_codes")
    for building in others:
        coverage.check_project(deciding, building, "house_codes")
    return list({one.stream: one for one in (*coverage.buildings(deciding), *others)}.values())


def open_presale(deciding: Deciding, primary: Draft, before: View) -> None:
    """Every covered building learns of the presale permit, and its houses are opened."""
    entity = coverage.entity_of(primary.changes, P.permits)
    permit, key = primary.changes[entity], entity.removeprefix("permits/")
    number, lapses_on = permit["number"], permit.get("lapses_on")
    buildings = coverage.touched(deciding, primary, before, "BUILDING")
    houses = coverage.touched(deciding, primary, before, "HOUSE") or _for_presale(deciding, buildings)
    units = _count(deciding, houses)
    for building in buildings:
        said: dict[str, Said] = {
            "number": number,
            "project_code": primary.code,
            "granted_on": permit["granted_on"],
            "lapses_on": lapses_on,
            "units": units.get(building.code, 0),
        }
        deciding.add(building, "PresalePermitted", {f"presale_permits/{key}": said}, cause=primary)
    opened: dict[str, Said] = {"presale_permit_no": number, "presale_opened_on": primary.effective_on}
    for house in houses:
        deciding.add(house, "PresaleOpened", {"": {**opened, "presale_lapses_on": lapses_on}}, cause=primary)


def _for_presale(deciding: Deciding, buildings: list[Known]) -> list[Known]:
    """The houses of buildings, but those that are lost or open under another permit."""
    day = deciding.deed.effective_on
    every = deciding.world.parts_of_all("HOUSE", H.building_code, [one.code for one in buildings])
    return [one for one in every if deciding.replaces(one, "PresaleOpened") or _free(deciding.world.state(one, day))]


def _free(house: View) -> bool:
    lapses_on = house.text(H.presale_lapses_on)
    lapsed = lapses_on is not None and lapses_on <= house.day
    return house.exists and not house.lost and (lapsed or house.get(H.presale_open) is not True)


def _count(deciding: Deciding, houses: list[Known]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for house in houses:
        code = deciding.world.state(house, deciding.deed.effective_on).text(H.building_code) or ""
        counted[code] = counted.get(code, 0) + 1
    return counted


def end_presale(deciding: Deciding, before: View, changes: Entities) -> None:
    """A revoked presale permit covers nothing any more."""
    coverage.uncover(before, changes, PRESALE, deciding.deed.text("permit_no"), deciding.deed.effective_on)


def close_presale(deciding: Deciding, primary: Draft, before: View) -> None:
    """The presale permit ends on its buildings, and the houses that were open under it are closed."""
    _of_kind(deciding, primary, before, "PRESALE")
    number, day = deciding.deed.text("permit_no"), primary.effective_on
    buildings = coverage.touched(deciding, primary, before, "BUILDING")
    for building in buildings:
        entity = coverage.find(deciding.world.state(building, day), B.presale_permits, number)
        if entity is not None:
            deciding.add(building, "PresalePermitEnded", {entity: {"ended_on": day}}, cause=primary)
    for house in _houses_under(deciding, primary, before, buildings):
        deciding.add(house, "PresaleClosed", {}, cause=primary)


def _houses_under(deciding: Deciding, primary: Draft, before: View, buildings: list[Known]) -> list[Known]:
    """The houses that are open under the permit, listed in it or not."""
    number, day = deciding.deed.text("permit_no"), primary.effective_on
    inside = deciding.world.parts_of_all("HOUSE", H.building_code, [one.code for one in buildings])
    every = [*coverage.touched(deciding, primary, before, "HOUSE"), *inside]
    found = []
    for house in {one.stream: one for one in every}.values():
        seen = deciding.world.state(house, day)
        open_now = seen.get(H.presale_open) is True or deciding.replaces(house, "PresaleClosed")
        if open_now and seen.get(H.presale_permit_no) == number:
            found.append(house)
    return found


def _of_kind(deciding: Deciding, primary: Draft, before: View, kind: str) -> None:
    """Break REF-2 where the permit that the command names is one of another kind."""
    entity = coverage.entity_of(primary.changes, P.permits)
    if before.state.get(entity, {}).get("kind", kind) != kind:
        number = deciding.deed.text("permit_no")
        coverage.refuse_reference(deciding, primary, P.permits, number, before.origins[entity])


def _cover(deciding: Deciding, changes: Entities, instrument: Instrument, covered: list[Known]) -> None:
    permit = changes[coverage.entity_of(changes, P.permits)]
    coverage.cover(changes, instrument, permit["number"], covered, deciding.deed.effective_on)
