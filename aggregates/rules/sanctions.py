"""SEC-6: who belonged to a household that is barred for what it did applies with no other until the bar ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from aggregates.draft import Said
from aggregates.household import Household
from aggregates.rules.rule import Breach, Case, Rule, paths
from aggregates.view import View
from aggregates.world import Known, World

F = Household


def _named(case: Case) -> list[str]:
    """The persons who become members by an event."""
    return [str(said["person"]) for _, said in case.judged.elements(F.members) if isinstance(said.get("person"), str)]


def bars(world: World, household: Known, persons: Iterable[str], day: str) -> Iterator[str]:
    """The first days on which any of these persons may apply again, for sanctions on a household that bar on a day."""
    state, named = world.state(household, day), set(persons)
    for _, said in state.standing(F.sanctions):
        imposed, until = said.get("imposed_on"), said.get("barred_until")
        if isinstance(imposed, str) and isinstance(until, str) and named & _bound(state, imposed):
            yield until


def _bound(state: View, imposed: str) -> set[object]:
    """The members on the day of a sanction; of a household that had left by then, those with whom it left."""
    left = state.text(F.exited_on)
    leaving = left if left is not None and left <= imposed else None
    return {said.get("person") for _, said in state.elements(F.members) if _belonged(said, imposed, leaving)}


def _belonged(said: Mapping[str, Said], imposed: str, leaving: str | None) -> bool:
    joined, left = said.get("joined_on"), said.get("left_on")
    stayed = not isinstance(left, str) or left > imposed or left == leaving
    return stayed and (not isinstance(joined, str) or joined <= imposed)


def _check(case: Case) -> Iterable[Breach]:
    """It looks at households of the whole city, and tells of none: neither who is barred nor by what."""
    persons = _named(case)
    found = case.world.parts_of_all("HOUSEHOLD", F.members.person, persons)
    days = [day for one in found for day in bars(case.world, one, persons, case.day)]
    if days:
        yield case.breach("members", days=[max(days)])


SEC_6 = Rule(
    "SEC-6",
    "所列成员中有人因违规处理尚在禁止申请期内。",
    "Somebody who is named may not apply yet, for a sanction on a household to which that person belonged.",
    "公共租赁住房管理办法第35-36条 (Public Rental Measures, Order 11, 35-36)",
    {"HOUSEHOLD": frozenset({"ApplicationAccepted", "MemberJoined"})},
    {"HOUSEHOLD": paths(F.members, F.sanctions, F.exited_on)},
    _check,
    tells_days=True,
)

RULES = (SEC_6,)
