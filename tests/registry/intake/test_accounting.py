"""Every data row ends in exactly one of four boxes, and the boxes add up to the files."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from registry.intake import delivery as deliveries
from registry.intake import engine, sources
from registry.intake.accounting import AccountingError, Counts, Summary
from registry.intake.engine import Parts
from registry.intake.profile import Known, Outcome, StagedRow
from tests.registry.intake import imports, scratch
from tests.registry.intake.imports import work


@pytest.fixture
def delivery(tmp_path: Path) -> list[Path]:
    works = imports.write_csv(
        tmp_path / "works.csv",
        [
            work(1, "a", "2020-05-01", year="9999"),
            work(2, "a", "2020-03-01"),
            work(3, "bare"),
            work(4, "b", floors="x"),
            work(5, "c", floors=13),
            work(6, "c", floors=14),
            work(7, "d", "2020-02-30"),
            work(8, "e"),
            work(8, "e"),
        ],
    )
    notes = imports.write_csv(
        tmp_path / "notes.csv",
        [
            {"no": 1, "text": "with"},
            {"no": 1, "text": "tower"},
            {"no": 3, "text": "of what was skipped"},
            {"no": 5, "text": "of floor 13"},
            {"no": 6, "text": "of what is rejected"},
            {"no": 99, "text": "of nothing"},
        ],
    )
    checks = imports.write_csv(tmp_path / "checks.csv", [{"building": "a", "day": "2021-01-01"}] * 2)
    return [works, notes, checks]


@pytest.mark.parametrize("processes", [1, 2])
async def test_every_row_is_in_one_box(parts: Parts, delivery: list[Path], processes: int) -> None:
    summary = await imports.run(parts, scratch.PROFILE, delivery, processes=processes)
    assert summary.rows == 17
    said = summary.to_json()
    assert said.pop("seconds")
    assert said == {
        "profile": "scratch",
        "files": [str(path) for path in delivery],
        "rows": 17,
        "recorded": 7,
        "duplicates": 1,
        "skipped": 6,
        "rejected": 3,
        "events": 7,
        "subjects": 3,
        "skipped_by_reason": {"bare land": 1, "floor 13": 2, "no work": 1, "no works row": 2},
        "findings": {"DATA-YEAR": 1},
        "unknown_columns": {},
    }


async def test_rows_of_one_subject_come_together_in_order(parts: Parts, delivery: list[Path]) -> None:
    await imports.run(parts, scratch.PROFILE, delivery)
    of_a = [body for body in await imports.bodies(parts.pool) if body["code"] == "a"]
    assert [(body["type"], body["effective_on"], body["version"]) for body in of_a] == [
        ("SurveyRevised", "2020-03-01", 1),
        ("SurveyRevised", "2020-05-01", 2),
        ("FindingRecorded", "2020-05-01", 3),
        ("SafetyScreened", "2021-01-01", 4),
        ("SafetyScreened", "2021-01-01", 5),
    ]
    survey = of_a[1]
    assert survey["changes"] == [{"entity": "", "set": {"floors": 3, "name": "with tower"}}]
    assert [row["key"] for row in survey["rows"]] == ["1", "note/1/1", "note/1/2"]
    assert of_a[2]["cause"] == survey["id"]
    assert of_a[2]["changes"][0]["set"]["attribute"] == "year_built"
    assert of_a[3]["rows"][0]["key"].endswith("#1")
    assert of_a[4]["rows"][0]["key"].endswith("#2")


async def test_a_forgotten_row_stops_the_import(parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(subject: str, rows: Sequence[StagedRow], known: Known) -> Iterator[Outcome]:
        return scratch.facts(subject, rows[:-1], known)

    monkeypatch.setattr(scratch, "PROFILE", dataclasses.replace(scratch.PROFILE, facts=forgetful))
    works = imports.write_csv(tmp_path / "works.csv", [work(1, "a"), work(2, "a")])
    with pytest.raises(AccountingError, match=r"works\.csv: row 2"):
        await imports.run(parts, scratch.PROFILE, [works])
    assert await imports.bodies(parts.pool) == []


def test_a_summary_that_does_not_add_up_is_an_error() -> None:
    with pytest.raises(AccountingError, match="hold 3 data rows, but 2"):
        Summary("p", [], 3, Counts(recorded=1, duplicates=1), 0.1).check()


def test_counts_survive_json() -> None:
    counts = Counts(recorded=1, events=2)
    counts.skipped["why"] += 3
    counts.unknown_columns["works/colour"] += 0
    assert Counts.from_json(counts.to_json()) == counts
    assert counts.rows == 4


async def test_a_shared_subject_is_made_once(parts: Parts, tmp_path: Path) -> None:
    works = imports.write_csv(tmp_path / "works.csv", [work(n, f"b{n:03}") for n in range(50)])
    summary = await imports.run(parts, scratch.PROFILE, [works], rows_per_batch=7)
    assert summary.counts.events == 51
    assert summary.counts.subjects == 51
    assert len(await imports.bodies(parts.pool, types="DivisionRegistered")) == 1


async def test_one_delivery_at_a_time(parts: Parts, tmp_path: Path) -> None:
    works = imports.write_csv(tmp_path / "works.csv", [work(1, "a")])
    identity = deliveries.identify(scratch.PROFILE, sources.digest(sources.expand([works])))
    async with parts.pool.acquire() as other:
        assert await deliveries.lock(other, identity)
        with pytest.raises(engine.ImportRunning, match="another process"):
            await imports.run(parts, scratch.PROFILE, [works])
        await other.execute("select pg_advisory_unlock_all()")
