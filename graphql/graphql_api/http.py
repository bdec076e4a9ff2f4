"""GraphQL over HTTP: requests by GET and POST, media types and status codes as the specification has them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import orjson
from starlette.types import Receive, Scope, Send

from aggregates.errors import FangjiError
from graphql_api import page
from graphql_api.errors import RequestError, TooLarge
from graphql_api.executor import Answer, Executor, failed
from graphql_api.identity import Identity
from graphql_api.trusted import Trusted

RESPONSE = b"application/graphql-response+json"
JSON = b"application/json"
UTF8 = b"; charset=utf-8"
LARGEST_BODY = 1_000_000
BODY_SECONDS = 15.0
"""For a body to arrive in."""

Admit = Callable[[str | None, str | None], Awaitable[Identity]]
"""The identity behind an ``Authorization`` header, sent from that address.

Raises a FangjiError whose code is UNAUTHENTICATED, or one that says why nobody is let in now.
"""

B = TypeVar("B", bytes, bytearray)

Presets = Callable[[], Mapping[str, str]]
"""Tokens to offer in the query page, by a name for each."""


class NotAcceptable(RequestError):
    """No media type of ours is wanted."""

    code = "NOT_ACCEPTABLE"
    status = 406


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


@dataclass(frozen=True, slots=True)
class Parameters:
    """A GraphQL request."""

    query: str
    variables: Mapping[str, Any]
    operation_name: str | None


class GraphQL:
    """The ASGI application of ``/graphql``.

    ``Route("/graphql", GraphQL(executor, admit))`` in Starlette. A browser that asks for HTML gets the query page,
    with the tokens that ``presets`` offers. ``trusted`` are the documents that a request may name by id.
    """

    def __init__(
        self, executor: Executor, admit: Admit, presets: Presets = dict, trusted: Trusted | None = None
    ) -> None:
        self.executor, self.admit, self.presets = executor, admit, presets
        self.trusted = trusted or Trusted()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        if scope["method"] in ("GET", "HEAD") and _wants_page(scope, headers):
            body, media = page.render(self.presets()), b"text/html; charset=utf-8"
            await _send(send, Answer(200, body), media, page.security())
            return
        try:
            media = _media_type(headers.get(b"accept", b""))
        except NotAcceptable as error:
            await _send(send, failed(error, status=406), JSON + UTF8)
            return
        answer = await self._answer(scope, headers, receive, plain=media == JSON)
        await _send(send, answer, media + UTF8, (*_EXTRA.get(answer.status, ()), *answer.headers))

    async def _answer(self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive, *, plain: bool) -> Answer:
        """The answer; ``plain``: of the older media type, in which every well-formed request has status 200."""
        try:
            identity = await self.admit(_text(headers.get(b"authorization")), _address(scope))
            given = await self._parameters(scope, headers, receive)
            identity = replace(identity, purpose=_text(headers.get(b"x-purpose")))
        except FangjiError as error:
            return failed(error, status=getattr(error, "status", 401 if error.code == "UNAUTHENTICATED" else 400))
        answer = await self.executor.execute(
            given.query, given.variables, given.operation_name, identity, only_reads=scope["method"] != "POST"
        )
        return Answer(200, answer.body) if plain and answer.status == 400 else answer

    async def _parameters(self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive) -> Parameters:
        match scope["method"]:
            case "POST":
                return self._checked(_from_body(headers.get(b"content-type", b""), await _body(receive)))
            case "GET":
                return self._checked(_from_query(scope["query_string"]))
        raise MethodNotAllowed(f"{scope['method']} is not supported here; use POST, or GET for queries.")

    def _checked(self, given: Mapping[str, Any]) -> Parameters:
        for name in ("variables", "extensions"):
            if not isinstance(given.get(name), dict | None):
                raise RequestError(f"{name} must be a JSON object.", field=name)
        operation_name = given.get("operationName")
        if not isinstance(operation_name, str | None):
            raise RequestError("operationName must be a string.", field="operationName")
        text = self.trusted.text(given.get("query"), given.get("documentId"))
        return Parameters(text, given.get("variables") or {}, operation_name)


def _address(scope: Scope) -> str | None:
    client = scope.get("client")
    return client[0] if client else None


_EXTRA = {401: ((b"www-authenticate", b"Bearer"),), 405: ((b"allow", b"GET, POST"),)}


def _text(header: bytes | None) -> str | None:
    return None if header is None else header.decode("latin-1")


def _wants_page(scope: Scope, headers: Mapping[bytes, bytes]) -> bool:
    asks = b"query=" in scope["query_string"] or b"documentId=" in scope["query_string"]
    return b"text/html" in headers.get(b"accept", b"") and not asks


def _media_type(accept: bytes) -> bytes:
    """The media type to answer in: the older one unless the newer is named, as the specification has it."""
    if not accept:
        return JSON
    wanted = dict(map(_wanted, accept.lower().split(b",")))
    newer, older = wanted.get(RESPONSE, 0.0), max(wanted.get(one, 0.0) for one in (JSON, b"application/*", b"*/*"))
    if newer or older:
        return RESPONSE if newer >= older else JSON
    raise NotAcceptable(
        "Answers are application/graphql-response+json or application/json; accept one of them.", field="Accept"
    )


def _wanted(part: bytes) -> tuple[bytes, float]:
    """One entry of ``Accept``: the media type and its quality; 1 where none is given or it is no number."""
    media, *parameters = (one.strip() for one in part.split(b";"))
    quality = next((one[2:] for one in parameters if one.startswith(b"q=")), b"1")
    return media, float(quality) if _QUALITY.fullmatch(quality) else 1.0


_QUALITY = re.compile(rb"[01](\.\d{0,3})?")


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


async def _send(send: Send, answer: Answer, media: bytes, more: tuple[tuple[bytes, bytes], ...] = ()) -> None:
    headers = [(b"content-type", media), (b"content-length", str(len(answer.body)).encode()), *more]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
