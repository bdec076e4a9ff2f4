"""`fangji quarantine` and `fangji import --retry`: rows that could not be taken, as work."""

import csv
import io
import json
import pathlib
import stat

import pytest

from registry.intake import profiles
from tests.registry.cli.conftest import Fangji, Result
from tests.registry.intake import imports, scratch
from tests.registry.intake.imports import work


@pytest.fixture
def works(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> pathlib.Path:
    """Three sound rows and four that are not, one of them for a person's name."""
    monkeypatch.setitem(profiles.MODULES, "scratch", scratch.__name__)
    rows = [work(n, f"b{n}", owner="Zhang San") for n in (1, 2, 3)]
    rows += [work(4, "=cmd()", floors="x", owner="Li Si"), work(5, "b5", floors="x"), work(6, "b6", floors=14)]
    return imports.write_csv(tmp_path / "works.csv", [*rows, work(7, "b7", owner="x")])


def imported(fangji: Fangji, works: pathlib.Path) -> None:
    assert fangji("import", "scratch", works, "--processes", 1).code == 3


def listed(fangji: Fangji, *words: str) -> list[tuple[int, str, str]]:
    return [
        (one["row"], one["column"], one["value"])
        for one in fangji("quarantine", "list", "--rows", *words, "--json").json
    ]


def test_counts_by_file_rule_and_column(fangji: Fangji, works: pathlib.Path) -> None:
    imported(fangji, works)
    counts = fangji("quarantine", "list", "--json").json
    assert [(one["file"], one["rule"], one["column"], one["rows"], one["state"]) for one in counts] == [
        ("works.csv", "INTEGER", "floors", 2, "open"),
        ("works.csv", "FLOORS", "floors", 1, "open"),
        ("works.csv", "TEXT", "owner", 1, "open"),
    ]
    told = fangji("quarantine", "list").out
    assert "is not a number of floors" in told
    assert counts[0]["delivery"][:8] in told


def test_filters(fangji: Fangji, works: pathlib.Path) -> None:
    imported(fangji, works)
    delivery = fangji("quarantine", "list", "--json").json[0]["delivery"]
    assert listed(fangji) == [(4, "floors", "x"), (5, "floors", "x"), (6, "floors", "14"), (7, "owner", "***")]
    assert listed(fangji, "--rule", "FLOORS") == listed(fangji, "--rule", "FLOORS", "--delivery", delivery[:6])
    assert listed(fangji, "--column", "owner") == [(7, "owner", "***")]
    assert len(listed(fangji, "--profile", "scratch", "--file", "works.csv", "--state", "all")) == 4
    for nothing in (("--profile", "sg-hdb"), ("--file", "notes.csv"), ("--state", "dropped"), ("--delivery", "zz")):
        assert listed(fangji, *nothing) == []
    assert "隔离区为空" in fangji("quarantine", "list", "--state", "corrected").out


def exported(fangji: Fangji, out: pathlib.Path, *words: str) -> Result:
    result = fangji("quarantine", "export", "--out", out, *words)
    assert result.code == 0, result.err
    return result


def test_the_worksheet_has_the_files_columns_masked_and_safe(
    fangji: Fangji, works: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    imported(fangji, works)
    out = tmp_path / "wrong.csv"
    assert exported(fangji, out, "--json").json == {"file": str(out), "rows": 4}
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    rows = list(csv.DictReader(io.StringIO(out.read_text())))
    assert list(rows[0]) == [
        "quarantine_id", "part", "file", "row", "column", "rule", "reason",
        "no", "building", "day", "floors", "year", "owner", "filled",
    ]  # fmt: skip
    assert [(row["building"], row["floors"], row["owner"]) for row in rows] == [
        ("'=cmd()", "x", "***"), ("b5", "x", ""), ("b6", "14", ""), ("b7", "3", "***"),
    ]  # fmt: skip
    assert "there already" in fangji("quarantine", "export", "--out", out).err
    exported(fangji, out, "--force", "--rule", "TEXT")
    assert len(list(csv.DictReader(io.StringIO(out.read_text())))) == 1
    assert "neither .csv nor .ndjson" in fangji("quarantine", "export", "--out", tmp_path / "x.xls").err
    assert fangji("quarantine", "export", "--out", tmp_path / "none" / "x.csv").code == 2


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_correct_and_retry(fangji: Fangji, works: pathlib.Path, tmp_path: pathlib.Path, form: str) -> None:
    imported(fangji, works)
    out = tmp_path / f"wrong.{form}"
    exported(fangji, out)
    text = out.read_text()
    out.write_text(text.replace(",x,", ",9,") if form == "csv" else text.replace('"x"', '"9"'))
    result = fangji("import", "scratch", "--retry", out, "--processes", 1, "--json")
    assert result.code == 3
    assert {name: result.json[name] for name in ("rows", "recorded", "duplicates", "rejected", "events")} == {
        "rows": 7, "recorded": 2, "duplicates": 3, "rejected": 2, "events": 2,
    }  # fmt: skip
    assert result.json["retried"] == {"corrected": 2, "open": 2, "without_files": 0}
    assert listed(fangji) == [(6, "floors", "14"), (7, "owner", "***")]
    again = fangji("import", "scratch", "--retry", out, "--processes", 1)
    assert (again.code, "2 are taken 已更正, 2 still wait" in again.out) == (3, True)
    assert fangji("import", "scratch", "--retry", out, "--processes", 1, "--json").json["events"] == 0


def test_show_links_a_row_to_its_events_and_back(fangji: Fangji, works: pathlib.Path, tmp_path: pathlib.Path) -> None:
    imported(fangji, works)
    out = tmp_path / "wrong.csv"
    exported(fangji, out)
    out.write_text(out.read_text().replace(",x,", ",9,"))
    fangji("import", "scratch", "--retry", out, "--processes", 1)
    (first, _) = fangji("quarantine", "list", "--rows", "--state", "corrected", "--json").json
    shown = fangji("quarantine", "show", first["id"], "--json").json
    assert (shown["cells"]["floors"], shown["cells"]["owner"], shown["corrected"]) == ("x", "***", {"floors": "9"})
    assert (shown["outcome"], shown["rowKey"], len(shown["events"])) == ("recorded", "4", 1)
    back = fangji("quarantine", "show", "--event", shown["events"][0], "--json").json
    assert [one["id"] for one in back] == [first["id"]]
    told = fangji("quarantine", "show", first["id"]).out
    assert "floors = x → 9" in told
    assert "recorded as scratch 4" in told
    assert "No row" in fangji("quarantine", "show", "--event", 1).out
    assert "There is no row 999" in fangji("quarantine", "show", 999).err
    assert fangji("quarantine", "show").code == 2


def test_drop_needs_a_reason_and_closes_for_good(fangji: Fangji, works: pathlib.Path) -> None:
    imported(fangji, works)
    ids = [one["id"] for one in fangji("quarantine", "list", "--rows", "--rule", "INTEGER", "--json").json]
    assert fangji("quarantine", "drop", *ids).code == 2
    assert fangji("quarantine", "drop", *ids, "--reason", " ").code == 2
    assert fangji("quarantine", "drop", *ids, "--reason", "never built", "--json").json == {"dropped": ids}
    shown = fangji("quarantine", "show", ids[0], "--json").json
    assert (shown["state"], shown["outcome"], bool(shown["closedBy"])) == ("dropped", "never built", True)
    assert "is dropped already" in fangji("quarantine", "drop", ids[0], "--reason", "again").err


def test_nobody_is_named_on_screen_in_files_or_errors(
    fangji: Fangji, works: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    imported(fangji, works)
    out = tmp_path / "wrong.ndjson"
    exported(fangji, out)
    ids = [one["id"] for one in fangji("quarantine", "list", "--rows", "--json").json]
    said = [fangji("quarantine", "list", "--rows"), *(fangji("quarantine", "show", one) for one in ids)]
    record = json.loads(out.read_text().splitlines()[0])
    out.write_text(json.dumps({**record, "floors": "1", "owner": "Wang Wu"}) + "\n")
    said.append(fangji("import", "scratch", "--retry", out, "--processes", 1, "--report", tmp_path / "r.jsonl"))
    said += [fangji("quarantine", "show", ids[0]), fangji("quarantine", "show", ids[0], "--json")]
    out.write_text(json.dumps({**record, "floors": "2", "owner": "Wang Wu"}) + "\n")
    said.append(fangji("import", "scratch", "--retry", out, "--processes", 1))
    assert "was taken already" in said[-1].err
    everything = " ".join(one.out + one.err for one in said) + (tmp_path / "r.jsonl").read_text()
    assert [name for name in ("Zhang", "Li Si", "Wang") if name in everything] == []
    assert "***" in everything


def test_wrong_usage_of_retry(fangji: Fangji, works: pathlib.Path, tmp_path: pathlib.Path) -> None:
    imported(fangji, works)
    out = tmp_path / "wrong.csv"
    exported(fangji, out)
    missing = fangji("import", "scratch", "--retry", tmp_path / "none.csv")
    assert (missing.code, "cannot be read" in missing.err) == (1, True)
    other = fangji("import", "sg-hdb", "--retry", out)
    assert (other.code, "is one of the profile scratch, not sg-hdb" in other.err) == (1, True)
    assert fangji("import", "scratch", "--retry", out, tmp_path / "none.csv").code == 2
    assert fangji("import", "nothing", "--retry", out).code == 2
    assert fangji("import", "scratch", "--retry", out, "--reprocess").code == 2


def test_a_worksheet_is_of_one_profile(fangji: Fangji, works: pathlib.Path, tmp_path: pathlib.Path) -> None:
    imported(fangji, works)
    houses = imports.write_csv(tmp_path / "houses.csv", [{"kind": "HOUSE", "code": "1", "type": "None",
                                                          "effective_on": "2020-01-01", "row": "7"}])  # fmt: skip
    assert fangji("import", "generic", houses).code == 3
    out = tmp_path / "wrong.csv"
    refused = fangji("quarantine", "export", "--out", out)
    assert (refused.code, "choose one by --profile" in refused.err, out.exists()) == (2, True, False)
    exported(fangji, out, "--profile", "generic")
    (row,) = csv.DictReader(io.StringIO(out.read_text()))
    assert (row["row"], row["cell.row"], row["type"]) == ("1", "7", "None")
    out.write_text(out.read_text().replace(",None,", ",HouseRegistered,"))
    assert fangji("import", "generic", "--retry", out).code == 0


def test_rows_read_by_a_column_map_come_back_under_it(fangji: Fangji, tmp_path: pathlib.Path) -> None:
    """The map is that of the delivery; nobody has to name it again."""
    houses = imports.write_csv(
        tmp_path / "houses.csv",
        [{"序号": n, "房号": f"H-{n}", "日期": day, "面积": 80} for n, day in ((1, "2024-05-31"), (2, "2024-31-05"))],
    )
    map_ = tmp_path / "map.toml"
    map_.write_text(
        'kind = "HOUSE"\ntype = "HouseRegistered"\ndataset = "houses"\nrow = ["序号"]\n'
        'columns."房号" = "code"\ncolumns."日期" = "effective_on"\ncolumns."面积" = "floor_area"\n'
    )
    first = fangji("import", "generic", "--map", map_, houses, "--json")
    assert first.code == 3, first.err
    assert first.json["rejected"] == 1
    out = tmp_path / "wrong.csv"
    exported(fangji, out)
    out.write_text(out.read_text().replace("2024-31-05", "2024-06-01"))
    again = fangji("import", "generic", "--retry", out, "--json")
    assert (again.code, again.json["recorded"], again.json["duplicates"]) == (0, 1, 1)
