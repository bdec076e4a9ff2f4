"""The applications that the GraphQL benchmark compares, each on the database of BENCH_DATABASE."""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator, Callable, Mapping
from functools import partial
from typing import Any

import asyncpg
import orjson
import strawberry
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route
from strawberry.asgi import GraphQL as StrawberryApp
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, SchemaExtension, ValidationCache
from strawberry.types import Info

from aggregates.catalogue import CATALOGUE
from benchmarks import rebuild
from graphql_api import api, executor, http, identity, plans, values
from registry import database

EVENT = "position type effectiveOn registeredAt source data"
HOUSE = f"code address floorArea phase timeline(first: 10) {{ nodes {{ {EVENT} }} }}"
QUERIES = {
    "one": f"query One($code: String!) {{ house(code: $code) {{ {HOUSE} }} }}",
    "fifty": "query Fifty($prefix: String!) { houses(filter: {code: {prefix: $prefix}}, first: 50) "
    f"{{ nodes {{ {HOUSE} }} }} }}",
    "list": "query Listed($area: Decimal!, $after: String) { houses("
    'filter: {division: {eq: "330106"}, phase: {eq: HOLDING}, floorArea: {gte: $area}}, '
    "orderBy: {field: FLOOR_AREA}, first: 50, after: $after) "
    "{ nodes { code address buildingCode floorArea phase } pageInfo { hasNextPage endCursor } } }",
}

READER = identity.Identity("bench", ("auditor",), (identity.EVERYWHERE,))
"""Who sees all that is not sealed, as resolvers show it."""


async def _pool() -> asyncpg.Pool:
    url = os.environ["BENCH_DATABASE"]
    return await database.open_pool(url, least=4, most=4, stateless=True, **executor.SERVER_SETTINGS)


def _application(routes: list[Route], state: Mapping[str, Any]) -> Starlette:
    """An application whose pool opens with it; ``state`` is made from the pool."""

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        pool = await _pool()
        for name, make in state.items():
            setattr(app.state, name, make(pool))
        yield
        await pool.close()

    return Starlette(routes=routes, lifespan=lifespan)


# ours


async def admit(authorization: str | None, address: str | None) -> identity.Identity:
    """Everybody as the same reader."""
    return READER


def compiled() -> Starlette:
    """The product: a document compiled to one statement."""

    def make(pool: asyncpg.Pool) -> http.GraphQL:
        asked = executor.Executor(api.of(CATALOGUE), pool, lambda: rebuild.TODAY)
        return http.GraphQL(asked, admit)

    class Served:
        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            await scope["app"].state.graphql(scope, receive, send)

    return _application([Route("/graphql", Served())], {"graphql": make})


# (b) the compiled SQL from a bare route


SAMPLES: dict[str, list[dict[str, Any]]] = {
    "one": [{"code": ""}],
    "fifty": [{"prefix": ""}],
    "list": [{"area": "1.00", "after": None}, {"area": "1.00", "after": "…"}],
}
"""Variables of every shape in which each query is asked: a first page and a later one are two statements."""


def _shape(variables: Mapping[str, Any]) -> bool:
    return variables.get("after") is not None


def _plans(pool: asyncpg.Pool) -> dict[tuple[str, bool], plans.Plan]:
    asked = executor.Executor(api.of(CATALOGUE), pool, lambda: rebuild.TODAY)
    found = {}
    for name, samples in SAMPLES.items():
        operation = asked.documents.get(QUERIES[name]).operation(None)
        for sample in samples:
            given = operation.variables(sample)
            found[name, _shape(sample)] = plans.make(asked.api, operation, READER, given)
    return found


async def _bare(request: HttpRequest, name: str) -> Response:
    """Reads the variables, runs the statement, sends its bytes."""
    variables = orjson.loads(await request.body())["variables"]
    plan: plans.Plan = request.app.state.plans[name, _shape(variables)]
    arguments = plan.arguments(variables, values.Request(READER, rebuild.TODAY))
    assert plan.sql is not None
    row = await request.app.state.pool.fetchrow(plan.sql, *arguments)
    return Response(b'{"data":' + row[0] + b"}", media_type="application/json")


def bare() -> Starlette:
    """The statements of the product, without GraphQL."""
    routes = [Route(f"/{name}", partial(_bare, name=name), methods=["POST"]) for name in QUERIES]
    return _application(routes, {"pool": lambda pool: pool, "plans": _plans})


# (a) ordinary resolvers with DataLoader


@strawberry.type
class Event:
    """An event as strawberry resolves it from a row."""

    position: int
    type: str
    effective_on: str
    registered_at: str
    source: str
    data: strawberry.scalars.JSON


@strawberry.type
class EventConnection:
    """A page of events."""

    nodes: list[Event]


@strawberry.type
class House:
    """A house as strawberry resolves it from a row."""

    subject: strawberry.Private[object]
    code: str
    address: str | None
    floor_area: str | None
    phase: str

    @strawberry.field
    async def timeline(self, info: Info, first: int = 100) -> EventConnection:
        rows = await info.context["events"].load((self.subject, first))
        return EventConnection(nodes=[_event(row) for row in rows])


@strawberry.type
class HouseConnection:
    """A page of houses."""

    nodes: list[House]


@strawberry.input
class StringFilter:
    """A condition on a text."""

    prefix: str


@strawberry.input
class HouseFilter:
    """Which houses."""

    code: StringFilter


HOUSE_COLUMNS = "h.subject, h.code, h.address, h.floor_area, h.phase"
ONE = f"""select {HOUSE_COLUMNS} from read.house h join read.code c on c.subject = h.subject
    where c.kind = 'HOUSE' and c.code = $1"""
MANY = f"""select {HOUSE_COLUMNS} from read.house h where code >= $1 and code < $1 || chr(1114111)
    order by code, subject limit $2"""
EVENTS = """select e.* from unnest($1::uuid[]) s(subject) cross join lateral (
    select e.subject, e.position, e.type, e.effective_on, e.registered_at, e.source, e.changes
    from read.event e where e.subject = s.subject and upper_inf(e.positions)
    order by e.effective_on, e.effective_seq, e.chain, e.position limit $2) e"""


def _house(row: asyncpg.Record) -> House:
    area = row["floor_area"]
    return House(
        subject=row["subject"],
        code=row["code"],
        address=row["address"],
        floor_area=None if area is None else str(area),
        phase=row["phase"],
    )


def _event(row: asyncpg.Record) -> Event:
    data: dict[str, Any] = {}
    for change in orjson.loads(row["changes"]):
        entity = change["entity"]
        data |= {f"{entity}/{name}" if entity else name: value for name, value in change["set"].items()}
    registered = row["registered_at"].strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return Event(
        position=row["position"],
        type=row["type"],
        effective_on=row["effective_on"].isoformat(),
        registered_at=registered,
        source=row["source"],
        data=data,  # type: ignore[arg-type]
    )


@strawberry.type
class Query:
    """The two questions."""

    @strawberry.field
    async def house(self, info: Info, code: str) -> House | None:
        row = await info.context["pool"].fetchrow(ONE, code)
        return _house(row) if row else None

    @strawberry.field
    async def houses(self, info: Info, filter: HouseFilter, first: int = 20) -> HouseConnection:
        rows = await info.context["pool"].fetch(MANY, filter.code.prefix, first)
        return HouseConnection(nodes=[_house(row) for row in rows])


async def _load(pool: asyncpg.Pool, keys: list[tuple[Any, int]]) -> list[list[asyncpg.Record]]:
    found: dict[Any, list[asyncpg.Record]] = {subject: [] for subject, _ in keys}
    for row in await pool.fetch(EVENTS, [subject for subject, _ in keys], keys[0][1]):
        found[row["subject"]].append(row)
    return [found[subject] for subject, _ in keys]


class Resolved(StrawberryApp):
    """Strawberry's own application; a loader for each request."""

    async def get_context(self, request: Any, response: Any) -> dict[str, Any]:  # type: ignore[override]
        pool = request.app.state.pool
        return {"pool": pool, "events": DataLoader(load_fn=partial(_load, pool))}


def _kept(extension: SchemaExtension) -> Callable[[], SchemaExtension]:
    """The same instance for each request, so that its cache is shared."""
    return lambda: extension


def resolvers() -> Starlette:
    """Strawberry over the same tables, with the caches of documents that its guide recommends."""
    app = Resolved(strawberry.Schema(Query, extensions=[_kept(ParserCache()), _kept(ValidationCache())]))
    return _application([Route("/graphql", app)], {"pool": lambda pool: pool})
