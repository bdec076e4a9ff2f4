"""Demolition through the desk: all houses at once, whatever else is filed for them at the same time."""

import asyncio
from typing import Any

from graphql_api import desk as port
from tests.registry.desk import office as offices
from tests.registry.desk.office import Office

ROUNDS = 10
STEP = 0.015
DAY = "2026-05-20"


async def building(office: Office, code: str) -> list[str]:
    """A building that stands, with three houses and a filing to demolish it."""
    await office.given("register_building", code, on="2010-01-01", division="990102", physical="COMPLETED")
    houses = [f"{code}-{number}" for number in (1, 2, 3)]
    for house in houses:
        await office.given(
            "register_house",
            house,
            on="2010-02-01",
            division="990102",
            building_code=code,
            document=("登记申请", f"申-{house}", "2010-02-01"),
        )
    await office.given("file_building_demolition", code, on="2026-05-01", filing_no=f"拆备-{code}")
    return houses


def lease(number: str) -> dict[str, Any]:
    return {"lease_no": number, "lessees": [offices.PERSON], "ends_on": "2027-05-20"}


async def types(office: Office, house: str) -> list[str]:
    """The types of a house's events in the order in which they were recorded."""
    rows = await office.pool.fetch(
        "select e.type from ledger.event e join ledger.stream s using (stream) where s.code = $1 order by e.position",
        house,
    )
    return [row["type"] for row in rows]


async def follow(office: Office) -> None:
    """The projector, for as long as it is let."""
    while True:
        await office.project()
        await asyncio.sleep(0.02)


async def let_after(office: Office, house: str, seconds: float) -> port.Filed:
    """A lease that comes a little later in each round, so that now the one is first and now the other."""
    await asyncio.sleep(seconds)
    return await office.file("file_lease", house, on=DAY, **lease(f"租-{house}"))


async def test_a_demolition_racing_a_lease_tells_of_it_or_keeps_it_out(office: Office) -> None:
    for turn in range(ROUNDS):
        houses = await building(office, f"B{turn}")
        projector = asyncio.create_task(follow(office))
        demolished, let = await asyncio.gather(
            office.file("demolish_building", f"B{turn}", on=DAY), let_after(office, houses[0], turn * STEP)
        )
        projector.cancel()
        assert not demolished.rejections
        recorded = await types(office, houses[0])
        assert recorded.count("Demolished") == 1
        if let.rejections:
            assert {one.rule for one in let.rejections} <= {"GEN-3", "HSE-1"}
            assert "LeaseFiled" not in recorded
        else:
            assert recorded[-1] == "FindingRecorded"
