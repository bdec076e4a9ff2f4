"""Hunts for one leak in a world of which something was broken: first where all is asked once, then ever deeper."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from graphql_api import feed
from tests.walk import arguments, judge, paths, readers
from tests.walk.asking import API, Asker
from tests.walk.world import EAST, WEST

DEEP = ("house", "household", "lottery", "project", "building", "changes", "findings", "difference")
"""Roots whose paths are walked further before the arguments of all."""


FOLLOWING = "subscription($after: Position) { changes(after: $after) { id code source data } }"


async def hunt(asker: Asker, who: Sequence[readers.Reader]) -> judge.Leak | None:
    """The first leak that the walk comes to; None where there is none."""
    judged = judge.Judge(asker.world.marks)
    async for _ in _asked(asker, who, judged):
        if judged.leaks:
            return judged.leaks[0]
    return None


async def disclose(asker: Asker) -> None:
    """Read personal data of every district in clear, so that there are disclosures of every district."""
    everywhere = readers.reader(("admin",), readers.EVERYWHERE, asker.world.divisions, readers.PURPOSE)
    for document in paths.survey(API.schema):
        await asker.ask(everywhere, document.text, arguments.survey(API.schema, document.roots, asker.world, WEST))


async def _asked(asker: Asker, who: Sequence[readers.Reader], judged: judge.Judge) -> AsyncIterator[None]:
    for document in paths.survey(API.schema):
        for district in (WEST, EAST):
            variables = arguments.survey(API.schema, document.roots, asker.world, district)
            for reader in who:
                judged.look(reader, "the survey", await asker.ask(reader, document.text, variables, district))
                yield
    judged.look(who[0], "a subscription", await _followed(asker, who[0]))
    yield
    async for _ in _deeper(asker, who, judged):
        yield


async def _deeper(asker: Asker, who: Sequence[readers.Reader], judged: judge.Judge) -> AsyncIterator[None]:
    assert API.schema.query_type is not None
    for root in DEEP:
        given = arguments.survey(API.schema, [root], asker.world, EAST)
        variables = {name.removeprefix(f"{root}_"): value for name, value in given.items()}
        if root == "difference":
            variables["code"] = asker.world.linked.flats[EAST].code
        if root == "changes":
            variables |= {"first": 12, "after": asker.world.positions[-12]}
        for document in paths.documents(API.schema, root, 3, deep=True):
            for reader in who[:1]:
                judged.look(reader, f"{root}({variables})", await asker.ask(reader, document.text, variables))
                yield
    for root in API.schema.query_type.fields:
        for document in paths.documents(API.schema, root, 1, deep=False):
            for variables in arguments.calls(API.schema, root, asker.world, page=30):
                for reader in who[:1]:
                    judged.look(reader, f"{root}({variables})", await asker.ask(reader, document.text, variables))
                    yield


async def _followed(asker: Asker, reader: readers.Reader) -> bytes:
    """The last events, as they are sent to who follows them."""
    operation = asker.executor.operation(FOLLOWING, None)
    last = {"after": asker.world.last - 90}
    async with feed.Feed(asker.executor).subscribed(operation, last, reader.identity, "the walk") as subscription:
        return b"\n".join(one for _, one in await subscription.page())


def walkers(asker: Asker) -> list[readers.Reader]:
    """Sees everything of one district; states a purpose in vain; signed in everywhere, but sees no persons; anybody."""
    divisions = asker.world.divisions
    return [
        readers.reader(("admin",), EAST, divisions, readers.PURPOSE),
        readers.reader(("auditor",), EAST, divisions, readers.PURPOSE),
        readers.reader(("cockpit",), readers.EVERYWHERE, divisions),
        readers.reader(("public",), readers.EVERYWHERE, divisions),
    ]
