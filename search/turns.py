"""Analysis of many documents in turns with whatever else the event loop does: one takes a millisecond."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TypeVar

from search.document import Document

Made = TypeVar("Made")


async def each(make: Callable[[Document], Made], documents: Sequence[Document]) -> list[Made]:
    """What ``make`` makes of each, in their order."""
    made = []
    for document in documents:
        made.append(make(document))
        await asyncio.sleep(0)
    return made
