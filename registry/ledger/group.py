"""Group commit: commands that come while a transaction is under way share the next one."""

from __future__ import annotations

import operator
from collections.abc import Awaitable, Callable, Sequence

from registry.ledger import grouping, preparation, settling, units

MOST_UNITS = 500
MOST_EVENTS = 5000

Append = Callable[[Sequence[preparation.Prepared]], Awaitable[list[settling.Outcome]]]


class GroupCommit(grouping.Grouping[preparation.Prepared, units.Appended]):
    """Hands concurrent submits to ``append``; a unit's positions, once committed, or what refused it."""

    def __init__(self, append: Append) -> None:
        size = operator.attrgetter("size")
        super().__init__(append, size, most=MOST_UNITS, heaviest=MOST_EVENTS, name="ledger group commit")
