"""Cosignatures of witnesses: vectors made apart from the product, and everything that is none."""

from __future__ import annotations

import base64
import datetime
import hashlib
import struct

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from registry.audit import checkpoints, cosignatures, errors, notes
from tests.registry.audit import rfc8032

LOG = notes.Signer("fangji/test", bytes(range(32)))
NOTE = checkpoints.Checkpoint(LOG.name, 20852163, hashlib.sha256(b"root").digest()).signed(LOG)
SEED = hashlib.sha256(b"witness").digest()
NAME, AT = "witness.example/w1", 1_700_000_000

# RFC 8032, section 7.1, TEST 2
RFC_SEED = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
RFC_KEY = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
RFC_SIGNATURE = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


def key(name: str = NAME, seed: bytes = SEED, kind: bytes = b"\x04") -> str:
    """A witness's key, spelled as the specification has it."""
    public = kind + rfc8032.public(seed)
    key_id = hashlib.sha256(name.encode() + b"\n" + public).hexdigest()[:8]
    return f"{name}+{key_id}+{base64.b64encode(public).decode()}"


def line(at: int = AT, name: str = NAME, seed: bytes = SEED, note: str = NOTE, *, library: bool = False) -> str:
    """A signature line, spelled as the specification has it; signed by Python's integers, or by `cryptography`."""
    text = note.rpartition("\n\n")[0] + "\n"
    message = b"cosignature/v1\ntime %d\n" % at + text.encode()
    private = ed25519.Ed25519PrivateKey.from_private_bytes(seed)
    signature = private.sign(message) if library else rfc8032.sign(seed, message)
    key_id = hashlib.sha256(name.encode() + b"\n\x04" + rfc8032.public(seed)).digest()[:4]
    return f"— {name} {base64.b64encode(key_id + struct.pack('>Q', at) + signature).decode()}\n"


WITNESS = cosignatures.Witness.parse(key())


def test_the_vector_of_the_rfc() -> None:
    assert rfc8032.public(RFC_SEED) == RFC_KEY
    assert rfc8032.sign(RFC_SEED, b"\x72") == RFC_SIGNATURE
    assert rfc8032.verifies(RFC_KEY, b"\x72", RFC_SIGNATURE)
    assert not rfc8032.verifies(RFC_KEY, b"\x73", RFC_SIGNATURE)


@pytest.mark.parametrize("library", [False, True])
def test_what_others_signed_is_a_cosignature(library: bool) -> None:
    (seen,) = cosignatures.check(NOTE + line(library=library), WITNESS)
    assert seen == cosignatures.Seen(NAME, datetime.datetime.fromtimestamp(AT, datetime.UTC))
    assert str(WITNESS) == key()
    assert checkpoints.verify(NOTE + line(), LOG.verifier).size == 20852163


def test_the_first_time_counts_and_each_witness_is_asked() -> None:
    other = hashlib.sha256(b"other").digest()
    note = NOTE + line(AT + 5) + line(AT) + line(AT + 9, "w2", other)
    seen = cosignatures.check(note, cosignatures.Witness.parse(key("w2", other)), WITNESS)
    assert [(one.witness, int(one.at.timestamp())) for one in seen] == [("w2", AT + 9), (NAME, AT)]
    assert cosignatures.check(NOTE) == []


def altered(cosigned: str, at: int) -> str:
    """With one byte of what stands in Base64 altered."""
    head, _, data = cosigned.rstrip("\n").rpartition(" ")
    raw = bytearray(base64.b64decode(data))
    raw[at] ^= 1
    return f"{head} {base64.b64encode(raw).decode()}\n"


OTHER = NOTE.replace("20852163", "20852164")
BAD = {
    "no cosignature": (NOTE, "is not cosigned by the witness"),
    "another witness": (NOTE + line(name="w2"), "is not cosigned by the witness"),
    "another key": (NOTE + line(seed=bytes(32)), "is not cosigned by the witness"),
    "the key id": (NOTE + altered(line(), 0), "is not cosigned by the witness"),
    "the time": (NOTE + altered(line(), 11), "is not over this checkpoint and time"),
    "a time that cannot be": (NOTE + altered(line(), 4), "is not over this checkpoint and time"),
    "no time": (NOTE + line(at=0), "is not over this checkpoint and time"),
    "the signature": (NOTE + altered(line(), 30), "is not over this checkpoint and time"),
    "another checkpoint": (OTHER + line(), "is not over this checkpoint and time"),
    "one of two": (NOTE + line() + altered(line(), 75), "is not over this checkpoint and time"),
    "a plain signature": (
        NOTE + notes.Signature(NAME, WITNESS.key_id, rfc8032.sign(SEED, NOTE.encode())).line(),
        "is not over this checkpoint and time",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_none(name: str) -> None:
    note, said = BAD[name]
    with pytest.raises(errors.NotVerified, match=said) as found:
        cosignatures.check(note, WITNESS)
    assert found.value.check is errors.Check.WITNESS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (str(LOG.verifier), "it is not a witness's Ed25519 key: one byte 04 and 32 bytes"),
        (key(kind=b"\x01"), "one byte 04"),
        (key().replace(NAME, "w2"), "its key id is"),
        ("w1", "a key is written name"),
    ],
)
def test_a_key_that_is_none(text: str, said: str) -> None:
    with pytest.raises(errors.NotVerified, match=said) as found:
        cosignatures.Witness.parse(text)
    assert found.value.check is errors.Check.KEY_FORM
