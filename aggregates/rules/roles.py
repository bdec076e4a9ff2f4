"""CRE-1 to CRE-3: who may take a role in works: neither listed nor barred, qualified, with its employer, and free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from aggregates.credited import Credited
from aggregates.draft import Said
from aggregates.enterprise import Enterprise
from aggregates.practitioner import Practitioner
from aggregates.project import Project
from aggregates.rules.rule import Breach, Case, Rule, paths
from aggregates.rules.wording import Words
from aggregates.view import View
from aggregates.vocabulary import FindingGrade

C, P = Credited, Project
_ENGAGING = frozenset(
    {
        "ProjectApproved",
        "ConstructionPermitGranted",
        "BidAwarded",
        "EnterpriseEngaged",
        "PractitionerAssigned",
        "ProjectTransferred",
    }
)
_READ = paths(C.qualifications, C.penalties, C.dishonesty_listings)


_DEREGISTERED = {"ENTERPRISE": Enterprise.deregistered, "PRACTITIONER": Practitioner.deregistered}


def taken(case: Case) -> Iterator[Mapping[str, Said]]:
    """The roles that an event gives."""
    return (said for _, said in case.judged.elements(P.participants) if said.get("ended_on") is None)


def _parties(case: Case, said: Mapping[str, Said]) -> Iterator[tuple[str, View]]:
    """Input and state of those on record who would take the role: the practitioner, and the enterprise."""
    for kind, name in (("PRACTITIONER", "practitioner_no"), ("ENTERPRISE", "enterprise_code")):
        party = case.other(kind, said.get(name))
        if party is not None:
            yield name, party


def _may_take(case: Case) -> Iterable[Breach]:
    for said in taken(case):
        for name, party in _parties(case, said):
            field = "practitionerNo" if name == "practitioner_no" else "enterpriseCode"
            yield from _good(case, field, party)
            if name == "practitioner_no" or said.get("practitioner_no") is None:
                yield from _qualified(case, field, party, str(said.get("role")))


def _good(case: Case, field: str, party: View) -> Iterator[Breach]:
    if party.get(_DEREGISTERED[party.kind]) is True:
        detail = Words("已注销", "it is deregistered")
        yield case.breach(field, in_the_way=[party.maker(_DEREGISTERED[party.kind])], detail=detail)
    for key, said in party.standing(C.dishonesty_listings):
        until = [str(day)] if (day := said.get("ends_on")) else []
        detail = Words("已列入严重失信主体名单", "it is listed for serious dishonesty")
        missing = ["SeriousDishonestyRemoved"]
        yield case.breach(
            field, missing=missing, in_the_way=[party.origin(C.dishonesty_listings, key)], days=until, detail=detail
        )
    for key, said in party.standing(C.penalties):
        if said.get("bars_market") is True:
            until = [str(day)] if (day := said.get("ends_on")) else []
            detail = Words(f"处罚{key}限制市场准入", f"penalty {key} bars it from new roles")
            yield case.breach(field, in_the_way=[party.origin(C.penalties, key)], days=until, detail=detail)


def _qualified(case: Case, field: str, party: View, role: str) -> Iterator[Breach]:
    """A role for which policy names qualifications needs one of them that stands."""
    wanted = case.policy.credit.qualifications.get(role, ())
    standing = [key for key, said in party.standing(C.qualifications) if _fits(said, wanted)]
    if standing:
        case.rely(party.origin(C.qualifications, standing[-1]))
    elif wanted:
        ended = [
            party.origin(C.qualifications, key) for key, said in party.elements(C.qualifications) if _fits(said, wanted)
        ]
        detail = Words(f"没有有效的{'或'.join(wanted)}资质", f"no qualification stands of: {', '.join(wanted)}")
        yield case.breach(field, missing=["QualificationGranted"], in_the_way=ended[-1:], detail=detail)


def _fits(said: Mapping[str, Said], wanted: Iterable[str]) -> bool:
    category = str(said.get("category")).casefold()
    return any(word.casefold() in category for word in wanted)


def _same(case: Case, kind: str, one: object, other: object) -> bool:
    """Whether two codes are those of one subject, which may have gone by both."""
    found = [case.named(kind, code) for code in (one, other)] if one != other else []
    return one == other or (None not in found and len({known.stream for known in found if known}) == 1)


def _as_registered(case: Case) -> Iterable[Breach]:
    for said in taken(case):
        party = case.other("PRACTITIONER", said.get("practitioner_no"))
        employer, named = party.get(Practitioner.employer_code) if party else None, said.get("enterprise_code")
        if party and employer is not None and named is not None and not _same(case, "ENTERPRISE", employer, named):
            way = [party.maker(Practitioner.employer_code)]
            yield case.breach("enterpriseCode", in_the_way=way, missing=["EmployerChanged"])


def _one_at_a_time(case: Case) -> Iterable[Breach]:
    for said in taken(case):
        party = case.other("PRACTITIONER", said.get("practitioner_no"))
        if party is None or said.get("role") not in case.policy.credit.exclusive_roles:
            continue
        others = [
            party.origin(C.engagements, key)
            for key, one in party.standing(C.engagements)
            if one.get("role") in case.policy.credit.exclusive_roles
            and not _same(case, "PROJECT", one.get("project_code"), case.judged.code)
        ]
        if others:
            yield case.breach("practitionerNo", in_the_way=others, missing=["PractitionerReleased"])


CRE_1 = Rule(
    "CRE-1",
    "不得承担该角色：{detail:zh}。",
    "The role cannot be taken: {detail:en}.",
    "建筑法第13条；信用信息管理有关规定 (Construction Law 13; rules on credit information)",
    {"PROJECT": _ENGAGING},
    {
        "PROJECT": paths(P.participants),
        "ENTERPRISE": _READ | paths(Enterprise.deregistered),
        "PRACTITIONER": _READ | paths(Practitioner.deregistered),
    },
    _may_take,
)
CRE_2 = Rule(
    "CRE-2",
    "该人员注册单位与其所代表的单位不一致。",
    "The practitioner is registered with another employer than the one for which the role is taken.",
    "注册执业人员管理规定 (rules on registered practitioners)",
    {"PROJECT": _ENGAGING},
    {"PROJECT": paths(P.participants), "PRACTITIONER": paths(Practitioner.employer_code)},
    _as_registered,
    warns=True,
    grade=FindingGrade.WARNING,
)
CRE_3 = Rule(
    "CRE-3",
    "该人员已在其他在建项目担任关键岗位，同期不得兼任。",
    "The practitioner holds such a role in another project at the same time; policy has it held in one project only.",
    "注册建造师管理规定第21条 (Registered Constructors 21)",
    {"PROJECT": _ENGAGING},
    {"PROJECT": paths(P.participants), "PRACTITIONER": paths(C.engagements)},
    _one_at_a_time,
    warns=True,
    grade=FindingGrade.WARNING,
)

RULES = (CRE_1, CRE_2, CRE_3)
