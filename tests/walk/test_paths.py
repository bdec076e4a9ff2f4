"""Every path of the schema to a depth, asked by those whom predicates and masks keep most from: no leak on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from tests.walk import arguments, judge, paths, readers
from tests.walk.asking import API, Asker
from tests.walk.world import EAST

DEPTH = 4
UNREACHED = frozenset({"Mutation", "Rejection", "RunRefusals", "Subscription"})
"""Types that only answers of mutations and subscriptions hold; payloads besides."""

NESTED = ("house", "household", "event", "findings")
"""Roots of which the normal run walks one document in some, those that follow each other; a long run walks all."""


def roots() -> Sequence[str]:
    assert API.schema.query_type is not None
    return list(API.schema.query_type.fields)


def walkers(asker: Asker) -> list[readers.Reader]:
    """Sees everything of one district; sees every district, but what is public."""
    divisions = asker.world.divisions
    return [
        readers.reader(("admin",), EAST, divisions, readers.PURPOSE),
        readers.reader(("public",), readers.EVERYWHERE, divisions),
    ]


async def walk(
    asker: Asker, judged: judge.Judge, root: str, documents: Sequence[paths.Document], who: Sequence[readers.Reader]
) -> None:
    """Ask documents of a root, each with other arguments."""
    given = list(arguments.calls(API.schema, root, asker.world, page=4))
    for reader in who:
        for n, document in enumerate(documents):
            variables = given[n % len(given)]
            for answer in await answers(asker, reader, document, variables):
                refused = answer.startswith(b'{"errors"')
                assert not refused or root in paths.REFUSING, (reader.name, root, variables, answer[:400])
                judged.look(reader, f"{root}({variables}), document {n}", answer)


async def answers(
    asker: Asker, reader: readers.Reader, document: paths.Document, variables: Mapping[str, object]
) -> list[bytes]:
    """The answer to a document; to its halves, each in turn, where it asks for more rows than one may."""
    answer = await asker.ask(reader, document.text, variables)
    halves = document.halves() if b'"TOO_LARGE"' in answer and answer.startswith(b'{"errors"') else []
    return [one for half in halves for one in await answers(asker, reader, half, variables)] or [answer]


def test_the_walk_comes_to_every_field_of_the_schema() -> None:
    payloads = {name for name in API.schema.type_map if name.endswith("Payload")}
    reached = {pair for one in paths.survey(API.schema) for pair in one.pairs(API.schema)}
    assert paths.every_pair(API.schema, UNREACHED | payloads) == reached
    deep = {
        pair
        for root in roots()
        for one in paths.documents(API.schema, root, DEPTH, deep=True)
        for pair in one.pairs(API.schema)
    }
    assert deep == reached


@pytest.mark.parametrize("root", roots())
async def test_paths_with_every_argument(asker: Asker, root: str) -> None:
    """With all that the root may be asked with, also of other districts and at other clocks."""
    judged = judge.Judge(asker.world.marks)
    (document,) = paths.documents(API.schema, root, 1, deep=False) or paths.documents(API.schema, root, 2, deep=False)
    for reader in walkers(asker):
        for variables in arguments.calls(API.schema, root, asker.world, page=30):
            judged.look(reader, f"{root}({variables})", await asker.ask(reader, document.text, variables))
    judged.check()


@pytest.mark.parametrize("root", NESTED)
async def test_some_paths_to_depth_4(asker: Asker, root: str) -> None:
    judged = judge.Judge(asker.world.marks)
    documents = paths.documents(API.schema, root, DEPTH, deep=True)
    await walk(asker, judged, root, documents[:: max(1, len(documents) // 4)], walkers(asker))
    judged.check()


@pytest.mark.long
@pytest.mark.parametrize("root", roots())
async def test_every_path_to_depth_4(asker: Asker, root: str) -> None:
    judged = judge.Judge(asker.world.marks)
    divisions = asker.world.divisions
    more = [readers.reader(roles, EAST, divisions) for roles in (("cockpit",), ("auditor",), ("public",))]
    await walk(asker, judged, root, paths.documents(API.schema, root, DEPTH, deep=True), [*walkers(asker), *more])
    judged.check()
