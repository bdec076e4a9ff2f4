"""Cursors: where a page ended, bound to the question that it was a page of."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable

import orjson

from search.query import InvalidSearch, Query

MOST_A_PAGE = 200
_FOREIGN = "after is no cursor of this question; take one from an answer to the same text, filters, sort and reader."


def digest(query: Query) -> str:
    """Names the question, whichever page of it is asked for.

    Without the persons whom it was found to name: who they are follows from the text, and a reader could tell from a
    cursor that somebody is named of whom it is shown nothing.
    """
    sight = query.sight
    divisions = None if sight.divisions is None else sorted(map(str, sight.divisions))
    asked = (
        query.text,
        (sight.exposure.name, divisions),
        sorted(query.kinds),
        sorted((facet.value, sorted(values)) for facet, values in query.filters.items()),
        query.sort.value,
    )
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16]


def encoder(query: Query) -> Callable[[list[object]], str]:
    """What makes cursors for places in the answers to a question; a place is the engine's own."""
    of = digest(query)
    return lambda place: base64.urlsafe_b64encode(orjson.dumps([of, *place])).decode().rstrip("=")


def decode(query: Query) -> list[object] | None:
    """The place of the question's cursor, None without one; InvalidSearch where it is another question's."""
    if query.after is None:
        return None
    try:
        padded = query.after.encode("ascii") + b"=" * (-len(query.after) % 4)
        said = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError) as error:
        raise InvalidSearch(_FOREIGN, field="after") from error
    if not isinstance(said, list) or said[:1] != [digest(query)]:
        raise InvalidSearch(_FOREIGN, field="after")
    return said[1:]


def check_page(query: Query) -> None:
    """InvalidSearch for a page of no or of too many hits."""
    if not 1 <= query.first <= MOST_A_PAGE:
        raise InvalidSearch(f"first is {query.first}; a page has 1 to {MOST_A_PAGE} hits.", field="first")
