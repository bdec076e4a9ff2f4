"""Households through the desk: what two caseworkers do at once, in the whole city (SEC-2)."""

import asyncio
from typing import Any

import pytest

from graphql_api import identity as identities
from registry.desk import members
from registry.ledger import errors as ledger_errors
from tests.registry.desk.office import Office
from tests.registry.review import bureau

PAPER = ("配租决定", "PZ-1", "2026-01-01")
DIVISION = "990102"


def applicant(number: int) -> dict[str, Any]:
    """An invented person by a number of their own, as caseworkers type them."""
    return {"kind": "PERSON", "name": "王安", "id_type": "OTHER", "id_number": f"W{number}", "relation": "APPLICANT"}


async def accept(office: Office, code: str, number: int) -> Any:
    inputs: dict[str, Any] = {"division": DIVISION, "category": "FAMILY", "programme": "PUBLIC_RENTAL"}
    inputs |= {"income": "4000.00", "assets": "50000.00", "housing_area": "0.00"}
    return await office.file("accept_application", code, on="2026-01-05", members=[applicant(number)], **inputs)


async def entitled(office: Office, code: str, number: int) -> None:
    """A household with the right to choose a home."""
    filed = await accept(office, code, number)
    assert not filed.rejections
    for level in (1, 2, 3):
        month = f"2026-0{level}"
        await office.given("pass_review", code, on=f"{month}-06", opinion_no=f"R{level}", level=level)
        if level != 2:
            await office.given("open_publicity", code, on=f"{month}-07", publicity_no=f"P{level}", level=level)
            await office.given("close_publicity", code, on=f"{month}-14", publicity_no=f"P{level}")
    granted = {"eligibility_no": "E1", "programme": "PUBLIC_RENTAL"}
    await office.given("grant_eligibility", code, on="2026-03-20", **granted)
    direct = {"allocation_no": "A1", "method": "DIRECT", "programme": "PUBLIC_RENTAL", "document": PAPER}
    await office.given("allocate_directly", code, on="2026-04-01", **direct)


async def home(office: Office) -> None:
    """H1, a public rental home."""
    await office.given("register_building", "B1", on="2010-01-01", division=DIVISION, physical="COMPLETED")
    on_paper = ("登记申请", "申-H1", "2010-02-01")
    inputs = {"division": DIVISION, "building_code": "B1", "document": on_paper}
    await office.given("register_house", "H1", on="2010-02-01", **inputs)
    stock = {"stock": "PUBLIC_RENTAL", "raised_by": "PURCHASE", "document": ("收购决定", "S-1", "2010-03-01")}
    await office.given("add_to_stock", "H1", on="2010-03-01", **stock)


async def test_many_caseworkers_accept_one_person_and_one_application_stands(office: Office) -> None:
    """Who is known is looked for in the read model too, for sanctions: it follows meanwhile."""
    async with bureau.projecting(office):
        await _accepted_once(office)


async def _accepted_once(office: Office) -> None:
    answers = await asyncio.gather(*[accept(office, f"BZ-{index}", 1) for index in range(6)])
    lost = [one for one in answers if one.rejections]
    assert len(lost) == 5
    assert {rejection.rule for one in lost for rejection in one.rejections} == {"SEC-2"}
    (won,) = (one for one in answers if not one.rejections)
    code = f"BZ-{answers.index(won)}"
    await office.given("exit_household", code, on="2026-02-01", exit_reason="迁出本市")
    again = await accept(office, "BZ-9", 1)
    assert not again.rejections


async def test_two_households_choose_one_home_and_one_gets_it(office: Office) -> None:
    await home(office)
    for number in (1, 2):
        await entitled(office, f"BZ-{number}", number)
    choose: dict[str, Any] = {"allocation_no": "A1", "house_code": "H1"}
    filings = [office.file("select_house", f"BZ-{number}", on="2026-04-10", **choose) for number in (1, 2)]
    answers = await asyncio.gather(*filings)
    (lost,) = (one for one in answers if one.rejections)
    assert {one.rule for one in lost.rejections} == {"SEC-2"}
    code = f"BZ-{1 + [bool(one.rejections) for one in answers].index(False)}"
    contract = {"contract_no": "T1", "house_code": "H1", "rent": "500.00"}
    signed = await office.given("sign_tenancy_contract", code, on="2026-05-01", **contract)
    started = await office.pool.fetchval("select count(*) from ledger.event where type = 'TenancyStarted'")
    assert (list(signed.rejections), started) == ([], 1)


async def test_a_person_who_is_barred_is_refused_in_the_whole_city(office: Office) -> None:
    """The caseworker of another district learns until when, and neither who nor by which household."""
    await accept(office, "BZ-1", 1)
    await office.given("exit_household", "BZ-1", on="2026-02-01", exit_reason="骗取保障")
    bar = {"sanction_no": "C1", "category": "骗取保障", "barred_until": "2031-02-01"}
    await office.given("impose_sanction", "BZ-1", on="2026-02-01", **bar)
    await office.given("register_division", "990100", on="2000-01-01", name="安澜市", level="PREFECTURE")
    for code in (DIVISION, "990103"):
        await office.given("register_division", code, on="2000-01-01", name="安澜区", parent="990100", level="COUNTY")
    await office.project()
    other = identities.Identity("clerk", ("department:housing-security",), ("990103",))
    inputs: dict[str, Any] = {"division": "990103", "category": "FAMILY", "programme": "PUBLIC_RENTAL"}
    filed = await office.file("accept_application", "BZ-2", on="2026-05-05", members=[applicant(1)], by=other, **inputs)
    (refused,) = filed.rejections
    assert (refused.rule, refused.field, refused.earliest_lawful_on) == ("SEC-6", "members", "2031-02-01")
    assert (refused.in_the_way, refused.missing) == ((), ())
    assert "违规" in refused.message
    assert "BZ-1" not in f"{refused}"
    again = await office.file("accept_application", "BZ-2", on="2026-05-05", members=[applicant(2)], by=other, **inputs)
    assert not again.rejections


async def test_without_a_read_model_a_known_person_has_to_wait(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "PATIENCE", 0.05)
    await accept(office, "BZ-1", 1)
    await office.given("exit_household", "BZ-1", on="2026-02-01", exit_reason="迁出")
    with pytest.raises(ledger_errors.Unavailable, match="read model has not come to position"):
        await accept(office, "BZ-2", 1)
    monkeypatch.undo()
    await office.project()
    assert not (await accept(office, "BZ-2", 1)).rejections


async def test_an_exit_is_not_overturned_while_a_member_is_anothers(office: Office) -> None:
    async with bureau.projecting(office):
        await accept(office, "BZ-1", 1)
        left = await office.given("exit_household", "BZ-1", on="2026-02-01", exit_reason="迁出")
        await accept(office, "BZ-2", 1)
        judgment: dict[str, Any] = {"event_id": str(left.event), "body": "安澜区法院", "judgment_no": "判1"}
        for command, inputs in (("overturn_decision", judgment), ("void_event", {"event_id": str(left.event)})):
            filed = await office.file(command, "", on="2026-03-01", **inputs)
            assert [one.rule for one in filed.rejections] == ["SEC-2"], command
        await office.given("exit_household", "BZ-2", on="2026-03-01", exit_reason="迁出")
        await office.given("overturn_decision", "", on="2026-03-01", **judgment)
        assert [one.rule for one in (await accept(office, "BZ-3", 1)).rejections] == ["SEC-2"]
