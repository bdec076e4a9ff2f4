"""All commands by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from aggregates.commands import (
    any_subject,
    building,
    building_holding,
    division,
    enterprise,
    house,
    house_holding,
    household,
    household_allocation,
    household_money,
    household_review,
    household_tenancy,
    lineage,
    lottery,
    practitioner,
    project,
    project_end,
    project_money,
    project_procedure,
)
from aggregates.commands.command import Command

COMMANDS: Mapping[str, Command] = MappingProxyType(
    {
        one.name: one
        for one in (
            *any_subject.COMMANDS,
            *division.COMMANDS,
            *project.COMMANDS,
            *project_procedure.COMMANDS,
            *project_money.COMMANDS,
            *project_end.COMMANDS,
            *building.COMMANDS,
            *building_holding.COMMANDS,
            *house.COMMANDS,
            *house_holding.COMMANDS,
            *household.COMMANDS,
            *household_review.COMMANDS,
            *household_allocation.COMMANDS,
            *household_tenancy.COMMANDS,
            *household_money.COMMANDS,
            *enterprise.COMMANDS,
            *practitioner.COMMANDS,
            *lineage.COMMANDS,
            *lottery.COMMANDS,
        )
    }
)
"""What may be asked of the registry."""
