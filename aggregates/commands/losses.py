"""The end of buildings: decisions on them, demolition with all their houses, and what is told where they never were."""

from __future__ import annotations

from aggregates.building import Building
from aggregates.commands import coverage
from aggregates.commands.coverage import Entities
from aggregates.deciding import Deciding
from aggregates.deciding.recording import breach_of
from aggregates.draft import Draft
from aggregates.house import House
from aggregates.project import Project
from aggregates.rules import burdens, general, habitation
from aggregates.view import View
from aggregates.vocabulary import Instrument
from aggregates.world import Known

B, H, P = Building, House, Project


def expropriate(deciding: Deciding, before: View, changes: Entities) -> None:
    """A decision to expropriate covers buildings, whichever project they once came from."""
    _cover(
        deciding, changes, Instrument.EXPROPRIATION, changes[coverage.entity_of(changes, P.expropriations)]["number"]
    )


def expropriate_buildings(deciding: Deciding, primary: Draft, before: View) -> None:
    """Every covered building learns of the decision."""
    entity = coverage.entity_of(primary.changes, P.expropriations)
    _tell(deciding, primary, before, entity, ("number", "body", "decided_on"))


def file_demolition(deciding: Deciding, before: View, changes: Entities) -> None:
    """A filing to demolish covers buildings, whichever project they once came from."""
    _cover(deciding, changes, Instrument.DEMOLITION, changes[coverage.entity_of(changes, P.demolitions)]["number"])


def file_for_buildings(deciding: Deciding, primary: Draft, before: View) -> None:
    """Every covered building learns of the filing."""
    entity = coverage.entity_of(primary.changes, P.demolitions)
    _tell(deciding, primary, before, entity, ("number", "filed_on", "contractor_code", "planned_on"))


def _cover(deciding: Deciding, changes: Entities, instrument: Instrument, number: object) -> None:
    buildings = deciding.require_all("BUILDING", deciding.deed.texts("building_codes"), "building_codes")
    coverage.cover(changes, instrument, number, buildings, deciding.deed.effective_on)


def _tell(deciding: Deciding, primary: Draft, before: View, entity: str, names: tuple[str, ...]) -> None:
    """The same element stands on every building that the event covers, under the event's own type."""
    said = {name: primary.changes[entity][name] for name in names if name in primary.changes[entity]}
    for building in coverage.touched(deciding, primary, before, "BUILDING"):
        deciding.add(building, primary.type, {entity: said}, cause=primary)


def pull_down(deciding: Deciding, before: View, changes: Entities) -> None:
    """The filings that stand are carried out."""
    for key, _ in before.standing(B.demolitions):
        changes[f"demolitions/{key}"] = {"demolished_on": deciding.deed.effective_on}


def lose_houses(deciding: Deciding, primary: Draft, before: View) -> None:
    """All houses of the building that are not lost yet are lost with it."""
    for house in houses(deciding, primary):
        if _is_there(deciding, house):
            deciding.add(house, "Demolished", {}, cause=primary)


def tell_houses(deciding: Deciding, primary: Draft, before: View) -> None:
    """The houses of a building that never was, or was never built, each need somebody to look after them."""
    state = habitation.named(str(primary.changes[""]["physical"]))
    for house in houses(deciding, primary):
        if _is_there(deciding, house):
            seen = deciding.world.state(house, deciding.deed.effective_on)
            open_on_it = burdens.named(burdens.on(seen))
            breach = breach_of(habitation.WITHOUT_A_BUILDING, primary, state=state, detail=open_on_it)
            apart = deciding.world.apart(house, [deciding.known[primary.stream]])
            finding = {
                entity: {name: value for name, value in said.items() if name != "event"}  # it is another subject's
                for entity, said in general.finding(breach, primary.id, deciding.deed.today, apart=apart).items()
            }
            deciding.add(house, "FindingRecorded", finding, cause=primary)


def houses(deciding: Deciding, primary: Draft) -> list[Known]:
    """The houses that name a building by any code that it ever had."""
    building = deciding.known[primary.stream]
    codes = [building.code, *(entry.recorded.event.code for entry in building.timeline.in_order())]
    found = deciding.world.parts_of_all("HOUSE", H.building_code, dict.fromkeys(codes))
    return list({one.stream: one for one in found}.values())


def _is_there(deciding: Deciding, house: Known) -> bool:
    """Whether the house is there on that day, but for what the event that is corrected caused."""
    deed = deciding.deed
    seen = View("HOUSE", deed.effective_on)
    for judged in deciding.world.sequence(house):
        if judged.effective_on <= deed.effective_on and (judged.cause is None or judged.cause != deed.corrects):
            seen.apply(judged)
    return seen.exists and not seen.lost
