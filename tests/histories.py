"""Hypothesis strategies for lawful histories: lists of recorded events as a ledger could hold them.

A history is drawn as a list of small steps, each of which is made lawful where it stands: a correction or void of which
there is no target becomes a new fact. So every list of steps is a history, and failures shrink to a few plain steps.
"""

import dataclasses
import datetime
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import hypothesis.strategies as st

from aggregates import catalogue as catalogues
from aggregates import event
from aggregates.attributes import integer, text
from aggregates.event_types import EventClass, EventType, Nature, declare
from aggregates.kinds import Element, Subject
from tests import oracle

FIRST_DAY = datetime.date(2020, 1, 1)
FIRST_MOMENT = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
SECOND = datetime.timedelta(seconds=1)
INSTANT = datetime.timedelta(microseconds=1)


class House(Subject, kind="HOUSE", en="House", zh="房屋"):
    """A scratch house."""

    area = integer("Area", "面积", restated=True)
    room = text("Room", "室号")

    class mortgages(Element, en="Mortgage", zh="抵押"):
        """A scratch mortgage."""

        amount = integer("Amount", "金额")
        ended = text("Ended", "终止")

    class findings(Element, en="Finding", zh="问题"):
        """A scratch finding."""

        detail = text("Detail", "详情")


class Building(Subject, kind="BUILDING", en="Building", zh="楼幢"):
    """A scratch building."""

    floors = integer("Floors", "层数")

    class controls(Element, en="Control", zh="管控"):
        """A scratch control."""

        level = integer("Level", "级别")


def _types() -> Iterator[EventType]:
    holding = EventClass.HOLDING, Nature.FACT, "scratch"
    yield declare(House, "HouseRegistered", "Registered", "登记", *holding, House.area, House.room)
    yield declare(House, "SurveyRevised", "Revised", "变更", *holding, House.area)
    yield declare(House, "MortgageRegistered", "Mortgaged", "抵押", *holding, House.mortgages)
    yield declare(House, "FindingRecorded", "Found", "问题", *holding, House.findings, affirms=False)
    yield declare(House, "EventVoided", "Voided", "撤销", *holding, affirms=False)
    yield declare(Building, "BuildingRegistered", "Registered", "登记", *holding, Building.floors)
    yield declare(Building, "ControlOrdered", "Controlled", "管控", *holding, Building.controls)
    yield declare(Building, "EventVoided", "Voided", "撤销", *holding, affirms=False)


SCRATCH = catalogues.Catalogue([House.declaration, Building.declaration], _types())


def affirming(catalogue: catalogues.Catalogue) -> frozenset[tuple[str, str]]:
    """The (kind, type) of the events that by themselves say that their subject exists."""
    return frozenset(key for key, declared in catalogue.event_types.items() if declared.affirms)


def stream(kind: str, code: str) -> str:
    """The stream of a subject of a history: also of kinds whose streams are random, the same each time."""
    return str(uuid.uuid5(event.NAMESPACE, f"{kind}\nscratch\n{code}"))


@dataclasses.dataclass(frozen=True)
class Said:
    """A choice of type and content: what one event of a kind says."""

    kind: str
    type: str
    changes: Mapping[str, Mapping[str, Any]]


@dataclasses.dataclass(frozen=True)
class Step:
    """One thing that happens to a history.

    `pick` chooses among the targets that there are, 0 the youngest. `day` counts from FIRST_DAY. `old` is the old
    register's time in seconds before this ledger's (None: not migrated). `later` is how many seconds after the last
    command it is recorded; `joined`: in the same command instead. `drags`: what the same command causes elsewhere.
    `keeps`: a correction takes effect on its target's day, whatever `day` and `seq` say.
    """

    does: str
    subject: int
    says: Said
    pick: int = 0
    day: int = 0
    seq: int = 0
    old: int | None = None
    later: int = 1
    joined: bool = False
    drags: Said | None = None
    keeps: bool = False


DOES = ("record", "record", "correct", "correct", "void", "void_chain")
"""With weights that make corrections of corrections, and corrections after voids, common."""


def said(
    catalogue: catalogues.Catalogue,
    kinds: Sequence[str],
    attributes: Mapping[str, Sequence[str]] | None = None,
    types: Sequence[str] | None = None,
) -> st.SearchStrategy[Said]:
    """Draw what one event says; `types` and `attributes` (by collection, "" the subject) narrow the choice."""
    options = [
        t for k in kinds for t in catalogue.of_kind(k) if t.name != "EventVoided" and (not types or t.name in types)
    ]
    return st.sampled_from(options).flatmap(lambda declared: _said(catalogue, declared, attributes))


def _said(
    catalogue: catalogues.Catalogue, declared: EventType, attributes: Mapping[str, Sequence[str]] | None
) -> st.SearchStrategy[Said]:
    kind = catalogue.kind(declared.kind)
    sets: list[st.SearchStrategy[tuple[str, str, Any]]] = []
    for collection, names in declared.may_set(kind).items():
        declared_here = kind.attributes_of(collection) or {}
        wanted = attributes.get(collection, ()) if attributes else names
        for name in sorted(names.intersection(wanted) - declared.fixed.keys()):
            for entity in [f"{collection}/{key}" for key in ("1", "2/x")] if collection else [""]:
                sets.append(st.tuples(st.just(entity), st.just(name), values(declared_here[name].type)))
    fixed = [("", name, value) for name, value in declared.fixed.items()]
    # one to three things as a rule: events that say nothing find no faults
    chosen = st.lists(st.one_of(sets), min_size=1, max_size=3) if sets else st.just([])
    return st.one_of(chosen, chosen, chosen, st.just([])).map(
        lambda drawn: Said(kind.name, declared.name, _changes([*drawn, *fixed]))
    )


def _changes(sets: Sequence[tuple[str, str, Any]]) -> dict[str, dict[str, Any]]:
    changes: dict[str, dict[str, Any]] = {}
    for entity, name, value in sets:
        changes.setdefault(entity, {})[name] = value
    return changes


def values(kind: Any) -> st.SearchStrategy[Any]:
    """Draw a value of an attribute's type: few, so that histories say the same thing again, and null."""
    few: dict[str, list[Any]] = {
        "text": ["a", "b", '室 "1"\\\n'],
        "integer": [0, 1, 2],
        "decimal": ["0.5", "1.50", "2"],
        "boolean": [True, False],
        "date": ["2020-01-02", "2020-01-05"],
        "moment": ["2020-01-02T00:00:00.000000Z"],
        "code": ["X-1", "X-2"],
        "division": ["330106"],
        "geometry": ["POINT (120.1 30.2)"],
    }
    options = [choice.name for choice in kind.choices][:3] if kind.choices else few.get(kind.name, [])
    return st.sampled_from([*(value for value in options if kind.check(value) is None), None])


def steps(content: st.SearchStrategy[Said]) -> st.SearchStrategy[Step]:
    """Draw one step."""
    return st.builds(
        Step,
        does=st.sampled_from(DOES),
        subject=st.sampled_from((0, 0, 0, 1)),
        says=content,
        pick=st.sampled_from((0, 0, 1, 1, 2)),
        day=st.sampled_from((0, 0, 0, 1, 2, 6)),  # ties are what goes wrong
        seq=st.sampled_from((0, 0, 0, 1)),
        old=st.none() | st.integers(0, 12),
        later=st.integers(0, 2),
        joined=st.booleans(),
        drags=st.none() | content,
        keeps=st.booleans(),
    )


def histories(
    content: st.SearchStrategy[Said] | None = None, most: int = 14
) -> st.SearchStrategy[list[oracle.Recorded]]:
    """Draw the events of a ledger, oldest first, over at most two subjects of each kind."""
    chosen = content if content is not None else said(SCRATCH, ["HOUSE", "HOUSE", "BUILDING"])
    # the least length is drawn as well, else lists stay short; it shrinks to none
    lists = st.integers(1, most).flatmap(lambda least: st.lists(steps(chosen), min_size=least, max_size=most))
    return lists.map(play)


def play(happened: Sequence[Step]) -> list[oracle.Recorded]:
    """Return the ledger after these steps."""
    scribe = Scribe()
    for step in happened:
        scribe.take(step)
    return scribe.events


class Scribe:
    """Writes a lawful ledger, one step at a time; keeps the live members of every chain, oldest first."""

    def __init__(self) -> None:
        self.events: list[oracle.Recorded] = []
        self._now = FIRST_MOMENT
        self._versions: dict[str, int] = {}
        self._chains: dict[str, list[list[oracle.Recorded]]] = {}
        self._caused: dict[str, list[oracle.Recorded]] = {}
        self._command = uuid.UUID(int=0)

    def take(self, step: Step) -> None:
        """Let one step happen, or a new fact where there is nothing to correct or void."""
        if not step.joined or not self.events:
            self._now += step.later * SECOND
            self._command = uuid.UUID(int=len(self.events) + 1)
        subject = f"{step.says.kind}-{step.subject}"
        live = [chain for chain in self._chains.get(subject, []) if chain]
        if step.does == "record" or not live:
            self._record(subject, step)
        elif step.does == "correct":
            self._correct(subject, live[-1 - step.pick % len(live)], step)
        else:
            self._void(subject, live[-1 - step.pick % len(live)], step)

    def _record(self, subject: str, step: Step) -> None:
        recorded = self._write(subject, step, step.says)
        self._chains.setdefault(subject, []).append([recorded])
        if step.drags:
            other = f"{step.drags.kind}-{1 - step.subject}"
            caused = self._write(other, step, step.drags, cause=recorded.body["id"])
            self._chains.setdefault(other, []).append([caused])
            self._caused.setdefault(recorded.body["id"], []).append(caused)

    def _correct(self, subject: str, chain: list[oracle.Recorded], step: Step) -> None:
        target = chain[-1].body
        kept = {name: target[name] for name in ("effective_on", "effective_seq") if step.keeps}
        chain.append(self._write(subject, step, step.says, corrects=target["id"], **kept))

    def _void(self, subject: str, chain: list[oracle.Recorded], step: Step) -> None:
        """Void the head of the chain, or all of it, and what the voided events alone caused, in the same command."""
        untrue = chain[-1:] if step.does == "void" else chain[::-1]
        del chain[len(chain) - len(untrue) :]
        void = self._write_void(subject, untrue, step)
        for caused in (other for one in untrue for other in self._caused.get(one.body["id"], [])):
            self._void_caused(caused, void, step)

    def _void_caused(self, caused: oracle.Recorded, void: oracle.Recorded, step: Step) -> None:
        for chain in self._chains[caused.body["code"]]:
            if caused in chain:
                self._write_void(caused.body["code"], chain[::-1], step, cause=void.body["id"])
                chain.clear()

    def _write_void(self, subject: str, untrue: Sequence[oracle.Recorded], step: Step, **more: Any) -> oracle.Recorded:
        content = Said(subject.partition("-")[0], "EventVoided", {})
        return self._write(subject, step, content, voids=[one.body["id"] for one in untrue], **more)

    def _write(self, subject: str, step: Step, content: Said, **more: Any) -> oracle.Recorded:
        position = len(self.events) + 1
        self._versions[subject] = self._versions.get(subject, 0) + 1
        body = {
            "id": str(uuid.uuid5(self._command, str(position))),
            "kind": content.kind,
            "scheme": "scratch",
            "code": subject,
            "stream": stream(content.kind, subject),
            "version": self._versions[subject],
            "type": content.type,
            "schema": 1,
            "effective_seq": step.seq,
            "source": "scratch",
            "actor": "account/1",
            "effective_on": (FIRST_DAY + datetime.timedelta(days=step.day)).isoformat(),
            "reason": _reason(step, more),
            "changes": [{"entity": entity, "set": dict(values)} for entity, values in content.changes.items()],
            "command": str(self._command),
            "correlation": str(self._command),
            **more,
        }
        if step.old is not None:
            body["registered_at"] = event.format_moment(self._now - step.old * SECOND)
        recorded = oracle.Recorded(position, self._now, body)
        self.events.append(recorded)
        return recorded


def _reason(step: Step, more: Mapping[str, Any]) -> str:
    if step.old is not None:
        return "MIGRATION"
    told = {"voids": "ERROR", "corrects": "CORRECTION", "cause": "CAUSED"}
    return next((reason for name, reason in told.items() if name in more), "CHANGE")


def days(history: Sequence[oracle.Recorded]) -> list[datetime.date]:
    """Return every day on which an answer may change, and the days before and after it."""
    turns = {datetime.date.fromisoformat(one.body["effective_on"]) for one in history}
    return sorted({turn + datetime.timedelta(days=more) for turn in turns for more in (-1, 0, 1)})


def clocks(history: Sequence[oracle.Recorded]) -> list[oracle.Clock]:
    """Return now, every position from 0 to one past the last, and every moment of registration, before and after it."""
    moments = {one.registered_at + more for one in history for more in (-INSTANT, 0 * INSTANT, INSTANT)}
    at = [oracle.Clock(position=position) for position in range(len(history) + 2)]
    return [oracle.NOW, *at, *(oracle.Clock(known=moment) for moment in sorted(moments))]
