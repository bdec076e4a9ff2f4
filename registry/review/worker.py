"""The worker that reviews: follows the ledger, batch by batch, each event exactly once; one leads, others stand by.

Its findings are events like any other, on the subject that they are about, and commit together with its progress.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime
import hashlib
import logging
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import asyncpg

from aggregates import catalogue, departments, draft, errors, view, world
from aggregates import event as events
from aggregates.deciding import judging
from aggregates.rules import book as rulebook
from aggregates.rules import general
from aggregates.rules.rule import Breach, Rule
from registry.desk import loading, policies
from registry.ledger import drafting, ledger, units
from registry.ledger import errors as ledger_errors
from registry.review import examination

log = logging.getLogger(__name__)

NAME = "review"
ACTOR = "review"
NAMESPACE = uuid.UUID("5b0d6cf3-5a0f-5d0e-9a53-0f3c7a1d6f10")
LEADER = "select pg_try_advisory_lock(hashtextextended('fangji review', 0))"
BATCH = 5000
"""Events looked at in one transaction."""

ATTEMPTS = 20


@dataclasses.dataclass(frozen=True, slots=True)
class Reviewed:
    """What one step did: events up to ``position`` are reviewed, ``head`` is the ledger's; findings by rule."""

    position: int
    head: int
    found: Counter[str]
    mended: int = 0


class Reviewer:
    """Reviews what ``log`` records. ``reads`` sees the read model, which must follow the ledger for rules across
    subjects; ``today`` is the bureau's clock in ``zone``.
    """

    def __init__(
        self,
        log: ledger.Ledger,
        pool: asyncpg.Pool,
        zone: datetime.tzinfo,
        today: Callable[[], datetime.date],
        known: catalogue.Catalogue = catalogue.CATALOGUE,
        rules: Sequence[Rule] = rulebook.RULES,
    ) -> None:
        self._log, self._pool, self._zone, self._today = log, pool, zone, today
        self._catalogue, self._rules = known, rules
        self._policies = policies.Book(log)

    async def run(self, stop: asyncio.Event, pause: float = 0.25) -> None:
        """Follow the ledger until ``stop``; wait where another leads, go on after a lost connection."""
        while not stop.is_set():
            try:
                await self._lead(stop, pause)
            except (OSError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError, errors.Conflict) as error:
                log.warning("the review tries again: %s", type(error).__name__)
                await _wait(stop, 1.0)
            except ledger_errors.Unavailable as error:
                log.warning("the review waits: %s", error)
                await _wait(stop, 5.0)

    async def _lead(self, stop: asyncio.Event, pause: float) -> None:
        async with self._pool.acquire() as connection:
            if not await connection.fetchval(LEADER):
                await _wait(stop, 1.0)
                return
            try:
                while not stop.is_set():
                    done = await self.step()
                    if done.position >= done.head:
                        await _wait(stop, pause)
            finally:
                with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                    await connection.execute("select pg_advisory_unlock_all()")

    async def catch_up(self, until: int | None = None) -> Counter[str]:
        """Review all that the ledger holds (up to ``until``), whoever else does; its findings by rule."""
        found: Counter[str] = Counter()
        while True:
            done = await self.step()
            found += done.found
            if done.position >= (done.head if until is None else min(until, done.head)):
                return found

    async def step(self, batch: int = BATCH) -> Reviewed:
        """Review up to ``batch`` further events; smaller ones where others keep writing to the same subjects."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._step(max(1, batch >> (attempt - 1)))
            except errors.Conflict:
                if attempt == ATTEMPTS:
                    raise
        raise AssertionError("the last attempt returns or raises")

    async def _step(self, batch: int) -> Reviewed:
        since = await self._pool.fetchval("select position from ledger.follower where name = $1", NAME) or 0
        recorded = await self._log.read_from(since, batch)
        head = await self._log.head()
        if not recorded:
            return Reviewed(since, head, Counter())
        last = recorded[-1].position
        round_ = _Round(self, recorded, since)
        examined = await round_.examine()
        drafts = [one for each in examined for one in self._drafts(each, round_.loader)]
        drafts += await round_.doubts()
        drafts = _numbered(drafts, since, last)
        await self._record(drafts, round_.loader, since, last)
        return Reviewed(last, head, _counted(drafts), sum(len(one.mended) for one in examined))

    async def _record(self, drafts: Sequence[draft.Draft], loader: loading.Loader, since: int, last: int) -> None:
        async def advance(connection: units.Connection) -> None:
            moved = await connection.fetchval(ADVANCE, NAME, last, since)
            if moved is None:
                raise errors.Conflict(f"Another review has come past position {since}.")

        if not drafts:
            async with self._pool.acquire() as connection, connection.transaction():
                await advance(connection)
            return
        command = _command(since, last)
        shared = drafting.Filing(command, command, ACTOR, {})
        versions = {one.stream: loader.known[one.stream].version for one in drafts}
        reads = dict(versions)
        made = []
        for one in drafts:
            versions[one.stream] += 1
            made.append(drafting.make_event(one, versions[one.stream], shared, self._catalogue))
        unit = units.Unit(command, hashlib.sha256(command.bytes).digest(), made, reads)
        await self._log.append_bulk(unit, along=advance)

    def _drafts(self, examined: examination.Examined, loader: loading.Loader) -> Iterator[draft.Draft]:
        today = self._today().isoformat()
        seen: set[tuple[uuid.UUID, str]] = set()
        for judged, breach in examined.found:
            if (judged.id, breach.rule.id) not in seen:
                seen.add((judged.id, breach.rule.id))
                said = general.finding(breach, judged.id, today, self.resolver(judged))
                yield _finding(examined.known, judged, said, _on_record(loader, examined.known))
        if examined.mended:
            closed = {"resolved_on": today, "resolution": examination.MENDED}
            changes = {f"findings/{key}": closed for key in examined.mended}
            yield _draft(examined.known, "FindingResolved", today, changes)

    def resolver(self, judged: view.Judged) -> str:
        """The department that has to see to a finding: the authority of what it is about."""
        declared = self._catalogue.event_type(judged.kind, judged.type)
        return judged.source if declared.authority in (departments.ANY, departments.RECORDER) else declared.authority


ADVANCE = """
insert into ledger.follower (name, position) values ($1, $2)
on conflict (name) do update set position = excluded.position where follower.position = $3
returning position
"""


class _Round:
    """One batch of events and the world that it is judged in."""

    def __init__(self, reviewer: Reviewer, recorded: Sequence[events.Recorded], since: int) -> None:
        self._reviewer, self._recorded, self._since = reviewer, recorded, since
        today = reviewer._today().isoformat()
        self.loader = loading.Loader(
            reviewer._log, reviewer._pool, reviewer._policies, reviewer._catalogue, reviewer._zone, today
        )
        self._judge = judging.Judge(self.loader.world, reviewer._rules)
        self._today = today

    async def examine(self) -> list[examination.Examined]:
        """Judge every subject of the batch, and the parts of those whose change they may feel."""
        streams = list(
            dict.fromkeys(
                one.event.originator_id for one in self._recorded if one.event.type not in examination.RECORDS
            )
        )
        knowns = await self.loader.streams(streams, self._named())
        found = [await self._one(known, (), ()) for known in knowns]
        done = {known.stream for known in knowns}
        for rules, parts in await self._parts(knowns):
            found += [await self._one(part, (), rules) for part in parts if part.stream not in done]
        return found

    async def _one(
        self, known: world.Known, doubted: Iterable[uuid.UUID], rules: Sequence[Rule]
    ) -> examination.Examined:
        while True:
            await asyncio.sleep(0)  # the server's requests go first
            try:
                return examination.examine(self._judge, known, self._since, doubted, rules)
            except world.Unloaded as unloaded:
                await self.loader.more(unloaded.wanted)

    def _named(self) -> set[world.Name]:
        """The subjects of other kinds that the batch's events name and some rule may look at, loaded together."""
        kinds = {kind for rule in self._reviewer._rules for kind in rule.reads if set(rule.on) - {kind}}
        named = set()
        for one in self._recorded:
            attributes = self._reviewer._catalogue.kind(one.event.kind).attributes
            for change in one.event.changes:
                for name, value in change.set.items() if change.entity == "" else ():
                    if attributes[name].type.refers in kinds and isinstance(value, str):
                        named.add(world.Name(str(attributes[name].type.refers), value))
        return named

    async def _parts(self, knowns: Sequence[world.Known]) -> list[tuple[list[Rule], list[world.Known]]]:
        """Subjects whose rules read what the batch touched on the subject that they are a part of."""
        asked: dict[world.Parts, list[Rule]] = {}
        for known in knowns:
            touched = self._touched(known)
            for kind, attribute in _part_attributes(self._reviewer._catalogue, known.kind):
                rules = [
                    rule
                    for rule in self._reviewer._rules
                    if kind in rule.on and not touched.isdisjoint(rule.reads.get(known.kind, ()))
                ]
                if rules:
                    asked[world.Parts(kind, attribute, known.code)] = rules
        await self.loader.more(world.Wanted(parts=set(asked)))
        return [(rules, list(self.loader.world.members[parts])) for parts, rules in asked.items()]

    def _touched(self, known: world.Known) -> frozenset[str]:
        fresh = [one for one in known.recorded if one.position > self._since]
        return frozenset(path for one in fresh for path in self.loader.world.judged(one).touches())

    async def doubts(self) -> list[draft.Draft]:
        """GEN-4: findings on what was decided on events that the batch voids or overturns."""
        fallen = {event: one for one in self._recorded for event in _ended(one)}
        if not fallen:
            return []
        await self.loader.more(world.Wanted(relying_on=set(fallen)))
        made = []
        for event, by in fallen.items():
            relying = self.loader.world.relying_on(event)
            await self.loader.more(world.Wanted(events={one.event.id for one in relying}))
            made += [one for one in (self._doubt(each, event, by) for each in relying) if one]
        return made

    def _doubt(self, relying: events.Recorded, event: uuid.UUID, by: events.Recorded) -> draft.Draft | None:
        known = self.loader.world.of_event(relying.event.id)
        if known is None or not any(e.recorded.event.id == relying.event.id for e in known.timeline.visible()):
            return None
        if by.event.type == "DecisionOverturned" and relying.event.effective_on < by.event.effective_on:
            return None
        judged = self.loader.world.judged(relying)
        breach = Breach(general.GEN_4, {"event": str(event)}, in_the_way=(by.event.id,))
        key = general.finding_key(general.GEN_4.id, judged.id)
        on_record = _on_record(self.loader, known)
        if f"findings/{key}" in on_record:
            return None
        said = general.finding(breach, judged.id, self._today, self._reviewer.resolver(judged))
        return _finding(known, judged, said, on_record)


def _ended(one: events.Recorded) -> Iterator[uuid.UUID]:
    yield from one.event.voids
    if one.event.type == "DecisionOverturned":
        for change in one.event.changes:
            if change.entity.startswith("overturnings/") and isinstance(change.set.get("event"), str):
                yield uuid.UUID(str(change.set["event"]))


def _part_attributes(known: catalogue.Catalogue, kind: str) -> Iterator[tuple[str, str]]:
    for other in known.kinds.values():
        for attribute in other.attributes.values():
            if attribute.type.name == "code" and attribute.type.refers == kind:
                yield other.name, attribute.name


def _on_record(loader: loading.Loader, known: world.Known) -> Mapping[str, object]:
    return loader.world.state(known, "9999-12-31").state


def _finding(
    known: world.Known, judged: view.Judged, changes: draft.Changes, on_record: Mapping[str, object]
) -> draft.Draft:
    """A finding; one that was closed is opened again."""
    opened: dict[str, draft.Said] = {"resolved_on": None, "resolution": None}
    said = {entity: {**one, **opened} if entity in on_record else one for entity, one in changes.items()}
    return _draft(known, "FindingRecorded", judged.effective_on, said, judged.id)


def _draft(
    known: world.Known, type_: str, day: str, changes: draft.Changes, cause: uuid.UUID | None = None
) -> draft.Draft:
    return draft.Draft(
        known.stream,  # numbered below, once all of the batch are known
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


def _command(since: int, last: int) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, f"{since}-{last}")


def _numbered(drafts: Iterable[draft.Draft], since: int, last: int) -> list[draft.Draft]:
    command = _command(since, last)
    return [dataclasses.replace(one, id=events.event_id(command, index)) for index, one in enumerate(drafts)]


def _counted(drafts: Iterable[draft.Draft]) -> Counter[str]:
    found = (said["rule"] for one in drafts if one.type == "FindingRecorded" for said in one.changes.values())
    return Counter(str(rule_id) for rule_id in found)


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
