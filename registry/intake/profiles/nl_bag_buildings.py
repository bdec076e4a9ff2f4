"""The Dutch register of buildings (BAG, pand): a row is a version, valid from one day, registered at some moment.

For any day V and moment K the register itself answers with the row, among those registered by K and valid from V or
before, that has the greatest (valid_from, registered_at, version); events made here answer the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

from aggregates.attributes import check_date
from aggregates.event import Document, Value
from registry.intake import rijksdriehoek
from registry.intake.profile import (
    Covers,
    Draft,
    Finding,
    Known,
    Outcome,
    Part,
    Profile,
    Reject,
    Row,
    Skip,
    Staged,
    StagedRow,
)

SCHEME = "nl-bag"
COUNTRY = "NL"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
UNKNOWN_YEAR = 9999

IN_USE = "CompletionAccepted"
OUT_OF_USE = "TakenOutOfUse"

STATUS = {
    "Bouwvergunning verleend": ("ConstructionPermitted", "PLANNED"),
    "Bouw gestart": ("ConstructionStarted", "UNDER_CONSTRUCTION"),
    "Pand in gebruik (niet ingemeten)": (IN_USE, "COMPLETED"),
    "Pand in gebruik": (IN_USE, "COMPLETED"),
    "Verbouwing pand": ("RenovationGranted", "COMPLETED"),
    "Pand buiten gebruik": (OUT_OF_USE, "COMPLETED"),
    "Sloopvergunning verleend": ("DemolitionFiled", "COMPLETED"),
    "Pand gesloopt": ("Demolished", "DEMOLISHED"),
    "Niet gerealiseerd pand": ("NotRealised", "NOT_REALISED"),
    "Pand ten onrechte opgevoerd": ("EnteredInError", "ENTERED_IN_ERROR"),
}
"""Status -> the event type of a version that enters it, and the physical state that it means."""

CODE, VERSION, YEAR, FLAG = (re.compile(form, re.ASCII) for form in (r"\d{16}", r"\d{1,6}", r"\d{1,4}", "[JN]"))

TYPES = frozenset(event_type for event_type, _ in STATUS.values())

# The register has no rows of its own for divisions. They stand from before any building, and are known from the day on
# which the act on the register took force (Wet BAG, 1 July 2009).
DIVISIONS_SINCE = "1900-01-01"
DIVISIONS_KNOWN = datetime(2009, 7, 1, tzinfo=AMSTERDAM)

VERSIONS = Part(
    "version",
    r".*\.csv",
    columns=(
        "pand_id",
        "version",
        "status",
        "year_built",
        "observed_flag",
        "doc_date",
        "doc_no",
        "valid_from",
        "registered_at",
        "inactive_at",
        "polygon_rd_epsg28992",
    ),
    optional=("valid_to", "registered_until", "lv_registered_at", "lv_registered_until"),
    volatile=frozenset({"valid_to", "registered_until", "lv_registered_at", "lv_registered_until"}),
)


def stage(row: Row) -> Staged | Skip:
    """One version of one building, its clocks in UTC and its outline in WGS 84."""
    if row["inactive_at"]:
        return Skip("withdrawn by the register")
    code, version = _matching(row, "pand_id", CODE), _matching(row, "version", VERSION)
    status = row["status"]
    if status not in STATUS:
        raise Reject("status", "is none of the register's statuses", "ENUM")
    registered_at = _moment(row, "registered_at")
    return Staged(
        subject=code,
        order=f"{registered_at.isoformat(timespec='microseconds')} {int(version):06}",
        key=f"{code}/{int(version)}",
        data={
            "status": status,
            "year": int(_matching(row, "year_built", YEAR)),
            "observed": _matching(row, "observed_flag", FLAG) == "J",
            "issued_on": _date(row, "doc_date"),
            "document": row["doc_no"],
            "valid_from": _date(row, "valid_from"),
            "registered_at": registered_at.isoformat(),
            "outline": _outline(row, "polygon_rd_epsg28992"),
        },
    )


def _matching(row: Row, column: str, pattern: re.Pattern[str]) -> str:
    text = row[column]
    if not pattern.fullmatch(text):
        raise Reject(column, f"is not of the form {pattern.pattern}")
    return text


def _date(row: Row, column: str) -> str:
    text = row[column]
    wrong = check_date(text)
    if wrong:
        raise Reject(column, wrong, "DATE")
    return text


def _moment(row: Row, column: str) -> datetime:
    """The register writes Amsterdam's clock; in the hour that occurs twice in autumn, the first is meant."""
    try:
        return datetime.fromisoformat(row[column]).replace(tzinfo=AMSTERDAM).astimezone(UTC)
    except ValueError:
        raise Reject(column, "is not a moment of the form YYYY-MM-DDTHH:MM:SS", "MOMENT") from None


def _outline(row: Row, column: str) -> str | None:
    positions = row[column]
    try:
        return rijksdriehoek.outline(positions) if positions else None
    except ValueError as error:
        raise Reject(column, str(error), "GEOMETRY") from None


def facts(subject: str, rows: Sequence[StagedRow], known: Known) -> Iterator[Outcome]:
    """An event for each version, in the order of registration; each restates all that the version says."""
    yield from divisions(subject[:4])
    delivered = frozenset(row.key for row in rows)
    before = [past.type for past in known.events if past.type in TYPES and not past.keys & delivered]
    completed, last = IN_USE in before, before[-1] if before else ""
    for row in rows:
        entered, physical = STATUS[row.data["status"]]
        yield _version(subject, row, _event_type(entered, last, completed), physical)
        completed, last = completed or entered == IN_USE, entered


def _event_type(entered: str, last: str, completed: bool) -> str:
    """The type of a version whose status means ``entered``, after one that meant ``last``."""
    if entered == IN_USE and last == OUT_OF_USE:
        return "ReturnedToUse"
    if entered == last or (entered == IN_USE and completed):
        return "SurveyRevised"
    return entered


def _version(code: str, row: StagedRow, event_type: str, physical: str) -> Draft:
    data = row.data
    stated: dict[str, Value] = {
        "division": f"{COUNTRY}/{code[:4]}",
        "physical": physical,
        "year_built": data["year"],
        "observed": data["observed"],
        "outline": data["outline"],
    }
    return Draft(
        "BUILDING",
        SCHEME,
        code,
        event_type,
        data["valid_from"],
        set=stated,
        rows=(row,),
        registered_at=datetime.fromisoformat(data["registered_at"]),
        document=Document("brondocument", data["document"], data["issued_on"]) if data["document"] else None,
        findings=(YEAR_UNKNOWN,) if data["year"] == UNKNOWN_YEAR else (),
    )


YEAR_UNKNOWN = Finding(
    "DATA-YEAR", "The year built is 9999, which the register writes where it is unknown.", "year_built", "NOTE"
)


@cache
def divisions(municipality: str) -> tuple[Draft, ...]:
    """The country and the municipality, for registers that hold neither yet."""
    code = f"{COUNTRY}/{municipality}"
    return (
        country(),
        _division(code, {"name": f"Gemeente {municipality}", "level": "COUNTY", "parent": COUNTRY}),
    )


@cache
def country() -> Draft:
    """The Netherlands, for every register of theirs."""
    return _division(COUNTRY, {"name": "Nederland", "level": "COUNTRY"})


def _division(code: str, stated: dict[str, Value]) -> Draft:
    return Draft(
        "DIVISION",
        SCHEME,
        code,
        "DivisionRegistered",
        DIVISIONS_SINCE,
        set=stated,
        registered_at=DIVISIONS_KNOWN,
        ensure=True,
    )


PROFILE = Profile(
    "nl-bag-buildings",
    1,
    "Dutch register of buildings (BAG, pand)",
    "荷兰建筑登记册",
    __name__,
    dataset="nl-bag-pand",
    source="Kadaster, Basisregistratie Adressen en Gebouwen",
    covers=Covers.SUBJECTS,
    every=31,
    parts=(VERSIONS,),
    stage=stage,
    facts=facts,
    subjects_of=lambda subject, rows: (("BUILDING", SCHEME, subject),),
    description="Versions of buildings, one a row (pand_versions.csv); all of a building's versions in one delivery.",
)
