"""All rules in the order of their ids."""

from __future__ import annotations

from aggregates.rules import (
    allocations,
    construction,
    entitlements,
    general,
    habitation,
    inspections,
    lineage,
    loss,
    lots,
    presale,
    presale_permits,
    procedure,
    rent_subsidies,
    reviews,
    roles,
    sanctions,
    scores,
    sources,
    tenancies,
    transactions,
    use,
)
from aggregates.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    *general.RULES,
    *construction.RULES,
    *procedure.RULES,
    *habitation.RULES,
    *lineage.RULES,
    *loss.RULES,
    *lots.RULES,
    *presale_permits.RULES,
    *presale.RULES,
    *transactions.RULES,
    *use.RULES,
    *roles.RULES,
    *scores.RULES,
    *inspections.RULES,
    *reviews.RULES,
    *tenancies.RULES,
    *allocations.RULES,
    *rent_subsidies.RULES,
    *sanctions.RULES,
    *entitlements.RULES,
    sources.RULE,
)
"""What a command, an imported row and a doubt about the past are judged by."""
