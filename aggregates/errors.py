"""One exception hierarchy for the whole registry; each class carries the stable code that its users see."""

from __future__ import annotations

from eventsourcing.domain import EventSourcingError

LONGEST_SHOWN = 60


def shown(value: object) -> str:
    """A value as a message shows it: shortened, control characters and lone surrogates spelled out."""
    text = ascii(value) if isinstance(value, str) and not value.isprintable() else repr(value)
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


class FangjiError(EventSourcingError):
    """Base of every error that Fangji raises on purpose.

    ``code`` is stable and documented; the message is one sentence that names the field, the value (never personal
    data), the rule and the way out.
    """

    code = "ERROR"

    def __init__(self, message: str, *, field: str | None = None, rule: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.rule = rule


class InvalidValue(FangjiError):
    """A value that an attribute, a code or an option cannot take."""

    code = "INVALID_VALUE"


class NotCanonical(InvalidValue):
    """Something that has no canonical JSON form: a float, U+0000, a lone surrogate, an integer past 2**53 - 1."""

    code = "NOT_CANONICAL"


class UnknownName(FangjiError):
    """A kind, event type, attribute or collection that the catalogue does not declare."""

    code = "UNKNOWN_NAME"


class Conflict(FangjiError):
    """Somebody else recorded something first; the command can be decided again."""

    code = "CONFLICT"


class VersionConflict(Conflict):
    """A stream that the command read has moved on; the message names the stream and both versions."""

    code = "VERSION_CONFLICT"


class ClaimConflict(Conflict):
    """A key that may be held once is held by another subject."""

    code = "CLAIM_CONFLICT"


class CommandReused(Conflict):
    """A command id came back with another content."""

    code = "COMMAND_REUSED"


class SealBroken(FangjiError):
    """A sealed value does not open: its key is shredded or it stands where it was not sealed for."""

    code = "SEAL_BROKEN"


class KeyShredded(SealBroken):
    """The key of this person or subject was destroyed on purpose; the value is gone for good."""

    code = "KEY_SHREDDED"
