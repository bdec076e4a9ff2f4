"""Personal data in answers: masked, or in clear for a stated purpose, once its disclosure is on record.

A statement never holds clear text. Where a reader may have it, the statement answers what opening takes, under a name
that no response key can have; the texts take its place after all of them were disclosed at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

import orjson

from aggregates.exposure import Exposure
from graphql_api.compiler import Compiler, Row
from graphql_api.errors import RequestError
from graphql_api.identity import Identity
from projections import names

MARK = "$sealed"


class UnknownPurpose(RequestError):
    """The purpose that a request states is in no policy that holds for its reader."""

    code = "UNKNOWN_PURPOSE"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed value that was selected: the envelope at ``path`` of ``event``, about a ``subject``."""

    envelope: Mapping[str, str]
    event: UUID
    path: str
    subject: UUID


class Opener(Protocol):
    """Opens sealed values, and records who was shown what."""

    async def check(self, identity: Identity) -> None:
        """Raise UnknownPurpose unless a policy that holds for this reader has the stated purpose."""

    async def open(self, values: Sequence[Sealed], identity: Identity, operation: str | None) -> Sequence[str | None]:
        """The texts in the same order, "(erased)" where the key is shredded; their disclosure is committed before.

        Raises:
            Unavailable: the disclosure cannot be committed, so nothing may be shown.
        """


def personal(compiler: Compiler, row: Row, column: str) -> str:
    """The SQL of a sealed column of a row that knows its subject: null, masked or "(erased)", or what opening takes."""
    identity = compiler.identity
    if not identity.sees(Exposure.PERSONAL):
        return "null::text"
    sealed, mask = row.column(column), compiler.statement.alias()
    found = f"from access.mask {mask} where {mask}.ref = {sealed} ->> 'ref' and {mask}.nonce = {sealed} ->> 'nonce'"
    if not identity.opens:
        return f"(select {mask}.masked {found})"
    compiler.opens = True
    place = f"'event', {mask}.event, 'path', {mask}.path, 'subject', {row.column('subject')}"
    return f"(select json_build_object({names.literal(MARK)}, {sealed}, {place}) {found})"


async def opened(data: bytes, opener: Opener, identity: Identity, operation: str | None) -> bytes:
    """The answer with clear texts in the places of sealed values."""
    answer = orjson.loads(data)
    places = list(_places(answer))
    if not places:
        return data
    values = [_sealed(holder[key]) for holder, key in places]
    for (holder, key), text in zip(places, await opener.open(values, identity, operation), strict=True):
        holder[key] = text
    return orjson.dumps(answer)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a sealed value within an answer: an object and the key in it."""
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(item, dict) and MARK in item:
                yield value, key
            else:
                yield from _places(item)


def _sealed(told: Mapping[str, Any]) -> Sealed:
    return Sealed(told[MARK], UUID(told["event"]), told["path"], UUID(told["subject"]))
