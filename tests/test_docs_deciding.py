"""The examples of docs/deciding.md are requests to the demo cities: each is sent, in order, and answers as printed."""

import asyncio
import json
import pathlib
import re
from collections.abc import Iterator, Set
from typing import Any, NamedTuple

import httpx
import pytest

from projections import rebuild
from registry import app, settings, wiring
from registry.access import tokens
from registry.city import generation, loading
from registry.cli import demo
from registry.search import engines, keeping
from search import reading
from search.embedded import engine as embedded

DOCUMENT = pathlib.Path(__file__).parent.parent / "docs" / "deciding.md"
EXAMPLE = re.compile(
    r"^```graphql (?P<role>\S+)\n(?P<text>.*?)^```\n+```json\n(?P<answer>.*?)^```$", re.MULTILINE | re.DOTALL
)

POSITION = re.compile(r"position \d+")
"""Where a command stands depends on how many findings the review recorded before it."""

FOLLOWED = """
insert into ledger.follower (name, position)
select name, position from ledger.log cross join unnest('{review,masks,grams}'::text[]) name
on conflict (name) do update set position = excluded.position
"""
"""The cities' own history is judged, masked and searched elsewhere; here only what the examples add."""

NAMED = frozenset(("divisions", "parties", "project/0", "project/4"))
"""The parts of the cities that the examples are about; what they do not read is loaded by `make test-long` alone."""


class Example(NamedTuple):
    line: int
    role: str
    text: str
    answer: str


def examples() -> Iterator[Example]:
    text = DOCUMENT.read_text("utf-8")
    for found in EXAMPLE.finditer(text):
        yield Example(text.count("\n", 0, found.start()) + 1, found["role"], found["text"], found["answer"])


async def settled(client: httpx.AsyncClient) -> None:
    """Until all that follows the ledger has seen everything: findings of the example before are read then.

    Checkpoints have a rhythm of their own, and nothing here asks for them.
    """
    behind: dict[str, float] = {}
    for _ in range(2400):
        metrics = (await client.get("/metrics")).text
        behind = {
            name: float(events) for name, events in re.findall(r"^fangji_(\w+)_behind (\S+)$", metrics, re.MULTILINE)
        }
        assert behind.keys() >= {"projection", "review", "acquisitions", "masks", "grams", "search"}
        if not any(events for name, events in behind.items() if name != "checkpoint"):
            return
        await asyncio.sleep(0.05)
    pytest.fail(f"something did not catch up: {behind}")


async def record(configured: settings.Settings) -> None:
    """Record the cities before any server follows, which goes much faster."""
    async with wiring.opened(configured) as registry:
        await loading.load(demo.CITY, registry.ledger, registry.keys)
        await rebuild.Rebuild(registry.pool, registry.today()).run()
        await registry.pool.execute(FOLLOWED)
        async with registry.pool.acquire() as connection:
            snapshot = await reading.snapshot(connection)
        index = embedded.Embedded(registry.pool)
        await index.prepare()
        await index.advance(snapshot.position)
        await keeping.Keeper(registry.pool, engines.LIVE, index).begin(snapshot)


@pytest.mark.parametrize("named", [NAMED, pytest.param(None, marks=pytest.mark.long)], ids=["named", "whole"])
async def test_the_examples_answer_as_printed(
    named: Set[str] | None, database: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if named is not None:
        parts = [one for one in generation.parts(demo.CITY) if one.name in named]
        assert len(parts) == len(named)
        monkeypatch.setattr(generation, "parts", lambda city: parts)
    configured = settings.Settings(database_url=database, data_dir=tmp_path)
    await record(configured)
    application = app.build(configured)
    transport = httpx.ASGITransport(application)
    async with (
        application.router.lifespan_context(application),
        httpx.AsyncClient(transport=transport, base_url="http://test", timeout=60) as client,
    ):
        for one in examples():
            await settled(client)
            token = tokens.issue(tokens.secret(configured), (one.role,), ("*",), subject="reader")
            headers = {"Authorization": f"Bearer {token}"}
            sent = await client.post("/graphql", json={"query": one.text}, headers=headers)
            assert _told(sent.json()) == json.loads(POSITION.sub("position", one.answer)), (
                f"{DOCUMENT.name}, line {one.line}: {sent.text}"
            )


def _told(answer: dict[str, Any]) -> Any:
    """What the document prints: the fields' answers, or the errors as far as clients act on them."""
    if "errors" in answer:
        return [
            {"message": POSITION.sub("position", one["message"]), "code": one["extensions"]["code"]}
            for one in answer["errors"]
        ]
    return answer["data"]


def test_every_chapter_has_an_example_or_leads_to_one() -> None:
    chapters = DOCUMENT.read_text("utf-8").split("\n## ")[1:]
    lacking = [chapter.splitlines()[0] for chapter in chapters if "```" not in chapter and "](" not in chapter]
    assert not lacking
    assert len(list(examples())) >= 15
