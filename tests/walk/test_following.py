"""Subscriptions of every sort of reader, from the first event to the last: no leak in what is delivered."""

from __future__ import annotations

from collections.abc import Iterator

import graphql
import orjson
import pytest

from graphql_api import feed
from tests.walk import arguments, judge, paths, readers
from tests.walk.asking import API, Asker

ARGUMENTS = "$after: Position, $kinds: [SubjectKind!], $types: [String!]"
GIVEN = "after: $after, kinds: $kinds, types: $types"


def roots() -> graphql.GraphQLObjectType:
    assert API.schema.subscription_type is not None
    return API.schema.subscription_type


def texts() -> Iterator[str]:
    """Subscriptions that together select every field of an event, and of what it leads to."""
    (root,) = roots().fields.values()
    event = graphql.get_named_type(root.type)
    assert isinstance(event, graphql.GraphQLObjectType)
    for selection in paths.payloads(API.schema, event, 2):
        yield f"subscription({ARGUMENTS}) {{ changes({GIVEN}) {selection} }}"


def test_every_root_and_argument_is_walked() -> None:
    assert {name: set(one.args) for name, one in roots().fields.items()} == {"changes": {"after", "kinds", "types"}}


async def delivered(asker: Asker, reader: readers.Reader, text: str, **variables: object) -> bytes:
    """Everything that a reader is sent, as one text."""
    following = feed.Feed(asker.executor)
    operation = asker.executor.operation(text, None)
    found = []
    async with following.subscribed(operation, variables, reader.identity, "test") as subscription:
        while subscription.after < asker.world.last:
            found += [result for _, result in await subscription.page()]
    return b"\n".join(found)


async def look(asker: Asker, judged: judge.Judge, reader: readers.Reader, text: str, **variables: object) -> int:
    """Judge all that is sent; its bytes."""
    if reader.identity.purpose is not None and not reader.identity.divisions:
        return 0  # no division whose policy could name the purpose
    answer = await delivered(asker, reader, text, **variables)
    judged.look(reader, f"a subscription with {variables}", answer)
    return len(answer)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody writes: where a page stays empty, nothing comes any more, and who is not at the end asks again."""
    monkeypatch.setattr(feed, "IDLE", 0.05)


async def test_readers_of_every_role_are_sent_nothing_that_they_may_not_see(asker: Asker, quick: None) -> None:
    judged, selections = judge.Judge(asker.world.marks), list(texts())
    for number, reader in enumerate(readers.some(asker.world.divisions)):
        await look(asker, judged, reader, selections[number % len(selections)], after=asker.world.last - 90)
    judged.check()
    assert judged.seen
    assert judged.opened


async def test_every_selection_and_argument(asker: Asker, quick: None) -> None:
    judged = judge.Judge(asker.world.marks)
    public = readers.reader(("public",), readers.EVERYWHERE, asker.world.divisions)
    late, (first, *_) = asker.world.last - 60, texts()
    for text in texts():
        assert await look(asker, judged, public, text, after=late)
    for name in ("kinds", "types"):
        for value in arguments.values_of("changes", name, None, asker.world):
            await look(asker, judged, public, first, after=late, **{name: value})
    judged.check()


async def test_the_judge_would_see_a_leak(asker: Asker, quick: None) -> None:
    everywhere = readers.reader(("admin",), readers.EVERYWHERE, asker.world.divisions)
    judged = judge.Judge(asker.world.marks)
    (first, *_) = texts()
    answer = await delivered(asker, everywhere, first, after=asker.world.last - 60)
    judged.look(readers.reader(("public",), readers.NOWHERE, asker.world.divisions), "an admin's feed", answer)
    assert judged.leaks
    assert orjson.loads(answer.splitlines()[0])["data"]["changes"]
