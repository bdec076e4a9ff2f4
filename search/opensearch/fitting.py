"""Questions within what OpenSearch takes: a query has at most 1,024 leaves, and a long text makes more of them.

Addresses and codes as people type them fit. Of what does not, the points that count least are left out first; then a
hit needs fewer of the terms, the first ones.
"""

from __future__ import annotations

from collections.abc import Sequence

from search.conditions import All, Clause, Condition, Has, Some

LEAVES = 1_000
"""Of a query, without sight and filters."""

NEEDS = 600
"""Of what a hit needs."""


def leaves(condition: Condition, circles: int) -> int:
    """How many leaves a condition makes for a reader who sees so many circles."""
    if isinstance(condition, Has):
        return bool(condition.tokens) + circles * len(condition.fields) * len(condition.prefixes)
    return sum(leaves(one, circles) for one in condition.of)


def fit(condition: Condition, circles: int, most: int = NEEDS) -> Condition:
    """The condition, or one that holds of more documents and makes at most so many leaves if it can."""
    if isinstance(condition, Has) or leaves(condition, circles) <= most:
        return condition
    if isinstance(condition, Some):
        share = most // len(condition.of)
        return Some(tuple(fit(one, circles, share) for one in condition.of), condition.least)
    kept: list[Condition] = []
    left = most
    for one in condition.of:
        left -= leaves(one, circles)
        if kept and left < 0:
            break
        kept.append(one)
    return kept[0] if len(kept) == 1 else All(tuple(kept))


def worth_most(clauses: Sequence[Clause], circles: int, steps: int, most: int) -> list[Clause]:
    """The clauses that count most, each of which is asked in so many steps."""
    if steps * sum(leaves(clause.condition, circles) for clause in clauses) <= most:
        return list(clauses)
    kept = []
    for clause in sorted(clauses, key=lambda clause: -clause.weight):
        cost = steps * leaves(clause.condition, circles)
        if cost <= most:
            kept.append(clause)
            most -= cost
    return kept
