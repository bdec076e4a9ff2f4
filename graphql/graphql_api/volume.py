"""How much a statement may answer: rows of lists within lists and the values in them, estimated before it is run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from graphql_api import limits
from graphql_api.values import Request, Resolve, Variables


@dataclass(slots=True)
class _List:
    """A list in the answer: the list in whose rows it stands, how long it may be, and the fields of its rows."""

    within: int
    size: Resolve | int
    fields: int = 0


class Volume:
    """Taken down while a statement is compiled; the sizes of pages may be variables."""

    def __init__(self) -> None:
        self._lists = [_List(0, 1)]
        self._at = 0

    @contextmanager
    def within(self, size: Resolve | int) -> Iterator[None]:
        """What is counted inside stands in a list of that size."""
        outside = self._at
        self._lists.append(_List(outside, size))
        self._at = len(self._lists) - 1
        yield
        self._at = outside

    def add(self, fields: int) -> None:
        """Count fields of the row in which we are."""
        self._lists[self._at].fields += fields

    def may_pass(self, largest_page: int) -> bool:
        """Whether any sizes of the pages could pass a bound."""
        rows, values = self._estimate([one.size if isinstance(one.size, int) else largest_page for one in self._lists])
        return rows > limits.ROWS.most or values > limits.ANSWER.most

    def check(self, variables: Variables, request: Request) -> None:
        """Refuse, by TooLarge, what is estimated beyond a bound."""
        rows, values = self._estimate([_size(one, variables, request) for one in self._lists])
        limits.ROWS.check(rows)
        limits.ANSWER.check(values)

    def _estimate(self, sizes: list[int]) -> tuple[int, int]:
        """Rows and values."""
        counts = [1]
        for one, size in zip(self._lists[1:], sizes[1:], strict=True):
            counts.append(counts[one.within] * size)
        values = sum(count * one.fields for count, one in zip(counts, self._lists, strict=True))
        return sum(counts[1:]), values


def _size(one: _List, variables: Variables, request: Request) -> int:
    if isinstance(one.size, int):
        return one.size
    found: Any = one.size(variables, request)
    return int(found)
