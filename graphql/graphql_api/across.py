"""The questions across departments that have a root of their own; docs/graphql.md has all ten."""

from __future__ import annotations

from enum import Enum

from aggregates.catalogue import Catalogue
from graphql_api import questions
from graphql_api.model import EnumType, Model
from graphql_api.questions import Part, Question, Tables


class AcquisitionRelation(Enum):
    """How somebody came to a home."""

    SIGNED = "签约"
    ACQUIRED = "取得所有权"


class SanctionKind(Enum):
    """What keeps, or kept, a builder from its good name."""

    PENALTY = "处罚"
    DISHONESTY_LISTING = "列入严重失信名单"


class RoleConflictKind(Enum):
    """What is wrong with a role."""

    OVERLAPPING = "同期兼任关键岗位"
    OTHER_EMPLOYER = "任职单位与注册单位不一致"


def _acquired(of: Tables) -> str:
    """Contracts are found as commands find them: by key or number. Elsewhere nothing but the fact is told.

    It begins at the few persons who are on both sides, rather than at all members.
    """
    near = of.reach("x.house")
    return f"""
    select h.subject, h.code, h.division_id, m.key member,
      m.key || '/' || encode(sha256(convert_to(x.house || x.relation || x.key, 'UTF8')), 'hex') as key,
      e.since, x.house, not {near} elsewhere,
      case when {near} then x.relation end relation, case when {near} then x.day end acquired_on
    from {of.of("HOUSEHOLD")} h
    join {of.of("HOUSEHOLD.members")} m on m.subject = h.subject
    join lateral (
      select min(g.granted_on) since from {of.of("HOUSEHOLD.eligibilities")} g where g.subject = h.subject
    ) e on true
    join lateral (
      select p.subject house, 'SIGNED'::text relation, p.key, c.signed_on as day
      from {of.of("HOUSE.parties")} p
      join {of.of("HOUSE.contracts")} c on c.subject = p.subject and p.contract_no in (c.key, c.number)
      where p.person = m.person and p.role = 'BUYER'
      union all
      select o.subject, 'ACQUIRED', o.key, o.acquired_on from {of.of("HOUSE.owners")} o where o.person = m.person
    ) x on x.day >= greatest(e.since, m.joined_on) and (m.left_on is null or x.day < m.left_on)
    where {of.acquirer("m.person")} and (
      exists (select from {of.of("HOUSEHOLD.tenancies")} t where t.subject = h.subject)
      or exists (select from {of.of("HOUSEHOLD.subsidies")} s where s.subject = h.subject))"""


def _sanctioned(of: Tables) -> str:
    return f"""
    select p.subject, p.code, p.division_id, r.key permit, c.subject builder, s.sort, s.number, s.day sanctioned_on,
      concat_ws('/', r.key, b.key, s.sort, s.key) as key
    from {of.of("PROJECT.permits")} r
    join {of.of("PROJECT")} p on p.subject = r.subject
    join {of.of("PROJECT.participants")} b on b.subject = r.subject and b.role = 'BUILDER'
    join read.code c on c.kind = 'ENTERPRISE' and c.code = b.enterprise_code
    join lateral (
      select 'PENALTY'::text sort, x.key, x.number, x.penalised_on as day
      from {of.of("ENTERPRISE.penalties")} x where x.subject = c.subject
      union all
      select 'DISHONESTY_LISTING', x.key, x.number, x.listed_on
      from {of.of("ENTERPRISE.dishonesty_listings")} x where x.subject = c.subject
    ) s on s.day > r.granted_on
    where r.kind = 'PRESALE' and {of.reach("c.subject")}"""


def _paid(of: Tables) -> str:
    """A later answer of the same agency that all is as stated makes up for the failed one.

    Failures are few: ``offset 0`` has payments looked up for each, rather than all of them joined.
    """
    return f"""
    select h.subject, h.code, h.division_id, v.key verification, s.key payment, v.key || '/' || s.key as key
    from {of.of("HOUSEHOLD.verifications")} v
    join {of.of("HOUSEHOLD")} h on h.subject = v.subject
    cross join lateral (
      select s.key from {of.of("HOUSEHOLD.subsidies")} s
      where s.subject = v.subject and s.paid_on > v.checked_on and not exists (
        select from {of.of("HOUSEHOLD.verifications")} w
        where w.subject = v.subject and w.agency = v.agency and w.result = 'CONSISTENT'
          and w.checked_on > v.checked_on and w.checked_on <= s.paid_on)
      offset 0) s
    where v.result = 'DIFFERENT'"""


def _roles(of: Tables) -> str:
    named = "select c.subject from read.code c where c.kind = 'ENTERPRISE' and c.code = "
    engaged = of.of("PRACTITIONER.engagements")
    return f"""
    select p.subject, p.code, p.division_id, 'OVERLAPPING'::text conflict, e.key engagement, f.key other,
      concat_ws('/', 'OVERLAPPING', e.key, f.key) as key
    from {engaged} e
    join {engaged} f on f.subject = e.subject and f.key > e.key and f.project_code <> e.project_code
      and e.starts_on < coalesce(f.ended_on, 'infinity') and f.starts_on < coalesce(e.ended_on, 'infinity')
    join {of.of("PRACTITIONER")} p on p.subject = e.subject
    where e.key_role and f.key_role
    union all
    select p.subject, p.code, p.division_id, 'OTHER_EMPLOYER', e.key, null, concat_ws('/', 'OTHER_EMPLOYER', e.key)
    from {engaged} e join {of.of("PRACTITIONER")} p on p.subject = e.subject
    where e.live and p.employer_code <> e.enterprise_code
      and not exists ({named}p.employer_code intersect {named}e.enterprise_code)"""


QUESTIONS = (
    Question(
        root="recipientsWhoAcquired",
        item="AcquisitionByRecipient",
        says="Members of households that rent a secured home or get a subsidy who signed for or acquired a home "
        "anywhere since their household became eligible; for roles that see personal data 承租、领补家庭购房",
        item_says="A home that a member of a secured household signed for or came to own 保障对象购房.",
        kind="HOUSEHOLD",
        needs=(
            "HOUSEHOLD.members",
            "HOUSEHOLD.eligibilities",
            "HOUSEHOLD.tenancies",
            "HOUSEHOLD.subsidies",
            "HOUSE.parties",
            "HOUSE.contracts",
            "HOUSE.owners",
        ),
        rows=_acquired,
        links={"house": ("HOUSE", "house", "The home; null where it is beyond the reader's divisions 房屋")},
        parts={"member": Part("HOUSEHOLD", "members", "member", "Who it was 家庭成员")},
        plain={
            "eligibleSince": ("since", "Date!", "When the household first became eligible 取得资格日"),
            "elsewhere": ("elsewhere", "Boolean!", "The home is beyond the reader's divisions: no more is told 辖区外"),
            "relation": ("relation", "AcquisitionRelation", "Signed or acquired; null elsewhere 方式"),
            "on": ("acquired_on", "Date", "When; null elsewhere 日期"),
        },
        enums=(EnumType(AcquisitionRelation, "How somebody came to a home 取得方式."),),
        personal=True,
    ),
    Question(
        root="buildersSanctionedAfterPresale",
        item="SanctionAfterPresale",
        says="Projects with a presale permit whose builder was penalised or listed after its grant "
        "预售项目施工单位受处罚",
        item_says="A sanction on the builder of a project on presale 预售后处罚.",
        kind="PROJECT",
        needs=("PROJECT.permits", "PROJECT.participants", "ENTERPRISE.penalties", "ENTERPRISE.dishonesty_listings"),
        rows=_sanctioned,
        links={"builder": ("ENTERPRISE", "builder", "The builder 施工单位")},
        parts={"permit": Part("PROJECT", "permits", "permit", "The presale permit 预售许可")},
        plain={
            "sanction": ("sort", "SanctionKind!", "Penalty or listing 类别"),
            "number": ("number", "String", "Number of the decision 文号"),
            "on": ("sanctioned_on", "Date!", "When it was decided 日期"),
        },
        enums=(EnumType(SanctionKind, "Sorts of sanctions 惩戒类别."),),
    ),
    Question(
        root="subsidyMonthsPaidAfterFailedVerification",
        item="PaymentAfterFailedVerification",
        says="Months of a subsidy that were paid after an agency had found what the household stated to differ; for "
        "roles that see personal data 核验不符后发放的补贴",
        item_says="A month's subsidy paid in spite of a verification 核验不符后发放.",
        kind="HOUSEHOLD",
        needs=("HOUSEHOLD.verifications", "HOUSEHOLD.subsidies"),
        rows=_paid,
        parts={
            "payment": Part("HOUSEHOLD", "subsidies", "payment", "The payment 补贴发放"),
            "verification": Part("HOUSEHOLD", "verifications", "verification", "What the agency answered 联网核验"),
        },
        personal=True,
    ),
    Question(
        root="conflictingRoles",
        item="RoleConflict",
        says="Practitioners who hold or held key roles of two projects at a time, and those who work for another "
        "employer than the register has 兼任与挂证",
        item_says="A role that its holder should not have 任职冲突.",
        kind="PRACTITIONER",
        needs=("PRACTITIONER.engagements", "ENTERPRISE"),
        rows=_roles,
        parts={
            "engagement": Part("PRACTITIONER", "engagements", "engagement", "The role 任职"),
            "other": Part("PRACTITIONER", "engagements", "other", "The other role at that time 同期任职"),
        },
        plain={"conflict": ("conflict", "RoleConflictKind!", "What is wrong 类别")},
        enums=(EnumType(RoleConflictKind, "What is wrong with a role 冲突类别."),),
    ),
)


def add_types(model: Model, catalogue: Catalogue) -> None:
    """All of them that the catalogue can answer."""
    questions.add_to(model, catalogue, QUESTIONS)
