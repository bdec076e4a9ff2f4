"""What New York's files say happened to projects and buildings: subsidies, works, permits, certificates.

Rows come in two sorts of groups: a project with its buildings, and a structure (BIN) with its filings and certificates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from aggregates import event as events
from aggregates.event import Document, Value
from registry.intake.profile import Draft, Finding, Known, Outcome, Rejected, StagedRow
from registry.intake.profiles import nyc_reading as reading
from registry.intake.profiles import nyc_units

PROJECT_SCHEME, BIN_SCHEME, BUILDING_SCHEME = "nyc-hpd-project", "nyc-bin", "nyc-hpd-building"
ROW_SCHEME = "nyc-hpd-row"
"""Of buildings that the register does not name: ``project/50481``, the project in whose row one stands."""

BUILDINGS_DEPARTMENT = "NYC Department of Buildings"
DIVISION_SCHEME, CITY = "nyc", "NYC"
CONSOLIDATED = "1898-01-01"
"""When the five boroughs became one city."""


def facts(subject: str, rows: Sequence[StagedRow], known: Known) -> Iterator[Outcome]:
    """The events of one group."""
    yield from _told_twice(rows)
    once = Counter(row.key for row in rows)
    sound = [row for row in rows if once[row.key] == 1]
    if sound:
        yield from _divisions(sound)
        yield from _project(sound, known) if subject.startswith("project ") else _structure(sound)


def told_of(subject: str) -> str:
    """How the keys of a project's rows begin; nothing is recorded under a structure's own name."""
    return f"{subject.replace(' ', '/')}/"


def _told_twice(rows: Sequence[StagedRow]) -> Iterator[Rejected]:
    """Rows of one key that say different things: nothing tells which one holds."""
    times = Counter(row.key for row in rows)
    for row in rows:
        if times[row.key] > 1:
            column = {"building": "Building ID", "project": "project_id"}.get(row.part, "")
            detail = "another row of this delivery has the same key and says something else; deliver the one that holds"
            yield Rejected((row,), column, detail, "KEY")


def division_code(borough: str) -> str:
    """``NYC/Bronx``."""
    return f"{CITY}/{reading.borough_name(borough)}"


def _divisions(rows: Sequence[StagedRow]) -> Iterator[Draft]:
    yield _division(CITY, "New York City", "PREFECTURE", None)
    for borough in sorted({row.data["borough"] for row in rows if "borough" in row.data}):
        yield _division(division_code(borough), reading.borough_name(borough), "COUNTY", CITY)


@cache
def _division(code: str, name: str, level: str, parent: str | None) -> Draft:
    stated = _stated({"name": name, "level": level, "parent": parent})
    return Draft("DIVISION", DIVISION_SCHEME, code, "DivisionRegistered", CONSOLIDATED, stated, ensure=True)


def _project(rows: Sequence[StagedRow], known: Known) -> Iterator[Draft]:
    own = next((row for row in rows if row.part == "project"), None)
    buildings = [row for row in rows if row.part == "building"]
    found = list(nyc_units.compared(known, own, buildings))
    news = own is not None and known.rows.get(own.key) != own.digest
    if own is not None:
        yield from _own(own, found if news else ())  # what is recorded already takes no further findings
    if buildings:
        yield _coverage(buildings, () if news else found)
    for row in buildings:
        yield from _building(row)
    yield from _further_codes(buildings)


def _own(row: StagedRow, found: Sequence[Finding]) -> Iterator[Draft]:
    """What the file of projects says of one: its grant on the day when the loan or agreement closed, its completion."""
    data, code = row.data, row.data["project"]
    values = {
        "name": "" if data["withheld"] else data["name"],
        "division": CITY,
        "category": data["programme"],
        "planned_units": data["total"],
        "stage": "APPROVED" if data["extended"] else "UNDER_CONSTRUCTION",
        "started_on": "" if data["extended"] else data["start"],
    }
    findings = [WITHHELD, *found] if data["withheld"] else found
    grant = _grant(code, data) | {"units_senior": data["senior"]}
    yield _of_project(row, "SubsidyGranted", data["start"], values, {f"subsidies/{code}": grant}, findings=findings)
    if data["completed"]:
        done = {"completed_on": data["completed"], "stage": "COMPLETED"}
        findings = [_ended_before(data)] if data["completed"] < data["start"] else []
        yield _of_project(row, "CompletionFiled", data["completed"], done, facet="completed", findings=findings)


WITHHELD = Finding("NYC-CONFIDENTIAL", "The register withholds the name and the addresses of this project.", "", "NOTE")


def _of_project(
    row: StagedRow,
    event_type: str,
    day: str,
    values: Mapping[str, object],
    elements: Mapping[str, Mapping[str, object]] | None = None,
    *,
    facet: str = "",
    findings: Sequence[Finding] = (),
) -> Draft:
    set_ = {name: _stated(element) for name, element in (elements or {}).items()}
    return Draft(
        "PROJECT", PROJECT_SCHEME, row.data["project"], event_type, day, _stated(values), set_, (row,), facet,
        _ORDER.get(facet, 0), findings=tuple(findings),
    )  # fmt: skip


_ORDER = {"coverage": 1, "started": 1, "completed": 2, "code": 3, "permitted": 0, "ended": 1, "accepted": 2}
"""Facet of an event -> its place among those of one day."""


def _coverage(rows: Sequence[StagedRow], found: Sequence[Finding]) -> Draft:
    """Which buildings the subsidy covers: one event for all of them."""
    code = rows[0].data["project"]
    elements = {f"coverage/{nyc_units.element(row)}": _covered(row, code) for row in rows}
    return Draft(
        "PROJECT", PROJECT_SCHEME, code, "SubsidyGranted", rows[0].data["start"], {"division": CITY}, elements,
        tuple(rows), "coverage", _ORDER["coverage"], findings=tuple(found),
    )  # fmt: skip


def _covered(row: StagedRow, project: str) -> dict[str, Value]:
    scheme, code = _named(row)
    return _stated({
        "instrument": "SUBSIDY",
        "number": project,
        "covered_kind": "BUILDING",
        "covered_scheme": scheme,
        "covered_code": code,
        "units": row.data["units"]["units"],
        "starts_on": row.data["start"],
    })  # fmt: skip


def _ended_before(data: Mapping[str, object]) -> Finding:
    detail = f"The completion on {data['completed']} lies before the start on {data['start']}."
    return Finding("NYC-DATES", detail, "completed_on")


def _named(row: StagedRow) -> tuple[str, str]:
    """Scheme and code of a row's building: its BIN, else its building id, else the row itself."""
    data = row.data
    if data["bin"]:
        return BIN_SCHEME, data["bin"]
    return (BUILDING_SCHEME, data["building"]) if data["building"] else (ROW_SCHEME, f"project/{data['project']}")


def _grant(code: str, data: Mapping[str, object]) -> dict[str, object]:
    said = {"number": code, "programme": data["programme"], "benefit": data["benefit"], "granted_on": data["start"]}
    return said | nyc_units.homes(data["units"])


def _building(row: StagedRow) -> Iterator[Draft]:
    data, key = row.data, nyc_units.element(row)
    new = data["works"] == reading.NEW
    values = {
        "division": division_code(data["borough"]),
        "project_code": data["project"],
        "parcel": data["parcel"],
        "address": data["address"],
        "location": data["location"],
        "unit_count": "" if data.get("shared") else data["total"],
        "works_type": f"{data['works']}, extended affordability only" if data["extended"] else data["works"],
        "physical": "" if new else "COMPLETED",
    }
    elements: dict[str, Mapping[str, object]] = {f"subsidies/{key}": _grant(data["project"], data)}
    elements |= {f"unit_mix/{key}-{kind}": {"unit_type": kind, "units": homes} for kind, homes in data["mix"].items()}
    findings = tuple(_of_building(row))
    yield _of_row(row, "SubsidyGranted", data["start"], values, elements, findings=findings)
    yield from _built(row) if new else () if data["extended"] else _renovated(row, key)


def _of_building(row: StagedRow) -> Iterator[Finding]:
    data = row.data
    if data["withheld"]:
        return
    if not data["bin"]:
        given = f"is the placeholder {data['bin_given']}" if data["bin_given"] else "is blank"
        yield Finding("NYC-BIN", f"The BIN {given}; the building is named by its building id.", "", "NOTE")
    elif data["bin"][0] != data["borough"]:
        yield Finding("NYC-BOROUGH", f"The BIN {data['bin']} is of another borough than the row.", "division")
    if shared := data.get("shared"):
        ids = ", ".join(shared)
        yield Finding(
            "NYC-SHARED", f"The BIN {data['bin']} stands for the building ids {ids}: one building or several?"
        )
    if data["completed"] and data["completed"] < data["start"]:
        yield _ended_before(data)


def _built(row: StagedRow) -> Iterator[Draft]:
    """Where start and completion are one day, the register counts a finished building: nothing tells of its start."""
    start, completed = row.data["start"], row.data["completed"]
    if start != completed:
        yield _of_row(row, "ConstructionStarted", start, {"started_on": start}, facet="started")
    if completed:
        yield _of_row(row, "CompletionAccepted", completed, {"completed_on": completed}, facet="completed")


def _renovated(row: StagedRow, key: str) -> Iterator[Draft]:
    start, completed, entity = row.data["start"], row.data["completed"], f"renovations/{key}"
    granted = {"number": row.data["project"], "programme": row.data["programme"], "granted_on": start}
    yield _of_row(row, "RenovationGranted", start, {}, {entity: granted}, facet="started")
    if completed:
        yield _of_row(
            row, "RenovationCompleted", completed, {}, {entity: {"completed_on": completed}}, facet="completed"
        )


def _of_row(
    row: StagedRow,
    event_type: str,
    day: str,
    values: Mapping[str, object],
    elements: Mapping[str, Mapping[str, object]] | None = None,
    *,
    facet: str = "",
    findings: Sequence[Finding] = (),
) -> Draft:
    scheme, code = _named(row)
    set_ = {name: _stated(element) for name, element in (elements or {}).items()}
    return Draft(
        "BUILDING", scheme, code, event_type, day, _stated(values), set_, (row,), facet, _ORDER.get(facet, 0),
        findings=tuple(findings),
    )  # fmt: skip


def _further_codes(rows: Sequence[StagedRow]) -> Iterator[Draft]:
    """A building that is named by its BIN is found by the building id too."""
    for row in rows:
        if row.data["bin"] and row.data["building"]:
            yield _recoded(_named(row), (BUILDING_SCHEME, row.data["building"]), row.data["start"], (row,))


def _recoded(named: tuple[str, str], further: tuple[str, str], since: str, rows: Sequence[StagedRow]) -> Draft:
    scheme, code = further
    element = {f"designations/{scheme}:{code}": _stated({"scheme": scheme, "code": code, "since": since})}
    takes = (events.code_claim("BUILDING", scheme, code),)
    return Draft("BUILDING", *named, "Recoded", since, {}, element, rows, "code", _ORDER["code"], takes=takes)


def _structure(rows: Sequence[StagedRow]) -> Iterator[Draft]:
    """Filings and certificates of one BIN, which may be the missing one of the only building on its lot."""
    data = rows[0].data
    home = data.get("home", "")
    named = (BUILDING_SCHEME, home) if home else (BIN_SCHEME, data["bin"])
    for row in rows:
        yield from _certificate(named, row) if row.part == "certificate" else _filing(named, row)
    if home:
        days = [row.data.get("issued") or row.data["permitted"] or row.data["signed_off"] for row in rows]
        yield _recoded(named, (BIN_SCHEME, data["bin"]), min(days), rows)


def _certificate(named: tuple[str, str], row: StagedRow) -> Iterator[Draft]:
    """A certificate of occupancy: people may live there; a temporary one is renewed until the final one."""
    data, number = row.data, row.data["number"]
    homes = f"{data['homes']} homes" if data["homes"] else ""
    element = {
        "kind": "COMPLETION",
        "number": number,
        "body": BUILDINGS_DEPARTMENT,
        "accepted_on": data["issued"],
        "passed": True,
        "detail": ", ".join(filter(None, (data["certified"], homes))),
    }
    paper = Document("certificate of occupancy", number, data["issued"])
    yield _of_department(
        named, row, "CompletionAccepted", data["issued"], element={f"acceptances/{number}": element}, document=paper,
        findings=tuple(_of_structure(row)),
    )  # fmt: skip


def _of_structure(row: StagedRow) -> Iterator[Finding]:
    data = row.data
    if data["bin"][0] != data["borough"]:
        yield Finding("NYC-BOROUGH", f"The BIN {data['bin']} is of another borough than the row.", "division")
    if others := data.get("others"):
        yield Finding("NYC-BINS", f"The row gives the BIN {data['bin']}, and {', '.join(others)} too.", "", "NOTE")
    if near := data.get("near"):
        detail = f"On the lot {data['parcel']} stand buildings without a BIN: {', '.join(near)}; it may be one of them."
        yield Finding("NYC-LOT", detail, "parcel")


def _filing(named: tuple[str, str], row: StagedRow) -> Iterator[Draft]:
    """A job filing under which work was permitted; the main one of a job describes the building to be."""
    data = row.data
    entity, permit = f"permits/{data['number']}", {"kind": "CONSTRUCTION", "number": data["number"]}
    findings = tuple(_of_structure(row))
    if data["permitted"]:
        element = {entity: permit | {"granted_on": data["granted"]}}
        yield _of_department(named, row, "ConstructionPermitted", data["permitted"], element=element, findings=findings)
        findings = ()
    if data["ended"]:
        element = {entity: permit | {"ended_on": data["ended"]}}
        yield _of_department(
            named, row, "ConstructionPermitEnded", data["ended"], element=element, facet="ended", findings=findings
        )
    if data["main"]:
        yield from _main(named, row)


def _main(named: tuple[str, str], row: StagedRow) -> Iterator[Draft]:
    data, signed = row.data, row.data["signed_off"]
    planned = {
        "parcel": data["parcel"],
        "address": data["address"],
        "location": data["location"],
        "floors": data["floors"] or "",
        "height": data["height"],
        "gross_area": data["area"],
        "purpose": data["purpose"],
        "zoning": data["zoning"],
        "unit_count": data["total"] or "",
    }
    if data["filed"]:
        yield _of_department(named, row, "BuildingRegistered", data["filed"], planned, facet="filed")
    if signed:
        filing = {"kind": "COMPLETION_FILING", "number": data["number"], "body": BUILDINGS_DEPARTMENT}
        element = {f"acceptances/{data['number']}": {**filing, "accepted_on": signed, "passed": True}}
        yield _of_department(named, row, "CompletionFiled", signed, element=element, facet="accepted")


def _of_department(
    named: tuple[str, str],
    row: StagedRow,
    event_type: str,
    day: str,
    values: Mapping[str, object] | None = None,
    *,
    element: Mapping[str, Mapping[str, object]] | None = None,
    facet: str = "",
    document: Document | None = None,
    findings: Sequence[Finding] = (),
) -> Draft:
    stated = _stated({"division": division_code(row.data["borough"]), **(values or {})})
    set_ = {name: _stated(said) for name, said in (element or {}).items()}
    return Draft(
        "BUILDING", *named, event_type, day, stated, set_, (row,), facet, _ORDER.get(facet, 0), document=document,
        findings=tuple(findings), source=BUILDINGS_DEPARTMENT,
    )  # fmt: skip


def _stated(values: Mapping[str, object]) -> dict[str, Value]:
    """Without what the row leaves blank: a blank cell says nothing."""
    return {name: value for name, value in values.items() if isinstance(value, str | int) and value != ""}
