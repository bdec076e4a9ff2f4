"""Fixtures of the intake's tests."""

from __future__ import annotations

from pathlib import Path

import asyncpg
import pytest

from registry.intake.engine import Parts
from tests.registry.intake import imports


@pytest.fixture
async def parts(pool: asyncpg.Pool, database: str, tmp_path: Path) -> Parts:
    """The parts of an import on a fresh database."""
    return await imports.parts(pool, database, tmp_path)
