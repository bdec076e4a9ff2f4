"""A house is registered in a building that is on record and still there, and under a project that is on record."""

from __future__ import annotations

from aggregates.commands import sites
from aggregates.commands.parties import Entities
from aggregates.deciding import Deciding
from aggregates.draft import Draft
from aggregates.rules import general
from aggregates.view import View
from aggregates.world import Known, Name


def known_building(deciding: Deciding, before: View, changes: Entities) -> None:
    """UnknownSubject where the building is not on record, or the project where one is named."""
    _building(deciding)
    sites.known_project(deciding, before, changes)


def standing_building(deciding: Deciding, primary: Draft, before: View) -> None:
    """A lost building takes no houses any more."""
    building = deciding.world.state(_building(deciding), primary.effective_on)
    if building.lost:
        loss = building.loss()
        deciding.refuse(general.GEN_3, primary, field="buildingCode", in_the_way=[loss] if loss else [])


def _building(deciding: Deciding) -> Known:
    return deciding.require(Name("BUILDING", str(deciding.deed.text("building_code"))), "building_code")
