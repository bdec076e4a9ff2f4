"""Which rule refuses what claims a key that another subject holds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from aggregates.rules import general, presale
from aggregates.rules.rule import Rule

CONTRACT = "contract"
"""Scope of contract numbers, over all houses."""

_RULES: Mapping[str, Rule] = MappingProxyType({CONTRACT: presale.PRE_3})


def field_of(scope: str) -> str | None:
    """The input whose value a claim of that scope is made of."""
    return "contract_no" if scope == CONTRACT else None


def rule_of(scope: str) -> Rule:
    """The rule of a claim's scope; REF-3 where the scope has none of its own."""
    return _RULES.get(scope, general.CLAIMED)
