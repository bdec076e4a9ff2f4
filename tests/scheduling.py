"""How xdist deals a run's tests out: files whole, and those that share a server of their own to one process."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from xdist.scheduler import LoadFileScheduling  # type: ignore[import-untyped]

SERVED = "tests/acceptance/"
"""What asks the servers of that folder, which are started, and searched for personal data at the end, but once."""

SHORT = "tests/aggregates/"
"""Files of few seconds each come last, so that no process is long at work while the others have ended."""


class Scheduling(LoadFileScheduling):  # type: ignore[misc]  # xdist tells no types
    """A work unit is a file, or all that is served."""

    def _split_scope(self, nodeid: str) -> str:
        return SERVED if nodeid.startswith(SERVED) else str(super()._split_scope(nodeid))


def ordered(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """In the order in which they are dealt out: what takes longest first, the short ones last."""
    return sorted(items, key=lambda item: (not item.nodeid.startswith(SERVED), item.nodeid.startswith(SHORT)))
