"""Key-encryption keys, which wrap the data keys; here they are in a file of the data folder, for its owner only."""

from __future__ import annotations

import json
import os
import pathlib
import secrets
import stat
from base64 import b64decode, b64encode
from collections.abc import Iterable
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from aggregates import errors

NONCE = 12


class KeyFileUnusable(errors.FangjiError):
    """The file of key-encryption keys cannot be used, or lacks the one that wrapped a data key."""

    code = "KEY_FILE_UNUSABLE"


class KeyEncryption(Protocol):
    """What wraps and unwraps data keys: a file, or a key management service."""

    @property
    def current(self) -> str:
        """The name of the key that wraps now."""

    def wrap(self, ref: str, key: bytes) -> bytes:
        """``key`` under the current key-encryption key, bound to its ``ref``."""

    def unwrap(self, kek: str, ref: str, wrapped: bytes) -> bytes:
        """What was wrapped under ``kek`` for ``ref``; KeyFileUnusable where that does not open."""

    @property
    def names(self) -> list[str]:
        """The names of all keys that can unwrap, oldest first; the last one is the current one."""

    def begin_rotation(self) -> None:
        """A fresh key-encryption key becomes the current one; those before it still unwrap."""

    def forget(self, names: Iterable[str]) -> None:
        """Destroy these for good; never the current one. One caller at a time rotates and forgets."""


class FileKeys:
    """Key-encryption keys in one JSON file of mode 600, oldest first; other processes' rotations are noticed."""

    def __init__(self, path: pathlib.Path) -> None:
        """Read the file, or make it with a fresh key; KeyFileUnusable where others could read it."""
        self._path = path
        self._keys: dict[str, bytes] = {}
        self._ciphers: dict[str, AESGCM] = {}
        self._stamp = 0
        if not path.exists():
            _create(path)
        self._reload()

    @property
    def current(self) -> str:
        self._reload()
        return next(reversed(self._keys))

    @property
    def names(self) -> list[str]:
        self._reload()
        return list(self._keys)

    def wrap(self, ref: str, key: bytes) -> bytes:
        kek = self.current
        nonce = os.urandom(NONCE)
        return nonce + self._ciphers[kek].encrypt(nonce, key, _associated(kek, ref))

    def unwrap(self, kek: str, ref: str, wrapped: bytes) -> bytes:
        if kek not in self._keys:
            self._reload()
        try:
            return self._ciphers[kek].decrypt(wrapped[:NONCE], wrapped[NONCE:], _associated(kek, ref))
        except (KeyError, InvalidTag):
            raise KeyFileUnusable(
                f"The data key of {ref} was wrapped by {kek}, which {self._path} does not hold; restore that file."
            ) from None

    def begin_rotation(self) -> None:
        self._reload()
        self._replace({**self._keys, **_fresh()})

    def forget(self, names: Iterable[str]) -> None:
        gone = {*names} - {self.current}
        self._replace({name: key for name, key in self._keys.items() if name not in gone})

    def _reload(self) -> None:
        status = self._path.stat()
        if status.st_mtime_ns == self._stamp:
            return
        if os.name == "posix" and stat.S_IMODE(status.st_mode) & 0o077:
            raise KeyFileUnusable(f"{self._path} may be read by others; run: chmod 600 {self._path}")
        self._keys = _parse(self._path)
        self._ciphers = {name: AESGCM(key) for name, key in self._keys.items()}
        self._stamp = status.st_mtime_ns

    def _replace(self, keys: dict[str, bytes]) -> None:
        temporary = self._path.with_name(f"{self._path.name}.{secrets.token_hex(4)}")
        _write(temporary, keys)
        temporary.replace(self._path)
        self._reload()


def _associated(kek: str, ref: str) -> bytes:
    return f"fangji-key/1\n{kek}\n{ref}".encode()


def _fresh() -> dict[str, bytes]:
    return {f"kek/{secrets.token_hex(8)}": secrets.token_bytes(32)}


def _create(path: pathlib.Path) -> None:
    """Make the file with one key; where another process is first, its file stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    _write(temporary, _fresh())
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()


def _write(path: pathlib.Path, keys: dict[str, bytes]) -> None:
    text = json.dumps({name: b64encode(key).decode() for name, key in keys.items()}, indent=1)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text + "\n")
        out.flush()
        os.fsync(out.fileno())


def _parse(path: pathlib.Path) -> dict[str, bytes]:
    try:
        keys = {name: b64decode(key, validate=True) for name, key in json.loads(path.read_text("utf-8")).items()}
    except (ValueError, AttributeError, TypeError):
        keys = {}
    if not keys or any(len(key) != 32 for key in keys.values()):
        raise KeyFileUnusable(f"{path} is not a file of key-encryption keys; restore it from a backup.")
    return keys
