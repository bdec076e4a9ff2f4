"""A disk of its own for the database, which can be filled: a file with a file system where root may mount one."""

from __future__ import annotations

import contextlib
import os
import pathlib
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

SIZE = "1G"
ROOM = 64 << 20


@dataclass(frozen=True)
class Disk:
    """A mounted file system. ``fill`` leaves nothing of it, ``free`` gives that back."""

    folder: pathlib.Path
    what: str

    def fill(self) -> int:
        """Take all that is free; how many bytes that was."""
        taken = 0
        with self._ballast.open("ab") as file, contextlib.suppress(OSError):
            for size in (1 << 20, 1 << 12):
                taken += _pour(file.fileno(), size)
        return taken

    def free(self) -> None:
        """Give back what :meth:`fill` took."""
        self._ballast.unlink(missing_ok=True)

    @property
    def _ballast(self) -> pathlib.Path:
        return self.folder / "ballast"


def _pour(file: int, size: int) -> int:
    written = 0
    with contextlib.suppress(OSError):  # nothing is left
        while True:
            written += os.write(file, bytes(size))
    return written


@contextlib.contextmanager
def mounted(folder: pathlib.Path) -> Iterator[Disk]:
    """A disk in ``folder/disk``: ext4 in a file, by a loop device, else a file system in memory.

    Raises:
        OSError: neither can be mounted here; the words say why.
    """
    place, image = folder / "disk", folder / "disk.img"
    place.mkdir()
    what = _mount(place, image)
    try:
        yield Disk(place, what)
    finally:
        subprocess.run(["umount", "--lazy", place], check=False, capture_output=True)
        image.unlink(missing_ok=True)


def _mount(place: pathlib.Path, image: pathlib.Path) -> str:
    if os.geteuid() != 0:
        raise PermissionError("only root mounts a disk of its own; limits on the size of files stand in for it")
    try:
        _run("truncate", "-s", SIZE, image)
        _run("mkfs.ext4", "-q", "-m", "0", image)
        _run("mount", "-o", "loop", image, place)
    except OSError:
        _run("mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", place)
        return "tmpfs"
    shutil.rmtree(place / "lost+found")
    return "ext4"


def _run(*words: str | pathlib.Path) -> None:
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    if done.returncode:
        raise OSError(f"{words[0]}: {done.stderr.strip()}")
