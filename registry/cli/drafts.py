"""Files that commands write: under a temporary name until they are whole, readable by their owner alone."""

import contextlib
import os
import pathlib
import signal
import tempfile
from collections.abc import Iterator
from types import FrameType
from typing import BinaryIO


@contextlib.contextmanager
def written(path: pathlib.Path) -> Iterator[BinaryIO]:
    """A file, of mode 600, that takes the place of `path` when all went well, and else leaves nothing.

    Raises `OSError` where its folder cannot be written.
    """
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.absolute().parent)
    draft = pathlib.Path(name)
    try:
        with _terminable(), os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(descriptor)
        draft.replace(path)
    except BaseException:
        draft.unlink()
        raise


@contextlib.contextmanager
def _terminable() -> Iterator[None]:
    """Whoever is told to end clears up first; without this a process that gets the signal is gone at once."""
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(number: int, frame: FrameType | None) -> None:
    """As Ctrl-C does it: an event loop cancels what it runs, where an exception out of nowhere could crash it.

    Jobs of a script that runs in the background ignore Ctrl-C; these get the exception.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        raise SystemExit(128 + number)
    signal.raise_signal(signal.SIGINT)
