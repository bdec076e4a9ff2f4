"""What a verification asks of the search index, which is compared by whoever keeps it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

Report = Callable[[str, int, int], None]
"""Told (stage, done, of)."""


class SearchAudit(Protocol):
    """Compares the search index with documents made anew from the read tables."""

    async def differences(self, report: Report) -> list[str]:
        """One sentence for each document that is missing, left over or other than it should be; none where all agree.

        Sentences name subjects by kind and id, never by what a document holds.
        """


ABSENT = "This installation has no search index that could be compared; leave --search out."
