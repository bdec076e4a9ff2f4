"""What can go wrong at the ledger beside the domain's own errors (:mod:`aggregates.errors`)."""

from __future__ import annotations

from uuid import UUID

from eventsourcing import persistence

from aggregates import errors


class StreamConflict(errors.VersionConflict, persistence.IntegrityError):
    """A stream that the command read or writes has moved on; ``kind`` and ``code`` say whose it is, where known."""

    def __init__(
        self, stream: UUID, expected: int, found: int, kind: str | None = None, code: str | None = None
    ) -> None:
        whose = f" of {kind} {code}" if kind else ""
        super().__init__(
            f"Stream {stream}{whose} is at version {found}, not at {expected} as the command saw it; "
            "read it again and decide again.",
            field="version",
            rule="VERSION",
        )
        self.stream, self.expected, self.found = stream, expected, found
        self.kind, self.subject_code = kind, code


class ClaimHeld(errors.ClaimConflict, persistence.IntegrityError):
    """A key that may be held once is held by another subject."""


class PersonKnown(errors.ClaimConflict, persistence.IntegrityError):
    """A person's blind index is held by another person reference; look the person up and use that one."""


class CommandReused(errors.CommandReused, persistence.IntegrityError):
    """A command id came back with another request; ``first`` is the position of the first one, None: not to be told."""

    def __init__(self, command: UUID, first: int | None) -> None:
        where = "" if first is None else f" (position {first})"
        super().__init__(
            f"Command id {command} was used before{where} for another request; use a new id for a new request.",
            field="command",
            rule="COMMAND",
        )


class WrongOrigin(errors.FangjiError):
    """The database holds the ledger of another origin."""

    code = "WRONG_ORIGIN"


class LedgerGap(errors.FangjiError):
    """Positions are missing in the ledger: events were lost or taken away."""

    code = "LEDGER_GAP"


class Unavailable(errors.FangjiError, persistence.OperationalError):
    """The database did not answer; whether the events were recorded is settled by submitting the same unit again."""

    code = "UNAVAILABLE"


class ReadOnly(errors.FangjiError):
    """The ledger takes no events: it is not the one that was published; the message says what to do."""

    code = "READ_ONLY"
