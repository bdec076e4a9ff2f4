"""Asks a world as any reader, by the executor that the server has, purposes and disclosures included."""

from __future__ import annotations

import contextlib
import pathlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg

from aggregates.catalogue import CATALOGUE
from graphql_api import api, executor
from graphql_api.desk import Desk
from graphql_api.subsidy_runs import Runner
from registry import database
from registry.access import disclosing, purposes, searching
from registry.desk import policies
from registry.ledger import kek, keys, ledger
from registry.search import naming
from tests import looking
from tests.walk.arguments import addressed
from tests.walk.readers import Reader
from tests.walk.world import EAST, ORIGIN, TODAY, World

API = api.of(CATALOGUE)


@dataclass(frozen=True)
class Built:
    """A world, its database, and the folder of its keys."""

    url: str
    folder: pathlib.Path
    world: World


@dataclass(frozen=True)
class Asker:
    """Asks; whatever is answered is an answer, errors too."""

    world: World
    pool: asyncpg.Pool
    executor: executor.Executor

    async def ask(
        self, reader: Reader, text: str, variables: Mapping[str, Any] | None = None, district: str = EAST
    ) -> bytes:
        """The bytes of the answer; what a document does not name by variables is of a district."""
        text = addressed(text, self.world, district)
        return (await self.executor.execute(text, variables or {}, None, reader.identity)).body


@contextlib.asynccontextmanager
async def opened(built: Built, desk: Desk | None = None, runner: Runner | None = None) -> AsyncIterator[Asker]:
    """Connections to a world."""
    pool = await database.open_pool(built.url, name="walk", least=1, most=4, stateless=True, **executor.SERVER_SETTINGS)
    log = await ledger.Ledger.open(pool, ORIGIN)
    try:
        yield Asker(built.world, pool, _executor(built, pool, log, desk, runner))
    finally:
        await log.close()
        await pool.close()


def _executor(
    built: Built, pool: asyncpg.Pool, log: ledger.Ledger, desk: Desk | None, runner: Runner | None
) -> executor.Executor:
    store = keys.PostgresKeys(pool, kek.FileKeys(built.folder / "kek.json"))
    known = purposes.Purposes(policies.Book(log), lambda: TODAY)
    opener = disclosing.Disclosing(pool, store, known, lambda: None)
    searcher = searching.Searching(pool, store, known, lambda: None)
    sources = looking.sources(pool, ORIGIN, naming.Persons(pool, store, known, lambda: None))
    return executor.Executor(API, pool, lambda: TODAY, desk, opener, searcher, runner, sources=sources)
