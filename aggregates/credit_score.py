"""The credit of an enterprise or practitioner on a day: what policy counts of its awards, penalties and site checks.

A score begins at the policy's base. Every award, penalty and check on site of the class within the policy's months up
to the day adds its points; a repaired penalty does not count from its repair on. What names no class counts in each.
Points are Decimals, the sum is cut to the policy's bounds, and the grade is the best whose least score it reaches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from aggregates import calendar_days
from aggregates.credited import Credited
from aggregates.draft import Said
from aggregates.kinds import Element
from aggregates.policy import Scoring
from aggregates.view import View

C = Credited
_CENT = Decimal("0.01")
MOST_LINES = 200
"""Lines that a computation shows one by one; more would not fit into what is recorded."""


@dataclass(frozen=True, slots=True)
class Line:
    """One item that counts: what, of which day, how many points, and the event that told of it."""

    what: str
    number: str
    day: str
    points: Decimal
    event: UUID

    def __str__(self) -> str:
        return f"{self.day} {self.what} {self.number}: {self.points:+f}"


@dataclass(frozen=True, slots=True)
class Score:
    """A score with its grade and what it was made of; ``relied_on`` are the events that it would not be without."""

    score: Decimal
    grade: str
    base: Decimal
    lines: tuple[Line, ...]
    relied_on: tuple[UUID, ...] = ()

    @property
    def text(self) -> str:
        """The computation, a line each, then sum and grade; of very many lines, those that are alike are one."""
        counted = [f"{line}" for line in self.lines] if len(self.lines) <= MOST_LINES else _alike(self.lines)
        return "\n".join(
            [f"基础分 base: {self.base:f}", *counted, f"得分 score: {self.score:f}; 等级 grade: {self.grade}"]
        )


def compute(party: View, credit_class: str, scoring: Scoring) -> Score:
    """The score on the view's day; the same view and rules give the same score on any machine."""
    since = calendar_days.add_months(party.day, -scoring.months)
    lines = sorted(_lines(party, credit_class, scoring, since), key=lambda line: (line.day, line.what, line.number))
    total = sum((line.points for line in lines), scoring.base)
    score = min(max(total, scoring.least), scoring.most).quantize(_CENT, ROUND_HALF_UP)
    relied = [line.event for line in lines] + list(_repairs(party, since))
    return Score(score, scoring.grade_of(score), scoring.base, tuple(lines), tuple(relied))


def _alike(lines: Iterable[Line]) -> list[str]:
    """Lines of the same sort and points as one: how many they are, from which day to which."""
    found: dict[tuple[str, Decimal], list[str]] = {}
    for line in lines:
        found.setdefault((line.what, line.points), []).append(line.day)
    return [
        f"{days[0]}/{days[-1]} {what} × {len(days)}: {points * len(days):+f}" for (what, points), days in found.items()
    ]


def _lines(party: View, credit_class: str, scoring: Scoring, since: str) -> Iterator[Line]:
    for key, said, day in _counted(party, C.awards, "awarded_on", since):
        if said.get("credit_class") in (None, credit_class):
            points = scoring.awards.get(str(said.get("level")), Decimal(0))
            yield _line(party, C.awards, key, "获奖 award", said, day, points)
    for key, said, day in _counted(party, C.penalties, "penalised_on", since):
        if said.get("credit_class") in (None, credit_class) and not _repaired(said, party.day):
            points = scoring.penalties.get(str(said.get("kind")), Decimal(0))
            yield _line(party, C.penalties, key, "处罚 penalty", said, day, points)
    for key, said, day in _counted(party, C.site_checks, "inspected_on", since):
        if scoring.check_roles and said.get("role") not in scoring.check_roles:
            continue
        points = scoring.check_passed if said.get("passed") else scoring.check_failed
        yield _line(party, C.site_checks, key, "现场检查 check on site", said, day, points)


def _counted(party: View, of: type[Element], name: str, since: str) -> Iterator[tuple[str, Mapping[str, Said], str]]:
    """Those elements whose day lies within the months that count."""
    for key, said in party.elements(of):
        day = said.get(name)
        if isinstance(day, str) and since < day <= party.day:
            yield key, said, day


def _repaired(said: Mapping[str, Said], day: str) -> bool:
    repaired = said.get("repaired_on")
    return isinstance(repaired, str) and repaired <= day


def _repairs(party: View, since: str) -> Iterator[UUID]:
    """The events by which penalties of those months no longer count."""
    for key, said, _ in _counted(party, C.penalties, "penalised_on", since):
        repair = party.last(C.penalties, key, C.penalties.repaired_on)
        if repair is not None and _repaired(said, party.day):
            yield repair


def _line(
    party: View, of: type[Element], key: str, what: str, said: Mapping[str, Said], day: str, points: Decimal
) -> Line:
    return Line(what, str(said.get("number") or key), day, points, party.origin(of, key))
