"""Work on many documents in turns with whatever else the event loop does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

TURN = 0.003
"""Seconds of work after which the others have their turn."""


async def each(make: Callable[[Given], Made], given: Iterable[Given]) -> list[Made]:
    """What ``make`` makes of each, in their order."""
    made = []
    until = time.perf_counter() + TURN
    for one in given:
        made.append(make(one))
        if time.perf_counter() > until:
            await asyncio.sleep(0)
            until = time.perf_counter() + TURN
    return made
