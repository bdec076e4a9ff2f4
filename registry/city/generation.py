"""The drafts of both cities, part by part: its divisions, the old quarter, then one project after another."""

from __future__ import annotations

from collections.abc import Iterator

from registry.city import divisions, holding, homes, plan, sales, stories, works
from registry.city.drafts import Book

RENTAL_PROJECTS = 4
"""One building in the second of so many projects is public rental housing."""


def parts(city: plan.City) -> Iterator[tuple[str, Book]]:
    """Name and drafts of each part. A part fits in memory, and refers to no event of another."""
    yield "divisions", _divisions(city)
    for project in city.projects():
        yield f"project/{project.number}", _project(city, project)


def _divisions(city: plan.City) -> Book:
    book = Book(f"{city.name}/divisions", plan.END)
    divisions.record(book)
    if city.has_other_houses:
        stories.old_quarter(book, city.start)
        stories.self_built(book, city.start)
    return book


def _project(city: plan.City, project: plan.Project) -> Book:
    book = Book(f"{city.name}/project/{project.number}", plan.END)
    site = works.build(book, project)
    for index, building in enumerate(project.buildings):
        rental = project.number % RENTAL_PROJECTS == 1 and index == 0
        for floor, room in building.units():
            home = homes.Home(book, site, building, floor, room)
            if homes.register(home) is not None:
                _live(home, rental, stories.of(home))
    return book


def _live(home: homes.Home, rental: bool, story: stories.Story | None) -> None:
    done = home.site.completed.get(home.building.number)
    if story is not None:
        story(home)
    elif rental:
        if done is not None:
            holding.secure(home, works.after(done, 60), home.floor * 100 + home.room)
    else:
        holding.hold(home, sales.sell(home))
