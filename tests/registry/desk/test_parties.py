"""Enterprises and practitioners through the desk: both sides of a role, people sealed, the public, and races."""

from __future__ import annotations

import asyncio
import zoneinfo
from typing import Any

import orjson

from aggregates.catalogue import CATALOGUE
from graphql_api import api
from graphql_api.executor import Executor
from graphql_api.identity import PUBLIC
from registry.review import worker
from tests.aggregates import parties
from tests.registry.desk import office as offices
from tests.registry.desk.office import Office

E, P = parties.BUILDER, parties.MANAGER
DIVISION = "990102"
PHONE = "13800138000"
WHO: dict[str, Any] = {**offices.PERSON, "phone": PHONE}
ON = "2026-05-01"


async def works(office: Office) -> None:
    """A project, a qualified builder and its manager."""
    await office.given("approve_project", "P1", on="2026-01-10", name="安居苑", division=DIVISION)
    firm = {"name": "安居建设", "category": "BUILDER", "division": DIVISION, "legal_representative": "赵安"}
    await office.given("register_enterprise", E, on="2020-01-01", **firm)
    await office.given("register_practitioner", P, on="2020-01-01", person=[WHO], division=DIVISION, employer_code=E)
    for kind, code, category in (("enterprise", E, "施工总承包"), ("practitioner", P, "建造师")):
        granted = {"certificate_no": f"Z-{code}", "category": category}
        await office.given(f"grant_{kind}_qualification", code, on="2020-02-01", **granted)


async def told(office: Office, text: str) -> Any:
    """What the API answers the public from the read model; $e is the builder, $p the manager."""
    await office.project()
    execute = Executor(api.of(CATALOGUE), office.pool, lambda: offices.TODAY)
    answer = orjson.loads((await execute.execute(text, {"e": E, "p": P}, None, PUBLIC)).body)
    assert "errors" not in answer, answer
    return answer["data"]


async def test_a_role_is_recorded_on_both_sides_at_once(office: Office) -> None:
    await works(office)
    who = {"role": "PROJECT_MANAGER", "practitioner_no": P, "enterprise_code": E}
    filed = await office.given("assign_practitioner", "P1", on=ON, practitioner=[WHO], **who)
    assert filed.first is not None
    assert filed.last == filed.first + 1
    answer = await told(
        office, "query($p: String!) { practitioner(code: $p) { engagements { projectCode role endedOn } } }"
    )
    assert answer["practitioner"]["engagements"] == [{"projectCode": "P1", "role": "PROJECT_MANAGER", "endedOn": None}]


async def test_nothing_of_a_person_stands_in_clear_anywhere(office: Office) -> None:
    await works(office)
    await office.given("assign_practitioner", "P1", on=ON, role="SAFETY_OFFICER", practitioner_no=P, practitioner=[WHO])
    await office.project()
    tables = await office.pool.fetch(
        "select table_schema || '.' || table_name as name from information_schema.tables "
        "where table_schema in ('ledger', 'read', 'keys') and table_type = 'BASE TABLE'"
    )
    assert {"ledger.event", "read.practitioner"} <= {one["name"] for one in tables}
    for table in tables:
        rows = await office.pool.fetch(f"select t::text from {table['name']} t")
        held = "".join(str(row[0]) for row in rows)
        for clear in (WHO["name"], WHO["id_number"], PHONE, "赵安"):
            assert clear not in held, table["name"]
            assert clear.encode().hex() not in held, table["name"]


async def test_a_buyer_who_is_a_practitioner_is_one_person(office: Office) -> None:
    await works(office)
    await office.given("register_building", "B1", on="2020-01-01", division=DIVISION)
    paper = ("登记申请", "申-1", "2020-02-01")
    house: dict[str, Any] = {"division": DIVISION, "building_code": "B1", "document": paper}
    await office.given("register_house", "H1", on="2020-02-01", **house)
    await office.given("open_presale", "H1", on="2026-05-01", permit_no="预-1")
    await office.given("file_presale_contract", "H1", on="2026-05-20", **offices.contract("YS-1"))
    await office.project()
    registered = await office.pool.fetchval("select person from read.practitioner where code = $1", P)
    bought = await office.pool.fetchval("select person from read.house_parties where role = 'BUYER'")
    assert registered.startswith("person/")
    assert registered == bought


async def test_the_public_sees_enterprises_and_of_people_nothing(office: Office) -> None:
    await works(office)
    await office.given("record_enterprise_penalty", E, on="2026-03-01", **parties.penalty(bars_market=True))
    answer = await told(
        office,
        "query($e: String!, $p: String!) { "
        "enterprise(code: $e) { name standing qualifications { category } penalties { kind grounds } "
        "legalRepresentative } "
        "practitioner(code: $p) { code specialty standing employerCode person name idType idNumber phone } }",
    )
    assert answer["enterprise"]["name"] == "安居建设"
    assert answer["enterprise"]["standing"] == "BARRED"
    assert answer["enterprise"]["penalties"] == [{"kind": "FINE", "grounds": "违法分包"}]
    assert answer["practitioner"]["employerCode"] == E
    hidden = ("person", "name", "idType", "idNumber", "phone")
    assert {name: answer["practitioner"][name] for name in hidden} == dict.fromkeys(hidden)
    assert answer["enterprise"]["legalRepresentative"] is None


async def test_a_listing_and_a_role_filed_at_once_go_one_after_the_other(office: Office) -> None:
    await works(office)
    listing: dict[str, Any] = {"listing_no": "SX-1", "grounds": "拖欠工资"}
    answers = await asyncio.gather(
        office.file("engage_enterprise", "P1", on=ON, role="BUILDER", enterprise_code=E),
        office.file("list_enterprise_for_dishonesty", E, on=ON, **listing),
    )
    role, listed = answers
    assert not listed.rejections
    if role.rejections:
        assert [one.rule for one in role.rejections] == ["CRE-1"]
    else:
        assert role.last is not None
        assert listed.first is not None
        assert role.last < listed.first


async def test_a_voided_penalty_opens_doubts_on_the_score_that_counted_it(office: Office) -> None:
    await works(office)
    penalty = await office.given("record_enterprise_penalty", E, on="2026-03-01", **parties.penalty())
    await office.given("score_enterprise_credit", E, on="2026-04-01", credit_class="BUILDING")
    voided = await office.given("void_event", "", on="2026-03-01", kind="ENTERPRISE", event_id=str(penalty.event))
    assert len(voided.dependants) == 1
    await office.project()
    reviewer = worker.Reviewer(office.ledger, office.pool, zoneinfo.ZoneInfo("Asia/Shanghai"), lambda: offices.TODAY)
    found = await reviewer.catch_up()
    assert (found["GEN-4"], found["CRE-4"]) == (1, 1)
    answer = await told(office, "query($e: String!) { enterprise(code: $e) { creditScores { score computation } } }")
    (recorded,) = answer["enterprise"]["creditScores"]
    assert recorded["score"] == "92.00"
    assert "处罚 penalty CF-1: -8" in recorded["computation"]


async def test_whoever_takes_part_is_reached_from_the_project_and_back(office: Office) -> None:
    await works(office)
    who = {"role": "PROJECT_MANAGER", "practitioner_no": P, "enterprise_code": E}
    await office.given("assign_practitioner", "P1", on=ON, practitioner=[WHO], **who)
    await office.given("engage_enterprise", "P1", on=ON, role="TENDER_AGENT", enterprise_code=parties.OTHER)
    answer = await told(
        office,
        "query($p: String!) { "
        'project(code: "P1") { participants { role enterprise { name } practitioner { code employer { code } } } } '
        "practitioner(code: $p) { engagements { project { name } enterprise { name } } } }",
    )
    manager, agent = answer["project"]["participants"]
    firm = {"name": "安居建设"}
    assert manager == {
        "role": "PROJECT_MANAGER",
        "enterprise": firm,
        "practitioner": {"code": P, "employer": {"code": E}},
    }
    assert agent == {"role": "TENDER_AGENT", "enterprise": None, "practitioner": None}, "it is not on record"
    assert answer["practitioner"]["engagements"] == [{"project": {"name": "安居苑"}, "enterprise": firm}]
