"""New York's subsidised housing, the whole folder: each row in its box, and what is recorded is what the cells say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from projections import ddl, projector
from projections.applying import Applier
from registry.intake import engine, profiles
from registry.intake.accounting import Summary
from tests import registers, servers
from tests.acceptance import nyc_oracle
from tests.acceptance.nyc_oracle import Folder
from tests.registry.intake import imports

UNITS = tuple(f"units_{band.lower().replace(' ', '_')}" for band in nyc_oracle.BANDS)
PLACEHOLDERS = {"3000000": 332, "2000000": 169, "1000000": 58}

NEWEST_EXTRACTS = "dob_bisweb"

FOUND_BY = """
    select c.scheme, c.code, array_agg(distinct c.subject) subjects from read.code c
    where c.kind = 'BUILDING' and c.code = any($1) group by c.scheme, c.code
"""


@pytest.fixture
def folder() -> Path:
    return registers.file("us_nyc_affordable_construction")


@pytest.fixture
async def parts(pool: asyncpg.Pool, database: str, tmp_path: Path) -> engine.Parts:
    return await imports.parts(pool, database, tmp_path)


async def deliver(parts: engine.Parts, *files: Path) -> Summary:
    return await imports.run(parts, profiles.get("nyc-affordable"), files)


async def test_the_whole_folder(parts: engine.Parts, folder: Path) -> None:
    told = Folder(folder)
    summary = await deliver(parts, folder)
    check_boxes(summary, told)
    bodies = await imports.bodies(parts.pool)
    check_subjects(bodies, told)
    check_placeholders(bodies, told)
    check_withheld(bodies, told)
    check_homes(bodies, told)
    check_days(bodies, told)
    await check_codes(parts.pool, told)


@pytest.mark.long
async def test_the_folder_again_records_nothing(parts: engine.Parts, folder: Path) -> None:
    summary = await deliver(parts, folder)
    again = (await deliver(parts, folder)).counts
    assert (again.events, again.recorded, again.rejected) == (0, 0, 0)
    assert again.skipped == summary.counts.skipped
    assert again.duplicates == summary.counts.recorded + summary.counts.duplicates


def check_boxes(summary: Summary, told: Folder) -> None:
    """Every row has the box that its cells give it."""
    counts = summary.counts
    assert (summary.rows, told.rows) == (18_832, 18_832)
    assert counts.rejected == 0
    older = counts.skipped["older extract of the same filing"]
    assert Counter(counts.skipped) - Counter({"older extract of the same filing": older}) == told.skipped()
    assert counts.duplicates + older == told.told_again()
    assert counts.recorded == told.rows - told.skipped().total() - told.told_again()


def check_subjects(bodies: Sequence[dict[str, Any]], told: Folder) -> None:
    """The buildings are those that the cells name, no more and no fewer; so are the projects and boroughs."""
    assert {(body["scheme"], body["code"]) for body in of(bodies, "BUILDING")} == told.subjects()
    assert {body["code"] for body in of(bodies, "PROJECT")} == {row["project_id"] for row in told.projects}
    boroughs = {"NYC", "NYC/Bronx", "NYC/Brooklyn", "NYC/Manhattan"}
    assert {body["code"] for body in of(bodies, "DIVISION")} == boroughs


def of(bodies: Sequence[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [body for body in bodies if body["kind"] == kind]


def check_placeholders(bodies: Sequence[dict[str, Any]], told: Folder) -> None:
    """Each row with a placeholder tells of the building with its building id: as many buildings as there are ids."""
    assert Counter(row["BIN"] for row in told.placeholders) == PLACEHOLDERS
    subject = {row["key"]: (body["scheme"], body["code"]) for body in bodies for row in body.get("rows", ())}
    listed = {
        (row["Project ID"], row["Building ID"]): subject[f"project/{row['Project ID']}/building/{row['Building ID']}"]
        for row in told.placeholders
    }
    assert listed == {(project, id_): ("nyc-hpd-building", id_) for project, id_ in listed}
    assert len(set(listed.values())) == len({row["Building ID"] for row in told.placeholders}) == 554
    assert not {body["code"] for body in bodies} & PLACEHOLDERS.keys()


def check_withheld(bodies: Sequence[dict[str, Any]], told: Folder) -> None:
    """A withheld project has a building of its own; neither has a name or an address."""
    codes = {row["Project ID"] for row in told.withheld}
    assert len(codes) == len(told.withheld) == 929
    own = [body for body in bodies if (body["kind"], body["code"]) in {("PROJECT", code) for code in codes}]
    buildings = [body for body in bodies if body["scheme"] == "nyc-hpd-row"]
    assert {body["code"] for body in buildings} == {f"project/{code}" for code in codes}
    assert {said(body, "")["project_code"] for body in buildings if body["type"] == "SubsidyGranted"} == codes
    stated = {name for body in [*own, *buildings] for name in said(body, "")}
    assert not stated & {"name", "address", "parcel", "location"}


def said(body: dict[str, Any], entity: str) -> dict[str, Any]:
    return next((change["set"] for change in body["changes"] if change["entity"] == entity), {})


def check_homes(bodies: Sequence[dict[str, Any]], told: Folder) -> None:
    """Homes by income band are the cells', of buildings and of projects; where these differ, a finding says both."""
    sums: dict[str, list[int]] = {row["project_id"]: [0] * len(UNITS) for row in told.projects}
    own: dict[str, list[int]] = {}
    for body in bodies:
        for change in body["changes"]:
            if change["entity"].startswith("subsidies/"):
                homes, project = [change["set"][name] for name in UNITS], change["set"]["number"]
                if body["kind"] == "PROJECT":
                    own[project] = homes
                else:
                    sums[project] = [a + b for a, b in zip(sums[project], homes, strict=True)]
    expected = told.homes()
    assert {project: (sums[project], own[project]) for project in own} == expected
    found = {body["code"]: body["changes"][0]["set"]["detail"] for body in findings(bodies, "NYC-UNITS")}
    assert found.keys() == {project for project, (built, planned) in expected.items() if built != planned}
    assert found.keys() == {"51950", "54838", "67592"}
    assert "Moderate Income Units 15 and 18" in found["67592"]


def findings(bodies: Sequence[dict[str, Any]], rule: str) -> list[dict[str, Any]]:
    recorded = [body for body in bodies if body["type"] == "FindingRecorded"]
    return [body for body in recorded if body["changes"][0]["set"]["rule"] == rule]


def check_days(bodies: Sequence[dict[str, Any]], told: Folder) -> None:
    """Completions and permits are of the days that the files write in three forms."""
    completed = Counter((b["code"], b["effective_on"]) for b in bodies if b["type"] == "CompletionAccepted")
    assert completed == Counter(told.completions())
    homes = told.found_by_lot
    assert len(homes) == 16
    permitted = Counter((b["code"], b["effective_on"]) for b in bodies if b["type"] == "ConstructionPermitted")
    assert permitted == Counter((homes.get(one.bin, one.bin), one.permitted) for one in told.latest if one.permitted)


async def check_codes(pool: asyncpg.Pool, told: Folder) -> None:
    """Whoever asks by BIN or by building id finds one building, and the same."""
    async with pool.acquire() as connection:
        await ddl.ensure(connection)
        await projector.catch_up(connection, Applier(), datetime.now(UTC).date())
    pairs = {(row["BIN"], row["Building ID"]) for row in told.buildings if nyc_oracle.identifies(row["BIN"])}
    pairs |= set(told.found_by_lot.items())
    rows = await pool.fetch(FOUND_BY, [code for pair in pairs for code in pair])
    found = {(row["scheme"], row["code"]): row["subjects"] for row in rows}
    for bin_, id_ in pairs:
        (subject,) = found["nyc-bin", bin_]
        assert found["nyc-hpd-building", id_] == [subject]


@pytest.mark.long
async def test_file_by_file_is_the_same(
    parts: engine.Parts, folder: Path, tmp_path: Path, server_folder: Path, server_url: str
) -> None:
    """But buildings are found by their lot only among what is delivered together, and what comes later holds."""
    told = Folder(folder)
    for file in sorted(told.paths, key=lambda path: path.name.startswith(NEWEST_EXTRACTS)):
        await deliver(parts, file)
    pieces = live(await imports.bodies(parts.pool), told)
    async with (
        servers.fresh_database(server_folder, server_url) as other,
        asyncpg.create_pool(other, min_size=1, max_size=5) as pool,
    ):
        whole = await imports.parts(pool, other, tmp_path)
        await stopped(whole, folder, after=4)
        await deliver(whole, folder)
        assert pieces == live(await imports.bodies(pool), told)


async def stopped(parts: engine.Parts, folder: Path, after: int) -> None:
    """An import that is given up after so many batches; the next one goes on there."""
    left = after

    def settled(rows: int) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise KeyboardInterrupt

    profile, watcher = profiles.get("nyc-affordable"), engine.Watcher(settled=settled)
    with pytest.raises(KeyboardInterrupt):
        await engine.run(parts, profile, [folder], engine.Options(processes=1), watcher)


def live(bodies: Sequence[dict[str, Any]], told: Folder) -> Counter[str]:
    """What holds of each subject: events that are neither corrected nor voided, and findings by rule and detail."""
    gone = {name for body in bodies for name in (body.get("corrects"), *body.get("voids", ()))}
    by_lot = {row["bin"] for row in told.files["dob_now_bbl"]} | set(told.found_by_lot.values())
    return Counter(
        f"{body['kind']} {body['code']} {body['effective_on']} {body['type']} {stated(body)}"
        for body in bodies
        if body["id"] not in gone and body["code"] not in by_lot
    )


def stated(body: dict[str, Any]) -> object:
    if body["type"] != "FindingRecorded":
        return sorted((change["entity"], sorted(change["set"].items())) for change in body["changes"])
    return [change["set"]["detail"] for change in body["changes"]]
