"""The work that a second process does: parsing into the staging table, and assembling batches out of it.

The process takes one pickled commission on standard input and answers frames on standard output: eight bytes of length,
then a pickled message. It ends when its reader is gone, so that no killed import leaves it behind.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import os
import pickle
import queue
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import asyncpg

from aggregates import errors, sealed
from aggregates.catalogue import CATALOGUE, Catalogue
from registry import database, garbage
from registry.intake import profiles
from registry.intake.assembly import Assembler, Batch, Task
from registry.intake.overlay import Overlay
from registry.intake.parsing import Parser, Record
from registry.intake.profile import Row
from registry.intake.sources import Source
from registry.intake.staging import Connection, Staging
from registry.ledger import carrying
from registry.ledger.kek import FileKeys
from registry.ledger.keys import PostgresKeys

PROGRESS_ROWS = 2000
LENGTH = 8


@dataclass(frozen=True, slots=True)
class Parse:
    """An order: parse one share of ``workers`` of a delivery into a staging table.

    ``overlay``: corrected cells. ``alone``: rows that are read instead of files. ``tell``: skipped rows are staged too.
    """

    module: str
    stage: str
    delivered: Sequence[Source]
    worker: int = 0
    workers: int = 1
    digest_key: bytes | None = None
    overlay: Overlay = field(default_factory=dict)
    alone: Sequence[Row] = ()
    tell: bool = False


@dataclass(frozen=True, slots=True)
class Assemble:
    """An order: assemble the batches of a staging table."""

    module: str
    stage: str
    task: Task


Order = Parse | Assemble


@dataclass(frozen=True, slots=True)
class Progress:
    """So many more rows are parsed."""

    rows: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """All files are parsed: data rows, those skipped by reason, files passed over, whether rows have no natural key.

    ``unknown_columns`` as in :class:`registry.intake.accounting.Counts`.
    """

    rows: int
    skipped: Counter[str]
    passed_over: Sequence[str]
    unnamed: bool
    unknown_columns: Counter[str]


def together(parsed: Sequence[Parsed]) -> Parsed:
    """What several workers parsed, as one."""
    skipped: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    for one in parsed:
        skipped.update(one.skipped)
        unknown.update(one.unknown_columns)
    passed_over = sorted({file for one in parsed for file in one.passed_over})
    return Parsed(sum(p.rows for p in parsed), skipped, passed_over, any(p.unnamed for p in parsed), unknown)


@dataclass(frozen=True, slots=True)
class Failed:
    """An error on purpose; anything else comes with its traceback in the message."""

    message: str
    code: str
    field: str | None = None


Message = Progress | Parsed | Batch | Failed
Handler = Callable[[Message], Awaitable[None]]


async def carry_out(
    order: Order,
    connection: Connection,
    handler: Handler,
    catalogue: Catalogue,
    keys: sealed.KeyStore | None = None,
) -> None:
    """Do what the order says, handing each message to ``handler`` as it comes."""
    with garbage.collected_by_hand():
        if isinstance(order, Assemble):
            await _assemble(order, connection, handler, catalogue, keys)
        else:
            await _parse(order, connection, handler)


async def _assemble(
    order: Assemble, connection: Connection, handler: Handler, catalogue: Catalogue, keys: sealed.KeyStore | None
) -> None:
    assembler = Assembler(connection, profiles.load(order.module), catalogue, order.task, keys)
    async for batch in assembler.batches(Staging(order.stage).groups(connection, order.task.after)):
        await handler(batch)
        del batch
        gc.collect(0)


async def _parse(order: Parse, connection: Connection, handler: Handler) -> None:
    profile, staging = profiles.load(order.module), Staging(order.stage)
    share = order.worker, order.workers
    parser = Parser(profile, order.delivered, *share, order.digest_key, order.overlay, order.alone, order.tell)
    records = parser.records()
    while chunk := _chunk(records):
        await staging.copy(connection, chunk)
        await handler(Progress(len(chunk)))
        gc.collect(0)
    told = parser.skipped, parser.passed_over, parser.unnamed, parser.unknown_columns
    await handler(Parsed(parser.rows, *told))


def _chunk(records: Iterator[Record]) -> list[Record]:
    return list(itertools.islice(records, PROGRESS_ROWS))


@dataclass(frozen=True, slots=True)
class Commission:
    """An order with what a process of its own needs to carry it out."""

    url: str
    order: Order
    key_file: Path | None = None


class Frames:
    """Writes frames in a thread of its own, at most two ahead, so that a reader who is busy stops nobody."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._waiting: queue.Queue[bytes | None] = queue.Queue(maxsize=2)
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._thread.start()

    def send(self, message: object) -> None:
        """Hand one message over; waits while two others are on their way."""
        self._waiting.put(carrying.pickled(message))

    def close(self) -> None:
        """Wait until everything is written."""
        self._waiting.put(None)
        self._thread.join()

    def _write(self) -> None:
        try:
            while (frame := self._waiting.get()) is not None:
                self._stream.write(len(frame).to_bytes(LENGTH, "big") + frame)
                self._stream.flush()
        except BrokenPipeError:
            os._exit(1)  # nobody listens any more


def main() -> None:
    """Carry out the commission that stands on standard input."""
    commission = pickle.load(sys.stdin.buffer)
    frames = Frames(sys.stdout.buffer)
    sys.stdout = sys.stderr  # what libraries print must not break the frames
    try:
        asyncio.run(_carry_out(commission, frames))
    except errors.FangjiError as error:
        frames.send(Failed(error.message, error.code, error.field))
    except Exception:  # noqa: BLE001 - whatever it is, the first process reports it
        frames.send(Failed(f"The second process failed: {traceback.format_exc()}", "ERROR"))
    frames.close()


async def _carry_out(commission: Commission, frames: Frames) -> None:
    async def send(message: Message) -> None:
        frames.send(message)

    pool = await database.open_pool(commission.url, name="fangji import", most=2)
    async with pool, pool.acquire() as connection:
        await carry_out(commission.order, connection, send, CATALOGUE, _keys(pool, commission.key_file))


def _keys(pool: asyncpg.Pool, key_file: Path | None) -> sealed.KeyStore | None:
    return PostgresKeys(pool, FileKeys(key_file)) if key_file else None
