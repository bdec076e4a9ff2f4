"""The processes of the system: each is started again whenever it ends, as a service manager does."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pathlib
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence

import psutil

AGAIN = 0.5
"""Seconds before one that ended is started again."""

GROWN = 10.0
"""Seconds after which a process has started; one that ends by itself later should not have."""


class Member:
    """A process in a group of its own; ``fell`` has a sentence for each time that it ended and nobody had killed it."""

    def __init__(self, name: str, words: Sequence[str], environment: Mapping[str, str], log: pathlib.Path) -> None:
        self.name, self.log, self.starts, self.fell = name, log, 0, list[str]()
        self._words, self._environment = words, environment
        self._process: asyncio.subprocess.Process | None = None
        self._killed, self._again = False, asyncio.Condition()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """It is kept running until the context ends."""
        keeping = asyncio.create_task(self._keep())
        try:
            yield
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)
            await self._end()

    async def _keep(self) -> None:
        while True:
            began, self._killed = time.monotonic(), False
            with self.log.open("ab") as said:
                self._process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    *self._words,
                    env=dict(self._environment),
                    cwd=self.log.parent,
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=said,
                    stderr=said,
                    start_new_session=True,
                )
            async with self._again:
                self.starts += 1
                self._again.notify_all()
            code = await self._process.wait()
            lived = time.monotonic() - began
            if not self._killed and lived > GROWN:
                self.fell.append(f"the {self.name} ended by itself with {code} after {lived:.0f} s")
            await asyncio.sleep(AGAIN)

    def kill(self) -> None:
        """Kill -9 of the whole group."""
        self._killed = True
        self._signal(signal.SIGKILL)

    def kill_first(self) -> list[psutil.Process]:
        """Kill -9 of itself alone; what was below it."""
        first, *below = self.processes()
        self._killed = True
        first.kill()
        return below

    async def started(self, before: int) -> None:
        """Until it was started more often than ``before``."""
        async with self._again:
            await self._again.wait_for(lambda: self.starts > before)

    def kill_child(self) -> bool:
        """Kill -9 of the youngest process below it that does not belong to Python's own machinery, if there is one."""
        children = [one for one in self.processes()[1:] if "spawn_main" in " ".join(one.cmdline())]
        for one in children[-1:]:
            one.kill()
        return bool(children)

    def processes(self) -> list[psutil.Process]:
        """Itself and all below it that run now."""
        if self._process is None or self._process.returncode is not None:
            return []
        with contextlib.suppress(psutil.NoSuchProcess):
            own = psutil.Process(self._process.pid)
            return [own, *own.children(recursive=True)]
        return []

    async def _end(self) -> None:
        self._killed = True
        self._signal(signal.SIGTERM)
        if self._process is not None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), 15)
            self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)
