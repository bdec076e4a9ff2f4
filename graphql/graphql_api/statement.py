"""One SQL statement in the making: its parameters and its aliases, which no GraphQL name can spell."""

from __future__ import annotations

from graphql_api.values import Check, Resolve, resolver


class Statement:
    """Collects parameters in the order in which they are bound; the same value is bound once."""

    def __init__(self) -> None:
        self.parameters: list[Resolve] = []
        self._known: dict[object, str] = {}
        self._aliases = 0

    def bind(self, value: object, sql_type: str, check: Check | None = None) -> str:
        """``$3::text`` for a constant, a slot, or a list of them."""
        key = (type(value), repr(value), sql_type, check)
        if key not in self._known:
            self._known[key] = self._parameter(resolver(value, check), sql_type)
        return self._known[key]

    def bind_request(self, name: str, resolve: Resolve, sql_type: str) -> str:
        """The same for something that the request says; ``name`` tells it from others."""
        key = ("request", name)
        if key not in self._known:
            self._known[key] = self._parameter(resolve, sql_type)
        return self._known[key]

    def _parameter(self, resolve: Resolve, sql_type: str) -> str:
        self.parameters.append(resolve)
        return f"${len(self.parameters)}::{sql_type}"

    def alias(self) -> str:
        """A new alias, quoted; the dollar keeps it apart from every response key."""
        self._aliases += 1
        return f'"${self._aliases}"'
