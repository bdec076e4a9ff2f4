"""What the suites of search engines ask, and how they name what is found."""

from __future__ import annotations

import dataclasses
import uuid

from search.answer import Answer
from search.engine import Engine
from search.query import Query, Sight
from tests.search import samples
from tests.search.samples import ALL


def named(answer: Answer) -> list[str]:
    """What the samples call the hits."""
    return [samples.NAMES[hit.subject] for hit in answer.hits]


async def ask(engine: Engine, text: str, sight: Sight = ALL, **rest: object) -> Answer:
    """The answer to a text."""
    return await engine.search(Query(text, sight, **rest))  # type: ignore[arg-type]


async def pages(engine: Engine, query: Query) -> list[Answer]:
    """All pages of a question."""
    found = [await engine.search(query)]
    while found[-1].more:
        found.append(await engine.search(dataclasses.replace(query, after=found[-1].hits[-1].cursor)))
    return found


async def held(engine: Engine) -> dict[uuid.UUID, int]:
    """The versions in an index, which come by subject."""
    found = [one async for one in engine.versions()]
    assert [str(one) for one, _ in found] == sorted(str(one) for one, _ in found)
    return dict(found)
