"""The box of each row: recorded, duplicate, skipped or rejected, group by group."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from aggregates import errors
from registry.intake.accounting import AccountingError, Counts
from registry.intake.attempt import Attempt, Fault, Result, Told, View
from registry.intake.drafting import Origin
from registry.intake.profile import Draft, Outcome, Rejected, Skipped, StagedRow
from registry.ledger.admission import Admission


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
            lambda: Attempt(self.origin, self.view, self.admission, len(result.events), strict=self.strict, rows=rows),
        )
        if self.origin.reprocess:
            attempt.sweep(drafts, faults)
            result.differences.extend(attempt.differences)
            result.kept += attempt.kept
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
        of: dict[int, Draft] = {}
        for draft in outcomes:
            if isinstance(draft, Draft):
                for row in draft.rows:
                    of.setdefault(row.n, draft)
        for row in rows:
            yield self._one_told(row.n, boxes[row.n], of.get(row.n), faults.get(row.n))

    def _one_told(self, n: int, box: str, draft: Draft | None, fault: Fault | None) -> Told:
        told = Told(n, "duplicate" if box == "duplicates" else box)
        if box[0] == " ":
            told = Told(n, "skipped", box[1:])
        elif fault is not None:
            told = Told(n, "rejected", fault.reason, fault.column, fault.rule)
        if draft is None:
            return told
        stream = self.view.heads.stream((draft.kind, draft.scheme, draft.code))
        return replace(told, stream=stream, kind=draft.kind, code=draft.code)


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
