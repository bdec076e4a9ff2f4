"""The logs of Dutch permit procedures as files: columns, what is kept of a row, and the clocks of a step.

Two systems are read: that of the BPI Challenge 2015 (steps by code, planned, due and finished at moments of their own,
many days without a time) and that of the receipt phase (tasks at one moment each).
"""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from registry.intake import decimals
from registry.intake.profile import Data, Part, Reject, Row, Skip, Staged

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
RECEIPT = "receipt"

STEP_COLUMNS = (
    "case:concept:name",
    "action_code",
    "activityNameEN",
    "activityNameNL",
    "concept:name",
    "dateFinished",
    "dateStop",
    "dueDate",
    "lifecycle:transition",
    "monitoringResource",
    "org:resource",
    "planned",
    "question",
    "time:timestamp",
)
CASE_COLUMNS = (
    "case:Responsible_actor",
    "case:SUMleges",
    "case:caseProcedure",
    "case:caseStatus",
    "case:endDate",
    "case:last_phase",
    "case:parts",
    "case:startDate",
)
NOT_KEPT = (
    "case:IDofConceptCase",
    "case:Includes_subCases",
    "case:case_type",
    "case:landRegisterID",
    "case:requestComplete",
    "case:termName",
)
"""Columns that are read and dropped: numbers within the source's system (concept case, land register entry), a constant
(case type), and what the steps tell better (subcases, completeness, the term that ran when the log was taken)."""

TASK_COLUMNS = (
    "case:concept:name",
    "concept:instance",
    "concept:name",
    "lifecycle:transition",
    "org:group",
    "org:resource",
    "time:timestamp",
)
TASK_CASE_COLUMNS = (
    "case:deadline",
    "case:department",
    "case:enddate",
    "case:enddate_planned",
    "case:group",
    "case:responsible",
    "case:startdate",
)
TASK_NOT_KEPT = ("case:channel",)
"""How the application came in: by internet, desk or post. No attribute of a project says so."""

PERSONS = frozenset({"org:resource", "monitoringResource", "case:Responsible_actor", "case:responsible"})
SENSITIVE = PERSONS | {"actor", "monitor", "case"}
"""The columns that name persons, and what ``stage`` calls them."""

STEPS = Part(
    "step",
    r".*bpic15_\d+\.csv",
    columns=(*STEP_COLUMNS, *CASE_COLUMNS),
    optional=("case:endDatePlanned", *NOT_KEPT),
    sensitive=SENSITIVE,
)
TASKS = Part(
    "task",
    r".*receipt_phase.*\.csv",
    columns=(*TASK_COLUMNS, *TASK_CASE_COLUMNS),
    optional=TASK_NOT_KEPT,
    sensitive=SENSITIVE,
)

NOTHING = frozenset({"", "EMPTY"})
"""What the systems write where nothing was entered."""

MOST_YEARS = 20
"""A step that was registered later than that was not: the end of its case, known with the last step, would be too."""

_MUNICIPALITY = re.compile(r"bpic15_(\d+)\.csv", re.IGNORECASE)
_TASK = re.compile(r"(T\d\d(?:-\d+)?) (.+)")
_CLOSED = {"G": True, "O": False}
"""Status of a case: gesloten, open. A third one, T, is not explained anywhere; then nothing is said."""


def stage(row: Row) -> Staged | Skip:
    """One step of one case; what is said of the case stands apart, for it is the same in all rows of the case."""
    if row["lifecycle:transition"] != "complete":
        return Skip("not a completed step")
    return _step(row) if row.part == STEPS.name else _task(row)


def _step(row: Row) -> Staged:
    log, code = _log(row), _given(row, "concept:name")
    if row["action_code"] not in ("", code):
        raise Reject("action_code", "is another code than that of the event (concept:name)", "SAME")
    subject = f"{log}/{_given(row, 'case:concept:name')}"
    happened = _needed_moment(row, "time:timestamp")
    data: Data = {
        "log": log,
        "case_no": row["case:concept:name"],
        "element": f"{code}@{happened:%Y-%m-%dT%H:%M:%S}",
        "step": code,
        "title": row["activityNameEN"],
        "local_title": row["activityNameNL"],
        "outcome": _said(row, "question"),
        "unit": "",
        "day": happened.date().isoformat(),
        "registered_at": _registered(row, "dateFinished", happened),
        "planned_on": _day(row, "planned"),
        "due_on": _day(row, "dueDate"),
        "stopped_on": _day(row, "dateStop"),
        "actor": _said(row, "org:resource"),
        "monitor": _said(row, "monitoringResource"),
        "case": _case(row),
    }
    return _staged(row, subject, data, STEP_COLUMNS)


def _case(row: Row) -> Data:
    return {
        "started_on": _needed_day(row, "case:startDate"),
        "planned_on": _day(row, "case:endDatePlanned"),
        "due_on": "",
        "ended_on": _day(row, "case:endDate"),
        "phase": row["case:last_phase"],
        "closed": _CLOSED.get(row["case:caseStatus"]),
        "procedure": row["case:caseProcedure"],
        "parts": row["case:parts"],
        "fee": _fee(row, "case:SUMleges"),
        "unit": "",
        "actor": _said(row, "case:Responsible_actor"),
    }


def _task(row: Row) -> Staged:
    subject = f"{RECEIPT}/{_given(row, 'case:concept:name')}"
    happened = _needed_moment(row, "time:timestamp")
    numbered = _TASK.fullmatch(_given(row, "concept:name"))
    data: Data = {
        "log": RECEIPT,
        "case_no": row["case:concept:name"],
        "element": _given(row, "concept:instance"),
        "step": numbered[1] if numbered else row["concept:name"],
        "title": numbered[2] if numbered else row["concept:name"],
        "local_title": "",
        "outcome": "",
        "unit": _said(row, "org:group"),
        "day": happened.date().isoformat(),
        "registered_at": happened.isoformat(),
        "planned_on": "",
        "due_on": "",
        "stopped_on": "",
        "actor": _said(row, "org:resource"),
        "monitor": "",
        "case": _receipt_case(row),
    }
    return _staged(row, subject, data, TASK_COLUMNS)


def _receipt_case(row: Row) -> Data:
    ended = _day(row, "case:enddate")
    return {
        "started_on": _needed_day(row, "case:startdate"),
        "planned_on": _day(row, "case:enddate_planned"),
        "due_on": _day(row, "case:deadline"),
        "ended_on": ended,
        "phase": "",
        "closed": bool(ended),
        "procedure": "",
        "parts": "",
        "fee": "",
        "unit": ", ".join(filter(None, (_said(row, "case:department"), _said(row, "case:group")))),
        "actor": _said(row, "case:responsible"),
    }


def _staged(row: Row, subject: str, data: Data, columns: tuple[str, ...]) -> Staged:
    content = {column: row[column] for column in columns}
    return Staged(subject=subject, key=f"{subject}/{data['element']}", data=data, content=content)


def _log(row: Row) -> str:
    """Which municipality's log it is; cases of two municipalities may have one number."""
    found = _MUNICIPALITY.search(row.file)
    if not found:
        raise Reject("", f"the file's name tells no municipality: {row.file} is not like BPIC15_1.csv", "FILE")
    return f"BPIC15-{found[1]}"


def _given(row: Row, column: str) -> str:
    if row[column] in NOTHING:
        raise Reject(column, "is empty, but this row needs it", "MISSING")
    return row[column]


def _said(row: Row, column: str) -> str:
    return "" if row[column] in NOTHING else row[column]


def _fee(row: Row, column: str) -> str:
    """The source sums with more digits than there are cents; where more was refunded than charged, it is negative."""
    try:
        return decimals.parse(row[column], 2) or ""
    except decimals.NotANumber:
        raise Reject(column, "is not an amount", "NUMBER") from None


def _moment(row: Row, column: str) -> datetime | None:
    """A moment on Amsterdam's clock, which is meant where no offset stands; the first of an hour that comes twice."""
    if row[column] in NOTHING:
        return None
    try:
        moment = datetime.fromisoformat(row[column])
        return moment.astimezone(AMSTERDAM) if moment.tzinfo else moment.replace(tzinfo=AMSTERDAM)
    except (ValueError, OverflowError):
        raise Reject(column, "is not a moment of the form YYYY-MM-DDTHH:MM:SS", "MOMENT") from None


def _needed_moment(row: Row, column: str) -> datetime:
    _given(row, column)
    moment = _moment(row, column)
    assert moment is not None
    return moment


def _registered(row: Row, column: str, happened: datetime) -> str:
    moment = _moment(row, column)
    if moment and moment.year - happened.year > MOST_YEARS:
        raise Reject(column, f"lies more than {MOST_YEARS} years after what it registers", "CLOCK")
    return moment.isoformat() if moment else ""


def _day(row: Row, column: str) -> str:
    moment = _moment(row, column)
    return moment.date().isoformat() if moment else ""


def _needed_day(row: Row, column: str) -> str:
    return _needed_moment(row, column).date().isoformat()
