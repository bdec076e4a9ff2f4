"""A secured household, houses for sale in another district, and what the monitoring of purchases makes of them."""

from __future__ import annotations

import zoneinfo
from collections import Counter
from typing import Any

from aggregates import event as events
from registry.acquisitions import worker
from tests.registry.desk import office as offices
from tests.registry.desk.office import Office

ZONE = zoneinfo.ZoneInfo("Asia/Shanghai")
HERE, ELSEWHERE = "990102", "990103"


def person(number: int, **said: object) -> dict[str, Any]:
    """An invented person by a number of their own."""
    return {"kind": "PERSON", "name": "王安", "id_type": "OTHER", "id_number": f"W{number}", **said}


async def accepted(office: Office, code: str, *numbers: int) -> None:
    """A household of these persons that applied in January."""
    members = [person(one, relation="OTHER" if index else "APPLICANT") for index, one in enumerate(numbers)]
    inputs: dict[str, Any] = {"division": HERE, "category": "FAMILY", "programme": "PUBLIC_RENTAL"}
    poor = {"income": "2000.00", "assets": "10000.00", "housing_area": "0.00"}
    await office.given("accept_application", code, on="2026-01-05", members=members, **inputs, **poor)


async def eligible(office: Office, code: str, *numbers: int) -> None:
    """The same, eligible since 20 March."""
    await accepted(office, code, *numbers)
    for level in (1, 2, 3):
        month = f"2026-0{level}"
        await office.given("pass_review", code, on=f"{month}-06", opinion_no=f"R{level}", level=level)
        if level != 2:
            await office.given("open_publicity", code, on=f"{month}-07", publicity_no=f"P{level}", level=level)
            await office.given("close_publicity", code, on=f"{month}-14", publicity_no=f"P{level}")
    await office.given("grant_eligibility", code, on="2026-03-20", eligibility_no="E1", programme="PUBLIC_RENTAL")


async def houses(office: Office, *codes: str) -> None:
    """Houses of another district, open for presale."""
    await office.given("register_building", "B1", on="2025-01-01", division=ELSEWHERE)
    for code in codes:
        on_paper = ("登记申请", f"申-{code}", "2025-02-01")
        inputs = {"division": ELSEWHERE, "building_code": "B1", "document": on_paper}
        await office.given("register_house", code, on="2025-02-01", **inputs)
        await office.given("open_presale", code, on="2025-03-01", permit_no="预售1", lapses_on="2028-03-01")


async def sold(office: Office, code: str, *numbers: int, **said: Any) -> events.Event:
    """A presale contract with these persons; its event."""
    buyers = [person(one) for one in numbers]
    said = {"on": "2026-05-21", "signed_on": "2026-05-20", **said}
    filed = await office.given(
        "file_presale_contract", code, buyers=buyers, price="1000000.00", contract_no=f"C-{code}", **said
    )
    assert filed.first is not None
    return (await office.ledger.read_from(filed.first - 1, 1))[0].event


def monitor(office: Office) -> worker.Monitor:
    """A monitoring that begins where the last one has come to."""
    return worker.Monitor(office.ledger, office.pool, ZONE, lambda: offices.TODAY)


async def monitored(office: Office) -> Counter[str]:
    """What the monitoring records, by type, once it is up with the ledger."""
    return await monitor(office).catch_up()


async def recorded(office: Office, code: str) -> list[events.Event]:
    """What the monitoring has recorded of a household, in order."""
    stream = await office.pool.fetchval("select stream from ledger.stream where code = $1", code)
    return [one.event for one in await office.ledger.read_stream(stream) if one.event.actor == worker.NAME]


async def place(office: Office) -> int:
    """How far the monitoring has come."""
    return await office.pool.fetchval("select position from ledger.follower where name = 'acquisitions'") or 0
