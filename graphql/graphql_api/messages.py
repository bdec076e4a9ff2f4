"""The messages of graphql-transport-ws: what a client may send, what the server sends, and why a socket is closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

PROTOCOL = "graphql-transport-ws"
"""The sub-protocol of RFC 6455, specified at github.com/enisdenjo/graphql-ws, PROTOCOL.md."""

LONGEST_ID = 100
"""Characters of an operation's id."""
LONGEST_REASON = 123
"""Bytes of a reason, as RFC 6455 bounds them."""

GOING_AWAY, TRY_AGAIN = 1001, 1013
TOO_SLOW, TOO_MANY_REQUESTS = 4290, 4291
BAD_MESSAGE, NOT_ACKNOWLEDGED, FORBIDDEN, OTHER_PROTOCOL = 4400, 4401, 4403, 4406
NOT_INITIALISED, TAKEN, INITIALISED_TWICE, FAILED = 4408, 4409, 4429, 4500

CODES: Mapping[int, str] = {
    GOING_AWAY: "the server ends or starts anew: connect again",
    TRY_AGAIN: "the process has too many sockets, or nobody can tell now whether the token is good: try again later",
    TOO_SLOW: "the client did not read for ten seconds what it asked for: connect again, go on after the last position",
    TOO_MANY_REQUESTS: "too many requests of one account or address: try again later",
    BAD_MESSAGE: "a message is none of the protocol; the reason says which",
    NOT_ACKNOWLEDGED: "`subscribe` came before `connection_ack`",
    FORBIDDEN: "the token is not accepted or has expired: connect again with a new one",
    OTHER_PROTOCOL: "the client does not offer the sub-protocol `graphql-transport-ws`",
    NOT_INITIALISED: "no `connection_init` came within ten seconds",
    TAKEN: "the id of `subscribe` is that of an operation that goes on",
    INITIALISED_TWICE: "a second `connection_init` came",
    FAILED: "a defect; the server's log has it",
}
"""Why this server closes a socket, as docs/graphql.md has it."""


class Closed(Exception):
    """The socket has to be closed."""

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason.encode()[:LONGEST_REASON].decode(errors="ignore")


@dataclass(frozen=True, slots=True)
class Message:
    """What a client sent; ``id`` is empty and ``payload`` None where its type has none."""

    type: str
    id: str
    payload: Mapping[str, Any] | None


IDENTIFIED = frozenset({"subscribe", "complete"})
KNOWN = frozenset({"connection_init", "ping", "pong", *IDENTIFIED})


def read(text: str | None) -> Message:
    """A client's message, ``None`` where it was no text; raises Closed where it is none of the protocol."""
    if text is None:
        raise Closed(BAD_MESSAGE, "Messages are texts of JSON")
    try:
        given = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Closed(BAD_MESSAGE, "The message is not JSON") from None
    if not isinstance(given, dict) or not isinstance(given.get("type"), str):
        raise Closed(BAD_MESSAGE, "A message is an object with a type")
    if given["type"] not in KNOWN:
        raise Closed(BAD_MESSAGE, "No client sends messages of that type")
    if not isinstance(given.get("payload"), dict | None):
        raise Closed(BAD_MESSAGE, "The payload must be an object")
    if given["type"] == "subscribe":
        _check_request(given.get("payload"))
    return Message(given["type"], _id(given), given.get("payload"))


def _id(given: Mapping[str, Any]) -> str:
    if given["type"] not in IDENTIFIED:
        return ""
    found = given.get("id")
    if not isinstance(found, str) or not 0 < len(found) <= LONGEST_ID:
        raise Closed(BAD_MESSAGE, f"The id must be a text of 1 to {LONGEST_ID} characters")
    return found


def _check_request(payload: Mapping[str, Any] | None) -> None:
    """Raise Closed where a payload of ``subscribe`` has not the shape of a request."""
    if payload is None:
        raise Closed(BAD_MESSAGE, "subscribe needs a payload")
    if not any(isinstance(payload.get(name), str) for name in ("query", "documentId")):
        raise Closed(BAD_MESSAGE, "The payload needs query, a text, or documentId")
    for name, kind, words in (("operationName", str, "a text"), ("variables", dict, "an object")):
        if not isinstance(payload.get(name), kind | None):
            raise Closed(BAD_MESSAGE, f"{name} must be {words}")


def plain(type_: str, payload: Mapping[str, Any] | None = None) -> str:
    """``connection_ack``, ``ping`` or ``pong``."""
    return orjson.dumps({"type": type_} if payload is None else {"type": type_, "payload": payload}).decode()


def following(id_: str, result: bytes) -> str:
    """``next`` with an execution result."""
    return f'{{"id":{orjson.dumps(id_).decode()},"type":"next","payload":{result.decode()}}}'


def complete(id_: str) -> str:
    """The operation has come to its end."""
    return orjson.dumps({"id": id_, "type": "complete"}).decode()


def error(id_: str, errors: object) -> str:
    """The operation was refused; nothing more comes of it."""
    return orjson.dumps({"id": id_, "type": "error", "payload": errors}).decode()
