"""Payloads wait for the projector: what was just recorded is in the answer, or the answer says where it is."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import orjson
import pytest

from aggregates.catalogue import CATALOGUE
from graphql_api import api, waiting
from graphql_api.desk import Filed, Filing, Rejected
from graphql_api.executor import Executor
from graphql_api.identity import Identity
from graphql_api.reads import Reads
from projections import ddl, projector
from registry.ledger import ledger
from tests import patience
from tests.graphql_api import desks, world
from tests.registry.ledger import samples

ADMIN = Identity("admin-1", ("admin",), ("*",))
TEXT = "mutation($input: RegisterHouseInput!) { registerHouse(input: $input) { position %s } }"
SHOWN = "event { code } house { code floorArea } events { position }"


def house(code: str) -> dict[str, Any]:
    document = {"kind": "决定", "number": "1", "issuedOn": "2020-01-31"}
    place = {"houseCode": code, "buildingCode": "B-1", "division": "990102"}
    return {**place, "effectiveOn": "2020-01-31", "commandId": str(uuid.uuid4()), "document": document}


@pytest.fixture
async def log(pool: asyncpg.Pool) -> AsyncIterator[ledger.Ledger]:
    """A ledger with an empty read model that nobody keeps up."""
    async with pool.acquire() as connection:
        await ddl.ensure(connection, CATALOGUE)
    log = await ledger.Ledger.open(pool, samples.ORIGIN)
    yield log
    await log.close()


def recording(log: ledger.Ledger) -> desks.Scripted:
    """A desk that records a house of 88.20 square metres, whatever is asked."""

    async def answer(filing: Filing) -> Filed:
        unit = samples.unit(samples.house(filing.code), command=filing.id)
        appended = await log.submit(unit)
        (made,) = unit.events
        return Filed(made.originator_id, made.id, appended.first, appended.last)

    return desks.Scripted(answer)


@contextlib.asynccontextmanager
async def projecting(pool: asyncpg.Pool, pause: float = 0.1) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(projector.Projector(pool, lambda: world.TODAY, pause=pause).run(stop))
    yield
    stop.set()
    await task


async def send(pool: asyncpg.Pool | Reads, desk: desks.Scripted, selected: str, code: str) -> Any:
    execute = Executor(api.of(CATALOGUE), pool, lambda: world.TODAY, desk)
    answer = await execute.execute(TEXT % selected, {"input": house(code)}, None, ADMIN)
    assert answer.status == 200
    return orjson.loads(answer.body)


async def test_what_was_recorded_is_in_the_answer(pool: asyncpg.Pool, log: ledger.Ledger) -> None:
    async with projecting(pool):
        codes = [f"H-{number}" for number in range(20)]
        answers = await asyncio.gather(*(send(pool, recording(log), SHOWN, code) for code in codes))
    for code, answer in zip(codes, answers, strict=True):
        payload = answer["data"]["registerHouse"]
        assert payload["event"] == {"code": code}
        assert payload["house"] == {"code": code, "floorArea": "88.20"}
        assert payload["events"] == [{"position": payload["position"]}]


async def test_who_waits_wakes_the_projector(pool: asyncpg.Pool, log: ledger.Ledger) -> None:
    async with projecting(pool, pause=600):
        await asyncio.sleep(0.5)
        for number in range(3):
            answer = await send(pool, recording(log), SHOWN, f"H-{number}")
            assert answer["data"]["registerHouse"]["event"] == {"code": f"H-{number}"}


async def test_an_answer_that_comes_too_soon_says_where_it_is_recorded(
    pool: asyncpg.Pool, log: ledger.Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphql_api.writing.PATIENCE", 0.05)
    for number, selected in enumerate(("event { code }", "house { code }", "events { id }", "findings { key }"), 1):
        answer = await send(pool, recording(log), selected, f"H-{number}")
        assert answer["data"] == {"registerHouse": None}
        (error,) = answer["errors"]
        assert error["path"] == ["registerHouse"]
        assert error["extensions"] == {"code": "NOT_YET_READABLE", "position": number}
        assert f"recorded at position {number}" in error["message"]
        assert "same commandId" in error["message"]


async def test_what_the_outcome_itself_says_waits_for_nothing(
    pool: asyncpg.Pool, log: ledger.Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphql_api.writing.PATIENCE", 2 * patience.SECONDS)
    async with asyncio.timeout(patience.SECONDS):
        answer = await send(pool, recording(log), "repeated rejections { rule inTheWay { id } } __typename", "H-1")
    assert answer["data"]["registerHouse"]["position"] == 1


async def test_events_in_the_way_are_waited_for_too(
    pool: asyncpg.Pool, log: ledger.Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    (other,) = (unit := samples.unit(samples.house("H-1"))).events
    await log.submit(unit)
    desk = desks.always(Filed(rejections=[Rejected("GEN-2", "已登记。", "Registered.", "", in_the_way=[other.id])]))
    selected = "rejections { rule inTheWay { code } }"
    refused = [{"rule": "GEN-2", "inTheWay": [{"code": "H-1"}]}]
    monkeypatch.setattr("graphql_api.writing.PATIENCE", 0.05)
    answer = await send(pool, desk, selected, "H-1")
    assert answer["errors"][0]["extensions"] == {"code": "NOT_YET_READABLE"}
    assert "refused by GEN-2" in answer["errors"][0]["message"]
    monkeypatch.undo()
    async with projecting(pool):
        answer = await send(pool, desk, selected, "H-1")
    assert answer["data"]["registerHouse"] == {"position": None, "rejections": refused}


async def test_a_recorded_command_says_so_even_where_its_payload_cannot_be_read(
    pool: asyncpg.Pool, log: ledger.Ledger
) -> None:
    desk = recording(log)
    await pool.execute("drop schema read cascade")
    answer = await send(pool, desk, SHOWN, "H-1")
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "NOT_YET_READABLE", "position": 1}
    assert "fangji migrate" in error["message"]


async def test_one_poll_serves_all_who_wait(pool: asyncpg.Pool, log: ledger.Ledger) -> None:
    progress = waiting.Progress(pool)
    assert await progress.head() == 0
    assert await progress.reach(0, 1)
    waiters = [asyncio.create_task(progress.reach(position, 0.1)) for position in (1, 0, 2)]
    assert await asyncio.gather(*waiters) == [False, True, False]
    later = asyncio.create_task(progress.reach(7, patience.SECONDS))
    await asyncio.sleep(0.02)
    await pool.execute("update read.progress set position = 7")
    assert await later
