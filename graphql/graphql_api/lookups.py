"""Lookups: what something other than the database answers before a statement runs, which takes it as a parameter.

A search engine finds subjects, a log proves an event; the statement then turns their answers into what was selected,
under the same rules of sight as any other read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from graphql_api.errors import Unavailable
from graphql_api.identity import Identity
from graphql_api.values import Request, Resolve, Variables


@dataclass(frozen=True, slots=True)
class Lookup:
    """One of a plan: ``source`` names who answers, ``asked`` makes the question from the request's values."""

    source: str
    asked: Resolve


class Source(Protocol):
    """Answers lookups of one sort."""

    async def answer(self, asked: object, identity: Identity, operation: str | None) -> str:
        """JSON, as the compiled statement expects it.

        Raises:
            FangjiError: it cannot be asked, or not now; the error is the answer to the whole request.
        """


async def answers(
    lookups: Sequence[Lookup],
    sources: Mapping[str, Source],
    variables: Variables,
    request: Request,
    operation: str | None,
) -> tuple[str, ...]:
    """What the sources say, in the order of the lookups; Unavailable where this process has not got one."""
    asked = [(_source(sources, one.source), one.asked(variables, request)) for one in lookups]
    return tuple([await source.answer(question, request.identity, operation) for source, question in asked])


def _source(sources: Mapping[str, Source], name: str) -> Source:
    if name not in sources:
        raise Unavailable(f"This process does not answer {name}; ask a server.")
    return sources[name]
