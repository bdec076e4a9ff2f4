"""The proxy hands bytes over as they are, late where it is told to, and cuts connections after so many of them."""

from __future__ import annotations

import asyncio
import contextlib
import pathlib
import random
import time
from collections.abc import AsyncIterator

import pytest

from tests.chaos.proxy import Proxy

TEXT = bytes(range(256)) * 64


async def _echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(1000):
            writer.write(data)
            await writer.drain()
    writer.close()


@contextlib.asynccontextmanager
async def echoing(folder: pathlib.Path) -> AsyncIterator[Proxy]:
    """A proxy before a Unix socket that says everything back."""
    path = str(folder / "echo")
    async with await asyncio.start_unix_server(_echo, path):
        proxy = Proxy(path, random.Random(5))
        async with proxy.running():
            yield proxy


async def _said_back(proxy: Proxy) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    try:
        writer.write(TEXT)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            return await reader.readexactly(len(TEXT))
        return b""
    finally:
        writer.transport.abort()


async def test_bytes_pass_as_they_are(tmp_path: pathlib.Path) -> None:
    async with echoing(tmp_path) as proxy, asyncio.timeout(30):
        assert await _said_back(proxy) == TEXT
        assert proxy.cuts == 0


async def test_it_is_late_by_the_delay_each_way(tmp_path: pathlib.Path) -> None:
    async with echoing(tmp_path) as proxy, asyncio.timeout(30):
        proxy.delay, began = 0.05, time.monotonic()
        assert await _said_back(proxy) == TEXT
        assert time.monotonic() - began >= 0.1


async def test_it_cuts_within_the_budget_also_what_was_open_before(tmp_path: pathlib.Path) -> None:
    async with echoing(tmp_path) as proxy, asyncio.timeout(30):
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        writer.write(b"before")
        assert await reader.readexactly(6) == b"before"
        proxy.budget = 100
        writer.write(TEXT)
        with contextlib.suppress(ConnectionError):
            assert len(await reader.read()) <= 100
        writer.transport.abort()
        assert proxy.cuts == 1
        assert await _said_back(proxy) == b""
        proxy.budget = 0
        assert await _said_back(proxy) == TEXT


async def test_nobody_behind_it_is_a_lost_connection(tmp_path: pathlib.Path) -> None:
    proxy = Proxy(str(tmp_path / "nobody"), random.Random(5))
    async with proxy.running(), asyncio.timeout(30):
        reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await reader.readexactly(1)
        writer.close()
