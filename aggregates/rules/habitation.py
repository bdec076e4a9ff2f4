"""HSE: a unit is in use only in a building that stands, or at least rises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aggregates import vocabulary
from aggregates.building import Building
from aggregates.event import Reason
from aggregates.house import House
from aggregates.rules.rule import Breach, Case, Rule, never, paths
from aggregates.rules.wording import Words
from aggregates.view import View
from aggregates.vocabulary import Physical
from aggregates.world import Known

B, H = Building, House
BASIS = "荷兰BAG冲突矩阵 (conflict matrix of the Dutch BAG register)"
USES = frozenset({"OWNER_OCCUPIED", "LET", "ALLOCATED"})
UNFIT = frozenset({Physical.PLANNED.name, *(state.name for state in vocabulary.LOST)})
"""States of a building in which no unit can be in use. Secured stock may be added to in them: a home that is to be
allotted from a new building is of the stock before the first spade, and by that nobody uses it."""


def _in_use_of_nothing(case: Case) -> Iterable[Breach]:
    if case.judged.type == "OccupancyInspected" and case.judged.says().get("observed_occupancy") not in USES:
        return
    since = _since(case)
    code = case.before.text(H.building_code)
    building = case.named("BUILDING", code) if code else None
    if building is None:
        yield from _of_its_own(case, since)
        return
    seen = case.world.state(building, since)
    state = physical(building, seen)
    if state in UNFIT:
        days = [one.effective_on for one in case.world.sequence(building) if "physical" in one.says()]
        later = [one for one in days if one > case.day]
        yield case.breach(
            missing=["ConstructionStarted"] if state == Physical.PLANNED.name else [],
            in_the_way=[seen.maker(B.physical) if seen.text(B.physical) else None],
            days=later,
            state=named(state),
            since=since,
        )
    else:
        case.rely(seen.maker(B.physical))


def _of_its_own(case: Case, since: str) -> Iterator[Breach]:
    """A house without a building on record says itself that it has not been begun."""
    own = case.before.text(H.physical)
    if own == Physical.PLANNED.name:
        yield case.breach(in_the_way=[case.before.maker(H.physical)], state=named(own), since=since)


def _since(case: Case) -> str:
    """From when on the unit is in use: leases and tenancies may be filed ahead."""
    starts = [
        str(said.get("starts_on") or "") for of in (H.leases, H.tenancies) for _, said in case.judged.elements(of)
    ]
    return max([case.day, *starts])


def physical(building: Known, seen: View) -> str | None:
    """A building's physical state as far as anybody can know it; None: a file brought it and tells nothing of it.

    A building of which nothing is said has not been begun.
    """
    stated = seen.text(B.physical)
    if stated is not None:
        return stated
    for reached, state in ((B.completed_on, Physical.COMPLETED), (B.started_on, Physical.UNDER_CONSTRUCTION)):
        day = seen.text(reached)
        if day is not None and day <= seen.day:
            return state.name
    origin = seen.origins.get("")
    imported = origin is not None and building.timeline.get(origin).recorded.event.reason is Reason.MIGRATION
    return None if imported else Physical.PLANNED.name


def named(state: str) -> Words:
    """A physical state as messages name it."""
    return Words(Physical[state].value, state)


HSE_1 = Rule(
    "HSE-1",
    "该房屋所在楼幢在{since}的状态为“{state:zh}”，房屋不得投入使用。",
    "On {since} the building of this house is in the state {state:en}; no unit in it can be in use.",
    BASIS,
    {"HOUSE": frozenset({"LeaseFiled", "LeaseRenewed", "TenancyStarted", "OccupancyInspected"})},
    {"HOUSE": paths(H.building_code, H.physical), "BUILDING": paths(B.physical, B.started_on, B.completed_on)},
    _in_use_of_nothing,
)
WITHOUT_A_BUILDING = Rule(
    "HSE-1",
    "该房屋所在楼幢自{day}起为“{state:zh}”，须核实房屋去向。尚有：{detail:zh}。",
    "The building of this house is in the state {state:en} from {day} on; say what becomes of it. Open: {detail:en}.",
    BASIS,
    {},
    {},
    never,
    warns=True,
)
"""Told on every house of a building that never was; never judged in place."""


RULES = (HSE_1,)
