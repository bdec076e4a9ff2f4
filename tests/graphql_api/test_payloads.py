"""Payloads, compiled on a real database from what became of a command."""

from __future__ import annotations

from typing import Any

import asyncpg
import orjson
import pytest

from aggregates.catalogue import CATALOGUE
from graphql_api import api
from graphql_api.desk import Filed, Rejected
from graphql_api.executor import Executor
from graphql_api.identity import Identity
from tests.graphql_api import desks, world
from tests.graphql_api.desks import ADMIN, CONTRACT, FILE, send, told


@pytest.fixture
async def corrected(city: str) -> dict[str, Any]:
    """The unit in the city that corrects a survey of "W-1" and by that causes the registration of "W-2"."""
    connection = await asyncpg.connect(city)
    rows = await connection.fetch(
        """select * from read.event where command in (select command from read.event where cause is not null
            and code = 'W-2') order by position"""
    )
    await connection.close()
    return {"first": rows[0], "last": rows[-1]}


def recorded(rows: dict[str, Any], **more: Any) -> Filed:
    first = rows["first"]
    return Filed(first["subject"], first["id"], first["position"], rows["last"]["position"], **more)


async def test_a_payload_shows_events_subject_and_findings(reads: asyncpg.Pool, corrected: dict[str, Any]) -> None:
    desk = desks.always(recorded(corrected, dependants=[corrected["last"]["id"]], repeated=True))
    text = """{ position repeated rejections { rule } event { id type code label corrects { type } caused { code } }
        events { position code } dependants { code } findings { rule } house { code floorArea version } }"""
    payload = (await told(reads, desk, FILE % text, input=CONTRACT))["filePresaleContract"]
    first, last = corrected["first"], corrected["last"]
    assert payload["position"] == last["position"]
    assert payload["repeated"] is True
    assert payload["rejections"] == payload["findings"] == []
    assert payload["event"]["id"] == str(first["id"])
    assert payload["event"]["corrects"] == {"type": "SurveyRevised"}
    assert payload["event"]["caused"] == payload["dependants"] == [{"code": "W-2"}]
    assert payload["events"] == [
        {"position": first["position"], "code": "W-1"},
        {"position": last["position"], "code": "W-2"},
    ]
    assert payload["house"]["code"] == "W-1"
    assert payload["house"]["floorArea"] == "90.00"


async def test_findings_are_those_that_the_command_opened(reads: asyncpg.Pool) -> None:
    rows = await reads.fetch("select * from read.event where type = 'FindingRecorded' and source = 'test' order by 1")
    assert len(rows) >= 3
    text = FILE % "{ findings { rule code grade eventRecord { type } open } }"
    one = await told(reads, desks.always(recorded({"first": rows[0], "last": rows[0]})), text, input=CONTRACT)
    assert one["filePresaleContract"]["findings"] == [
        {"rule": "GEN-1", "code": "W-1", "grade": "ERROR", "eventRecord": {"type": "SurveyRevised"}, "open": True}
    ]
    every = await told(reads, desks.always(recorded({"first": rows[0], "last": rows[-1]})), text, input=CONTRACT)
    found = [(one["code"], one["rule"]) for one in every["filePresaleContract"]["findings"]]
    assert found == [("W-1", "GEN-1"), ("W-2", "USE-1"), ("W-2", "GEN-1")]


async def test_a_refusal_says_what_is_missing_and_what_is_in_the_way(
    reads: asyncpg.Pool, corrected: dict[str, Any]
) -> None:
    way = [corrected["last"]["id"], corrected["first"]["id"]]
    refusals = [
        Rejected("PRE-3", "没有预售许可。", "No permit.", "城市房地产管理法 第45条", "contractNo", ["PresaleOpened"]),
        Rejected("TRA-1", "已被查封。", "Seized.", "", in_the_way=way, earliest_lawful_on="2027-01-01"),
    ]
    text = """{ event { id } house { code } position events { id } dependants { id } findings { rule } rejections {
        rule message messageEn basis field missing inTheWay { code } earliestLawfulOn } }"""
    payload = (await told(reads, desks.always(Filed(rejections=refusals)), FILE % text, input=CONTRACT))[
        "filePresaleContract"
    ]
    nothing: dict[str, Any] = {
        "event": None,
        "house": None,
        "position": None,
        "events": [],
        "dependants": [],
        "findings": [],
    }
    assert {**payload, **nothing} == payload
    assert payload["rejections"] == [
        {
            "rule": "PRE-3",
            "message": "没有预售许可。",
            "messageEn": "No permit.",
            "basis": "城市房地产管理法 第45条",
            "field": "contractNo",
            "missing": ["PresaleOpened"],
            "inTheWay": [],
            "earliestLawfulOn": None,
        },
        {
            "rule": "TRA-1",
            "message": "已被查封。",
            "messageEn": "Seized.",
            "basis": None,
            "field": None,
            "missing": [],
            "inTheWay": [{"code": "W-2"}, {"code": "W-1"}],
            "earliestLawfulOn": "2027-01-01",
        },
    ]


async def test_readers_of_one_division_see_no_events_of_others(reads: asyncpg.Pool, corrected: dict[str, Any]) -> None:
    desk = desks.always(recorded(corrected, dependants=[corrected["last"]["id"]]))
    east = Identity("e", ("department:housing-transactions",), ("990102",))
    text = FILE % "{ position event { id } events { id } dependants { id } house { code } }"
    answer = await send(reads, desk, text, east, input=CONTRACT)
    payload = orjson.loads(answer.body)["data"]["filePresaleContract"]
    position = corrected["last"]["position"]
    assert payload == {"position": position, "event": None, "events": [], "dependants": [], "house": None}


async def test_payloads_show_today_where_time_has_passed_over_the_tables(city: str, reads: asyncpg.Pool) -> None:
    subject = await reads.fetchrow("select * from read.event where code = 'W-2' and type = 'LeaseFiled'")
    desk = desks.always(recorded({"first": subject, "last": subject}))
    execute = Executor(api.of(CATALOGUE), reads, lambda: world.TODAY.replace(month=8), desk)
    text = FILE % "{ house { occupancy } }"
    for _ in range(2):
        answer = await execute.execute(text, {"input": CONTRACT}, None, ADMIN)
        assert orjson.loads(answer.body)["data"] == {"filePresaleContract": {"house": {"occupancy": "LET"}}}


async def test_a_plan_serves_all_inputs_and_every_shape_of_what_steers_it(
    reads: asyncpg.Pool, corrected: dict[str, Any]
) -> None:
    execute = Executor(api.of(CATALOGUE), reads, lambda: world.TODAY, desks.always(recorded(corrected)))
    text = """mutation($input: FilePresaleContractInput!, $last: Int, $with: Boolean!) {
        filePresaleContract(input: $input) {
        house { code @include(if: $with) timeline(last: $last) { nodes { type } } } } }"""
    shapes: list[tuple[dict[str, Any], int, bool]] = [
        ({"price": "1"}, 1, True),
        ({"price": "2", "buyers": [{}, {}], "remark": "x"}, 2, True),
        ({"area": "3"}, 2, False),
    ]
    for changed, last, with_code in shapes:
        given = {"input": {**CONTRACT, **changed}, "last": last, "with": with_code}
        house = orjson.loads((await execute.execute(text, given, None, ADMIN)).body)["data"]["filePresaleContract"][
            "house"
        ]
        assert ("code" in house) is with_code
        assert len(house["timeline"]["nodes"]) == last
    assert len(execute.documents.plans) == 2
