"""Judges answers: a mark that the reader may not see is a leak, told with reader, document and path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from tests.walk.marks import Form, Mark, Marks
from tests.walk.readers import Reader

SHOWN = 20
"""Leaks that a failure tells of, and whose places are looked for."""


@dataclass(frozen=True)
class Leak:
    """A mark where it may not be."""

    reader: str
    asked: str
    path: str
    mark: Mark

    def __str__(self) -> str:
        told = f"{self.mark.form.value} {self.mark.exposure} of {self.mark.district}: {self.mark.where}"
        return f"{self.reader} was shown {self.mark.token!r} ({told}) at {self.path} by {self.asked}"


@dataclass
class Judge:
    """Looks through answers. ``seen``: the marks that some reader who may was shown, in which form."""

    marks: Marks
    seen: set[str] = field(default_factory=set)
    leaks: list[Leak] = field(default_factory=list)
    opened: set[tuple[str, str]] = field(default_factory=set)
    """(account, token) of clear texts that were shown."""

    def look(self, reader: Reader, asked: str, answer: bytes) -> None:
        """Note every leak in the bytes of an answer, and what was rightly seen."""
        for mark in self.marks.found_in(answer):
            if not reader.may_see(mark):
                place = _place(answer, mark.token) if len(self.leaks) < SHOWN else ""
                self.leaks.append(Leak(reader.name, asked, place, mark))
            else:
                self.seen.add(mark.token)
                if mark.form is Form.CLEAR:
                    self.opened.add((reader.identity.subject or "", mark.token))

    def check(self) -> None:
        """Fail with the leaks."""
        assert not self.leaks, f"{len(self.leaks)} leaks, such as\n" + "\n".join(map(str, self.leaks[:SHOWN]))

    def unseen(self) -> list[Mark]:
        """Marks that nobody has seen, of those that somebody may."""
        return [one for token, one in self.marks.known.items() if token not in self.seen]


def _place(answer: bytes, token: str) -> str:
    """Where in an answer a token stands; its cursors hold it where nothing else does."""
    try:
        return next(_paths(orjson.loads(answer), token, ""), "a cursor")
    except orjson.JSONDecodeError:  # many lines, or a table
        return next(line for line in answer.decode().splitlines() if token in line)[:200]


def _paths(value: Any, token: str, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            if token in key:
                yield f"{path}.{key} (key)"
            yield from _paths(item, token, f"{path}.{key}")
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from _paths(item, token, f"{path}[{n}]")
    elif token in str(value):
        yield path
