"""Commands on the holding, the safety and the end of a building."""

from __future__ import annotations

from aggregates.commands import caring, deadlines, losses, subsidies
from aggregates.commands.building import B, do
from aggregates.commands.command import Items, given, needed, rest

_UNIT_MIX = Items(
    "unit_mix",
    "Homes by type and tenure",
    "户型构成",
    B.unit_mix,
    (needed(B.unit_mix.unit_type), given(B.unit_mix.tenure), needed(B.unit_mix.units)),
    key=("unit_type", "tenure"),
)

CARE = (
    do.opens(
        "assign_building_property_manager",
        "PropertyManagerAssigned",
        B.property_managers,
        needed(B.property_managers.enterprise_code),
        *rest(B.property_managers, B.property_managers.enterprise_code, B.property_managers.ended_on),
        key=("enterprise_code", "effective_on"),
        stamps=(B.property_managers.starts_on,),
        amend=caring.succeed_manager,
    ),
    do.opens(
        "use_maintenance_fund",
        "MaintenanceFundUsed",
        B.fund_uses,
        needed(B.fund_uses.number, "use_no"),
        needed(B.fund_uses.works),
        needed(B.fund_uses.amount),
        given(B.fund_uses.paid_on),
        key="use_no",
        stamps=(B.fund_uses.approved_on,),
    ),
    do.opens(
        "grant_renovation",
        "RenovationGranted",
        B.renovations,
        needed(B.renovations.number, "renovation_no"),
        *rest(B.renovations, B.renovations.number, B.renovations.granted_on, B.renovations.completed_on),
        key="renovation_no",
        stamps=(B.renovations.granted_on,),
    ),
    do.ends(
        "complete_renovation",
        "RenovationCompleted",
        B.renovations,
        needed(B.renovations.number, "renovation_no"),
        given(B.renovations.cost),
        _UNIT_MIX,
        key="renovation_no",
        stamps=(B.renovations.completed_on,),
    ),
    do.opens(
        "change_use",
        "UseChanged",
        B.use_changes,
        needed(B.use_changes.number, "change_no"),
        needed(B.use_changes.to_purpose),
        given(B.use_changes.from_purpose),
        given(B.business_use),
        key="change_no",
        stamps=(B.use_changes.changed_on,),
        amend=caring.change_purpose,
    ),
    do.states("take_building_out_of_use", "TakenOutOfUse"),
    do.states("return_building_to_use", "ReturnedToUse"),
)

SAFETY = (
    do.opens(
        "screen_building_safety",
        "SafetyScreened",
        B.screenings,
        needed(B.screenings.number, "screening_no"),
        needed(B.screenings.suspect),
        given(B.screenings.body),
        given(B.screenings.detail),
        key="screening_no",
        stamps=(B.screenings.screened_on,),
    ),
    do.opens(
        "appraise_building_safety",
        "SafetyAppraised",
        B.appraisals,
        needed(B.appraisals.number, "report_no"),
        needed(B.appraisals.grade),
        *rest(B.appraisals, B.appraisals.number, B.appraisals.grade, B.appraisals.appraised_on),
        key="report_no",
        stamps=(B.appraisals.appraised_on,),
        amend=caring.grade,
    ),
    do.opens(
        "report_hazard",
        "HazardFound",
        B.hazards,
        needed(B.hazards.number, "hazard_no"),
        needed(B.hazards.category),
        given(B.hazards.severity),
        given(B.hazards.detail),
        given(B.hazards.due_on),
        key="hazard_no",
        stamps=(B.hazards.found_on,),
        amend=deadlines.hazard,
    ),
    do.ends(
        "resolve_hazard",
        "HazardResolved",
        B.hazards,
        needed(B.hazards.number, "hazard_no"),
        given(B.hazards.measure),
        key="hazard_no",
        stamps=(B.hazards.resolved_on,),
    ),
    do.opens(
        "order_control",
        "ControlOrdered",
        B.controls,
        needed(B.controls.number, "control_no"),
        needed(B.controls.kind, "control_kind"),
        given(B.controls.reason, "control_reason"),
        given(B.controls.starts_on),
        given(B.controls.persons),
        key="control_no",
        stamps=(B.controls.starts_on,),
    ),
    do.ends(
        "lift_control",
        "ControlLifted",
        B.controls,
        needed(B.controls.number, "control_no"),
        key="control_no",
        stamps=(B.controls.lifted_on,),
    ),
)

END = (
    do.opens(
        "expropriate_building",
        "ExpropriationDecided",
        B.expropriations,
        needed(B.expropriations.number, "decision_no"),
        given(B.expropriations.body),
        key="decision_no",
        stamps=(B.expropriations.decided_on,),
        summary="Where no project is on record; else the project's decision lists its buildings (decideExpropriation).",
    ),
    do.opens(
        "file_building_demolition",
        "DemolitionFiled",
        B.demolitions,
        needed(B.demolitions.number, "filing_no"),
        given(B.demolitions.contractor_code),
        given(B.demolitions.planned_on),
        key="filing_no",
        stamps=(B.demolitions.filed_on,),
        summary="Where no project is on record; else the project's filing lists its buildings (fileDemolition).",
    ),
    do.states(
        "demolish_building",
        "Demolished",
        amend=losses.pull_down,
        effects=losses.lose_houses,
        summary="All houses of the building are lost with it in the same transaction; what is open on them is told.",
    ),
    do.states(
        "mark_entered_in_error",
        "EnteredInError",
        effects=losses.tell_houses,
        summary="The building never was; each of its houses gets a finding.",
    ),
)

COMMANDS = (*CARE, *SAFETY, *subsidies.commands(do, "building", _UNIT_MIX), *END)
