"""What commands on buildings under construction say beside their inputs."""

from __future__ import annotations

from aggregates import calendar_days, errors
from aggregates.building import Building
from aggregates.commands import coverage, deadlines
from aggregates.commands.coverage import Entities
from aggregates.deciding import Deciding
from aggregates.view import View
from aggregates.world import Name

B = Building


def known_project(deciding: Deciding, before: View, changes: Entities) -> None:
    """A building or a house that names a project names one on record."""
    code = deciding.deed.text("project_code")
    if code is not None:
        deciding.require(Name("PROJECT", code), "project_code")


def some_change(deciding: Deciding, before: View, changes: Entities) -> None:
    """A revised survey states something."""
    if not changes:
        raise errors.InvalidValue(
            "The revised survey states nothing; name at least one attribute.", field="input", rule="REQUIRED"
        )


def permit(deciding: Deciding, before: View, changes: Entities) -> None:
    """A permit that is recorded on a building alone lapses as those of projects do."""
    said = changes[coverage.entity_of(changes, B.permits)]
    months = coverage.policy(deciding, before).works.lapse_months
    said.setdefault("lapses_on", calendar_days.add_months(deciding.deed.effective_on, months))
    if before.get(B.project_code) is not None:
        said["project_code"] = before.get(B.project_code)


def permit_presale(deciding: Deciding, before: View, changes: Entities) -> None:
    """A presale permit that is recorded on a building alone is its project's."""
    if before.get(B.project_code) is not None:
        changes[coverage.entity_of(changes, B.presale_permits)]["project_code"] = before.get(B.project_code)


def complete(deciding: Deciding, before: View, changes: Entities) -> None:
    """A building is as old as its acceptance, unless another year is stated; its completion is filed by a day."""
    changes.setdefault("", {}).setdefault("year_built", int(deciding.deed.effective_on[:4]))
    deadlines.completed(deciding, before, changes)
