"""What ties the districts to each other: causes, reliance, lineage, findings, parts, one paper, one person, an heir."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import Any

from aggregates import event as events
from aggregates import sealed, vocabulary
from aggregates.catalogue import CATALOGUE
from aggregates.codes import persons
from registry.ledger import units
from tests.walk.scribe import Said, Scribe, Subject
from tests.walk.values import Sealing

PAPER = "JOINT-2020"
"""The number of a document on whose strength events happened in both districts."""

ID_NUMBER = "11010519491231002X"
MASKED = "110105********002X"
"""Of a person who owns homes in both districts."""


@dataclass
class Links:
    """The subjects of two districts that refer to each other.

    ``owned`` are the houses of the one person, ``joined`` the households; ``flats`` are by district a house that stands
    in a building of the other one, ``decisions`` an event that relied on one of the other.
    """

    owned: tuple[Subject, Subject]
    joined: tuple[Subject, Subject]
    person: str
    flats: dict[str, Subject]
    decisions: dict[str, uuid.UUID]

    def travel(self, scribe: Scribe) -> None:
        """The one person joins a household in either district, and acquires a house in either, by one command."""
        for household in self.joined:
            key = scribe.entity(household, "members", "traveller")
            scribe.happen(household, "MemberJoined", {key: {"person": self.person}}, reason=events.Reason.CHANGE)
        for n, house in enumerate(self.owned):
            key = scribe.entity(house, "owners", "traveller")
            number = Sealing(ID_NUMBER, self.person)
            said: Said = {key: {"party_kind": "PERSON", "person": self.person, "id_number": number}}
            scribe.happen(house, "OwnershipTransferred", said, same_command=n > 0, reason=events.Reason.CHANGE)

    def indexed(self, unit: units.Unit, index_key: bytes) -> units.Unit:
        """The command that names the person, with what finds the person by number."""
        digest = sealed.blind_index(index_key, persons.scheme_of(vocabulary.IdType.RESIDENT_IDENTITY), ID_NUMBER)
        return replace(unit, persons={digest: self.person})


def succeed(scribe: Scribe, old: Subject, heir: str) -> None:
    """A division is abolished; all of it goes into another."""
    key = scribe.entity(old, "successors", "Succeeded by the heir")
    said: Said = {
        "": {"superseded": True},
        key: {"division": scribe.values.marks.mention(heir, old.district), "whole": True},
    }
    scribe.happen(old, "Succeeded", said)


def make(scribe: Scribe, subjects: dict[tuple[str, str], Subject], one: str, other: str) -> Links:
    """Tie two districts to each other, both ways."""
    flats, decisions = {}, {}
    for here, there in ((one, other), (other, one)):
        flats[here], decisions[here] = _tie(scribe, subjects, here, there)
        _secure(scribe, subjects, here)
    person = scribe.values.person(one, "the person of both districts")
    scribe.values.marks.mention(person.removeprefix("person/"), other)
    scribe.values.remember(one, "the person of both districts", person, ID_NUMBER, MASKED)
    scribe.values.marks.mention(ID_NUMBER, other)
    scribe.values.marks.mention(MASKED, other)
    houses = subjects[one, "HOUSE"], subjects[other, "HOUSE"]
    households = subjects[one, "HOUSEHOLD"], subjects[other, "HOUSEHOLD"]
    return Links(houses, households, person, flats, decisions)


def _tie(scribe: Scribe, subjects: dict[tuple[str, str], Subject], here: str, there: str) -> tuple[Subject, uuid.UUID]:
    """What the records of one district say of the other's; its house that stands there, and what relied on it."""
    near, far, mention = subjects[here, "HOUSE"], subjects[there, "HOUSE"], scribe.values.marks.mention
    causing = _paper(scribe, far)
    _paper(scribe, near, cause=causing, same_command=True, reason=events.Reason.CAUSED)
    decision = _decide(scribe, near, _paper(scribe, far, reason=events.Reason.CHANGE))
    finding = {"rule": "GEN-1", "grade": "ERROR", "event": mention(str(causing), here), "found_on": "2020-01-01"}
    scribe.happen(near, "FindingRecorded", {scribe.entity(near, "findings", "about another district"): finding})
    lineage = {"relation": "SPLIT_FROM", "other_kind": "HOUSE", "other_code": mention(far.code, here)}
    scribe.happen(near, "Split", {scribe.entity(near, "lineage", "from another district"): lineage})
    _part(scribe, subjects, "BUILDING", here, there)
    _build(scribe, subjects, here, there)
    _let(scribe, subjects, here, there)
    building = subjects[there, "BUILDING"].code
    return _part(scribe, subjects, "HOUSE", here, there, building_code=mention(building, here)), decision


def _decide(scribe: Scribe, house: Subject, elsewhere: uuid.UUID) -> uuid.UUID:
    """An event that relied on one elsewhere and on one here; both it and that one are corrected later."""
    own = _paper(scribe, house, reason=events.Reason.CHANGE)
    decision = _paper(scribe, house, relied_on=(own, elsewhere), reason=events.Reason.CHANGE)
    for mistaken in (own, decision):
        _paper(scribe, house, corrects=mistaken, reason=events.Reason.CORRECTION)
    return decision


def _build(scribe: Scribe, subjects: dict[tuple[str, str], Subject], here: str, there: str) -> None:
    """A project here with a presale permit, and a builder there that was penalised since."""
    project, builder = subjects[here, "PROJECT"], subjects[there, "ENTERPRISE"]
    permit: Said = {scribe.entity(project, "permits", "presale"): {"kind": "PRESALE", "granted_on": "2000-01-01"}}
    scribe.happen(project, "PlanningPermitGranted", permit)
    role = {"role": "BUILDER", "enterprise_code": scribe.values.marks.mention(builder.code, here)}
    scribe.happen(project, "EnterpriseEngaged", {scribe.entity(project, "participants", "builder there"): role})


def _let(scribe: Scribe, subjects: dict[tuple[str, str], Subject], here: str, there: str) -> None:
    """A household there was allocated a house here, and lives in it."""
    house, household, mention = subjects[here, "HOUSE"], subjects[there, "HOUSEHOLD"], scribe.values.marks.mention
    key = scribe.entity(household, "allocations", "of a home elsewhere")
    scribe.happen(household, "HouseExchanged", {key: {"house_code": mention(house.code, there)}})
    key = scribe.entity(house, "tenancies", "of a household from elsewhere")
    scribe.happen(house, "TenancyStarted", {key: {"household_code": mention(household.code, here)}})


def _secure(scribe: Scribe, subjects: dict[tuple[str, str], Subject], district: str) -> None:
    """What the records of a house and of a draw, which are public, have to do with a household, which is not."""
    household, house, draw = (subjects[district, kind] for kind in ("HOUSEHOLD", "HOUSE", "LOTTERY"))
    paper = events.Document("决定书", PAPER, "2020-01-01")
    signed = _happen(scribe, household, "TenancyContractSigned", document=paper)
    _happen(scribe, house, "TenancyStarted", cause=signed, same_command=True, reason=events.Reason.CAUSED)
    bought = _happen(scribe, house, "OwnershipTransferred", reason=events.Reason.CHANGE)
    suspended = _happen(
        scribe, household, "EligibilitySuspended", cause=bought, same_command=True, reason=events.Reason.CAUSED
    )
    _happen(scribe, draw, "ReserveAdvanced", relied_on=(suspended, signed), reason=events.Reason.CHANGE)
    finding = {"rule": "GEN-1", "grade": "ERROR", "event": str(signed), "found_on": "2020-01-01"}
    scribe.happen(house, "FindingRecorded", {scribe.entity(house, "findings", "about a household"): finding})


def _happen(scribe: Scribe, subject: Subject, type_: str, **members: Any) -> uuid.UUID:
    """An event that sets all that it may."""
    declared = CATALOGUE.event_types[subject.kind.name, type_]
    return scribe.happen(subject, type_, scribe.all_of(subject, declared), **members)


def _paper(scribe: Scribe, subject: Subject, **members: Any) -> uuid.UUID:
    """A survey on the strength of the paper that both districts share."""
    paper = events.Document("决定书", PAPER, "2020-01-01")
    return _happen(scribe, subject, "SurveyRevised", document=paper, **members)


def _part(
    scribe: Scribe, subjects: dict[tuple[str, str], Subject], kind: str, here: str, there: str, **said: str
) -> Subject:
    """A building or house here belongs to a project there."""
    part = scribe.subject(kind, here)
    whole = scribe.values.marks.mention(subjects[there, "PROJECT"].code, here)
    division = scribe.references[here]["DIVISION"]
    scribe.happen(part, f"{kind.title()}Registered", {"": {"division": division, "project_code": whole, **said}})
    return part
