"""One person in all that is recorded, whichever came first; and what is left of a person whose key is destroyed."""

from __future__ import annotations

import contextlib
import itertools
import json
import pathlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import asyncpg
import httpx
import pytest
from stdnum.iso7064 import mod_11_2

from aggregates import event as events
from aggregates import sealed
from aggregates.codes import resident_identity
from registry.ledger import kek, keys
from tests import patience
from tests.acceptance import applicants, estates, leaks, people, takings
from tests.acceptance.conftest import Bureau
from tests.acceptance.estates import days
from tests.acceptance.office import Desk
from tests.acceptance.test_person_holdings import Reader, disclosed, fangji

ERASED = "(erased)"
MEMBERS = """query($c: String!) { household(code: $c) { residence bankAccount
    members { key person name idNumber phone relation } timeline(first: 100) { nodes { type data changes } } } }"""
OWNERS = "owners { person name idNumber } parties { role person name idNumber phone }"

Person = dict[str, Any]
Filing = Callable[[Desk, Person], Awaitable[str]]


async def applies(desk: Desk, one: Person) -> str:
    """The reference of somebody as a member of a household that applied."""
    household = await applicants.accepted(desk, applicants.member(one))
    (member,) = (await desk.read(MEMBERS, c=household))["household"]["members"]
    return str(member["person"])


async def buys(desk: Desk, one: Person) -> str:
    """The same as a buyer."""
    code = await estates.in_presale(desk)
    await desk.given("filePresaleContract", **estates.contract(code, "2020-03-02", [people.who(one)]))
    (party,) = (await desk.house(code, OWNERS))["parties"]
    return str(party["person"])


async def owns(desk: Desk, one: Person) -> str:
    """The same as an owner."""
    code = await estates.owned(desk, people.who(one))
    (owner,) = (await desk.house(code, OWNERS))["owners"]
    return str(owner["person"])


async def rents(desk: Desk, one: Person) -> str:
    """The same as a tenant of anybody."""
    code = await estates.owned(desk, people.person())
    await desk.given("fileLease", **estates.lease(code, days(-100), days(100), [people.who(one)]))
    parties = (await desk.house(code, OWNERS))["parties"]
    return str(next(party["person"] for party in parties if party["role"] == "LESSEE"))


FILINGS: dict[str, Filing] = {"applies": applies, "buys": buys, "owns": owns, "rents": rents}
_passports = itertools.count(1)


def citizen() -> tuple[Person, Person]:
    """A person by 18 places, and by the 15 of before 1999."""
    serial = next(_passports)
    body = f"990102198{serial % 10}0307{serial % 1000:03}"
    whole = people.secret(body + mod_11_2.calc_check_digit(body))
    one = {**people.person(), "idNumber": whole}
    return one, {**one, "idNumber": people.secret(body[:6] + body[8:])}


def of(id_type: str, written: str, again: str) -> tuple[Person, Person]:
    """Somebody with a document, written in two ways."""
    serial = f"{next(_passports):04}"
    one = {**people.person(), "idType": id_type, "idNumber": people.secret(written.format(serial))}
    return one, {**one, "idNumber": people.secret(again.format(serial))}


@pytest.mark.parametrize("first", FILINGS)
async def test_it_is_one_person_whatever_came_first(desk: Desk, first: str) -> None:
    one, shorter = citizen()
    found = {await FILINGS[first](desk, one)}
    for name, filing in FILINGS.items():
        if name != first:
            found.add(await filing(desk, shorter))
    assert len(found) == 1


@pytest.mark.parametrize(
    ("id_type", "written", "again"),
    [
        ("PASSPORT", "E9901{}", " e9901 {} "),
        ("HK_MACAO_PERMIT", "H9901{}", "ｈ9901{} 03"),
        ("TAIWAN_PERMIT", "9901{}", "9901{}02"),
        ("FOREIGN_RESIDENCE", "ABC99010101{}", "abc99010101{}"),
        ("OTHER", "军字9901{}", "军字9901{} "),
    ],
)
async def test_a_document_of_another_kind_is_one_person_too(desk: Desk, id_type: str, written: str, again: str) -> None:
    one, other = of(id_type, written, again)
    assert await applies(desk, one) == await owns(desk, other)
    assert await buys(desk, {**one, "idType": "OTHER" if id_type != "OTHER" else "PASSPORT"}) != await rents(desk, one)


async def test_a_residence_permit_is_a_citizen_number(desk: Desk) -> None:
    """It carries 18 places that begin with 81, 82 or 83, the same on whichever paper they stand."""
    for region in ("810000", "820000", "830000"):
        body = f"{region}19850307{next(_passports):03}"
        whole = people.secret(body + mod_11_2.calc_check_digit(body))
        one = {**people.person(), "idType": "RESIDENCE_PERMIT", "idNumber": whole}
        assert await applies(desk, one) == await owns(desk, {**one, "idType": "RESIDENT_IDENTITY"})


@contextlib.asynccontextmanager
async def connected(bureau: Bureau) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(bureau.database)
    try:
        yield connection
    finally:
        await connection.close()


async def digest_of(bureau: Bureau, whole: str) -> bytes:
    """The blind index of a citizen number at that bureau."""
    async with asyncpg.create_pool(bureau.database, min_size=1, max_size=1) as pool:
        key = await keys.PostgresKeys(pool, kek.FileKeys(bureau.folder / "keys.json")).index_key()
    return sealed.blind_index(key, resident_identity.SCHEME.name, whole)


async def masked(desk: Desk, bureau: Bureau, ref: str) -> set[str | None]:
    """All masks of a person or subject, once those of what was filed so far are there."""
    await desk.read("{ me { subject } }")
    async with connected(bureau) as connection:
        behind = "select (select max(position) from ledger.event) - position from ledger.follower where name = 'masks'"
        await patience.until(lambda: connection.fetchval(behind), lambda events: events == 0)
        return {row[0] for row in await connection.fetch("select masked from access.mask where ref = $1", ref)}


async def check_proofs(bureau: Bureau) -> int:
    """Every leaf hash, computed anew over the bytes that are stored; how many."""
    async with connected(bureau) as connection:
        leaves = await connection.fetch("select header, body, leaf_hash from ledger.event order by position")
    assert all(events.leaf_hash(header, body) == said for header, body, said in leaves)
    return len(leaves)


class Known:
    """Somebody who applied, owns a home and bought another, with a household of two: all as filed over HTTP."""

    def __init__(self, bureau: Bureau) -> None:
        self.bureau = bureau
        self.one, self.spouse = people.person(), people.person()
        self.secrets = {self.one[name] for name in ("name", "idNumber", "phone")}
        self.account = people.secret("6222020200112299" + self.one["phone"][-4:])
        self.residence = people.secret(f"安澜市无名路{self.one['phone'][-4:]}号")

    async def file(self, desk: Desk) -> None:
        members = (applicants.member(self.one), applicants.member(self.spouse, "SPOUSE"))
        said = {"residence": self.residence, "bankAccount": self.account}
        self.household = await applicants.accepted(desk, *members, **said)
        self.owned = await estates.owned(desk, people.who(self.one))
        self.bought = await estates.in_presale(desk)
        await desk.given("filePresaleContract", **estates.contract(self.bought, "2020-03-02", [self.one]))
        first, second = (await self._monitored(desk))["members"]
        self.ref, self.other = first["person"], second["person"]
        async with connected(self.bureau) as connection:
            stream = "select stream from ledger.stream where kind = 'HOUSEHOLD' and code = $1"
            self.subject = f"subject/{await connection.fetchval(stream, self.household)}"

    async def _monitored(self, desk: Desk) -> Any:
        """The household, once the monitoring of purchases has told it of both homes."""

        def monitored(told: Any) -> bool:
            return "AnnualReviewOpened" in {one["type"] for one in told["timeline"]["nodes"]}

        return await patience.until(lambda: self.told(desk), monitored)

    async def told(self, desk: Desk) -> Any:
        return (await desk.read(MEMBERS, c=self.household))["household"]


@pytest.fixture
async def known(desk: Desk, bureau: Bureau) -> Known:
    found = Known(bureau)
    await found.file(desk)
    return found


async def test_a_person_is_erased_wherever_it_was_shown(desk: Desk, bureau: Bureau, known: Known) -> None:
    assert ERASED not in await masked(desk, bureau, known.ref)
    before = await known.told(desk)
    fangji(bureau, "keys", "shred", known.ref, "--yes")
    told = await known.told(desk)
    (gone, stays), (_, stayed) = told["members"], before["members"]
    assert (gone["person"], gone["relation"], stays) == (known.ref, "APPLICANT", stayed)
    assert {gone[name] for name in ("name", "idNumber", "phone")} == {ERASED}
    assert (told["residence"], told["bankAccount"]) == (before["residence"], before["bankAccount"]), (
        "the household's own"
    )
    accepted, *_ = told["timeline"]["nodes"]  # and what the monitoring of purchases has recorded since
    assert accepted["data"][f"members/{gone['key']}/name"] == {"erased": True}
    assert accepted["data"][f"members/{stays['key']}/name"] == accepted["data"]["residence"] == {"sealed": True}
    said = {change["entity"]: change["set"] for change in accepted["changes"]}
    assert said[f"members/{gone['key']}"]["id_number"] == {"erased": True}
    for house, of in ((known.owned, "owners"), (known.bought, "parties")):
        found = [one for one in (await desk.house(house, OWNERS))[of] if one["person"] == known.ref]
        assert {one["name"] for one in found} == {one["idNumber"] for one in found} == {ERASED}


async def test_nothing_of_a_person_is_left_and_the_proofs_stand(
    desk: Desk, bureau: Bureau, known: Known, tmp_path: pathlib.Path
) -> None:
    digest = await digest_of(bureau, known.one["idNumber"])
    masks = {mask for mask in await masked(desk, bureau, known.ref) if mask}
    assert digest.hex() in (await leaks.of_database(bureau.database))["keys.person_index"], "else nothing is proved"
    count = await check_proofs(bureau)
    fangji(bureau, "keys", "shred", known.ref, "--yes")
    texts = {**await leaks.of_database(bureau.database), **leaks.of_server(bureau.folder, bureau.address)}
    for file in takings.made(bureau.database, bureau.folder, tmp_path, ["admin"]):
        texts[file.name] = file.read_text()
    assert masks
    assert leaks.found({*known.secrets, digest.hex()}, texts) == []
    assert await masked(desk, bureau, known.ref) == {ERASED}
    assert {name for _, name in leaks.found([known.ref], texts)} & {"keys.key", "keys.person_index"} == set()
    exported = [text for name, text in texts.items() if name.endswith(".ndjson")]
    assert any('{"erased":true}' in text.replace(" ", "") for text in exported)
    assert await check_proofs(bureau) == count


async def test_a_household_that_lost_a_person_and_its_key_is_still_told(
    desk: Desk, bureau: Bureau, known: Known
) -> None:
    await masked(desk, bureau, known.ref)
    for ref in (known.ref, known.subject):
        fangji(bureau, "keys", "shred", ref, "--yes")
    told = fangji(bureau, "history", "HOUSEHOLD", known.household)
    assert "(erased) 已删除" in told
    assert "现住址" in told
    assert "姓名" in told
    shown = await known.told(desk)
    assert (shown["residence"], shown["bankAccount"]) == (ERASED, ERASED)
    assert shown["members"][1]["name"] != ERASED
    assert shown["timeline"]["nodes"][0]["data"]["residence"] == {"erased": True}
    texts = await leaks.of_database(bureau.database)
    assert leaks.found({known.account, known.residence}, texts) == []
    changed = {"householdCode": known.household, "effectiveOn": "2021-01-01", "residence": known.residence}
    query = "mutation($i: ChangeCircumstancesInput!) { changeCircumstances(input: $i) { position } }"
    given = {**changed, "document": estates.paper("居-1"), "commandId": "6a1d1d2e-5a54-4f07-8f0c-000000000001"}
    (error,) = (await desk.ask(query, i=given))["errors"]
    assert error["extensions"]["code"] == "KEY_SHREDDED"
    assert known.residence not in json.dumps(error, ensure_ascii=False)


async def test_who_asks_for_somebody_erased_is_on_record(
    desk: Desk, client: httpx.AsyncClient, bureau: Bureau, known: Known
) -> None:
    await masked(desk, bureau, known.ref)
    clerk = Reader(client, "caseworker", ["*"])
    query = "query($c: String!) { household(code: $c) { members { name phone } } }"

    async def names() -> list[Any]:
        answer = (await clerk.ask(query, c=known.household)).json()
        return [member["name"] for member in answer["data"]["household"]["members"]]

    assert await names() == [known.one["name"], known.spouse["name"]]
    fangji(bureau, "keys", "shred", known.ref, "--yes")
    assert await names() == [ERASED, known.spouse["name"]]
    after, before = await disclosed(client, clerk.account)
    assert refs_of(after) == refs_of(before) == {known.ref, known.other}
    log = json.loads(fangji(bureau, "disclosures", "--person", known.ref, "--json"))
    assert [(one["purpose"], one["fields"] == ["key#shredded"]) for one in log] == [
        ("case-handling", False),
        ("erasure", True),
        ("case-handling", False),
    ]


def refs_of(disclosure: Mapping[str, Any]) -> set[str]:
    return {one["person"] for one in disclosure["persons"]}


async def test_the_same_number_is_a_person_whom_nobody_knew(
    desk: Desk, client: httpx.AsyncClient, bureau: Bureau, known: Known
) -> None:
    """Claims hold the random reference only, so SEC-2 does not see the older application any more."""
    again = applicants.application([applicants.member(known.one)])
    refused = await desk.file("acceptApplication", **again)
    assert [one["rule"] for one in refused["rejections"]] == ["SEC-2"]
    fangji(bureau, "keys", "shred", known.ref, "--yes")
    clerk = Reader(client, "caseworker", ["*"])
    told = await clerk.homes(known.one)
    assert (told["holdings"], told["elsewhere"]) == ([], False)
    household = await applicants.accepted(desk, applicants.member(known.one))
    (member,) = (await desk.read(MEMBERS, c=household))["household"]["members"]
    assert member["person"] not in (known.ref, known.other)
    bought = await buys(desk, known.one)
    assert bought == member["person"]
    assert (await known.told(desk))["members"][0]["name"] == ERASED
