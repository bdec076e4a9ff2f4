"""What commands on a building (or house) that stands say beside their inputs."""

from __future__ import annotations

from aggregates.building import Building
from aggregates.commands import coverage
from aggregates.commands.coverage import Entities
from aggregates.deciding import Deciding
from aggregates.parts import Appraised
from aggregates.view import View

B = Building


def succeed_manager(deciding: Deciding, before: View, changes: Entities) -> None:
    """A new property manager takes the place of the one before from the first day of its term."""
    since = changes[coverage.entity_of(changes, B.property_managers)]["starts_on"]
    for key, _ in before.standing(B.property_managers):
        changes.setdefault(f"property_managers/{key}", {"ended_on": since})


def grade(deciding: Deciding, before: View, changes: Entities) -> None:
    """The grade of a building or a house is that of its last appraisal."""
    said = changes[coverage.entity_of(changes, Appraised.appraisals)]
    changes.setdefault("", {})["safety_grade"] = said["grade"]


def change_purpose(deciding: Deciding, before: View, changes: Entities) -> None:
    """The building is for another purpose from then on; the former one is the one on record."""
    said = changes[coverage.entity_of(changes, B.use_changes)]
    former = before.get(B.purpose)
    if former is not None:
        said.setdefault("from_purpose", former)
    changes.setdefault("", {})["purpose"] = said["to_purpose"]
