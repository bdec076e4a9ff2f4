"""Sealed personal data: the envelope that stands in events, and the Protocol of the store that holds its keys.

An event holds personal data only as ciphertext under the key of a random reference (``person/<uuid>`` for a person,
``subject/<uuid>`` for the free text about a subject). Destroying the key makes every envelope under it unreadable,
while the event's bytes and hashes stay as they are.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from typing import Protocol, cast
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from aggregates.errors import NotCanonical, SealBroken

ENVELOPE = 1
"""Version of the envelope: AES-256-GCM, 96-bit random nonce, tag appended, associated data of :func:`_associated`."""

REMARK = "remark"
"""Path of an event's free text."""


class KeyStore(Protocol):
    """Where data keys live: outside the ledger, wrapped by a key-encryption key, destroyed on demand."""

    async def create(self, refs: Iterable[str]) -> Mapping[str, bytes]:
        """Fresh 32-byte keys, durable before this returns; a ref that already has a key keeps it."""

    async def get(self, refs: Iterable[str]) -> Mapping[str, bytes]:
        """The keys of those refs that have one; shredded and unknown refs are absent."""

    async def destroyed(self, refs: Iterable[str]) -> frozenset[str]:
        """Those refs whose key was shredded; unknown ones are not among them."""

    async def shred(self, ref: str) -> bool:
        """Destroy the key of ``ref`` and its blind indexes; False where there was none."""

    async def find_persons(self, digests: Iterable[bytes]) -> Mapping[bytes, str]:
        """The person references that hold these blind indexes."""


def new_person() -> str:
    """A random reference to a person."""
    return f"person/{uuid4()}"


def subject_ref(stream: UUID) -> str:
    """The reference under whose key the free text about a subject is sealed."""
    return f"subject/{stream}"


def path(entity: str, attribute: str) -> str:
    """Where in an event a sealed value stands: ``owners/1#name``, ``#name`` for the subject itself."""
    return f"{entity}#{attribute}"


def seal(key: bytes | AESGCM, text: str, *, event: UUID, path: str, ref: str) -> dict[str, object]:
    """The envelope of ``text``, bound to the event, the path in it and the reference.

    ``key`` may come as its cipher, which is half of the time where a key seals more than once.

    Raises:
        NotCanonical: the text holds a lone surrogate.
    """
    nonce = os.urandom(12)
    cipher = AESGCM(key) if isinstance(key, bytes) else key
    sealed = cipher.encrypt(nonce, _utf8(text, path), _associated(event, path, ref))
    return {"sealed": ENVELOPE, "ref": ref, "nonce": b64encode(nonce).decode(), "text": b64encode(sealed).decode()}


def unseal(key: bytes, envelope: Mapping[str, object], *, event: UUID, path: str) -> str:
    """The text of an envelope that stands at ``path`` of ``event``.

    Raises:
        SealBroken: another key, or an envelope that was moved, copied or altered.
    """
    try:
        nonce, sealed = (b64decode(cast(str, envelope[name]), validate=True) for name in ("nonce", "text"))
        ref = cast(str, envelope["ref"])
        if type(envelope["sealed"]) is not int or envelope["sealed"] != ENVELOPE:
            raise ValueError("an envelope of another version")
        return AESGCM(key).decrypt(nonce, sealed, _associated(event, path, ref)).decode()
    except (InvalidTag, KeyError, ValueError, TypeError):
        raise SealBroken(
            f"The sealed value at {path} of event {event} does not open with this key.", field=path
        ) from None


def _utf8(text: str, path: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        # the cause holds the clear text, so it must not travel with the error
        raise NotCanonical(f"{path} holds a lone surrogate, which is not a character.", field=path) from None


def blind_index(index_key: bytes, scheme: str, value: str) -> bytes:
    """A keyed digest by which one person is found again by an identifier: HMAC-SHA-256 over scheme, LF, value.

    ``value`` is already in its one normal spelling (an 18-character citizen number with a capital X, say).
    """
    return hmac.new(index_key, f"{scheme}\n{value}".encode(), hashlib.sha256).digest()


def _associated(event: UUID, path: str, ref: str) -> bytes:
    return f"fangji-seal/{ENVELOPE}\n{event}\n{path}\n{ref}".encode()
