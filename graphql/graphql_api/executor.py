"""Executes operations: queries as one SQL statement each, whose bytes are the answer; mutations at the desk."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

import asyncpg
import orjson
from graphql import FieldNode, GraphQLError
from graphql.execution.values import VariableValues

from aggregates.errors import FangjiError
from graphql_api import failures, introspection, limits, lookups, opening, plans, searching, trace
from graphql_api.api import Api
from graphql_api.desk import Desk
from graphql_api.documents import Documents, Operation, Refused, is_read, is_subscription, is_write
from graphql_api.errors import Forbidden, NotAcceptable, RateLimited, ReadOnly, RequestError, Unavailable, as_json
from graphql_api.fetching import fetch
from graphql_api.identity import Identity
from graphql_api.plans import Plan
from graphql_api.reads import FIELD, Connection, Reads
from graphql_api.subsidy_runs import Runner
from graphql_api.values import Request
from graphql_api.writing import Writer

log = logging.getLogger(__name__)

SERVER_SETTINGS = {"jit": "off", "plan_cache_mode": "force_generic_plan", "statement_timeout": f"{limits.SECONDS}s"}
"""What the connections of the pool should be set to: statements are many times larger than the work that they do."""


LONGEST_NAME, SHOWN_FIELDS = 100, 10
"""What the access log takes of an operation."""

PATIENCE = 30.0
"""Seconds for a query, the wait for a connection to the database included."""

HEADER = FIELD.lower().encode()

FAILING = (
    Refused, GraphQLError, FangjiError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError,
    OSError, TimeoutError,
)  # fmt: skip
"""What an operation fails by; anything else is a defect."""


NO_SOURCES: Mapping[str, lookups.Source] = {}


@dataclass(frozen=True, slots=True)
class Answer:
    """The body of a response; ``status`` is what the media type application/graphql-response+json calls for.

    ``headers`` go with it.
    """

    status: int
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()


class Executor:
    """Answers operations from the read model behind ``pool``; files commands at ``desk``, without which it only reads.

    The connections of pools have to speak UTC and leave JSON as text (``registry.database.open_pool``). ``pool`` may
    be several, of which queries are answered by one that is fit, and payloads of mutations by the primary. ``today``
    is the day in the bureau's time zone. Without ``open_schema`` the public cannot introspect. Without
    ``opener`` personal data stays masked, whatever the purpose; without ``searcher`` nobody is searched by number,
    and without ``runner`` no monthly run is ordered. ``sources`` answer lookups, by name.
    """

    def __init__(
        self,
        api: Api,
        pool: asyncpg.Pool | Reads,
        today: Callable[[], date],
        desk: Desk | None = None,
        opener: opening.Opener | None = None,
        searcher: searching.Searcher | None = None,
        runner: Runner | None = None,
        *,
        sources: Mapping[str, lookups.Source] = NO_SOURCES,
        open_schema: bool = True,
    ) -> None:
        self.api, self.today, self.open_schema = api, today, open_schema
        self.reads = pool if isinstance(pool, Reads) else Reads(pool)
        self.pool = self.reads.primary
        self.opener, self.searcher, self.sources = opener, searcher, sources
        self.documents = Documents(api.schema)
        self.writer = Writer(api, self.pool, today, desk, runner) if desk is not None else None

    async def execute(
        self,
        text: str,
        variables: Mapping[str, Any],
        operation_name: str | None,
        identity: Identity,
        *,
        only_reads: bool = False,
        position: int | None = None,
    ) -> Answer:
        """The answer to an operation; errors of every sort are answers too. ``only_reads``: refuse what is no query.

        A query is answered when the read model reflects ``position``, and says so in a header; a mutation waits for
        what it records itself.
        """
        try:
            operation = self.operation(text, operation_name)
            if is_subscription(operation):
                return failed(_streamed(), status=NotAcceptable.status)
            if only_reads and not is_read(operation):
                return failed(RequestError("A GET request can only ask a query; send mutations by POST."), status=405)
            if only_reads and operation.searches:
                return failed(_address())
            values = operation.variables(variables)
            identity = await self.with_purpose(operation, identity)
            if is_write(operation):
                return Answer(200, await self._write(operation, values, identity))
            async with asyncio.timeout(PATIENCE):
                data, reached = await self._run(operation, values, identity, position)
                return Answer(200, data, () if reached is None else ((HEADER, str(reached).encode()),))
        except FAILING as error:
            return refusal(error)

    def operation(self, text: str, name: str | None) -> Operation:
        """The operation that a request means; raises what :func:`refusal` knows."""
        operation = self.documents.get(text).operation(name)
        _note(operation)
        return operation

    async def with_purpose(self, operation: Operation, identity: Identity) -> Identity:
        """The identity, with its purpose where that counts: payloads of mutations show personal data masked."""
        if identity.purpose is None:
            return identity
        if not identity.opens or self.opener is None:
            return replace(identity, purpose=None)
        await self.opener.check(identity)
        return replace(identity, purpose=None) if is_write(operation) else identity

    async def _run(
        self, operation: Operation, values: VariableValues, identity: Identity, position: int | None
    ) -> tuple[bytes, int | None]:
        key = plans.key(identity, values.coerced)
        plan: Plan = operation.plan(key) or self._planned(operation, values, identity, key)
        if plan.introspected and identity.public and not self.open_schema:
            raise Forbidden("The schema is shown to those who are signed in; send a token, or ask without __schema.")
        request = await self._asked(plan, operation, values, Request(identity, self.today()))
        data, reached = await self._fetch(plan, operation, values, request, position) if plan.sql else (b"{}", None)
        if plan.opens and self.opener is not None:
            data = await opening.opened(data, self.opener, identity, operation.name)
        if plan.introspected:
            data = self._spliced(plan, operation, values, data)
        return b'{"data":' + data + b"}", reached

    def _planned(self, operation: Operation, values: VariableValues, identity: Identity, key: object) -> Plan:
        plan = plans.make(self.api, operation, identity, values)
        return operation.keep(key, plan, len(plan.sql or ""))

    async def _asked(self, plan: Plan, operation: Operation, values: VariableValues, request: Request) -> Request:
        """The request with all that has to be known before the statement runs."""
        if plan.searches:
            request = replace(request, persons=await self._persons(plan, operation, values, request))
        if plan.lookups:
            told = await lookups.answers(plan.lookups, self.sources, values.coerced, request, operation.name)
            request = replace(request, answers=told)
        return request

    async def _persons(
        self, plan: Plan, operation: Operation, values: VariableValues, request: Request
    ) -> tuple[str, ...]:
        """References of those whom the plan searches by number, once that is on record."""
        if self.searcher is None:
            raise Unavailable("This process does not search by number, since it keeps no record of it; ask a server.")
        numbers = [one.resolve(values.coerced, request) for one in plan.searches]
        return tuple(await self.searcher.find(numbers, request.identity, operation.name))

    async def _fetch(
        self, plan: Plan, operation: Operation, values: VariableValues, request: Request, position: int | None
    ) -> tuple[bytes, int | None]:
        """What the plan answers, and how far the read model was where a ``position`` is asked for."""

        def again() -> Plan:
            return plans.make(self.api, operation, request.identity, values, due=True)

        async def read(pool: asyncpg.Pool, connection: Connection | None) -> bytes:
            return await fetch(pool, plan, again, values.coerced, request, connection)

        if position is None:
            return await self.reads.run(read), None
        reached, data = await self.reads.reflecting(position, read)
        return data, reached

    async def _write(self, operation: Operation, values: VariableValues, identity: Identity) -> bytes:
        if self.writer is None:
            raise ReadOnly("This process only answers queries; send mutations to one that takes commands.")
        return await self.writer.run(operation, values, identity)

    def _spliced(self, plan: Plan, operation: Operation, values: VariableValues, data: bytes) -> bytes:
        """The answer with the introspected roots in their places."""
        roots = {**orjson.loads(data), **introspection.answer(self.api.schema, operation, plan.introspected, values)}
        return orjson.dumps({key: roots[key] for key in plan.keys})


def _note(operation: Operation) -> None:
    """For the access log: what is asked, by names of the schema and the document's own."""
    request = trace.CURRENT.get()
    if request is not None:
        node = operation.node
        request.operation = node.name.value[:LONGEST_NAME] if node.name else None
        names = (one.name.value for one in node.selection_set.selections if isinstance(one, FieldNode))
        request.fields = tuple(islice(names, SHOWN_FIELDS))


def _address() -> RequestError:
    return RequestError(
        "A GET request cannot search, since what is searched for may name persons, who do not belong in addresses; "
        "send it by POST."
    )


def _streamed() -> NotAcceptable:
    return NotAcceptable(
        "A subscription is answered as a stream: accept text/event-stream, or open a WebSocket at this path.",
        field="Accept",
    )


def refusal(error: Exception) -> Answer:
    """The answer to a request that failed by one of :data:`FAILING`."""
    if isinstance(error, Refused):
        return failed(*error.errors)
    if isinstance(error, GraphQLError):
        return failed(error)
    if isinstance(error, FangjiError):
        return failed(error, status=getattr(error, "status", 401 if error.code == "UNAUTHENTICATED" else 400))
    told = failures.of(error)
    if told.status == 500:
        log.error("A compiled statement failed", exc_info=error)
    return failed(told, status=told.status)


def failed(*errors: Exception, status: int = 400) -> Answer:
    """An answer that consists of errors."""
    later = next((error.retry_after for error in errors if isinstance(error, RateLimited)), None)
    headers = () if later is None else ((b"retry-after", str(later).encode()),)
    return Answer(status, orjson.dumps({"errors": [as_json(error) for error in errors]}), headers)
