"""Checkpoints as C2SP's `tlog-checkpoint` specifies them: a log's origin, its size and its root, in a signed note.

https://c2sp.org/tlog-checkpoint
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from aggregates.errors import shown
from registry.audit import encoding, errors, merkle, notes

Check = errors.Check


@dataclasses.dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself: its origin, how many leaves it has, and the root over them."""

    origin: str
    size: int
    root: bytes
    extensions: Sequence[str] = ()

    def text(self) -> str:
        """The text that is signed."""
        return "".join(f"{line}\n" for line in (self.origin, self.size, encoding.base64(self.root), *self.extensions))

    def signed(self, *signers: notes.Signer) -> str:
        """The checkpoint as a signed note."""
        return str(notes.sign(self.text(), *signers))


def parse(text: str) -> Checkpoint:
    """Read a note's text; NotVerified (CHECKPOINT_FORM) names the line that is wrong."""
    if not text.endswith("\n") or text.count("\n") < 3:
        raise _wrong("it has fewer than three lines: origin, size, root")
    origin, size, root, *extensions = text.removesuffix("\n").split("\n")
    if not origin:
        raise _wrong("line 1, the origin, is empty")
    leaves = encoding.from_decimal(size)
    if leaves is None:
        raise _wrong(f"line 2, the size {shown(size)}, is not a number without leading zeros")
    decoded = encoding.from_base64(root)
    if decoded is None or len(decoded) != merkle.HASH:
        raise _wrong(f"line 3, the root {shown(root)}, is not Base64 of 32 bytes")
    if not all(extensions):
        raise _wrong("an extension line is empty")
    return Checkpoint(origin, leaves, decoded, tuple(extensions))


def verify(note: bytes | str, *known: notes.Verifier, origin: str | None = None) -> Checkpoint:
    """Read a signed checkpoint and believe it: a known key signed it, and it is of this origin.

    Without ``origin`` it must be that of the first known key's name, which is what a log's key is called after.

    Raises:
        NotVerified: NOTE_FORM, KEY, SIGNATURE, CHECKPOINT_FORM or ORIGIN.
    """
    read = notes.parse(note)
    read.check(*known)
    found = parse(read.text)
    expected = known[0].name if origin is None else origin
    if found.origin != expected:
        said = f"The checkpoint is of the log {shown(found.origin)}, not of {shown(expected)}."
        raise errors.NotVerified(Check.ORIGIN, said)
    return found


def _wrong(why: str) -> errors.NotVerified:
    return errors.NotVerified(Check.CHECKPOINT_FORM, f"This is no checkpoint: {why}.")
