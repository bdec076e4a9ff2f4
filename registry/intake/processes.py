"""Orders carried out here, or in further processes whose messages come back as frames."""

from __future__ import annotations

import asyncio
import gc
import os
import pickle
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from aggregates import errors, sealed
from aggregates.catalogue import Catalogue
from registry import garbage
from registry.intake import worker
from registry.intake.sources import SourceError
from registry.intake.worker import Commission, Failed, Handler, Message, Order


@dataclass(frozen=True, slots=True)
class Here:
    """Carries orders out in this process, one after the other, each on a connection of its own."""

    pool: asyncpg.Pool
    catalogue: Catalogue
    keys: sealed.KeyStore | None = None

    async def carry_out(self, orders: Sequence[Order], handler: Handler) -> None:
        """Do what the orders say; ``handler`` gets every message."""
        for order in orders:
            async with self.pool.acquire() as connection:
                await worker.carry_out(order, connection, handler, self.catalogue, self.keys)


@dataclass(frozen=True, slots=True)
class Apart:
    """Carries each order out in a process of its own, all at once. They end with this one, however it ends."""

    url: str
    key_file: Path | None = None

    async def carry_out(self, orders: Sequence[Order], handler: Handler) -> None:
        """Do what the orders say; ``handler`` gets every message, one at a time.

        Raises:
            FangjiError: what a process raised; the others are ended.
        """
        turn = asyncio.Lock()
        tasks = [asyncio.create_task(self._one(order, handler, turn)) for order in orders]
        with garbage.collected_by_hand():
            try:
                await asyncio.gather(*tasks)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    async def _one(self, order: Order, handler: Handler, turn: asyncio.Lock) -> None:
        process = await _start(Commission(self.url, order, self.key_file))
        try:
            while (message := await _read_frame(process)) is not None:
                async with turn:
                    await handler(message)
                    gc.collect(0)
            if await process.wait():
                raise errors.FangjiError(
                    f"The second process ended with code {process.returncode}; import again to go on."
                )
        finally:
            await _end(process)


READ_AHEAD = 16 << 20
"""Bytes that a process may be ahead: a batch or two."""


async def _start(commission: Commission) -> asyncio.subprocess.Process:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", f"from {worker.__name__} import main; main()"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=environment,
        limit=READ_AHEAD,
    )
    assert process.stdin is not None
    process.stdin.write(pickle.dumps(commission))
    await process.stdin.drain()
    process.stdin.close()
    return process


async def _read_frame(process: asyncio.subprocess.Process) -> Message | None:
    """The next message; None at the end. Raises what the process reports as failed."""
    assert process.stdout is not None
    try:
        length = await process.stdout.readexactly(worker.LENGTH)
        message: Message = pickle.loads(await process.stdout.readexactly(int.from_bytes(length, "big")))
    except asyncio.IncompleteReadError:
        return None
    if isinstance(message, Failed):
        raise _error(message)
    return message


def _error(failed: Failed) -> errors.FangjiError:
    error = errors.FangjiError(failed.message, field=failed.field)
    if failed.field == "files":
        error = SourceError(failed.message, field=failed.field)
    error.code = failed.code
    return error


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()
