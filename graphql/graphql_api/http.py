"""GraphQL over HTTP: requests by GET and POST, media types and status codes as specified; streams and sockets too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import orjson
from starlette.types import Receive, Scope, Send

from aggregates.errors import FangjiError
from graphql_api import accepting, event_stream, page, reads
from graphql_api.accepting import JSON, Accepted
from graphql_api.documents import Refused, is_subscription
from graphql_api.errors import NotAcceptable, RequestError, TooLarge
from graphql_api.executor import Answer, Executor, failed, refusal
from graphql_api.feed import Feed
from graphql_api.identity import Identity
from graphql_api.requests import Admit, Parameters, checked
from graphql_api.sockets import Sockets
from graphql_api.trusted import Trusted

UTF8 = b"; charset=utf-8"
LARGEST_BODY = 1_000_000
BODY_SECONDS = 15.0
"""For a body to arrive in."""

B = TypeVar("B", bytes, bytearray)

Presets = Callable[[], Mapping[str, str]]
"""Tokens to offer in the query page, by a name for each."""


class UnsupportedMediaType(RequestError):
    """The body is of a media type that is no GraphQL request."""

    code = "UNSUPPORTED_MEDIA_TYPE"
    status = 415


class BodyTooLarge(TooLarge):
    """The body passes the bound."""

    status = 413


class BodyTooSlow(RequestError):
    """The body does not arrive."""

    code = "REQUEST_TIMEOUT"
    status = 408


class MethodNotAllowed(RequestError):
    """Neither GET nor POST."""

    code = "METHOD_NOT_ALLOWED"
    status = 405


class GraphQL:
    """The ASGI application of ``/graphql``.

    ``Route("/graphql", GraphQL(executor, admit))`` in Starlette. A browser that asks for HTML gets the query page,
    with the tokens that ``presets`` offers. ``trusted`` are the documents that a request may name by id. Subscriptions
    are ``feed``'s; ``WebSocketRoute`` takes the same application, and ``origins`` are those of other pages that may
    open a socket.
    """

    def __init__(
        self,
        executor: Executor,
        admit: Admit,
        presets: Presets = dict,
        trusted: Trusted | None = None,
        feed: Feed | None = None,
        origins: Sequence[str] = (),
    ) -> None:
        self.executor, self.admit, self.presets = executor, admit, presets
        self.trusted, self.feed = trusted or Trusted(), feed or Feed(executor)
        self.sockets = Sockets(self.feed, admit, self.trusted, origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self.sockets.serve(scope, receive, send)
            return
        headers = dict(scope["headers"])
        if scope["method"] in ("GET", "HEAD") and _wants_page(scope, headers):
            body, media = page.render(self.presets()), b"text/html; charset=utf-8"
            await _send(send, Answer(200, body), media, page.PAGE.security())
            return
        try:
            accepted = accepting.read(headers.get(b"accept", b""))
        except NotAcceptable as error:
            await _send(send, failed(error, status=406), JSON + UTF8)
            return
        await self._respond(scope, headers, receive, send, accepted)

    async def _respond(
        self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive, send: Send, accepted: Accepted
    ) -> None:
        """Answer in one of the accepted media types, a stream where it is a subscription or that alone is accepted."""
        media, only_reads = accepted.media or JSON, scope["method"] != "POST"
        try:
            identity, given = await self._asked(scope, headers, receive)
            after = event_stream.last_position(headers)
        except FangjiError as error:
            await _answer(send, refusal(error), media)
            return
        if accepted.streams and (accepted.media is None or self._subscribes(given)):
            stream = event_stream.EventStream(self.feed, given, identity, after, only_reads=only_reads)
            await stream.send(receive, send)
            return
        answer = await self.executor.execute(
            given.query,
            given.variables,
            given.operation_name,
            identity,
            only_reads=only_reads,
            position=given.position,
        )
        plain = media == JSON and answer.status == 400  # the older type: every well-formed request has status 200
        await _answer(send, Answer(200, answer.body) if plain else answer, media)

    async def _asked(
        self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive
    ) -> tuple[Identity, Parameters]:
        identity = await self.admit(_text(headers.get(b"authorization")), _address(scope))
        given = await self._parameters(scope, headers, receive)
        stated = _text(headers.get(b"x-fangji-position"))
        if stated is not None:
            given = replace(given, position=reads.position_of(stated))
        purpose = _text(headers.get(b"x-purpose"))
        return identity if purpose == identity.purpose else replace(identity, purpose=purpose), given

    def _subscribes(self, given: Parameters) -> bool:
        """Whether it is a valid subscription."""
        try:
            return is_subscription(self.executor.operation(given.query, given.operation_name))
        except (Refused, FangjiError):
            return False  # which the executor answers

    async def _parameters(self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive) -> Parameters:
        match scope["method"]:
            case "POST":
                return checked(_from_body(headers.get(b"content-type", b""), await _body(receive)), self.trusted)
            case "GET":
                return checked(_from_query(scope["query_string"]), self.trusted)
        raise MethodNotAllowed(f"{scope['method']} is not supported here; use POST, or GET for queries.")


def _address(scope: Scope) -> str | None:
    client = scope.get("client")
    return client[0] if client else None


_EXTRA = {401: ((b"www-authenticate", b"Bearer"),), 405: ((b"allow", b"GET, POST"),)}


def _text(header: bytes | None) -> str | None:
    return None if header is None else header.decode("latin-1")


def _wants_page(scope: Scope, headers: Mapping[bytes, bytes]) -> bool:
    asks = b"query=" in scope["query_string"] or b"documentId=" in scope["query_string"]
    return b"text/html" in headers.get(b"accept", b"") and not asks


async def _body(receive: Receive) -> bytes:
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _read(receive)
    except TimeoutError:
        raise BodyTooSlow(f"The body did not arrive within {BODY_SECONDS:.0f} seconds; send it again.") from None


async def _read(receive: Receive) -> bytes:
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return _bounded(body)
    parts = bytearray(body)
    while message.get("more_body"):
        message = await receive()
        parts += message.get("body", b"")
        _bounded(parts)
    return bytes(parts)


def _bounded(body: B) -> B:
    if len(body) > LARGEST_BODY:
        raise BodyTooLarge(
            f"The body is larger than {LARGEST_BODY} bytes; send less, or in several requests.", field="body"
        )
    return body


def _from_body(content_type: bytes, body: bytes) -> Mapping[str, Any]:
    media = content_type.split(b";")[0].strip().lower()
    if media != JSON:
        shown = media.decode("latin-1")[:60] or "nothing"
        raise UnsupportedMediaType(f"The Content-Type must be application/json, not {shown}.", field="Content-Type")
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise RequestError(f"The body is not JSON ({error}).", field="body") from None
    if not isinstance(given, dict):
        raise RequestError(
            "The body must be one JSON object with the member query; batches are not supported.", field="body"
        )
    return given


def _from_query(query_string: bytes) -> Mapping[str, Any]:
    given: dict[str, Any] = dict(parse_qsl(query_string.decode("latin-1")))
    return {**given, **{name: _json_parameter(given, name) for name in ("variables", "extensions")}}


def _json_parameter(given: Mapping[str, str], name: str) -> object:
    if not given.get(name):
        return None
    try:
        return orjson.loads(given[name])
    except orjson.JSONDecodeError as error:
        raise RequestError(f"The parameter {name} is not JSON ({error}).", field=name) from None


async def _answer(send: Send, answer: Answer, media: bytes) -> None:
    await _send(send, answer, media + UTF8, (*_EXTRA.get(answer.status, ()), *answer.headers))


async def _send(send: Send, answer: Answer, media: bytes, more: tuple[tuple[bytes, bytes], ...] = ()) -> None:
    headers = [(b"content-type", media), (b"content-length", str(len(answer.body)).encode()), *more]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
