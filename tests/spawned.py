"""The further processes that a test begins, beside those of what other tests share."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import psutil

Spawned = Callable[[], list[psutil.Process]]


def since_now() -> Spawned:
    """Those of this process that are made from now on, as long as they are there."""
    others = frozenset(psutil.Process().children(recursive=True))

    def found() -> list[psutil.Process]:
        made = []
        for child in set(psutil.Process().children(recursive=True)) - others:
            with contextlib.suppress(psutil.NoSuchProcess):
                if any("spawn_main" in word for word in child.cmdline()):
                    made.append(child)
        return made

    return found
