"""Commands on any subject on the real ledger: voids over several subjects, codes that go on resolving, policies."""

from typing import Any

import pytest

from aggregates import errors, policy
from tests.registry.desk.office import Office, department

DIVISION = "990102"


async def houses(office: Office, *codes: str) -> None:
    await office.given("register_building", "B1", on="2020-01-01", division=DIVISION)
    for code in codes:
        await office.given("register_house", code, on="2020-02-01", division=DIVISION, building_code="B1")
    await office.project()


async def count(office: Office, type_: str) -> int:
    found: int = await office.pool.fetchval("select count(*) from ledger.event where type = $1", type_)
    return found


async def test_a_merger_and_its_void_move_all_subjects_at_once(office: Office) -> None:
    await houses(office, "H1", "H2")
    merged = await office.given("merge_houses", "H9", on="2025-01-01", merged_codes=["H1", "H2"])
    assert await count(office, "Merged") == 3
    voided = await office.given("void_event", "", on="2026-06-01", event_id=str(merged.event), remark="录入有误")
    assert voided.subject == merged.subject
    assert await count(office, "EventVoided") >= 4
    await office.project()
    rows = await office.pool.fetch("select code, superseded from read.house order by code")
    assert [tuple(row) for row in rows] == [("H1", None), ("H2", None)]


async def test_the_houses_of_merged_buildings_go_over(office: Office) -> None:
    await houses(office, "H1", "H2")
    await office.given("register_building", "B2", on="2020-01-01", division=DIVISION)
    await office.project()
    await office.given("merge_buildings", "B9", on="2025-01-01", merged_codes=["B1", "B2"])
    await office.project()
    rows = await office.pool.fetch("select code, building_code from read.house order by code")
    assert [tuple(row) for row in rows] == [("H1", "B9"), ("H2", "B9")]
    refused = await office.file("merge_buildings", "B8", on="2025-02-01", merged_codes=["B1", "B9"])
    assert {one.rule for one in refused.rejections} == {"LIN-2"}


async def test_an_overturned_decision_gives_back_what_was_there_before(office: Office) -> None:
    await houses(office, "H1")
    mortgage: dict[str, Any] = {
        "on": "2024-01-01",
        "mortgage_no": "M-1",
        "mortgage_kind": "ORDINARY",
        "mortgagee_name": "某银行",
        "amount": "100.00",
    }
    await office.given("register_mortgage", "H1", **mortgage)
    gone = await office.given("discharge_mortgage", "H1", on="2024-06-01", mortgage_no="M-1")
    said = {"on": "2025-01-01", "event_id": str(gone.event), "body": "某法院", "judgment_no": "(2025)1号"}
    await office.given("overturn_decision", "", **said)
    await office.project()
    assert await office.pool.fetchval("select discharged_on from read.house_mortgages") is None
    before = "select discharged_on from read.house_mortgages_as_of('2024-12-31', null, null)"
    assert str(await office.pool.fetchval(before)) == "2024-06-01"


async def test_every_code_finds_the_subject_and_none_is_given_twice(office: Office) -> None:
    await houses(office, "H1", "H2")
    said: dict[str, Any] = {"kind": "HOUSE", "on": "2025-01-01", "new_scheme": "local"}
    recoded = await office.given("recode_subject", "H1", new_code="X1", **said)
    finding: dict[str, Any] = {"kind": "HOUSE", "on": "2025-02-01", "rule": "MANUAL", "grade": "NOTE", "detail": "存疑"}
    for code in ("H1", "X1"):
        assert (await office.given("record_finding", code, **finding)).subject == recoded.subject
    refused = await office.file("recode_subject", "H2", new_code="X1", **said)
    assert [one.rule for one in refused.rejections] == ["REF-3"]
    await office.project()
    named = await office.pool.fetch("select code from read.subject where kind = 'HOUSE' order by code")
    assert [row[0] for row in named] == ["H2", "X1"]
    await office.given("void_event", "", on="2026-06-01", event_id=str(recoded.event))
    await office.project()
    assert await office.pool.fetchval("select code from read.subject where subject = $1", recoded.subject) == "H1"
    head = await office.pool.fetchval("select code from ledger.stream where stream = $1", recoded.subject)
    assert head == "H1"


async def test_a_voided_contract_frees_its_number(office: Office) -> None:
    await houses(office, "H1", "H2")
    for code in ("H1", "H2"):
        await office.given("open_presale", code, on="2026-05-01", permit_no="预-1")
    said: dict[str, Any] = {"on": "2026-05-20", "contract_no": "YS-1", "signed_on": "2026-05-20", "price": "1000000.00"}
    buyers = [{"kind": "PERSON", "name": "王安", "id_number": "11010519491231002X"}]
    filed = await office.given("file_presale_contract", "H1", buyers=buyers, **said)
    taken = await office.file("file_presale_contract", "H2", buyers=buyers, **said)
    assert taken.rejections
    await office.given("void_event", "", on="2026-06-01", event_id=str(filed.event))
    assert not (await office.file("file_presale_contract", "H2", buyers=buyers, **said)).rejections


async def test_a_policy_holds_from_its_day_and_is_the_recorders_to_void(office: Office) -> None:
    await office.given("register_division", DIVISION, on="1990-01-01", name="某区", level="COUNTY")
    text = policy.default_text().replace('version = "2026-01"', 'version = "A"')
    text = text.replace("[authorities]", '[authorities]\nHouseRegistered = "fire"')
    adopted = await office.given(
        "adopt_policy", DIVISION, on="2024-01-01", text=text, by=department("data-supervision")
    )
    await office.given("register_building", "B1", on="2020-01-01", division=DIVISION)
    said: dict[str, Any] = {"division": DIVISION, "building_code": "B1", "by": department("housing-transactions")}
    assert not (await office.file("register_house", "H1", on="2023-12-31", **said)).rejections
    refused = await office.file("register_house", "H2", on="2024-01-01", **said)
    assert [one.rule for one in refused.rejections] == ["SRC-1"]
    mine: dict[str, Any] = {"on": "2026-06-01", "event_id": str(adopted.event)}
    others = await office.file("void_event", "", by=department("fire"), **mine)
    assert [one.rule for one in others.rejections] == ["SRC-1"]
    await office.given("void_event", "", by=department("data-supervision"), **mine)
    assert not (await office.file("register_house", "H2", on="2024-01-01", **said)).rejections


async def test_conflicts_are_found_and_decided(office: Office) -> None:
    await office.given("register_division", DIVISION, on="1990-01-01", name="某区", level="COUNTY")
    item = {"indicator": "供水量", "period": "2025"}
    for source, value in (("data-supervision", "12.5"), ("water", "12.5"), ("water", "13")):
        items = [{**item, "value": value}]
        await office.given("report_indicators", DIVISION, on="2026-01-10", indicators=items, by=department(source))
    assert await count(office, "SourceConflictFound") == 1
    await office.project()
    key = await office.pool.fetchval("select key from read.division_conflicts")
    said: dict[str, Any] = {
        "kind": "DIVISION",
        "on": "2026-06-01",
        "conflict_key": key,
        "holds": "THEIRS",
        "why": "核对水表",
    }
    await office.given("resolve_source_conflict", DIVISION, by=department("data-supervision"), **said)
    await office.project()
    assert str(await office.pool.fetchval("select value from read.division_indicators")) == "13.000000"


async def test_an_event_of_nobody_is_told(office: Office) -> None:
    with pytest.raises(errors.InvalidValue, match="there is no event"):
        await office.file("void_event", "", on="2026-06-01", event_id="00000000-0000-4000-8000-000000000000")
