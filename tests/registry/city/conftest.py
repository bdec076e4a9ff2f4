"""The demo's city is generated once for all tests of this folder that read it."""

from collections.abc import Iterator

import pytest

from tests.registry.city import court


@pytest.fixture(scope="package", autouse=True)
def _forgotten() -> Iterator[None]:
    yield
    court.demo_parts.cache_clear()
