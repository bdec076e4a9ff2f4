"""Many documents are analysed in their order, and nobody waits for all of them."""

from __future__ import annotations

import asyncio

import pytest

from search import turns
from search.document import Document
from tests.search import samples

MANY = [samples.document(f"turn {n}", "HOUSE", f"T-{n}", f"梧桐路 {n} 号") for n in range(50)]


def code(document: Document) -> str:
    return document.code


async def test_they_are_analysed_in_turns_with_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "TURN", 0)
    taken = 0

    async def others() -> None:
        nonlocal taken
        while True:
            taken += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(others())
    assert await turns.each(code, MANY) == [one.code for one in MANY]
    other.cancel()
    assert taken >= len(MANY)
