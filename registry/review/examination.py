"""Examination of one subject: which of its events break rules since a position, and which break them no longer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from aggregates import event as events
from aggregates import view, world
from aggregates.deciding import judging
from aggregates.rules import general
from aggregates.rules.rule import Breach, Rule

RECORDS = frozenset({"FindingRecorded", "FindingResolved", "SourceConflictFound"})
"""What a review itself may bring about; it is not reviewed in its turn."""

MENDED = "已不成立 no longer holds"
"""The resolution of a finding that the review itself closes."""


@dataclass(slots=True)
class Examined:
    """What was found of one subject. ``mended`` are keys of findings that stand and whose breach is gone."""

    known: world.Known
    found: list[tuple[view.Judged, Breach]] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)


def examine(
    judge: judging.Judge, known: world.Known, since: int, doubted: Iterable[UUID], rules: Sequence[Rule]
) -> Examined:
    """Judge a subject's events anew.

    Judged are, by all rules, the events after ``since`` that no rule has judged (imported ones); by the rules that read
    what an event after ``since`` touches, those that were recorded before it; by ``rules``, all of them (what another
    subject's events have put into question); and by all rules those ``doubted`` by id.
    """
    fresh = [one for one in known.recorded if one.position > since and one.event.type not in RECORDS]
    selection = _Selection(judge, known, fresh, frozenset(doubted), frozenset(one.id for one in rules))
    sequence = judge.world.sequence(known)
    broken = list(judge.breaches(sequence, selection.rules))
    on_record = {entity: said for entity, said in _state(judge, known).items() if entity.startswith("findings/")}
    found = [(one.judged, one.breach) for one in broken if _is_news(one, on_record)]
    held = {(one.judged.id, one.breach.rule.id) for one in broken}
    return Examined(known, found, list(_mended(judge, sequence, selection, held, on_record)))


def _state(judge: judging.Judge, known: world.Known) -> Mapping[str, Mapping[str, object]]:
    return judge.world.state(known, "9999-12-31").state


def _is_news(one: judging.Fallen, on_record: Mapping[str, Mapping[str, object]]) -> bool:
    """Nobody has found it yet, or the review has closed it before; what people have closed stays closed."""
    said = on_record.get(f"findings/{general.finding_key(one.breach.rule.id, one.judged.id)}")
    return said is None or (said.get("resolved_on") is not None and said.get("resolution") == MENDED)


class _Selection:
    """By which rules each event is judged."""

    def __init__(
        self,
        judge: judging.Judge,
        known: world.Known,
        fresh: Sequence[events.Recorded],
        doubted: frozenset[UUID],
        everywhere: frozenset[str],
    ) -> None:
        self._judge, self._doubted, self._everywhere = judge, doubted, everywhere
        self._fresh = {one.event.id: one.position for one in fresh}
        self._unjudged = {one.event.id for one in fresh if one.event.judged_by is None and not one.event.voids}
        self._touched = [(one.position, _touched(judge.world, known, one)) for one in fresh]

    def rules(self, judged: view.Judged) -> list[Rule]:
        """The rules that an event has to be judged by now."""
        every = self._judge.rules_of(judged.kind, judged.type)
        if judged.id in self._unjudged or judged.id in self._doubted:
            return list(every)
        return [rule for rule in every if self._again(judged, rule)]

    def _again(self, judged: view.Judged, rule: Rule) -> bool:
        if rule.id in self._everywhere:
            return True
        reads, own = rule.reads.get(judged.kind, frozenset()), self._fresh.get(judged.id, 0)
        return any(position > own and not touched.isdisjoint(reads) for position, touched in self._touched)


def _touched(seen: world.World, known: world.Known, fresh: events.Recorded) -> frozenset[str]:
    """Paths that an event sets, or that had been set by what it voids or corrects."""
    gone = [*fresh.event.voids, *([fresh.event.corrects] if fresh.event.corrects else [])]
    recorded = (fresh, *(known.timeline.get(event).recorded for event in gone))
    return frozenset(path for one in recorded for path in seen.judged(one).touches())


def _mended(
    judge: judging.Judge,
    sequence: Sequence[view.Judged],
    selection: _Selection,
    held: set[tuple[UUID, str]],
    on_record: Mapping[str, Mapping[str, object]],
) -> Iterator[str]:
    """Keys of open findings, by a rule that was asked again or about an event that is gone, that hold no longer."""
    live = {one.id: one for one in sequence}
    for entity, said in on_record.items():
        event, rule_id = _about(said)
        if said.get("resolved_on") is not None or event is None or not _judges(judge, rule_id):
            continue
        judged = live.get(event)
        asked = judged is None or rule_id in {rule.id for rule in selection.rules(judged)}
        if asked and (event, rule_id) not in held:
            yield entity.partition("/")[2]


def _about(said: Mapping[str, object]) -> tuple[UUID | None, str]:
    try:
        return UUID(str(said.get("event"))), str(said.get("rule"))
    except ValueError:
        return None, ""


def _judges(judge: judging.Judge, rule_id: str) -> bool:
    return any(rule.id == rule_id and rule.on for rule in judge.rules)
