"""The replay desk: a life by both clocks, one step of it with reasons, beliefs beside facts, what somebody did."""

from __future__ import annotations

import json
from typing import Any

import asyncpg
import pytest

from aggregates.catalogue import CATALOGUE
from graphql_api import api, documents, plans
from graphql_api.executor import Executor
from graphql_api.identity import PUBLIC, Identity
from graphql_api.values import Request
from tests.graphql_api import world
from tests.graphql_api.asking import AUDITOR, ask, refused

EAST = Identity("e", ("auditor",), ("990102",))
OTHERS = (PUBLIC, Identity("c", ("caseworker",), ("*",)), Identity("k", ("cockpit",), ("*",)))
"""Who is no auditor."""


@pytest.fixture
async def positions(reads: asyncpg.Pool) -> list[int]:
    """Those of W-1: registered, a mortgage, a survey, its correction, the void of the mortgage, …"""
    rows = await reads.fetch("select position from read.event where code = 'W-1' order by position")
    return [row["position"] for row in rows]


LIFE = """query($kind: SubjectKind!, $code: String!, $first: Int, $after: String, $spans: Int! = 100, $day: Date) {
    audit { life(kind: $kind, code: $code) { kind code moments(first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } nodes {
            knownAt firstPosition lastPosition events { position }
            spans(first: $spans, after: $day) { validFrom validUntil values changed subject { code ... on House {
                phase occupancy floorArea encumbrances { number } } } } } } } } }"""
THEN = """query($code: String!, $asOf: AsOf!) { house(code: $code, asOf: $asOf) {
    code phase occupancy floorArea encumbrances { number } } }"""


async def test_a_life_shows_the_subject_of_each_day_as_known_at_each_moment(execute: Executor) -> None:
    for code in ("W-1", "W-2"):
        told = (await ask(execute, LIFE, AUDITOR, kind="HOUSE", code=code))["audit"]["life"]
        assert (told["kind"], told["code"]) == ("HOUSE", code)
        moments = told["moments"]["nodes"]
        assert moments == sorted(moments, key=lambda one: str(one["knownAt"]))
        for moment in moments:
            for span in moment["spans"]:
                clocks = {"validOn": span["validFrom"], "knownAt": moment["knownAt"]}
                assert (await ask(execute, THEN, AUDITOR, code=code, asOf=clocks))["house"] == span["subject"]


async def test_days_on_which_time_alone_changes_something_begin_a_span(execute: Executor) -> None:
    """W-2 has a lease from August 2026 to August 2027."""
    told = (await ask(execute, LIFE, AUDITOR, kind="HOUSE", code="W-2"))["audit"]["life"]
    last = {one["validFrom"]: one for one in told["moments"]["nodes"][-1]["spans"]}
    assert last["2026-08-01"]["subject"]["occupancy"] == "LET"
    assert last["2027-08-01"]["subject"]["occupancy"] == "VACANT"
    assert last["2026-08-01"]["values"] == last["2027-08-01"]["values"]


async def test_a_life_comes_in_pages(execute: Executor, positions: list[int]) -> None:
    whole = (await ask(execute, LIFE, AUDITOR, kind="HOUSE", code="W-1"))["audit"]["life"]["moments"]
    found, after = [], None
    for _ in range(whole["totalCount"]):
        page = (await ask(execute, LIFE, AUDITOR, kind="HOUSE", code="W-1", first=1, after=after))["audit"]["life"]
        (one,) = page["moments"]["nodes"]
        found.append(one)
        after = page["moments"]["pageInfo"]["endCursor"]
    assert not page["moments"]["pageInfo"]["hasNextPage"]
    assert found == whole["nodes"]
    assert [event["position"] for one in found for event in one["events"]] == positions
    spans = whole["nodes"][-1]["spans"]
    narrow: dict[str, Any] = {"kind": "HOUSE", "code": "W-1", "spans": 1, "day": spans[0]["validFrom"]}
    page = (await ask(execute, LIFE, AUDITOR, **narrow))["audit"]["life"]["moments"]["nodes"][-1]
    assert page["spans"] == [spans[1]]


async def test_a_life_hides_what_the_reader_may_not_see(execute: Executor, reads: asyncpg.Pool) -> None:
    code = await reads.fetchval(
        "select code from read.house h where exists (select from read.house_owners o where o.subject = h.subject "
        "and o.name is not null) order by code limit 1"
    )
    told = (await ask(execute, LIFE, AUDITOR, kind="HOUSE", code=code, first=50))["audit"]["life"]["moments"]
    values = {path: one for moment in told["nodes"] for span in moment["spans"] for path, one in span["values"].items()}
    names = [one for path, one in values.items() if path.startswith("owners/") and path.endswith("/name")]
    assert names
    assert all(one == {"sealed": True} for one in names)
    assert "nonce" not in json.dumps(values)


STEP = """query($code: String!, $position: Position!, $validOn: Date, $attribute: String, $entity: String) {
    audit { step(kind: HOUSE, code: $code, position: $position, validOn: $validOn, attribute: $attribute,
        entity: $entity) { position validOn event { type } previous { position } next { position }
        subject { code ... on House { phase encumbrances { number } } }
        attributes { nodes { path label derived value setBy { position actor document { number } } because { position }
            sayings { standing value event { position voidedBy { position } } } } } } } }"""


async def stepped(execute: Executor, position: int, **more: Any) -> Any:
    told = await ask(execute, STEP, AUDITOR, **{"code": "W-1", "position": position, **more})
    return told["audit"]["step"]


async def test_a_step_says_why_each_attribute_is_what_it_is(execute: Executor, positions: list[int]) -> None:
    registered, mortgage, survey, correction, *_ = positions
    told = await stepped(execute, correction, attribute="floor_area")
    (area,) = told["attributes"]["nodes"]
    assert (area["value"], area["setBy"]["position"], area["derived"]) == ("90.00", correction, False)
    assert [(one["standing"], one["value"], one["event"]["position"]) for one in area["sayings"]] == [
        ("SUPERSEDED", "88.20", registered), ("CORRECTED", "88.20", survey), ("HOLDS", "90.00", correction),
    ]  # fmt: skip
    (before,) = (await stepped(execute, survey, attribute="floor_area"))["attributes"]["nodes"]
    assert [one["standing"] for one in before["sayings"]] == ["SUPERSEDED", "HOLDS"]
    day = {"validOn": "2021-04-30", "attribute": "floor_area"}
    (early,) = (await stepped(execute, survey, **day))["attributes"]["nodes"]
    assert [one["standing"] for one in early["sayings"]] == ["HOLDS", "NOT_YET_EFFECTIVE"]
    derived = {one["path"]: one for one in (await stepped(execute, correction, entity=""))["attributes"]["nodes"]}
    assert derived["encumbered"]["value"] is True
    assert derived["encumbered"]["because"] == [{"position": mortgage}]
    assert derived["encumbered"]["setBy"] is None


async def test_one_steps_back_and_forth(execute: Executor, positions: list[int]) -> None:
    registered, mortgage, *_, last = positions
    told = await stepped(execute, mortgage)
    assert told["event"] == {"type": "MortgageRegistered"}
    assert told["subject"]["encumbrances"] == [{"number": "M1"}]
    assert (told["previous"]["position"], told["next"]["position"]) == (registered, positions[2])
    first, end, none = [await stepped(execute, one) for one in (registered, last + 1, registered - 1)]
    assert first["previous"] is None
    assert (end["event"], end["previous"]["position"], end["next"]) == (None, last, None)
    assert (none["subject"], none["attributes"]["nodes"]) == (None, [])


async def test_what_was_voided_is_told_as_it_was_known(execute: Executor, positions: list[int]) -> None:
    _, mortgage, _, correction, void, *_ = positions
    before = (await stepped(execute, correction, entity="mortgages/M1", attribute="amount"))["attributes"]["nodes"][0]
    assert before["sayings"] == [
        {"standing": "HOLDS", "value": "100.00", "event": {"position": mortgage, "voidedBy": None}}
    ]
    assert (await stepped(execute, void, entity="mortgages/M1"))["attributes"]["nodes"] == []


BELIEVED = """query($position: Position!) { audit { believed(position: $position) {
    event { position } validOn position
    reliedOn { held holds event { position voidedBy { position } subject { ... on House { encumbrances { number } } } }
        since { position type } }
    then { ... on House { floorArea } } now { ... on House { floorArea } }
    differences { path before after causes { manner by { position } } } } } }"""


async def test_a_decision_shows_what_was_believed_beside_what_is_known(execute: Executor, positions: list[int]) -> None:
    """The correction of the survey relied on a mortgage that was voided later."""
    _, mortgage, survey, correction, void, *_ = positions
    told = (await ask(execute, BELIEVED, AUDITOR, position=correction))["audit"]["believed"]
    assert (told["event"]["position"], told["validOn"], told["position"]) == (correction, "2021-05-01", survey)
    (relied,) = told["reliedOn"]
    assert (relied["held"], relied["holds"]) == (True, False)
    known = {"position": mortgage, "voidedBy": None, "subject": {"encumbrances": [{"number": "M1"}]}}
    assert relied["event"] == known
    assert relied["since"] == [{"position": void, "type": "EventVoided"}]
    assert (told["then"], told["now"]) == ({"floorArea": "88.20"}, {"floorArea": "90.00"})
    differences = {one["path"]: one for one in told["differences"]}
    assert "floor_area" not in differences  # it is what the decision itself changed
    amount = {"path": "mortgages/M1/amount", "before": "100.00", "after": None}
    assert differences["mortgages/M1/amount"] == {
        **amount, "causes": [{"manner": "VOIDED", "by": {"position": void}}],
    }  # fmt: skip


DONE = """query($first: Int, $after: Position, $actor: String, $document: String, $source: String, $command: ID,
    $delivery: ID) { audit { doneBy(first: $first, after: $after, actor: $actor, document: $document, source: $source,
        command: $command, delivery: $delivery) { totalCount pageInfo { endCursor hasNextPage }
        nodes { position actor source command correlation document { number } } } } }"""


@pytest.mark.parametrize(
    ("argument", "column"),
    [
        ("actor", "actor"), ("document", "document_number"), ("source", "source"), ("command", "command"),
        ("delivery", "correlation"),
    ],
)  # fmt: skip
async def test_all_that_somebody_did_is_found(
    execute: Executor, reads: asyncpg.Pool, argument: str, column: str
) -> None:
    most = await reads.fetchval(
        f"select {column} from read.event where {column} is not null group by 1 order by count(*) desc, 1 limit 1"
    )
    rows = await reads.fetch(f"select position from read.event where {column} = $1 order by 1", most)
    found: list[int] = []
    after, more = None, True
    while more:
        page = (await ask(execute, DONE, AUDITOR, first=200, after=after, **{argument: str(most)}))["audit"]["doneBy"]
        found += [one["position"] for one in page["nodes"]]
        after, more = int(page["pageInfo"]["endCursor"]), page["pageInfo"]["hasNextPage"]
    assert found == [row["position"] for row in rows]


async def test_doings_are_asked_for_by_one_thing(execute: Executor) -> None:
    assert "was given none" in (await refused(execute, DONE))["message"]
    assert "actor and source" in (await refused(execute, DONE, actor="a", source="b"))["message"]
    error = await refused(execute, DONE, command="no-uuid")
    assert (error["code"], error["field"]) == ("BAD_VALUE", "command")


RESTS = """query($position: Position!, $asOf: AsOf, $first: Int) { house(code: "W-1", asOf: $asOf) { code }
    event(position: $position) { consequences(first: $first) { totalCount nodes { position } } } }"""


async def test_what_rested_on_an_event_is_followed_to_the_end(execute: Executor, positions: list[int]) -> None:
    """The correction relied on the mortgage, and caused an event of W-2."""
    _, mortgage, _, correction, *_ = positions
    told = (await ask(execute, RESTS, AUDITOR, position=mortgage))["event"]["consequences"]
    assert [one["position"] for one in told["nodes"]] == [correction, correction + 1]
    page = (await ask(execute, RESTS, AUDITOR, position=mortgage, first=1))["event"]["consequences"]
    assert (page["totalCount"], page["nodes"]) == (2, told["nodes"][:1])
    assert (await ask(execute, RESTS, AUDITOR, position=correction + 1))["event"]["consequences"]["nodes"] == []


async def test_the_desk_is_for_auditors_of_their_divisions(execute: Executor, positions: list[int]) -> None:
    """W-1 is of no division, so that only who audits all sees it; W-3 is of the west."""
    for identity in (*OTHERS, EAST):
        for code in ("W-1", "W-3"):
            assert (await ask(execute, LIFE, identity, kind="HOUSE", code=code))["audit"] == {"life": None}
            told = await ask(execute, STEP, identity, code=code, position=positions[-1])
            assert told["audit"] == {"step": None}
        assert (await ask(execute, BELIEVED, identity, position=positions[3]))["audit"] == {"believed": None}
    for identity in OTHERS:
        assert (await ask(execute, DONE, identity, source="test"))["audit"]["doneBy"]["nodes"] == []
    mine = (await ask(execute, DONE, EAST, source="housing-transactions"))["audit"]["doneBy"]["totalCount"]
    everything = (await ask(execute, DONE, AUDITOR, source="housing-transactions"))["audit"]["doneBy"]["totalCount"]
    assert 0 < mine < everything


@pytest.mark.parametrize(
    ("text", "variables", "index"),
    [
        (DONE, {"actor": "clerk-01"}, "event_actor"),
        (DONE, {"source": "tax"}, "event_source"),
        (DONE, {"delivery": "00000000-0000-0000-0000-000000000000"}, "event_correlation"),
        (RESTS, {"position": 5}, "event_relied_on"),
        (RESTS, {"position": 5}, "event_cause"),
    ],
)
async def test_what_is_asked_is_found_by_its_index(
    reads: asyncpg.Pool, text: str, variables: dict[str, Any], index: str
) -> None:
    made = api.of(CATALOGUE)
    operation = documents.Documents(made.schema).get(text).operation(None)
    values = operation.variables(variables)
    plan = plans.make(made, operation, AUDITOR, values)
    given = plan.arguments(values.coerced, Request(AUDITOR, world.TODAY))
    async with reads.acquire() as connection, connection.transaction():
        await connection.execute("set local enable_seqscan = off")
        rows = "\n".join(row[0] for row in await connection.fetch(f"explain {plan.sql}", *given))
    assert index in rows
    assert "Seq Scan on event" not in rows
