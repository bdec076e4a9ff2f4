"""The end of a process is told to the loop at its first signal, and handled as before; connections left unread end."""

import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from types import FrameType

import pytest

from registry import closing, listening
from tests import patience


@pytest.fixture
def handled() -> Iterator[list[int]]:
    """The signals that whoever runs the loop was told of."""
    found: list[int] = []

    def handle(number: int, frame: FrameType | None) -> None:
        found.append(number)

    before = {one: signal.signal(one, handle) for one in closing.SIGNALS}
    yield found
    for one, handler in before.items():
        signal.signal(one, handler)


@pytest.mark.parametrize("number", closing.SIGNALS)
async def test_the_loop_and_then_whoever_handled_it_are_told(handled: list[int], number: signal.Signals) -> None:
    told = asyncio.Event()
    before = signal.getsignal(number)
    with closing.announced(told.set):
        os.kill(os.getpid(), number)
        async with asyncio.timeout(patience.SECONDS):
            await told.wait()
    assert handled == [number]
    assert signal.getsignal(number) is before


async def test_what_is_not_handled_is_left_alone() -> None:
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with closing.announced(lambda: None):
            assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, before)


async def test_nobody_is_told_in_a_thread() -> None:
    before = signal.getsignal(signal.SIGTERM)

    async def run() -> None:
        with closing.announced(lambda: None):
            assert signal.getsignal(signal.SIGTERM) is before

    await asyncio.to_thread(asyncio.run, run())


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="only Linux has it")
def test_connections_take_over_how_long_they_may_be_left_unread() -> None:
    with listening.take("127.0.0.1", 0) as taken, socket.create_connection(taken.getsockname()):
        accepted, _ = taken.accept()
        with accepted:
            told = accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
    assert told == listening.UNREAD * 1000
