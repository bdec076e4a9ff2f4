"""The drafts of both cities, part by part: its divisions, the old quarter, one project after another, old estates.

The households of housing security stand beside the project in whose homes some of them live.
"""

from __future__ import annotations

from collections.abc import Iterator

from registry.city import divisions, holding, homes, households, monitored, old_estates, plan, sales, stories, works
from registry.city.drafts import Book


def parts(city: plan.City) -> Iterator[tuple[str, Book]]:
    """Name and drafts of each part. A part fits in memory, and refers to no event of another."""
    yield "divisions", _divisions(city)
    for project in city.projects():
        yield f"project/{project.number}", _project(city, project)
    yield "estates", _estates(city)


def _divisions(city: plan.City) -> Book:
    book = Book(f"{city.name}/divisions", plan.END)
    divisions.record(book)
    if city.has_other_houses:
        stories.old_quarter(book, city.start)
        stories.self_built(book, city.start)
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
    return book


def _live(city: plan.City, home: homes.Home) -> None:
    story = stories.of(home) or monitored.of(city, home)
    if story is not None:
        story(home)
    else:
        holding.hold(home, sales.sell(home))
