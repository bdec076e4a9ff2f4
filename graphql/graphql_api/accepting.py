"""``Accept``: in which media types a request may be answered."""

from __future__ import annotations

import re
from dataclasses import dataclass

from graphql_api.errors import NotAcceptable

RESPONSE = b"application/graphql-response+json"
JSON = b"application/json"
EVENTS = b"text/event-stream"


@dataclass(frozen=True, slots=True)
class Accepted:
    """``media`` is the type of a single answer, None where only a stream will do; ``streams``: a stream will do."""

    media: bytes | None
    streams: bool = False


def read(accept: bytes) -> Accepted:
    """What a header accepts; NotAcceptable where that is nothing of ours.

    A single answer is of the older media type unless the newer is named, as the specification has it.
    """
    if not accept:
        return Accepted(JSON)
    wanted = dict(map(_wanted, accept.lower().split(b",")))
    newer, older = wanted.get(RESPONSE, 0.0), max(wanted.get(one, 0.0) for one in (JSON, b"application/*", b"*/*"))
    streams = wanted.get(EVENTS, 0.0)
    if not (newer or older or streams):
        raise NotAcceptable(
            "Answers are application/graphql-response+json, application/json or text/event-stream; accept one of them.",
            field="Accept",
        )
    if streams > max(newer, older):
        return Accepted(None, streams=True)
    return Accepted(RESPONSE if newer >= older else JSON, streams=streams > 0)


def _wanted(part: bytes) -> tuple[bytes, float]:
    """One entry: the media type and its quality; 1 where none is given or it is no number."""
    media, *parameters = (one.strip() for one in part.split(b";"))
    quality = next((one[2:] for one in parameters if one.startswith(b"q=")), b"1")
    return media, float(quality) if _QUALITY.fullmatch(quality) else 1.0


_QUALITY = re.compile(rb"[01](\.\d{0,3})?")
