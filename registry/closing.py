"""Hears that the process is to end before its server does, which waits for requests that have no end of themselves."""

import asyncio
import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def announced(tell: Callable[[], object]) -> Iterator[None]:
    """Calls `tell` in the running loop at the first of the signals that end a process, then whoever handled it so far.

    Where none of them is handled, or in a thread, nobody is told.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    handled = {one: handler for one in SIGNALS if callable(handler := signal.getsignal(one))}

    def ending(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(tell)
        before: Any = handled[signal.Signals(number)]
        before(number, frame)

    for one in handled:
        signal.signal(one, ending)
    try:
        yield
    finally:
        for one, handler in handled.items():
            if signal.getsignal(one) is ending:
                signal.signal(one, handler)
