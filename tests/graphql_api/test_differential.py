"""Hundreds of drawn selections answer alike, compiled to SQL and resolved field by field."""

from __future__ import annotations

from typing import Any

import asyncpg
import hypothesis
import hypothesis.strategies as st
import orjson
import pytest

from aggregates.catalogue import CATALOGUE
from graphql_api import api
from graphql_api.executor import Executor
from graphql_api.identity import PUBLIC, Identity
from tests import examples
from tests.graphql_api import selections, world
from tests.graphql_api.resolver import Oracle

API = api.of(CATALOGUE)
READERS = {
    "public": PUBLIC,
    "auditor": Identity("a", ("auditor",), ("*",)),
    "cockpit": Identity("k", ("cockpit",), ("990101", "990102")),
    "east": Identity("e", ("caseworker",), ("990102",)),
    "nowhere": Identity("n", ("caseworker",), ()),
}
SETTINGS = examples.some(
    50, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture, hypothesis.HealthCheck.too_slow]
)


class Asked:
    """What there is to ask for, and an oracle for each reader; read once."""

    def __init__(self, pool: selections.Pool, oracles: dict[str, Oracle]) -> None:
        self.documents = selections.documents(API.schema, pool)
        self.oracles = oracles


@pytest.fixture
async def asked(reads: asyncpg.Pool, city: str) -> Any:
    connection = await asyncpg.connect(city, server_settings={"timezone": "UTC"})
    oracles = {name: Oracle(connection, CATALOGUE, API.sdl, one, world.TODAY) for name, one in READERS.items()}
    yield Asked(await pool_of(connection), oracles)
    await connection.close()


async def pool_of(connection: asyncpg.Connection) -> selections.Pool:
    async def column(query: str) -> list[Any]:
        return [row[0] for row in await connection.fetch(query)]

    documents = """select document_number, min(document ->> 'kind') from read.event where document is not null
        group by document_number order by count(distinct kind) desc, count(*) desc, 1 limit 6"""
    events = "select event from read.house_findings order by key limit 3"

    houses = "select code from read.subject where kind = 'HOUSE' order by version desc, code limit 6"
    buildings = "select code from read.building order by code limit 3"
    return selections.Pool(
        codes={
            "House": [*await column(houses), "W-1", "W-2", "H1", "none"],
            "Household": ["A1", "A2", "A3", "A4", "A5", "B1"],
            "Building": await column(buildings),
            "AttributeDifference": [*await column(houses), "W-1", "W-2", *await column(buildings)],
            "Project": await column("select code from read.project order by code limit 2"),
            "Division": await column("select code from read.division order by code limit 5"),
        },
        positions=await column(
            "select position from read.event where position % 97 = 1 or position > 1 and source = 'test'"
        ),
        types=await column("select distinct type from read.event order by 1"),
        days=["2014-06-01", "2018-07-01", "2021-05-01", "2026-07-31", "2026-08-01"],
        moments=["2015-01-01T00:00:00Z", "2020-06-01T08:00:00+08:00", "2030-01-01T00:00:00.000001Z"],
        documents=[(row[0], row[1]) for row in await connection.fetch(documents)],
        texts={
            "rule": ["PRE-3", "GEN-1", "PRE"],
            "department": ["housing-transactions", "registration", "re"],
            "attribute": ["floor_area", "rent", "contracts"],
            "entity": ["", "leases/L1"],
            "event": await column(events),
        },
        cursors={"timeline": [None, *await column(CURSORS)]},
    )


CURSORS = """select translate(encode(convert_to(keys::text, 'UTF8'), 'base64'), E'+/=\\n', '-_')
    from read.event, json_build_array('timeline', effective_on, effective_seq, chain, position) keys
    where position % 211 = 1"""


@SETTINGS
@hypothesis.given(data=st.data())
async def test_compiled_and_resolved_answer_alike(execute: Executor, asked: Asked, data: st.DataObject) -> None:
    text, variables = data.draw(asked.documents)
    reader = data.draw(st.sampled_from(("auditor", "public", "east", "auditor", "public", "east", "nowhere")))
    hypothesis.note(f"{text}\n{variables}\n{reader}")
    answer = await execute.execute(text, variables, None, READERS[reader])
    found = orjson.loads(answer.body)
    assert "errors" not in found, found
    assert found["data"] == await asked.oracles[reader].answer(text, variables)
