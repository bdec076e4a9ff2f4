"""All rules in the order of their ids."""

from __future__ import annotations

from aggregates import sources
from aggregates.rules import general, presale, transactions
from aggregates.rules.rule import Rule

RULES: tuple[Rule, ...] = (*general.RULES, *presale.RULES, *transactions.RULES, sources.RULE)
"""What a command, an imported row and a doubt about the past are judged by."""
