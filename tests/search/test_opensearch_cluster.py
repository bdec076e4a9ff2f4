"""A cluster of three nodes loses one while it is written to and searched: nothing is lost, and answers go on."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import pathlib
import tempfile
from collections.abc import Iterator
from typing import Self

import pytest

from registry.opensearch import node
from search.answer import Answer
from search.document import Document
from search.opensearch.engine import OpenSearchEngine
from search.query import Query
from tests import searching
from tests.search import samples
from tests.search.asked import held

ROUNDS, BATCH = 40, 25


@pytest.fixture
def nodes(server_folder: pathlib.Path) -> Iterator[list[node.Node]]:
    """Three nodes of one cluster, running."""
    searching.obtain(server_folder)
    folder = pathlib.Path(tempfile.mkdtemp(prefix="fangji-cluster-", dir="/tmp"))
    try:
        cluster = node.cluster(folder)
        for one in cluster:
            one.launch()
        for one in cluster:
            one.await_ready()
        yield cluster
    finally:
        node.remove(folder)


def houses(round_: int) -> list[Document]:
    """Houses of one batch."""
    numbers = range(round_ * BATCH + 1, (round_ + 1) * BATCH + 1)
    return [samples.house(f"n {at}", f"N-{at:05}", f"安澜市西岭区梧桐路{at}号", version=round_ + 1) for at in numbers]


async def whole(engine: OpenSearchEngine) -> None:
    """Waits until each index has its copy."""
    targets = await engine._indexes.targets()
    for one in filter(None, (targets.live, targets.building)):
        await engine._indexes._await_copies(one)


@pytest.mark.long
async def test_a_lost_node_loses_nothing(nodes: list[node.Node]) -> None:
    engine = OpenSearchEngine([one.start() for one in nodes], "cluster", ask_seconds=30)
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(engine.close)
        await engine.prepare()
        await whole(engine)
        asking = stack.enter_context(_Asking(engine))
        for round_ in range(ROUNDS):
            if round_ == ROUNDS // 3:
                await asyncio.to_thread(nodes[0].kill)
            await engine.put(houses(round_))
            await engine.advance(round_ + 1)
        async with engine.rebuilding() as beside:
            for round_ in range(ROUNDS):
                await beside.put(houses(round_))
                if round_ == ROUNDS // 3:
                    await asyncio.to_thread(nodes[0].start)
                if round_ == ROUNDS // 2:
                    await whole(engine)  # till then a second node may have the only copy
                    await asyncio.to_thread(nodes[1].kill)
            await beside.advance(ROUNDS)
        answers = await asking.end()
        assert len(await held(engine)) == ROUNDS * BATCH
        assert (await engine.status()).position == ROUNDS
    assert [one for one in answers if one.total < one.position * BATCH] == []
    # one copy of the index may know of an advance that another does not yet
    told = [one.position for one in answers]
    assert [pair for pair in itertools.pairwise(told) if pair[1] < pair[0] - 1] == []
    assert (told[0], told[-1], answers[-1].total) == (0, ROUNDS, ROUNDS * BATCH)


class _Asking:
    """Asks again and again, until it is told to end; an answer that fails is told there."""

    def __init__(self, engine: OpenSearchEngine) -> None:
        self._engine, self._answers, self._done = engine, list[Answer](), asyncio.Event()

    def __enter__(self) -> Self:
        self._task = asyncio.create_task(self._ask())
        return self

    def __exit__(self, *raised: object) -> None:
        self._task.cancel()

    async def end(self) -> list[Answer]:
        """The answers, of which the last one began after all that was done before."""
        self._done.set()
        await self._task
        return self._answers

    async def _ask(self) -> None:
        last = False
        while not last:
            last = self._done.is_set()
            self._answers.append(await self._engine.search(Query("梧桐路", samples.ALL, first=1)))
            await asyncio.sleep(0.05)
