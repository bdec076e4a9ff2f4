"""One person's homes by ID number, over HTTP: own divisions in full, others yes or no; each search is on record."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
import httpx
import pytest
from stdnum.iso7064 import mod_11_2

from registry.access import tokens
from tests.acceptance import estates, leaks, office, people
from tests.acceptance.conftest import Bureau
from tests.acceptance.estates import days, number, paper
from tests.acceptance.office import Desk

NO_DAY = "99010219851331999" + mod_11_2.calc_check_digit("99010219851331999")
HERE, THERE = "990161", "990162"
HELD = "holdings { relation live contractNo share since until key code house { code division } } elsewhere position"
ASK = f"query Homes($n: String!) {{ personHoldings(idNumber: $n) {{ {HELD} }} }}"
DISCLOSURES = """query($f: DisclosureFilter) { audit { disclosures(filter: $f, first: 100) { totalCount nodes {
    account roles purpose basis request operation numbers persons { person kind code fields } } } } }"""


class Reader:
    """Somebody who asks, of some divisions, for a purpose or none."""

    def __init__(
        self, client: httpx.AsyncClient, role: str, divisions: Sequence[str], purpose: str | None = "case-handling"
    ) -> None:
        self.client = client
        self.account = f"{role}-{uuid.uuid4()}"
        token = tokens.issue(office.KEY, (role,), tuple(divisions), subject=self.account)
        self.headers = {"Authorization": f"Bearer {token}", **({"X-Purpose": purpose} if purpose else {})}

    async def ask(self, query: str, **variables: Any) -> httpx.Response:
        accept = {"Accept": "application/graphql-response+json"}
        body = {"query": query, "variables": variables}
        return await self.client.post("/graphql", json=body, headers={**self.headers, **accept})

    async def homes(self, of: Mapping[str, Any]) -> Any:
        """The answer about a person."""
        response = await self.ask(ASK, n=of["idNumber"])
        assert response.status_code == 200, response.text
        return response.json()["data"]["personHoldings"]

    async def refused(self, query: str = ASK, **variables: Any) -> dict[str, Any]:
        """Status, message and extensions of the only error, but the request's id."""
        response = await self.ask(query, **variables)
        assert response.json().keys() == {"errors"}
        (error,) = response.json()["errors"]
        extensions = {key: value for key, value in error.pop("extensions").items() if key != "requestId"}
        return {"status": response.status_code, **error, **extensions}


@pytest.fixture
async def divisions(desk: Desk) -> None:
    """Two districts, registered once for all tests."""
    found = await desk.read("query($c: String!) { division(code: $c) { code } }", c=HERE)
    for code in (HERE, THERE) if found["division"] is None else ():
        said = {"name": "试行区", "level": "COUNTY", "document": paper(number("区"))}
        await desk.given("registerDivision", divisionCode=code, effectiveOn="2010-01-01", **said)


@pytest.fixture
def clerk(client: httpx.AsyncClient, divisions: None) -> Reader:
    return Reader(client, "caseworker", [HERE])


async def for_sale(desk: Desk, where: str) -> str:
    code = await estates.house(desk, division=where)
    said = {"permitNo": number("预"), "document": paper(number("预"))}
    await desk.given("openPresale", houseCode=code, effectiveOn="2015-03-01", **said)
    return code


async def seen(desk: Desk) -> None:
    """Wait until all that was filed is in the read model."""
    await desk.read("{ me { subject } }")


async def disclosed(client: httpx.AsyncClient, account: str, divisions: Sequence[str] = ("*",)) -> list[dict[str, Any]]:
    auditor = Reader(client, "auditor", divisions, None)
    answer = (await auditor.ask(DISCLOSURES, f={"account": {"eq": account}})).json()
    found: list[dict[str, Any]] = answer["data"]["audit"]["disclosures"]["nodes"]
    assert answer["data"]["audit"]["disclosures"]["totalCount"] == len(found)
    return found


async def test_what_a_person_owns_rents_and_signed_for(desk: Desk, clerk: Reader, client: httpx.AsyncClient) -> None:
    one, other = people.person(share="1/1"), people.person()
    owned = await estates.owned(desk, one, division=HERE)
    bought = await for_sale(desk, HERE)
    contract = estates.contract(bought, "2020-03-02", [people.who(one)])
    await desk.given("filePresaleContract", **contract)
    let = await estates.owned(desk, other, division=HERE)
    lease = estates.lease(let, days(-100), days(100), [people.who(one)])
    ended = estates.lease(let, "2017-01-01", "2018-01-01", [people.who(one)])
    for filed in (ended, lease):
        await desk.given("fileLease", **filed)
    await seen(desk)
    told = await clerk.homes(one)
    assert told["elsewhere"] is False
    found = {(one["relation"], one["live"]): one for one in told["holdings"]}
    assert len(found) == len(told["holdings"]) == 4
    assert [one["code"] for one in told["holdings"]] == sorted(one["code"] for one in told["holdings"])
    assert all(one["house"] == {"code": one["code"], "division": HERE} for one in told["holdings"])
    shown = {key: (one["code"], one["contractNo"], one["since"], one["until"]) for key, one in found.items()}
    assert shown == {
        ("OWNS", True): (owned, None, "2016-01-01", None),
        ("SIGNED", True): (bought, contract["contractNo"], "2020-03-02", None),
        ("RENTS", True): (let, lease["leaseNo"], days(-100), days(100)),
        ("RENTS", False): (let, ended["leaseNo"], "2017-01-01", "2018-01-01"),
    }
    assert found["OWNS", True]["share"] == "1/1"
    assert [one["code"] for one in (await clerk.homes(other))["holdings"]] == [let]  # who lets is no tenant


async def test_a_contract_that_was_cancelled_stands_no_more(desk: Desk, clerk: Reader) -> None:
    buyer = people.person()
    code = await for_sale(desk, HERE)
    contract = estates.contract(code, "2020-03-02", [buyer])
    await desk.given("filePresaleContract", **contract)
    cancelled = {"houseCode": code, "contractNo": contract["contractNo"], "document": paper(number("撤"))}
    await desk.given("cancelPresaleContract", effectiveOn="2020-05-01", **cancelled)
    await seen(desk)
    (told,) = (await clerk.homes(buyer))["holdings"]
    assert (told["live"], told["since"], told["until"]) == (False, "2020-03-02", "2020-05-01")


async def test_beyond_the_divisions_it_is_yes_or_no_and_nothing_else(
    desk: Desk, clerk: Reader, client: httpx.AsyncClient
) -> None:
    """Owners of one, of several, and of past homes elsewhere, and whom nobody knows: two answers there are, no more."""
    one, several, past, nobody = (people.person() for _ in range(4))
    await estates.owned(desk, one, division=THERE)
    for _ in range(2):
        await estates.owned(desk, several, division=THERE)
    let = await estates.house(desk, division=THERE)
    await desk.given("fileLease", **estates.lease(let, "2017-01-01", "2018-01-01", [past]))
    await seen(desk)
    told = {}
    for name, person in {"one": one, "several": several, "past": past, "nobody": nobody}.items():
        response = await clerk.ask(ASK, n=person["idNumber"])
        told[name] = response.content
    assert told["one"] == told["several"]
    assert told["past"] == told["nobody"]
    assert json.loads(told["one"])["data"]["personHoldings"].pop("holdings") == []
    assert json.loads(told["one"])["data"]["personHoldings"].pop("elsewhere") is True
    assert told["one"].replace(b"true", b"false") == told["nobody"]
    there = Reader(client, "caseworker", [THERE])
    assert len((await there.homes(several))["holdings"]) == 2
    assert (await there.homes(several))["elsewhere"] is False
    both = Reader(client, "caseworker", [HERE, THERE])
    assert len((await both.homes(one))["holdings"]) == 1


async def test_homes_on_both_sides(desk: Desk, clerk: Reader, client: httpx.AsyncClient) -> None:
    one = people.person()
    here = await estates.owned(desk, one, division=HERE)
    there = await estates.owned(desk, one, division=THERE)
    await seen(desk)
    told = await clerk.homes(one)
    assert ([one["code"] for one in told["holdings"]], told["elsewhere"]) == ([here], True)
    admin = Reader(client, "admin", ["*"], "complaint")
    told = await admin.homes(one)
    assert ({one["code"] for one in told["holdings"]}, told["elsewhere"]) == ({here, there}, False)
    nowhere = Reader(client, "caseworker", [])
    assert (await nowhere.refused(n=one["idNumber"]))["code"] == "UNKNOWN_PURPOSE"


@pytest.mark.parametrize("written", ["  {} ", "lower", "wide"])
async def test_the_number_may_be_written_in_other_ways(desk: Desk, clerk: Reader, written: str) -> None:
    one = people.person()
    while not one["idNumber"].endswith("X"):
        one = people.person()
    code = await estates.owned(desk, one, division=HERE)
    await seen(desk)
    exact = one["idNumber"]
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in exact)
    spelled = {"lower": exact.lower(), "wide": people.secret(wide)}.get(written, written.format(exact))
    assert [found["code"] for found in (await clerk.homes({"idNumber": spelled}))["holdings"]] == [code]


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ("99010219850307999", "CODE-RIC-SHAPE"),
        ("990102198503079999", "CODE-RIC-CHECK"),
        (NO_DAY, "CODE-RIC-BIRTH"),
        ("", "CODE-LENGTH"),
        ("9901021985\u200b03079999", "TEXT"),
        ("9901021985\u202e03079999", "TEXT"),
        ("9" * 500, "CODE-LENGTH"),
    ],
)
async def test_a_number_that_is_none_is_refused_without_showing_it(
    clerk: Reader, client: httpx.AsyncClient, wrong: str, rule: str
) -> None:
    told = await clerk.refused(n=wrong)
    assert (told["code"], told["field"], told["rule"]) == ("INVALID_VALUE", "idNumber", rule)
    assert not wrong or wrong[:8] not in json.dumps(told, ensure_ascii=False)
    assert await disclosed(client, clerk.account) == []


@pytest.mark.parametrize("given", [None, 990102198503079999, ["990102198503079999"], {"a": "990102198503079999"}])
async def test_what_is_no_text_is_refused_without_showing_it(clerk: Reader, given: Any) -> None:
    told = await clerk.refused(n=given)
    assert told["code"] == "BAD_VALUE"
    assert "9901021985" not in json.dumps(told)


@pytest.mark.parametrize(
    ("role", "purpose", "code"),
    [
        ("auditor", "case-handling", "FORBIDDEN"),
        ("cockpit", None, "FORBIDDEN"),
        ("department:courts", "curiosity", "FORBIDDEN"),
        ("public", None, "FORBIDDEN"),
        ("caseworker", None, "PURPOSE_REQUIRED"),
        ("admin", None, "PURPOSE_REQUIRED"),
        ("caseworker", "curiosity", "UNKNOWN_PURPOSE"),
        ("admin", "", "UNKNOWN_PURPOSE"),
    ],
)
async def test_who_may_not_learns_nothing(
    desk: Desk, client: httpx.AsyncClient, divisions: None, role: str, purpose: str | None, code: str
) -> None:
    one = people.person()
    await estates.owned(desk, one, division=HERE)
    await seen(desk)
    reader = Reader(client, role, ["*"] if role == "admin" else [HERE], purpose)
    if purpose == "":
        reader.headers["X-Purpose"] = ""
    told = [await reader.refused(n=number) for number in (one["idNumber"], people.person()["idNumber"], "nonsense")]
    assert told[0] == told[1] == told[2]
    assert told[0]["code"] == code
    assert await disclosed(client, reader.account) == []


async def test_each_search_is_on_record_also_of_nobody(
    desk: Desk, clerk: Reader, client: httpx.AsyncClient, bureau: Bureau
) -> None:
    one, nobody = people.person(), people.person()
    await estates.owned(desk, one, division=THERE)
    await seen(desk)
    await clerk.homes(one)
    await clerk.homes(nobody)
    both = f"query Both($a: String!, $b: String!) {{ a: personHoldings(idNumber: $a) {{ {HELD} }}"
    both += " b: personHoldings(idNumber: $b) { elsewhere } c: personHoldings(idNumber: $b) { elsewhere } }"
    assert (await clerk.ask(both, a=one["idNumber"], b=nobody["idNumber"])).status_code == 200
    last, of_nobody, first = await disclosed(client, clerk.account)
    assert first.pop("request")
    (person,) = first.pop("persons")
    assert person == {"person": person["person"], "kind": None, "code": None, "fields": ["search#id_number"]}
    assert first == {
        "account": clerk.account,
        "roles": ["caseworker"],
        "purpose": "case-handling",
        "basis": "Personal Information Protection Law 13, 34",
        "operation": "Homes",
        "numbers": 1,
    }
    assert (of_nobody["numbers"], of_nobody["persons"]) == (1, [])
    assert (last["numbers"], last["persons"], last["operation"]) == (2, [person], "Both")
    # an auditor of the searcher's division is told of the search, and not whom it found elsewhere
    within = await disclosed(client, clerk.account, [HERE])
    assert [(found["numbers"], found["persons"]) for found in within] == [(2, []), (1, []), (1, [])]
    assert await disclosed(client, clerk.account, [THERE]) == []
    counter = fangji(bureau, "disclosures", "--id-number-stdin", "--json", said=one["idNumber"])
    assert [found["account"] for found in json.loads(counter)] == [clerk.account] * 2
    shown = fangji(bureau, "disclosures", "--person", person["person"])
    assert shown.count("search#id_number") == 2
    assert one["idNumber"] not in shown


def fangji(bureau: Bureau, *arguments: str, said: str = "") -> str:
    """What the command line prints, beside the server."""
    environment = {
        **os.environ,
        "DATABASE_URL": bureau.database,
        "FANGJI_DATA_DIR": str(bureau.folder),
        "PYTHONPATH": f"{office.ROOT}{os.pathsep}{office.ROOT / 'graphql'}",
        "COLUMNS": "400",
    }
    command = [sys.executable, "-m", "registry", *arguments]
    done = subprocess.run(command, input=said, env=environment, cwd=bureau.folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


async def test_nothing_is_told_unless_the_search_is_on_record(desk: Desk, clerk: Reader, bureau: Bureau) -> None:
    one = people.person()
    await estates.owned(desk, one, division=HERE)
    await seen(desk)
    connection = await asyncpg.connect(bureau.database)
    try:
        await connection.execute(
            """create function access.fail() returns trigger language plpgsql as
               $$ begin raise exception 'the disk is full' using errcode = 'disk_full'; end $$;
               create constraint trigger fails after insert on access.disclosure deferrable initially deferred
               for each row execute function access.fail()"""
        )
        told = [await clerk.refused(n=number) for number in (one["idNumber"], people.person()["idNumber"])]
    finally:
        await connection.execute("drop function access.fail cascade")
        await connection.close()
    assert told[0] == told[1]
    assert (told[0]["code"], told[0]["status"]) == ("UNAVAILABLE", 503)
    assert await disclosed(clerk.client, clerk.account) == []
    assert len((await clerk.homes(one))["holdings"]) == 1


async def test_a_shredded_person_is_found_no_more(
    desk: Desk, clerk: Reader, client: httpx.AsyncClient, bureau: Bureau
) -> None:
    one = people.person()
    await estates.owned(desk, one, division=HERE)
    await seen(desk)
    assert len((await clerk.homes(one))["holdings"]) == 1
    (before,) = await disclosed(client, clerk.account)
    fangji(bureau, "keys", "shred", before["persons"][0]["person"], "--yes")
    told = await clerk.homes(one)
    assert (told["holdings"], told["elsewhere"]) == ([], False)
    after, _ = await disclosed(client, clerk.account)
    assert (after["numbers"], after["persons"]) == (1, [])


async def test_numbers_do_not_belong_in_addresses(desk: Desk, clerk: Reader, client: httpx.AsyncClient) -> None:
    one = people.person()
    literal = f'{{ personHoldings(idNumber: "{one["idNumber"]}") {{ elsewhere }} }}'
    asked: list[dict[str, str]] = [{"query": literal}, {"query": ASK, "variables": json.dumps({"n": one["idNumber"]})}]
    for parameters in asked:
        response = await client.get("/graphql", params=parameters, headers=clerk.headers)
        (error,) = response.json()["errors"]
        assert error["extensions"]["code"] == "BAD_REQUEST"
        assert one["idNumber"] not in response.text
    assert await disclosed(client, clerk.account) == []


async def test_the_number_stands_nowhere(desk: Desk, clerk: Reader, bureau: Bureau) -> None:
    """Sent as variable and literal, known and unknown, right and wrong, allowed and not."""
    one, nobody = people.person(), people.person()
    wrong = people.secret(f"{nobody['idNumber'][:17]}{'0' if nobody['idNumber'][17] != '0' else '1'}")
    await estates.owned(desk, one, division=HERE)
    await seen(desk)
    said = ""
    for reader in (clerk, Reader(clerk.client, "auditor", [HERE]), Reader(clerk.client, "caseworker", [HERE], None)):
        for text in (one["idNumber"], nobody["idNumber"], wrong):
            literal = f'{{ personHoldings(idNumber: "{text}") {{ elsewhere }} }}'
            for query in (literal, literal[:-1], literal.replace("idNumber:", "idNumber: 1"), ASK):
                said += (await reader.ask(query, n=text)).text
    told = {**await leaks.of_database(bureau.database), **leaks.of_server(bureau.folder, bureau.address)}
    numbers = (one["idNumber"], nobody["idNumber"], wrong)
    assert leaks.found(numbers, {**told, "answers": said}) == []
    assert "searched by ID number" in told["server.log"]
    assert '"personHoldings"' in told["server.log"]
