"""Questions with the subjects that are right, read from readable files, and how well an engine answers them."""

from __future__ import annotations

import math
import pathlib
import tomllib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from aggregates.exposure import Exposure
from search.query import Sight

FOLDER = pathlib.Path(__file__).parent
GAINS = (2.0, 1.0)
"""Of a right subject, and of one that is fair."""

DEEP = 10
"""Hits that are looked at."""


@dataclass(frozen=True, slots=True)
class Question:
    """``right`` are the codes of the subjects that are meant, any of them; ``fair`` ones may stand beside them.

    ``sight`` names a reader: everywhere, everybody (the public), or the code of a district.
    """

    group: str
    text: str
    right: frozenset[str]
    fair: frozenset[str]
    sight: str
    why: str


def questions(name: str) -> list[Question]:
    """The questions of a file."""
    said = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return [_question(group, one) for group, about in said["groups"].items() for one in about["questions"]]


def _question(group: str, said: Mapping[str, object]) -> Question:
    """Keys that nobody knows are mistakes."""
    assert said.keys() <= {"text", "right", "fair", "sight", "why"}, said
    right, fair = (frozenset(_strings(said.get(key, ()))) for key in ("right", "fair"))
    return Question(group, str(said["text"]), right, fair, str(said.get("sight", "everywhere")), str(said["why"]))


def _strings(said: object) -> Iterable[str]:
    assert isinstance(said, list | tuple), said
    return (str(one) for one in said)


def sight(reader: str, divisions: Mapping[str, uuid.UUID]) -> Sight:
    """What a reader of a question sees; ``divisions`` by their codes."""
    if reader == "everywhere":
        return Sight(Exposure.PERSONAL, None)
    if reader == "everybody":
        return Sight(Exposure.PUBLIC, None)
    return Sight(Exposure.PERSONAL, frozenset({divisions[reader]}))


@dataclass(frozen=True, slots=True)
class Answered:
    """A question, and the codes and scores of the hits that an engine gave, the best first."""

    question: Question
    hits: Sequence[tuple[str, float]]

    @property
    def place(self) -> int:
        """Where the first right one stands, from 1; beyond :data:`DEEP` where none does."""
        places = (at for at, (code, _) in enumerate(self.hits[:DEEP], 1) if code in self.question.right)
        return next(places, DEEP + 1)

    @property
    def gain(self) -> float:
        """How much of what could be gained is, what stands higher counting more (nDCG)."""
        asked = self.question
        found = dict.fromkeys(code for code, _ in self.hits[:DEEP])
        gained = [GAINS[0] if c in asked.right else GAINS[1] if c in asked.fair else 0.0 for c in found]
        best = [GAINS[0]] * len(asked.right) + [GAINS[1]] * len(asked.fair)
        return _discounted(gained) / _discounted(best[:DEEP])

    @property
    def lead(self) -> float:
        """How many times the points of the first hit that is neither right nor fair the first hit has."""
        wanted = self.question.right | self.question.fair
        others = [score for code, score in self.hits if code not in wanted]
        return self.hits[0][1] / others[0] if others and others[0] else math.inf


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(at + 1) for at, gain in enumerate(gains, 1))


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares of questions of which the first hit is right, one of the first five is, and the mean gain."""

    asked: int
    first: float
    five: float
    gain: float


def figures(answered: Sequence[Answered]) -> Figures:
    """The figures of some questions, at least one."""
    asked = len(answered)
    return Figures(
        asked,
        sum(one.place == 1 for one in answered) / asked,
        sum(one.place <= 5 for one in answered) / asked,
        sum(one.gain for one in answered) / asked,
    )


def report(answered: Sequence[Answered]) -> str:
    """A table of the figures by group and in all, and every question whose first hit is not right."""
    groups: dict[str, list[Answered]] = {}
    for one in answered:
        groups.setdefault(one.question.group, []).append(one)
    groups["all"] = list(answered)
    lines = [f"{'group':<10} asked  top-1  top-5   gain"]
    for name, some in groups.items():
        found = figures(some)
        lines.append(f"{name:<10} {found.asked:>5} {found.first:>6.1%} {found.five:>6.1%} {found.gain:>6.3f}")
    lines += [_told(one) for one in answered if one.place > 1]
    return "\n".join(lines)


def _told(one: Answered) -> str:
    place = one.place if one.place <= DEEP else "-"
    first = ", ".join(f"{code} {score:g}" for code, score in one.hits[:3]) or "nothing"
    return f"{place!s:>3} {one.question.group}: {one.question.text} ({one.question.why}): {first}"
