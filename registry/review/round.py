"""One round of the review: the subjects that a batch of events concerns, examined in one world."""

from __future__ import annotations

import asyncio
import dataclasses
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from uuid import UUID

from aggregates import catalogue, departments, draft, view, world
from aggregates import event as events
from aggregates.deciding import judging
from aggregates.rules import general
from aggregates.rules.rule import Breach, Rule
from registry.desk import loading
from registry.review import examination

NEVER = 2**62
"""A position after which there is nothing."""

Kin = dict[UUID, set[Rule]]
"""Subjects by their streams, with the rules that have to judge them again."""


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """What a round found: the drafts that say so, whose ids are still to be given, and how many findings they close.

    ``reached`` has the position up to which each subject of the batch was examined, which may lie beyond the batch.
    """

    drafts: list[draft.Draft]
    mended: int
    reached: dict[UUID, int]


class Round:
    """Examines what has happened since a position, in the world that ``loader`` fills."""

    def __init__(self, loader: loading.Loader, since: int, rules: Sequence[Rule], known: catalogue.Catalogue) -> None:
        self._loader, self._since, self._rules, self._catalogue = loader, since, rules, known
        self._judge = judging.Judge(loader.world, rules)

    async def examine(self, streams: Sequence[UUID]) -> Outcome:
        """Judge the subjects of the batch, and those whose rules read what was touched on them.

        Raises:
            Unavailable: the read model, which tells who those are, does not come up with the ledger.
        """
        knowns = await self._loader.streams(streams)
        reached = {known.stream: known.recorded[-1].position for known in knowns}
        kin = await self._kin(knowns)
        concerned = [*knowns, *(self._loader.known[stream] for stream in kin)]
        await self._loader.more(world.Wanted(names=self._named(concerned) - self._loader.world.names.keys()))
        examined = [await self._one(stream, kin.pop(stream, ()), self._since) for stream in reached]
        examined += [await self._one(stream, rules, NEVER) for stream, rules in kin.items()]
        drafts = [one for each in examined for one in self._drafts(each)]
        drafts += await self._doubts(knowns)
        return Outcome(drafts, sum(len(each.mended) for each in examined), reached)

    async def _one(self, stream: UUID, rules: Collection[Rule], since: int) -> examination.Examined:
        while True:
            await asyncio.sleep(0)  # the server's requests go first
            try:
                return examination.examine(self._judge, self._loader.known[stream], since, rules)
            except world.Unloaded as unloaded:
                await self._loader.more(unloaded.wanted)

    def _named(self, knowns: Sequence[world.Known]) -> set[world.Name]:
        """The subjects of other kinds that those name and at which some rule may look, to be loaded together."""
        kinds = {kind for rule in self._rules for kind in rule.reads if set(rule.on) - {kind}}
        return {name for known in knowns for name in self._refers(known, kinds)}

    def _refers(self, known: world.Known, kinds: Collection[str]) -> Iterator[world.Name]:
        """Those that a subject's own attributes name, or have named."""
        attributes = self._catalogue.kind(known.kind).attributes
        referring = [one for one in attributes.values() if one.type.refers in kinds]
        for said in (change.set for one in known.recorded for change in one.event.changes if change.entity == ""):
            for attribute in referring:
                code = said.get(attribute.name)
                if isinstance(code, str):
                    yield world.Name(str(attribute.type.refers), code)

    def _elements_refer(self, known: world.Known, kinds: Collection[str]) -> Iterator[world.Name]:
        """Those that its elements name from the first day on that anything recent concerns: no state before differs."""
        since = min((day for one in examination.fresh(known, self._since) for day in _days(known, one)), default="")
        declared = self._catalogue.kind(known.kind).collections
        later = (one for one in known.recorded if one.event.effective_on >= since)
        for change in (change for one in later for change in one.event.changes if change.entity):
            attributes = declared[change.entity.partition("/")[0]].attributes
            for name, code in change.set.items():
                type_ = attributes[name].type
                if type_.name == "code" and type_.refers in kinds and isinstance(code, str):
                    yield world.Name(str(type_.refers), code)

    async def _kin(self, knowns: Sequence[world.Known]) -> Kin:
        """Subjects, parts or wholes of those given, with their rules that read what was touched on these."""
        found: defaultdict[UUID, set[Rule]] = defaultdict(set)
        felt = {known.stream: rules for known in knowns if (rules := self._felt(known))}
        await self._above(felt, found)
        while felt:
            felt = await self._below(felt, found)
        return found

    def _felt(self, known: world.Known) -> set[Rule]:
        paths = self._touched(known)
        others = [rule for rule in self._rules if set(rule.on) - {known.kind}]
        return {rule for rule in others if not paths.isdisjoint(rule.reads.get(known.kind, ()))}

    def _touched(self, known: world.Known) -> frozenset[str]:
        recent = examination.fresh(known, self._since)
        seen = self._loader.world
        return frozenset(path for one in recent for path in examination.touched(seen, known, one))

    async def _above(self, felt: Kin, found: Kin) -> None:
        asked: defaultdict[world.Name, set[Rule]] = defaultdict(set)
        for stream, rules in felt.items():
            known, kinds = self._loader.known[stream], {kind for rule in rules for kind in rule.on}
            for name in {*self._refers(known, kinds), *self._elements_refer(known, kinds)}:
                asked[name] |= {rule for rule in rules if name.kind in rule.on}
        await self._loader.more(world.Wanted(names=set(asked)))
        for name, rules in asked.items():
            for whole in self._loader.world.names.get(name, ()):
                found[whole.stream] |= rules

    async def _below(self, felt: Kin, found: Kin) -> Kin:
        """Note the parts of subjects; the parts which themselves may have such, with the rules that go on."""
        asked: dict[world.Parts, set[Rule]] = {}
        for stream, rules in felt.items():
            whole = self._loader.known[stream]
            for kind, attribute in self._parts(whole.kind):
                going = {rule for rule in rules if self._reaches(kind, rule)}
                if going:
                    asked[world.Parts(kind, attribute, whole.code)] = going
        await self._loader.more(world.Wanted(parts=set(asked)))
        onward: defaultdict[UUID, set[Rule]] = defaultdict(set)
        for parts, rules in asked.items():
            for part in self._loader.world.members[parts]:
                found[part.stream] |= {rule for rule in rules if part.kind in rule.on}
                onward[part.stream] |= rules
        return {stream: rules for stream, rules in onward.items() if stream not in felt}

    def _parts(self, whole: str) -> list[tuple[str, str]]:
        """Kinds, other than its own, and the attribute by which they name what they are a part of."""
        attributes = [(kind.name, one) for kind in self._catalogue.kinds.values() for one in kind.attributes.values()]
        return [
            (kind, one.name)
            for kind, one in attributes
            if one.type.name == "code" and one.type.refers == whole and kind != whole
        ]

    def _reaches(self, kind: str, rule: Rule) -> bool:
        """Whether a rule judges a kind or, further down, its parts."""
        return kind in rule.on or any(self._reaches(part, rule) for part, _ in self._parts(kind))

    def _drafts(self, examined: examination.Examined) -> Iterator[draft.Draft]:
        for judged, breach in examined.found:
            yield self._finding(examined.known, judged, breach, examined.on_record)
        if examined.mended:
            today = self._loader.world.today
            closed = {"resolved_on": today, "resolution": examination.MENDED}
            changes = {f"findings/{key}": closed for key in examined.mended}
            yield _draft(examined.known, "FindingResolved", today, changes)

    async def _doubts(self, knowns: Sequence[world.Known]) -> list[draft.Draft]:
        """GEN-4: findings on what was decided on events that have been voided, corrected or overturned."""
        recent = [one for known in knowns for one in examination.fresh(known, self._since)]
        fallen = [(event, by) for by in recent for event in _ended(by)]
        if not fallen:
            return []
        seen = self._loader.world
        await self._loader.more(world.Wanted(relying_on={event for event, _ in fallen}))
        relying = {one.event.id for event, _ in fallen for one in seen.relying_on(event)}
        await self._loader.more(world.Wanted(events=relying))
        found = [self._doubt(one, event, by) for event, by in fallen for one in seen.relying_on(event)]
        return list({next(iter(one.changes)): one for one in found if one}.values())

    def _doubt(self, relying: events.Recorded, event: UUID, by: events.Recorded) -> draft.Draft | None:
        known = self._loader.world.of_event(relying.event.id)
        if known is None or not any(entry.recorded.event.id == relying.event.id for entry in known.timeline.visible()):
            return None
        if by.position < relying.position:  # it was decided on what was left, and knew
            return None
        if event == by.event.corrects and known.stream == by.event.originator_id:  # which rules judge again by itself
            return None
        if by.event.type == "DecisionOverturned" and relying.event.effective_on < by.event.effective_on:
            return None
        on_record = examination.findings(self._loader.world.sequence(known))
        if f"findings/{general.finding_key(general.GEN_4.id, relying.event.id)}" in on_record:
            return None
        fallen = self._loader.known[by.event.originator_id]
        breach = Breach(general.GEN_4, {"event": str(event)}, in_the_way=(by.event.id,), others=(fallen,))
        return self._finding(known, self._loader.world.judged(relying), breach, on_record)

    def _finding(
        self, known: world.Known, judged: view.Judged, breach: Breach, on_record: examination.OnRecord
    ) -> draft.Draft:
        """A finding; one that was closed is opened again, from today on: its closing comes before."""
        today = self._loader.world.today
        apart = self._loader.world.apart(known, breach.others)
        changes = general.finding(breach, judged.id, today, self._resolver(judged), apart=apart)
        if on_record.keys().isdisjoint(changes):
            return _draft(known, "FindingRecorded", judged.effective_on, changes, judged.id)
        opened: dict[str, draft.Said] = {"resolved_on": None, "resolution": None}
        again = {entity: {**said, **opened} for entity, said in changes.items()}
        return _draft(known, "FindingRecorded", today, again, judged.id)

    def _resolver(self, judged: view.Judged) -> str:
        """The department that has to see to a finding: the authority of what it is about."""
        declared = self._catalogue.event_type(judged.kind, judged.type)
        return judged.source if declared.authority in (departments.ANY, departments.RECORDER) else declared.authority


def _days(known: world.Known, one: events.Recorded) -> Iterator[str]:
    """The days of an event and of those that it voids or corrects."""
    event = one.event
    yield event.effective_on
    for other in (*event.voids, *([event.corrects] if event.corrects else [])):
        yield known.timeline.get(other).recorded.event.effective_on


def _ended(one: events.Recorded) -> Iterator[UUID]:
    yield from one.event.voids
    if one.event.corrects:
        yield one.event.corrects
    if one.event.type == "DecisionOverturned":
        for change in one.event.changes:
            if change.entity.startswith("overturnings/") and isinstance(change.set.get("event"), str):
                yield UUID(str(change.set["event"]))


def _draft(known: world.Known, type_: str, day: str, changes: draft.Changes, cause: UUID | None = None) -> draft.Draft:
    return draft.Draft(
        known.stream,  # stands for an id until all of the batch are known
        known.kind,
        known.scheme,
        known.code,
        known.stream,
        type_,
        day,
        departments.DATA,
        changes,
        events.Reason.CAUSED,
        cause=cause,
    )
