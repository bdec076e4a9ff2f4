"""The HTTP application: GraphQL, health, readiness, metrics; while it runs, it may also follow the ledger itself."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

import asyncpg
import orjson
from starlette import applications, middleware, requests, responses, routing
from starlette.middleware import cors
from starlette.types import Receive, Scope, Send

from graphql_api import api, executor, feed, http, trusted
from graphql_api import errors as refusals
from graphql_api.reads import FIELD, Connection, Reads
from registry import (
    closing,
    followers,
    garbage,
    health,
    leash,
    metrics,
    readiness,
    settings,
    subscribers,
    tracing,
    wiring,
)
from registry import requests as around
from registry.access import door, rates
from registry.pages import search as looking
from registry.pages import verify as verifying

NONE: Mapping[str, str] = {}


def create() -> applications.Starlette:
    """The application of this process's settings, for a server with processes beside it, which has checked the schema
    as it began."""
    leash.end_with_parent()
    return build(settings.load(), projector=False, again=True)


def build(
    configured: settings.Settings, *, projector: bool = True, presets: Mapping[str, str] = NONE, again: bool = False
) -> applications.Starlette:
    """An application; `presets` are tokens that the query page offers, by name: for demonstrations only. ``again``: it
    may be a worker in the place of one that ended."""

    @contextlib.asynccontextmanager
    async def lifespan(app: applications.Starlette) -> AsyncIterator[None]:
        if again:
            await wiring.answers(configured)
        async with tracing.sending(configured), wiring.opened(configured, again=again) as registry:
            app.state.registry = registry
            app.state.graphql = _graphql(registry, presets)
            app.state.readiness = readiness.Readiness(registry)
            if again:
                garbage.settle()
            async with followers.running(registry) if projector else contextlib.nullcontext():
                with closing.announced(app.state.graphql.feed.closing.set):
                    yield

    routes = [
        routing.Route("/graphql", Graphql()),
        routing.WebSocketRoute("/graphql", Graphql()),
        routing.Route("/search", looked(presets)),
        routing.Route("/verify", verified),
        routing.Route("/health", alive),
        routing.Route("/ready", ready),
        routing.Route("/metrics", measured),
    ]
    return applications.Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[
            middleware.Middleware(metrics.Measured),
            middleware.Middleware(around.Requests),
            *_cors(configured),
        ],
        exception_handlers={404: missing},
    )


def _graphql(registry: wiring.Registry, presets: Mapping[str, str]) -> http.GraphQL:
    configured = registry.settings
    execute = executor.Executor(
        api.of(registry.catalogue),
        registry.reads,
        registry.today,
        registry.desk(),
        registry.opener(),
        registry.searcher(),
        registry.runner(),
        sources=registry.sources(),
        open_schema=configured.introspection == "everybody",
    )
    limit = rates.Rates(configured.rate_limit) if configured.rate_limit else None
    documents = trusted.Trusted(configured.documents_folder, only=configured.trusted_documents is not None)
    following = feed.Feed(execute, subscribers.Tally())
    admit = door.Door(registry.tokens, limit).admit
    return http.GraphQL(execute, admit, lambda: presets, documents, following, configured.origins)


def _cors(configured: settings.Settings) -> list[middleware.Middleware]:
    """Lets pages of other origins ask, where the settings name any. No cookie counts here, so none is let through."""
    if not configured.origins:
        return []
    allowed = middleware.Middleware(
        cors.CORSMiddleware,
        allow_origins=configured.origins,
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type", "X-Purpose", "X-Request-ID", "Last-Event-ID", FIELD],
        expose_headers=["X-Request-ID", "Retry-After", FIELD],
    )
    return [allowed]


class Graphql:
    """Hands over to the application that the lifespan made."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope["app"].state.graphql(scope, receive, send)


def looked(presets: Mapping[str, str]) -> Callable[[requests.Request], Awaitable[responses.Response]]:
    """The search page, which offers these tokens."""

    async def page(request: requests.Request) -> responses.Response:
        headers = {name.decode(): value.decode() for name, value in looking.PAGE.security()}
        return responses.HTMLResponse(looking.render(presets), headers=headers)

    return page


async def verified(request: requests.Request) -> responses.Response:
    """The page that checks proofs and certificates, with the verifier key of this server's log."""
    registry: wiring.Registry = request.app.state.registry
    key = str(registry.signer().verifier) if registry.settings.signing_key_file.exists() else None
    headers = {name.decode(): value.decode() for name, value in verifying.PAGE.security()}
    return responses.HTMLResponse(verifying.render(key), headers=headers)


async def alive(request: requests.Request) -> responses.Response:
    """The process answers."""
    return Json({"status": "ok"})


async def ready(request: requests.Request) -> responses.Response:
    """Whether this server should be asked: see :mod:`registry.readiness`."""
    status, told = await request.app.state.readiness.look()
    return Json(told, status)


async def measured(request: requests.Request) -> responses.Response:
    """Prometheus' text format."""
    found: Reads = request.app.state.registry.reads
    if found.replica is not None:
        metrics.REPLICA.set(found.unfit is None)
    with contextlib.suppress(*health.UNREACHABLE):
        await found.run(_gauge)
    return responses.Response(metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")


async def _gauge(pool: asyncpg.Pool, given: Connection | None) -> None:
    async with contextlib.nullcontext(given) if given is not None else pool.acquire() as connection:
        await health.gauge(connection)


async def missing(request: requests.Request, error: Exception) -> responses.Response:
    """There is nothing at that path."""
    return Json({"errors": [refusals.as_json(NotFound("There is nothing at this path; GraphQL is at /graphql."))]}, 404)


class NotFound(refusals.RequestError):
    """There is nothing at that path."""

    code = "NOT_FOUND"
    status = 404


class Json(responses.JSONResponse):
    """JSON by orjson, which also knows dates."""

    def render(self, content: object) -> bytes:
        return orjson.dumps(content)
