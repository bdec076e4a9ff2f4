"""All rules in the order of their ids."""

from __future__ import annotations

from aggregates import sources
from aggregates.rules import construction, general, lineage, presale, presale_permits, transactions
from aggregates.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    *general.RULES,
    *construction.RULES,
    *lineage.RULES,
    *presale_permits.RULES,
    *presale.RULES,
    *transactions.RULES,
    sources.RULE,
)
"""What a command, an imported row and a doubt about the past are judged by."""
