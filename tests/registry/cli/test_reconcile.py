"""`fangji reconcile`, `fangji sources` and what `fangji doctor` says of sources, as an operator uses them."""

from __future__ import annotations

import asyncio
import csv
import gzip
import pathlib

import asyncpg
import pytest

from tests import registers
from tests.registry.cli.conftest import Fangji

HEAD = "kind,code,type,effective_on,row,floor_area\n"
FIRST = HEAD + "HOUSE,=H-1,SurveyRevised,2024-05-31,1,80.00\nHOUSE,H-2,SurveyRevised,2024-05-31,2,x\n"
LATER = HEAD + "HOUSE,=H-1,SurveyRevised,2024-05-31,1,81.00\n"


@pytest.fixture
def houses(tmp_path: pathlib.Path) -> pathlib.Path:
    path = tmp_path / "houses.csv"
    path.write_text(FIRST)
    return path


def _rows(path: pathlib.Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_before_and_after_an_import(fangji: Fangji, houses: pathlib.Path, tmp_path: pathlib.Path) -> None:
    out = tmp_path / "report.csv"
    before = fangji("reconcile", "generic", houses, "--out", out)
    assert before.code == 3
    assert [row["state"] for row in _rows(out)] == ["missing", "rejected"]
    imported = fangji("import", "generic", houses)
    assert f"fangji reconcile generic {houses} --out report.csv" in imported.out
    after = fangji("reconcile", "generic", houses, "--out", out, "--json")
    said = after.json
    assert (after.code, said["rows"], said["equal"], said["rejected"], said["agrees"]) == (3, 2, 1, 1, False)
    assert said["report"] == str(out)
    equal, rejected = _rows(out)
    assert (equal["code"], equal["state"], equal["position"]) == ("'=H-1", "equal", "1")
    assert rejected["detail"].startswith("DECIMAL floor_area:") or "floor_area" in rejected["detail"]
    assert out.stat().st_mode & 0o777 == 0o600


def test_equal_ends_with_0(fangji: Fangji, houses: pathlib.Path) -> None:
    houses.write_text(FIRST.rpartition("HOUSE")[0])
    fangji("import", "generic", houses)
    told = fangji("reconcile", "generic", houses)
    assert told.code == 0
    assert "equal 一致" in told.out
    assert "no delivery of this register tells everything" in told.out


def test_examples_and_what_only_the_registry_holds(fangji: Fangji, houses: pathlib.Path) -> None:
    fangji("import", "generic", houses)
    houses.write_text(LATER)
    told = fangji("reconcile", "generic", houses, "--covers", "register")
    assert told.code == 3
    assert "differing 不一致: houses.csv row 1 · HOUSE =H-1 · event #1 · SurveyRevised says other content" in told.out
    assert "--out FILE.csv writes every row." in told.out
    houses.write_text(HEAD + "HOUSE,H-9,SurveyRevised,2024-05-31,9,1.00\n")
    told = fangji("reconcile", "generic", houses, "--covers", "files")
    assert "only in the registry 仅登记簿: row" in told.out


def test_under_a_map(fangji: Fangji, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "survey.csv"
    path.write_text("房号,日期\nH-1,2024-05-31\n")
    words = (
        *("--column", "房号=code", "--column", "日期=effective_on", "--column", "房号=row"),
        *("--constant", "kind=HOUSE", "--constant", "type=SurveyRevised", "--constant", "dataset=survey"),
    )
    assert fangji("import", "generic", *words, path).code == 0
    assert fangji("reconcile", "generic", *words, path).code == 0
    (one,) = fangji("sources", "--every", "generic:survey=30", "--json").json
    assert (one["dataset"], one["every"], one["freshness"]) == ("generic:survey", 30, "FRESH")


def test_usage(fangji: Fangji, houses: pathlib.Path, tmp_path: pathlib.Path) -> None:
    assert fangji("reconcile", "generic", tmp_path / "none.csv").code == 2
    assert fangji("reconcile", "nothing", houses).code == 2
    nowhere = fangji("reconcile", "generic", houses, "--out", tmp_path / "no" / "report.csv")
    assert (nowhere.code, "cannot be written" in nowhere.err) == (2, True)
    wrong = fangji("reconcile", "nl-bag-buildings", houses)
    assert wrong.code == 1
    assert list(tmp_path.glob(".*.csv*")) == []


def test_a_failed_report_is_not_there(fangji: Fangji, houses: pathlib.Path, tmp_path: pathlib.Path) -> None:
    out = tmp_path / "report.csv"
    out.write_text("as it was")
    assert fangji("reconcile", "nl-bag-buildings", houses, "--out", out).code == 1
    assert out.read_text() == "as it was"


def test_sources_and_doctor(fangji: Fangji, houses: pathlib.Path, database: str) -> None:
    assert fangji("sources").out == "Nothing has been delivered yet.\n"
    fangji("import", "generic", houses)
    assert "generic" in fangji("sources").out
    (one,) = fangji("doctor", "--json").json["sources"]
    assert (one["profile"], one["rows"], one["rejected"], one["open"]) == ("generic", 2, 1, 1)
    assert one["freshness"] == "UNKNOWN"
    assert fangji("sources", "--every", "generic=3").code == 0
    asyncio.run(_age(database, 9))
    late = fangji("doctor")
    assert (late.code, "LATE" in late.out) == (0, True)
    assert "fangji: warning: generic was last delivered on" in late.err
    assert fangji("doctor", "--strict").code == 1
    assert fangji("doctor", "--json").json["warnings"]
    assert fangji("sources", "--every", "generic=none", "--json").json[0]["freshness"] == "UNKNOWN"
    assert fangji("doctor", "--strict").code == 0


async def _age(database: str, days: int) -> None:
    connection = await asyncpg.connect(database)
    await connection.execute("update intake.run set finished_on = finished_on - $1::int", days)
    await connection.close()


@pytest.mark.parametrize("said", ["generic", "generic=", "generic=0", "=3", "generic=soon", "generic=40000"])
def test_a_rhythm_is_a_number_of_days(fangji: Fangji, said: str) -> None:
    assert fangji("sources", "--every", said).code == 2


def test_an_unknown_source(fangji: Fangji) -> None:
    result = fangji("sources", "--every", "nowhere=3")
    assert (result.code, "'nowhere'" in result.err) == (1, True)


def test_profiles_say_their_rhythm(fangji: Fangji) -> None:
    listed = {one["name"]: one for one in fangji("import", "--list", "--json").json}
    assert (listed["tw-actual-price"]["every"], listed["nl-bag-buildings"]["covers"]) == (10, "subjects")
    assert "A delivery is expected every 10 days." in fangji("import", "--list").out


def test_a_real_register_changed_by_hand(fangji: Fangji, tmp_path: pathlib.Path) -> None:
    """Some hundred buildings of Doesburg: a row changed, a row taken away, a row added, a row spoiled."""
    with gzip.open(registers.file("nl_bag_doesburg") / "pand_versions.csv.gz", "rt", encoding="utf-8") as real:
        lines = real.read().splitlines()[:400]
    path = tmp_path / "pand_versions.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert fangji("import", "nl-bag-buildings", path).code == 0
    assert fangji("reconcile", "nl-bag-buildings", path).code == 0
    changed, gone = lines[1], lines[2]
    assert changed.split(",")[0] == gone.split(",")[0], "two versions of one building"
    year = changed.split(",")[3]
    lines[1] = changed.replace(f",{year},", ",1990,", 1)
    added = lines[50].split(",")
    spoiled = lines[60].split(",")
    lines[60] = ",".join([*spoiled[:2], "Pand onbekend", *spoiled[3:]])
    path.write_text("\n".join([*lines[:2], *lines[3:], ",".join(["0221199999999999", *added[1:]])]) + "\n")
    out = tmp_path / "report.csv"
    assert fangji("reconcile", "nl-bag-buildings", path, "--out", out).code == 3
    found = {(row["state"], row["key"]) for row in _rows(out) if row["state"] != "equal"}
    expected = {
        ("differing", "/".join(changed.split(",")[:2])),
        ("absent", "/".join(gone.split(",")[:2])),
        ("missing", f"0221199999999999/{added[1]}"),
        ("rejected", ""),
    }
    assert expected <= found
    assert found - expected <= {("absent", "/".join(spoiled[:2]))}
