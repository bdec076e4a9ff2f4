"""What may be asked to be recorded of a project's procedure: tenders, reviews, those who take part, inspections."""

from __future__ import annotations

from aggregates.commands import deadlines, engaging, inspecting, procedure
from aggregates.commands.command import Items, Parties, given, needed, rest
from aggregates.commands.coverage import BUILDINGS
from aggregates.commands.project import PARTICIPANTS, P, do

CONTRACTS = Items(
    "contracts",
    "Contracts for works or services that were awarded",
    "工程合同",
    P.contracts,
    (needed(P.contracts.number, "contract_no"), *rest(P.contracts, P.contracts.number, P.contracts.ended_on)),
    key=("contract_no",),
)
PRACTITIONER = Parties("practitioner", "The practitioner, one person", "从业人员（一人）", P.participants)

TAKER = Parties("practitioner", "Who took it, one person", "经办人（一人）", P.procedure_steps)
MONITOR = Parties("monitor", "Who watches over it, one person", "督办人（一人）", P.procedure_steps)

_ROLE = needed(P.participants.role)
_ENTERPRISE = needed(P.participants.enterprise_code)
_LEAVING = given(P.participants.reason, "leaving_reason")
_ACCEPTANCE = (
    needed(P.acceptances.number, "acceptance_no"),
    given(P.acceptances.body),
    given(P.acceptances.detail),
)
_INSPECTION = (
    needed(P.inspections.number, "inspection_no"),
    needed(P.inspections.passed),
    *rest(P.inspections, P.inspections.number, P.inspections.passed, P.inspections.kind),
)

TENDERS = (
    do.opens(
        "open_tender",
        "TenderOpened",
        P.tenders,
        needed(P.tenders.number, "tender_no"),
        given(P.tenders.subject_matter),
        given(P.tenders.mode),
        given(P.tenders.agent_code),
        given(P.tenders.due_on),
        key="tender_no",
        stamps=(P.tenders.opened_on,),
        amend=deadlines.tender,
    ),
    do.changes(
        "award_bid",
        "BidAwarded",
        P.tenders,
        needed(P.tenders.number, "tender_no"),
        needed(P.tenders.winner_code),
        given(P.tenders.winner_name),
        given(P.tenders.price),
        given(P.tenders.bidders),
        given(P.tenders.contract_due_on),
        given(P.contract_value),
        CONTRACTS,
        PARTICIPANTS,
        key="tender_no",
        stamps=(P.tenders.awarded_on,),
        amend=procedure.award,
        effects=engaging.record,
    ),
    do.opens(
        "record_contract_performance",
        "ContractPerformanceRecorded",
        P.performances,
        needed(P.performances.contract_no),
        *rest(P.performances, P.performances.contract_no, P.performances.recorded_on),
        given(P.investment_done),
        key=("contract_no", "effective_on"),
        stamps=(P.performances.recorded_on,),
    ),
)

_BEGUN = (P.procedure_steps.case_no, P.procedure_steps.step)
_OVER = (
    P.procedure_steps.done_on,
    P.procedure_steps.stopped_on,
    P.procedure_steps.closed,
    P.procedure_steps.outcome,
)

STEPS = (
    do.opens(
        "open_procedure_step",
        "ProcedureStepTaken",
        P.procedure_steps,
        *map(needed, _BEGUN),
        *rest(P.procedure_steps, *_BEGUN, *_OVER),
        TAKER,
        MONITOR,
        key=("case_no", "step", "effective_on"),
        stamps=(P.procedure_steps.started_on,),
        amend=procedure.open_step,
        summary="It is to be done by the day that is given, or that policy sets; takeProcedureStep says that it was.",
    ),
    do.opens(
        "take_procedure_step",
        "ProcedureStepTaken",
        P.procedure_steps,
        needed(P.procedure_steps.case_no),
        needed(P.procedure_steps.step),
        *rest(P.procedure_steps, P.procedure_steps.case_no, P.procedure_steps.step),
        TAKER,
        MONITOR,
        key=("case_no", "step", "effective_on"),
        stamps=(P.procedure_steps.done_on,),
        amend=procedure.take_step,
        even_open=True,
        summary="Ends the step of the case that was opened, where one was.",
    ),
)

REVIEWS = (
    do.opens(
        "review_drawings",
        "DrawingsReviewed",
        P.drawing_reviews,
        needed(P.drawing_reviews.discipline),
        needed(P.drawing_reviews.round),
        needed(P.drawing_reviews.outcome),
        needed(P.drawing_reviews.body),
        given(P.drawing_reviews.certificate_no),
        given(P.drawing_reviews.opinions),
        given(P.drawing_reviews.submitted_on),
        given(P.drawing_reviews.revision_due_on),
        key=("discipline", "round"),
        stamps=(P.drawing_reviews.reviewed_on,),
        amend=deadlines.review,
    ),
    do.states("register_supervision", "SupervisionRegistered", needed(P.supervision_no), given(P.supervision_body)),
)

PARTICIPATION = (
    do.opens(
        "engage_enterprise",
        "EnterpriseEngaged",
        P.participants,
        _ROLE,
        _ENTERPRISE,
        given(P.participants.enterprise_name),
        given(P.participants.qualification),
        given(P.participants.contract_no),
        key=("role", "enterprise_code", "effective_on"),
        stamps=(P.participants.starts_on,),
        constants={"participants.party_kind": "ENTERPRISE"},
        effects=engaging.record,
    ),
    do.ends(
        "release_enterprise",
        "EnterpriseReleased",
        P.participants,
        _ROLE,
        _ENTERPRISE,
        _LEAVING,
        key=("role", "enterprise_code"),
        stamps=(P.participants.ended_on,),
        effects=engaging.record,
    ),
    do.opens(
        "assign_practitioner",
        "PractitionerAssigned",
        P.participants,
        _ROLE,
        needed(P.participants.practitioner_no),
        PRACTITIONER,
        given(P.participants.enterprise_code),
        given(P.participants.enterprise_name),
        given(P.participants.key_role),
        given(P.participants.qualification),
        given(P.participants.contract_no),
        key=("role", "practitioner_no", "effective_on"),
        stamps=(P.participants.starts_on,),
        constants={"participants.party_kind": "PERSON"},
        amend=procedure.assign,
        effects=engaging.record,
    ),
    do.ends(
        "release_practitioner",
        "PractitionerReleased",
        P.participants,
        _ROLE,
        needed(P.participants.practitioner_no),
        _LEAVING,
        key=("role", "practitioner_no"),
        stamps=(P.participants.ended_on,),
        effects=engaging.record,
    ),
)

SUPERVISION = (
    do.opens(
        "inspect_quality",
        "QualityInspected",
        P.inspections,
        *_INSPECTION,
        key="inspection_no",
        stamps=(P.inspections.inspected_on,),
        constants={"inspections.kind": "QUALITY"},
        amend=inspecting.on_draw,
        effects=engaging.check_on_site,
    ),
    do.opens(
        "inspect_safety",
        "SafetyInspected",
        P.inspections,
        *_INSPECTION,
        key="inspection_no",
        stamps=(P.inspections.inspected_on,),
        constants={"inspections.kind": "SAFETY"},
        amend=inspecting.on_draw,
        effects=engaging.check_on_site,
    ),
    do.opens(
        "test_material",
        "MaterialTested",
        P.material_tests,
        needed(P.material_tests.number, "report_no"),
        needed(P.material_tests.material),
        needed(P.material_tests.passed),
        given(P.material_tests.laboratory_code),
        given(P.material_tests.building_code),
        given(P.material_tests.part),
        key="report_no",
        stamps=(P.material_tests.tested_on,),
        amend=deadlines.test,
    ),
    do.opens(
        "order_rectification",
        "RectificationOrdered",
        P.rectifications,
        needed(P.rectifications.number, "rectification_no"),
        needed(P.rectifications.kind, "inspection_kind"),
        needed(P.rectifications.issue),
        given(P.rectifications.inspection_no),
        given(P.rectifications.building_code),
        given(P.rectifications.due_on),
        key="rectification_no",
        stamps=(P.rectifications.ordered_on,),
        amend=deadlines.rectify,
    ),
    do.ends(
        "close_rectification",
        "RectificationClosed",
        P.rectifications,
        needed(P.rectifications.number, "rectification_no"),
        given(P.rectifications.outcome),
        key="rectification_no",
        stamps=(P.rectifications.closed_on,),
    ),
    do.opens(
        "report_accident",
        "AccidentReported",
        P.accidents,
        needed(P.accidents.number, "accident_no"),
        *rest(P.accidents, P.accidents.number),
        key="accident_no",
        stamps=(P.accidents.happened_on,),
    ),
    do.opens(
        "report_workforce",
        "WorkforceReported",
        P.workforce,
        needed(P.workforce.period),
        *rest(P.workforce, P.workforce.period),
        given(P.investment_done),
        key="period",
        amend=deadlines.workers,
    ),
    do.states(
        "report_progress",
        "ProgressReported",
        given(P.stage),
        given(P.planned_units),
        given(P.built_units),
        given(P.investment_done),
        given(P.planned_award_on),
        given(P.planned_start_on),
        given(P.planned_completion_on),
    ),
)

COMPLETION = (
    do.opens(
        "accept_fire",
        "FireAccepted",
        P.acceptances,
        *_ACCEPTANCE,
        BUILDINGS,
        key="acceptance_no",
        stamps=(P.acceptances.accepted_on,),
        constants={"acceptances.kind": "FIRE", "acceptances.passed": True},
        amend=procedure.accept_fire,
    ),
    do.opens(
        "sample_fire_filing",
        "FireFilingSampled",
        P.acceptances,
        *_ACCEPTANCE,
        needed(P.acceptances.passed),
        BUILDINGS,
        key="acceptance_no",
        stamps=(P.acceptances.accepted_on,),
        constants={"acceptances.kind": "FIRE_FILING_SAMPLE"},
        amend=procedure.accept_fire,
    ),
    do.opens(
        "file_project_completion",
        "CompletionFiled",
        P.acceptances,
        needed(P.acceptances.number, "filing_no"),
        given(P.acceptances.body),
        given(P.acceptances.detail),
        given(P.completed_on),
        BUILDINGS,
        key="filing_no",
        stamps=(P.acceptances.accepted_on,),
        constants={"acceptances.kind": "COMPLETION_FILING", "acceptances.passed": True},
        amend=procedure.file_completion,
        effects=procedure.file_on_buildings,
    ),
    do.opens(
        "accept_archive",
        "ArchiveAccepted",
        P.acceptances,
        *_ACCEPTANCE,
        BUILDINGS,
        key="acceptance_no",
        stamps=(P.acceptances.accepted_on,),
        constants={"acceptances.kind": "ARCHIVE", "acceptances.passed": True},
        amend=procedure.accept_archive,
    ),
)

COMMANDS = (*TENDERS, *STEPS, *REVIEWS, *PARTICIPATION, *SUPERVISION, *COMPLETION)
