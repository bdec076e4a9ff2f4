"""The seven files of New York's subsidised housing and of its buildings department, with all of their columns.

A column that no list names stops the import and is named; those of the lists ``…_UNREAD`` are known and not recorded.
"""

from __future__ import annotations

from registry.intake.profile import Part

BANDS = {
    "units_extremely_low": ("Extremely Low Income Units", "extremely_low_income_units"),
    "units_very_low": ("Very Low Income Units", "very_low_income_units"),
    "units_low": ("Low Income Units", "low_income_units"),
    "units_moderate": ("Moderate Income Units", "moderate_income_units"),
    "units_middle": ("Middle Income Units", "middle_income_units"),
    "units_other": ("Other Income Units", "other_income_units"),
    "units_rental": ("Counted Rental Units", "counted_rental_units"),
    "units_ownership": ("Counted Homeownership Units", "counted_homeownership_units"),
    "units": ("All Counted Units", "all_counted_units"),
}
"""Attribute of a subsidy -> the column of homes in the file by building, and in that by project."""

MIX = {
    "Studio": "Studio Units",
    "1-BR": "1-BR Units",
    "2-BR": "2-BR Units",
    "3-BR": "3-BR Units",
    "4-BR": "4-BR Units",
    "5-BR": "5-BR Units",
    "6-BR+": "6-BR+ Units",
    "Unknown-BR": "Unknown-BR Units",
}
"""Type of home -> its column in the file by building."""

_BUILDING = (
    "Project ID", "Project Name", "Project Start Date", "Building ID", "Number", "Street", "Borough", "BBL", "BIN",
    "Latitude", "Longitude", "Building Completion Date", "Reporting Construction Type", "Extended Affordability Only",
    *(building for building, _ in BANDS.values()), *MIX.values(), "Total Units", "Program Group",
)  # fmt: skip
_BUILDING_UNREAD = (
    "Postcode", "Community Board", "Council District", "Census Tract", "NTA - Neighborhood Tabulation Area",
    "Latitude (Internal)", "Longitude (Internal)", "Prevailing Wage Status", "Project Completion Date",
    "Extended Affordability Status",
)  # fmt: skip
_PROJECT = (
    "project_id", "project_name", "program_group", "project_start_date", "project_completion_date",
    "extended_affordability_status", *(project for _, project in BANDS.values()), "total_units",
)  # fmt: skip
_BIS = """
    job__ doc__ borough house__ street_name block lot bin__ job_status latest_action_date pre__filing_date
    fully_permitted signoff_date special_action_status special_action_date dobrundate gis_latitude
    gis_longitude proposed_no_of_stories proposed_height proposed_dwelling_units total_construction_floor_area
    proposed_occupancy zoning_dist1
"""
_BIS_UNREAD = """
    job_type job_status_descrp building_type community___board cluster landmarked loft_board efiling_filed
    other other_description applicant_professional_title professional_cert paid fully_paid assigned
    initial_cost total_est__fee fee_status existing_zoning_sqft proposed_zoning_sqft enlargement_sq_footage
    street_frontage existingno_of_stories existing_height owner_type non_profit job_description job_s1_no
    withdrawal_flag building_class job_no_good_count little_e curb_cut gis_council_district gis_census_tract
    gis_nta_name gis_bin city_owned plumbing mechanical adult_estab approved site_fill special_district_1
    equipment boiler sprinkler standpipe zoning_dist2 special_district_2 pc_filed existing_dwelling_units
    zoning_dist3 fuel_burning fuel_storage
"""
_NOW = """
    job_filing_number filing_status house_no street_name borough block lot bin filing_date current_status_date
    first_permit_date signoff_date latitude longitude proposed_no_of_stories proposed_height
    proposed_dwelling_units total_construction_floor_area
"""
_NOW_UNREAD = """
    commmunity_board applicant_professional_title sprinkler_work_type plumbing_work_type initial_cost
    review_building_code little_e unmapped_cco_street in_compliance_with_nycecc exempt_from_nycecc
    building_type specialinspectionrequirement progressinspectionrequirement standpipe antenna curb_cut sign
    fence scaffold shed postcode council_district census_tract bbl nta boiler_equipment_work_type_
    earth_work_work_type_ foundation_work_type_ general_construction_work_type_ mechanical_systems_work_type_
    place_of_assembly_work_type_ protection_mechanical_methods_work_type_ sidewalk_shed_work_type_
    structural_work_type_ support_of_excavation_work_type_ temporary_place_of_assembly_work_type_ job_type
    approved_date work_on_floor built_1_information_value built_2_information_value
    built_2_a_information_value built_2_b_information_value
"""
_CO = """
    source borough block lot bin_normalized job_number item_number issue_type c_o_issue_date pr_dwelling_unit
    application_number c_of_o_filing_type c_of_o_issuance_date job_type bin bin_number
    buildingidentificationnumber
"""
_CO_UNREAD = """
    latitude house_no council_district community_board bbl house_number location_point nta censustract2010
    c_of_o_sequence application_status_raw job_filing_name ntaname zip_code submitted_date street_name
    longitude census_tract location citycouncildistrict postcode c_of_o_status filing_status_raw
    communitydistrict ex_dwelling_unit
"""

_BIS_NAMES, _NOW_NAMES = f"{_BIS} {_BIS_UNREAD}".split(), f"{_NOW} {_NOW_UNREAD}".split()
_BOTH_NAMES = ("source", "bin_normalized", "fire_alarm", *dict.fromkeys((*_BIS_NAMES, *_NOW_NAMES)))
_UNFILLED = ("fuel_burning", "fuel_storage", "fire_alarm")
"""Columns that a file has only where some row fills them."""

BUILDINGS = Part(
    "building",
    r".*production_by_building.*\.csv",
    columns=_BUILDING,
    optional=("Planned Tax Benefit", *_BUILDING_UNREAD),
)
PROJECTS = Part(
    "project",
    r".*production_by_project.*\.csv",
    columns=_PROJECT,
    optional=("planned_tax_benefit", "senior_units", "prevailing_wage_status"),
)
JOBS = Part("bis", r".*bisweb.*\.csv", columns=tuple(_BIS.split()), optional=(*_BIS_UNREAD.split(), "fire_alarm"))
JOBS_NOW = Part("now", r".*dob_now.*\.csv", columns=tuple(_NOW.split()), optional=tuple(_NOW_UNREAD.split()))
JOBS_BOTH = Part(
    "filing",
    r".*dob_filings.*\.csv",
    columns=tuple(name for name in _BOTH_NAMES if name not in _UNFILLED),
    optional=_UNFILLED,
)
CERTIFICATES = Part(
    "certificate", r".*co_filings.*\.csv", columns=tuple(_CO.split()), optional=tuple(_CO_UNREAD.split())
)

PARTS = (BUILDINGS, PROJECTS, JOBS, JOBS_NOW, JOBS_BOTH, CERTIFICATES)
FILINGS = ("bis", "now", "filing")
