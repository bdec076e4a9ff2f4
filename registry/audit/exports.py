"""Where checkpoints and tiles go so that the database is not the only witness: a folder, or whatever keeps files."""

from __future__ import annotations

import asyncio
import os
import pathlib
import secrets
import shutil
from collections.abc import Iterable, Mapping
from concurrent import futures
from typing import Protocol

WRITERS = 8
"""Files that a folder writes at once: most of the time goes by waiting for the disk, which takes them together."""


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
        places = {self._folder / path: data for path, data in files.items()}
        parents = {place.parent for place in places}
        changed = set().union(*map(_make, sorted(parents)))
        with futures.ThreadPoolExecutor(WRITERS) as writers:
            list(writers.map(_replace, places.keys(), places.values()))
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


def _replace(place: pathlib.Path, data: bytes) -> None:
    temporary = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        with temporary.open("xb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(place)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _sync(folder: pathlib.Path) -> None:
    """Make a folder's entries durable, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
