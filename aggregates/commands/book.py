"""All commands by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from aggregates.commands import building, house
from aggregates.commands.command import Command

COMMANDS: Mapping[str, Command] = MappingProxyType({one.name: one for one in (*building.COMMANDS, *house.COMMANDS)})
"""What may be asked of the registry."""
