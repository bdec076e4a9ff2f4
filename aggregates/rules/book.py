"""All rules in the order of their ids."""

from __future__ import annotations

from aggregates.rules import (
    construction,
    general,
    habitation,
    lineage,
    loss,
    presale,
    presale_permits,
    sources,
    transactions,
    use,
)
from aggregates.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    *general.RULES,
    *construction.RULES,
    *habitation.RULES,
    *lineage.RULES,
    *loss.RULES,
    *presale_permits.RULES,
    *presale.RULES,
    *transactions.RULES,
    *use.RULES,
    sources.RULE,
)
"""What a command, an imported row and a doubt about the past are judged by."""
