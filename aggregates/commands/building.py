"""What may be asked to be recorded of a building that is to be, rises and is finished: commands as verbs."""

from __future__ import annotations

from aggregates.building import Building
from aggregates.catalogue import CATALOGUE
from aggregates.commands import losses, permits, sites
from aggregates.commands.command import Declaring, Plain, given, needed, rest

B = Building
do = Declaring(B, {event_type.name: event_type for event_type in CATALOGUE.of_kind("BUILDING")})

_SURVEYED = (
    B.name,
    B.address,
    B.parcel,
    B.floors,
    B.floors_below,
    B.height,
    B.year_built,
    B.gross_area,
    B.footprint_area,
    B.outline,
    B.location,
    B.structure,
    B.unit_count,
)
_PERMIT_NO = needed(B.permits.number, "permit_no")
_PRESALE_NO = needed(B.presale_permits.number, "permit_no")

CONSTRUCTION = (
    do.registers("register_building", "BuildingRegistered", needed(B.division), amend=sites.known_project),
    do.states("revise_building_survey", "SurveyRevised", *(given(one) for one in _SURVEYED), amend=sites.some_change),
    do.opens(
        "permit_construction",
        "ConstructionPermitted",
        B.permits,
        _PERMIT_NO,
        given(B.permits.lapses_on),
        key="permit_no",
        stamps=(B.permits.granted_on,),
        constants={"permits.kind": "CONSTRUCTION"},
        amend=sites.permit,
    ),
    do.ends(
        "end_construction_permit",
        "ConstructionPermitEnded",
        B.permits,
        _PERMIT_NO,
        key="permit_no",
        stamps=(B.permits.ended_on,),
    ),
    do.states(
        "start_construction",
        "ConstructionStarted",
        Plain("permit_no", "String", "Permit under which it starts; else the last that stands", "施工许可证号"),
        stamps=(B.started_on,),
        amend=permits.start,
        effects=permits.start_on_project,
    ),
    do.opens(
        "suspend_construction",
        "ConstructionSuspended",
        B.suspensions,
        given(B.suspensions.reported_on),
        given(B.suspensions.reason, "suspension_reason"),
        key=("effective_on",),
        stamps=(B.suspensions.suspended_on,),
    ),
    do.changes(
        "resume_construction",
        "ConstructionResumed",
        B.suspensions,
        given(B.suspensions.verified_on),
        stamps=(B.suspensions.resumed_on,),
    ),
    do.states("top_out_building", "ToppedOut", stamps=(B.topped_out_on,)),
    do.opens(
        "accept_completion",
        "CompletionAccepted",
        B.acceptances,
        needed(B.acceptances.number, "acceptance_no"),
        given(B.acceptances.body),
        given(B.acceptances.detail),
        given(B.year_built),
        key="acceptance_no",
        stamps=(B.acceptances.accepted_on, B.completed_on),
        constants={"acceptances.kind": "COMPLETION", "acceptances.passed": True},
        amend=sites.complete,
    ),
    do.opens(
        "file_building_completion",
        "CompletionFiled",
        B.acceptances,
        needed(B.acceptances.number, "filing_no"),
        given(B.acceptances.body),
        given(B.acceptances.detail),
        key="filing_no",
        stamps=(B.acceptances.accepted_on,),
        constants={"acceptances.kind": "COMPLETION_FILING", "acceptances.passed": True},
    ),
    do.states("mark_not_realised", "NotRealised", effects=losses.tell_houses),
)

PRESALE = (
    do.opens(
        "permit_presale",
        "PresalePermitted",
        B.presale_permits,
        _PRESALE_NO,
        *rest(
            B.presale_permits,
            B.presale_permits.number,
            B.presale_permits.granted_on,
            B.presale_permits.ended_on,
            B.presale_permits.project_code,
        ),
        key="permit_no",
        stamps=(B.presale_permits.granted_on,),
        amend=sites.permit_presale,
    ),
    do.ends(
        "end_presale_permit",
        "PresalePermitEnded",
        B.presale_permits,
        _PRESALE_NO,
        key="permit_no",
        stamps=(B.presale_permits.ended_on,),
    ),
    do.states("register_first_ownership", "FirstRegistered", needed(B.first_registration_no)),
)

COMMANDS = (*CONSTRUCTION, *PRESALE)
