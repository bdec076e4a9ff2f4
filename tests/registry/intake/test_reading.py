"""Rows out of files of every form: the same table gives the same rows."""

from __future__ import annotations

import bz2
import datetime
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from registry.intake import reading, sources
from registry.intake.profile import Part, Row

PART = Part("t", r".*", columns=("a", "price|total price"), optional=("c",), tolerant=True)
TABLE = [["a", "total price", "c"], ["1", "2.50", "x,y"], ["2", "", "三\n四"]]
EXPECTED = [{"a": "1", "price": "2.50", "c": "x,y"}, {"a": "2", "price": "", "c": "三\n四"}]
CSV = '\ufeffa,total price,c\r\n1,2.50,"x,y"\r\n\r\n2,,"三\n四"\r\n'.encode()


def read(path: Path, part: Part = PART) -> list[Row]:
    members = (member for source in sources.expand([path]) for member in sources.members(source))
    return [row for member in members for row in reading.rows(member, part)]


def xlsx(table: list[list[object]]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for row in table:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


RECORDS = [dict(zip(TABLE[0], row, strict=True)) for row in TABLE[1:]]
FORMS = {
    "t.csv": CSV,
    "t.csv.gz": gzip.compress(CSV),
    "t.csv.xz": lzma.compress(CSV),
    "t.csv.bz2": bz2.compress(CSV),
    "t.ndjson": "\n".join(map(json.dumps, RECORDS)).encode(),
    "t.json": json.dumps(RECORDS).encode(),
    "t.xlsx": xlsx([list(row) for row in TABLE]),
}


@pytest.mark.parametrize("name", FORMS)
def test_every_form(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(FORMS[name])
    found = read(path)
    assert [dict(row.cells) for row in found] == EXPECTED
    release = name.removesuffix(".gz").removesuffix(".xz").removesuffix(".bz2")
    assert [(row.number, row.part, row.file) for row in found] == [(1, "t", release), (2, "t", release)]
    assert {row.release for row in found} == {name}


def make_tar(path: Path) -> None:
    with tarfile.open(path, "w:xz") as archive:
        for name in ("in/one.csv", "in/two.csv"):
            entry = tarfile.TarInfo(name)
            entry.size = len(CSV)
            archive.addfile(entry, io.BytesIO(CSV))


def make_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("in/one.csv", "in/two.csv"):
            archive.writestr(name, CSV)


@pytest.mark.parametrize(("name", "make"), [("t.tar.xz", make_tar), ("t.zip", make_zip)])
def test_archives(tmp_path: Path, name: str, make: Callable[[Path], None]) -> None:
    make(tmp_path / name)
    assert [row.file for row in read(tmp_path / name)] == [
        f"{name}/in/{one}.csv" for one in ("one", "one", "two", "two")
    ]


def test_json_keeps_decimals_and_says_true(tmp_path: Path) -> None:
    path = tmp_path / "t.ndjson"
    path.write_text('{"a": 1.10, "price": true, "c": {"d": null}}\n')
    assert dict(read(path)[0].cells) == {"a": "1.10", "price": "true", "c": '{"d": null}'}


def test_a_sheet_gives_dates_and_whole_numbers_as_text(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(xlsx([["a", "price", "c"], [3.0, datetime.date(2020, 1, 2), datetime.datetime(2020, 1, 2, 3, 4)]]))
    assert dict(read(path)[0].cells) == {"a": "3", "price": "2020-01-02", "c": "2020-01-02T03:04:00"}


def test_bytes_outside_the_encoding_are_named_by_column(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,price,c\n1,2,\xff\n2,3,fine\n")
    broken, whole = read(path)
    assert (broken.broken, broken["c"], whole.broken) == (("c",), "\ufffd", ())


def test_labels_are_relative_to_what_all_files_share(tmp_path: Path) -> None:
    for year in ("2019", "2020"):
        (tmp_path / year).mkdir()
        (tmp_path / year / "areas.csv").write_text("a,price\n")
    found = sources.expand([tmp_path / "2019", tmp_path / "2020" / "areas.csv"])
    assert [source.label for source in found] == ["2019/areas.csv", "2020/areas.csv"]
    assert sources.digest(found) != sources.digest(found[:1])
