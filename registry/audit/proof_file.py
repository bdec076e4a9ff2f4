"""Proof files as C2SP's `tlog-proof` specifies them, with the leaf's own bytes as extra data: checkable by themselves.

https://c2sp.org/tlog-proof. Checking takes the file and the log's verifier key; no database, no network, no settings.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import orjson

from aggregates.errors import shown
from registry.audit import checkpoints, encoding, errors, merkle, notes

FIRST_LINE = "c2sp.org/tlog-proof@v1"
SUFFIX = ".tlog-proof"

MOST_HASHES = 63
"""Hashes of an inclusion proof in the largest tree that can be spelled."""

Check = errors.Check


@dataclasses.dataclass(frozen=True, slots=True)
class ProofFile:
    """A proof file as it is written: nothing of it is to be believed before :func:`verify`.

    ``note`` is the checkpoint as it was signed, ``extra`` the bytes of the leaf.
    """

    index: int
    hashes: Sequence[bytes]
    note: str
    extra: bytes | None

    def __str__(self) -> str:
        extra = [] if self.extra is None else [f"extra {encoding.base64(self.extra)}"]
        lines = [FIRST_LINE, *extra, f"index {self.index}", *map(encoding.base64, self.hashes)]
        return "\n".join(lines) + "\n\n" + self.note


@dataclasses.dataclass(frozen=True, slots=True)
class Verified:
    """What a proof file proves: this leaf stands at this position of the log that the checkpoint speaks of."""

    checkpoint: checkpoints.Checkpoint
    position: int
    leaf: bytes

    @property
    def header(self) -> Mapping[str, object]:
        """The members of the leaf's first line."""
        return _header(self.leaf)

    @property
    def body(self) -> bytes:
        """What follows the leaf's first line: the canonical JSON of an event; nothing of a disclosure."""
        return self.leaf.partition(b"\n")[2]


def parse(data: bytes | str) -> ProofFile:
    """Read a proof file without believing it; NotVerified (FILE_FORM) names the line that is wrong."""
    before, blank, note = _decoded(data).partition("\n\n")
    if not blank:
        raise _wrong("it has no blank line between proof and checkpoint")
    first, *lines = before.split("\n")
    if first != FIRST_LINE:
        raise _wrong(f"line 1 is {shown(first)}, not {FIRST_LINE}")
    extra = _extra(lines.pop(0)) if lines and lines[0].startswith("extra ") else None
    number = 2 if extra is None else 3
    index = encoding.from_decimal(lines[0].removeprefix("index ")) if lines and lines[0].startswith("index ") else None
    if index is None:
        raise _wrong(f"line {number} is not `index` and a number without leading zeros")
    if len(lines) - 1 > MOST_HASHES:
        raise _wrong(f"it has {len(lines) - 1} hashes, at most {MOST_HASHES} are possible")
    return ProofFile(index, [_hash(line, at) for at, line in enumerate(lines[1:], number + 1)], note, extra)


def verify(data: bytes | str, *known: notes.Verifier, origin: str | None = None) -> Verified:
    """Check a proof file against the log's verifier key; ``origin`` as for :func:`registry.audit.checkpoints.verify`.

    Raises:
        NotVerified: the check that failed; all of them but OLD_ROOT can.
    """
    proof = parse(data)
    checkpoint = checkpoints.verify(proof.note, *known, origin=origin)
    if proof.extra is None:
        merkle.inclusion_spans(proof.index, checkpoint.size)
        raise errors.NotVerified(
            Check.LEAF, "The file has no `extra` line, so there are no bytes to prove anything of."
        )
    return included(checkpoint, proof.index, proof.extra, proof.hashes)


def included(checkpoint: checkpoints.Checkpoint, index: int, leaf: bytes, hashes: Sequence[bytes]) -> Verified:
    """Check that a leaf stands at an index of the tree of a checkpoint, and says so itself.

    Raises:
        NotVerified: SIZE, INDEX, LEAF, ORIGIN, POSITION, PROOF_LENGTH or ROOT.
    """
    merkle.inclusion_spans(index, checkpoint.size)
    _check_header(_header(leaf), checkpoint.origin, index + 1)
    try:
        merkle.verify_inclusion(index, checkpoint.size, merkle.leaf_hash(leaf), hashes, checkpoint.root)
    except errors.NotVerified as error:
        if error.check is not Check.ROOT:
            raise
        said = f"{error.message.removesuffix('.')}: the leaf's bytes or one of the hashes are altered."
        raise errors.NotVerified(Check.ROOT, said) from None
    return Verified(checkpoint, index + 1, leaf)


def _check_header(header: Mapping[str, object], origin: str, position: int) -> None:
    if header.get("origin") != origin:
        said = f"The leaf is of the log {shown(header.get('origin'))}, the checkpoint of {shown(origin)}."
        raise errors.NotVerified(Check.ORIGIN, said)
    if header.get("position") != position:
        said = f"The leaf says position {header.get('position')}, index {position - 1} is position {position}."
        raise errors.NotVerified(Check.POSITION, said)


def _header(leaf: bytes) -> Mapping[str, object]:
    try:
        header = orjson.loads(leaf.partition(b"\n")[0])
    except orjson.JSONDecodeError:
        header = None
    if not isinstance(header, dict):
        raise errors.NotVerified(Check.LEAF, "The leaf's first line is not a JSON object: its bytes are altered.")
    return header


def _decoded(data: bytes | str) -> str:
    if isinstance(data, str):
        return data
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise _wrong("it is not UTF-8") from None


def _extra(line: str) -> bytes:
    extra = encoding.from_base64(line.removeprefix("extra "))
    if extra is None:
        raise _wrong("line 2, the extra data, is not Base64")
    return extra


def _hash(line: str, number: int) -> bytes:
    one = encoding.from_base64(line)
    if one is None or len(one) != merkle.HASH:
        raise _wrong(f"line {number} is not Base64 of a hash of 32 bytes")
    return one


def _wrong(why: str) -> errors.NotVerified:
    return errors.NotVerified(Check.FILE_FORM, f"This is no proof file: {why}.")
