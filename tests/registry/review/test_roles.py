"""CRE-3 on what a role in another project, recorded later and effective earlier, makes unlawful."""

from typing import Any

import pytest

from tests.aggregates import parties
from tests.registry.desk import office as offices
from tests.registry.desk.office import Office
from tests.registry.review import bureau

P = parties.MANAGER
ROLE = {"role": "PROJECT_MANAGER", "practitioner_no": P, "key_role": True}


async def two_projects(office: Office) -> None:
    who = {"person": [offices.PERSON], "division": bureau.DIVISION}
    await office.given("register_practitioner", P, on="2010-01-01", **who)
    said: dict[str, Any] = {"certificate_no": "Z-1", "category": "一级建造师"}
    await office.given("grant_practitioner_qualification", P, on="2010-01-01", **said)
    for code in ("P1", "P2"):
        await office.given("approve_project", code, on="2020-01-01", name=code, division=bureau.DIVISION)


async def assigned(office: Office, code: str, on: str) -> str:
    return str((await office.given("assign_practitioner", code, on=on, **ROLE)).event)


async def test_an_earlier_role_that_is_recorded_later_overlaps_the_one_on_record(office: Office) -> None:
    await two_projects(office)
    second = await assigned(office, "P2", "2024-06-01")
    assert not await bureau.review(office)
    first = await assigned(office, "P1", "2024-01-01")
    assert await bureau.review(office) == {"CRE-3": 1}
    assert await bureau.open_findings(office, "P2") == {("CRE-3", second)}
    assert not await bureau.open_findings(office, "P1")
    await office.given("void_event", "", on="2026-06-01", event_id=first)
    assert not await bureau.review(office)
    assert not await bureau.open_findings(office, "P2")


@pytest.mark.parametrize(("released", "found"), [("2024-06-01", {}), ("2024-06-02", {"CRE-3": 1})])
async def test_one_that_was_over_before_the_other_began_does_not(
    office: Office, released: str, found: dict[str, int]
) -> None:
    await two_projects(office)
    await assigned(office, "P2", "2024-06-01")
    await assigned(office, "P1", "2024-01-01")
    ended: dict[str, Any] = {"role": "PROJECT_MANAGER", "practitioner_no": P}
    await office.given("release_practitioner", "P1", on=released, **ended)
    assert await bureau.review(office) == found


async def test_a_release_that_is_voided_makes_the_next_role_overlap(office: Office) -> None:
    await two_projects(office)
    await assigned(office, "P1", "2024-01-01")
    ended: dict[str, Any] = {"role": "PROJECT_MANAGER", "practitioner_no": P}
    released = await office.given("release_practitioner", "P1", on="2024-03-01", **ended)
    second = await assigned(office, "P2", "2024-06-01")
    assert not await bureau.review(office)
    await office.given("void_event", "", on="2026-06-01", event_id=str(released.event))
    found = await bureau.review(office)
    assert found["CRE-3"] == 1
    assert ("CRE-3", second) in await bureau.open_findings(office, "P2")
