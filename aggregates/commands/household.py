"""What may be asked to be recorded of a household: its application, who belongs to it, its reviews, its eligibility."""

from __future__ import annotations

from aggregates.catalogue import CATALOGUE
from aggregates.commands import applying
from aggregates.commands.command import Declaring, Members, Plain, given, needed, rest
from aggregates.household import Household

F = Household
do = Declaring(F, {event_type.name: event_type for event_type in CATALOGUE.of_kind("HOUSEHOLD")})

_CIRCUMSTANCES = (
    given(F.income),
    given(F.assets),
    given(F.housing_area),
    given(F.income_band),
    Plain("residence", "String", "Where it lives; sealed", "现住址（加密保存）"),
    Plain("bank_account", "String", "Account for subsidies; sealed", "补贴账户（加密保存）"),
)
_ABOUT_A_MEMBER = (needed(F.members.relation), given(F.members.birth_year))


def _members(en: str, zh: str) -> Members:
    return Members("members", en, zh, F.members, required=True, also=_ABOUT_A_MEMBER)


APPLICATION = (
    do.registers(
        "accept_application",
        "ApplicationAccepted",
        needed(F.division),
        needed(F.category),
        needed(F.programme),
        given(F.applied_on),
        *_CIRCUMSTANCES,
        _members("All members, the applicant among them", "全部家庭成员（含申请人）"),
        stamps=(F.accepted_on,),
        amend=applying.apply,
        claims=applying.person_claims,
        summary="Who is a member of another live application is refused (SEC-2).",
    ),
    do.opens(
        "request_materials",
        "MaterialsRequested",
        F.material_requests,
        needed(F.material_requests.number, "notice_no"),
        needed(F.material_requests.materials),
        given(F.material_requests.due_on),
        key="notice_no",
        stamps=(F.material_requests.requested_on,),
        amend=applying.set_deadline,
        summary="Once for an application, naming all that is missing.",
    ),
    do.ends(
        "supply_materials",
        "MaterialsSupplied",
        F.material_requests,
        needed(F.material_requests.number, "notice_no"),
        key="notice_no",
        stamps=(F.material_requests.supplied_on,),
    ),
    do.states(
        "join_household",
        "MemberJoined",
        _members("Who joins", "新增成员"),
        amend=applying.join,
        claims=applying.person_claims,
    ),
    do.ends(
        "leave_household",
        "MemberLeft",
        F.members,
        Plain("member_key", "String", "Key of the member", "成员编号", required=True),
        key="member_key",
        stamps=(F.members.left_on,),
        amend=applying.leave,
    ),
    do.states("change_circumstances", "CircumstancesChanged", *_CIRCUMSTANCES, amend=applying.change),
    do.opens(
        "record_verification",
        "VerificationRecorded",
        F.verifications,
        needed(F.verifications.number, "verification_no"),
        needed(F.verifications.agency),
        needed(F.verifications.result),
        *rest(
            F.verifications,
            F.verifications.number,
            F.verifications.agency,
            F.verifications.result,
            F.verifications.checked_on,
        ),
        key="verification_no",
        stamps=(F.verifications.checked_on,),
    ),
)

COMMANDS = APPLICATION
