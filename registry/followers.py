"""What follows the ledger, in parts of which each may have a process of its own: of all that run one leads."""

from __future__ import annotations

import asyncio
import contextlib
import enum
import functools
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from aggregates import errors
from registry import tracing, wiring
from registry.settings import Settings

log = logging.getLogger(__name__)

Run = Callable[[asyncio.Event], Awaitable[None]]


class Part(enum.StrEnum):
    """``LEDGER``: the projector, the review, the monitoring of purchases, the masker, the keeper of grams, the
    checkpoints. ``SEARCH``: the keepers of search indexes, whose work on a text nobody else should wait for."""

    LEDGER = "ledger"
    SEARCH = "search"


ALL = tuple(Part)


def _of(registry: wiring.Registry, part: Part) -> dict[str, Run]:
    if part is Part.SEARCH:
        return {one.name: one.run for one in registry.indexers()}
    return {
        "projector": registry.projector().run,
        "review": registry.reviewer().run,
        "acquisitions": registry.monitor().run,
        "masks": registry.masker().run,
        "grams": registry.grams().run,
        "checkpoints": functools.partial(_sign, registry),
    }


@contextlib.asynccontextmanager
async def running(registry: wiring.Registry, parts: Sequence[Part] = ALL) -> AsyncIterator[None]:
    """They run until the context ends."""
    stop = asyncio.Event()
    found = {name: run for part in parts for name, run in _of(registry, part).items()}
    tasks = [asyncio.create_task(_follow(name, run, stop)) for name, run in found.items()]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*tasks)


async def run(configured: Settings, parts: Sequence[Part], told: asyncio.Event) -> None:
    """They run, in this process alone, until ``told``; none of them reads a replica."""
    alone = configured.model_copy(update={"database_read_url": None})
    async with tracing.sending(alone), wiring.opened(alone) as registry, running(registry, parts):
        await told.wait()


async def _sign(registry: wiring.Registry, stop: asyncio.Event) -> None:
    """The checkpoints, whose key may turn out unusable: that is told, and everything else goes on."""
    await registry.checkpointer().run(stop)


async def _follow(name: str, run: Run, stop: asyncio.Event) -> None:
    """A follower, whose end never takes the others along: reads go on, and /ready tells how late they are."""
    try:
        await run(stop)
    except errors.FangjiError as error:
        log.error("the %s stopped: %s", name, error)
    except Exception:
        log.exception("the %s stopped", name)
