"""Who answers for the works of each project: its project manager and its chief supervisor, under sealed names."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import random
import uuid

from registry.city import codes, firms, people, plan
from registry.city.drafts import NAMESPACE, Sealed, Subject, Value
from registry.city.firms import Firm

SCHEME = "local"
"""Register numbers are the register's own."""

MANAGER, SUPERVISOR = "PROJECT_MANAGER", "CHIEF_SUPERVISOR"
SPECIALTIES = {MANAGER: ("建筑工程", "一级建造师"), SUPERVISOR: ("房屋建筑工程", "注册监理工程师")}
"""Role -> specialty, and the category of the qualification that it needs."""

LEAST_FOR_OVERLAP = 4
"""Projects of a city in which somebody holds two key roles at a time."""

BEFORE = 700
"""Days from a practitioner's registration to the approval of the project."""


@dataclasses.dataclass(frozen=True, slots=True)
class Practitioner:
    """Somebody on the register; ``employer`` is the firm under which the register has the practitioner."""

    number: str
    role: str
    person: people.Person
    employer: Firm
    registered: datetime.date

    @property
    def subject(self) -> Subject:
        return Subject("PRACTITIONER", SCHEME, self.number)

    @property
    def name(self) -> Sealed:
        return Sealed(self.person.ref, self.person.name)

    def takes(self, since: datetime.date, contract: str, agent: Firm) -> dict[str, Value]:
        """The participation that a project states: in the role from a day on, for a firm."""
        return {
            "role": self.role,
            "party_kind": "PERSON",
            "practitioner_no": self.number,
            "practitioner_name": self.name,
            "enterprise_code": agent.code,
            "enterprise_name": agent.name,
            "key_role": True,
            "qualification": SPECIALTIES[self.role][1],
            "contract_no": contract,
            "starts_on": since.isoformat(),
        }


def of_role(city: plan.City, project: plan.Project, role: str) -> Practitioner:
    """The practitioner of a role in a project: the same one wherever asked for."""
    mark = "JZ" if role == MANAGER else "JL"
    seed = f"{city.name}/staff/{project.number}/{role}"
    ref = f"person/{uuid.uuid5(NAMESPACE, seed)}"
    somebody = people.person(random.Random(seed), ref, project.division, project.approved.year - 38)
    number = f"{mark}{codes.city_of(project.division)}{project.number:05}"
    employer = firms.supervisor(project.number)
    if role == MANAGER:
        employer = _another(project.builder) if moonlights(city, project) else firms.named(project.builder)
    return Practitioner(number, role, somebody, employer, project.approved - datetime.timedelta(days=BEFORE))


def moonlights(city: plan.City, project: plan.Project) -> bool:
    """Whether its project manager is registered with another firm than the one that builds it (CRE-2)."""
    return project.number == city.project_count - 1


def _another(builder: str) -> Firm:
    return next(one for one in firms.BUILDERS if one.name != builder)


def chief(city: plan.City, project: plan.Project) -> Practitioner:
    """The chief supervisor: of the last project one who was never released from another before it (CRE-3)."""
    return of_role(city, _held_by(city).get(project.number, project), SUPERVISOR)


def is_released(city: plan.City, project: plan.Project) -> bool:
    """Whether its chief supervisor leaves when the works are done."""
    return project.number not in {one.number for one in _held_by(city).values()}


@functools.cache
def _held_by(city: plan.City) -> dict[int, plan.Project]:
    """Number of a project -> the project that its chief supervisor has not left; none in a city of fewer than four."""
    if city.project_count < LEAST_FOR_OVERLAP:
        return {}
    last = city.project_count - 1
    return {last: next(one for one in city.projects() if one.number == last - len(firms.SUPERVISORS))}
