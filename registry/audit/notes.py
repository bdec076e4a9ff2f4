"""Signed notes as C2SP's `signed-note` specifies them: a text, a blank line, and signatures by named Ed25519 keys.

https://c2sp.org/signed-note; the spellings of keys are those of Go's `golang.org/x/mod/sumdb/note`.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import re
from collections.abc import Sequence

from cryptography import exceptions
from cryptography.hazmat.primitives.asymmetric import ed25519

from aggregates.errors import shown
from registry.audit import encoding, errors

ED25519 = 1
"""The signature type of Ed25519 keys."""

MOST_SIGNATURES = 100
"""Signatures of one note; C2SP asks for at least 16."""

_PRIVATE = "PRIVATE+KEY+"
_DASH = "— "
_HEX = re.compile(r"[0-9a-f]{8}")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")

Check = errors.Check


@dataclasses.dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who signed, under which key id (4 bytes), and the signature's bytes."""

    name: str
    key_id: bytes
    signature: bytes

    def line(self) -> str:
        """The line with its line feed."""
        return f"{_DASH}{self.name} {encoding.base64(self.key_id + self.signature)}\n"


@dataclasses.dataclass(frozen=True, slots=True)
class Verifier:
    """A public key under its name."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The first four bytes of the hash over name and key."""
        return hashlib.sha256(self.name.encode() + b"\n" + self._encoded()).digest()[:4]

    @classmethod
    def parse(cls, text: str) -> Verifier:
        """Read a verifier key, `name+hex8+base64`; NotVerified (KEY_FORM) says what is wrong with it."""
        name, key_id, data = parse_key(text)
        verifier = cls(name, data)
        if verifier.key_id.hex() != key_id:
            raise _wrong_key(f"its key id is {key_id}, that of its name and key is {verifier.key_id.hex()}")
        return verifier

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{encoding.base64(self._encoded())}"

    def verifies(self, text: str, signature: bytes) -> bool:
        """Whether a signature over a note's text is this key's."""
        return _verifies(self.public, signature, text)

    def _encoded(self) -> bytes:
        return bytes([ED25519]) + self.public


@dataclasses.dataclass(frozen=True, slots=True)
class Signer:
    """A private key (its 32-byte seed) under its name."""

    name: str
    seed: bytes = dataclasses.field(repr=False)

    @classmethod
    def generate(cls, name: str) -> Signer:
        """A fresh key; NotVerified (KEY_FORM) where a key cannot have this name."""
        check_name(name)
        return cls(name, ed25519.Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> Signer:
        """Read a signer key, `PRIVATE+KEY+name+hex8+base64`; NotVerified (KEY_FORM), which never quotes the key."""
        if not text.startswith(_PRIVATE):
            raise _wrong_key(f"a private key begins with {_PRIVATE}")
        name, key_id, data = parse_key(text.removeprefix(_PRIVATE))
        signer = cls(name, data)
        if signer.verifier.key_id.hex() != key_id:
            raise _wrong_key("its key id is not that of its name and key")
        return signer

    def named(self, name: str) -> Signer:
        """The same key under another name: another verifier key, whose signatures nobody takes for this one's."""
        check_name(name)
        return Signer(name, self.seed)

    def spell(self) -> str:
        """The secret text that :meth:`parse` reads."""
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{encoding.base64(bytes([ED25519]) + self.seed)}"

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(self.name, _private(self.seed).public_key().public_bytes_raw())

    def sign(self, text: str) -> Signature:
        """Sign a note's text."""
        return Signature(self.name, self.verifier.key_id, _private(self.seed).sign(text.encode()))


@functools.lru_cache(maxsize=4)
def _private(seed: bytes) -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.from_private_bytes(seed)


# One checkpoint is met again and again: in the database, in the export, in every proof that leads to it.
@functools.lru_cache(maxsize=64)
def _verifies(public: bytes, signature: bytes, text: str) -> bool:
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(public).verify(signature, text.encode())
    except (exceptions.InvalidSignature, ValueError):
        return False
    return True


@dataclasses.dataclass(frozen=True, slots=True)
class Note:
    """A note as it was read: nothing of it is to be believed before :meth:`check`."""

    text: str
    signatures: Sequence[Signature]

    def check(self, *known: Verifier) -> list[Signature]:
        """The signatures by known keys, at least one, all of them good; those of unknown keys are left alone.

        Raises:
            NotVerified: KEY, no known key signed; SIGNATURE, a known key's signature is not over this text.
        """
        keys = {(one.name, one.key_id): one for one in known}
        ours = [one for one in self.signatures if (one.name, one.key_id) in keys]
        if not ours:
            raise errors.NotVerified(Check.KEY, self._strangers(known))
        for one in ours:
            if not keys[one.name, one.key_id].verifies(self.text, one.signature):
                said = (
                    f"The signature of {one.name}+{one.key_id.hex()} is not over this text: one of the two is altered."
                )
                raise errors.NotVerified(Check.SIGNATURE, said)
        return ours

    def _strangers(self, known: Sequence[Verifier]) -> str:
        signed = ", ".join(f"{one.name}+{one.key_id.hex()}" for one in self.signatures)
        given = ", ".join(f"{one.name}+{one.key_id.hex()}" for one in known) or "none"
        return f"The note is signed by {signed}, and by none of the keys given: {given}."

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(one.line() for one in self.signatures)}"


def sign(text: str, *signers: Signer) -> Note:
    """A note of a text, which must end in a line feed, signed by each."""
    if not text.endswith("\n") or _CONTROL.search(text):
        raise _wrong_note("a text ends in a line feed and has no other control character")
    return Note(text, [one.sign(text) for one in signers])


def parse(data: bytes | str) -> Note:
    """Read a note without believing it; NotVerified (NOTE_FORM) says what is wrong with its form."""
    whole = _decoded(data)
    before, blank, after = whole.rpartition("\n\n")
    if not blank:
        raise _wrong_note("it has no blank line between text and signatures")
    if not after.endswith("\n"):
        raise _wrong_note("its last line is no signature that ends in a line feed")
    lines = after.removesuffix("\n").split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise _wrong_note(f"it has {len(lines)} signatures, at most {MOST_SIGNATURES} are read")
    return Note(before + "\n", [_signature(line) for line in lines])


def check_name(name: str) -> None:
    """Raise NotVerified (KEY_FORM) unless a key can have this name."""
    if not _is_name(name):
        raise _wrong_key("its name is empty or holds a blank, a plus or a control character")


def _decoded(data: bytes | str) -> str:
    try:
        whole = data if isinstance(data, str) else data.decode()
        whole.encode()
    except UnicodeError:
        raise _wrong_note("it is not UTF-8") from None
    if found := _CONTROL.search(whole):
        raise _wrong_note(f"it holds the control character U+{ord(found[0]):04X}")
    return whole


def _signature(line: str) -> Signature:
    parts = line.removeprefix(_DASH).split(" ")
    if not line.startswith(_DASH) or len(parts) != 2 or not _is_name(parts[0]):
        raise _wrong_note(f"{shown(line)} is no signature line: dash, name, Base64")
    data = encoding.from_base64(parts[1])
    if data is None or len(data) < 5:
        raise _wrong_note(f"the signature of {shown(parts[0])} is not Base64 of a key id and a signature")
    return Signature(parts[0], data[:4], data[4:])


def parse_key(text: str, type_: int = ED25519) -> tuple[str, str, bytes]:
    """Name, key id as it was written, and the 32 bytes of a key of a signature type; NotVerified (KEY_FORM)."""
    name, first, rest = text.partition("+")
    key_id, second, encoded = rest.partition("+")
    if not first or not second:
        raise _wrong_key("a key is written name+hexadecimal id+Base64")
    check_name(name)
    if not _HEX.fullmatch(key_id):
        raise _wrong_key("its key id is not eight hexadecimal digits")
    data = encoding.from_base64(encoded)
    if data is None:
        raise _wrong_key("its last part is not Base64")
    if len(data) != 33 or data[0] != type_:
        whose = "an Ed25519 key" if type_ == ED25519 else "a witness's Ed25519 key"
        raise _wrong_key(f"it is not {whose}: one byte {type_:02x} and 32 bytes")
    return name, key_id, data[1:]


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(one.isspace() or one < " " for one in name)


def _wrong_key(why: str) -> errors.NotVerified:
    return errors.NotVerified(Check.KEY_FORM, f"The key cannot be used: {why}.")


def _wrong_note(why: str) -> errors.NotVerified:
    return errors.NotVerified(Check.NOTE_FORM, f"This is no signed note: {why}.")
