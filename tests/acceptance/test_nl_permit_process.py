"""Dutch permit procedures, a sample of the cases and all (long): order, clocks, permits and persons of every row."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from aggregates import sealed
from aggregates.event import format_moment, parse_moment
from projections import ddl, projector
from projections.applying import Applier
from registry.intake import engine, profiles
from registry.intake.accounting import Summary
from tests import registers, servers
from tests.acceptance import nl_permit_oracle as oracle
from tests.acceptance import telling
from tests.acceptance.nl_permit_oracle import Step
from tests.registry.intake import imports

FOLDER = "nl_building_permit_process"
EVERY = 40
"""One case in so many is in the sample."""

PARTS = {
    "ConstructionPermitGranted": "Bouw",
    "PlanningPermitGranted": "Handelen in strijd met regels RO",
    "DemolitionFiled": "Sloop",
}
CASE = "procedure_steps/case"

Body = dict[str, Any]


@pytest.fixture
async def parts(pool: asyncpg.Pool, database: str, tmp_path: Path) -> engine.Parts:
    return await imports.parts(pool, database, tmp_path)


@pytest.fixture
def few(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "logs"
    folder.mkdir()
    return [oracle.sample(path, folder, EVERY) for path in logs()]


def logs() -> list[Path]:
    return sorted(registers.file(FOLDER).glob("*.csv.gz"))


async def deliver(parts: engine.Parts, files: Sequence[Path], **options: object) -> Summary:
    return await imports.run(parts, profiles.get("nl-permit-process"), files, **options)


async def test_a_sample_of_the_cases(parts: engine.Parts, few: list[Path]) -> None:
    await check(parts, few)
    await check_as_of(parts.pool, list(oracle.read(few)))


@pytest.mark.long
async def test_all_cases(parts: engine.Parts) -> None:
    summary = await check(parts, logs(), processes=2)
    assert (summary.rows, summary.counts.findings) == (164_829, {"NL-CLOCK": 4071})


async def check(parts: engine.Parts, files: Sequence[Path], **options: object) -> Summary:
    """Every row of these logs against the events that it made; then once more, for nothing new."""
    steps = list(oracle.read(files))
    summary = await deliver(parts, files, **options)
    assert summary.rows == summary.counts.recorded == len(steps)
    assert summary.counts.findings == {"NL-CLOCK": sum(map(oracle.finished_before, steps))}
    bodies = [body for body in await imports.bodies(parts.pool) if body["kind"] == "PROJECT"]
    check_order(steps, bodies)
    check_clocks(steps, bodies)
    check_permits(steps, bodies)
    await check_persons(parts, steps, bodies)
    again = (await deliver(parts, files, **options)).counts
    assert (again.events, again.duplicates) == (0, len(steps))
    return summary


def taken(bodies: Sequence[Body]) -> Iterator[tuple[Body, str, dict[str, Any]]]:
    """The events of steps, but not those of cases as a whole: event, entity, values."""
    for body in bodies:
        for change in body["changes"]:
            if body["type"] == "ProcedureStepTaken" and change["entity"] not in ("", CASE):
                yield body, change["entity"], change["set"]


def check_order(steps: Sequence[Step], bodies: Sequence[Body]) -> None:
    """Within each day of each case, the events stand as the file's rows do; days follow one another."""
    expected: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for one in steps:
        expected[one.case].append((one.day, one.step))
    found: dict[str, list[tuple[str, int, str]]] = defaultdict(list)
    for body, _, said in taken(bodies):
        found[body["code"]].append((body["effective_on"], body["effective_seq"], said["step"]))
        assert (said["done_on"], said["place"]) == (body["effective_on"], body["effective_seq"])
    assert found.keys() == expected.keys()
    for case, rows in expected.items():
        assert [(day, step) for day, _, step in sorted(found[case])] == sorted(rows, key=lambda row: row[0])
        assert len({(day, seq) for day, seq, _ in found[case]}) == len(rows), "no two share a place"


def check_clocks(steps: Sequence[Step], bodies: Sequence[Body]) -> None:
    """When each step was known, planned and due."""
    expected = Counter((one.case, one.step, one.day, format_moment(one.known), one.planned, one.due) for one in steps)
    assert expected == Counter(
        (
            body["code"],
            said["step"],
            said["done_on"],
            body["registered_at"],
            said.get("planned_on"),
            said.get("due_on"),
        )
        for body, _, said in taken(bodies)
    )


def check_permits(steps: Sequence[Step], bodies: Sequence[Body]) -> None:
    """A case whose permit was decided has that permit once, and a case is nothing but its steps and permits."""
    for event_type, part in PARTS.items():
        found = [body["code"] for body in bodies if body["type"] == event_type]
        assert len(found) == len(set(found))
        assert set(found) == oracle.granted(steps, part)
    types = {body["type"] for body in bodies}
    assert types <= {"ProcedureStepTaken", "FindingRecorded", *PARTS}


async def check_persons(parts: engine.Parts, steps: Sequence[Step], bodies: Sequence[Body]) -> None:
    """Nobody is named in clear; who may open the envelopes reads what the rows say."""
    persons = {person for one in steps for person in one.persons if len(person) > 3} - {"EMPTY"}
    texts = {text for body in bodies for change in body["changes"] for text in change["set"].values()
             if isinstance(text, str)}  # fmt: skip
    assert not persons & texts
    refs = [sealed.subject_ref(UUID(body["stream"])) for body in bodies]
    keys = await parts.keys.get(list(set(refs)))
    found: Counter[tuple[str, ...]] = Counter()
    for body, entity, said in taken(bodies):
        key = keys[sealed.subject_ref(UUID(body["stream"]))]
        opened = [
            sealed.unseal(key, said[name], event=UUID(body["id"]), path=f"{entity}#{name}")
            for name in ("practitioner_name", "monitor_name")
            if name in said
        ]
        found[body["code"], said["step"], *opened] += 1
    named = (tuple(person for person in one.persons if person not in ("", "EMPTY")) for one in steps)
    assert found == Counter((one.case, one.step, *people) for one, people in zip(steps, named, strict=True))


async def check_as_of(pool: asyncpg.Pool, steps: Sequence[Step]) -> None:
    """For days and moments of both clocks: the steps that had happened and were known, as the rows tell."""
    async with pool.acquire() as connection:
        await ddl.ensure(connection)
        await projector.catch_up(connection, Applier(), datetime.now(UTC).date())
    cases: dict[str, list[Step]] = defaultdict(list)
    for one in steps:
        cases[one.case].append(one)
    asked = [(case, day, known) for case, rows in cases.items() for day, known in questions(rows)]
    found = await pool.fetch(
        """
        select q.n, s.step, s.done_on::text
        from unnest($1::text[], $2::date[], $3::timestamptz[]) with ordinality q (code, valid, known, n)
        join read.code c on c.kind = 'PROJECT' and c.code = q.code
        cross join lateral (select * from read.project_procedure_steps_as_of(q.valid, q.known, null) s
                            where s.subject = c.subject and s.key <> 'case') s
        """,
        [case for case, _, _ in asked],
        [date.fromisoformat(day) for _, day, _ in asked],
        [known for _, _, known in asked],
    )
    answers: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for n, step, done_on in found:
        answers[n].append((step, done_on))
    assert len(asked) > 500
    for n, (case, day, known) in enumerate(asked, 1):
        told = [(one.step, one.day) for one in cases[case] if one.day <= day and one.known <= known]
        assert sorted(answers[n]) == sorted(told), (case, day, known)


def questions(rows: Sequence[Step]) -> Iterator[tuple[str, datetime]]:
    days, moments = sorted({one.day for one in rows}), sorted({one.known for one in rows})
    for day in {days[0], days[len(days) // 2], days[-1]}:
        for moment in {moments[0], moments[len(moments) // 2], moments[-1]}:
            yield day, moment


async def test_the_end_of_a_case_is_known_with_its_last_step(parts: engine.Parts, few: list[Path]) -> None:
    await deliver(parts, few)
    ends: dict[str, Body] = {
        body["code"]: body
        for body in await imports.bodies(parts.pool)
        if body["type"] == "ProcedureStepTaken" and body["rows"][0]["key"].endswith("#end")
    }
    cases: dict[str, list[Step]] = defaultdict(list)
    for one in oracle.read(few):
        cases[one.case].append(one)
    for case, rows in cases.items():
        row = rows[0].row
        ended = (row.get("case:endDate") or row.get("case:enddate") or "")[:10]
        if not ended:
            assert case not in ends or "done_on" not in ends[case]["changes"][0]["set"]
            continue
        assert (ends[case]["effective_on"], ends[case]["changes"][0]["set"]["done_on"]) == (ended, ended)
        assert parse_moment(ends[case]["registered_at"]) == max(one.known for one in rows)


async def test_log_by_log_and_stopped_on_the_way_it_comes_to_the_same(
    parts: engine.Parts, few: list[Path], server_folder: Path, server_url: str, tmp_path: Path
) -> None:
    await telling.stop_and_go_on(parts, profiles.get("nl-permit-process"), few, batches=4)
    async with servers.fresh_database(server_folder, server_url) as other, asyncpg.create_pool(other) as pool:
        one_by_one = await imports.parts(pool, other, tmp_path)
        for log in few:
            await deliver(one_by_one, [log])
        assert await telling.told(pool) == await telling.told(parts.pool)
