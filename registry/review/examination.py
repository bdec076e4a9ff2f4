"""Examination of one subject: which of its events break rules since a position, and which break them no longer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from aggregates import draft, view, world
from aggregates import event as events
from aggregates.deciding import judging
from aggregates.rules import general
from aggregates.rules.rule import Breach, Rule

RECORDS = frozenset({"FindingRecorded", "FindingResolved", "SourceConflictFound"})
"""What a review itself may bring about; it is not reviewed in its turn."""

MENDED = "已不成立 no longer holds"
"""The resolution of a finding that the review itself closes."""

OnRecord = Mapping[str, Mapping[str, draft.Said]]
"""What a subject's events say of its findings, by entity."""


@dataclass(slots=True)
class Examined:
    """What was found of one subject. ``mended`` are keys of findings that stand and whose breach is gone."""

    known: world.Known
    on_record: OnRecord
    found: list[tuple[view.Judged, Breach]] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)


def examine(judge: judging.Judge, known: world.Known, since: int, rules: Collection[Rule]) -> Examined:
    """Judge a subject's events anew.

    Judged are, by all rules, the events after ``since`` that no rule has judged (imported ones); by the rules that read
    what an event after ``since`` touches, those that were recorded before it; and by ``rules``, all of them (what
    another subject's events have put into question).
    """
    selection = _Selection(judge, known, since, rules)
    sequence = judge.world.sequence(known)
    on_record = findings(sequence)
    held: dict[tuple[UUID, str], judging.Fallen] = {}
    for one in judge.breaches(sequence, selection.rules):
        held.setdefault((one.judged.id, one.breach.rule.id), one)
    news = [(one.judged, one.breach) for one in held.values() if _is_news(one.judged, one.breach, on_record)]
    return Examined(known, on_record, news, list(_mended(known, sequence, selection, held, on_record)))


def fresh(known: world.Known, since: int) -> list[events.Recorded]:
    """A subject's events after a position, but for what reviews record."""
    return [one for one in known.recorded if one.position > since and one.event.type not in RECORDS]


def touched(seen: world.World, known: world.Known, recorded: events.Recorded) -> frozenset[str]:
    """Paths that an event sets, or that had been set by what it voids or corrects."""
    event = recorded.event
    gone = [*event.voids, *([event.corrects] if event.corrects else [])]
    paths = seen.judged(recorded).touches()
    return paths.union(*(seen.judged(known.timeline.get(one).recorded).touches() for one in gone)) if gone else paths


def findings(sequence: Sequence[view.Judged]) -> OnRecord:
    """The findings that a subject's events tell of."""
    on_record: dict[str, dict[str, draft.Said]] = {}
    for judged in sequence:
        for entity, said in judged.changes.items():
            if entity.startswith("findings/"):
                on_record.setdefault(entity, {}).update(said)
    return on_record


def _is_news(judged: view.Judged, breach: Breach, on_record: OnRecord) -> bool:
    """Nobody has found it yet, or the review has closed it before; what people have closed stays closed."""
    said = on_record.get(f"findings/{general.finding_key(breach.rule.id, judged.id)}")
    return said is None or (said.get("resolved_on") is not None and said.get("resolution") == MENDED)


class _Selection:
    """By which rules each event is judged."""

    def __init__(self, judge: judging.Judge, known: world.Known, since: int, everywhere: Collection[Rule]) -> None:
        recent = fresh(known, since)
        self._judge, self._everywhere = judge, {rule.id for rule in everywhere}
        self._fresh = {one.event.id: one.position for one in recent}
        self._unjudged = {one.event.id for one in recent if one.event.judged_by is None and not one.event.voids}
        old = {one.event.id for one in known.recorded}.difference(self._unjudged)
        self._touched = [(one.position, touched(judge.world, known, one)) for one in recent] if old else []

    def rules(self, judged: view.Judged) -> Sequence[Rule]:
        """The rules that an event has to be judged by now."""
        every = self._judge.rules_of(judged.kind, judged.type)
        if judged.id in self._unjudged:
            return every
        return [rule for rule in every if self._again(judged, rule)]

    def _again(self, judged: view.Judged, rule: Rule) -> bool:
        if rule.id in self._everywhere:
            return True
        reads, own = rule.reads.get(judged.kind, frozenset()), self._fresh.get(judged.id, 0)
        return any(position > own and not paths.isdisjoint(reads) for position, paths in self._touched)


def _mended(
    known: world.Known,
    sequence: Sequence[view.Judged],
    selection: _Selection,
    held: Collection[tuple[UUID, str]],
    on_record: OnRecord,
) -> Iterator[str]:
    """Keys of open findings, by a rule that was asked again or about an event that is gone, that hold no longer."""
    live = {one.id: one for one in sequence} if on_record else {}
    for entity, said in on_record.items():
        event, rule_id = _about(said)
        if said.get("resolved_on") is not None or event is None or known.timeline.find(event) is None:
            continue
        judged = live.get(event)
        asked = judged is None or rule_id in {rule.id for rule in selection.rules(judged)}
        if asked and (event, rule_id) not in held:
            yield entity.partition("/")[2]


def _about(said: Mapping[str, draft.Said]) -> tuple[UUID | None, str]:
    try:
        return UUID(str(said.get("event"))), str(said.get("rule"))
    except ValueError:
        return None, ""
