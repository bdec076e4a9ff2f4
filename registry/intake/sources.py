"""The files of a delivery: folders and archives opened up, compression taken off, one digest over all of it."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import os
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from aggregates.errors import InvalidValue
from registry.intake.overlay import Corrections

_TAR = (".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2")
_BLOCK = 1 << 20


class SourceError(InvalidValue):
    """A delivered file is missing, unreadable, or not of the form that the profile reads."""

    code = "SOURCE_FILE"


class MissingFile(SourceError):
    """There is no such file, or the folder holds none."""

    code = "MISSING_FILE"


@dataclass(frozen=True, slots=True)
class Source:
    """A file as delivered: ``path`` on disk, ``label`` relative to the folder that all files of the delivery share."""

    path: Path
    label: str


@dataclass(frozen=True, slots=True)
class Member:
    """A readable file: a source uncompressed, or a member of an archive; to be read before the next is asked for.

    ``corrections`` are cells that were corrected after the delivery, by the number of their row.
    """

    source: Source
    label: str
    stream: IO[bytes]
    archived: bool
    corrections: Corrections = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The last component, which profiles know parts by."""
        return self.label.rsplit("/", 1)[-1]


def expand(paths: Sequence[Path]) -> list[Source]:
    """The files of a delivery in the order given; a folder stands for all files under it, by name.

    Raises:
        MissingFile: a path does not exist, or a folder holds no file.
    """
    files = [file for path in paths for file in _files(path)]
    shared = Path(os.path.commonpath([file.absolute().parent for file in files]))
    return [Source(file, file.absolute().relative_to(shared).as_posix()) for file in files]


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
        if not found:
            raise MissingFile(f"The folder {path} holds no file; name the files of the delivery.", field="files")
        return found
    if not path.exists():
        raise MissingFile(f"There is no file {path}; check the name.", field="files")
    return [path]


def digest(sources: Sequence[Source]) -> bytes:
    """SHA-256 over labels and contents, so that a delivery is known again wherever it lies."""
    total = hashlib.sha256()
    for source in sources:
        with reading(source), source.path.open("rb") as stream:
            content = hashlib.file_digest(stream, "sha256").digest()
        total.update(f"{source.label}\n".encode() + content)
    return total.digest()


def members(source: Source) -> Iterator[Member]:
    """The readable files of one source, one after another.

    Raises:
        SourceError: it cannot be opened, or breaks off.
    """
    name = source.path.name.lower()
    with reading(source):
        if name.endswith(_TAR):
            yield from _of_tar(source)
        elif name.endswith(".zip"):
            yield from _of_zip(source)
        else:
            yield from _single(source)


def _of_tar(source: Source) -> Iterator[Member]:
    with tarfile.open(source.path, "r|*") as archive:
        for entry in archive:
            stream = archive.extractfile(entry) if entry.isfile() else None
            if stream is not None:
                yield Member(source, f"{source.label}/{entry.name}", stream, True)


def _of_zip(source: Source) -> Iterator[Member]:
    with zipfile.ZipFile(source.path) as archive:
        for entry in archive.infolist():
            if not entry.is_dir():
                with archive.open(entry) as stream:
                    yield Member(source, f"{source.label}/{entry.filename}", stream, True)


def _single(source: Source) -> Iterator[Member]:
    label, opened = source.label, _plain
    for suffix, opener in _COMPRESSED.items():
        if label.lower().endswith(suffix):
            label, opened = label[: -len(suffix)], opener
    with opened(source.path) as stream:
        yield Member(source, label, stream, False)


def _plain(path: Path) -> IO[bytes]:
    return path.open("rb")


def _gzip(path: Path) -> IO[bytes]:
    return io.BufferedReader(cast(io.RawIOBase, gzip.open(path, "rb")), _BLOCK)


def _xz(path: Path) -> IO[bytes]:
    return io.BufferedReader(cast(io.RawIOBase, lzma.open(path, "rb")), _BLOCK)


def _bz2(path: Path) -> IO[bytes]:
    return io.BufferedReader(cast(io.RawIOBase, bz2.open(path, "rb")), _BLOCK)


_COMPRESSED = {".gz": _gzip, ".xz": _xz, ".bz2": _bz2}


class reading:
    """Turns the many errors of files and archives into one that names the file."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError | EOFError | lzma.LZMAError | tarfile.TarError | zipfile.BadZipFile):
            raise SourceError(
                f"{self.source.path} cannot be read ({error}); deliver it again.", field="files"
            ) from None
