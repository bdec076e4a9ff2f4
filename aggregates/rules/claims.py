"""Which rule refuses what claims a key that another subject holds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from aggregates.rules import general, presale, tenancies
from aggregates.rules.rule import Rule

CONTRACT = "contract"
"""Scope of contract numbers, over all houses."""
MEMBER = "household-member"
"""Scope of persons (their references) who are members of a live application, over the whole city."""
HOME = "household-home"
"""Scope of houses (their streams) that a household has chosen or lives in."""
LASTING = frozenset({MEMBER, HOME})
"""Scopes of what is held only as long as it lasts; numbers are used once for good."""

_RULES: Mapping[str, Rule] = MappingProxyType({CONTRACT: presale.PRE_3, MEMBER: tenancies.MEMBER, HOME: tenancies.HOME})
_FIELDS: Mapping[str, str] = MappingProxyType({CONTRACT: "contract_no", MEMBER: "members", HOME: "house_code"})


def field_of(scope: str) -> str | None:
    """The input whose value a claim of that scope is made of."""
    return _FIELDS.get(scope)


def rule_of(scope: str) -> Rule:
    """The rule of a claim's scope; REF-3 where the scope has none of its own."""
    return _RULES.get(scope, general.CLAIMED)
