"""Commands on what lies on a house: mortgages, seizures, objections, advance notices, and rights struck off."""

from __future__ import annotations

from aggregates.catalogue import CATALOGUE
from aggregates.commands import charging
from aggregates.commands.command import Declaring, Plain, given, needed
from aggregates.house import House

H = House
do = Declaring(H, {event_type.name: event_type for event_type in CATALOGUE.of_kind("HOUSE")})

_MORTGAGE = needed(H.mortgages.number, "mortgage_no")
_SEIZURE = needed(H.seizures.number, "seizure_no")
_OBJECTION = needed(H.objections.number, "objection_no")
_NOTICE = needed(H.advance_notices.number, "notice_no")

MORTGAGES = (
    do.opens(
        "register_mortgage",
        "MortgageRegistered",
        H.mortgages,
        _MORTGAGE,
        needed(H.mortgages.kind, "mortgage_kind"),
        given(H.mortgages.rank),
        given(H.mortgages.mortgagee_code),
        given(H.mortgages.mortgagee_name),
        given(H.mortgages.amount),
        given(H.mortgages.transfer_barred),
        given(H.mortgages.term_ends_on),
        key="mortgage_no",
        stamps=(H.mortgages.registered_on,),
        amend=charging.rank,
    ),
    do.ends(
        "discharge_mortgage",
        "MortgageDischarged",
        H.mortgages,
        _MORTGAGE,
        key="mortgage_no",
        stamps=(H.mortgages.discharged_on,),
    ),
)

SEIZURES = (
    do.opens(
        "register_seizure",
        "SeizureRegistered",
        H.seizures,
        _SEIZURE,
        needed(H.seizures.court),
        needed(H.seizures.expires_on),
        given(H.seizures.case_no),
        given(H.seizures.kind, "seizure_kind"),
        key="seizure_no",
        stamps=(H.seizures.registered_on,),
        amend=charging.seize,
    ),
    do.changes(
        "extend_seizure",
        "SeizureExtended",
        H.seizures,
        _SEIZURE,
        needed(H.seizures.expires_on),
        key="seizure_no",
        stamps=(H.seizures.extended_on,),
    ),
    do.ends(
        "lift_seizure",
        "SeizureLifted",
        H.seizures,
        _SEIZURE,
        key="seizure_no",
        stamps=(H.seizures.lifted_on,),
    ),
)

OBJECTIONS = (
    do.opens(
        "register_objection",
        "ObjectionRegistered",
        H.objections,
        _OBJECTION,
        given(H.objections.detail),
        key="objection_no",
        stamps=(H.objections.registered_on,),
        amend=charging.object_,
    ),
    do.changes(
        "file_suit",
        "SuitFiled",
        H.objections,
        _OBJECTION,
        key="objection_no",
        stamps=(H.objections.suit_filed_on,),
        amend=charging.sue,
    ),
    do.ends(
        "withdraw_objection",
        "ObjectionWithdrawn",
        H.objections,
        _OBJECTION,
        key="objection_no",
        stamps=(H.objections.withdrawn_on,),
    ),
)

NOTICES = (
    do.opens(
        "register_advance_notice",
        "AdvanceNoticeRegistered",
        H.advance_notices,
        _NOTICE,
        given(H.advance_notices.right_noted),
        given(H.advance_notices.contract_no),
        given(H.advance_notices.holder_code),
        given(H.advance_notices.lapses_on),
        key="notice_no",
        stamps=(H.advance_notices.registered_on,),
    ),
    do.ends(
        "cancel_advance_notice",
        "AdvanceNoticeCancelled",
        H.advance_notices,
        _NOTICE,
        key="notice_no",
        stamps=(H.advance_notices.cancelled_on,),
    ),
    do.opens(
        "deregister_right",
        "Deregistered",
        H.deregistrations,
        needed(H.deregistrations.number, "deregistration_no"),
        needed(H.deregistrations.right_ended),
        given(H.deregistrations.reason, "deregistration_reason"),
        Plain("mortgage_no", "String", "Mortgage that is struck off", "所注销抵押编号"),
        Plain("advance_notice_no", "String", "Advance notice that is struck off", "所注销预告登记编号"),
        Plain("ends_ownership", "Boolean", "Ownership is struck off", "注销所有权"),
        key="deregistration_no",
        stamps=(H.deregistrations.deregistered_on,),
        amend=charging.strike_off,
        effects=charging.need_rights,
    ),
)

COMMANDS = (*MORTGAGES, *SEIZURES, *OBJECTIONS, *NOTICES)
