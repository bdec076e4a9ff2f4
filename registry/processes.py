"""The processes of a server: those beside it, which follow the ledger, are started with it, again where one ends, and
ended with it; those below it, which answer, end with it too."""

from __future__ import annotations

import contextlib
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence

from registry.followers import Part

log = logging.getLogger(__name__)

PAUSE, LONGEST_PAUSE = 2.0, 30.0
"""Seconds before one that ended is started again; ever more where it ends soon, as it does without a database."""

PATIENCE = 15.0
"""Seconds that one has to end; then it is killed, which loses nothing."""


class _Process:
    """One of them; it ends when its standard input does, and so with this process, however that ends."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self._stop, self._lock = threading.Event(), threading.Lock()
        self._process = self._start()
        self._thread = threading.Thread(target=self._keep, name=f"followers of {part}", daemon=True)
        self._thread.start()

    def _start(self) -> subprocess.Popen[bytes]:
        words = [sys.executable, "-m", "registry", "follow", "--part", self._part, "--leashed"]
        return subprocess.Popen(words, stdin=subprocess.PIPE)

    def _keep(self) -> None:
        pause = PAUSE / 2
        while True:
            began = time.monotonic()
            code = self._process.wait()
            if not self._stop.is_set():
                log.error("the process that follows for %s ended with %d and is started again", self._part, code)
            pause = PAUSE if time.monotonic() - began > 2 * LONGEST_PAUSE else min(2 * pause, LONGEST_PAUSE)
            self._stop.wait(pause)
            with self._lock:
                if self._stop.is_set():
                    return
                self._process = self._start()

    def tell(self) -> None:
        """Have it end, and not be started again."""
        self._stop.set()
        with self._lock, contextlib.suppress(BrokenPipeError):
            assert self._process.stdin is not None
            self._process.stdin.close()

    def end(self) -> None:
        """Wait until it has ended."""
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            log.warning("the process that follows for %s does not end and is killed", self._part)
            self._process.kill()
        self._thread.join()


@contextlib.contextmanager
def beside(parts: Sequence[Part]) -> Iterator[None]:
    """One for each part, until the context ends."""
    processes = [_Process(part) for part in parts]
    try:
        yield
    finally:
        for process in processes:
            process.tell()
        for process in processes:
            process.end()
