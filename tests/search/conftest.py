"""Fixtures: a town that is founded once, copied for each test that asks."""

from __future__ import annotations

import pathlib
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.search import town as towns


@pytest.fixture(scope="session")
def town_template(server_folder: pathlib.Path, server_url: str) -> Iterator[str]:
    """The name of the database with the town."""
    with towns.founded(server_folder, server_url) as name:
        yield name


@pytest.fixture
async def town(server_folder: pathlib.Path, server_url: str, town_template: str) -> AsyncIterator[towns.Town]:
    """A town of one's own."""
    async with towns.copied(server_folder, server_url, town_template) as found:
        yield found
