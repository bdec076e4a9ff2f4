"""A ledger on a fresh database."""

import asyncpg
import pytest

from registry.ledger.ledger import Ledger
from tests.registry.ledger import samples


@pytest.fixture
async def ledger(pool: asyncpg.Pool) -> Ledger:
    """An empty ledger with the shipped catalogue."""
    return await Ledger.open(pool, samples.ORIGIN)
