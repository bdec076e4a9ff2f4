"""Questions of the command line, of exports and of the tour: GraphQL, asked within the process."""

from collections.abc import Mapping
from typing import Any

import orjson
from graphql import GraphQLObjectType, get_named_type, is_leaf_type, is_required_argument

from aggregates import errors, kinds
from graphql_api import api, executor, identity, subjects
from registry import wiring

OPERATOR = identity.Identity("fangji", ("auditor",), (identity.EVERYWHERE,))


class QueryError(errors.FangjiError):
    """A question was refused; the message is the answer's."""

    code = "QUERY_REFUSED"


class Asker:
    """Asks the read model as `who`: unless told otherwise, somebody who may see everything that is not sealed."""

    def __init__(self, registry: wiring.Registry, who: identity.Identity = OPERATOR) -> None:
        self.api, self._who = api.of(registry.catalogue), who
        self._executor = executor.Executor(self.api, registry.reads, registry.today)

    async def ask(self, text: str, variables: Mapping[str, Any] | None = None) -> Any:
        """The answer's data; raises `QueryError` with the first error's message."""
        answer = orjson.loads((await self._executor.execute(text, variables or {}, None, self._who)).body)
        if answer.get("errors"):
            raise QueryError(answer["errors"][0]["message"])
        return answer["data"]

    def single_fields(self, kind: kinds.Kind) -> list[str]:
        """Fields of a kind that have a value, not objects: plain attributes, derived states, code and position."""
        declared = self.api.schema.type_map[subjects.type_name(kind)]
        assert isinstance(declared, GraphQLObjectType)
        return [
            name
            for name, field in declared.fields.items()
            if is_leaf_type(get_named_type(field.type)) and not any(map(is_required_argument, field.args.values()))
        ]
