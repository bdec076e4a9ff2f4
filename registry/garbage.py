"""When garbage is collected where much is made and dropped at once."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def collected_by_hand() -> Iterator[None]:
    """Batches are large and without cycles: searching them for garbage while they grow costs a quarter of the time.

    Who works within calls ``gc.collect(0)`` between batches.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


YOUNG = 10_000
"""Objects that are made and not dropped again before a server looks for cycles among them: one answer holds some
thousands for a moment, and Python's 700 would have each looked through several times, for a tenth of its CPU."""


def settle() -> None:
    """For a process that answers from here on: modules, declarations, the schema stay for good, so that no collection
    need look through them, and what an answer makes is dropped with it, nearly all without cycles."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
