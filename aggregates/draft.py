"""A draft: an event that has been decided but not yet recorded, with its personal data still to be sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from aggregates.event import Claim, Document, Judgement, Reason, Value


@dataclass(frozen=True, slots=True)
class Sealed:
    """Clear text that is to be sealed under the key of ``ref`` before anything is recorded; its repr hides it."""

    ref: str
    text: str

    def __repr__(self) -> str:
        return f"Sealed({self.ref!r})"


Said = Value | Sealed
"""What a draft says of an attribute."""

Changes = Mapping[str, Mapping[str, Said]]
"""Entity -> attribute -> value; ``""`` is the subject itself."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One event to be. ``id`` is final, so that others of its command can name it; the version is not known yet."""

    id: UUID
    kind: str
    scheme: str
    code: str
    stream: UUID
    type: str
    effective_on: str
    source: str
    changes: Changes
    reason: Reason = Reason.CHANGE
    effective_seq: int = 0
    document: Document | None = None
    remark: str | None = None
    cause: UUID | None = None
    corrects: UUID | None = None
    voids: tuple[UUID, ...] = ()
    relied_on: tuple[UUID, ...] = ()
    judged_by: Judgement | None = None
    takes: tuple[Claim, ...] = ()
    releases: tuple[Claim, ...] = ()
