"""The oracle's ranks of seizures: the Python function over the rows of one house."""

from __future__ import annotations

import datetime
from typing import Any

from aggregates.rules import seizures
from tests.graphql_api.reading import Node, Rows


def said(value: Any) -> Any:
    """A column's value as events say it."""
    return value.isoformat() if isinstance(value, datetime.date) else value


class Ranks(Rows):
    """Mixed into the oracle."""

    async def ranked(self, node: Node, field: str) -> Any:
        """``inForce`` or ``rank`` of a seizure."""
        rows = await self.rows("house_seizures", node.clocks)
        own = [row for row in rows if row["subject"] == node.row["subject"]]
        known = [(row["key"], {name: said(value) for name, value in row.items()}) for row in own]
        order = [key for key, _ in seizures.ranked(known, node.clocks[0].isoformat())]
        rank = order.index(node.row["key"]) + 1 if node.row["key"] in order else None
        return rank == 1 if field == "inForce" else rank
