"""The demo city in a registry, by the way that it takes in: its documents as the search index gets them."""

from __future__ import annotations

import datetime
import pathlib

import asyncpg

from projections import ddl, projector
from projections.applying import Applier
from registry.city import loading
from registry.cli import demo
from registry.ledger import kek, keys, ledger
from search import reading
from search.document import Document

TODAY = datetime.date(2026, 6, 1)
SLICE = 1_000


async def documents(pool: asyncpg.Pool, folder: pathlib.Path) -> list[Document]:
    """Fill an empty, migrated database with the city, which takes a minute or two, and read every document."""
    log = await ledger.Ledger.open(pool, "fangji/test")
    await loading.load(demo.CITY, log, keys.PostgresKeys(pool, kek.FileKeys(folder / "kek.json")))
    await log.close()
    async with pool.acquire() as connection:
        await ddl.ensure(connection)
        await projector.catch_up(connection, Applier(), TODAY)
        subjects = [row[0] for row in await connection.fetch("select subject from read.subject order by subject")]
        read: list[Document] = []
        for at in range(0, len(subjects), SLICE):
            read += (await reading.read(connection, subjects[at : at + SLICE])).documents
    return read
