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
from pathlib import Path

NAME = re.compile(r"([a-z])_lvr_land_([abc])(_\w+)?\.csv", re.IGNORECASE)
NUMERALS = "一二三四五六七八九"


@dataclass(frozen=True)
class File:
    """One table: the city's letter, the kind of contract (a, b, c), the kind of lines ("" for contracts), its rows."""

    letter: str
    kind: str
    lines: str
    rows: Sequence[dict[str, str]]


def files(archive: Path, letters: str | None = None) -> Iterator[File]:
    """The tables of an archive, of some cities only where letters are given."""
    for name, data in members(archive):
        match = NAME.fullmatch(name)
        if match and (letters is None or match[1].lower() in letters):
            yield File(match[1].lower(), match[2].lower(), (match[3] or "").lower(), _rows(data))


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


def _rows(data: bytes) -> list[dict[str, str]]:
    new = data.startswith(b"\xef\xbb\xbf")
    reader = csv.reader(io.StringIO(data.decode("utf-8-sig" if new else "cp950", "replace"), newline=""))
    head = next(reader)
    if new:
        next(reader)
    return [dict(zip(head, cells, strict=False)) for cells in reader if cells]


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
