"""An office for each test."""

import pathlib
from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests import servers
from tests.registry.desk import office as offices


@pytest.fixture(scope="session")
def template() -> str:
    """Desks read the read model."""
    return servers.READABLE


@pytest.fixture
async def office(pool: asyncpg.Pool, tmp_path: pathlib.Path) -> AsyncIterator[offices.Office]:
    """An office with an empty ledger."""
    made = await offices.open_office(pool, tmp_path)
    yield made
    await made.ledger.close()
