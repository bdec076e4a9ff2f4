"""双随机抽查: which projects are inspected by whom, drawn by the algorithm of the lottery (docs/lottery.md). Pure.

One frozen list holds both sides: projects are its first class, inspectors its second, under salted hashes whose key is
the commitment, so that whoever has both lists can compute them. Terms and conflicts are bound by the list's
``programme``. Drawn projects choose in the order of their ranks: each gets the inspectors without a conflict who have
the fewest projects so far, among these the first by rank.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from aggregates import canonical, lots

PROJECT, INSPECTOR = 1, 2
"""Classes of the list."""
SIDES = (PROJECT, INSPECTOR)

Pair = tuple[str, str]
"""A project and an inspector."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How many projects are drawn, with how many inspectors each, and who inspects which project in no case."""

    projects: int
    inspectors: int
    conflicts: frozenset[Pair] = frozenset()

    @property
    def programme(self) -> str:
        """What the list says of them; it binds every conflict."""
        pairs = hashlib.sha256(canonical.encode([list(pair) for pair in sorted(self.conflicts)])).hexdigest()
        return f"双随机抽查 random inspection: {self.projects} projects, {self.inspectors} inspectors each; {pairs}"


@dataclass(frozen=True, slots=True)
class Announced:
    """What the draw is bound to beside its lists."""

    number: str
    commitment: str
    randomness_source: str
    randomness_on: str


@dataclass(frozen=True, slots=True)
class Lists:
    """Both lists, frozen; ``names`` are the codes and numbers by ticket."""

    terms: Terms
    frozen: lots.FrozenList
    names: Mapping[int, str]


def freeze(announced: Announced, terms: Terms, projects: Iterable[str], inspectors: Iterable[str]) -> Lists:
    """The lists of a draw, in whatever order their members come."""
    entries = [*((code, PROJECT, 1) for code in projects), *((number, INSPECTOR, 1) for number in inspectors)]
    batch = lots.Batch(
        announced.number, terms.programme, announced.commitment, announced.randomness_source, announced.randomness_on
    )
    places = [lots.Home(f"{place:04}", PROJECT) for place in range(1, terms.projects + 1)]
    hashed = {hash_of(announced.number, announced.commitment, side, name): name for name, side, _ in entries}
    named = [(sided(side, name), side, tier) for name, side, tier in entries]
    frozen = lots.freeze(batch, places, named, announced.commitment)
    return Lists(terms, frozen, {ticket.number: hashed[ticket.applicant] for ticket in frozen.tickets})


def sided(side: int, name: str) -> str:
    """What is hashed: a project's code is never an inspector's number."""
    return f"{'project' if side == PROJECT else 'inspector'} {name}"


def hash_of(number: str, commitment: str, side: int, name: str) -> str:
    """What stands in the list for a project or an inspector."""
    text = sided(side, name)
    return lots.applicant(number, lots.salt(commitment, number, text), text)


def unassignable(terms: Terms, projects: Sequence[str], inspectors: Sequence[str]) -> str | None:
    """The first project for which too few inspectors are free of conflicts; None where there is none."""
    for project in projects:
        free = [number for number in inspectors if (project, number) not in terms.conflicts]
        if len(free) < terms.inspectors:
            return project
    return None


def assign(lists: Lists, result: lots.Result) -> list[tuple[str, list[str]]]:
    """Each drawn project, the first before the second, with its inspectors."""
    ranked = {one.bedrooms: [lists.names[ticket] for ticket in one.tickets] for one in result.classes}
    inspectors = ranked.get(INSPECTOR, [])
    burden = dict.fromkeys(inspectors, 0)
    assigned = []
    for project in ranked.get(PROJECT, [])[: lists.terms.projects]:
        free = [number for number in inspectors if (project, number) not in lists.terms.conflicts]
        chosen = sorted(free, key=lambda number: burden[number])[: lists.terms.inspectors]  # stable: then by rank
        for number in chosen:
            burden[number] += 1
        assigned.append((project, chosen))
    return assigned
