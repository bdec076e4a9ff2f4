"""Which seizure is in force, asked of any day, is what the Python function says; no job moves the next one up."""

from __future__ import annotations

import datetime
import pathlib
import random
import uuid
from typing import Any

import asyncpg
import pytest

from aggregates import event as events
from aggregates.catalogue import CATALOGUE
from aggregates.rules import seizures
from graphql_api import api
from graphql_api.executor import Executor
from projections import ddl, projector
from projections.applying import Applier
from registry.ledger import ledger
from tests.graphql_api.asking import AUDITOR, ask
from tests.registry.ledger import samples

START = datetime.date(2024, 1, 1)
DAYS = [START + datetime.timedelta(days=30 * n) for n in range(18)]
HOUSES = 25
ASK = """query($code: String!, $at: AsOf) { house(code: $code, asOf: $at) { seizures { key live inForce rank } } }"""
Told = list[tuple[str, dict[str, Any]]]


def drawn(dice: random.Random) -> Told:
    """Up to six seizures, with days and places that tie, and some that registers left out."""

    def maybe(value: Any) -> Any:
        return value if dice.random() < 0.8 else None

    def day() -> str:
        return dice.choice(DAYS[1:]).isoformat()

    return [
        (
            f"封{n}",
            {
                "number": f"封{n}",
                "registered_on": maybe(day()),
                "waiting_order": maybe(dice.randint(1, 3)),
                "expires_on": maybe(day()),
                "lifted_on": day() if dice.random() < 0.2 else None,
            },
        )
        for n in range(dice.randint(0, 6))
    ]


@pytest.fixture
async def houses(pool: asyncpg.Pool, tmp_path: pathlib.Path) -> dict[str, Told]:
    """Houses by code, with the seizures that were recorded on each."""
    dice = random.Random(7)
    found = {f"R-{n}": drawn(dice) for n in range(HOUSES)}
    log = await ledger.Ledger.open(pool, "test")
    for code, told in found.items():
        stated = [events.Change(f"seizures/{key}", {k: v for k, v in said.items() if v}) for key, said in told]
        shuffled = dice.sample(stated, len(stated))
        seized = [
            samples.house(code, n, type="SeizureRegistered", effective_on="2023-12-01", changes=(one,), id=uuid.uuid4())
            for n, one in enumerate(shuffled, start=2)
        ]
        await log.submit(samples.unit(samples.house(code, effective_on="2023-01-01"), *seized))
    await log.close()
    async with pool.acquire() as connection:
        await ddl.ensure(connection, CATALOGUE)
        await projector.catch_up(connection, Applier(), DAYS[0])
    return found


@pytest.mark.parametrize("stated", [True, False])
async def test_the_rank_is_that_of_the_python_function(
    pool: asyncpg.Pool, houses: dict[str, Told], stated: bool
) -> None:
    """``stated``: by ``asOf``; else the day that the server calls today, which the tables were not merged for."""
    moved_up, today = 0, DAYS[0]
    execute = Executor(api.of(CATALOGUE), pool, lambda: today)
    for code, told in houses.items():
        before: str | None = None
        for day in DAYS:
            today = DAYS[0] if stated else day
            at = {"validOn": day.isoformat()} if stated else None
            shown = (await ask(execute, ASK, AUDITOR, code=code, at=at))["house"]["seizures"]
            order = [key for key, _ in seizures.ranked(told, day.isoformat())]
            assert {one["key"]: one["rank"] for one in shown} == {
                key: order.index(key) + 1 if key in order else None for key, _ in told
            }
            assert [one["key"] for one in shown if one["inForce"]] == order[:1]
            moved_up += before is not None and bool(order) and order[0] != before
            before = order[0] if order else None
    assert moved_up > HOUSES // 2, "hardly any seizure moved up: this compared nothing"
