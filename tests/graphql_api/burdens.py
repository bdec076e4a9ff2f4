"""The oracle's fields of an encumbrance, which stands in one of four collections."""

from __future__ import annotations

from typing import Any

from graphql_api.identity import Identity
from tests.graphql_api import sight
from tests.graphql_api.masks import shown


class Encumbrances:
    """Mixed into the oracle; a node's row is that of its collection, which it names."""

    identity: Identity

    def encumbrance_kind(self, node: Any) -> str:
        return str(node.row["collection"])[:-1].upper()

    def encumbrance_sort(self, node: Any) -> Any:
        return node.row.get("kind", node.row.get("right"))

    def encumbrance_holder(self, node: Any) -> Any:
        return self.shared(node.row.get("mortgagee_name", node.row.get("court")))

    def encumbrance_rank(self, node: Any) -> Any:
        return node.row.get("rank", node.row.get("waiting_order"))

    def encumbrance_amount(self, node: Any) -> Any:
        return self.shared(shown(node.row.get("amount")))

    def shared(self, value: Any) -> Any:
        return value if sight.sees(self.identity.roles, "SHARED") else None

    def encumbrance_endsOn(self, node: Any) -> Any:
        return shown(node.row.get("expires_on", node.row.get("lapses_on")))

    def encumbrance_endedOn(self, node: Any) -> Any:
        names = ("discharged_on", "lifted_on", "withdrawn_on", "cancelled_on")
        return shown(next((node.row[name] for name in names if name in node.row), None))
