"""The actual-price register read once more, by other and simpler means: its rows, and which contracts stand twice."""

from __future__ import annotations

import csv
import io
import re
import tarfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

NAME = re.compile(r"([a-z])_lvr_land_([abc])(_\w+)?\.csv", re.IGNORECASE)
NEWER = frozenset({
    "主建物面積", "附屬建物面積", "陽台面積", "電梯", "移轉編號", "權利人持分分母", "權利人持分分子", "移轉情形",
    "地號", "車位所在樓層",
})  # fmt: skip
"""Columns that ten-day releases lack."""

NUMERALS = "一二三四五六七八九"


@dataclass(frozen=True)
class File:
    """One table: the city's letter, the kind of contract (a, b, c), the kind of lines ("" for contracts), its rows.

    ``rows`` are all of them; ``ragged`` are those of them that have another number of cells than the header.
    """

    letter: str
    kind: str
    lines: str
    rows: Sequence[dict[str, str]]
    ragged: Sequence[dict[str, str]] = ()


@dataclass(frozen=True)
class Boxes:
    """Where rows must end: ``kept`` are recorded, or say again what a row before them said."""

    kept: int
    land: int
    unled: int
    rejected: Counter[str]


def files(archive: Path, letters: str | None = None) -> Iterator[File]:
    """The tables of an archive, of some cities only where letters are given."""
    for name, data in members(archive):
        match = NAME.fullmatch(name)
        if match and (letters is None or match[1].lower() in letters):
            yield File(match[1].lower(), match[2].lower(), (match[3] or "").lower(), *_rows(data))


def members(archive: Path) -> Iterator[tuple[str, bytes]]:
    """Names, without folders, and contents."""
    with tarfile.open(archive) as opened:
        for entry in opened:
            stream = opened.extractfile(entry)
            if stream is not None:
                yield entry.name.rsplit("/", 1)[-1], stream.read()


def extract(archive: Path, letters: str, folder: Path) -> Path:
    """The files of some cities, written to a folder named as the archive's season."""
    season = re.search(r"\d{3,4}S\d", archive.name)
    target = folder / (season[0] if season else archive.stem)
    target.mkdir()
    for name, data in members(archive):
        if name[0].lower() in letters and NAME.fullmatch(name):
            (target / name).write_bytes(data)
    return target


def _rows(data: bytes) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    new = data.startswith(b"\xef\xbb\xbf")
    reader = csv.reader(io.StringIO(data.decode("utf-8-sig" if new else "cp950", "replace"), newline=""))
    head = next(reader)
    if new:
        next(reader)
    found = [(cells, dict(zip(head, cells, strict=False))) for cells in reader if cells]
    return [row for _, row in found], [row for cells, row in found if len(cells) != len(head)]


def boxes(tables: Sequence[File], released: date) -> Boxes:
    """The boxes of a release: a contract needs city, district and a day that is one; its lines go where it goes."""
    rejected: Counter[str] = Counter()
    kept = land = unled = 0
    goes: dict[tuple[str, str], bool] = {}
    for table in sorted(tables, key=lambda one: one.lines):
        for row in table.rows:
            name = (table.kind, row.get("編號", ""))
            fault = _fault(table, row, released)
            if fault:
                rejected[fault] += 1
                continue
            if not table.lines:
                goes[name] = next(row[column] for column in ("交易標的", "租賃標的") if column in row) != "土地"
            kept += goes.get(name, False)
            land += not goes.get(name, True)
            unled += name not in goes
    return Boxes(kept, land, unled, rejected)


def _fault(table: File, row: dict[str, str], released: date) -> str:
    if any(row is one for one in table.ragged):
        return "cells"
    if table.lines:
        return ""
    day = next(row[column] for column in ("交易年月日", "租賃年月日") if column in row)
    found = re.fullmatch(r"(\d{2,3})(\d\d)(\d\d)", day)
    try:
        on = date(int(found[1]) + 1911, int(found[2]), int(found[3])) if found else None
    except ValueError:
        on = None
    if not row["鄉鎮市區"]:
        return "district"
    return "day" if on is None or not date(1950, 1, 1) <= on <= released else ""


def masked(quarter: Path, folder: Path) -> Path:
    """The same files as a ten-day release has them: addresses without numbers, under another heading, fewer columns."""
    folder.mkdir()
    for path in sorted(quarter.iterdir()):
        table = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
        old = {name: place for place, name in enumerate(table[0])}
        kept = [place for name, place in old.items() if name not in NEWER]
        address = old.get("土地位置建物門牌")
        for row in table[2:]:
            if address is not None and len(row) > address:
                row[address] = re.sub(r"[0-9０-９]+(之[0-9０-９]+)?號.*", "1~30號", row[address])
        table[0] = ["土地區段位置建物區段門牌" if name == "土地位置建物門牌" else name for name in table[0]]
        text = io.StringIO()
        csv.writer(text).writerows([row[place] for place in kept if place < len(row)] for row in table)
        (folder / path.name).write_text(text.getvalue(), "utf-8-sig", newline="")
    return folder


def told_twice(tables: Sequence[File]) -> int:
    """How many contracts stand as presale and as sale: same district, day, price and floor, and the same address where
    the presale has one that is not a plot's; each row is part of one contract at most."""
    sales: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    presales: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for table in tables:
        if table.lines or table.kind == "c":
            continue
        for row in table.rows:
            address = _address(row)
            if table.kind == "b":
                presales[_contract(table, row)][address if "號" in address and "地號" not in address else ""] += 1
            elif row["交易標的"] != "土地":
                sales[_contract(table, row)][address] += 1
    return sum(_paired(sales[key], presales[key]) for key in sales.keys() & presales.keys())


def _paired(sales: Counter[str], presales: Counter[str]) -> int:
    by_address = sum(min(count, sales[address]) for address, count in presales.items() if address)
    return by_address + min(presales[""], sales.total() - by_address)


def _contract(table: File, row: dict[str, str]) -> tuple[str, ...]:
    floor = row["移轉層次"].split("，")[0]
    return table.letter, row["鄉鎮市區"], row["交易年月日"], row["總價元"], floor


def _address(row: dict[str, str]) -> str:
    """Widths and numerals of floors settled, district, village and neighbourhood left out."""
    text = unicodedata.normalize("NFKC", next(row[name] for name in row if name.startswith("土地") and "門牌" in name))
    text = text.replace("台", "臺").replace(" ", "")
    text = re.sub(rf"^(?:..[市縣])?(?:{row['鄉鎮市區']})?(?:..[市縣])?(?:{row['鄉鎮市區']})?", "", text)
    text = re.sub(r"^..里\d+鄰", "", text)
    return re.sub(rf"([{NUMERALS}十]+)(?=樓)", lambda found: str(_number(found[1])), text)


def _number(numeral: str) -> int:
    tens, _, ones = numeral.rpartition("十")
    high = (NUMERALS.index(tens) + 1 if tens else 1) * 10 if "十" in numeral else 0
    return high + (NUMERALS.index(ones) + 1 if ones else 0)
