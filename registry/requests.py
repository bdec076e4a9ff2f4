"""What every request gets: an id, headers that keep browsers safe, and one line in the log of who asked what."""

import logging
import re
import time
import uuid
from collections.abc import Mapping
from typing import Any

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graphql_api import errors, trace
from projections import spans
from registry import metrics, tracing

log = logging.getLogger("registry.access")

HEADER = b"x-request-id"
SAFE: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)
"""Sent with every answer that does not say otherwise itself: the query page has a policy of its own."""

PROBES = frozenset({"/health", "/ready", "/metrics"})
"""Not in the log: they say nothing of anybody and come every few seconds."""

_ID = re.compile(rb"[A-Za-z0-9._:-]{1,64}")


class Requests:
    """Middleware around the whole application: what fails inside it is a 500 in the shape of all errors."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        request = trace.Trace(_request_id(scope))
        token = trace.CURRENT.set(request)
        try:
            if scope["type"] == "websocket":  # each of its operations is told by itself
                await self.app(scope, receive, send)
            else:
                with tracing.request(scope, request.id) as span:
                    await self._answer(scope, receive, _Answer(request.id.encode(), send, span), request)
        finally:
            trace.CURRENT.reset(token)

    async def _answer(self, scope: Scope, receive: Receive, answer: "_Answer", request: trace.Trace) -> None:
        try:
            await self._run(scope, receive, answer)
        finally:
            answer.tell(scope, request)

    async def _run(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        try:
            await self.app(scope, receive, answer)
        except Exception:
            log.exception("a request failed")
            if answer.status is not None:
                raise  # its client has a part of an answer: the server ends the connection
            await _fail(answer)


class _Answer:
    """Sends what the application sends, with headers of ours, and keeps account of it."""

    def __init__(self, request_id: bytes, send: Send, span: spans.Span) -> None:
        self._headers = ((HEADER, request_id), *SAFE)
        self._send = send
        self._span = span
        self._started = time.perf_counter()
        self.status: int | None = None
        self.size = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            given = list(message.get("headers", ()))
            named = {name.lower() for name, _ in given}
            message = {**message, "headers": given + [one for one in self._headers if one[0] not in named]}
            self.status = message["status"]
        else:
            self.size += len(message.get("body", b""))
        await self._send(message)

    def tell(self, scope: Scope, request: trace.Trace) -> None:
        """One line for the log, and the codes for the metrics. No variables, no token, no text of a client's."""
        tell(request, scope, (time.perf_counter() - self._started) * 1000, status=self.status, bytes=self.size)
        tracing.answered(self._span, scope, request, self.status)


def tell(request: trace.Trace, scope: Mapping[str, Any], milliseconds: float, **more: int | None) -> None:
    """The same of anything that was asked; `scope` has its method and path."""
    for code in request.codes:
        metrics.REFUSALS.labels(code).inc()
    if scope["path"] in PROBES or not log.isEnabledFor(logging.INFO):
        return
    who = request.identity
    log.info(
        "request",
        extra={
            "account": who.subject if who else None,
            "roles": who.roles if who else None,
            "method": scope["method"],
            "path": metrics.path(scope),
            "operation": request.operation,
            "fields": request.fields,
            "commands": request.commands,
            "codes": request.codes,
            "reason": request.reason,
            "milliseconds": round(milliseconds, 2),
            **more,
        },
    )


def _request_id(scope: Scope) -> str:
    """The caller's where it can stand in a log, else a new one."""
    given = next((value for name, value in scope["headers"] if name == HEADER), b"")
    return given.decode() if _ID.fullmatch(given) else uuid.uuid4().hex


async def _fail(send: Send) -> None:
    body = orjson.dumps({"errors": [errors.as_json(errors.Internal("The server failed; its log says why."))]})
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": body})
