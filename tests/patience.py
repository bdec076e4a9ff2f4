"""Waits for what must come, however slow or busy the machine is."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

SECONDS = 120.0
"""How long it may take before a test fails: no promise, only less than what ends the whole run."""

Told = TypeVar("Told")


async def until(
    ask: Callable[[], Awaitable[Told]], enough: Callable[[Told], object] = bool, seconds: float = SECONDS
) -> Told:
    """What is told once it is enough."""
    ends = time.monotonic() + seconds
    while not enough(told := await ask()):
        if time.monotonic() > ends:
            raise AssertionError(f"after {seconds:g} seconds: {told!r}")
        await asyncio.sleep(0.02)
    return told


async def until_true(holds: Callable[[], object], seconds: float = SECONDS) -> None:
    """The same of what is told without a wait."""

    async def ask() -> object:
        return holds()

    await until(ask, bool, seconds)
