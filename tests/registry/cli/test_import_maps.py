"""`fangji import` with a column map, and `--explain`, as a clerk uses them."""

from __future__ import annotations

import json
import pathlib
import tomllib

import pytest

from registry.intake.maps import map_form
from tests.registry.cli.conftest import Fangji
from tests.registry.intake import sheets

ROOT = pathlib.Path(__file__).parents[3]
OPTIONS = (
    *("--column", "房号=code", "--column", "日期=effective_on", "--column", "面积=floor_area", "--column", "号=row"),
    *("--constant", "kind=HOUSE", "--constant", "type=SurveyRevised", "--constant", "dataset=survey"),
    *("--ignore", "备注", "--set", "file.encoding=gb18030", "--set", "dates=YYYY年M月D日"),
)


@pytest.fixture
def survey(tmp_path: pathlib.Path) -> pathlib.Path:
    return sheets.written(
        tmp_path / "survey.csv",
        ["号,房号,日期,面积,备注", "1,H-1,2024年5月31日,89.5,甲", "2,H-2,2024年6月31日,90,乙"],
        "gbk",
    )


def test_explained_looked_over_imported(fangji: Fangji, tmp_path: pathlib.Path) -> None:
    path, out = sheets.titles_of_owners(tmp_path), tmp_path / "MAP.toml"
    explained = fangji("import", "--explain", path, "--out", out)
    assert explained.code == 0
    assert "房屋坐落" in explained.out
    assert "OwnershipTransferred" in explained.out
    assert "Under this map 2 of these 2 rows would be read." in explained.out
    assert sheets.NAMES[0] not in explained.out + out.read_text()
    imported = fangji("import", "generic", "--map", out, path, "--json")
    assert (imported.code, imported.json["recorded"], imported.json["profile"]) == (0, 2, "generic")
    assert fangji("import", "generic", "--map", out, path, "--json").json["duplicates"] == 2
    fangji("project")
    history = fangji("history", "HOUSE", "FW-0002", "--json").json
    assert history["floorArea"] == "1120.08"


def test_explain_prints_the_map_or_json(fangji: Fangji, tmp_path: pathlib.Path) -> None:
    path = sheets.survey_of_buildings(tmp_path)
    printed = fangji("import", "generic", "--explain", path).out
    found = fangji("import", "--explain", path, "--json").json
    text = printed[printed.index("# Column map") :]
    assert tomllib.loads(text) == tomllib.loads(found["toml"]) == found["map"]
    assert (found["kind"]["is"], found["type"]["is"], found["trial"]) == (
        "BUILDING",
        "SurveyRevised",
        {"rows": 4, "read": 3, "skipped": 1},
    )
    assert {"column": "普查日期", "to": ["effective_on", "row"]}.items() <= found["columns"][-1].items()
    given = fangji("import", "--explain", path, "--kind", "HOUSE", "--type", "HouseRegistered", "--json").json
    assert (given["map"]["kind"], given["map"]["type"]) == ("HOUSE", "HouseRegistered")


def test_a_map_on_the_command_line(fangji: Fangji, survey: pathlib.Path, tmp_path: pathlib.Path) -> None:
    report = tmp_path / "rejected.jsonl"
    result = fangji("import", "generic", *OPTIONS, survey, "--report", report, "--json")
    assert (result.code, result.json["recorded"], result.json["rejected"]) == (3, 1, 1)
    (line,) = report.read_text().splitlines()
    rejected = json.loads(line)
    assert (rejected["column"], rejected["value"], rejected["rule"]) == ("日期", "2024年6月31日", "DATE")
    assert rejected["reason"] == "is not a day written as YYYY年M月D日"


def test_the_command_line_goes_over_the_file(fangji: Fangji, survey: pathlib.Path, tmp_path: pathlib.Path) -> None:
    file = tmp_path / "MAP.toml"
    file.write_text(
        'kind = "BUILDING"\ntype = "SurveyRevised"\ndataset = "survey"\nrow = ["号"]\nignore = ["面积"]\n'
        'file.encoding = "big5"\n[columns]\n"房号" = "code"\n"日期" = {to = "effective_on", dates = ["YYYY年M月D日"]}\n'
    )
    over = ("--constant", "kind=HOUSE", "--column", "面积=floor_area", "--ignore", "备注", "--set", "file.encoding=gbk")
    assert fangji("import", "generic", "--map", file, *over, survey, "--json").json["recorded"] == 1
    fangji("project")
    assert fangji("history", "HOUSE", "H-1", "--json").json["floorArea"] == "89.50"


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("--constant", "type=SurveyRevise"), 2, "type = 'SurveyRevise' is no type of the catalogue; nearest"),
        (("--column", "面积=floor_aera"), 2, "nearest are floor_area"),
        (("--map", "nowhere.toml"), 2, "--map nowhere.toml cannot be read"),
        (
            ("--column", "备注=remark", "--column", "总价=address"),
            1,
            "survey.csv has no column '总价', which the map names",
        ),
        (("--set", "file.encoding=utf-8"), 1, "survey.csv is not utf-8"),
    ],
)
def test_what_is_wrong_is_told_before_a_row_is_read(
    fangji: Fangji, survey: pathlib.Path, words: tuple[str, ...], code: int, sentence: str
) -> None:
    result = fangji("import", "generic", *OPTIONS, *words, survey)
    assert result.code == code
    assert sentence in result.err


def test_usage(fangji: Fangji, survey: pathlib.Path, tmp_path: pathlib.Path) -> None:
    other = fangji("import", "nl-bag-buildings", *OPTIONS, survey)
    assert (other.code, other.err) == (
        2,
        "fangji: a column map goes with the profile generic, not with nl-bag-buildings.",
    )
    assert "name at least one file" in fangji("import", "--explain").err
    assert fangji("import", "--explain", tmp_path / "nothing.csv").code == 2
    assert "There is no kind 'HUT'" in fangji("import", "--explain", survey, "--kind", "HUT").err
    assert fangji("import", "--explain", survey, "--out", tmp_path / "no" / "MAP.toml").code == 2


def test_the_example_of_the_documentation(
    fangji: Fangji, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    """The commands and the map that docs/imports.md shows, as it shows them."""
    section = (ROOT / "docs" / "imports.md").read_text("utf-8").split("## Files of a department")[1].split("\n## ")[0]
    shown, toml = section.split("```sh\n")[1].split("```")[0], section.split("```toml\n")[1].split("```")[0]
    assert toml == (ROOT / "docs" / "samples" / "survey.toml").read_text("utf-8")
    monkeypatch.chdir(tmp_path)
    for line in shown.splitlines():
        words = [ROOT / word if word.startswith("docs/") else word for word in line.split()[1:]]
        result = fangji(*words)
        assert result.code == 0, (words, result)
    again = fangji("import", "generic", "--map", "MAP.toml", ROOT / "docs" / "samples" / "survey.csv", "--json")
    assert (again.code, again.json["recorded"]) == (0, 3)


def test_every_key_of_a_map_is_documented() -> None:
    section = (ROOT / "docs" / "imports.md").read_text("utf-8").split("## Files of a department")[1].split("\n## ")[0]
    keys = (*map_form.TOP, *map_form.FILE, *map_form.COLUMN)
    assert [key for key in keys if f"`{key}`" not in section] == []
