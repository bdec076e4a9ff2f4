"""What may be asked to be recorded of a building: commands as verbs, in the order of a building's life."""

from __future__ import annotations

from aggregates.building import Building
from aggregates.catalogue import CATALOGUE
from aggregates.commands.command import Declaring, needed

B = Building
do = Declaring(B, {event_type.name: event_type for event_type in CATALOGUE.of_kind("BUILDING")})

CONSTRUCTION = (do.registers("register_building", "BuildingRegistered", needed(B.division)),)

COMMANDS = (*CONSTRUCTION,)
