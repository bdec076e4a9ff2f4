"""What may be asked to be recorded of a house until it is owned and charged: commands in the order of its life."""

from __future__ import annotations

from aggregates.commands import house_charges, house_register, house_sales

COMMANDS = (*house_register.COMMANDS, *house_sales.COMMANDS, *house_charges.COMMANDS)
