"""One SQL statement in the making: its parameters and its aliases, which no GraphQL name can spell."""

from __future__ import annotations

import re

from graphql_api.values import Check, Resolve, resolver

_PARAMETER = re.compile(r"\$(\d+)::")


class Statement:
    """Collects parameters in the order in which they are bound; the same value is bound once."""

    def __init__(self) -> None:
        self._parameters: list[Resolve] = []
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
        self._parameters.append(resolve)
        return f"${len(self._parameters)}::{sql_type}"

    def alias(self) -> str:
        """A new alias, quoted; the dollar keeps it apart from every response key."""
        self._aliases += 1
        return f'"${self._aliases}"'

    def finish(self, sql: str) -> tuple[str, list[Resolve]]:
        """The statement with its parameters numbered anew: those that were bound but came to no use are left out."""
        used = sorted({int(number) for number in _PARAMETER.findall(sql)})
        numbers = {str(old): str(new) for new, old in enumerate(used, start=1)}
        numbered = _PARAMETER.sub(lambda match: f"${numbers[match[1]]}::", sql)
        return numbered, [self._parameters[number - 1] for number in used]
