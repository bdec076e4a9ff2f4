"""What may be asked to be recorded of a project: its approval, its land, and the permits that it owns."""

from __future__ import annotations

from aggregates.catalogue import CATALOGUE
from aggregates.commands import engaging, permits
from aggregates.commands.command import Declaring, Items, given, needed, rest
from aggregates.commands.coverage import BUILDINGS, HOUSES
from aggregates.project import Project

P = Project
do = Declaring(P, {event_type.name: event_type for event_type in CATALOGUE.of_kind("PROJECT")})

PARTICIPANTS = Items(
    "participants",
    "Enterprises that take part from then on",
    "参建单位",
    P.participants,
    (needed(P.participants.role), needed(P.participants.enterprise_code), given(P.participants.enterprise_name)),
    key=("role", "enterprise_code"),
)

PERMIT_NO = needed(P.permits.number, "permit_no")
_GRANT = (PERMIT_NO, given(P.permits.body), given(P.permits.works), given(P.permits.area), given(P.permits.units))

APPROVAL = (
    do.registers(
        "approve_project",
        "ProjectApproved",
        needed(P.name),
        needed(P.division),
        PARTICIPANTS,
        stamps=(P.approved_on,),
        amend=permits.join,
        effects=engaging.record,
    ),
    do.opens(
        "acquire_land",
        "LandAcquired",
        P.lands,
        needed(P.lands.parcel),
        *rest(P.lands, P.lands.parcel, P.lands.acquired_on, P.lands.transferred_on, P.lands.transferee_code),
        key=("parcel", "effective_on"),
        stamps=(P.lands.acquired_on,),
    ),
    do.ends(
        "transfer_land",
        "LandTransferred",
        P.lands,
        needed(P.lands.parcel),
        given(P.lands.transferee_code),
        key=("parcel",),
        stamps=(P.lands.transferred_on,),
    ),
)

WORKS = (
    do.opens(
        "grant_planning_permit",
        "PlanningPermitGranted",
        P.permits,
        *_GRANT,
        given(P.permits.lapses_on),
        BUILDINGS,
        key="permit_no",
        stamps=(P.permits.granted_on,),
        constants={"permits.kind": "PLANNING"},
        amend=permits.plan,
    ),
    do.opens(
        "grant_construction_permit",
        "ConstructionPermitGranted",
        P.permits,
        *_GRANT,
        given(P.permits.value),
        given(P.permits.builder_code),
        given(P.contract_value),
        BUILDINGS,
        PARTICIPANTS,
        key="permit_no",
        stamps=(P.permits.granted_on,),
        constants={"permits.kind": "CONSTRUCTION"},
        amend=permits.grant,
        effects=permits.permit_buildings,
    ),
    do.opens(
        "extend_construction_permit",
        "ConstructionPermitExtended",
        P.extensions,
        needed(P.extensions.permit_no),
        given(P.extensions.lapses_on),
        given(P.extensions.reason, "extension_reason"),
        key=("permit_no", "effective_on"),
        stamps=(P.extensions.granted_on,),
        amend=permits.extend,
        effects=permits.extend_buildings,
    ),
    do.changes(
        "lapse_construction_permit",
        "ConstructionPermitLapsed",
        P.permits,
        PERMIT_NO,
        given(P.permits.reason, "lapse_reason"),
        key="permit_no",
        even_ended=True,
        stamps=(P.permits.lapsed_on,),
        amend=permits.end_works_permit,
        effects=permits.end_on_buildings,
    ),
    do.ends(
        "revoke_construction_permit",
        "ConstructionPermitRevoked",
        P.permits,
        PERMIT_NO,
        given(P.permits.reason, "revocation_reason"),
        key="permit_no",
        stamps=(P.permits.revoked_on,),
        amend=permits.end_works_permit,
        effects=permits.end_on_buildings,
    ),
    do.changes(
        "start_works",
        "WorksStarted",
        P.permits,
        PERMIT_NO,
        BUILDINGS,
        key="permit_no",
        stamps=(P.permits.works_started_on,),
        amend=permits.start_works,
        effects=permits.start_buildings,
    ),
)

PRESALE = (
    do.opens(
        "grant_presale_permit",
        "PresalePermitGranted",
        P.permits,
        *_GRANT,
        given(P.permits.lapses_on),
        BUILDINGS,
        HOUSES,
        key="permit_no",
        stamps=(P.permits.granted_on,),
        constants={"permits.kind": "PRESALE"},
        amend=permits.grant_presale,
        effects=permits.open_presale,
    ),
    do.ends(
        "revoke_presale_permit",
        "PresalePermitRevoked",
        P.permits,
        PERMIT_NO,
        given(P.permits.reason, "revocation_reason"),
        key="permit_no",
        stamps=(P.permits.revoked_on,),
        amend=permits.end_presale,
        effects=permits.close_presale,
    ),
)

COMMANDS = (*APPROVAL, *WORKS, *PRESALE)
