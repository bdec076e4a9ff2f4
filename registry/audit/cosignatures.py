"""Cosignatures as C2SP's `tlog-cosignature` specifies them: a witness saw a checkpoint, and that its log only grew.

https://c2sp.org/tlog-cosignature, with Ed25519 keys.
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib

from cryptography import exceptions
from cryptography.hazmat.primitives.asymmetric import ed25519

from registry.audit import encoding, errors, notes

COSIGNATURE = 4
"""The signature type of witnesses' keys."""

_TIME, _SIGNATURE = 8, 64
_LATEST = int(datetime.datetime(9999, 12, 31, tzinfo=datetime.UTC).timestamp())

Check = errors.Check


@dataclasses.dataclass(frozen=True, slots=True)
class Witness:
    """A witness's public key under its name."""

    name: str
    public: bytes

    @classmethod
    def parse(cls, text: str) -> Witness:
        """Read a witness's key, `name+hex8+base64`; NotVerified (KEY_FORM) says what is wrong with it."""
        name, key_id, public = notes.parse_key(text, COSIGNATURE)
        witness = cls(name, public)
        if witness.key_id.hex() != key_id:
            said = f"its key id is {key_id}, that of its name and key is {witness.key_id.hex()}"
            raise errors.NotVerified(Check.KEY_FORM, f"The key cannot be used: {said}.")
        return witness

    @property
    def key_id(self) -> bytes:
        """The first four bytes of the hash over name and key."""
        return hashlib.sha256(self.name.encode() + b"\n" + self._encoded()).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{encoding.base64(self._encoded())}"

    def _encoded(self) -> bytes:
        return bytes([COSIGNATURE]) + self.public


@dataclasses.dataclass(frozen=True, slots=True)
class Seen:
    """That a witness saw a checkpoint ``at`` a moment, as it says itself."""

    witness: str
    at: datetime.datetime


def message(text: str, at: int) -> bytes:
    """What a witness signs of a note's text, at so many seconds since 1970."""
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def check(note: bytes | str, *asked: Witness) -> list[Seen]:
    """Check that each witness that is asked for has cosigned a checkpoint; when each saw it first, in that order.

    Other signatures of the note are left alone: the log's own is for :func:`registry.audit.checkpoints.verify`.

    Raises:
        NotVerified: NOTE_FORM, or WITNESS: one of them did not cosign, or what stands there is not its cosignature.
    """
    read = notes.parse(note)
    return [_seen(read, witness) for witness in asked]


def _seen(note: notes.Note, witness: Witness) -> Seen:
    name = f"{witness.name}+{witness.key_id.hex()}"
    ours = [one for one in note.signatures if (one.name, one.key_id) == (witness.name, witness.key_id)]
    if not ours:
        raise errors.NotVerified(Check.WITNESS, f"The checkpoint is not cosigned by the witness {name}.")
    times = [_time(note.text, one.signature, witness) for one in ours]
    if None in times:
        said = f"The cosignature of {name} is not over this checkpoint and time: one of them is altered."
        raise errors.NotVerified(Check.WITNESS, said)
    first = min(at for at in times if at is not None)
    return Seen(witness.name, datetime.datetime.fromtimestamp(first, datetime.UTC))


def _time(text: str, data: bytes, witness: Witness) -> int | None:
    """Seconds since 1970 that a cosignature states; None where it is none of this witness over this text."""
    at, signature = int.from_bytes(data[:_TIME]), data[_TIME:]
    if len(signature) != _SIGNATURE or not 0 < at <= _LATEST:
        return None
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(witness.public).verify(signature, message(text, at))
    except (exceptions.InvalidSignature, ValueError):
        return None
    return at
