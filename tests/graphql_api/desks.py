"""A desk that answers what a test tells it to: the port of mutations only, the database behind payloads is real."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from graphql_api.desk import Filed, Filing
from graphql_api.identity import Identity

Answer = Callable[[Filing], Awaitable[Filed]]


@dataclass
class Scripted:
    """Implements :class:`graphql_api.desk.Desk` by ``answer``; remembers what was filed, and by whom."""

    answer: Answer
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
