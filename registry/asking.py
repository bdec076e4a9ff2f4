"""Questions of the command line and the tour: GraphQL, asked within the process."""

from collections.abc import Mapping
from typing import Any

import orjson

from aggregates import errors
from graphql_api import api, executor, identity
from registry import wiring

OPERATOR = identity.Identity("fangji", ("auditor",), (identity.EVERYWHERE,))


class QueryError(errors.FangjiError):
    """A question was refused; the message is the answer's."""


class Asker:
    """Asks the read model as somebody who may see everything that is not sealed."""

    def __init__(self, registry: wiring.Registry) -> None:
        self.api = api.of(registry.catalogue)
        self._executor = executor.Executor(self.api, registry.reads, registry.today)

    async def ask(self, text: str, variables: Mapping[str, Any] | None = None) -> Any:
        """The answer's data; raises `QueryError` with the first error's message."""
        answer = orjson.loads((await self._executor.execute(text, variables or {}, None, OPERATOR)).body)
        if answer.get("errors"):
            raise QueryError(answer["errors"][0]["message"])
        return answer["data"]
