"""A proxy of bytes between two that talk, which can be slow, and can cut connections at a random byte."""

from __future__ import annotations

import asyncio
import contextlib
import random
import sys
from collections.abc import AsyncIterator

from tests import ports

CHUNK = 1 << 16


class Proxy:
    """Listens on a port of loopback and hands over to ``target``: the path of a Unix socket, or a port of loopback.

    ``delay`` are seconds that each piece waits. Where ``budget`` is set, each connection is cut after a random number
    of bytes up to it, both ways together. Both may be changed while it runs.
    """

    def __init__(self, target: str | int, rng: random.Random) -> None:
        self.target, self.delay, self.budget, self.cuts = target, 0.0, 0, 0
        self._rng = rng
        self.port = ports.free()
        self._open: set[asyncio.Task[None]] = set()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """It listens until the context ends, which cuts what is open."""
        server = await asyncio.start_server(self._accept, "127.0.0.1", self.port, limit=CHUNK)
        try:
            yield
        finally:
            server.close()
            for task in self._open:
                task.cancel()
            await asyncio.gather(*self._open, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            await self._serve(reader, writer)
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            self._open.discard(task)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            behind, ahead = await self._connect()
        except OSError:  # nobody listens there now, which the caller is to see
            writer.transport.abort()
            return
        left = _Left(self)
        ways = [asyncio.create_task(left.carry(reader, ahead)), asyncio.create_task(left.carry(behind, writer))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_EXCEPTION)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            for one in (writer, ahead):
                one.transport.abort() if left.cut else one.close()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self.target, str):
            return await asyncio.open_unix_connection(self.target, limit=CHUNK)
        return await asyncio.open_connection("127.0.0.1", self.target, limit=CHUNK)

    def draw(self) -> int:
        """After how many bytes a connection is cut, if it is."""
        return self._rng.randint(1, self.budget) if self.budget else sys.maxsize


class _Left:
    """What one connection may still carry, both ways together."""

    def __init__(self, proxy: Proxy) -> None:
        self.proxy, self.cut = proxy, False
        self._budget, self._bytes = proxy.budget, proxy.draw()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hand over until one side ends or the connection is cut; either raises ConnectionError."""
        while data := await reader.read(CHUNK):
            if self.proxy.delay:
                await asyncio.sleep(self.proxy.delay)
            writer.write(data[: self._take(len(data))])
            await writer.drain()
            if self.cut:
                self.proxy.cuts += 1
                raise ConnectionAbortedError
        raise ConnectionResetError

    def _take(self, wanted: int) -> int:
        """How many of so many bytes still pass."""
        if self._budget != self.proxy.budget:  # connections that were open before are cut too
            self._budget, self._bytes = self.proxy.budget, self.proxy.draw()
        taken = min(wanted, self._bytes)
        self._bytes -= taken
        self.cut = taken < wanted
        return taken
