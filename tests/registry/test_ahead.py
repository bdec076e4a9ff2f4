"""Answers of further processes come in order, as few as were asked for are ahead, and errors come out."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool

import pytest

from registry import ahead


def begin(*given: object) -> None:
    assert given == ("given",)


def work(order: int) -> int:
    if order == 7:
        raise ZeroDivisionError
    if order == 8:
        os._exit(3)
    time.sleep(0.02 * (order % 3))
    return order * order


async def taken(wanted: Iterator[int] | range, most: int = 3) -> list[int]:
    with ahead.started(2, begin, "given") as pool:
        async with contextlib.aclosing(ahead.answers(pool, work, wanted, most)) as answers:
            return [one async for one in answers]


async def test_in_order_and_not_too_many_ahead() -> None:
    given = 0

    def wanted() -> Iterator[int]:
        nonlocal given
        while given < 6:
            yield given
            given += 1

    found: list[int] = []
    with ahead.started(2, begin, "given") as pool:
        async with contextlib.aclosing(ahead.answers(pool, work, wanted(), 3)) as answers:
            async for one in answers:
                found.append(one)
                assert given - len(found) < 3  # one of the three is in hand
    assert found == [0, 1, 4, 9, 16, 25]


async def test_errors_and_ends_come_out() -> None:
    with pytest.raises(ZeroDivisionError):
        await taken(range(5, 12))
    with pytest.raises(BrokenProcessPool):
        await taken(range(8, 12))
