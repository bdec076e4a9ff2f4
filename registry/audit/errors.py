"""What a check of a proof, a note or a tree can find wrong: each failure names the one check that failed."""

from __future__ import annotations

import enum

from aggregates import errors


class Check(enum.Enum):
    """The checks, in the order in which a proof file goes through them; the last five are a certificate's."""

    KEY_FORM = "key form"
    FILE_FORM = "file form"
    NOTE_FORM = "note form"
    CHECKPOINT_FORM = "checkpoint form"
    KEY = "key"
    SIGNATURE = "signature"
    WITNESS = "witness"
    ORIGIN = "origin"
    SIZE = "tree size"
    INDEX = "index"
    PROOF_LENGTH = "proof length"
    LEAF = "leaf"
    POSITION = "position"
    ROOT = "root"
    OLD_ROOT = "old root"
    BODY = "body"
    SUBJECT = "subject"
    VERSION = "version"
    HISTORY = "history"
    STATE = "state"


class NotVerified(errors.FangjiError):
    """Something does not verify; ``check`` says which check failed, the message what was found and expected."""

    code = "NOT_VERIFIED"

    def __init__(self, check: Check, message: str) -> None:
        super().__init__(message, field=check.value, rule=f"AUDIT-{check.name.replace('_', '-')}")
        self.check = check


class NotThere(errors.FangjiError):
    """There is no such position, tree size or checkpoint to prove anything of."""

    code = "NOT_THERE"


class Forked(errors.FangjiError):
    """What is to be signed or exported is no extension of what was signed before; nothing is signed."""

    code = "FORKED"
