"""The generic profile under a column map: what a map says, what it may not say, and what rows become under it."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from registry.intake import engine, sources
from registry.intake.accounting import Summary
from registry.intake.engine import Parts
from registry.intake.maps import column_map, map_form, mapped
from registry.intake.maps.column_map import MapMistake
from registry.intake.profile import Profile
from registry.intake.quarantine import Rejection
from registry.intake.reading import WrongColumns
from registry.intake.sources import SourceError
from tests.registry.intake import imports, sheets

HOUSES = """
kind = "HOUSE"
type = "HouseRegistered"
dataset = "houses"
row = ["序号"]
columns."房号" = "code"
columns."日期" = "effective_on"
"""


def profile(text: str = HOUSES, **over: Sequence[str]) -> Profile:
    """The profile under a map, with what the command line says over it."""
    options = {name: over.get(name, []) for name in ("columns", "constants", "ignored", "settings")}
    return mapped.profile(map_form.of_tree(column_map.overridden(column_map.of_toml(text), **options)))


def table(folder: Path, *rows: Mapping[str, object]) -> Path:
    """A csv file; each row has number, code and day unless it says otherwise."""
    return imports.write_csv(
        folder / "houses.csv",
        [{"序号": n, "房号": f"H-{n}", "日期": "2024-05-31", **row} for n, row in enumerate(rows, 1)],
    )


async def only(parts: Parts) -> dict[str, Any]:
    (body,) = await imports.bodies(parts.pool)
    return body


def own(body: Mapping[str, Any]) -> dict[str, Any]:
    return next((change["set"] for change in body["changes"] if not change["entity"]), {})


async def faults(parts: Parts) -> list[tuple[str, str]]:
    found = await parts.pool.fetch("select column_name, rule from intake.quarantine order by row_number")
    return [tuple(row) for row in found]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            {"columns": ["面积=floor_aera"]},
            r"columns\.'面积' = 'floor_aera' is no attribute of HOUSE; nearest are floor_area",
        ),
        ({"columns": ["面积=year_built"]}, r"'year_built' is no attribute of HOUSE"),
        (
            {"columns": ["金额=mortgages/1.amount"]},
            r"'mortgages/1\.amount' may not be set by events of the type HouseRegistered; MortgageRegistered",
        ),
        (
            {"columns": ["面积=floor_area", "建面=floor_area"]},
            r"'floor_area' stands twice: columns\.'面积' sets it already",
        ),
        ({"constants": ["type=HouseBuilt"]}, r"type = 'HouseBuilt' is no type of the catalogue; nearest"),
        ({"constants": ["kind=HUT"]}, r"kind = 'HUT' is no kind of the catalogue"),
        ({"constants": ["stock=MINE"]}, r"constants\.'stock' = 'MINE' is none of"),
        ({"constants": ["document.number=7"]}, r"document\.issued_on and document\.kind is missing"),
        ({"constants": ["registered_at=2024-05-31"]}, r"is not a moment with a time zone"),
        ({"settings": ["row=[]", "row.x=1"]}, r"--set 'row\.x' goes below 'row'"),
        ({"settings": ["file.encodng=big5"]}, r"file\.encodng is no key of a map here; there are format, encoding"),
        ({"settings": ["file.encoding=klingon"]}, r"file\.encoding = 'klingon' is no encoding"),
        ({"settings": ["file.header=0"]}, r"file\.header = 0 is not a row number"),
        ({"settings": ["file.header=[1, 3]"]}, r"names rows that do not follow each other"),
        ({"settings": ["file.format=doc"]}, r"file\.format = 'doc' is none of csv, ndjson"),
        ({"settings": ["file.delimiter=ab"]}, r"is not one character"),
        ({"settings": ['dates=["D/M/YYYY", "M/D/YYYY"]']}, r"would read one text as two days; leave M/D/YYYY out"),
        ({"settings": ["dates=DD.MM"]}, r"dates = 'DD\.MM' is no writing of dates"),
        ({"settings": ["time_zone=Mars"]}, r"time_zone = 'Mars' is no time zone"),
        ({"settings": ["decimal_mark=;"]}, r"decimal_mark = ';' is neither a point nor a comma"),
        ({"settings": ["colour=red"]}, r"colour is no key of a map here"),
        ({"settings": ["empty=3"]}, r"empty = 3 is neither text nor a list"),
        (
            {"settings": ['columns.area={to="floor_area", unit="万元"}']},
            r"unit = '万元' does not measure what floor_area holds",
        ),
        (
            {"settings": ['columns.area={to="floor_area", unit="ell"}']},
            r"unit = 'ell' is no unit; say a number, or one of m2",
        ),
        ({"settings": ['columns.x={to="address", unit="m2"}']}, r"stands with address, which is no number"),
        ({"settings": ['columns.x={to="stock", values={a="MINE"}}']}, r"columns\.'x'\.values\.'a' = 'MINE' is none of"),
        (
            {"settings": ['columns.x={to="floor_area", round=99}']},
            r"columns\.x\.round = 99 is not a number of decimals",
        ),
        ({"settings": ['columns.x={unit="m2"}']}, r"columns\.x has no `to`"),
        ({"settings": ['sealed=["房号"]']}, r"sealed = '房号' holds personal data, but code is not sealed"),
        ({"settings": ['sealed=["序号"]']}, r"row = '序号' holds personal data"),
        ({"ignored": ["房号"]}, r"code is missing: map a column to it"),
        ({"columns": ["面积"]}, r"--column '面积' is not of the form COLUMN=TARGET"),
        ({"settings": ['type={column="业务", values={a="Sold"}}']}, r"type\.values\.'a' = 'Sold' is no type"),
        ({"settings": ['dataset=""']}, r"dataset is missing"),
    ],
)
def test_mistakes_of_a_map(said: dict[str, list[str]], sentence: str) -> None:
    with pytest.raises(MapMistake, match=sentence):
        profile(HOUSES, **said)


def test_all_mistakes_are_told_at_once_and_a_map_must_say_what_identifies_a_row() -> None:
    with pytest.raises(MapMistake) as told:
        profile("columns.a = 'code'")
    assert [sentence.split()[0] for sentence in told.value.mistakes] == ["kind", "type", "row"]
    with pytest.raises(MapMistake, match="is not TOML"):
        column_map.of_toml("kind = HOUSE")


@pytest.mark.parametrize(
    ("extra", "sentence"),
    [
        (
            {"颜色": "红"},
            r"houses\.csv has columns of which the map says nothing: '颜色'; name each under columns or ignore",
        ),
        ({"序 号": "1"}, r"'序 号'"),
    ],
)
async def test_a_column_that_nobody_named_stops_the_import(
    parts: Parts, tmp_path: Path, extra: dict[str, object], sentence: str
) -> None:
    with pytest.raises(WrongColumns, match=sentence):
        await imports.run(parts, profile(), [table(tmp_path, extra)])
    assert await imports.bodies(parts.pool) == []
    ignoring = profile(ignored=list(extra))
    assert (await imports.run(parts, ignoring, [table(tmp_path, extra)])).counts.recorded == 1


def test_a_column_that_the_file_has_not(tmp_path: Path) -> None:
    found = map_form.of_tree(column_map.of_toml(HOUSES + 'columns."建筑面积" = "floor_area"'))
    path = table(tmp_path, {"建筑面积㎡": "5"})
    with pytest.raises(WrongColumns, match=r"says nothing: '建筑面积㎡'"):
        mapped.check_files(found, sources.expand([path]))
    optional = HOUSES + 'columns."建筑面积" = {to = "floor_area", optional = true}'
    mapped.check_files(map_form.of_tree(column_map.of_toml(optional)), sources.expand([table(tmp_path, {})]))
    with pytest.raises(WrongColumns, match=r"has no column '建筑面积', which the map names"):
        mapped.check_files(found, sources.expand([table(tmp_path, {})]))


async def test_values_become_what_their_attributes_hold(parts: Parts, tmp_path: Path) -> None:
    columns = ["面积=floor_area", "隔间=partitioned", "性质=stock", "室=bedrooms", "时间=registered_at"]
    document = ["document.kind=报告", "document.number=7", "document.issued_on=2024-05-01"]
    chosen = profile(
        columns=[*columns, "地址=address"],
        constants=["scheme=fc", "source=消防", *document],
        settings=[
            'columns."性质".values={"公租"="PUBLIC_RENTAL"}',
            'columns."地址".values={"无"="null"}',
            'empty=["-"]',
            "time_zone=Asia/Shanghai",
        ],
    )  # fmt: skip
    row = {
        "日期": "2024年5月31日",
        "面积": "1,089.5㎡",
        "隔间": "否",
        "性质": "公租",
        "室": "-",
        "时间": "2024/5/31 14:30",
        "地址": "无",
    }
    await imports.run(parts, chosen, [table(tmp_path, row)])
    body = await only(parts)
    assert own(body) == {"floor_area": "1089.5", "partitioned": False, "stock": "PUBLIC_RENTAL", "address": None}
    assert (body["scheme"], body["source"], body["effective_on"]) == ("fc", "消防", "2024-05-31")
    assert body["registered_at"] == "2024-05-31T06:30:00.000000Z"
    assert body["document"] == {"kind": "报告", "number": "7", "issued_on": "2024-05-01"}
    assert body["rows"][0]["profile"] == f"generic/1+{chosen.variant}"
    assert body["rows"][0]["dataset"] == "generic:houses"


async def test_units_and_rounding(parts: Parts, tmp_path: Path) -> None:
    chosen = profile(
        settings=[
            'columns."面积"={to="floor_area", unit="坪", round=2}',
            'columns."价"={to="transfers/1.price", unit="万元"}',
            'columns."半"={to="transfers/1.unit_price", unit=0.5}',
            "type=OwnershipTransferred",
        ]
    )
    await imports.run(parts, chosen, [table(tmp_path, {"面积": "30.5", "价": "65.5", "半": "3元"})])
    body = await only(parts)
    assert own(body)["floor_area"] == "100.83"
    assert body["changes"][1] == {"entity": "transfers/1", "set": {"price": "655000", "unit_price": "3"}}


TYPES = """
kind = {column = "对象", values = {"房" = "HOUSE", "楼" = "BUILDING"}}
type = {column = "业务", values = {"测绘" = "SurveyRevised", "登记" = "HouseRegistered"}}
row = []
columns."房号" = "code"
columns."日期" = "effective_on"
skip."序号" = ["合计"]
"""


async def test_kind_and_type_of_each_row_and_rows_left_out(parts: Parts, tmp_path: Path) -> None:
    path = table(
        tmp_path,
        {"对象": "房", "业务": "测绘"},
        {"对象": "楼", "业务": "测绘"},
        {"对象": "房", "业务": "登记"},
        {"对象": "楼", "业务": "登记"},
        {"对象": "房", "业务": "注销"},
        {"对象": "", "业务": "登记"},
        {"序号": "合计", "对象": "", "业务": ""},
    )
    summary = await imports.run(parts, profile(TYPES), [path])
    assert summary.counts.skipped == {"left out by the map": 1}
    told = {(body["code"], body["kind"], body["type"]) for body in await imports.bodies(parts.pool)}
    assert told == {
        ("H-1", "HOUSE", "SurveyRevised"),
        ("H-2", "BUILDING", "SurveyRevised"),
        ("H-3", "HOUSE", "HouseRegistered"),
    }
    assert await faults(parts) == [("业务", "NAME"), ("业务", "NAME"), ("对象", "MISSING")]


@pytest.mark.parametrize(
    ("column", "text", "rule"),
    [
        ("日期", "31.5.2024", "DATE"),
        ("日期", "", "MISSING"),
        ("房号", "", "MISSING"),
        ("面积", "很大", "DECIMAL"),
        ("面积", "5万元", "DECIMAL"),
        ("面积", "5.123", "DECIMAL"),
        ("室", "两", "INTEGER"),
        ("隔间", "可能", "BOOLEAN"),
        ("性质", "自建", "ENUM"),
        ("地址", f"滨河路1号 {sheets.ID_NUMBERS[0]}", "PERSONAL"),
        ("序号", sheets.ID_NUMBERS[0], "PERSONAL"),
        ("序号", "", "MISSING"),
    ],
)
async def test_faults_are_named_by_the_file_s_own_columns(
    parts: Parts, tmp_path: Path, column: str, text: str, rule: str
) -> None:
    chosen = profile(columns=["面积=floor_area", "隔间=partitioned", "性质=stock", "室=bedrooms", "地址=address"])
    row = {"面积": "5", "隔间": "是", "性质": "公租房", "室": "2", "地址": "滨河路1号", column: text}
    summary = await imports.run(parts, chosen, [table(tmp_path, row)])
    assert (summary.counts.recorded, summary.counts.rejected) == (0, 1)
    assert await faults(parts) == [(column, rule)]


async def test_a_better_map_corrects_what_the_worse_one_said(parts: Parts, tmp_path: Path) -> None:
    path = table(tmp_path, {"价": "65.5"}, {"价": ""})
    worse = profile(columns=["价=transfers/1.price"], constants=["type=OwnershipTransferred"])
    better = profile(
        settings=['columns."价"={to="transfers/1.price", unit="万元"}'], constants=["type=OwnershipTransferred"]
    )
    await imports.run(parts, worse, [path])
    summary = await imports.run(parts, better, [path])
    assert (summary.counts.recorded, summary.counts.duplicates) == (1, 1)
    first, _, second = await imports.bodies(parts.pool)
    assert second["corrects"] == first["id"]
    assert second["changes"][0]["set"]["price"] == "655000"


async def test_the_same_numbers_of_two_registers_are_different_rows(parts: Parts, tmp_path: Path) -> None:
    await imports.run(parts, profile(), [table(tmp_path, {"房号": "A"})])
    other = profile(constants=["dataset=others"])
    await imports.run(parts, other, [table(tmp_path, {"房号": "B"})])
    assert [(b["code"], b["type"]) for b in await imports.bodies(parts.pool)] == [
        ("A", "HouseRegistered"),
        ("B", "HouseRegistered"),
    ]


async def test_two_processes_read_by_the_same_map(parts: Parts, tmp_path: Path) -> None:
    path = table(tmp_path, *({"面积": f"{n},000"} for n in range(1, 900)))
    chosen = profile(columns=["面积=floor_area"])
    summary = await imports.run(parts, chosen, [path], processes=2)
    assert summary.counts.recorded == 899
    assert (await imports.run(parts, chosen, [path])).counts.duplicates == 899


OWNERS = """
kind = "HOUSE"
type = "OwnershipTransferred"
dataset = "owners"
row = ["序号"]
ignore = ["联系电话"]
[file]
encoding = "gb18030"
[columns]
"房屋编号" = "code"
"房屋坐落" = "address"
"建筑面积（㎡）" = { to = "floor_area", unit = 0 }
"登记日期" = { to = "effective_on", dates = ["YYYY年M月D日"] }
"产权人" = "owners/1.name"
"身份证号" = "owners/1.id_number"
"备注" = "remark"
"""


async def test_personal_data_stands_in_no_report_message_or_open_column(parts: Parts, tmp_path: Path) -> None:
    chosen = profile(OWNERS.replace("unit = 0", 'unit = "㎡"'))
    told: list[Rejection] = []
    summary = await engine.run(
        parts,
        chosen,
        [sheets.titles_of_owners(tmp_path)],
        engine.Options(processes=1),
        engine.Watcher(rejected=told.append),
    )
    assert (summary.counts.recorded, summary.counts.rejected) == (1, 1)
    (rejection,) = told
    assert (rejection.column, rejection.rule, rejection.value) == ("登记日期", "DATE", "2021/8/17")
    shown = json.dumps(rejection.to_json(), ensure_ascii=False)
    kept = str(await parts.pool.fetch("select * from intake.quarantine")) + str(await imports.bodies(parts.pool))
    for secret in (*sheets.NAMES, *sheets.ID_NUMBERS, *sheets.PHONES):
        assert secret not in shown + kept
    with pytest.raises(MapMistake, match=r"unit = '0' is no unit"):
        profile(OWNERS)


async def test_what_only_the_facts_show_is_masked_in_the_report_too(parts: Parts, tmp_path: Path) -> None:
    """A fault found at the ledger's door carries the staged row, with the clear text of what was to be sealed."""
    chosen = profile(
        columns=["人=owners/1.name", "份额=owners/1.share"],
        settings=['type={column="业务", values={"过户"="OwnershipTransferred", "测绘"="SurveyRevised"}}'],
    )
    told: list[Rejection] = []
    row = {"人": sheets.NAMES[0], "份额": "1/1", "业务": "测绘"}
    await engine.run(
        parts, chosen, [table(tmp_path, row)], engine.Options(processes=1), engine.Watcher(rejected=told.append)
    )
    assert [one.rule for one in told] == ["EVENT"]
    assert sheets.NAMES[0] not in json.dumps(told[0].to_json(), ensure_ascii=False)


async def read(parts: Parts, path: Path, text: str) -> list[dict[str, Any]]:
    summary: Summary = await imports.run(parts, profile(text), [path])
    assert summary.counts.rejected == 0
    return await imports.bodies(parts.pool)


WORKBOOK = """
kind = "BUILDING"
type = "SurveyRevised"
dataset = "survey"
row = ["编号"]
dates = ["excel", "YYYY-MM-DD"]
file.sheet = "乙"
file.header = [2, 3]
columns."编号" = "code"
columns."日" = "effective_on"
columns."数/层" = "floors"
columns."数/面积" = "gross_area"
"""


async def test_a_workbook_with_merged_headings_and_serial_numbers(parts: Parts, tmp_path: Path) -> None:
    rows = [["表", None, None, None], ["编号", "数", None, "日"], [None, "层", "面积", None]]
    path = sheets.workbook(tmp_path / "b.xlsx", [*rows, ["B-1", 6.0, 0.1 + 0.2, 45443], [None] * 4], sheet="乙")
    (body,) = await read(parts, path, WORKBOOK)
    assert (body["effective_on"], own(body)) == ("2024-05-31", {"floors": 6, "gross_area": "0.3"})
    with pytest.raises(SourceError, match=r"has no sheet '甲', which file\.sheet names; it has '乙'"):
        await imports.run(parts, profile(WORKBOOK.replace("乙", "甲")), [path])


RECORDS = """
kind = "HOUSE"
type = "OwnershipTransferred"
row = []
columns."id" = "code"
columns."at" = "effective_on"
columns."owners.1.name" = "owners/1.name"
columns."owners.2.name" = {to = "owners/2.name", optional = true}
"""


async def test_nested_records(parts: Parts, tmp_path: Path) -> None:
    record = {"id": "H-1", "at": "2024-05-31", "owners": [{"name": sheets.NAMES[0]}]}
    path = sheets.written(tmp_path / "a.ndjson", [json.dumps(record)])
    (body,) = await read(parts, path, RECORDS)
    assert [change["entity"] for change in body["changes"]] == ["owners/1"]
    longer = {**record, "owners": [*record["owners"], {"name": "b"}, {"name": "c"}]}
    sheets.written(path, [json.dumps(record), json.dumps(longer)])
    with pytest.raises(
        WrongColumns, match=r"a\.ndjson, record 2, has columns of which the map says nothing: 'owners\.3\.name'"
    ):
        await imports.run(parts, profile(RECORDS), [path])


async def test_a_row_with_cells_under_no_heading_is_not_cut_short(parts: Parts, tmp_path: Path) -> None:
    lines = ["序号,房号,日期,", "1,H-1,2024-05-31,", "2,H-2,2024-05-31,红", "3,H-3", "4,H-4,2024-05-31,,x", ",,,"]
    summary = await imports.run(parts, profile(), [sheets.written(tmp_path / "a.csv", lines)])
    assert (summary.rows, summary.counts.recorded) == (4, 1)
    assert await faults(parts) == [("", "COLUMNS")] * 3


async def test_wide_encodings_and_other_line_ends(parts: Parts, tmp_path: Path) -> None:
    path = sheets.written(tmp_path / "a.txt", ["序号\t房号\t日期", "1\tH-1\t2024-05-31"], "utf-16", end="\r\n")
    text = HOUSES + 'file.encoding = "utf-16"\nfile.delimiter = "tab"'
    (body,) = await read(parts, path, text)
    assert body["code"] == "H-1"
    with pytest.raises(SourceError, match="is not utf-8"):
        await imports.run(parts, profile(), [path])


def test_a_row_of_data_taken_for_headings_is_not_quoted(tmp_path: Path) -> None:
    found = map_form.of_tree(
        column_map.of_toml(OWNERS.replace("unit = 0", 'unit = "㎡"').replace("[columns]", "header = 2\n[columns]"))
    )
    with pytest.raises(WrongColumns, match=r"has a row of data where file\.header says that headings are") as told:
        mapped.check_files(found, sources.expand([sheets.titles_of_owners(tmp_path)]))
    assert not any(secret in str(told.value) + str(told.value.header) for secret in (*sheets.NAMES, *sheets.ID_NUMBERS))


async def test_an_archive_may_hold_other_files(parts: Parts, tmp_path: Path) -> None:
    path = table(tmp_path, {})
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(path, "2024/houses.csv")
        archive.writestr("2024/说明.docx", b"PK")
    delivered = [tmp_path / "a.zip"]
    mapped.check_files(map_form.of_tree(column_map.of_toml(HOUSES)), sources.expand(delivered))
    summary = await imports.run(parts, profile(), delivered)
    assert (summary.counts.recorded, list(summary.passed_over)) == (1, ["a.zip/2024/说明.docx"])
