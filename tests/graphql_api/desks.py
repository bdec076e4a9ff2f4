"""A desk that answers what a test tells it to: the port of mutations only, the database behind payloads is real.

And one command to file there: a presale contract.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import orjson

from aggregates.catalogue import CATALOGUE
from graphql_api import api
from graphql_api.desk import Filed, Filing
from graphql_api.executor import Answer, Executor
from graphql_api.identity import Identity
from tests.graphql_api import world

Decide = Callable[[Filing], Awaitable[Filed]]


@dataclass
class Scripted:
    """Implements :class:`graphql_api.desk.Desk` by ``answer``; remembers what was filed, and by whom."""

    answer: Decide
    filed: list[Filing] = field(default_factory=list)
    identities: list[Identity] = field(default_factory=list)

    async def file(self, filing: Filing, identity: Identity) -> Filed:
        self.filed.append(filing)
        self.identities.append(identity)
        return await self.answer(filing)


def always(filed: Filed | Exception) -> Scripted:
    """A desk with one answer for everything."""

    async def answer(filing: Filing) -> Filed:
        if isinstance(filed, Exception):
            raise filed
        return filed

    return Scripted(answer)


ADMIN = Identity("admin-1", ("admin",), ("*",))
COMMAND = "0b9e7c9e-8c8a-4c55-9d3b-3f4f9d5f7a11"
DOCUMENT = {"kind": "合同", "number": "HT-1", "issuedOn": "2026-05-31"}
CONTRACT: dict[str, Any] = {
    "houseCode": "W-1",
    "effectiveOn": "2026-06-01",
    "document": DOCUMENT,
    "commandId": COMMAND,
    "contractNo": "C-1",
    "signedOn": "2026-05-30",
    "buyers": [{"name": "王芳", "idNumber": "990102199003078516", "share": "1/2"}],
    "price": "1234567.80",
}
FILE = "mutation($input: FilePresaleContractInput!) { filePresaleContract(input: $input) %s }"


async def send(
    pool: asyncpg.Pool, desk: Scripted | None, text: str, identity: Identity = ADMIN, **variables: Any
) -> Answer:
    execute = Executor(api.of(CATALOGUE), pool, lambda: world.TODAY, desk)
    return await execute.execute(text, variables, None, identity)


async def told(pool: asyncpg.Pool, desk: Scripted, text: str, **variables: Any) -> Any:
    answer = await send(pool, desk, text, **variables)
    found = orjson.loads(answer.body)
    assert "errors" not in found, found
    assert answer.status == 200
    return found["data"]
