"""The drafts of both cities, part by part: its divisions, the old quarter, one project after another, old estates.

The households of housing security stand beside the project in whose homes some of them live.
"""

from __future__ import annotations

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


def parts(city: plan.City) -> Iterator[tuple[str, Book]]:
    """Name and drafts of each part. A part fits in memory, and refers to no event of another.

    Firms and practitioners go on from one part to the next: each project adds to them what its own events cause.
    """
    yield "divisions", _divisions(city)
    book = Book(f"{city.name}/parties", plan.END)
    parties.record(book, city)
    scored = _scored(book)
    yield "parties", book
    for project in city.projects():
        book = _project(city, project)
        scored += _scored(book)
        yield f"project/{project.number}", book
    book = Book(f"{city.name}/scores", plan.END)
    scores.record(book, scored, city.start.year)
    yield "scores", book
    yield "estates", _estates(city)


def _scored(book: Book) -> list[Draft]:
    return [one for one in book.drafts if one.subject.kind == "ENTERPRISE"]


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


def _project(city: plan.City, project: plan.Project) -> Book:
    book = Book(f"{city.name}/project/{project.number}", plan.END)
    site = works.build(book, project)
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
    engaging.record(book, city, site)
    troubles.record(book, city, project)
    return book


def _live(city: plan.City, home: homes.Home) -> None:
    story = stories.of(home) or monitored.of(city, home)
    if story is not None:
        story(home)
    else:
        holding.hold(home, sales.sell(home))
