"""Households over HTTP: nothing personal of applicants stands in clear, and the public is told of none."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from tests import patience
from tests.acceptance import applicants, leaks, people
from tests.acceptance.conftest import Bureau
from tests.acceptance.estates import number, paper
from tests.acceptance.office import Desk

SHOWN = """
    code residence bankAccount income members { key person name idType idNumber phone relation birthYear }
    verifications { number result detail } timeline(first: 50) { nodes { type actor data changes } }
"""
HOUSEHOLD = f"query($c: String!) {{ household(code: $c) {{ {SHOWN} }} }}"

Given = dict[str, Any]


async def file_household(desk: Desk) -> str:
    """An application with members of all sorts of papers; what it states anew; refusals and wrong inputs."""
    applicant, guest, elder = people.person(), people.passport_holder(), people.of_fifteen_digits()
    members = [
        applicants.member(applicant),
        applicants.member(guest, "SPOUSE"),
        applicants.member(elder, "PARENT", birthYear=1950),
    ]
    remark = people.secret(f"受理备注：{applicant['name']}来访")
    sealed = {"residence": people.residence(), "bankAccount": people.account()}
    code = await applicants.accepted(desk, *members, remark=remark, income="3000.00", **sealed)
    common: Given = {"householdCode": code, "document": paper(number("变"))}
    sealed = {"residence": people.residence(), "bankAccount": people.account()}
    await desk.given("changeCircumstances", effectiveOn="2020-02-01", **sealed, **common)
    joining = [applicants.member(people.passport_holder(), "CHILD")]
    await desk.given("joinHousehold", effectiveOn="2020-02-02", members=joining, **common)
    await desk.given("leaveHousehold", effectiveOn="2020-02-03", memberKey="2", **common)
    again = applicants.application([applicants.member(elder)], residence=people.residence())
    assert (await desk.file("acceptApplication", **again))["rejections"], "a member of another application"
    for wrong in wrong_ones():
        await refuse(desk, wrong)
    return code


def wrong_ones() -> list[Given]:
    """Applications that say something that cannot be."""
    number_ = {**people.person(), "idNumber": people.secret("99010219850307999")}
    passport = {**people.passport_holder(), "idNumber": people.secret("EZ99887766" * 7)}
    long = people.secret(f"安澜市{'长' * 500}路")
    return [
        applicants.application([applicants.member(number_)]),
        applicants.application([applicants.member(passport)]),
        applicants.application([applicants.member({**people.person(), "phone": people.secret("1990099" * 9)})]),
        applicants.application(residence=long),
        applicants.application(bankAccount=people.secret("62220299" * 9)),
        applicants.application([applicants.member(relation="SPOUSE")], bankAccount=people.account()),
    ]


async def refuse(desk: Desk, given: Given) -> None:
    """The error of a wrong input repeats nothing of it."""
    query = "mutation($i: AcceptApplicationInput!) { acceptApplication(input: $i) { position } }"
    answer = await desk.ask(query, i={"commandId": str(uuid.uuid4()), **given})
    assert "errors" in answer
    assert leaks.found(people.SECRETS, {"the error": json.dumps(answer, ensure_ascii=False)}) == []


async def test_nothing_personal_of_applicants_is_stored_or_said_in_clear(desk: Desk, bureau: Bureau) -> None:
    """The session ends with the same for the bytes of every file, exports included."""
    code = await file_household(desk)
    for role in ("admin", "auditor", "caseworker", "department:tax", "cockpit"):
        shown = (await desk.of(role).read(HOUSEHOLD, c=code))["household"]
        assert len(shown["members"]) == 4
        assert leaks.found(people.SECRETS, {role: json.dumps(shown, ensure_ascii=False)}) == []
    texts = {**await leaks.of_database(bureau.database), **leaks.of_server(bureau.folder, bureau.address)}
    assert leaks.found(people.SECRETS, texts) == []


async def test_masks_and_clear_texts_go_to_those_whose_task_needs_them(desk: Desk) -> None:
    applicant = people.person()
    home, account = people.residence(), people.account()
    code = await applicants.accepted(desk, applicants.member(applicant), residence=home, bankAccount=account)
    query = (
        "query($c: String!) { household(code: $c) { income bankAccount residence members { name idNumber phone } } }"
    )
    masked = {
        "name": f"{applicant['name'][:2]}**",
        "idNumber": f"990102********{applicant['idNumber'][-4:]}",
        "phone": f"{applicant['phone'][:3]}****{applicant['phone'][-4:]}",
    }
    clear = {key: applicant[key] for key in masked}
    for role, purpose, wanted in (
        ("cockpit", None, dict.fromkeys(masked)),
        ("auditor", "case-handling", masked),
        ("caseworker", None, masked),
        ("caseworker", "case-handling", clear),
    ):
        reader = desk.of(role)
        reader.headers |= {"X-Purpose": purpose} if purpose else {}
        assert await _members(reader, query, code, wanted) == [wanted], (role, purpose)


async def _members(reader: Desk, query: str, code: str, wanted: dict[str, Any]) -> Any:
    """The members, once they are as wanted: the read model and its masks follow in a moment."""

    async def members() -> Any:
        told = (await reader.ask(query, c=code))["data"]["household"]
        return told and told["members"]

    return await patience.until(members, lambda told: told == [wanted])


ASKED = """query($c: String!, $h: String!, $n: String!, $k: String!) {
    household(code: $c) { code } households(filter: { code: { eq: $c } }) { totalCount nodes { code } }
    event(position: 1) { position } changesByDocument(number: $n) { nodes { code } }
    changes(kinds: [HOUSEHOLD], first: 500) { nodes { position } }
    findings(filter: { kind: { eq: HOUSEHOLD } }) { totalCount }
    difference(kind: HOUSEHOLD, code: $c, from: { position: 0 }, to: {}) { path }
    house(code: $h) { tenancies { householdCode rent } timeline { nodes {
        type causedBy { type } reliedOn { type } dependants { type } caused { type } changes } } }
    search: houses(filter: { code: { eq: $k } }) { totalCount }
}"""


async def test_the_public_is_told_of_no_household(desk: Desk) -> None:
    """Neither asked for by its code, nor by its papers, nor by what it did to a house, which is public."""
    code = await applicants.tenant(desk)
    home = "query($c: String!) { household(code: $c) { tenancies { houseCode } allocations { number } "
    home += "timeline(first: 1) { nodes { document { number } } } } }"
    known = (await desk.read(home, c=code))["household"]
    (house,) = {one["houseCode"] for one in known["tenancies"]}
    paper_ = known["timeline"]["nodes"][0]["document"]["number"]
    asked = {"c": code, "h": house, "n": paper_, "k": house}
    whole, told = [await reader.read(ASKED, **asked) for reader in (desk, desk.of("public"))]
    assert whole["household"]
    assert whole["changes"]["nodes"]
    assert whole["changesByDocument"]["nodes"]
    assert whole["difference"]
    assert told["household"] is None
    assert told["households"] == {"totalCount": 0, "nodes": []}
    assert told["changes"]["nodes"] == told["changesByDocument"]["nodes"] == told["difference"] == []
    assert told["findings"]["totalCount"] == 0
    assert code not in json.dumps(told)
    started = [one for one in told["house"]["timeline"]["nodes"] if one["type"] == "TenancyStarted"]
    assert [one["causedBy"] for one in started] == [None]
    causes = [one["causedBy"] for one in whole["house"]["timeline"]["nodes"] if one["type"] == "TenancyStarted"]
    assert causes == [{"type": "TenancyContractSigned"}]
    assert "HouseSelected" not in json.dumps(told)
    assert told["house"]["tenancies"] == [{"householdCode": None, "rent": None}]


@pytest.mark.parametrize("role", ["cockpit", "public"])
async def test_those_who_see_no_persons_are_told_no_reference_of_one(desk: Desk, role: str) -> None:
    code = await applicants.accepted(desk)
    query = "query($c: String!) { household(code: $c) { members { person relation birthYear idType } "
    query += "timeline { nodes { data } } } }"
    (member,) = (await desk.read(query, c=code))["household"]["members"]
    told = await desk.of(role).ask(query, c=code)
    assert member["person"].startswith("person/")
    assert member["person"] not in json.dumps(told)
    assert bool(told["data"]["household"]) is (role == "cockpit")
