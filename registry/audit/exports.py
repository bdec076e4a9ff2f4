"""Where checkpoints and tiles go so that the database is not the only witness: a folder, or whatever keeps files."""

from __future__ import annotations

import asyncio
import ctypes
import errno
import os
import pathlib
import secrets
import shutil
import sys
from collections.abc import Iterable, Mapping
from typing import Protocol

FEW = 3
"""Files up to which each is flushed for itself; more of them go with all that the file system holds, which costs less
than so many flushes of one file."""

NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)

SYNC_ALL = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None) if sys.platform == "linux" else None
"""`syncfs(2)`, which Python has no function for; None where the system has none."""


class Export(Protocol):
    """A store of files by path (`checkpoint`, `tile/0/x001/234`): a folder, an object store.

    OSError from any of these means that the store does not answer now, and is tried again.
    """

    async def read(self, path: str) -> bytes | None:
        """What stands there; None where there is nothing."""

    async def write(self, files: Mapping[str, bytes]) -> None:
        """Put files, also over those that are there; on return all are durable, and each appears whole or not."""

    async def remove(self, paths: Iterable[str]) -> None:
        """Remove what is there with everything below it; a store that cannot may leave it."""


class Folder:
    """A folder, made at need, of this machine or of a mounted store."""

    def __init__(self, folder: pathlib.Path) -> None:
        self._folder = folder

    async def read(self, path: str) -> bytes | None:
        return await asyncio.to_thread(self._read, path)

    async def write(self, files: Mapping[str, bytes]) -> None:
        await asyncio.to_thread(self._write, files)

    async def remove(self, paths: Iterable[str]) -> None:
        await asyncio.to_thread(self._remove, list(paths))

    def _read(self, path: str) -> bytes | None:
        try:
            return (self._folder / path).read_bytes()
        except FileNotFoundError:
            return None

    def _write(self, files: Mapping[str, bytes]) -> None:
        places = [f"{self._folder}/{path}" for path in files]
        parents = {pathlib.Path(one) for one in {place.rpartition("/")[0] for place in places}}
        changed = set().union(*map(_make, sorted(parents)))
        one_by_one = len(places) <= FEW or SYNC_ALL is None
        mark = secrets.token_hex(4)
        temporary = [_beside(place, mark) for place in places]
        try:
            for path, data in zip(temporary, files.values(), strict=True):
                _put(path, data, flush=one_by_one)
            if not one_by_one:
                _sync_all(self._folder)
            for path, place in zip(temporary, places, strict=True):
                os.replace(path, place)  # noqa: PTH105 - path objects would cost as much as the files
        except BaseException:
            for path in temporary:
                pathlib.Path(path).unlink(missing_ok=True)
            raise
        for folder in changed | parents:
            _sync(folder)

    def _remove(self, paths: list[str]) -> None:
        for place in (self._folder / path for path in paths):
            if place.is_dir():
                shutil.rmtree(place)
            else:
                place.unlink(missing_ok=True)


def _make(folder: pathlib.Path) -> set[pathlib.Path]:
    """Make a folder; those whose entries that changed."""
    if folder.is_dir():
        return set()
    above = _make(folder.parent)
    folder.mkdir(exist_ok=True)
    return above | {folder.parent}


def _beside(place: str, mark: str) -> str:
    """Where a file stands in its folder until it is whole and durable."""
    above, _, name = place.rpartition("/")
    return f"{above}/.{name}.{mark}"


def _put(path: str, data: bytes, *, flush: bool) -> None:
    descriptor = os.open(path, NEW, 0o666)
    try:
        if os.write(descriptor, data) < len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)
        if flush:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_all(folder: pathlib.Path) -> None:
    """Flush the file system that a folder is on: one wait for the disk, however many files."""
    assert SYNC_ALL is not None
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if SYNC_ALL(descriptor) != 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(folder))
    finally:
        os.close(descriptor)


def _sync(folder: pathlib.Path) -> None:
    """Make a folder's entries durable, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
