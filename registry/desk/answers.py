"""What the desk tells of its refusals, and what it keeps from whoever may not see all that stands behind them."""

from __future__ import annotations

from uuid import UUID

from aggregates import deciding, errors, naming
from aggregates.rules import rule
from graphql_api import desk as port
from registry.ledger import errors as ledger_errors


def rejected(one: deciding.Rejection) -> port.Rejected:
    """A rejection as the answer tells it; where it could tell of a subject out of reach, the rule and no more."""
    breach = one.breach
    field = naming.camel(breach.field) if breach.field else None
    if one.beyond:
        return port.Rejected(breach.rule.id, rule.ELSEWHERE.zh, rule.ELSEWHERE.en, breach.rule.basis, field)
    return port.Rejected(
        breach.rule.id,
        breach.zh,
        breach.en,
        breach.rule.basis,
        field,
        breach.missing,
        breach.in_the_way,
        one.earliest_lawful_on,
    )


def discreet(conflict: errors.Conflict, command: UUID) -> errors.Conflict:
    """The same conflict, without what the ledger says of streams, holders and positions, whosever they are."""
    if isinstance(conflict, errors.CommandReused):
        return ledger_errors.CommandReused(command, None)
    if isinstance(conflict, deciding.StaleVersion):
        return conflict  # the subject that the command names, which whoever files may see
    kept = type(conflict).__mro__
    made = next(one for one in (errors.VersionConflict, errors.ClaimConflict, errors.Conflict) if one in kept)
    return made("Others have been first each time; read what the command is about, and send it again.")
