"""The four boxes of an import: every data row is recorded, a duplicate, skipped or rejected; and the summary of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from aggregates.errors import FangjiError


class AccountingError(FangjiError):
    """Rows got lost or were counted twice: a fault of the engine or of a profile, never of the data."""

    code = "ACCOUNTING"


@dataclass(slots=True)
class Counts:
    """What became of rows, and how many events and subjects came of them; counts of batches add up.

    ``unknown_columns``: filled cells of columns that the profile does not know, by ``part/column``.
    """

    recorded: int = 0
    duplicates: int = 0
    rejected: int = 0
    events: int = 0
    subjects: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    unknown_columns: Counter[str] = field(default_factory=Counter)

    @property
    def rows(self) -> int:
        """All rows that are in a box."""
        return self.recorded + self.duplicates + self.rejected + self.skipped.total()

    def add(self, other: Counts) -> None:
        """Count ``other`` in."""
        self.recorded += other.recorded
        self.duplicates += other.duplicates
        self.rejected += other.rejected
        self.events += other.events
        self.subjects += other.subjects
        self.skipped.update(other.skipped)
        self.findings.update(other.findings)
        self.unknown_columns.update(other.unknown_columns)

    def to_json(self) -> dict[str, object]:
        """As :meth:`from_json` reads it."""
        numbers = {name: getattr(self, name) for name in _NUMBERS}
        told = {"skipped": dict(self.skipped), "findings": dict(self.findings)}
        unknown = {"unknown_columns": dict(self.unknown_columns)} if self.unknown_columns else {}
        return {**numbers, **told, **unknown}

    @classmethod
    def from_json(cls, members: Mapping[str, Any]) -> Counts:
        """What :meth:`to_json` wrote; nothing counted where it is empty."""
        recorded, duplicates, rejected, events, subjects = (cast(int, members.get(name, 0)) for name in _NUMBERS)
        skipped, findings, unknown = (Counter(members.get(name, {})) for name in _COUNTERS)
        return cls(recorded, duplicates, rejected, events, subjects, skipped, findings, unknown)


_NUMBERS = ("recorded", "duplicates", "rejected", "events", "subjects")
_COUNTERS = ("skipped", "findings", "unknown_columns")


@dataclass(frozen=True, slots=True)
class Summary:
    """How an import ended; ``rows`` is what the files hold, which the four boxes add up to.

    ``seconds`` are those of this run; ``passed_over`` are files in archives that are not the profile's. The events of
    ``delivery``, which is their correlation, stand after position ``since``.
    """

    profile: str
    files: Sequence[str]
    rows: int
    counts: Counts
    seconds: float
    passed_over: Sequence[str] = ()
    dry_run: bool = False
    delivery: UUID | None = None
    since: int = 0

    def check(self) -> None:
        """AccountingError unless the boxes hold exactly the rows of the files."""
        if self.rows != self.counts.rows:
            raise AccountingError(
                f"The files of {self.profile} hold {self.rows} data rows, but {self.counts.rows} are accounted for; "
                "please report this with the profile's version."
            )

    def to_json(self) -> dict[str, object]:
        """The members that ``fangji import --json`` prints."""
        counts = self.counts
        return {
            "profile": self.profile,
            "files": list(self.files),
            "rows": self.rows,
            "recorded": counts.recorded,
            "duplicates": counts.duplicates,
            "skipped": counts.skipped.total(),
            "rejected": counts.rejected,
            "events": counts.events,
            "subjects": counts.subjects,
            "skipped_by_reason": dict(sorted(counts.skipped.items())),
            "findings": dict(sorted(counts.findings.items())),
            "unknown_columns": dict(sorted(counts.unknown_columns.items())),
            "seconds": round(self.seconds, 3),
        }
