"""Taiwan's monthly reports on social housing 社會住宅興辦進度: each states all projects anew, or totals by county.

A project is county and name. What a report says differently from what was known becomes an event, known from the
report's month on: a fact of that month, or a correction where it restates a milestone's day. Totals are indicators of
the division. ``docs/imports.md`` says what the cells mean.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import partial

from registry.intake import roc_date
from registry.intake.profile import Data, Known, Outcome, Part, Profile, Reject, Row, Skip, Staged, StagedRow
from registry.intake.profiles import tw_social_aliases, tw_social_facts, tw_social_totals
from registry.intake.profiles.tw_social_aliases import Aliases
from registry.intake.profiles.tw_social_reports import (
    CELLS,
    COUNTIES,
    COUNTRY,
    HEADER,
    ProjectLine,
    ReportRow,
    TotalsLine,
    number,
    read,
)

STAGES = {
    "規劃中": "APPROVED",
    "待開工": "AWARDED",
    "已決標待開工": "AWARDED",
    "興建中": "UNDER_CONSTRUCTION",
    "已完工": "COMPLETED",
    "新完工": "COMPLETED",
}
MILESTONES = {"award": "awarded_on", "start": "started_on", "completion": "completed_on"}
PLANNED = {"award": "planned_award_on", "start": "planned_start_on", "completion": "planned_completion_on"}
NOTHING = ("", "-", "0", "規劃中")
"""What stands in a cell for no date."""

LONGEST_NAME = 300
THE_STATE = "內政部"

REPORTS = Part("report", r".*\.csv", columns=HEADER, ragged=True, reader=read)


def stage(row: Row, aliases: Aliases) -> Staged | Skip:
    """A project's or an area's line of one report; the lines around it were read before."""
    assert isinstance(row, ReportRow)
    meaning = row.meaning
    if isinstance(meaning, Reject):
        raise meaning
    if isinstance(meaning, ProjectLine):
        return _project(meaning, aliases)
    if isinstance(meaning, TotalsLine):
        return _totals(meaning)
    assert isinstance(meaning, Skip)
    return meaning


def _project(line: ProjectLine, aliases: Aliases) -> Staged:
    name = line.cells["name"]
    if not name:
        raise _wrong(line, "name", "案名 is empty: the project's name was lost in this report", "MISSING")
    if len(name) > LONGEST_NAME:
        raise _wrong(line, "name", f"案名 has more than {LONGEST_NAME} characters", "TEXT")
    county = line.county or aliases.counties.get(name, "")
    if not county:
        reason = "縣市 was lost in this report, and nothing tells it; name the project's county in a file of renames"
        raise _wrong(line, "county", reason, "COUNTY")
    data = {
        "report": line.report.text,
        "county": county,
        "name": name,
        "project": aliases.project(county, name),
        **_said(line),
    }
    key = f"{county}/{line.report.text}/{name}"
    return Staged(county, f"{line.report.day} {line.report.text}", key=key, data=data, content=data)


def _said(line: ProjectLine) -> Data:
    """What the line states, as attributes of a project; those that its report has no column for are absent."""
    cells = line.cells
    said: Data = {"planned_units": _units(line), "stage": _stage(line)}
    for attribute, column in (("developer_name", "developer"), ("nature", "nature"), ("address", "district")):
        if cells.get(column, "") not in ("", "-"):
            said[attribute] = cells[column]
    if THE_STATE in cells["units"] + cells["stage"] and "developer" not in cells:
        said["developer_name"] = THE_STATE
    periods: list[str] = []
    for milestone, attribute in MILESTONES.items():
        planned = PLANNED[milestone]
        if planned in line.columns:
            said[planned] = _plan(line, planned)
        if attribute in line.columns:
            said[attribute] = _reached(line, attribute, periods)
        elif milestone in line.columns:
            _either(line, milestone, said, periods)
    return {"said": said, "periods": periods, "ahead": _left_out(said)}


def _units(line: ProjectLine) -> int | None:
    text = line.cells["units"]
    homes = number(text)
    if homes is None and text != "-":
        raise _wrong(line, "units", "戶數 is not a number of homes", "INTEGER")
    return homes


def _stage(line: ProjectLine) -> str:
    text = line.cells.get("stage", "").removesuffix(f"({THE_STATE})")
    if text not in STAGES:
        raise _wrong(line, "stage", f"the project's progress is none of {', '.join(STAGES)}", "ENUM")
    return STAGES[text]


def _plan(line: ProjectLine, column: str, text: str | None = None) -> str | None:
    """A plan for a month or a year is one for its last day, as the later reports themselves write it out."""
    found = _date(line, column, line.cells[column] if text is None else text)
    return found.last.isoformat() if found else None


def _reached(line: ProjectLine, column: str, periods: list[str]) -> str | None:
    """The day on which a milestone was reached, or by which, where only its month or its year is told."""
    found = _date(line, column, line.cells[column])
    if found is None:
        return None
    if found.exact:
        return found.first.isoformat()
    periods.append(f"{column} {found}")
    return min(found.last, max(found.first, line.report.month)).isoformat()


def _either(line: ProjectLine, milestone: str, said: Data, periods: list[str]) -> None:
    """A column that holds the day of the milestone or, marked so, that of its plan."""
    text = line.cells[milestone]
    plan = text.removeprefix("(預定)").removeprefix("(暫定)")
    attribute = MILESTONES[milestone]
    if plan != text:
        said[attribute], said[PLANNED[milestone]] = None, _plan(line, milestone, plan)
    else:
        said[attribute] = _reached(line, milestone, periods)


def _date(line: ProjectLine, column: str, text: str) -> roc_date.RocDate | None:
    if text in NOTHING:
        return None
    try:
        return roc_date.parse(text)
    except roc_date.NotARocDate as error:
        raise _wrong(line, column, str(error), "DATE") from None


RANK = {"APPROVED": 0, "AWARDED": 1, "UNDER_CONSTRUCTION": 2, "COMPLETED": 3}


def _left_out(said: Data) -> list[str]:
    """Take milestones out that lie beyond the stated progress: of the two, that is what the report is about."""
    ahead = [name for rank, name in enumerate(MILESTONES.values(), 1) if said.get(name) and rank > RANK[said["stage"]]]
    for name in ahead:
        said[name] = None
    return ahead


def _totals(line: TotalsLine) -> Staged:
    area = COUNTRY if line.area == "合計" else line.area
    if area not in COUNTIES and area not in (COUNTRY, "其他縣市"):
        raise Reject(CELLS[0], "is no county of Taiwan", "COUNTY")
    values = {name: number(text) for name, text in line.values.items()}
    for name, homes in values.items():
        if homes is None:
            raise Reject("", f"{name} is not a number of homes", "INTEGER", line.values[name])
    subject = area if area in COUNTIES else COUNTRY
    data = {"report": line.report.text, "area": area, "authority": line.authority, "values": values}
    key = f"{subject}/{line.report.text}/totals/{area}/{line.authority}"
    return Staged(subject, f"{line.report.day} {line.report.text}", key=key, data=data, content=data)


def _wrong(line: ProjectLine, column: str, reason: str, rule: str) -> Reject:
    return Reject(line.columns.get(column, ""), reason, rule, line.cells.get(column))


def facts(subject: str, rows: Sequence[StagedRow], known: Known, aliases: Aliases) -> Iterator[Outcome]:
    """What the reports say of one county, or of all of Taiwan, beyond what is known."""
    yield from tw_social_totals.divisions(subject)
    projects = [row for row in rows if "project" in row.data]
    if projects:
        yield from tw_social_facts.County(subject, projects, known, aliases).outcomes()
    totals = [row for row in rows if "area" in row.data]
    if totals:
        yield from tw_social_totals.indicators(subject, totals, known)


def profile(aliases: Aliases, settings: str | None = None) -> Profile:
    """The profile under these aliases, which come from ``settings``, a file of renames."""
    return Profile(
        "tw-social-housing",
        1,
        "Taiwan's monthly reports on social housing",
        "社会住宅兴办进度月报",
        __name__ if settings is None else f"{__name__}#{settings}",
        dataset="tw-social-housing",
        source="內政部國土管理署",
        every=31,
        parts=(REPORTS,),
        stage=partial(stage, aliases=aliases),
        facts=partial(facts, aliases=aliases),
        rows_of=lambda subject: f"{subject}/",
        whole=True,
        variant="" if settings is None else hashlib.sha256(settings.encode()).hexdigest()[:12],
        description=(
            "Cells of the reports' tables (snapshot month, page, row, c1 to c14), of all months or of some. `--renames"
            " FILE` names a TOML file that says which names are one project. Each report is known from its month's last"
            " day on, on Taipei's clock."
        ),
    )


def configured(settings: str) -> Profile:
    """The profile with a file of renames, its text, over the shipped ones.

    Raises:
        InvalidValue: the text is no such file.
    """
    return profile(Aliases.parse(settings).over(tw_social_aliases.shipped()), settings)


PROFILE = profile(tw_social_aliases.shipped())
