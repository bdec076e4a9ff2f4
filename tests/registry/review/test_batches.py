"""However the ledger falls into batches, the findings that stand are those of one judgement of it all at the end."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

import hypothesis
import hypothesis.strategies as st

from aggregates import draft, timeline, view, world
from aggregates.catalogue import CATALOGUE
from aggregates.deciding import judging
from aggregates.rules import book as rulebook
from aggregates.rules.rule import Rule
from tests import deeds, examples
from tests.registry.desk import office as offices
from tests.registry.desk.office import Office
from tests.registry.review import bureau

NUMBERS = itertools.count()
DAYS = [f"202{year}-0{month}-01" for year in (0, 1, 2) for month in (1, 6)]
FAR = "2029-01-01"


@dataclasses.dataclass(frozen=True)
class Step:
    """A row of the register; or, with ``undoes``, a void (or a correction) of one that stands, by its place."""

    house: int
    does: str
    day: str
    until: str
    undoes: int | None = None


STEPS = st.builds(
    Step,
    st.integers(0, 1),
    st.sampled_from(["lease", "seizure", "transfer", "unrealised", "completed"]),
    st.sampled_from(DAYS),
    st.sampled_from([*DAYS, *[FAR] * 6]),
    st.sampled_from([None, None, None, 0, 1, 2]),
)


class Village:
    """One building with two houses, named afresh for each example, and what its register says of them."""

    def __init__(self, office: Office) -> None:
        self.number = next(NUMBERS)
        self.building = f"B{self.number}"
        self.houses = [f"H{self.number}-{one}" for one in (0, 1)]
        self.register = bureau.Register(office)
        self.live: list[tuple[uuid.UUID, draft.Draft]] = []

    async def begin(self) -> None:
        """Register it."""
        said = {"": {"division": bureau.DIVISION, "physical": "COMPLETED"}}
        await self.register.record(
            bureau.row("BUILDING", self.building, "BuildingRegistered", "2019-01-01", said),
            *(bureau.house(code, "2019-01-01", self.building) for code in self.houses),
        )

    async def take(self, number: int, step: Step) -> None:
        """Record a step."""
        made = self._made(number, step)
        if step.undoes is not None and self.live:
            event, row = self.live.pop(step.undoes % len(self.live))
            kept: dict[str, Any] = {"type": "EventVoided", "changes": {}, "voids": (event,)}
            if made.type == row.type and made.stream == row.stream:
                kept = {"changes": made.changes, "corrects": event, "effective_on": made.effective_on}
            made = dataclasses.replace(row, **kept)
        (event,) = await self.register.record(made)
        if not made.voids and not made.corrects:
            self.live.append((event, made))

    def _made(self, number: int, step: Step) -> draft.Draft:
        house = self.houses[step.house]
        if step.does == "lease":
            return bureau.lease(house, str(number), step.day, step.until)
        if step.does == "seizure":
            said = {"number": str(number), "court": "安澜区法院", "expires_on": step.until}
            return bureau.row("HOUSE", house, "SeizureRegistered", step.day, {f"seizures/{number}": said})
        if step.does == "transfer":
            sold = {f"transfers/{number}": {"number": str(number), "basis": "SALE"}}
            return bureau.row("HOUSE", house, "OwnershipTransferred", step.day, sold)
        type_, state = {
            "unrealised": ("NotRealised", "NOT_REALISED"),
            "completed": ("CompletionAccepted", "COMPLETED"),
        }[step.does]
        return bureau.row("BUILDING", self.building, type_, step.day, {"": {"physical": state}})


async def whole(office: Office, village: Village) -> set[tuple[str, str]]:
    """What breaks which rule when every event is judged in its place, once all of them are known."""
    seen = world.World(deeds.Fixed(), offices.TODAY.isoformat(), _day, complete=True)
    knowns = []
    for code in (village.building, *village.houses):
        recorded = await bureau.stream(office, code)
        head, line = recorded[0].event, timeline.Timeline(CATALOGUE, recorded)
        knowns.append(world.Known(head.kind, head.scheme, code, head.originator_id, line, len(recorded), recorded))
        seen.names[world.Name(head.kind, code)] = (knowns[-1],)
    judge = judging.Judge(seen, rulebook.RULES)
    found = [one for known in knowns for one in judge.breaches(seen.sequence(known), _Wanted(judge, known))]
    return {(one.breach.rule.id, str(one.judged.id)) for one in found}


@dataclasses.dataclass
class _Wanted:
    """All rules that judge an imported event; none where it is a finding or a void."""

    judge: judging.Judge
    known: world.Known

    def __call__(self, judged: view.Judged) -> Sequence[Rule]:
        one = self.known.timeline.get(judged.id).recorded.event
        return () if one.actor == "review" or one.voids else self.judge.rules_of(one.kind, one.type)


def _day(moment: datetime.datetime) -> str:
    return moment.astimezone(bureau.ZONE).date().isoformat()


@hypothesis.settings(
    examples.some(24, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]),
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
)
@hypothesis.given(
    steps=st.lists(STEPS, min_size=4, max_size=9),
    reviews=st.lists(st.sampled_from([0, 0, 1, 2, 3, 1000]), min_size=9, max_size=9),
    batch=st.sampled_from([1, 2, 5, 1000]),
)
@hypothesis.example(
    steps=[
        Step(0, "transfer", "2021-06-01", FAR),
        Step(0, "lease", "2022-01-01", FAR),
        Step(0, "lease", "2022-06-01", FAR),
        Step(0, "seizure", "2021-01-01", FAR),
        Step(0, "unrealised", "2020-01-01", FAR),
    ],
    reviews=[3, 0, 1, 0, 0],
    batch=2,
)
async def test_any_batches_end_with_the_same_findings(
    office: Office, steps: list[Step], reviews: list[int], batch: int
) -> None:
    village, reviewer = Village(office), bureau.reviewer(office)
    await village.begin()
    for number, (step, then) in enumerate(zip(steps, reviews, strict=False), 1):
        await village.take(number, step)
        if then:  # between the steps, one batch of the review
            await office.project()
            await reviewer.step(then)
    await office.project()
    while (done := await reviewer.step(batch)).position < done.head:
        await office.project()
    standing = [await bureau.open_findings(office, code) for code in (village.building, *village.houses)]
    assert set().union(*standing) == await whole(office, village)
    FOUND.update(rule for found in standing for rule, _ in found)


FOUND: Counter[str] = Counter()


def test_the_histories_break_rules() -> None:
    """The property above is about something."""
    assert {"USE-1", "TRA-1", "HSE-1"} <= FOUND.keys()
