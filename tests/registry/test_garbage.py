"""What a process that answers leaves to the garbage collector."""

import gc
from collections.abc import Iterator

import pytest

from registry import garbage


@pytest.fixture
def collector() -> Iterator[None]:
    """As it was, afterwards."""
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


@pytest.mark.usefixtures("collector")
def test_what_there_is_is_passed_over_and_cycles_made_later_are_found() -> None:
    _, middle, old = gc.get_threshold()
    garbage.settle()
    assert gc.get_freeze_count() > 10_000
    assert gc.get_threshold() == (garbage.YOUNG, middle, old)
    made: list[object] = []
    made.append(made)
    del made
    assert gc.collect() >= 1
