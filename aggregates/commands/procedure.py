"""What a project's procedure says of those who take part, and of the buildings that acceptances cover."""

from __future__ import annotations

from aggregates import errors
from aggregates.commands import coverage, deadlines, permits
from aggregates.commands.coverage import Entities
from aggregates.deciding import Deciding
from aggregates.draft import Draft, Said, Sealed
from aggregates.project import Project
from aggregates.view import View
from aggregates.vocabulary import Instrument

P = Project


def award(deciding: Deciding, before: View, changes: Entities) -> None:
    """Contracts of an award name its tender; who takes part does so from then on."""
    tender = changes[coverage.entity_of(changes, P.tenders)]
    tender.pop("number", None)  # stated when the tender was opened
    for entity, said in changes.items():
        if entity.startswith("contracts/"):
            said.setdefault("tender_no", deciding.deed.text("tender_no"))
            said.setdefault("enterprise_code", tender["winner_code"])
            said.setdefault("signed_on", deciding.deed.effective_on)
    permits.join(deciding, before, changes)
    deadlines.contract(deciding, before, changes)


def assign(deciding: Deciding, before: View, changes: Entities) -> None:
    """The practitioner's name is sealed under the person's own key."""
    _seal_one(deciding, changes[coverage.entity_of(changes, P.participants)], "practitioner", "practitioner_name")


def take_step(deciding: Deciding, before: View, changes: Entities) -> None:
    """Who took the step and who watches over it are sealed, each under the person's own key."""
    step = changes[coverage.entity_of(changes, P.procedure_steps)]
    _seal_one(deciding, step, "practitioner", "practitioner_name")
    _seal_one(deciding, step, "monitor", "monitor_name")


def open_step(deciding: Deciding, before: View, changes: Entities) -> None:
    """The same of a step that is to be done, by a day."""
    take_step(deciding, before, changes)
    deadlines.step(deciding, before, changes)


def _seal_one(deciding: Deciding, element: dict[str, Said], entry: str, attribute: str) -> None:
    people = deciding.deed.parties(entry)
    if len(people) > 1:
        raise errors.InvalidValue(
            f"{entry} has {len(people)} entries, one person is named at a time; file one command each.",
            field=entry,
            rule="ONE",
        )
    for person in people:
        if person.person is not None and person.name is not None:
            element[attribute] = Sealed(person.person, person.name)


def accept_fire(deciding: Deciding, before: View, changes: Entities) -> None:
    """Buildings count as accepted by the fire authority unless the sample of their filing failed."""
    if changes[coverage.entity_of(changes, P.acceptances)].get("passed"):
        _cover(deciding, changes, Instrument.FIRE_ACCEPTANCE)


def file_completion(deciding: Deciding, before: View, changes: Entities) -> None:
    """A filing of completion lists the buildings that it covers."""
    _cover(deciding, changes, Instrument.COMPLETION_FILING)
    deadlines.filed(deciding, before, changes)


def file_on_buildings(deciding: Deciding, primary: Draft, before: View) -> None:
    """The covered buildings are filed as complete too."""
    entity = coverage.entity_of(primary.changes, P.acceptances)
    filed = {name: said for name, said in primary.changes[entity].items() if name != "detail"}
    for building in coverage.touched(deciding, primary, before, "BUILDING"):
        deciding.add(building, "CompletionFiled", {entity: filed}, cause=primary)


def accept_archive(deciding: Deciding, before: View, changes: Entities) -> None:
    """An acceptance of the archive lists the buildings that it covers."""
    _cover(deciding, changes, Instrument.ARCHIVE_ACCEPTANCE)


def _cover(deciding: Deciding, changes: Entities, instrument: Instrument) -> None:
    number = changes[coverage.entity_of(changes, P.acceptances)]["number"]
    coverage.cover(changes, instrument, number, coverage.buildings(deciding), deciding.deed.effective_on)
