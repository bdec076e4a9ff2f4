"""From groups of staged rows to batches for the ledger: the profile's facts, beside what the ledger holds already."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from aggregates import errors, sealed
from aggregates.catalogue import Catalogue
from aggregates.event import Claim, Event
from registry.intake import drafting, lookups
from registry.intake.accounting import Counts
from registry.intake.attempt import Fault, Result, Told, View
from registry.intake.drafting import Origin
from registry.intake.heads import Heads, Name
from registry.intake.judging import Judge
from registry.intake.lookups import RowState
from registry.intake.profile import Draft, Known, Outcome, Profile, StagedRow
from registry.intake.reprocessing import Difference
from registry.intake.staging import Connection
from registry.ledger import admission, preparation, units

Group = tuple[str, list[StagedRow]]
Found = tuple[list[StagedRow], list[Outcome]]
BATCHES_KEPT = 6
"""Batches whose subjects are remembered: more than are ever on their way at once."""

LEAST_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Task:
    """What to assemble: ``delivery`` and ``run`` name the import, ``after`` is the last subject that is done.

    ``since`` is the ledger's position when the run began, ``found_on`` the day of its findings. ``tell``: batches say
    what became of each row. ``reprocess``: rows that an earlier version of the profile recorded are judged anew.
    """

    delivery: UUID
    run: int
    after: str | None
    rows_per_batch: int
    since: int
    actor: str
    found_on: str
    dry: bool = False
    tell: bool = False
    reprocess: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """What a range of subjects comes to; ``prepared`` is None where nothing is to be appended.

    A rehearsal that judges recorded rows anew also says what it would change, and how much it leaves alone.
    """

    last: str
    prepared: preparation.Prepared | None
    counts: Counts
    faults: Sequence[Fault]
    told: Sequence[Told] = ()
    differences: Sequence[Difference] = ()
    kept: int = 0


class _Admitted(admission.Admission):
    """Passes events that an attempt has checked already, one by one."""

    def check(self, event: Event) -> None:
        return None


class Assembler:
    """Assembles the batches of one run; it reads the ledger, and writes nothing but keys for what it seals."""

    def __init__(
        self,
        connection: Connection,
        profile: Profile,
        catalogue: Catalogue,
        task: Task,
        keys: sealed.KeyStore | None = None,
    ) -> None:
        self._connection = connection
        self._profile = profile
        self._catalogue = catalogue
        self._task = task
        self._keys = keys
        self._most = max(LEAST_KEPT, BATCHES_KEPT * task.rows_per_batch)
        self._heads = Heads(connection, task.since, None if self._keeps else self._most)
        self._claims: dict[Claim, UUID] = {}
        self._admission = admission.Admission(catalogue)
        self._admitted = _Admitted(catalogue)

    @property
    def _keeps(self) -> bool:
        """A dry run finds nowhere else what it would write; boxes can be told without that, whatever the size."""
        return self._task.dry and not self._task.tell

    async def batches(self, groups: AsyncIterator[Group]) -> AsyncIterator[Batch]:
        """The batches of all groups, in order, each of at least ``rows_per_batch`` rows but the last."""
        collected: list[Group] = []
        rows = 0
        async for group in groups:
            collected.append(group)
            rows += len(group[1])
            if rows >= self._task.rows_per_batch:
                yield await self._batch(collected)
                collected, rows = [], 0
        if collected:
            yield await self._batch(collected)

    async def _batch(self, groups: Sequence[Group]) -> Batch:
        first, last = groups[0][0], groups[-1][0]
        content = f"{self._task.run}\n{first}\n{last}"
        command = uuid5(self._task.delivery, content)
        task = self._task
        origin = Origin(
            self._profile, self._catalogue, task.actor, command, task.delivery, task.found_on, task.reprocess
        )
        found = await self._facts(groups)
        judge = Judge(origin, await self._view(found), self._admission)
        return self._prepared(judge, found, last, hashlib.sha256(content.encode()).digest())

    def _prepared(self, judge: Judge, found: Sequence[Found], last: str, digest: bytes) -> Batch:
        result = _settled(judge, found, tell=self._task.tell)
        try:
            prepared = self._prepare(judge.origin.command, digest, result.events)
        except errors.InvalidValue:  # some body has no canonical bytes: find out whose
            judge = replace(judge, view=replace(judge.view, versions={}, ensured=set()), strict=True)
            result = _settled(judge, found, tell=self._task.tell)
            prepared = self._prepare(judge.origin.command, digest, result.events)
        result.counts.events = len(result.events)
        result.counts.subjects = self._heads.write(judge.view.versions)
        differences = result.differences if self._task.dry else ()
        return Batch(last, prepared, result.counts, result.faults, result.told or (), differences, result.kept)

    def _prepare(self, command: UUID, digest: bytes, events: Sequence[Event]) -> preparation.Prepared | None:
        if not events:
            return None
        prepared = preparation.prepare(units.Unit(command, digest, events), self._admitted)
        prepared.unit = units.Unit(command, digest, ())  # the bodies are made: events need not travel
        return prepared

    async def _facts(self, groups: Sequence[Group]) -> list[Found]:
        known = await self._known(groups)
        nothing, facts = Known(), self._profile.facts
        return [(rows, list(facts(subject, rows, known.get(subject, nothing)))) for subject, rows in groups]

    async def _known(self, groups: Sequence[Group]) -> Mapping[str, Known]:
        if self._profile.rows_of is not None:
            beginnings = {subject: self._profile.rows_of(subject) for subject, _ in groups}
            told = await lookups.told_by(self._connection, self._profile.dataset, set(beginnings.values()))
            return {subject: told[start] for subject, start in beginnings.items() if start in told}
        asked = self._profile.subjects_of
        if asked is None:
            return {}
        names = {subject: wanted for subject, rows in groups if (wanted := asked(subject, rows))}
        await self._heads.load({name for wanted in names.values() for name in wanted})
        streams = {subject: {self._heads.stream(name) for name in wanted} for subject, wanted in names.items()}
        present = {stream for found in streams.values() for stream in found if self._heads.version(stream)}
        past = await lookups.histories(self._connection, present) if present else {}
        live = {stream: history.known(self._profile.dataset).events for stream, history in past.items()}
        return {
            subject: Known([event for stream in sorted(found & live.keys()) for event in live[stream]])
            for subject, found in streams.items()
        }

    async def _view(self, found: Sequence[Found]) -> View:
        drafts = [outcome for _, outcomes in found for outcome in outcomes if isinstance(outcome, Draft)]
        keys = {drafting.row_key(draft, row) for draft in drafts for row in draft.rows}
        rows = await lookups.rows(self._connection, self._profile.dataset, keys) if keys else {}
        touched = {
            rows[key].stream for draft in drafts if rows and _differs(draft, rows) for key in _known(draft, rows)
        }
        past = await lookups.histories(self._connection, touched) if touched else {}
        await self._heads.load({_name(draft) for draft in drafts}, touched)
        await self._load_claims(drafts)
        data_keys = {**await self._data_keys(drafts), **await self._keys_of(touched)}
        view = View(self._heads, rows, past, self._claims, data_keys)
        return await self._judged_anew(view, found) if self._task.reprocess else view

    async def _judged_anew(self, view: View, found: Sequence[Found]) -> View:
        """With all that the rows made before, whether this version of the profile still makes it or not."""
        made = await lookups.made(
            self._connection, self._profile.dataset, {row.key for rows, _ in found for row in rows}
        )
        states = {key: state for recorded in made.values() for key, state in recorded.items()}
        streams = {state.stream for state in states.values()}
        await self._heads.load((), streams)
        past = await lookups.histories(self._connection, streams) if streams else {}
        old = await self._keys_of(streams)
        keys = {**view.data_keys, **old}
        return replace(
            view, rows={**view.rows, **states}, past={**view.past, **past}, made=made, data_keys=keys, old_keys=old
        )

    async def _load_claims(self, drafts: Iterable[Draft]) -> None:
        """Claims of this batch; those of batches on their way are still at hand."""
        if len(self._claims) > 2 * self._most and not self._keeps:  # every new subject adds the claim on its code
            self._claims = dict(list(self._claims.items())[-self._most :])
        wanted = {claim for draft in drafts for claim in draft.takes} - self._claims.keys()
        if wanted:
            self._claims.update(await lookups.holders(self._connection, wanted))

    async def _keys_of(self, streams: Collection[UUID]) -> Mapping[str, bytes]:
        """Those that subjects have, for what a correction states again."""
        return await self._keys.get(map(sealed.subject_ref, streams)) if self._keys and streams else {}

    async def _data_keys(self, drafts: Iterable[Draft]) -> Mapping[str, bytes]:
        sealing = {self._heads.stream(_name(draft)) for draft in drafts if draft.seal}
        if not sealing:
            return {}
        refs = [sealed.subject_ref(stream) for stream in sealing]
        if self._task.dry:
            return dict.fromkeys(refs, bytes(32))
        if self._keys is None:
            raise errors.InvalidValue(f"The profile {self._profile.name} seals texts, but there is no key store.")
        try:
            return await self._keys.create(refs)
        except errors.KeyShredded:
            return await self._keys_left(self._keys, refs)

    async def _keys_left(self, keys: sealed.KeyStore, refs: Sequence[str]) -> Mapping[str, bytes]:
        """Without those that were destroyed: nothing can be sealed about their subjects any more."""
        found = dict(await keys.get(refs))
        for ref in refs:
            if ref not in found:
                with contextlib.suppress(errors.KeyShredded):
                    found.update(await keys.create([ref]))
        return found


def _settled(judge: Judge, found: Sequence[Found], *, tell: bool) -> Result:
    result = Result(told=[] if tell else None)
    for rows, outcomes in found:
        judge.settle(result, rows, outcomes)
    return result


def _name(draft: Draft) -> Name:
    return draft.kind, draft.scheme, draft.code


def _known(draft: Draft, rows: Mapping[str, RowState]) -> list[str]:
    return [key for row in draft.rows if (key := drafting.row_key(draft, row)) in rows]


def _differs(draft: Draft, rows: Mapping[str, RowState]) -> bool:
    """Whether some rows of the draft are recorded, but not all of them just so."""
    digests = [(row.digest, rows.get(drafting.row_key(draft, row))) for row in draft.rows]
    same = [state is not None and state.digest == digest for digest, state in digests]
    return not all(same) and any(state for _, state in digests)
