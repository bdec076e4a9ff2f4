"""Engines on a real OpenSearch whose indexes are one test's, and requests past them."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import AsyncIterator
from typing import Any

from search.opensearch.client import Client
from search.opensearch.engine import OpenSearchEngine


@contextlib.asynccontextmanager
async def opened(*nodes: str, **options: Any) -> AsyncIterator[OpenSearchEngine]:
    """A prepared engine with an empty index of its own, which goes at the end."""
    name = f"test-{uuid.uuid4().hex[:12]}"
    engine = OpenSearchEngine(nodes, name, **options)
    try:
        await engine.prepare()
        yield engine
    finally:
        await engine.close()
        await remove(nodes[0], name)


async def remove(url: str, name: str) -> None:
    """Deletes all that an engine made."""
    async with client(url) as direct:
        found = await direct.call("GET", f"/{name}-*/_alias")
        for index in found:
            await direct.call("DELETE", f"/{index}", ignore_unavailable=True)
        await direct.call("DELETE", f"/_index_template/{name}")


@contextlib.asynccontextmanager
async def client(*nodes: str) -> AsyncIterator[Client]:
    """Requests to a cluster."""
    direct = Client(nodes)
    try:
        yield direct
    finally:
        await direct.close()
