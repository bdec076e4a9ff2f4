"""Thousands of random and garbled documents: every answer is well formed, in time, and costs no memory for good."""

from __future__ import annotations

import pathlib
import random
import re
import time
from typing import Any

import asyncpg
import orjson
import psutil
import pytest

from aggregates import errors
from aggregates.catalogue import CATALOGUE
from graphql_api import api, documents
from graphql_api.desk import Filed, Filing
from graphql_api.executor import SERVER_SETTINGS, Executor
from graphql_api.identity import PUBLIC, Identity
from graphql_api.subsidy_runs import Asked, Outcome
from registry import database as connections
from tests import looking
from tests.graphql_api import desks, fuzzing, world
from tests.graphql_api.asking import AUDITOR, ask

BATCH = 100
SECONDS = 2.0
MEGABYTES = 150
CODES = frozenset(
    re.findall(r"`([A-Z_]+)`", (pathlib.Path(__file__).parents[2] / "docs/graphql.md").read_text("utf-8"))
) - {"INTERNAL", "UNAVAILABLE"}
READERS = (PUBLIC, AUDITOR, Identity("c", ("caseworker",), ("990102",)))


def seeds() -> list[Any]:
    """1,000 documents always, 10,000 where there is time."""
    return [pytest.param(seed, marks=[] if seed < 10 else [pytest.mark.long]) for seed in range(100)]


async def decide(filing: Filing) -> Filed:
    match filing.id.int % 3:
        case 0:
            return Filed(repeated=True)
        case 1:
            return Filed(first=1, last=3)
    raise errors.InvalidValue("It is not so.", field="price", rule="PRICE")


class Paying:
    """Orders one payment, whatever month is asked for."""

    async def run(self, asked: Asked, identity: Identity) -> Outcome:
        return Outcome("R-1", asked.preview, 1, "100.00", 1)


@pytest.mark.parametrize("seed", seeds())
async def test_whatever_is_asked_the_answer_is_well_formed_and_soon(reads: asyncpg.Pool, seed: int) -> None:
    chance = random.Random(seed)
    made = api.of(CATALOGUE)
    sources = looking.sources(reads, world.ORIGIN)
    execute = Executor(made, reads, lambda: world.TODAY, desks.Scripted(decide), runner=Paying(), sources=sources)
    drawn = fuzzing.Documents(made.schema, chance)
    before, answered = _memory(), 0
    for number in range(BATCH):
        asked = drawn.draw() if number % 2 else drawn.garbled()
        identity = chance.choice(READERS)
        status, body = await _timed(execute, asked, identity)
        _check(asked, status, body)
        answered += status == 200
    assert answered > BATCH / 6
    assert _memory() - before < MEGABYTES * 1e6
    assert execute.documents.known.weight <= documents.DOCUMENTS
    assert execute.documents.plans.weight <= documents.PLANS


async def _timed(execute: Executor, asked: fuzzing.Asked, identity: Identity) -> tuple[int, bytes]:
    """Status and body; what is slow has two more chances, since others use the machine too."""
    for _ in range(3):
        began = time.perf_counter()
        answer = await execute.execute(asked.text, asked.variables, None, identity)
        if time.perf_counter() - began < SECONDS:
            return answer.status, answer.body
    raise AssertionError(f"It takes more than {SECONDS} s: {asked.text[:2000]} {str(asked.variables)[:2000]}")


def _check(asked: fuzzing.Asked, status: int, body: bytes) -> None:
    said = f"{body[:1000]!r} for {asked.text[:3000]} {str(asked.variables)[:1000]}"
    found = orjson.loads(body)
    assert status < 500, said
    assert found.keys() <= {"data", "errors"}, said
    assert ("data" in found) is (status == 200), said
    for error in found.get("errors", ()):
        assert isinstance(error["message"], str), said
        assert len(error["message"]) < 2_000, said
        assert error["extensions"]["code"] in CODES, said
    assert status == 200 or found["errors"], said


async def test_connections_do_not_keep_every_statement(city: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphql_api.fetching.PREPARED", 5_000)
    pool = await connections.open_pool(city, name="test", least=1, most=1, stateless=True, **SERVER_SETTINGS)
    execute = Executor(api.of(CATALOGUE), pool, lambda: world.TODAY)
    for number in range(40):
        await ask(execute, f'{{ a{number}: house(code: "W-1") {{ code owners {{ key }} }} }}')
    kept = await pool.fetchval("select sum(length(statement)) from pg_prepared_statements")
    assert 0 < kept < 3 * 5_000
    assert 2 <= len(await pool.fetch("select from pg_prepared_statements")) < 30
    await pool.close()


def _memory() -> int:
    return int(psutil.Process().memory_info().rss)
