"""Asking within tests: the data of an answer, or the error of a refusal."""

from __future__ import annotations

from typing import Any

import orjson

from graphql_api.executor import Executor
from graphql_api.identity import PUBLIC, Identity

AUDITOR = Identity("a", ("auditor",), ("*",))


async def ask(execute: Executor, text: str, identity: Identity = PUBLIC, /, **variables: Any) -> Any:
    """The data; errors are failures of the test."""
    told = orjson.loads((await execute.execute(text, variables, None, identity)).body)
    assert "errors" not in told, told
    return told["data"]


async def refused(execute: Executor, text: str, **variables: Any) -> dict[str, Any]:
    """The first error, with its extensions."""
    answer = await execute.execute(text, variables, None, PUBLIC)
    told = orjson.loads(answer.body)
    assert "data" not in told
    error: dict[str, Any] = told["errors"][0]
    assert answer.status == 400
    return {"message": error["message"], **error["extensions"]}
