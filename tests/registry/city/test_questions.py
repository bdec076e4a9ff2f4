"""The ten questions across departments: each document has an answer in a city like the demo's, in one statement."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import pathlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

import orjson
import pytest

from aggregates.catalogue import CATALOGUE
from graphql_api import across, api, executor, operations
from graphql_api.identity import PUBLIC, Identity
from projections.rebuild import Rebuild
from registry import database
from registry.city import codes, loading, plan
from registry.ledger import kek, keys
from registry.ledger.ledger import Ledger
from tests import servers
from tests.graphql_api.asking import ask

CHIEF = Identity("chief", ("caseworker",), ("*",))
TEN = [f"{number}" for number in range(31, 41)]


@dataclasses.dataclass(frozen=True)
class Town(plan.City):
    """The demo with few houses to a project, so that it is quickly loaded."""

    @property
    def project_count(self) -> int:
        return 5

    @property
    def households(self) -> int:
        return 180


TOWN = Town(houses=1300, years=20, seed=1)


@pytest.fixture(scope="module")
def town(server_folder: pathlib.Path, server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The URL of the database in which the town is."""
    with servers.lasting_database(server_folder, server_url) as url:
        asyncio.run(_fill(url, tmp_path_factory.mktemp("keys")))
        yield url


async def _fill(url: str, folder: pathlib.Path) -> None:
    async with contextlib.AsyncExitStack() as stack:
        pool = await database.open_pool(url)
        stack.push_async_callback(pool.close)
        log = await Ledger.open(pool, "test")
        stack.push_async_callback(log.close)
        await loading.load(TOWN, log, keys.PostgresKeys(pool, kek.FileKeys(folder / "kek.json")))
        await Rebuild(pool, plan.END).run()


@pytest.fixture
async def execute(town: str) -> AsyncIterator[executor.Executor]:
    pool = await database.open_pool(town, name="test", least=1, most=2, stateless=True, **executor.SERVER_SETTINGS)
    yield executor.Executor(api.of(CATALOGUE), pool, lambda: plan.END)
    await pool.close()


def document(number: str) -> tuple[str, Mapping[str, Any]]:
    text = next(text for name, text in operations.documents().items() if name.startswith(f"{number}-"))
    line = next(line for line in text.splitlines() if line.startswith("# variables: "))
    return text, orjson.loads(line.removeprefix("# variables: "))


async def answer(execute: executor.Executor, number: str, reader: Identity = CHIEF, **given: Any) -> Any:
    text, variables = document(number)
    return next(iter((await ask(execute, text, reader, **{**variables, **given})).values()))


@pytest.mark.parametrize("number", [one for one in TEN if one != "32"])
async def test_every_question_has_an_answer(execute: executor.Executor, number: str) -> None:
    found = await answer(execute, number)
    assert found["totalCount"] == len(found["nodes"]) > 0 or found["totalCount"] > 20
    assert document(number)[0].startswith(f"# Question {int(number) - 30}: ")


async def test_the_day_of_a_contract_as_was_known_then(execute: executor.Executor) -> None:
    """The seizure that was under way on the day of the second contract was not known yet."""
    house = await answer(execute, "32")
    then = {one["signedOn"]: one["houseThen"] for one in house["contracts"]}
    assert len(then) > 1
    assert all(one["building"]["permits"] for one in then.values())
    assert all(not one["seizures"] for one in then.values())
    seized = "query($c: String!) { house(code: $c) { seizures { registeredOn } contracts { signedOn } } }"
    now = (await ask(execute, seized, CHIEF, c=house["code"]))["house"]
    assert now["seizures"]


async def test_what_a_recipient_bought_elsewhere_is_told_as_a_fact_only(execute: executor.Executor) -> None:
    (near,) = (await answer(execute, "31"))["nodes"]
    assert near["house"]["code"].startswith(codes.HARBOUR)
    (far,) = (await answer(execute, "31", Identity("c", ("caseworker",), (codes.EAST_LAKE,))))["nodes"]
    assert far["elsewhere"] is True
    assert (far["house"], far["relation"], far["on"]) == (None, None, None)
    assert (far["household"], far["eligibleSince"]) == (near["household"], near["eligibleSince"])
    nobody = await answer(execute, "31", Identity("c", ("caseworker",), (codes.NORTH_FORD,)))
    assert nobody["nodes"] == []
    assert (await answer(execute, "31", division=codes.HARBOUR))["nodes"] == []


@pytest.mark.parametrize("number", ["31", "38"])
async def test_personal_questions_are_refused_to_the_public(execute: executor.Executor, number: str) -> None:
    text, variables = document(number)
    told = orjson.loads((await execute.execute(text, variables, None, PUBLIC)).body)
    assert told["errors"][0]["extensions"]["code"] == "FORBIDDEN"


@pytest.mark.parametrize("number", ["33", "34", "35", "37", "39"])
async def test_others_see_their_divisions_only(execute: executor.Executor, number: str) -> None:
    nothing = await answer(execute, number, Identity("x", ("cockpit",), ("999999",)))
    assert (nothing["totalCount"], nothing["nodes"]) == (0, [])


async def test_builders_are_sanctioned_after_the_permit(execute: executor.Executor) -> None:
    for one in (await answer(execute, "33", first=100))["nodes"]:
        assert one["on"] > one["permit"]["grantedOn"]
    sorts = {one["sanction"] for one in (await answer(execute, "33", first=100))["nodes"]}
    assert sorts == {"PENALTY", "DISHONESTY_LISTING"}


async def test_payments_follow_the_failed_verification(execute: executor.Executor) -> None:
    for one in (await answer(execute, "38", first=100))["nodes"]:
        assert one["payment"]["paidOn"] > one["verification"]["checkedOn"]
        assert one["verification"]["result"] == "DIFFERENT"


async def test_roles_conflict_in_both_ways(execute: executor.Executor) -> None:
    found = {one["conflict"]: one for one in (await answer(execute, "39"))["nodes"]}
    assert set(found) == {"OVERLAPPING", "OTHER_EMPLOYER"}
    overlapping, employed = found["OVERLAPPING"], found["OTHER_EMPLOYER"]
    assert overlapping["engagement"]["project"] != overlapping["other"]["project"]
    assert employed["practitioner"]["employer"]["code"] != employed["engagement"]["enterprise"]["code"]
    assert employed["other"] is None


@pytest.mark.parametrize("root", [one.root for one in across.QUESTIONS])
async def test_pages_follow_each_other(execute: executor.Executor, root: str) -> None:
    text = f"query($a: String) {{ found: {root}(first: 1, after: $a) {{ totalCount edges {{ cursor }} }} }}"
    cursors: list[str] = []
    while edges := (await ask(execute, text, CHIEF, a=cursors[-1] if cursors else None))["found"]["edges"]:
        cursors.append(edges[0]["cursor"])
    assert len(set(cursors)) == (await ask(execute, text, CHIEF))["found"]["totalCount"] > 0
