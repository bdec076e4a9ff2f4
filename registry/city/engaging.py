"""The roles that projects give to firms and practitioners, and what inspections found: both sides tell the same."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from registry.city import firms, plan, random_checks, staff
from registry.city.drafts import Book, Changes, Draft, Subject, Value
from registry.city.firms import Firm
from registry.city.works import Site, after

DESIGNED, SUPERVISED, ASSIGNED = 90, 220, 225
"""Days from a project's approval to the engagement of who designs and supervises it, and of those who answer for it."""

CHECKED = ("BUILDER", "SUPERVISOR", "PROJECT_MANAGER", "CHIEF_SUPERVISOR")
_SAME = ("role", "key_role", "qualification", "contract_no", "starts_on")
_TOLD = ("number", "kind", "inspected_on", "passed", "issues", "random_draw")


class Engaged:
    """Who takes part in a project: ``roles`` are by the key of the participation, with the role and the subject."""

    def __init__(self, book: Book, site: Site) -> None:
        self.book, self.site = book, site
        self.roles: dict[str, tuple[str, Subject]] = {}

    @property
    def project(self) -> plan.Project:
        return self.site.project

    def also(self, cause: Draft, key: str, said: dict[str, Value], party: Subject) -> None:
        """The party's side of a role that an event of the project gives."""
        told = {name: said[name] for name in _SAME if name in said}
        told["project_code"] = self.project.subject.code
        if party.kind == "PRACTITIONER":
            told["enterprise_code"] = said["enterprise_code"]
        self.roles[key] = (str(said["role"]), party)
        self._record(party, "Engaged", cause, {f"engagements/{self.project.subject.code}-{key}": told})

    def engage(self, key: str, role: str, firm: Firm, day: datetime.date) -> None:
        """A firm takes a role under a contract of its own."""
        said: dict[str, Value] = {
            "role": role,
            "party_kind": "ENTERPRISE",
            "enterprise_code": firm.code,
            "enterprise_name": firm.name,
            "contract_no": f"HT{self.project.subject.code}-{key}",
            "starts_on": day.isoformat(),
        }
        self._give("EnterpriseEngaged", key, said, firm.subject, day)

    def assign(self, key: str, one: staff.Practitioner, agent: Firm, day: datetime.date) -> None:
        """A practitioner takes a key role for a firm."""
        self.book.meet(one.person)
        said = one.takes(day, f"RM{self.project.subject.code}-{key}", agent)
        self._give("PractitionerAssigned", key, said, one.subject, day)

    def _give(self, type_: str, key: str, said: dict[str, Value], party: Subject, day: datetime.date) -> None:
        number = str(said["contract_no"])
        cause = self.book.record(
            self.project.subject, type_, day, {f"participants/{key}": said}, document=("参建合同", number), late=0
        )
        if cause is not None:
            self.also(cause, key, said, party)

    def release(self, key: str, day: datetime.date) -> None:
        """The role is over on a day."""
        if key not in self.roles:
            return
        _, party = self.roles[key]
        left: dict[str, Value] = {"ended_on": day.isoformat(), "reason": "工程完工"}
        type_ = "PractitionerReleased" if party.kind == "PRACTITIONER" else "EnterpriseReleased"
        cause = self.book.record(self.project.subject, type_, day, {f"participants/{key}": left}, late=0)
        if cause is not None:
            entity = f"engagements/{self.project.subject.code}-{key}"
            self._record(party, "Released", cause, {entity: dict(left)})

    def check(self, cause: Draft) -> None:
        """Who answers for the works has on record what an inspection found 两场联动."""
        entity, said = next((entity, said) for entity, said in cause.changes.items() if "/" in entity)
        told = {name: said[name] for name in _TOLD if name in said}
        key = f"site_checks/{self.project.subject.code}-{entity.partition('/')[2]}"
        for role, party in self.roles.values():
            if role in CHECKED:
                found = {**told, "project_code": self.project.subject.code, "role": role}
                self._record(party, "SiteChecked", cause, {key: found})

    def _record(self, party: Subject, type_: str, cause: Draft, changes: Changes) -> None:
        self.book.record(party, type_, cause.effective, changes, cause=cause, beside=cause)


def record(book: Book, city: plan.City, site: Site) -> Book:
    """All that a project and its parties tell of each other, in a book whose chance is its own, so that all else stays
    as it is; ``book`` has the project's works and nothing else yet.
    """
    own = Book(f"{book.seed}/parties", book.until)
    told = Engaged(own, site)
    project, approved = site.project, site.project.approved
    for cause, key, said in _given(book, project):
        told.also(cause, key, said, firms.named(str(said["enterprise_name"])).subject)
    told.engage("designer", "DESIGNER", firms.designer(project.number), after(approved, DESIGNED))
    supervisor = firms.supervisor(project.number)
    told.engage("supervisor", "SUPERVISOR", supervisor, after(approved, SUPERVISED))
    manager = staff.of_role(city, project, staff.MANAGER)
    told.assign("manager", manager, firms.named(project.builder), after(approved, ASSIGNED))
    told.assign("chief", staff.chief(city, project), supervisor, after(approved, ASSIGNED))
    for cause in _inspections(book, project):
        told.check(cause)
    for cause in random_checks.inspect(own, city, project):
        told.check(cause)
    _leave(told, city)
    return own


def _given(book: Book, project: plan.Project) -> Iterator[tuple[Draft, str, dict[str, Value]]]:
    """The roles that the works have given already."""
    for one in list(book.drafts):
        for entity, said in one.changes.items() if one.subject == project.subject else ():
            if entity.startswith("participants/"):
                yield one, entity.partition("/")[2], dict(said)


def _inspections(book: Book, project: plan.Project) -> Iterator[Draft]:
    return (one for one in list(book.drafts) if one.subject == project.subject and one.type == "SafetyInspected")


def _leave(told: Engaged, city: plan.City) -> None:
    """When the works are done; the last of them is filed."""
    done = told.site.completed
    if not done or len(done) < len(told.project.buildings):
        return
    for key in ("builder", "designer", "supervisor", "manager", "chief"):
        if key != "chief" or staff.is_released(city, told.project):
            told.release(key, after(max(done.values()), 60))
