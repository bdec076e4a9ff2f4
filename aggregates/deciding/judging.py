"""Judging: the rules applied along a timeline, in effective order, to one event or to what it puts into question."""

from __future__ import annotations

import bisect
import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from aggregates import view
from aggregates.draft import Draft
from aggregates.policy import Policy
from aggregates.rules.rule import Breach, Case, Governing, Rule
from aggregates.timeline import Timeline
from aggregates.world import Known, World


@dataclass(slots=True)
class Verdict:
    """What the rules say of one event, and on which events that rests; ``policies`` are the digests that judged."""

    breaches: list[Breach] = field(default_factory=list)
    relied_on: list[UUID] = field(default_factory=list)
    policies: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Fallen:
    """An event on record that breaks a rule which it did not break before, or the other way round."""

    judged: view.Judged
    breach: Breach


@functools.lru_cache(1024)
def _rules_of(rules: tuple[Rule, ...], kind: str, type_: str) -> tuple[Rule, ...]:
    """Kept over all judges: each command has one of its own, and to ask every rule was a tenth of a command."""
    return tuple(rule for rule in rules if rule.judges(kind, type_))


class Judge:
    """Applies ``rules`` in a world."""

    def __init__(self, world: World, rules: Sequence[Rule]) -> None:
        self.world = world
        self.rules = tuple(rules)

    def rules_of(self, kind: str, type_: str) -> tuple[Rule, ...]:
        """The rules that judge events of a type."""
        return _rules_of(self.rules, kind, type_)

    def judge(self, judged: view.Judged, before: view.View, rules: Iterable[Rule] | None = None) -> Verdict:
        """The verdict on an event, ``before`` being its subject just before it."""
        verdict = Verdict()
        before.day = judged.effective_on
        for rule in self.rules_of(judged.kind, judged.type) if rules is None else rules:
            policy = self._policy(rule, judged, before)
            case = Case(judged, before, policy, self.world, rule)
            verdict.breaches += rule.check(case)
            verdict.relied_on += case.relied
            verdict.policies.append(policy.digest)
        return verdict

    def _policy(self, rule: Rule, judged: view.Judged, before: view.View) -> Policy:
        return self.world.policies.in_force(division_of(judged, before), governing_date(rule, judged))

    def breaches(
        self, sequence: Sequence[view.Judged], wanted: Callable[[view.Judged], Sequence[Rule]]
    ) -> Iterator[Fallen]:
        """The breaches of a whole timeline; ``wanted`` says by which rules each event is judged."""
        if not sequence:
            return
        state = view.View(sequence[0].kind)
        for judged in sequence:
            rules = wanted(judged)
            if rules:
                for breach in self.judge(judged, state, rules).breaches:
                    yield Fallen(judged, breach)
            state.apply(judged)

    def fallen(
        self, after: Sequence[view.Judged], before: Sequence[view.Judged], touched: frozenset[str], but: Iterable[UUID]
    ) -> list[Fallen]:
        """What breaks a rule in ``after`` and not in ``before``: events of both but those named.

        Only rules that read what was touched are run.
        """
        both = {one.id for one in before}.intersection(one.id for one in after).difference(but)
        cut = min(_first_difference(after, before), len(after))
        later = {one.id for one in after[cut:]} & both

        def wanted(judged: view.Judged) -> list[Rule]:
            if judged.id not in later:
                return []
            reads = self.rules_of(judged.kind, judged.type)
            return [rule for rule in reads if not touched.isdisjoint(rule.reads.get(judged.kind, ()))]

        broken = {(one.judged.id, one.breach.rule.id) for one in self.breaches(before, wanted)}
        return [one for one in self.breaches(after, wanted) if (one.judged.id, one.breach.rule.id) not in broken]


def _first_difference(after: Sequence[view.Judged], before: Sequence[view.Judged]) -> int:
    for index, (one, other) in enumerate(zip(after, before, strict=False)):
        if one.id != other.id:
            return index
    return min(len(after), len(before))


def division_of(judged: view.Judged, before: view.View) -> str | None:
    """The division whose policy governs an event: the subject's own, or what the event says of it."""
    if judged.kind == "DIVISION":
        return judged.code
    said = judged.says().get("division") or before.state.get("", {}).get("division")
    return said if isinstance(said, str) else None


def governing_date(rule: Rule, judged: view.Judged) -> str:
    """The date by which a rule's policy is chosen; the effective date where the other one is not stated."""
    if rule.governed_by is Governing.DOCUMENT and judged.document:
        return judged.document.issued_on
    if rule.governed_by is Governing.SIGNED:
        for said in judged.changes.values():
            signed = said.get("signed_on")
            if isinstance(signed, str):
                return signed
    return judged.effective_on


@dataclass(slots=True)
class Placed:
    """A draft among its subject's events: the sequence with it, the one without it, and where it stands."""

    after: list[view.Judged]
    before: list[view.Judged]
    index: int

    @property
    def view(self) -> view.View:
        """The subject just before the draft, made anew at each call."""
        made = view.View(self.after[self.index].kind, self.after[self.index].effective_on)
        for judged in self.after[: self.index]:
            made.apply(judged)
        return made


def place(world: World, known: Known, earlier: Sequence[Draft], draft: Draft) -> Placed:
    """Put a draft where it belongs, behind all others of its day but those whose chain it continues.

    ``earlier`` are drafts of the same command on the same subject; they come first.
    """
    entries = list(known.timeline.visible())
    gone = {*draft.voids, *(one for other in earlier for one in other.voids)}
    gone |= {one.corrects for one in (*earlier, draft) if one.corrects}
    before = [world.judged(entry.recorded) for entry in entries]
    kept = [judged for judged in before if judged.id not in gone]
    kept += _restored(world, known.timeline, (*earlier, draft), gone)
    keys = [(one.effective_on, _seq(known.timeline, one.id), _chain(known.timeline, one.id)) for one in kept]
    order = sorted(range(len(kept)), key=keys.__getitem__)
    after, keys = [kept[index] for index in order], [keys[index] for index in order]
    for one in (*earlier, draft):
        key = (one.effective_on, one.effective_seq, _chain_of_draft(known.timeline, one))
        at = bisect.bisect_right(keys, key)
        after.insert(at, view.of_draft(one, world.today, world.catalogue))
        keys.insert(at, key)
    index = next(i for i, one in enumerate(after) if one.id == draft.id)
    return Placed(after, before, index)


LAST = 2**62
"""Greater than any position: a new event stands behind its ties."""


def _chain_of_draft(timeline: Timeline, one: Draft) -> int:
    return timeline.head(one.corrects).chain if one.corrects else LAST


def _seq(timeline: Timeline, event: UUID) -> int:
    return timeline.get(event).recorded.event.effective_seq


def _chain(timeline: Timeline, event: UUID) -> int:
    return timeline.get(event).chain


def _restored(world: World, timeline: Timeline, drafts: Iterable[Draft], gone: set[UUID]) -> list[view.Judged]:
    """The targets of corrections that the drafts void: they count again."""
    found: dict[UUID, view.Judged] = {}
    for voided in (one for draft in drafts for one in draft.voids):
        left = [entry for entry in timeline.live_chain(voided) if entry.recorded.event.id not in gone]
        if left:
            found[left[0].recorded.event.id] = world.judged(left[0].recorded)
    return list(found.values())
