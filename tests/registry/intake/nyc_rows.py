"""Rows of New York's files, made up: one building with its project, its job and its certificates."""

from __future__ import annotations

from typing import Any

from registry.intake.profiles import nyc_files

Cells = dict[str, Any]
BIN = "3412345"


def building(project: int = 1, number: object = 900, bin_: str = BIN, **more: Any) -> Cells:
    """A row of the file by building: a new one with 12 subsidised homes of 20."""
    blank = dict.fromkeys((*nyc_files.BUILDINGS.columns, *nyc_files.BUILDINGS.optional), "")
    return blank | {
        "Project ID": project, "Project Name": "Elm Court", "Project Start Date": "2015-03-02T00:00:00.000",
        "Building ID": number, "Number": "12", "Street": "ELM  STREET", "Borough": "Brooklyn", "BBL": "3012340056",
        "BIN": bin_, "Latitude": "40.6874", "Longitude": "-73.9",
        "Building Completion Date": "2017-06-30T00:00:00.000", "Reporting Construction Type": "New Construction",
        "Extended Affordability Only": "No", "Very Low Income Units": "5.0", "Low Income Units": "7.0",
        "2-BR Units": "12.0", "Counted Rental Units": "12.0", "All Counted Units": "12.0", "Total Units": "20",
        "Program Group": "Small Homes Program", "Planned Tax Benefit": "421a",
        **more,
    }  # fmt: skip


def withheld(project: int, **more: Any) -> Cells:
    """A row of a project whose name and addresses the register keeps to itself."""
    named: Cells = {"Project Name": "CONFIDENTIAL", "Number": "----", "Street": "----", "BBL": "", "Latitude": ""}
    return building(project, "", **(named | {"BIN": ""} | more))


def project(number: int = 1, **more: Any) -> Cells:
    zeros = dict.fromkeys((columns[1] for columns in nyc_files.BANDS.values()), "0")
    return {
        "project_id": number, "project_name": "Elm Court", "program_group": "Small Homes Program",
        "project_start_date": "2015-03-02T00:00:00.000", "project_completion_date": "2017-06-30T00:00:00.000",
        "extended_affordability_status": "No", "prevailing_wage_status": "", "planned_tax_benefit": "421a",
        **zeros, "very_low_income_units": "5", "low_income_units": "7", "counted_rental_units": "12",
        "all_counted_units": "12", "total_units": "20", "senior_units": "3",
        **more,
    }  # fmt: skip


def job(number: int = 320123456, document: str = "01", **more: Any) -> Cells:
    """A row of BIS, in the older of the two forms."""
    blank = dict.fromkeys((*nyc_files.JOBS.columns, *nyc_files.JOBS.optional), "")
    return blank | {
        "job__": number, "doc__": document, "borough": "BROOKLYN", "house__": "12", "street_name": "ELM STREET",
        "block": "01234", "lot": "00056", "bin__": BIN, "job_status": "X", "latest_action_date": "05/04/2018",
        "pre__filing_date": "01/31/2014", "fully_permitted": "02/28/2015", "signoff_date": "05/04/2018",
        "special_action_status": "N", "dobrundate": "11/19/2025 00:00:00", "proposed_no_of_stories": "6",
        "proposed_height": "60", "proposed_dwelling_units": "20", "total_construction_floor_area": "10000",
        "proposed_occupancy": "R-2", "zoning_dist1": "R6",
        **more,
    }  # fmt: skip


def filing(number: str = "B00123456-I1", **more: Any) -> Cells:
    """A row of DOB NOW."""
    blank = dict.fromkeys((*nyc_files.JOBS_NOW.columns, *nyc_files.JOBS_NOW.optional), "")
    return blank | {
        "job_filing_number": number, "filing_status": "Permit Entire", "house_no": "12", "street_name": "ELM STREET",
        "borough": "BROOKLYN", "block": "1234", "lot": "56", "bin": BIN, "filing_date": "2021-08-31T00:00:00.000",
        "current_status_date": "2023-02-09T16:39:14.000", "first_permit_date": "2022-01-02T00:00:00.000",
        "latitude": "40.6874", "longitude": "-73.9", "proposed_no_of_stories": "6", "proposed_height": "60",
        "proposed_dwelling_units": "20", "total_construction_floor_area": "10000.5",
        **more,
    }  # fmt: skip


def certificate(number: str = "CO-000000001", **more: Any) -> Cells:
    """A certificate of DOB NOW."""
    blank = dict.fromkeys((*nyc_files.CERTIFICATES.columns, *nyc_files.CERTIFICATES.optional), "")
    return blank | {
        "source": "DOB_NOW_CO", "borough": "Brooklyn", "block": "1234", "lot": "56", "bin_normalized": BIN, "bin": BIN,
        "application_number": number, "c_of_o_filing_type": "Initial", "c_of_o_issuance_date": "05/13/2021 10:02:16",
        **more,
    }  # fmt: skip


def old_certificate(item: str = "001", **more: Any) -> Cells:
    """A certificate of BIS."""
    return certificate(
        "", source="DOB_CO", c_of_o_filing_type="", c_of_o_issuance_date="", job_number="320123456", item_number=item,
        issue_type="Temporary", c_o_issue_date="2018-05-04T00:00:00.000", pr_dwelling_unit="20", bin="3000000",
        bin_number=BIN, **more,
    )  # fmt: skip
