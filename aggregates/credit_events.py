"""What happens to enterprises and practitioners: qualifications, credit, and the roles that projects give them."""

from __future__ import annotations

from aggregates import departments as by
from aggregates.common_events import any_subject
from aggregates.declaring import act, fact
from aggregates.enterprise import Enterprise
from aggregates.event_types import EventClass, EventType
from aggregates.practitioner import Practitioner

CREDIT, BUILD = EventClass.CREDIT, EventClass.CONSTRUCTION
E, P = Enterprise, Practitioner


def _credited(of: type[Enterprise] | type[Practitioner]) -> tuple[EventType, ...]:
    """The types that both kinds have."""
    return (
        act(of, "QualificationGranted", "Qualification granted", "资质资格核准", CREDIT, by.WORKS, of.qualifications),
        act(of, "QualificationUpgraded", "Qualification upgraded", "资质升级", CREDIT, by.WORKS, of.qualifications),
        act(
            of, "QualificationSuspended", "Qualification suspended", "资质暂扣", CREDIT, by.WORKS, of.qualifications,
            prevails=True,
        ),
        act(of, "QualificationResumed", "Qualification resumed", "资质恢复", CREDIT, by.WORKS, of.qualifications),
        act(
            of, "QualificationRevoked", "Qualification revoked", "资质吊销", CREDIT, by.WORKS, of.qualifications,
            prevails=True, on_lost=True,
        ),
        fact(of, "AwardRecorded", "Award recorded", "获奖", CREDIT, by.CREDIT, of.awards),
        fact(of, "PenaltyRecorded", "Penalty recorded", "处罚", CREDIT, by.ANY, of.penalties, on_lost=True),
        act(of, "CreditScored", "Credit scored", "信用评价", CREDIT, by.CREDIT, of.credit_scores),
        act(
            of, "SeriousDishonestyListed", "Listed for serious dishonesty", "列入严重失信主体名单", CREDIT, by.CREDIT,
            of.dishonesty_listings, prevails=True, on_lost=True,
        ),
        act(
            of, "SeriousDishonestyRemoved", "Removed from the list", "移出严重失信主体名单", CREDIT, by.CREDIT,
            of.dishonesty_listings, on_lost=True,
        ),
        act(
            of, "CreditRepaired", "Credit repaired", "信用修复", CREDIT, by.CREDIT, of.credit_repairs, of.penalties,
            prevails=True, on_lost=True,
        ),
        act(of, "Engaged", "Engaged in a project", "参建进场", BUILD, by.WORKS, of.engagements),
        fact(of, "Released", "Released from a project", "参建退出", BUILD, by.WORKS, of.engagements, on_lost=True),
        fact(of, "SiteChecked", "Checked on site", "现场检查", CREDIT, by.WORKS, of.site_checks, on_lost=True),
        act(
            of, "Deregistered", "Deregistered", "注销", CREDIT, by.WORKS, of.qualifications,
            fixed={"deregistered": True}, prevails=True,
        ),
    )  # fmt: skip


ENTERPRISE = (
    act(E, "Registered", "Enterprise registered", "企业登记", CREDIT, by.WORKS, E.legal_representative, E.short_names),
    *_credited(E),
    *any_subject(E),
)
PRACTITIONER = (
    act(
        P, "Registered", "Practitioner registered", "人员注册", CREDIT, by.WORKS,
        P.person, P.name, P.id_type, P.id_number, P.phone, P.employer_code, P.employed_since,
    ),
    act(P, "EmployerChanged", "Employer changed", "变更注册单位", CREDIT, by.WORKS, P.employer_code, P.employed_since),
    *_credited(P),
    *any_subject(P),
)  # fmt: skip

EVENT_TYPES = (*ENTERPRISE, *PRACTITIONER)
