"""Homes that members of households buy or come to own 购房: which events tell of it, what a household is told (SEC-4).

Nothing here says which home, whose or where: a household's caseworker learns that there is one, and no more.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from aggregates import calendar_days, departments, draft, vocabulary
from aggregates import event as events
from aggregates.deciding.recording import last_of_day
from aggregates.house import House
from aggregates.household import Household
from aggregates.policy import Policy
from aggregates.rules import RULE_SET, holdings, reviews
from aggregates.rules.wording import Words
from aggregates.view import Judged, View
from aggregates.world import Known, World

F, H = Household, House
RULE = "SEC-4"
TYPES = ("PresaleContractFiled", "PresaleContractAmended", "SaleContractFiled", "OwnershipTransferred")
"""Types of a house's events by which somebody may acquire it."""

MONITORED = Words(
    "购房动态监管：家庭成员签订了购房合同或取得了住房，应予复核（SEC-4）。",
    "Monitoring of purchases: a member has signed a contract for a home or come to own one; to be reviewed (SEC-4).",
)
EARLIER = Words(
    "购房动态监管：申请保障之前，家庭成员已签订购房合同或取得住房（SEC-4）。",
    "Monitoring of purchases: before the application a member had signed a contract for a home or come to own one.",
)


@dataclass(frozen=True, slots=True)
class Acquisition:
    """An event that counts, by which ``persons`` acquire a ``house`` that they did not own before.

    ``first`` is the event that its chain of corrections began with: what is corrected stays the same acquisition.
    """

    house: Known
    event: events.Event
    first: UUID
    persons: frozenset[str]


def persons(event: events.Event) -> frozenset[str]:
    """Those whom an event may let acquire its house, by their references; nobody where it is of another type."""
    if event.kind != H.declaration.name or event.type not in TYPES:
        return frozenset()
    return frozenset(_named((change.entity.partition("/")[0], change.set) for change in event.changes))


def _named(stated: Iterable[tuple[str, dict[str, events.Value]]]) -> Iterator[str]:
    for collection, said in stated:
        gains = collection == H.owners.collection.name or said.get("role") == "BUYER"
        person = said.get("person")
        if gains and said.get("ended_on") is None and isinstance(person, str):
            yield person


def acquisition(world: World, house: Known, event: UUID) -> Acquisition | None:
    """What an event of a house brings to whom; None where it brings nothing, or is voided or corrected by now."""
    before = View(house.kind)
    for judged in world.sequence(house):
        if judged.id == event:
            recorded = house.timeline.get(event).recorded.event
            gained = persons(recorded) - _having(before, judged)
            first = house.timeline.chain(event)[0].recorded.event.id
            return Acquisition(house, recorded, first, gained) if gained else None
        before.apply(judged)
    return None


def _having(before: View, judged: Judged) -> set[object]:
    """Who owns the house already, or is a buyer under the contract that is amended."""
    before.day = judged.effective_on
    having = [*holdings.standing(before).values()]
    if judged.type == "PresaleContractAmended":
        having += [said for _, said in before.standing(H.parties) if said.get("role") == "BUYER"]
    return {said.get("person") for said in having}


def concerns(world: World, household: Known, one: Acquisition) -> list[draft.Draft]:
    """What an acquisition brings about on a household whose members are among those who acquire.

    The eligibility that stands is suspended and a review opened, today; where it took effect before they applied, it is
    a finding. Nothing where that was done before, or where it is the home that the household was allocated or bought
    as one of housing security. The drafts' ids are still to be given.

    Raises:
        Unloaded: more has to be loaded first.
    """
    state = world.state(household, world.today)
    key = _key(household, one)
    since = _members_since(state, one.persons)
    if since is None or key in _stated(household) or _is_own(state, one.house):
        return []
    division = state.text(F.division)
    policy = world.policies.in_force(division, world.today)
    if one.event.effective_on < since:
        return [_draft(world, household, one, policy, "FindingRecorded", _finding(key, world.today))]
    made = [_draft(world, household, one, policy, "AnnualReviewOpened", _review(key, world.today, policy))]
    if reviews.granted(state) is not None:
        made.insert(0, _draft(world, household, one, policy, "EligibilitySuspended", _suspension(key, world.today)))
    return made


def _key(household: Known, one: Acquisition) -> str:
    """The same for an acquisition however often it is corrected; other households' keys for it tell nothing of it."""
    return f"{RULE}-{str(uuid.uuid5(one.first, str(household.stream)))[:13]}"


def _stated(household: Known) -> set[str]:
    return {change.entity.partition("/")[2] for one in household.recorded for change in one.event.changes}


def _members_since(state: View, named: frozenset[str]) -> str | None:
    """From when acquisitions of any of them count: who came with the application counts from when it was made."""
    accepted, applied = state.text(F.accepted_on), state.text(F.applied_on)
    days = [str(said.get("joined_on") or "") for _, said in state.standing(F.members) if said.get("person") in named]
    own = [applied if applied is not None and accepted is not None and day <= accepted else day for day in days]
    return min(own, default=None)


def _is_own(state: View, house: Known) -> bool:
    codes = {recorded.event.code for recorded in house.recorded}
    allocated = [
        said for _, said in state.elements(F.allocations) if not (said.get("waived_on") or said.get("lapsed_on"))
    ]
    bought = [said for _, said in state.standing(F.purchases)]
    return any(said.get("house_code") in codes for said in (*allocated, *bought))


def _suspension(key: str, today: str) -> draft.Changes:
    said = {"number": key, "suspended_on": today, "reason": f"{MONITORED}"}
    return {f"{F.eligibility_suspensions.collection.name}/{key}": said}


def _review(key: str, today: str, policy: Policy) -> draft.Changes:
    due = calendar_days.add_days(today, policy.reviews.recheck_days)
    said: dict[str, draft.Said] = {"number": key, "year": int(today[:4]), "opened_on": today, "due_on": due}
    return {f"{F.annual_reviews.collection.name}/{key}": {**said, "grounds": f"{MONITORED}"}}


def _finding(key: str, today: str) -> draft.Changes:
    """It names no event: what it is about is no event of the household, and may be in another division."""
    said = {
        "rule": RULE,
        "grade": vocabulary.FindingGrade.ERROR.name,
        "detail": f"{EARLIER}",
        "department": departments.SECURITY,
        "found_on": today,
    }
    return {f"{F.findings.collection.name}/{key}": said}


def _draft(
    world: World, household: Known, one: Acquisition, policy: Policy, type_: str, changes: draft.Changes
) -> draft.Draft:
    declared = world.catalogue.event_type(household.kind, type_)
    authority = policy.authority(declared)
    return draft.Draft(
        household.stream,  # stands for an id until all that is recorded with it is known
        household.kind,
        household.scheme,
        household.code,
        household.stream,
        type_,
        world.today,
        departments.DATA if authority == departments.ANY else authority,
        changes,
        effective_seq=last_of_day(household.timeline, world.today),
        relied_on=(one.event.id,),
        judged_by=events.Judgement(RULE_SET, policy.digest),
    )
