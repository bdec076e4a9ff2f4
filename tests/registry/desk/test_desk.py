"""Commands through the desk: recorded once, refused with reasons, decided again where somebody was first."""

import asyncio
import uuid

import pytest

from aggregates import errors
from tests.registry.desk import office as offices
from tests.registry.desk.office import Office


async def town(office: Office) -> None:
    await office.given("register_building", "990102001000000000001", on="2020-01-01", division="990102")
    await house(office, "H1")


async def house(office: Office, code: str) -> None:
    await office.given(
        "register_house",
        code,
        on="2020-02-01",
        division="990102",
        building_code="990102001000000000001",
        document=("登记申请", f"申-{code}", "2020-02-01"),
    )
    await office.given("open_presale", code, on="2026-05-01", permit_no="预-1")


async def test_many_desks_file_for_one_house_and_one_contract_stands(office: Office) -> None:
    await town(office)
    filings = [
        office.file("file_presale_contract", "H1", on="2026-05-20", **offices.contract(f"YS-{n}")) for n in range(8)
    ]
    answers = await asyncio.gather(*filings)
    won = [one for one in answers if not one.rejections]
    assert len(won) == 1
    for lost in answers:
        if lost.rejections:
            assert {one.rule for one in lost.rejections} == {"PRE-3"}
            assert lost.rejections[0].in_the_way == (won[0].event,)


async def test_one_command_id_is_one_event(office: Office) -> None:
    await town(office)
    command = uuid.uuid4()
    filed = [
        office.file("file_presale_contract", "H1", on="2026-05-20", id=command, **offices.contract("YS-1"))
        for _ in range(8)
    ]
    answers = await asyncio.gather(*filed)
    assert len({(one.event, one.first, one.last) for one in answers}) == 1
    assert [one.repeated for one in answers].count(False) == 1
    with pytest.raises(errors.CommandReused):
        await office.file("file_presale_contract", "H1", on="2026-05-21", id=command, **offices.contract("YS-1"))
