"""The drafts of both cities, part by part: its divisions, the old quarter, one project after another, old estates.

The households of housing security stand beside the project in whose homes some of them live.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from registry.city import (
    divisions,
    engaging,
    holding,
    homes,
    households,
    monitored,
    old_estates,
    parties,
    plan,
    random_checks,
    sales,
    scores,
    stories,
    troubles,
    works,
)
from registry.city.drafts import Book, Draft

LASTING = ("ENTERPRISE", "PRACTITIONER")
"""Kinds of subjects that go on from one part to the next: each project adds what its own events cause."""


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """A part of a city, which fits in memory and refers to no event of another; ``project`` where it is one."""

    city: plan.City
    name: str
    project: plan.Project | None = None

    @property
    def book(self) -> Book:
        """All its drafts, made anew."""
        return _project(self.city, self.project) if self.project is not None else _OTHERS[self.name](self.city)

    @property
    def lasting(self) -> list[Draft]:
        """Those of its drafts from whose subjects later parts go on, at little cost."""
        if self.project is not None:
            return _lasting(_works(self.city, self.project)[2])
        return _lasting(self.book) if self.name == "parties" else []


def parts(city: plan.City) -> Iterator[Part]:
    """In the order in which they are recorded."""
    yield Part(city, "divisions")
    yield Part(city, "parties")
    for project in city.projects():
        yield Part(city, f"project/{project.number}", project)
    yield Part(city, "scores")
    yield Part(city, "estates")


def books(city: plan.City) -> Iterator[tuple[str, Book]]:
    """Name and drafts of each part."""
    return ((part.name, part.book) for part in parts(city))


def _lasting(book: Book) -> list[Draft]:
    return [one for one in book.drafts if one.subject.kind in LASTING]


def _parties(city: plan.City) -> Book:
    book = Book(f"{city.name}/parties", plan.END)
    parties.record(book, city)
    return book


def _scores(city: plan.City) -> Book:
    """What follows from the events of all firms, whichever part they are in."""
    book = Book(f"{city.name}/scores", plan.END)
    scores.record(book, (one for part in parts(city) for one in part.lasting), city.start.year)
    return book


def _divisions(city: plan.City) -> Book:
    book = Book(f"{city.name}/divisions", plan.END)
    divisions.record(book)
    drawn = Book(f"{book.seed}/random", plan.END)
    random_checks.record(drawn, city)
    if city.has_other_houses:
        stories.old_quarter(book, city.start)
        stories.self_built(book, city.start)
    book.take_in(drawn)
    return book


def _estates(city: plan.City) -> Book:
    book = Book(f"{city.name}/estates", plan.END)
    if city.has_other_houses:
        old_estates.self_built(book, city.start)
        old_estates.renovated(book, city.start)
        old_estates.next_renovation(book, city.start)
    return book


def _works(city: plan.City, project: plan.Project) -> tuple[Book, works.Site, Book]:
    """The project's works in a book, and in another one what its parties tell of them."""
    book = Book(f"{city.name}/project/{project.number}", plan.END)
    site = works.build(book, project)
    return book, site, engaging.record(book, city, site)


def _project(city: plan.City, project: plan.Project) -> Book:
    book, site, told = _works(city, project)
    secured = []
    for building in project.buildings:
        for place, (floor, room) in enumerate(building.units()):
            home = homes.Home(book, site, building, floor, room, households.is_secured(project, building, place))
            if homes.register(home) is None:
                continue
            if home.secured:
                secured.append(home)
            else:
                _live(city, home)
    households.record(book, city, project, secured)
    book.take_in(told)
    troubles.record(book, city, project)
    return book


def _live(city: plan.City, home: homes.Home) -> None:
    story = stories.of(home) or monitored.of(city, home)
    if story is not None:
        story(home)
    else:
        holding.hold(home, sales.sell(home))


_OTHERS = {"divisions": _divisions, "parties": _parties, "scores": _scores, "estates": _estates}
"""What makes the parts that are no projects."""
