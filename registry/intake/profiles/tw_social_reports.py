"""The pages of Taiwan's monthly reports on social housing 社會住宅興辦進度, as cells, and what each line of them means.

A line leans on its neighbours: the column headings stand on the first line of each page, a county is printed once for
all of its projects, and a long name is broken over three lines with a blank one behind. So a month is read as a whole.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby

from registry.intake import reading
from registry.intake.profile import Part, Reject, Row, Skip
from registry.intake.profiles import tw_files
from registry.intake.sources import Member

MONTH = "snapshot_roc_yyymm"
CELLS = tuple(f"c{n}" for n in range(1, 15))
COUNTIES = (
    "臺北市", "新北市", "桃園市", "臺中市", "臺南市", "高雄市", "基隆市", "新竹市", "新竹縣", "苗栗縣", "彰化縣",
    "南投縣", "雲林縣", "嘉義市", "嘉義縣", "屏東縣", "宜蘭縣", "花蓮縣", "臺東縣", "澎湖縣", "金門縣", "連江縣",
)  # fmt: skip
COUNTRY = "TW"

COLUMNS = {
    "縣市": "county", "縣市別": "county", "行政區": "district", "案名": "name", "興辦主體": "developer",
    "戶數": "units", "開發方式": "nature", "執行情形": "stage", "執行狀況": "stage", "合計": "total",
    "預定工程決標日期": "planned_award_on", "實際工程決標日期": "awarded_on", "工程決標日期": "award",
    "預定開工年度": "planned_start_on", "實際開工年度": "started_on", "預定開工日期": "planned_start_on",
    "實際開工日期": "started_on", "開工日期": "start", "預定完工年度": "planned_completion_on",
    "實際完工年度": "completed_on", "預定完工日期": "planned_completion_on", "實際完工日期": "completed_on",
    "完工日期": "completion",
}  # fmt: skip
"""Heading -> what the column says; in ``award``, ``start`` and ``completion`` a plan is marked (預定) or (暫定)."""

HEADING = "heading of a page"
BLANK = "blank line"
BROKEN = "line of a row that is broken over lines"
LABEL = "county's label, total or remark"
NOTE = "note below the table"

_REPORT = re.compile(r"(\d{3})(\d\d)(?:_(\d{3})(\d\d)(\d\d))?", re.ASCII)
_NUMBER = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(.*)", re.ASCII)
_LEAST_HEADINGS = 4
_OUTSIDE = {"county", "total", "units"}
"""Columns in which text may stand that belongs to no project: ``(全區1,500戶)`` among the numbers of homes."""


@dataclass(frozen=True, slots=True, order=True)
class Report:
    """One monthly report; ``issued`` is the day of a revision that came later, written behind the month."""

    month: date
    issued: date | None = field(default=None, compare=False)
    known: datetime = field(default=datetime.max)
    text: str = ""

    @classmethod
    def named(cls, text: str) -> Report:
        """The report of ``10606`` (June 2017) or ``11312_1140107``; ValueError where there is no such month.

        A report counts as known from the last day of its month on, for that is the day that it speaks of and none says
        when it was put out; a revision from the day that its name gives. Both on Taipei's clock.
        """
        match = _REPORT.fullmatch(text)
        if match is None:
            raise ValueError("is not a month of the form 10606, or 11312_1140107 for a revision")
        year, month = int(match[1]) + 1911, int(match[2])
        if not 1 <= month <= 12:
            raise ValueError("names no month of the year")
        last = date(year, month, calendar.monthrange(year, month)[1])
        issued = date(int(match[3]) + 1911, int(match[4]), int(match[5])) if match[3] else None
        day = issued or last
        return cls(last, issued, datetime(day.year, day.month, day.day, tzinfo=tw_files.TAIPEI), text)

    @property
    def day(self) -> str:
        """The day that it speaks of, the month's last."""
        return self.month.isoformat()

    @property
    def period(self) -> str:
        """The month as indicators name it."""
        return self.day[:7]


@dataclass(slots=True)
class ProjectLine:
    """A project as one report lists it: cells by what their columns say. ``county`` is "" where nothing tells it."""

    report: Report
    county: str
    cells: Mapping[str, str]
    columns: Mapping[str, str]


@dataclass(slots=True)
class TotalsLine:
    """Homes of an area (a county, or all) in one report by column; ``authority`` is 中央, 地方, 小計 or nothing."""

    report: Report
    area: str
    authority: str
    values: Mapping[str, str]


Meaning = ProjectLine | TotalsLine | Skip | Reject


@dataclass(slots=True)
class ReportRow(Row):
    """A line with what it means among its neighbours."""

    meaning: Meaning | None = None


HEADER = (MONTH, "page", "row_on_snapshot", *CELLS)
RAW = Part("report", r".*\.csv", columns=HEADER, ragged=True)


def read(member: Member) -> Iterator[Row]:
    """The lines of a file of cells, in order."""
    for _, rows in groupby(reading.rows(member, RAW), lambda row: row[MONTH]):
        yield from _month(list(rows))


def plain(text: str) -> str:
    """A cell without blanks and in one width: the files hold compatibility characters, such as a second 年 (U+F98E)."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


@dataclass(slots=True)
class _Line:
    row: Row
    cells: list[str]
    said: dict[str, str] = field(default_factory=dict)
    label: str = ""
    meaning: Meaning | None = None


def _month(rows: Sequence[Row]) -> Iterator[Row]:
    lines = [_Line(row, [plain(row[name]) for name in CELLS]) for row in rows]
    try:
        report = Report.named(rows[0][MONTH])
        _read_page(report, lines)
    except ValueError as error:
        fault = Reject(MONTH, str(error), "MONTH")
        for line in lines:
            line.meaning = fault
    for line in lines:
        row = line.row
        if row.ragged and len(row.cells) == len(HEADER):  # cells left out at a line's end are empty ones
            line.meaning = Reject("", "the line has more cells than there are columns", "COLUMNS")
        yield ReportRow(
            row.part,
            row.file,
            row.path,
            row.release,
            row.number,
            row.cells,
            row.broken,
            row.ragged,
            meaning=line.meaning,
        )


def _read_page(report: Report, lines: Sequence[_Line]) -> None:
    if lines[0].cells[0] == "區域別":
        _read_totals(report, lines)
        return
    headings = lines[0].cells
    unknown = next((text for text in headings if text and text not in COLUMNS), None)
    missing = next((text for text in ("案名", "戶數") if text not in headings), None)
    if unknown or missing:
        reason = f"the report has a column {unknown} that the profile does not know" if unknown else (
            f"the report's first line names no column {missing}"
        )  # fmt: skip
        for line in lines:
            line.meaning = Reject(CELLS[headings.index(unknown)] if unknown else "", reason, "HEADING")
        return
    columns = {COLUMNS[text]: CELLS[n] for n, text in enumerate(headings) if text}
    for line in lines:
        line.said = {name: line.cells[CELLS.index(cell)] for name, cell in columns.items()}
    _read_projects(report, lines, columns)


def _read_projects(report: Report, lines: Sequence[_Line], columns: Mapping[str, str]) -> None:
    """Every line's meaning; of lines that make up one row the one with the number of homes stands for all."""
    _label(lines)
    projects: list[_Line] = []
    waiting: list[_Line] = []
    for line in lines:
        said = line.said
        if _is_heading(line) or not any(line.cells):
            projects += _joined(waiting)
            waiting = []
            line.meaning = Skip(HEADING if any(line.cells) else BLANK)
        elif "總計" in (said["county"], said["name"]):
            line.meaning = _grand_total(report, line)
        elif _is_whole(line) and (not waiting or any(map(_has_homes, waiting))):
            projects += [*_joined(waiting), line]
            waiting = []
        elif _has_homes(line) or any(line.said[name] for name in line.said.keys() - _OUTSIDE):
            if _has_homes(line) and any(map(_has_homes, waiting)):
                projects += _joined(waiting)
                waiting = []
            waiting.append(line)
        else:
            line.meaning = Skip(LABEL)
    projects += _joined(waiting)
    counties = _counties(lines, projects, developers="developer" in columns)
    for line, county in zip(projects, counties, strict=True):
        line.meaning = ProjectLine(report, county, line.said, columns)


def _is_heading(line: _Line) -> bool:
    """A county's label may be printed over a heading: ``縣市別臺中市``."""
    return sum(cell in COLUMNS for cell in line.cells) >= _LEAST_HEADINGS


def _has_homes(line: _Line) -> bool:
    return line.said["units"] == "-" or _NUMBER.fullmatch(line.said["units"]) is not None


def _is_whole(line: _Line) -> bool:
    """A row on one line, be its number of homes unreadable."""
    return bool(line.said["name"] and line.said.get("stage"))


def _joined(waiting: Sequence[_Line]) -> list[_Line]:
    """The row that these lines make up, texts joined column by column."""
    main = next((line for line in waiting if _has_homes(line)), waiting[0] if waiting else None)
    if main is None:
        return []
    for line in waiting:
        if line is not main:
            line.meaning = Skip(BROKEN)
    labels = [line.label for line in waiting if line.label]
    main.label = labels[0] if labels else ""
    for name in main.said.keys() - {"county", "total"}:  # those may belong to the rows around
        main.said[name] = "".join(line.said[name] for line in waiting)
    return [main]


def _label(lines: Sequence[_Line]) -> None:
    """Counties as they are printed, once for many rows, some over three lines: 臺, 東, 縣; or with 共275戶 behind."""
    begun, first = "", lines[0]
    for line in lines:
        text = line.said["county"]
        if not text or _is_heading(line):
            continue
        if text[:3] in COUNTIES:
            line.label, begun = text[:3], ""
            continue
        if begun and any(county.startswith(begun + text) for county in COUNTIES):
            begun += text
        else:
            begun, first = text, line
        if begun in COUNTIES:
            first.label, begun = begun, ""


def _counties(lines: Sequence[_Line], projects: Sequence[_Line], *, developers: bool) -> list[str]:
    if developers:
        return _between([line.label or _local(line.said["developer"]) for line in projects], projects)
    return _carried(lines, projects)


def _local(developer: str) -> str:
    """The county whose government builds; "" where it is the state."""
    county = developer.removesuffix("政府")
    return county if county in COUNTIES else ""


def _between(told: Sequence[str], projects: Sequence[_Line]) -> list[str]:
    """Counties stand together: what is between two rows of one county, or before the next one's label, is its.

    A label tells nothing of the page before it: a county that goes over the page's end may have it on the second only.
    """
    found = list(told)
    for n, county in enumerate(told):
        if county:
            continue
        before = found[n - 1] if n else ""
        after = next((m for m in range(n + 1, len(told)) if told[m]), None)
        if after is None or told[after] == before or _labelled_below(projects[n], projects[after]):
            found[n] = before
    return found


def _labelled_below(line: _Line, below: _Line) -> bool:
    return bool(below.label) and below.row["page"] == line.row["page"]


def _carried(lines: Sequence[_Line], projects: Sequence[_Line]) -> list[str]:
    """The label above, as long as the homes do not pass the county's printed total: then the next label was lost."""
    mains = {id(line) for line in projects}
    county, total, homes = "", None, 0
    found: list[str] = []
    totals = _printed_totals(lines)
    for line in lines:
        if line.label and line.label != county:
            county, total, homes = line.label, totals.get(line.label), 0
        if id(line) in mains:
            homes += number(line.said["units"]) or 0
            if total is not None and homes > total and homes - (number(line.said["units"]) or 0) >= total:
                county = ""
            found.append(county)
    return found


def _printed_totals(lines: Sequence[_Line]) -> dict[str, int]:
    """County -> the first total that stands beside or below its label."""
    county, found = "", dict[str, int]()
    for line in lines:
        county = line.label or county
        text = "" if _is_heading(line) else line.said.get("total", "")
        if text and county not in found and (total := number(text)) is not None:
            found[county] = total
    return found


def number(text: str) -> int | None:
    """The whole number that a cell begins with: ``1,143``, ``3,408(內政部)``; None where it begins with none."""
    match = _NUMBER.fullmatch(text)
    return int(match[1].replace(",", "")) if match else None


def _grand_total(report: Report, line: _Line) -> Meaning:
    homes = line.said["units"] or line.said.get("total", "")
    return TotalsLine(report, "合計", "", {"總計": homes})


def _read_totals(report: Report, lines: Sequence[_Line]) -> None:
    """A table of areas by authority; two lines of headings, the second for the columns that share one above."""
    above, below = lines[0].cells, lines[1].cells if len(lines) > 1 else []
    names = [under or over for over, under in zip(above, below, strict=False)]
    area = ""
    for n, line in enumerate(lines):
        area = line.cells[0] or area
        if n < 2:
            line.meaning = Skip(HEADING)
        elif line.cells[0] == "備註":
            line.meaning = Skip(NOTE)
        else:
            values = {name: cell for name, cell in zip(names[2:], line.cells[2:], strict=False) if name}
            line.meaning = TotalsLine(report, area, line.cells[1], values)
