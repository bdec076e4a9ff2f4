"""`personHoldings` answers what the tables hold of a person, as far as the reader's divisions go, from indexes."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import asyncpg
import orjson
import pytest

from aggregates.catalogue import CATALOGUE
from graphql_api import api, opening, searching
from graphql_api.executor import Executor
from graphql_api.identity import PUBLIC, Identity
from graphql_api.values import Request
from registry.ledger import ledger
from tests.graphql_api import homes, world
from tests.graphql_api.asking import ask
from tests.registry.ledger import samples

EAST, WEST = "990102", "990103"
ADMIN = Identity("a", ("admin",), ("*",), "complaint")
CLERK = Identity("c", ("caseworker",), (EAST,), "case-handling")
STRANGER = Identity("s", ("caseworker",), (WEST,), "case-handling")
FIELDS = "relation live contractNo share since until key code house { code }"
ASK = (
    "query Ask($n: String!, $live: Boolean) { personHoldings(idNumber: $n) { holdings(live: $live) { %s } elsewhere } }"
)

HELD = """
select 'OWNS' relation, o.subject, o.key, null "contractNo", o.share, o.acquired_on since, o.ended_on until, o.live,
    o.person
from read.house_owners o where o.person is not null
union all
select 'RENTS', p.subject, p.key, p.contract_no, p.share, l.starts_on, least(p.ended_on, l.ended_on, l.ends_on),
    p.live and l.live, p.person
from read.house_parties p join read.house_leases l on l.subject = p.subject and l.number = p.contract_no
where p.role = 'LESSEE' and p.person is not null
union all
select 'SIGNED', p.subject, p.key, p.contract_no, p.share, c.signed_on,
    least(p.ended_on, c.cancelled_on, c.performed_on), p.live and c.live, p.person
from read.house_parties p join read.house_contracts c on c.subject = p.subject and c.number = p.contract_no
where p.role = 'BUYER' and p.person is not null
union all
select 'TENANT_SECURED', h.subject, t.key, t.contract_no, null, greatest(t.starts_on, m.joined_on),
    least(m.left_on, t.ended_on, t.ends_on), m.live and t.live, m.person
from read.household_members m join read.household_tenancies t on t.subject = m.subject
join read.house h on h.code = t.house_code
where m.person is not null and coalesce(t.starts_on < m.left_on, true)
union all
select 'BOUGHT_SHARE', h.subject, q.key, q.number, q.share, greatest(q.signed_on, m.joined_on),
    least(m.left_on, q.ended_on), m.live and q.live, m.person
from read.household_members m join read.household_purchases q on q.subject = m.subject
join read.house h on h.code = q.house_code
where m.person is not null and coalesce(q.signed_on < m.left_on, true)
"""
HOUSES = "select subject, code, division from read.house"


class Searcher:
    """Takes the number for the person's reference, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[searching.Number] = []

    async def find(
        self, numbers: Sequence[searching.Number], identity: Identity, operation: str | None
    ) -> Sequence[str]:
        self.asked += numbers
        return [one.text for one in numbers]


class Opener:
    """Knows every purpose and opens nothing."""

    async def check(self, identity: Identity) -> None:
        """Every purpose will do."""

    async def open(
        self, values: Sequence[opening.Sealed], identity: Identity, operation: str | None
    ) -> Sequence[str | None]:
        return [None for _ in values]


@pytest.fixture
def searcher() -> Searcher:
    return Searcher()


@pytest.fixture
def search(reads: asyncpg.Pool, searcher: Searcher) -> Executor:
    return on(reads, searcher, world.TODAY)


def on(pool: Any, searcher: Searcher | None, day: datetime.date) -> Executor:
    return Executor(api.of(CATALOGUE), pool, lambda: day, opener=Opener(), searcher=searcher)


async def held(reads: asyncpg.Pool) -> Mapping[str, list[dict[str, Any]]]:
    """Person -> what the tables hold, with the house's code and division, in the order of the answer."""
    houses = {row["subject"]: row for row in await reads.fetch(HOUSES)}
    found: dict[str, list[dict[str, Any]]] = {}
    for row in await reads.fetch(HELD):
        house = houses[row["subject"]]
        found.setdefault(row["person"], []).append({**row, "code": house["code"], "division": house["division"]})
    return {who: sorted(of, key=lambda one: (one["code"], one["relation"], one["key"])) for who, of in found.items()}


def told(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows as the answer shows them."""
    shown = ("relation", "live", "contractNo", "share", "since", "until", "key", "code")
    return [
        {
            **{name: one[name].isoformat() if isinstance(one[name], datetime.date) else one[name] for name in shown},
            "house": {"code": one["code"]},
        }
        for one in rows
    ]


async def test_everybody_has_what_the_tables_hold(search: Executor, reads: asyncpg.Pool) -> None:
    people = await held(reads)
    relations = {(one["relation"], one["live"]) for of in people.values() for one in of}
    assert {("OWNS", True), ("OWNS", False), ("SIGNED", True), ("SIGNED", False)} <= relations
    for who, rows in people.items():
        everything = (await ask(search, ASK % FIELDS, ADMIN, n=who))["personHoldings"]
        assert everything == {"holdings": told(rows), "elsewhere": False}
        standing = (await ask(search, ASK % FIELDS, ADMIN, n=who, live=True))["personHoldings"]
        assert standing["holdings"] == told(one for one in rows if one["live"])
        for clerk, division in ((CLERK, EAST), (STRANGER, WEST)):
            shown = [one for one in rows if one["division"] == division]
            elsewhere = any(one["live"] and one["division"] != division for one in rows)
            seen = (await ask(search, ASK % FIELDS, clerk, n=who))["personHoldings"]
            assert seen == {"holdings": told(shown), "elsewhere": elsewhere}


async def test_a_day_later_than_the_tables_is_answered_as_of_that_day(reads: asyncpg.Pool, searcher: Searcher) -> None:
    """Time has passed over the tables: what ended meanwhile is looked up in the fold, whoever else is there."""
    late = on(reads, searcher, world.TODAY + datetime.timedelta(days=1000))
    people = await held(reads)
    for who, rows in list(people.items())[:20]:
        found = (await ask(late, ASK % FIELDS, ADMIN, n=who))["personHoldings"]
        assert [one["key"] for one in found["holdings"]] == [one["key"] for one in rows]
        for one in found["holdings"]:
            ended = one["until"] is not None and one["until"] <= late.today().isoformat()
            assert one["live"] is not ended


async def test_nobody_has_nothing(search: Executor) -> None:
    for identity in (ADMIN, CLERK):
        found = await ask(search, '{ personHoldings(idNumber: "n") { holdings { key } elsewhere position } }', identity)
        assert found["personHoldings"].pop("position") > 1
        assert found == {"personHoldings": {"holdings": [], "elsewhere": False}}


async def error(execute: Executor, text: str, identity: Identity, *, get: bool = False, **given: Any) -> dict[str, Any]:
    answer = await execute.execute(text, given, None, identity, only_reads=get)
    (found,) = orjson.loads(answer.body)["errors"]
    return {"status": answer.status, "message": found["message"], **found["extensions"]}


@pytest.mark.parametrize(
    "identity",
    [
        PUBLIC,
        Identity("k", ("cockpit",), ("*",), "complaint"),
        Identity("u", ("auditor",), ("*",), "complaint"),
        Identity("d", ("department:housing-transactions",), ("*",)),
    ],
    ids=lambda one: one.roles[0],
)
async def test_other_roles_are_refused_before_anybody_is_searched(
    search: Executor, searcher: Searcher, identity: Identity
) -> None:
    said = [await error(search, ASK % "key", identity, n=number) for number in ("", "990102198503079999")]
    assert said[0] == said[1]
    assert (said[0]["code"], said[0]["status"]) == ("FORBIDDEN", 403)
    assert searcher.asked == []


async def test_a_purpose_is_needed(search: Executor, searcher: Searcher) -> None:
    clerk = Identity("c", ("caseworker",), (EAST,))
    await ask(search, ASK % "key", CLERK, n="x")  # a plan for somebody with a purpose is none for who has none
    told = await error(search, ASK % "key", clerk, n="x")
    assert (told["code"], told["field"]) == ("PURPOSE_REQUIRED", "X-Purpose")
    assert len(searcher.asked) == 1


async def test_without_a_searcher_nothing_is_answered(reads: asyncpg.Pool) -> None:
    told = await error(on(reads, None, world.TODAY), ASK % "key", ADMIN, n="x")
    assert (told["code"], told["status"]) == ("UNAVAILABLE", 503)


@pytest.mark.parametrize(
    "text",
    [
        '{ personHoldings(idNumber: "x") { elsewhere } }',
        'query($n: String = "x") { ... { a: personHoldings(idNumber: $n) { elsewhere } } }',
        'query($n: String = "x") { me { subject } ...F } fragment F on Query { ...G } '
        "fragment G on Query { personHoldings(idNumber: $n) @skip(if: true) { elsewhere } }",
    ],
)
async def test_a_get_request_never_searches(search: Executor, searcher: Searcher, text: str) -> None:
    text = text.replace("String =", "String! =")
    for identity in (ADMIN, CLERK, PUBLIC):
        told = await error(search, text, identity, get=True)
        assert (told["code"], told["status"]) == ("BAD_REQUEST", 400)
    assert searcher.asked == []
    assert "data" in orjson.loads((await search.execute("{ me { subject } }", {}, None, ADMIN, only_reads=True)).body)


async def test_numbers_of_a_document_are_bounded(search: Executor, searcher: Searcher) -> None:
    def asking(number: int) -> str:
        return " ".join(f'a{one}: personHoldings(idNumber: "{one}") {{ elsewhere }}' for one in range(number))

    assert len(await ask(search, f"{{ {asking(20)} }}", ADMIN)) == 20
    assert [one.text for one in searcher.asked] == [str(one) for one in range(20)]
    for text in (f"{{ {asking(21)} }}", f"{{ {asking(1)} ...F }} fragment F on Query {{ {asking(20)} }}"):
        told = await error(search, text, PUBLIC)
        assert (told["code"], "21 searches" in told["message"]) == ("TOO_LARGE", True)
    assert len(searcher.asked) == 20


async def test_aliases_answer_each_its_own_and_skipped_ones_search_nobody(
    search: Executor, searcher: Searcher, reads: asyncpg.Pool
) -> None:
    people = await held(reads)
    first, second = list(people)[:2]
    text = """query($n: String!, $m: String!, $no: Boolean!) {
        a: personHoldings(idNumber: $n, idType: PASSPORT) @skip(if: $no) { holdings { key } }
        b: personHoldings(idNumber: $m, idType: null) { holdings { key } } }"""
    for no in (False, True, False):
        found = await ask(search, text, ADMIN, n=first, m=second, no=no)
        assert ("a" in found) is not no
        assert no or found["a"]["holdings"] == [{"key": one["key"]} for one in people[first]]
        assert found["b"]["holdings"] == [{"key": one["key"]} for one in people[second]]
    kinds = [(one.id_type, one.text) for one in searcher.asked]
    asked = [("PASSPORT", first), ("RESIDENT_IDENTITY", second)]
    assert kinds == [*asked, asked[1], *asked]
    assert first not in repr(searcher.asked)


async def test_the_number_is_not_in_the_statement_and_persons_are_found_by_index(
    search: Executor, reads: asyncpg.Pool
) -> None:
    number = "99010219850307999X"
    text = f"query($n: String!) {{ personHoldings(idNumber: $n) {{ holdings {{ {FIELDS} }} elsewhere position }} }}"
    await ask(search, text, CLERK, n=number)
    (plan,) = search.documents.plans._entries.values()
    assert number not in plan.sql
    async with reads.acquire() as connection, connection.transaction():
        await connection.execute("set local enable_seqscan = off")  # as at a million houses; this city has a hundred
        given = plan.arguments({"n": number}, Request(CLERK, world.TODAY, persons=("person/x",)))
        assert number not in map(str, given)
        lines = json.loads(await connection.fetchval(f"explain (format json) {plan.sql}", *given))
    scans = list(_scans(lines[0]["Plan"]))
    indexes = {one["Index Name"] for one in scans if "Index Name" in one}
    assert {"house_owners_person", "house_parties_person", "household_members_person"} <= indexes
    large = {"house_owners", "house_parties", "house_leases", "house_contracts", "house", "subject"}
    large |= {"household_members", "household_tenancies", "household_purchases", "code"}
    assert [one for one in scans if one["Node Type"] == "Seq Scan" and one["Relation Name"] in large] == []


async def test_a_document_that_spells_a_number_is_not_kept(search: Executor) -> None:
    for text in (
        '{ personHoldings(idNumber: "1") { elsewhere } }',
        'query($n: String! = "1") { ...F } fragment F on Query { personHoldings(idNumber: $n) { elsewhere } }',
    ):
        await ask(search, text, CLERK)
    assert (len(search.documents.known), len(search.documents.plans)) == (0, 0)
    await ask(search, ASK % "key", CLERK, n="1")
    assert (len(search.documents.known), len(search.documents.plans)) == (1, 1)


def _scans(node: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    if "Relation Name" in node or "Index Name" in node:
        yield node
    for below in node.get("Plans", ()):
        yield from _scans(below)


@pytest.fixture
async def town(pool: asyncpg.Pool, searcher: Searcher) -> Executor:
    await homes.build(pool)
    return on(pool, searcher, homes.TODAY)


SECURED = """query($n: String!, $live: Boolean) { personHoldings(idNumber: $n) {
    holdings(live: $live) { relation live contractNo share since until key code house { code } } elsewhere
    households(live: $live) { code role since until live household { code } } householdsElsewhere } }"""
TENANT = {
    "relation": "TENANT_SECURED", "live": True, "contractNo": "T1", "share": None, "since": "2025-06-15",
    "until": "2026-07-01", "key": "T1", "code": "H1", "house": {"code": "H1"},
}  # fmt: skip
SHARE = {
    "relation": "BOUGHT_SHARE", "live": True, "contractNo": "Q", "share": "1/2", "since": "2026-03-01",
    "until": None, "key": "Q", "code": "H3", "house": {"code": "H3"},
}  # fmt: skip


def belongs(code: str) -> dict[str, Any]:
    joined = {"role": "APPLICANT", "since": "2024-01-10", "until": None, "live": True}
    return {"code": code, **joined, "household": {"code": code}}


def clerk(*divisions: str) -> Identity:
    return Identity("c", ("caseworker",), divisions, "case-handling")


@pytest.mark.parametrize(
    ("reader", "holdings", "households", "elsewhere"),
    [
        (clerk("*"), [TENANT, SHARE], ["A5", "B8"], False),
        (clerk(homes.CITY), [TENANT, SHARE], ["A5", "B8"], False),
        (clerk(homes.EAST), [TENANT], ["A5"], True),
        (clerk(homes.WEST), [SHARE], ["B8"], True),
        (clerk(), [], [], True),
    ],
)
async def test_a_member_holds_what_its_household_holds(
    town: Executor, reader: Identity, holdings: list[Any], households: list[str], elsewhere: bool
) -> None:
    """One person in two households, which a register may say: of a tenancy in one district, of a share in the other."""
    found = (await ask(town, SECURED, reader, n="person/a5"))["personHoldings"]
    assert found == {
        "holdings": holdings,
        "elsewhere": elsewhere,
        "households": [belongs(code) for code in households],
        "householdsElsewhere": elsewhere,
    }


async def test_who_left_the_household_holds_its_home_no_longer(town: Executor, pool: asyncpg.Pool) -> None:
    log = await ledger.Ledger.open(pool, "test")
    left: homes.Said = {"members/0": {"left_on": "2026-05-01"}}
    await log.submit(samples.unit(homes.fact("HOUSEHOLD", "A5", 3, "2026-05-01", left)))
    await log.close()
    await homes.project(pool, homes.TODAY)
    reader = clerk(homes.EAST)
    found = (await ask(town, SECURED, reader, n="person/a5"))["personHoldings"]
    assert found["holdings"] == [{**TENANT, "live": False, "until": "2026-05-01"}]
    assert found["households"] == [{**belongs("A5"), "live": False, "until": "2026-05-01"}]
    found = (await ask(town, SECURED, reader, n="person/a5", live=True))["personHoldings"]
    assert (found["holdings"], found["households"]) == ([], [])
