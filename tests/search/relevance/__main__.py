"""`python -m tests.search.relevance`: write the documents of the demo city anew, after the city itself changed."""

from __future__ import annotations

import asyncio
import pathlib
import tempfile

from registry import database as connections
from tests import servers
from tests.search.relevance import corpus, loaded


async def write(folder: pathlib.Path) -> None:
    """Load the city into a server of its own and keep what is kept of it."""
    url = await servers.start(folder)
    async with servers.fresh_database(folder, url) as database:
        pool = await connections.open_pool(database, name="relevance", most=6)
        try:
            corpus.write(one for one in await loaded.documents(pool, folder) if corpus.is_kept(one))
        finally:
            await pool.close()


with tempfile.TemporaryDirectory(prefix="fangji-", dir="/tmp") as made:
    try:
        asyncio.run(write(pathlib.Path(made)))
    finally:
        servers.server(pathlib.Path(made)).stop()
