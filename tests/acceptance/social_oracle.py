"""The monthly reports on social housing read once more, by other and simpler means: what each said, row by row."""

from __future__ import annotations

import csv
import datetime
import gzip
import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

STAGES = {
    "規劃中": "APPROVED",
    "待開工": "AWARDED",
    "已決標待開工": "AWARDED",
    "興建中": "UNDER_CONSTRUCTION",
    "已完工": "COMPLETED",
    "新完工": "COMPLETED",
}
Cells = list[str]


@dataclass(frozen=True)
class Statement:
    """A project in one report; ``county`` is None where its row does not tell it by itself."""

    report: str
    county: str | None
    name: str
    stage: str
    units: int | None


@dataclass(frozen=True)
class Total:
    """A number of homes in one of the later reports."""

    report: str
    area: str
    authority: str
    column: str
    homes: int


def reports(path: Path) -> dict[str, list[Cells]]:
    """The rows of each report, beside their number in the file, in one width and without blanks."""
    found: dict[str, list[Cells]] = {}
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as stream:
        for number, row in enumerate(csv.reader(stream)):
            cells = ["".join(unicodedata.normalize("NFKC", cell).split()) for cell in row]
            if number:
                found.setdefault(cells[0], []).append([str(number), *(cells[3:] + [""] * 14)[:14]])
    return found


def last_day(report: str) -> datetime.date:
    """The last day of the report's month, or the day of issue that a revision's name gives."""
    if "_" in report:
        text = report.split("_")[1]
        return datetime.date(int(text[:3]) + 1911, int(text[3:5]), int(text[5:]))
    year, month = int(report[:3]) + 1911, int(report[3:5])
    return datetime.date(year, month, monthrange(year, month)[1])


def statements(path: Path) -> tuple[list[Statement], list[int]]:
    """What all reports say of projects, and the numbers of those rows of projects that cannot be read."""
    said: list[Statement] = []
    lost: list[int] = []
    for report, rows in reports(path).items():
        if rows[0][1] == "區域別":
            continue
        heading = rows[0]
        name, units = heading.index("案名"), heading.index("戶數")
        stage = next(n for n, text in enumerate(heading) if text.startswith("執行"))
        builder = heading.index("興辦主體") if "興辦主體" in heading else None
        for n, row in enumerate(rows):
            if not re.match(r"\d|-$", row[units]) or "總計" in row:
                continue
            whole = _whole(rows, n, name)
            told = (row[stage] or rows[n - 1][stage]).removesuffix("(內政部)")
            days = [row[m] for m, text in enumerate(heading) if "日期" in text or "年度" in text]
            if not whole or not all(map(_readable, days)):
                lost.append(int(row[0]))
                continue
            homes = re.match(r"[\d,]+", row[units])
            county = _county(row[1]) or (builder is not None and _county(row[builder])) or None
            count = int(homes[0].replace(",", "")) if homes else None
            said.append(Statement(report, county, whole, STAGES[told], count))
    return said, lost


def _whole(rows: Sequence[Cells], n: int, name: int) -> str:
    """A name is broken over three lines where those above and below hold nothing but a piece of it."""
    around = (rows[n - 1], rows[n + 1]) if n + 1 < len(rows) else ()
    if around and all(cells[name] and sum(map(bool, cells[2:9])) == 1 for cells in around):
        return around[0][name] + rows[n][name] + around[1][name]
    return rows[n][name]


def _readable(text: str) -> bool:
    text = re.sub(r"^\((預定|暫定)\)", "", text)
    if text in ("", "-", "0", "規劃中"):
        return True
    parts = [int(part) for part in re.split("[./]", text)]
    try:
        datetime.date(parts[0] + 1911, *[*parts[1:], 1, 1][:2])
    except ValueError:
        return False
    return True


def _county(text: str) -> str | None:
    match = re.match(r"..[市縣]", text)
    return match[0] if match else None


def totals(path: Path) -> Iterator[Total]:
    """What the later reports say of areas, each number."""
    for report, rows in reports(path).items():
        if rows[0][1] != "區域別":
            continue
        columns = [over or under for over, under in zip(rows[1], rows[0], strict=True)]
        area = ""
        for row in rows[2:]:
            area = row[1] or area
            for n in range(3, 15):
                if row[n] and area != "備註":
                    yield Total(report, area, row[2], columns[n], int(row[n].replace(",", "")))
