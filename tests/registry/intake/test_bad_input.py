"""What is wrong with a delivery is said in one sentence with the way out, and nothing is half-done."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from registry.intake import profiles, sources
from registry.intake.engine import Parts
from registry.intake.reading import WrongColumns
from registry.intake.sources import SourceError
from tests.registry.cli import conftest as cli
from tests.registry.intake import imports, scratch

HEADER = "no,building,day,floors\n"
BAG = "pand_id,version,status,year_built,observed_flag,doc_date,doc_no,valid_from,registered_at,inactive_at"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"works\.csv is empty: it has not even a header"),
        (b"\n\n", r"works\.csv is empty"),
        (
            HEADER.encode() + b"1,a,2020-01-01,3\n2,caf\xe9,2020-01-01,3\n",
            r"not utf-8: line 3 has the byte 0xe9 at column 6",
        ),
        (b"no,building,day\n1,a,2020-01-01\n", r"misses 'floors'"),
        (b"no,building,day,floors,colour\n", r"has unknown 'colour'"),
        (b"no,building,day,floors,day\n", r"repeats 'day'|unknown 'day#2'"),
        (b"no,building,tag\n", r"misses 'day', 'floors'; has unknown 'tag'"),
        (b"kind,code,type,effective_on,name\n", r"Its columns are those of the profile 'generic'; name that one\."),
        (f"{BAG},polygon_rd_epsg28992\n".encode(), r"Its columns are those of the profile 'nl-bag-buildings'"),
    ],
)
async def test_a_file_that_is_not_the_profiles(parts: Parts, tmp_path: Path, content: bytes, message: str) -> None:
    before = await imports.counts(parts.pool)
    path = tmp_path / "works.csv"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=message):
        await imports.run(parts, scratch.PROFILE, [path])
    assert await imports.counts(parts.pool) == before


async def test_a_header_alone_is_an_empty_delivery(parts: Parts, tmp_path: Path) -> None:
    path = tmp_path / "works.csv"
    path.write_text(HEADER)
    assert (await imports.run(parts, scratch.PROFILE, [path])).rows == 0


async def test_a_fault_late_in_the_delivery_leaves_nothing(parts: Parts, tmp_path: Path) -> None:
    good = imports.write_csv(tmp_path / "works.csv", [imports.work(1, "a")])
    bad = tmp_path / "works-2.csv"
    bad.write_bytes(HEADER.encode() + b"1,a,2020-01-01,3\n" * 3000 + b"\xff\n")
    for processes in (1, 2):
        with pytest.raises(SourceError, match="line 3002"):
            await imports.run(parts, scratch.PROFILE, [good, bad], processes=processes)
    assert await imports.bodies(parts.pool) == []
    assert not any("stage_" in name for name in await imports.counts(parts.pool))


async def test_broken_compression(parts: Parts, tmp_path: Path) -> None:
    path = tmp_path / "works.csv.gz"
    path.write_bytes(gzip.compress(HEADER.encode() * 1000)[:-20])
    with pytest.raises(SourceError, match=r"works\.csv\.gz cannot be read"):
        await imports.run(parts, scratch.PROFILE, [path])


async def test_a_file_by_another_name_is_known_by_its_columns(parts: Parts, tmp_path: Path) -> None:
    path = imports.write_csv(tmp_path / "renamed.csv", [imports.work(1, "a")])
    assert (await imports.run(parts, scratch.PROFILE, [path])).counts.recorded == 1
    strange = tmp_path / "strange.csv"
    strange.write_text("a,b\n1,2\n")
    with pytest.raises(SourceError, match=r"strange\.csv is not a file of the profile 'scratch'"):
        await imports.run(parts, scratch.PROFILE, [strange])


def test_missing_files_and_empty_folders(tmp_path: Path) -> None:
    with pytest.raises(sources.MissingFile, match="There is no file"):
        sources.expand([tmp_path / "none.csv"])
    with pytest.raises(sources.MissingFile, match="holds no file"):
        sources.expand([tmp_path])


async def test_json_and_xlsx_that_are_not(parts: Parts, tmp_path: Path) -> None:
    generic = profiles.get("generic")
    for name, content, message in [
        ("a.ndjson", b'{"kind":\n', "is not JSON in line 1"),
        ("b.ndjson", b"[1]\n", "record 1 is not a JSON object"),
        ("c.ndjson", b"\n", "is empty"),
        ("d.xlsx", b"PK", "is not an xlsx file"),
        ("e.ndjson", b'{"kind":"HOUSE"}\n', "misses 'code', 'type', 'effective_on'"),
    ]:
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(SourceError, match=message):
            await imports.run(parts, generic, [path])
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    with pytest.raises(SourceError, match="is empty"):
        await imports.run(parts, generic, [tmp_path / "empty.xlsx"])
    assert isinstance(WrongColumns("x", ["a"]), SourceError)


def fangji(database: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "FANGJI_DATA_DIR": str(folder),
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    command = [sys.executable, "-m", "registry", "import", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("no-such", "x.csv"), 2, "There is no import profile 'no-such'; known are cn-divisions, generic"),
        (("generic", "/nowhere/x.csv"), 2, "There is no file /nowhere/x.csv"),
        (("generic",), 2, "name a profile and at least one file"),
        (("generic", __file__), 1, "is not a file of the profile 'generic'"),
    ],
)
def test_exit_codes(
    database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    code: int,
    message: str,
) -> None:
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("FANGJI_DATA_DIR", str(tmp_path))
    done = cli.run(monkeypatch, capfd, "import", *arguments)
    assert (done.code, done.out) == (code, "")
    assert message in done.err
    assert "Traceback" not in done.err


def test_the_command_reports_and_ends_with_three_for_rejected_rows(database: str, tmp_path: Path) -> None:
    rows = [
        {"kind": "HOUSE", "code": "1", "type": "HouseRegistered", "effective_on": "2020-01-01", "floor_area": "80.5"},
        {"kind": "HOUSE", "code": "2", "type": "HouseRegistered", "effective_on": "2020-13-01", "floor_area": "80.5"},
    ]
    path, report = imports.write_csv(tmp_path / "houses.csv", rows), tmp_path / "report.jsonl"
    done = fangji(database, tmp_path, "generic", str(path), "--json", "--report", str(report))
    assert done.returncode == 3, done.stderr
    summary = json.loads(done.stdout)
    assert (summary["rows"], summary["recorded"], summary["rejected"]) == (2, 1, 1)
    line = json.loads(report.read_text())
    assert (line["file"], line["row"], line["column"], line["value"]) == ("houses.csv", 2, "effective_on", "2020-13-01")
    assert fangji(database, tmp_path, "--list").returncode == 0
