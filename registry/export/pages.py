"""Pages of an export: how far each one reaches, and the next one fetched while the last one is written."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from aggregates import errors

ROWS = 500
"""Rows of a page: the most that one question of GraphQL may ask for."""

Record = Mapping[str, Any]


class Behind(errors.FangjiError):
    """The database that answers has not got as far as the export reaches."""

    code = "REPLICA_BEHIND"


@dataclass(frozen=True, slots=True)
class Page:
    """Records in their order; ``done`` counts what of the whole has been gone through with it."""

    records: list[Record]
    done: int


def check(reflected: int, upper: int) -> None:
    """Raise where a page does not reflect what the first one did: replicas that take turns may lag apart."""
    if reflected < upper:
        raise Behind(
            f"The database reflected position {upper} at first and now {reflected}; read one replica, "
            "or unset DATABASE_READ_URL."
        )


async def ahead(pages: AsyncIterator[Page]) -> AsyncGenerator[Page, None]:
    """The same pages; each is fetched while the one before it is in use."""
    coming = _next(pages)
    try:
        while (page := await coming) is not None:
            coming = _next(pages)
            yield page
    finally:
        coming.cancel()
        await asyncio.gather(coming, return_exceptions=True)


def _next(pages: AsyncIterator[Page]) -> asyncio.Task[Page | None]:
    async def fetched() -> Page | None:
        return await anext(pages, None)

    return asyncio.create_task(fetched())
