"""One group of rows against the ledger: which drafts become events or corrections, and the box of each row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import cast
from uuid import UUID

from aggregates import errors
from aggregates import event as events
from aggregates.event import Claim, Event
from registry.intake import drafting
from registry.intake.accounting import AccountingError, Counts
from registry.intake.drafting import Origin, Place
from registry.intake.heads import Heads, Name
from registry.intake.lookups import History, Members, RowState
from registry.intake.profile import Draft, Finding, Outcome, Past, Rejected, Skipped, StagedRow
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
    """What the ledger holds of a batch's rows and subjects, and the ``versions`` that the batch itself reaches."""

    heads: Heads
    rows: Mapping[str, RowState]
    past: Mapping[UUID, History]
    claims: dict[Claim, UUID]
    data_keys: Mapping[str, bytes]
    versions: dict[UUID, int] = field(default_factory=dict)
    ensured: set[Name] = field(default_factory=set)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one row ``n`` of the staging table: its box, and the stream of the first draft that names it.

    ``note`` says why it is skipped, or by which rule it is rejected.
    """

    n: int
    box: str
    note: str
    stream: UUID | None


@dataclass(slots=True)
class Result:
    """The events of a batch so far, what became of its rows, and those for the quarantine.

    ``told`` has every row, where that is asked for.
    """

    events: list[Event] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    faults: list[Fault] = field(default_factory=list)
    told: list[Told] | None = None


class Attempt:
    """The events of one group, made as if all of its rows were sound; thrown away where one turns out not to be.

    ``strict`` also encodes each event, which finds those without canonical bytes.
    """

    def __init__(self, origin: Origin, view: View, admission: Admission, base: int, *, strict: bool) -> None:
        self._origin, self._view, self._admission = origin, view, admission
        self._base, self._strict = base, strict
        self._rows: dict[str, RowState] = {}
        self._made: dict[UUID, Event] = {}
        self._of_draft: dict[int, UUID] = {}
        self._voided: set[str] = set()
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
        if draft.rows and not new:
            return
        identity = id(draft)
        draft = self._without_held_claims(draft, stream)
        made = drafting.event(draft, self._place_of(draft, stream, known), self._origin, self._view.data_keys)
        self._of_draft[identity] = made.id
        self._append(made)
        self._record(made, draft.findings)
        self.recorded.update(row.n for row in new)
        self._rows.update((key, RowState(row.digest, made.id, stream)) for key, row in states.items())

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
                self._voided.update(cast(str, member["id"]) for member in chain)
                self._append(drafting.void(chain, self._place(state.stream), self._origin))
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
        made = self._made.get(state.event)
        return [events.body(made)] if made is not None else self._view.past[state.stream].chain(state.event)


@dataclass(frozen=True, slots=True)
class Judge:
    """Puts the rows of groups into their boxes, one group after the other."""

    origin: Origin
    view: View
    admission: Admission
    strict: bool = False

    def settle(self, result: Result, rows: Sequence[StagedRow], outcomes: Sequence[Outcome]) -> None:
        """Add a group's events to ``result`` and count each of its rows once.

        Raises:
            AccountingError: the profile forgot a row.
        """
        faults = _rejections(outcomes)
        drafts = [outcome for outcome in outcomes if isinstance(outcome, Draft)]
        attempt = _sound(
            drafts,
            faults,
            lambda: Attempt(self.origin, self.view, self.admission, len(result.events), strict=self.strict),
        )
        if len(attempt.recorded) == len(rows) and not faults:
            result.counts.recorded += len(rows)
        else:
            boxes = _boxes(outcomes, faults, attempt.recorded)
            for row in rows:
                _count(result.counts, row, boxes)
        if result.told is not None:
            result.told.extend(self._told(rows, outcomes, faults, attempt.recorded))
        result.faults.extend(faults.values())
        result.events.extend(attempt.events)
        result.counts.findings.update(attempt.findings)
        self.view.versions.update(attempt.versions)
        self.view.ensured.update(attempt.ensured)
        self.view.claims.update(attempt.claims)

    def _told(
        self, rows: Sequence[StagedRow], outcomes: Sequence[Outcome], faults: Mapping[int, Fault], recorded: set[int]
    ) -> Iterator[Told]:
        boxes = _boxes(outcomes, faults, recorded)
        streams: dict[int, UUID] = {}
        for draft in outcomes:
            if isinstance(draft, Draft):
                stream = self.view.heads.stream((draft.kind, draft.scheme, draft.code))
                for row in draft.rows:
                    streams.setdefault(row.n, stream)
        for row in rows:
            box, note = boxes[row.n], faults[row.n].rule if row.n in faults else ""
            skipped = box[0] == " "
            yield Told(row.n, "skipped" if skipped else box, box[1:] if skipped else note, streams.get(row.n))


def _rejections(outcomes: Sequence[Outcome]) -> dict[int, Fault]:
    rejected = [outcome for outcome in outcomes if isinstance(outcome, Rejected)]
    return {row.n: Fault(row, one.column, one.reason, one.rule, one.value) for one in rejected for row in one.rows}


def _boxes(outcomes: Sequence[Outcome], faults: Mapping[int, Fault], recorded: set[int]) -> dict[int, str]:
    """Row -> its box: ``rejected``, ``recorded``, ``duplicates``, or why it is skipped behind a space."""
    boxes: dict[int, str] = {}
    for outcome in outcomes:
        if isinstance(outcome, Skipped):
            boxes.update((row.n, f" {outcome.reason}") for row in outcome.rows)
    for outcome in outcomes:
        if isinstance(outcome, Draft):
            boxes.update((row.n, "duplicates") for row in outcome.rows)
    boxes.update(dict.fromkeys(recorded, "recorded"))
    boxes.update(dict.fromkeys(faults, "rejected"))
    return boxes


def _count(counts: Counts, row: StagedRow, boxes: Mapping[int, str]) -> None:
    box = boxes.get(row.n)
    if box is None:
        raise AccountingError(f"{row.file}: row {row.number} is in no draft, skip or rejection of the profile.")
    if box[0] == " ":
        counts.skipped[box[1:]] += 1
    else:
        setattr(counts, box, getattr(counts, box) + 1)


def _sound(drafts: Sequence[Draft], faults: dict[int, Fault], begin: Callable[[], Attempt]) -> Attempt:
    """The events of the drafts whose rows are all sound; a draft's fault is that of each of its rows."""
    while True:
        attempt, known = begin(), len(faults)
        for draft in drafts:
            _try(attempt, draft, faults)
        if len(faults) == known:
            return attempt


def _try(attempt: Attempt, draft: Draft, faults: dict[int, Fault]) -> None:
    fault = next((faults[row.n] for row in draft.rows if row.n in faults), None) if faults else None
    if fault is None:
        try:
            attempt.draft(draft)
        except (errors.InvalidValue, errors.UnknownName) as error:
            if not draft.rows:
                raise
            fault = Fault(draft.rows[0], error.field or "", error.message, error.rule or error.code)
    if fault is not None:
        for row in draft.rows:
            faults.setdefault(row.n, replace(fault, row=row))
