"""The Dutch register of buildings, whole: for any day and moment our answer is that of the register's own rows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import httpx
import pytest

from aggregates.event import format_moment
from projections import ddl, projector
from projections.applying import Applier
from registry import app, settings
from registry.intake import profiles
from tests import registers
from tests.acceptance import bag_oracle
from tests.acceptance.bag_oracle import Answer, Question
from tests.registry.intake import imports

ALIASES = 20
"""Questions in one operation, all answered by one statement."""


@pytest.fixture
def register() -> Path:
    return registers.file("nl_bag_doesburg/pand_versions.csv.gz")


@pytest.fixture
async def imported(register: Path, pool: asyncpg.Pool, database: str, tmp_path: Path) -> asyncpg.Pool:
    """The register, imported and projected."""
    parts = await imports.parts(pool, database, tmp_path)
    summary = await imports.run(parts, profiles.get("nl-bag-buildings"), [register])
    assert summary.counts.recorded == summary.rows
    async with pool.acquire() as connection:
        await ddl.ensure(connection)
        await projector.catch_up(connection, Applier(), datetime.now(UTC).date())
    return pool


def asked(register: Path) -> tuple[list[Question], list[Answer]]:
    """Every question about every building, with the register's answers."""
    buildings = bag_oracle.versions(register)
    questions = [q for code, rows in buildings.items() for q in bag_oracle.questions(code, rows)]
    answers = [bag_oracle.answer(buildings[q.code], q) for q in questions]
    assert len(buildings) > 6000
    assert None in answers
    return questions, answers


@pytest.mark.long
async def test_sql_answers_as_the_register(imported: asyncpg.Pool, register: Path) -> None:
    questions, answers = asked(register)
    found = await imported.fetch(
        """
        select b.physical, b.year_built
        from unnest($1::text[], $2::date[], $3::timestamptz[]) with ordinality q (code, valid, known, n)
        join read.code c on c.kind = 'BUILDING' and c.code = q.code
        left join lateral (select * from read.building_as_of(q.valid, q.known, null) b where b.subject = c.subject) b
          on true
        order by q.n
        """,
        [q.code for q in questions],
        [q.valid for q in questions],
        [q.known for q in questions],
    )
    assert_same(questions, answers, [(row[0], row[1]) if row[0] else None for row in found])


async def test_api_answers_as_the_register(imported: asyncpg.Pool, register: Path, client: httpx.AsyncClient) -> None:
    questions, answers = asked(register)
    found = [answer for batch in batches(questions) for answer in await ask(client, batch)]
    assert_same(questions, answers, found)


@pytest.fixture
async def client(imported: asyncpg.Pool, database: str, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    configured = settings.Settings(database_url=database, data_dir=tmp_path, city="test")
    application = app.build(configured, projector=False)
    async with application.router.lifespan_context(application):
        transport = httpx.ASGITransport(application)
        async with httpx.AsyncClient(transport=transport, base_url="http://fangji") as opened:
            yield opened


def batches(questions: Sequence[Question]) -> Iterator[Sequence[Question]]:
    return (questions[n : n + ALIASES] for n in range(0, len(questions), ALIASES))


async def ask(client: httpx.AsyncClient, questions: Sequence[Question]) -> list[Answer]:
    """The API's answers to these questions, asked in one operation."""
    variables: dict[str, str] = {}
    for n, question in enumerate(questions):
        variables |= {
            f"c{n}": question.code,
            f"v{n}": question.valid.isoformat(),
            f"k{n}": format_moment(question.known),
        }
    response = await client.post("/graphql", json={"query": document(len(questions)), "variables": variables})
    body = response.json()
    assert "errors" not in body, body["errors"][:2]
    buildings = [body["data"][f"b{n}"] for n in range(len(questions))]
    return [(building["physical"], building["yearBuilt"]) if building else None for building in buildings]


def document(count: int) -> str:
    """One operation with ``count`` questions, always of the same text."""
    declared = " ".join(f"$c{n}: String! $v{n}: Date! $k{n}: DateTime!" for n in range(count))
    fields = " ".join(
        f"b{n}: building(code: $c{n}, asOf: {{validOn: $v{n}, knownAt: $k{n}}}) {{ physical yearBuilt }}"
        for n in range(count)
    )
    return f"query({declared}) {{ {fields} }}"


def assert_same(questions: Sequence[Question], expected: Sequence[Answer], found: Sequence[Answer]) -> None:
    """All answers agree; the message shows the first that do not."""
    assert len(found) == len(expected)
    wrong = [one for one in zip(questions, expected, found, strict=True) if one[1] != one[2]]
    assert not wrong, f"{len(wrong)} of {len(expected)} answers differ, the first: {wrong[:3]}"
