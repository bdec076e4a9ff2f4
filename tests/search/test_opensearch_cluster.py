"""A cluster of three nodes loses one while it is written to and searched: nothing is lost, and answers go on."""

from __future__ import annotations

import asyncio
import pathlib
import tempfile
from collections.abc import Iterator

import pytest

from registry.opensearch import node
from search.document import Document
from search.opensearch.engine import OpenSearchEngine
from search.query import Query
from tests import searching
from tests.search import samples
from tests.search.contract import held

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


@pytest.mark.long
async def test_a_lost_node_loses_nothing(nodes: list[node.Node]) -> None:
    engine = OpenSearchEngine([one.start() for one in nodes], "cluster", ask_seconds=30)
    await engine.prepare()
    await engine._indexes._await_copies(await _live(engine))
    answers: list[int] = []
    done = asyncio.Event()

    async def ask() -> None:
        while not done.is_set():
            found = await engine.search(Query("梧桐路", samples.ALL, first=1))
            answers.append(found.position)
            await asyncio.sleep(0.05)

    asking = asyncio.create_task(ask())
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
                await asyncio.to_thread(nodes[1].kill)
        await beside.advance(ROUNDS)
    done.set()
    await asking
    assert len(await held(engine)) == ROUNDS * BATCH
    assert (await engine.status()).position == ROUNDS
    assert answers == sorted(answers)
    assert answers[-1] > answers[0]
    await engine.close()


async def _live(engine: OpenSearchEngine) -> str:
    return (await engine.status()).index
