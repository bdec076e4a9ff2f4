"""One group of rows against the ledger: which of its drafts become events or corrections."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

from aggregates import errors, sealed
from aggregates import event as events
from aggregates.event import Claim, Event
from registry.intake import drafting, reprocessing
from registry.intake.accounting import Counts
from registry.intake.drafting import Origin, Place
from registry.intake.heads import Heads, Name
from registry.intake.lookups import History, Members, RowState
from registry.intake.profile import Draft, Finding, Past, StagedRow
from registry.intake.reprocessing import Difference
from registry.ledger import encoding
from registry.ledger.admission import Admission


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row goes to the quarantine; ``value`` None: the row's own, of that column."""

    row: StagedRow
    column: str
    reason: str
    rule: str
    value: str | None = None


@dataclass(slots=True)
class View:
    """What the ledger holds of a batch's rows and subjects, and the ``versions`` that the batch itself reaches.

    ``made``, where recorded rows are judged anew: row -> all keys under which it is recorded. ``old_keys``: the data
    keys of what was sealed before.
    """

    heads: Heads
    rows: Mapping[str, RowState]
    past: Mapping[UUID, History]
    claims: dict[Claim, UUID]
    data_keys: Mapping[str, bytes]
    versions: dict[UUID, int] = field(default_factory=dict)
    ensured: set[Name] = field(default_factory=set)
    made: Mapping[str, Mapping[str, RowState]] = field(default_factory=dict)
    old_keys: Mapping[str, bytes] = field(default_factory=dict)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one row ``n`` of the staging table: its box, and the subject of the first draft that names it.

    ``box`` is ``recorded``, ``duplicate``, ``skipped`` or ``rejected``, ``note`` the reason of the last two.
    """

    n: int
    box: str
    note: str = ""
    column: str = ""
    rule: str = ""
    stream: UUID | None = None
    kind: str = ""
    code: str = ""


@dataclass(slots=True)
class Result:
    """The events of a batch so far, what became of its rows, and those for the quarantine.

    ``told`` has every row, where that is asked for. ``differences``: what is changed because recorded rows were judged
    anew; ``kept``: how many of those are left alone.
    """

    events: list[Event] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    faults: list[Fault] = field(default_factory=list)
    told: list[Told] | None = None
    differences: list[Difference] = field(default_factory=list)
    kept: int = 0


class Attempt:
    """The events of one group, made as if all of its rows were sound; thrown away where one turns out not to be.

    ``strict`` also encodes each event, which finds those without canonical bytes. ``rows`` are those of the group.
    """

    def __init__(
        self,
        origin: Origin,
        view: View,
        admission: Admission,
        base: int,
        *,
        strict: bool,
        rows: Sequence[StagedRow] = (),
    ) -> None:
        self._origin, self._view, self._admission = origin, view, admission
        self._base, self._strict = base, strict
        self._rows: dict[str, RowState] = {}
        self._made: dict[UUID, Event] = {}
        self._of_draft: dict[int, UUID] = {}
        self._voided: set[str] = set()
        self._group = rows
        self._delivered = frozenset(row.key for row in rows) if origin.reprocess else frozenset()
        self._left: set[UUID] = set()
        self.differences: list[Difference] = []
        self.kept = 0
        self.ensured: set[Name] = set()
        self.events: list[Event] = []
        self.versions: dict[UUID, int] = {}
        self.claims: dict[Claim, UUID] = {}
        self.recorded: set[int] = set()
        self.findings: list[str] = []

    def draft(self, draft: Draft) -> None:
        """Take a draft in.

        Raises:
            InvalidValue, UnknownName: the ledger would refuse its event.
        """
        name = (draft.kind, draft.scheme, draft.code)
        if draft.ensure and name in self._view.ensured:
            return
        stream = self._view.heads.stream(name)
        if draft.ensure:
            self.ensured.add(name)
            if self._version(stream):
                return
        states = {drafting.row_key(draft, row): row for row in draft.rows}
        known = {key: state for key in states if (state := self._row(key))}
        new = [row for key, row in states.items() if key not in known or known[key].digest != row.digest]
        identity, anew = id(draft), False
        if draft.rows and not new:
            self._of_draft[identity] = next(iter(known.values())).event
            anew = self._origin.reprocess and self._is_told_otherwise(draft, stream, known)
            if not anew:
                return
            new = list(states.values())
        self._check_key(draft, stream)
        draft = self._without_held_claims(draft, stream)
        place = self._place_of(draft, stream, known)
        made = drafting.event(draft, replace(place, anew=self._delivered) if anew else place, *self._means())
        if anew and place.corrects is not None:
            self._left.add(UUID(cast(str, place.corrects["id"])))
        self._of_draft[identity] = made.id
        self._append(made)
        self._record(made, draft.findings)
        self.recorded.update(row.n for row in new)
        self._rows.update((row.key, RowState(row.digest, made.id, stream)) for row in made.rows)

    def _is_shredded(self, draft: Draft, stream: UUID) -> bool:
        return bool(draft.seal) and sealed.subject_ref(stream) not in self._view.data_keys

    def _check_key(self, draft: Draft, stream: UUID) -> None:
        if self._is_shredded(draft, stream):
            raise errors.InvalidValue(
                "speaks of a subject whose key was destroyed, so that nothing personal can be recorded of it any more",
                rule="SHREDDED",
            )

    def _means(self) -> tuple[Origin, Mapping[str, bytes]]:
        return self._origin, self._view.data_keys

    def _is_told_otherwise(self, draft: Draft, stream: UUID, known: Mapping[str, RowState]) -> bool:
        """Whether recorded rows make another event under this version of the profile than they did under an earlier.

        What somebody corrected or voided since is left alone, and so is what the old register itself corrected.
        """
        if draft.corrects is not None or draft.voids or self._is_shredded(draft, stream):
            return False
        if any(state.event in self._left for state in known.values()):
            return self._differs("corrected", stream, draft)
        chains = self._chains(known.values())
        heads = {cast(str, chain[0]["id"]): chain[0] for _, chain in chains}
        origin = self._origin
        if not heads or not heads.keys() >= {str(state.event) for state in known.values()}:
            self.kept += len(draft.rows)
            return False
        if not any(reprocessing.is_outdated(head, known, *origin.version) for head in heads.values()):
            return False
        others = [state.stream for state, _ in chains if state.stream != stream]
        moved, head = bool(others) or len(chains) > 1, next(iter(heads.values()))
        place = replace(self._place(stream, None if moved else head), anew=self._delivered)
        made = drafting.event(draft, place, *self._means())
        changes = reprocessing.changes(head, made, self._view.old_keys, self._view.data_keys, origin.catalogue)
        if moved:
            return self._differs("moved", stream, draft, [*reprocessing.moved(head, made), *changes], others)
        return bool(changes) and self._differs("corrected", stream, draft, changes)

    def _differs(
        self,
        what: str,
        stream: UUID,
        draft: Draft,
        changes: Sequence[reprocessing.Change] = (),
        others: Sequence[UUID] = (),
    ) -> bool:
        self.differences.append(Difference(what, (stream, *others), draft.kind, draft.code, draft.type, changes))
        return True

    def sweep(self, drafts: Iterable[Draft], faulty: Container[int]) -> None:
        """Void what sound rows of the group made under an earlier version of the profile, and make no more."""
        told = {drafting.row_key(draft, row) for draft in drafts for row in draft.rows}
        left = {
            key: state
            for row in self._group
            if row.n not in faulty
            for key, state in self._view.made.get(row.key, {}).items()
            if key not in told and key not in self._rows
        }
        for state, chain in self._chains(left.values()):
            head = chain[0]
            rows = {row["key"] for row in cast(Sequence[Mapping[str, str]], head.get("rows", ()))}
            stale = str(state.event) == head["id"] and reprocessing.is_outdated(head, left, *self._origin.version)
            if stale and rows <= left.keys() and not head.get("voids"):
                self._void(state.stream, chain)
                kind, code, type_ = (cast(str, head[name]) for name in ("kind", "code", "type"))
                self.differences.append(Difference("voided", (state.stream,), kind, code, type_))

    def _void(self, stream: UUID, chain: Sequence[Members]) -> None:
        self._voided.update(cast(str, member["id"]) for member in chain)
        self._append(drafting.void(chain, self._place(stream), self._origin))

    def _record(self, made: Event, findings: Sequence[Finding]) -> None:
        self._made[made.id] = made
        self.claims.update((claim, made.originator_id) for claim in made.takes)
        for found in findings:
            self._append(drafting.finding(made, found, self._place(made.originator_id), self._origin))
            self.findings.append(found.rule)

    def _row(self, key: str) -> RowState | None:
        return self._rows.get(key) or self._view.rows.get(key)

    def _version(self, stream: UUID) -> int:
        return self.versions.get(stream) or self._view.versions.get(stream) or self._view.heads.version(stream)

    def _place_of(self, draft: Draft, stream: UUID, known: Mapping[str, RowState]) -> Place:
        """What a draft says itself that it corrects or voids goes before what its rows made."""
        explicit = draft.corrects is not None or bool(draft.voids)
        target = self._target(stream, known, kept=explicit)
        place = self._place(stream, None if explicit else target)
        replaces = self._id(draft.corrects) if draft.corrects is not None else None
        return replace(place, replaces=replaces, voids=tuple(self._id(one) for one in draft.voids))

    def _id(self, told: Past | Draft) -> UUID:
        return self._of_draft[id(told)] if isinstance(told, Draft) else UUID(told.id)

    def _place(self, stream: UUID, corrects: Members | None = None) -> Place:
        return Place(stream, self._version(stream) + 1, self._base + len(self.events), corrects)

    def _append(self, event: Event) -> None:
        self._admission.check(event)
        if event.registered_at is not None and event.registered_at > self._view.now:
            raise errors.InvalidValue("lies after this import", field="registered_at", rule="MIGRATION")
        if self._strict:
            encoding.encode(event)
        self.versions[event.originator_id] = event.originator_version
        self.events.append(event)

    def _without_held_claims(self, draft: Draft, stream: UUID) -> Draft:
        """A fact is admitted without the claims that another subject holds, with a finding for each."""
        if not draft.takes:
            return draft
        holders = {claim: self.claims.get(claim, self._view.claims.get(claim, stream)) for claim in draft.takes}
        held = [claim for claim, holder in holders.items() if holder != stream]
        found = [Finding("CLAIM", f"{claim.scope} {claim.key} is held by another subject.") for claim in held]
        free = tuple(claim for claim in draft.takes if claim not in held)
        return replace(draft, takes=free, findings=(*draft.findings, *found))

    def _target(self, stream: UUID, known: Mapping[str, RowState], *, kept: bool = False) -> Members | None:
        """The live event that the draft's rows made before; further ones, and those of other subjects, are voided.

        ``kept``: those of the same subject stay as they are.
        """
        own: Members | None = None
        for state, chain in self._chains(known.values()):
            if state.stream == stream and (kept or own is None):
                own = own or chain[0]
            else:
                self._void(state.stream, chain)
        return own

    def _chains(self, states: Iterable[RowState]) -> list[tuple[RowState, list[Members]]]:
        """The chains of the events that rows made before, each once, without those that are voided already."""
        found: dict[str, tuple[RowState, list[Members]]] = {}
        for state in states:
            chain = self._chain(state)
            if chain and chain[0]["id"] not in self._voided:
                found.setdefault(cast(str, chain[0]["id"]), (state, chain))
        return list(found.values())

    def _chain(self, state: RowState) -> list[Members]:
        if state.event in self._left:
            return []
        made = self._made.get(state.event)
        return [events.body(made)] if made is not None else self._view.past[state.stream].chain(state.event)
