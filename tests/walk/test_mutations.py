"""Every mutation, filed by a district's departments on its own subject and on another's: no answer tells of the other.

That a foreign code is answered as one that nobody has is proved in tests/acceptance/test_commands_divisions.py.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import pathlib
import uuid
import zoneinfo
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any, cast

import graphql
import pytest

from aggregates import departments
from aggregates.catalogue import CATALOGUE
from graphql_api.identity import DEPARTMENT, EVERYWHERE, Identity
from projections import projector
from registry import database
from registry.access import masks
from registry.desk.desk import Desk
from registry.ledger import kek, keys, ledger
from registry.subsidies import reading, run
from tests.walk import arguments, asking, judge, paths, readers, world
from tests.walk.asking import API, Asker, Built
from tests.walk.conftest import built
from tests.walk.world import EAST, ORIGIN, TODAY, WEST

SCALARS = {
    "Date": "2026-05-01",
    "Decimal": "1.00",
    "Int": 1,
    "Boolean": True,
    "String": "1/2",
    "DateTime": "2026-05-01T00:00:00Z",
}
SAID = {"idNumber": "11010519491231002X", "period": "2026-05"}
ROLES = tuple(DEPARTMENT + name for name in departments.TITLES)


@pytest.fixture(scope="module")
def scratch(server_folder: pathlib.Path, server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """A world in which commands may be recorded."""
    with built(server_folder, server_url, tmp_path_factory.mktemp("scratch")) as made:
        yield made


@pytest.fixture
async def filing(scratch: Built) -> AsyncIterator[Asker]:
    """Asks and files; projector and masker follow."""
    pool = await database.open_pool(scratch.url, name="desk", most=6)
    store = keys.PostgresKeys(pool, kek.FileKeys(scratch.folder / "kek.json"))
    log = await ledger.Ledger.open(pool, ORIGIN)
    stop = asyncio.Event()
    following = [projector.Projector(pool, lambda: TODAY).run(stop), masks.Masker(log, pool, store).run(stop)]
    tasks = [asyncio.create_task(one) for one in following]
    desk = Desk(log, store, pool, zoneinfo.ZoneInfo("Asia/Shanghai"), lambda: TODAY)
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(pool.close)
        stack.push_async_callback(log.close)
        runner = run.Runner(desk, log, reading.Reading(pool, CATALOGUE), lambda: TODAY)
        yield await stack.enter_async_context(asking.opened(scratch, desk, runner))
        stop.set()
        await asyncio.gather(*tasks)


def mutations() -> list[str]:
    assert API.schema.mutation_type is not None
    return list(API.schema.mutation_type.fields)


def filled(type_: Any, name: str, made: world.World, district: str, kind: str) -> Any:
    """A value of an input that the command needs; codes are of the district's subjects."""
    if isinstance(type_, graphql.GraphQLNonNull):
        return filled(type_.of_type, name, made, district, kind)
    if isinstance(type_, graphql.GraphQLList):
        return [filled(type_.of_type, name, made, district, kind)]
    if isinstance(type_, graphql.GraphQLInputObjectType):
        needed = {key: one for key, one in type_.fields.items() if graphql.is_required_input_field(one)}
        needed |= {key: one for key, one in type_.fields.items() if key in ("document", "name", "idNumber")}
        return {key: filled(one.type, key, made, district, kind) for key, one in needed.items()}
    if isinstance(type_, graphql.GraphQLEnumType):
        return kind if type_.name == "SubjectKind" else next(iter(type_.values))
    if name == "commandId":
        return str(uuid.uuid4())
    if name == "eventId":
        return str(made.subjects[district, kind].events[0])
    if name in SAID:
        return SAID[name]
    code = "HOUSE" if name == "mergedCodes" else name.removesuffix("Code").upper() if name != "code" else kind
    if (district, code) in made.subjects:
        return made.code(district, code)
    if type_.name not in ("ID", *SCALARS):
        raise arguments.Untaught(
            f"a command takes {name}: {type_.name}; teach tests/walk/test_mutations.py what to say"
        )
    return f"{name}-1" if type_.name == "String" and name != "share" else SCALARS[type_.name]


async def file(
    asker: Asker, judged: judge.Judge, name: str, depth: int, districts: Sequence[str] = (EAST, WEST)
) -> None:
    """File a command on districts' subjects, with everything selected of its payload; see what comes back."""
    assert API.schema.mutation_type is not None
    definition = API.schema.mutation_type.fields[name]
    type_ = cast(graphql.GraphQLInputObjectType, graphql.get_named_type(definition.args["input"].type))
    payload = cast(graphql.GraphQLObjectType, graphql.get_named_type(definition.type))
    who = readers.Reader(Identity("departments-A", ROLES, (asker.world.divisions[EAST],)), readers.CONTAINS[EAST])
    for district in districts:
        for kind in asker.world.kinds if "kind" in type_.fields or "eventId" in type_.fields else ("HOUSE",):
            given = filled(type_, "", asker.world, district, kind)
            for selection in paths.payloads(API.schema, payload, depth)[: None if depth > 1 else 1]:
                text = f"mutation($i: {type_.name}!) {{ {name}(input: $i){selection} }}"
                answer = await asker.ask(who, text, {"i": given})
                assert b'"INTERNAL"' not in answer, (name, answer)
                for said in _texts(given):  # what was said may be said back
                    answer = answer.replace(said.encode(), b"")
                judged.look(who, f"{name}({json.dumps(given)})", answer)


def _texts(given: Any) -> Iterator[str]:
    if isinstance(given, dict | list):
        for one in given.values() if isinstance(given, dict) else given:
            yield from _texts(one)
    elif isinstance(given, str) and len(given) >= 8:
        yield given


async def test_answers_to_every_mutation(filing: Asker) -> None:
    assert filing.world.divisions[EAST] != EVERYWHERE
    judged = judge.Judge(filing.world.marks)
    for number, name in enumerate(mutations()):
        await file(filing, judged, name, 1, [(EAST, WEST)[number % 2]])
    judged.check()
    assert judged.seen


@pytest.mark.long
@pytest.mark.parametrize("name", mutations())
async def test_payloads_to_depth_3(filing: Asker, name: str) -> None:
    judged = judge.Judge(filing.world.marks)
    await file(filing, judged, name, 3)
    judged.check()
