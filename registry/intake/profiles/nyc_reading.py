"""Rows of New York's files as data for :mod:`nyc_facts`: three forms of dates, placeholder numbers, withheld addresses.

A building is named by its BIN, which the buildings department gives to a structure; ``x000000`` is a placeholder of
the borough x and, like a blank, identifies nothing: then it is named by the housing department's building id.
"""

from __future__ import annotations

import re

from aggregates.attributes import check_date
from registry.intake import decimals
from registry.intake.profile import Data, Reject, Row, Skip, Staged
from registry.intake.profiles import nyc_files as files

NAMES = ("Manhattan", "Bronx", "Brooklyn", "Queens", "Staten Island")
BOROUGHS = {name.lower(): str(digit) for digit, name in enumerate(NAMES, 1)}
"""Borough, in lower case -> the digit with which its BINs and lots begin."""

WITHHELD = "CONFIDENTIAL"
NEW, KEPT = "New Construction", "Preservation"

BIS_STATUS = {
    "A": "pre-filing", "D": "application processed", "E": "application processed", "F": "assigned to plan examiner",
    "H": "plan exam in process", "J": "plan exam disapproved", "K": "plan exam partly approved",
    "P": "plan exam approved", "Q": "permit issued for a part", "R": "permit issued", "X": "signed off",
}  # fmt: skip
NOW_STATUS = ("Approved", "Objections", "Plan Examiner Review", "Filing Withdrawn", "Permit Entire", "LOC Issued",
              "CO Issued")  # fmt: skip
CERTIFIED = ("", "Temporary", "Final", "Initial", "Renewal Without Change", "Renewal With Change")

_BIN, _PLACEHOLDER, _ID, _LOT = (re.compile(f, re.ASCII) for f in (r"[1-5]\d{6}", r"[1-5]0{6}", r"\d{1,9}", r"\d{10}"))
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(T\d\d:\d\d:\d\d(\.\d+)?)?", re.ASCII)
_US = re.compile(r"(\d\d)/(\d\d)/(\d{4})( \d\d:\d\d:\d\d)?", re.ASCII)
_COUNT = re.compile(r"(\d{1,7})(\.0*)?", re.ASCII)
_FILING = re.compile(r"[A-Z]\d{8}-[A-Z]\d{1,3}", re.ASCII)

FOOT, SQUARE_FOOT = "0.3048", "0.09290304"


def stage(row: Row) -> Staged | Skip:
    """One row of any of the files."""
    return _STAGES[row.part](row)


def _building(row: Row) -> Staged:
    project, number = _id(row, "Project ID"), _id(row, "Building ID") if row["Building ID"] else ""
    withheld = row["Project Name"] == WITHHELD
    data = {
        "project": project,
        "building": number,
        "bin": "" if withheld else real_bin(row, "BIN"),
        "bin_given": row["BIN"],
        "withheld": withheld,
        "borough": _borough(row, "Borough"),
        "parcel": "" if withheld else _parcel(row, "BBL"),
        "address": "" if withheld else _address(row, "Number", "Street", "Borough"),
        "location": "" if withheld else _location(row, "Latitude", "Longitude"),
        "start": _needed_day(row, "Project Start Date"),
        "completed": _day(row, "Building Completion Date"),
        "works": _one_of(row, "Reporting Construction Type", (NEW, KEPT)),
        "extended": _yes(row, "Extended Affordability Only"),
        "units": {name: _count(row, columns[0]) for name, columns in files.BANDS.items()},
        "mix": {name: count for name, column in files.MIX.items() if (count := _count(row, column))},
        "total": _count(row, "Total Units"),
        "programme": row["Program Group"],
        "benefit": row["Planned Tax Benefit"],
    }
    return Staged(f"project {project}", f"1 {number:0>9}", f"project/{project}/building/{number}", data=data)


def _project(row: Row) -> Staged:
    project = _id(row, "project_id")
    data = {
        "project": project,
        "name": row["project_name"],
        "withheld": row["project_name"] == WITHHELD,
        "start": _needed_day(row, "project_start_date"),
        "completed": _day(row, "project_completion_date"),
        "extended": _yes(row, "extended_affordability_status"),
        "units": {name: _count(row, columns[1]) for name, columns in files.BANDS.items()},
        "senior": _count(row, "senior_units"),
        "total": _count(row, "total_units"),
        "programme": row["program_group"],
        "benefit": row["planned_tax_benefit"],
    }
    return Staged(f"project {project}", "0", f"project/{project}/own", data=data)


def _job(row: Row) -> Staged | Skip:
    """A document of a job in the older system (BIS); 01 is the job itself, the others its parts."""
    status, job, document = _one_of(row, "job_status", tuple(BIS_STATUS)), _id(row, "job__"), _id(row, "doc__")
    fully, last, signed = (_day(row, name) for name in ("fully_permitted", "latest_action_date", "signoff_date"))
    permitted = fully or (last if status in "QR" else "")
    if not permitted and not signed:
        return Skip(f"no permit issued: {BIS_STATUS[status]}")
    withdrawn = (_day(row, "special_action_date") or last) if row["special_action_status"] == "W" else ""
    data = {
        "number": f"{job}/{document}",
        "main": document == "01",
        "filed": _day(row, "pre__filing_date"),
        "permitted": permitted,
        "granted": fully,
        "signed_off": signed,
        "ended": signed or withdrawn,
        "address": _address(row, "house__", "street_name", "borough"),
        "location": _location(row, "gis_latitude", "gis_longitude"),
        "purpose": row["proposed_occupancy"],
        "zoning": row["zoning_dist1"],
    }
    return _filing(row, f"bis/{job}/{document}", data, "bin__", _day(row, "dobrundate"))


def _job_now(row: Row) -> Staged | Skip:
    """A filing in the newer system (DOB NOW); I1 is the job itself, the others its parts and amendments."""
    number, status = row["job_filing_number"], _one_of(row, "filing_status", NOW_STATUS)
    if not _FILING.fullmatch(number):
        raise Reject("job_filing_number", "is not the number of a filing, such as X00594958-S7", "FORM")
    permitted, signed = _day(row, "first_permit_date"), _day(row, "signoff_date")
    last = _day(row, "current_status_date")
    if not permitted and not signed:
        return Skip(f"no permit issued: {status.lower()}")
    data = {
        "number": number,
        "main": number.endswith("-I1"),
        "filed": _day(row, "filing_date"),
        "permitted": permitted,
        "granted": permitted,
        "signed_off": signed,
        "ended": signed or (last if status == "Filing Withdrawn" else ""),
        "address": _address(row, "house_no", "street_name", "borough"),
        "location": _location(row, "latitude", "longitude"),
        "purpose": "",
        "zoning": "",
    }
    return _filing(row, f"now/{number}", data, "bin", row["current_status_date"])


def _job_of_either(row: Row) -> Staged | Skip:
    return _job(row) if row["job__"] else _job_now(row)


def _filing(row: Row, key: str, data: Data, bin_column: str, extract: str) -> Staged | Skip:
    """What filings of both systems have alike; ``extract`` tells the later of two extracts of one filing."""
    column = "bin_normalized" if row["bin_normalized"] else bin_column
    number = real_bin(row, column)
    if not number:
        return Skip("placeholder BIN: names no building")
    data |= {
        "bin": number,
        "borough": _borough(row, "borough"),
        "parcel": _lot(row),
        "floors": _count(row, "proposed_no_of_stories"),
        "height": _measure(row, "proposed_height", FOOT),
        "area": _measure(row, "total_construction_floor_area", SQUARE_FOOT),
        "total": _count(row, "proposed_dwelling_units"),
    }
    return Staged(f"structure {number}", key, key, data={**data, "extract": extract}, content=data)


def _certificate(row: Row) -> Staged | Skip:
    number = real_bin(row, "bin_normalized")
    if not number:
        return Skip("placeholder BIN: names no building")
    data = _old_certificate(row) if row["source"] == "DOB_CO" else _new_certificate(row)
    others = {row[name] for name in ("bin", "bin_number", "buildingidentificationnumber")} - {number}
    data |= {
        "bin": number,
        "borough": _borough(row, "borough"),
        "parcel": _lot(row),
        "homes": _count(row, "pr_dwelling_unit"),
        "others": sorted(other for other in others if _BIN.fullmatch(other) and not _PLACEHOLDER.fullmatch(other)),
    }
    return Staged(f"structure {number}", data["issued"], f"certificate/{data['number']}", data=data)


def _old_certificate(row: Row) -> Data:
    """BIS numbers certificates within a job, and uses some numbers twice."""
    issued = _needed_day(row, "c_o_issue_date")
    number = f"{_id(row, 'job_number')}/{_id(row, 'item_number')}/{issued}"
    return {"number": number, "issued": issued, "certified": _one_of(row, "issue_type", CERTIFIED)}


def _new_certificate(row: Row) -> Data:
    if not row["application_number"]:
        raise Reject("application_number", "is blank: the certificate cannot be told from others", "KEY")
    issued = _needed_day(row, "c_of_o_issuance_date")
    certified = _one_of(row, "c_of_o_filing_type", CERTIFIED)
    return {"number": row["application_number"], "issued": issued, "certified": certified}


_STAGES = {
    "building": _building,
    "project": _project,
    "bis": _job,
    "now": _job_now,
    "filing": _job_of_either,
    "certificate": _certificate,
}


def real_bin(row: Row, column: str) -> str:
    """The BIN; blank where it is blank or a borough's placeholder."""
    text = row[column]
    if text and not _BIN.fullmatch(text):
        raise Reject(column, "is not a BIN: seven digits, the first that of a borough", "FORM")
    return "" if _PLACEHOLDER.fullmatch(text) else text


def day(text: str) -> str | None:
    """``2018-12-31T00:00:00.000``, ``12/31/2018`` and ``12/31/2018 13:47:08`` as ``2018-12-31``; None: no such day."""
    if found := _ISO.fullmatch(text):
        written = found[1]
    elif found := _US.fullmatch(text):
        written = f"{found[3]}-{found[1]}-{found[2]}"
    else:
        return None
    return None if check_date(written) else written


def _day(row: Row, column: str) -> str:
    text = row[column]
    if not text:
        return ""
    found = day(text)
    if found is None:
        raise Reject(column, "is no day of the forms YYYY-MM-DD or MM/DD/YYYY", "DATE")
    return found


def _needed_day(row: Row, column: str) -> str:
    if not row[column]:
        raise Reject(column, "is blank: what happened has no day", "DATE")
    return _day(row, column)


def _id(row: Row, column: str) -> str:
    text = row[column]
    if not _ID.fullmatch(text):
        raise Reject(column, "is not a number of at most nine digits", "FORM")
    return text


def _one_of(row: Row, column: str, choices: tuple[str, ...]) -> str:
    text = row[column]
    if text not in choices:
        raise Reject(column, f"is none of {', '.join(filter(None, choices))}", "ENUM")
    return text


def _yes(row: Row, column: str) -> bool:
    return _one_of(row, column, ("Yes", "No")) == "Yes"


def _borough(row: Row, column: str) -> str:
    digit = BOROUGHS.get(row[column].lower())
    if digit is None:
        raise Reject(column, f"is none of {', '.join(NAMES)}", "ENUM")
    return digit


def _count(row: Row, column: str) -> int:
    """A number of homes or storeys; ``101.0`` is 101, and blank is none."""
    text = row[column]
    found = _COUNT.fullmatch(text or "0")
    if not found:
        raise Reject(column, "is not a whole number", "INTEGER")
    return int(found[1])


def _measure(row: Row, column: str, factor: str) -> str:
    """Feet as metres, square feet as square metres; blank where it is blank or 0, which says that nobody filled it."""
    try:
        return decimals.scaled(row[column], factor, 2) if row[column].strip("0.") else ""
    except decimals.NotANumber:
        raise Reject(column, "is not a number", "DECIMAL") from None


def _parcel(row: Row, column: str) -> str:
    text = row[column]
    if text and not _LOT.fullmatch(text):
        raise Reject(column, "is not a lot: ten digits of borough, block and lot", "FORM")
    return text


def _lot(row: Row) -> str:
    """The lot as ten digits; block and lot come with and without leading zeros."""
    block, lot = _count(row, "block"), _count(row, "lot")
    return f"{_borough(row, 'borough')}{block:05}{lot:04}" if block and lot else ""


def _address(row: Row, number: str, street: str, borough: str) -> str:
    """Without doubled blanks; the register writes ``----`` for what it withholds."""
    if not row[street] or "----" in (row[number], row[street]):
        return ""
    return " ".join(f"{row[number]} {row[street]}, {borough_name(_borough(row, borough))}".split())


def borough_name(digit: str) -> str:
    """The borough's name in mixed case, however a file writes it."""
    return NAMES[int(digit) - 1]


def _location(row: Row, latitude: str, longitude: str) -> str:
    if not (row[latitude] and row[longitude]):
        return ""
    try:
        north, east = decimals.parse(row[latitude], 7), decimals.parse(row[longitude], 7)
    except decimals.NotANumber:
        raise Reject(latitude, "is not a pair of degrees with that of longitude", "GEOMETRY") from None
    return f"POINT ({east} {north})"
