"""New York's subsidised housing: which events each file's rows make, and what is not joined."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from registry.intake import profiles
from registry.intake.accounting import Summary
from registry.intake.engine import Parts
from registry.intake.profiles import nyc_files, nyc_reading
from tests.registry.intake import imports
from tests.registry.intake.nyc_rows import (
    BIN,
    Cells,
    building,
    certificate,
    filing,
    job,
    old_certificate,
    project,
    withheld,
)

NAMES = {
    "buildings": "Affordable_Housing_Production_by_Building.csv",
    "projects": "Affordable_Housing_Production_by_Project.csv",
    "jobs": "dob_bisweb_bin.csv",
    "filings": "dob_now_bbl.csv",
    "certificates": "all_construction_bins_co_filings.csv",
}


async def deliver(parts: Parts, folder: Path, **files: Sequence[Cells]) -> Summary:
    """Import the files of these rows as one delivery."""
    paths = [imports.write_csv(folder / NAMES[name], rows) for name, rows in files.items()]
    return await imports.run(parts, profiles.get("nyc-affordable"), paths)


async def told(parts: Parts, kind: str = "BUILDING") -> list[dict[str, Any]]:
    return [body for body in await imports.bodies(parts.pool) if body["kind"] == kind]


async def subjects(parts: Parts) -> set[tuple[str, str]]:
    return {(body["scheme"], body["code"]) for body in await told(parts)}


def said(body: dict[str, Any], entity: str = "") -> dict[str, Any]:
    """What an event sets on one entity."""
    return next((change["set"] for change in body["changes"] if change["entity"] == entity), {})


async def findings(parts: Parts) -> list[tuple[str, str]]:
    bodies = await imports.bodies(parts.pool, types="FindingRecorded")
    return [(change["set"]["rule"], change["set"]["detail"]) for body in bodies for change in body["changes"]]


def timeline(bodies: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
    ordered = sorted(bodies, key=lambda body: (body["effective_on"], body["effective_seq"]))
    return [(body["effective_on"], body["type"]) for body in ordered]


async def test_a_new_building_and_its_project(parts: Parts, tmp_path: Path) -> None:
    summary = await deliver(parts, tmp_path, buildings=[building()], projects=[project()])
    assert (summary.counts.recorded, summary.counts.findings) == (2, {})
    bodies = await told(parts)
    assert timeline(bodies) == [
        ("2015-03-02", "SubsidyGranted"),
        ("2015-03-02", "ConstructionStarted"),
        ("2015-03-02", "Recoded"),
        ("2017-06-30", "CompletionAccepted"),
    ]
    granted = next(body for body in bodies if body["type"] == "SubsidyGranted")
    assert said(granted) == {
        "division": "NYC/Brooklyn", "project_code": "1", "parcel": "3012340056", "address": "12 ELM STREET, Brooklyn",
        "location": "POINT (-73.9 40.6874)", "unit_count": 20, "works_type": "New Construction",
    }  # fmt: skip
    homes = said(granted, "subsidies/1-900")
    assert (homes["units"], homes["units_low"], homes["units_very_low"], homes["units_middle"]) == (12, 7, 5, 0)
    assert said(granted, "unit_mix/1-900-2-BR") == {"unit_type": "2-BR", "units": 12}


async def test_a_project_covers_its_buildings(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, buildings=[building(), building(number=901, bin_="3000000")], projects=[project()])
    bodies = await told(parts, "PROJECT")
    elements = {change["entity"]: change["set"] for body in bodies for change in body["changes"]}
    assert elements["coverage/1-900"]["covered_code"] == BIN
    assert elements["coverage/1-901"]["covered_code"] == "901"
    assert elements["subsidies/1"]["units_senior"] == 3
    assert timeline(bodies)[-1] == ("2017-06-30", "CompletionFiled")


async def test_homes_kept_are_renovated_and_stand(parts: Parts, tmp_path: Path) -> None:
    kept: Cells = {"Reporting Construction Type": "Preservation"}
    extended: Cells = kept | {"Extended Affordability Only": "Yes"}
    await deliver(parts, tmp_path, buildings=[building(**kept), building(number=901, bin_="3000000", **extended)])
    bodies = await told(parts)
    renovated = [
        (body["effective_on"], body["type"]) for body in bodies if body["code"] == BIN and body["type"] != "Recoded"
    ]
    assert renovated == [
        ("2015-03-02", "SubsidyGranted"),
        ("2015-03-02", "RenovationGranted"),
        ("2017-06-30", "RenovationCompleted"),
    ]
    assert {said(body)["physical"] for body in bodies if body["type"] == "SubsidyGranted"} == {"COMPLETED"}
    assert [body["type"] for body in bodies if body["code"] == "901"] == ["SubsidyGranted", "FindingRecorded"]


async def test_a_finished_building_has_no_day_on_which_works_began(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, buildings=[building(**Cells({"Project Start Date": "2017-06-30T00:00:00.000"}))])
    assert [kind for _, kind in timeline(await told(parts))] == ["SubsidyGranted", "CompletionAccepted", "Recoded"]


async def test_no_placeholder_joins_two_buildings(parts: Parts, tmp_path: Path) -> None:
    rows = [building(n, 900 + n, bin_) for n, bin_ in enumerate(["3000000", "3000000", "", "", "1000000", BIN], 1)]
    certificates = [certificate(bin_normalized="3000000", bin="3000000")]
    summary = await deliver(parts, tmp_path, buildings=rows, certificates=certificates)
    assert await subjects(parts) == {("nyc-hpd-building", str(code)) for code in range(901, 906)} | {("nyc-bin", BIN)}
    assert summary.counts.skipped == {"placeholder BIN: names no building": 1}
    assert summary.counts.findings["NYC-BIN"] == 5


async def test_withheld_projects_are_not_joined_and_get_no_address(parts: Parts, tmp_path: Path) -> None:
    rows = [withheld(1), withheld(2), withheld(3, BIN=BIN, Street="ELM STREET", Number="12")]
    await deliver(
        parts, tmp_path, buildings=rows, projects=[project(n, project_name="CONFIDENTIAL") for n in (1, 2, 3)]
    )
    assert await subjects(parts) == {("nyc-hpd-row", f"project/{n}") for n in (1, 2, 3)}
    bodies = [*await told(parts), *await told(parts, "PROJECT")]
    named = {name for body in bodies for change in body["changes"] if not change["entity"] for name in change["set"]}
    assert not named & {"name", "address", "parcel", "location"}
    assert [rule for rule, _ in await findings(parts)] == ["NYC-CONFIDENTIAL"] * 3


async def test_rows_that_nothing_tells_apart_are_rejected(parts: Parts, tmp_path: Path) -> None:
    rows = [withheld(1), withheld(1, **{"Total Units": "3"}), building(2), building(2, **{"Total Units": "3"})]
    summary = await deliver(parts, tmp_path, buildings=rows)
    assert (summary.counts.rejected, summary.counts.events) == (4, 0)
    faults = await parts.pool.fetch("select distinct column_name, rule from intake.quarantine")
    assert [tuple(fault) for fault in faults] == [("Building ID", "KEY")]


async def test_a_bin_of_several_building_ids_is_one_building_with_a_doubt(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, buildings=[building(1, 900), building(2, 901)])
    assert await subjects(parts) == {("nyc-bin", BIN)}
    granted = [body for body in await told(parts) if body["type"] == "SubsidyGranted"]
    assert ["unit_count" in said(body) for body in granted] == [False, False], "whose number of homes is it?"
    assert [bool(said(body, f"subsidies/{n}-90{n - 1}")) for n, body in enumerate(granted, 1)] == [True, True]
    assert [rule for rule, _ in await findings(parts)] == ["NYC-SHARED", "NYC-SHARED"]
    codes = [body["changes"][0]["set"]["code"] for body in await told(parts) if body["type"] == "Recoded"]
    assert codes == ["900", "901"]


FEWER: Cells = {"low_income_units": "20", "all_counted_units": "25"}
DIFFER = (
    "The files by building and by project differ: Low Income Units 14 and 20; Very Low Income Units 10 and 5;"
    " Counted Rental Units 24 and 12; All Counted Units 24 and 25."
)
PIECES: list[list[str]] = [["both"], ["buildings", "projects"], ["projects", "buildings"], ["projects", "both"]]


@pytest.mark.parametrize("pieces", PIECES)
async def test_units_that_do_not_add_up_are_told_once(parts: Parts, tmp_path: Path, pieces: list[str]) -> None:
    files: dict[str, list[Cells]] = {
        "buildings": [building(), building(number=901, bin_="3000000"), building(7, 902, "3000000")],
        "projects": [project(**FEWER), project(7)],
    }
    for piece in [*pieces, "both"]:
        await deliver(parts, tmp_path, **(files if piece == "both" else {piece: files[piece]}))
    differing = [detail for rule, detail in await findings(parts) if rule == "NYC-UNITS"]
    assert [sorted(detail[:-1].split(": ")[1].split("; ")) for detail in differing] == [
        sorted(DIFFER[:-1].split(": ")[1].split("; "))
    ]


async def test_a_project_without_buildings_does_not_add_up(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, projects=[project()])
    assert await findings(parts) == [], "the file of buildings is yet to come"
    await deliver(parts, tmp_path, buildings=[building()], projects=[project(), project(2)])
    ((rule, detail),) = await findings(parts)
    assert rule == "NYC-UNITS"
    assert "Low Income Units 0 and 7" in detail


async def test_a_job_is_filed_permitted_and_signed_off(parts: Parts, tmp_path: Path) -> None:
    part = job(document="02", fully_permitted="", proposed_no_of_stories="0")
    await deliver(parts, tmp_path, jobs=[job(), part])
    bodies = await told(parts)
    assert timeline(bodies) == [
        ("2014-01-31", "BuildingRegistered"),
        ("2015-02-28", "ConstructionPermitted"),
        ("2018-05-04", "ConstructionPermitEnded"),
        ("2018-05-04", "ConstructionPermitEnded"),
        ("2018-05-04", "CompletionFiled"),
    ]
    planned = said(next(body for body in bodies if body["type"] == "BuildingRegistered"))
    assert planned == {
        "division": "NYC/Brooklyn", "parcel": "3012340056", "address": "12 ELM STREET, Brooklyn", "floors": 6,
        "height": "18.29", "gross_area": "929.03", "purpose": "R-2", "zoning": "R6", "unit_count": 20,
    }  # fmt: skip
    assert {body["source"] for body in bodies} == {"NYC Department of Buildings"}


async def test_a_permit_of_which_only_the_last_action_is_told(parts: Parts, tmp_path: Path) -> None:
    issued: Cells = {"job_status": "R", "fully_permitted": "", "signoff_date": "", "document": "02"}
    withdrawn: Cells = {"special_action_status": "W", "special_action_date": "06/01/2019"}
    await deliver(parts, tmp_path, jobs=[job(**issued), job(320999999, **issued, **withdrawn)])
    permitted, again, ended = await told(parts)
    assert (permitted["effective_on"], said(permitted, "permits/320123456/02").get("granted_on")) == (
        "2018-05-04",
        None,
    )
    assert (again["type"], ended["type"], ended["effective_on"]) == (
        "ConstructionPermitted", "ConstructionPermitEnded", "2019-06-01",
    )  # fmt: skip


async def test_filings_without_a_permit_are_skipped_by_status(parts: Parts, tmp_path: Path) -> None:
    waiting: Cells = {"fully_permitted": "", "signoff_date": "", "job_status": "J"}
    amended: Cells = {"first_permit_date": "", "filing_status": "Approved"}
    summary = await deliver(parts, tmp_path, jobs=[job(**waiting)], filings=[filing("B00123456-P1", **amended)])
    assert summary.counts.skipped == {
        "no permit issued: plan exam disapproved": 1,
        "no permit issued: approved": 1,
    }
    assert summary.counts.events == 0


async def test_the_latest_extract_of_a_filing_holds(parts: Parts, tmp_path: Path) -> None:
    """Also where an older one stands later, or under another BIN."""
    older: Cells = {"dobrundate": "05/03/2022 00:00:00"}
    rows = [
        job(),
        job(**older, bin__="3099999"),
        job(**older, job_status="R", signoff_date="", latest_action_date="10/19/2017"),
        job(**older),
    ]
    summary = await deliver(parts, tmp_path, jobs=rows)
    assert (summary.counts.recorded, summary.counts.duplicates) == (1, 1)
    assert summary.counts.skipped == {"older extract of the same filing": 2}
    assert await subjects(parts) == {("nyc-bin", BIN)}


async def test_the_joined_file_of_both_systems_holds_the_same_filings(parts: Parts, tmp_path: Path) -> None:
    blank = dict.fromkeys((*nyc_files.JOBS_BOTH.columns, *nyc_files.JOBS_BOTH.optional), "")
    own = {name: value for name, value in job().items() if name not in ("fuel_burning", "fuel_storage")}
    rows = [blank | own | {"bin_normalized": BIN}, blank | filing() | {"bin_normalized": BIN}]
    both = imports.write_csv(tmp_path / "new_construction_bins_dob_filings.csv", rows)
    apart = [
        imports.write_csv(tmp_path / NAMES["jobs"], [job()]),
        imports.write_csv(tmp_path / NAMES["filings"], [filing()]),
    ]
    summary = await imports.run(parts, profiles.get("nyc-affordable"), [both, *apart])
    assert (summary.counts.recorded, summary.counts.duplicates) == (2, 2)


async def test_certificates_of_both_systems(parts: Parts, tmp_path: Path) -> None:
    rows = [
        certificate(),
        old_certificate(),
        old_certificate(),
        certificate("CO-2", buildingidentificationnumber="3022222"),
    ]
    summary = await deliver(parts, tmp_path, certificates=rows)
    assert (summary.counts.recorded, summary.counts.duplicates) == (3, 1)
    old, new, _ = [body for body in await told(parts) if body["type"] == "CompletionAccepted"]
    assert said(old, "acceptances/320123456/001/2018-05-04")["detail"] == "Temporary, 20 homes"
    assert (new["effective_on"], new["document"]["number"]) == ("2021-05-13", "CO-000000001")
    assert {said(body)["physical"] for body in (old, new)} == {"COMPLETED"}
    assert [rule for rule, _ in await findings(parts)] == ["NYC-BINS"], "a placeholder beside the BIN says nothing"


async def test_filings_find_the_only_building_without_bin_on_their_lot(parts: Parts, tmp_path: Path) -> None:
    home = building(number=900, bin_="3000000")
    await deliver(parts, tmp_path, buildings=[home], filings=[filing()], certificates=[certificate()])
    assert await subjects(parts) == {("nyc-hpd-building", "900")}
    recoded = next(body for body in await told(parts) if body["type"] == "Recoded")
    assert recoded["changes"][0]["set"] == {"scheme": "nyc-bin", "code": BIN, "since": "2021-05-13"}
    later = await deliver(parts, tmp_path, filings=[filing("B00123456-S1")])
    assert later.counts.recorded == 1
    assert await subjects(parts) == {("nyc-hpd-building", "900"), ("nyc-bin", BIN)}
    assert len({body["stream"] for body in await streams(parts)}) == 1, "the code that it was given finds it"


async def streams(parts: Parts) -> list[dict[str, Any]]:
    found = await parts.pool.fetch("select distinct stream from ledger.event where kind = 'BUILDING'")
    return [dict(row) for row in found]


TWO_HOMES = [building(number=900, bin_="3000000"), building(2, 901, "3000000")]
DOUBTFUL = {
    "two buildings on the lot": (TWO_HOMES, [filing()]),
    "two BINs on the lot": (TWO_HOMES[:1], [filing(), filing("B00999999-I1", bin="3455555")]),
    "neither address nor homes agree": (
        TWO_HOMES[:1],
        [filing(street_name="OAK STREET", proposed_dwelling_units="21")],
    ),
}


@pytest.mark.parametrize("case", DOUBTFUL)
async def test_in_doubt_filings_stay_with_their_bin(parts: Parts, tmp_path: Path, case: str) -> None:
    homes, filings = DOUBTFUL[case]
    await deliver(parts, tmp_path, buildings=homes, filings=filings)
    codes = {str(row["Building ID"]) for row in homes} | {str(row["bin"]) for row in filings}
    assert {code for _, code in await subjects(parts)} == codes
    assert "NYC-LOT" in dict(await findings(parts))


async def test_a_lot_whose_building_has_a_bin_is_left_alone(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, buildings=[building()], filings=[filing(bin="3455555")])
    assert await subjects(parts) == {("nyc-bin", BIN), ("nyc-bin", "3455555")}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2018-12-31T00:00:00.000", "2018-12-31"), ("12/31/2018", "2018-12-31"), ("12/31/2018 13:47:08", "2018-12-31"),
        ("2018-12-31", "2018-12-31"), ("31/12/2018", None), ("2018-02-30", None), ("0", None), ("12/31/18", None),
    ],
)  # fmt: skip
def test_dates(text: str, day: str | None) -> None:
    assert nyc_reading.day(text) == day


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Project ID", "x"), ("Building ID", "9a"), ("BIN", "341234"), ("BIN", "6412345"), ("Borough", "Jersey"),
        ("Project Start Date", ""), ("Building Completion Date", "30/06/2017"), ("Low Income Units", "7.5"),
        ("Total Units", "-1"), ("Reporting Construction Type", "Rebuilt"), ("Extended Affordability Only", "Perhaps"),
        ("BBL", "12"), ("Latitude", "north"),
    ],
)  # fmt: skip
async def test_faults_of_a_building_are_rejected(parts: Parts, tmp_path: Path, column: str, value: str) -> None:
    summary = await deliver(parts, tmp_path, buildings=[building(**Cells({column: value}))])
    assert summary.counts.rejected == 1
    assert await parts.pool.fetchval("select column_name from intake.quarantine") == column


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("job__", "B1"), ("job_status", "?"), ("signoff_date", "2018-31-12"), ("bin__", "x"), ("lot", "A"),
        ("borough", ""), ("proposed_height", "tall"),
    ],
)  # fmt: skip
async def test_faults_of_a_job_are_rejected(parts: Parts, tmp_path: Path, column: str, value: str) -> None:
    summary = await deliver(parts, tmp_path, jobs=[job(**Cells({column: value}))])
    assert summary.counts.rejected == 1
    assert await parts.pool.fetchval("select column_name from intake.quarantine") == column


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("application_number", ""),
        ("c_of_o_issuance_date", ""),
        ("c_of_o_filing_type", "Perhaps"),
        ("bin_normalized", "9"),
    ],
)
async def test_faults_of_a_certificate_are_rejected(parts: Parts, tmp_path: Path, column: str, value: str) -> None:
    summary = await deliver(parts, tmp_path, certificates=[certificate(**{column: value})])
    assert summary.counts.rejected == 1
    assert await parts.pool.fetchval("select column_name from intake.quarantine") == column


async def test_boroughs_are_one_however_they_are_written(parts: Parts, tmp_path: Path) -> None:
    rows = [certificate(f"CO-{n}", borough=name) for n, name in enumerate(("BROOKLYN", "Brooklyn", "brooklyn"))]
    await deliver(parts, tmp_path, certificates=rows)
    assert {body["code"] for body in await told(parts, "DIVISION")} == {"NYC", "NYC/Brooklyn"}


async def test_a_bin_of_another_borough_is_a_doubt(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, buildings=[building(Borough="Bronx")], certificates=[certificate(borough="Queens")])
    assert [rule for rule, _ in await findings(parts)] == ["NYC-BOROUGH", "NYC-BOROUGH"]


async def test_a_completion_before_the_start_is_recorded_with_a_doubt(parts: Parts, tmp_path: Path) -> None:
    early: Cells = {"Building Completion Date": "2015-03-01T00:00:00.000"}
    summary = await deliver(parts, tmp_path, buildings=[building(**early)])
    assert summary.counts.findings == {"NYC-DATES": 1}


async def test_another_number_of_homes_later_is_a_correction(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, buildings=[building()], projects=[project()])
    changed: Cells = {"Low Income Units": "8.0", "All Counted Units": "13.0", "Counted Rental Units": "13.0"}
    later = await deliver(parts, tmp_path, buildings=[building(**changed)], projects=[project()])
    assert (later.counts.recorded, later.counts.duplicates) == (1, 1)
    corrected = [body for body in await told(parts) if body.get("corrects") and body["type"] == "SubsidyGranted"]
    assert [said(body, "subsidies/1-900")["units_low"] for body in corrected] == [8]
    assert [rule for rule, _ in await findings(parts)] == ["NYC-UNITS"]
    again = await deliver(parts, tmp_path, buildings=[building(**changed)], projects=[project()])
    assert (again.counts.events, again.counts.duplicates) == (0, 2)
