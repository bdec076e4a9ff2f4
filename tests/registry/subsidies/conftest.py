"""An office for each test."""

import asyncio
import pathlib
from collections.abc import AsyncIterator

import asyncpg
import pytest

from projections import projector
from tests.registry.desk import office as offices
from tests.registry.subsidies import bureau


@pytest.fixture
async def office(pool: asyncpg.Pool, tmp_path: pathlib.Path) -> AsyncIterator[bureau.Bureau]:
    """A district with 30 households whose market-rent subsidy stands from March 2026 on."""
    stop = asyncio.Event()
    office = await offices.open_office(pool, tmp_path)
    following = asyncio.create_task(projector.Projector(pool, lambda: offices.TODAY).run(stop))
    yield await bureau.opened(office)
    stop.set()
    await following
    await office.ledger.close()
