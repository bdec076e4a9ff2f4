"""The households of housing security beside a project: who they are, where they live, what becomes of each."""

from __future__ import annotations

import datetime

from registry.city import applicants, draws, families, fates, lotteries, monitored, plan, toured
from registry.city.drafts import Book
from registry.city.families import Family
from registry.city.fates import Fate
from registry.city.homes import Home
from registry.city.stockroom import Stockroom, wanted

LEAST_FOR_HOMES = 4
"""Households beside a project in which there are secured homes."""

ENTRANTS = 0.3
"""Share of the households of a project with a draw that take part in it."""

ENTERED = (150, 420)
"""Days before the announcement at which they applied."""


def is_secured(project: plan.Project, building: plan.Building, place: int) -> bool:
    """Whether the home at that place of a building is one of secured stock: the first of the last building are."""
    if building is not project.buildings[-1] or project.households < LEAST_FOR_HOMES:
        return False
    return place < len(wanted(project.households))


def has_draw(city: plan.City, project: plan.Project) -> bool:
    """The second and third project have one, each in its city; of a smaller city the first."""
    return project.number in (1, 2) if city.project_count > 2 else project.number == 0


def record(book: Book, city: plan.City, project: plan.Project, homes: list[Home]) -> None:
    """All of them. Chance is their own, so that the project's other houses are what they would be without them."""
    own = Book(f"{book.seed}/households", book.until)
    room = Stockroom()
    for home, stock in zip(homes, wanted(project.households), strict=False):
        home.book = own
        room.add(home, stock)
    counter = _Counter(own, project)
    told = _told(city, project, counter, room)
    entrants = round(project.households * ENTRANTS) if has_draw(city, project) else 0
    batch = _draw(counter, room, min(entrants, project.households - told))
    for fate in fates.of_all(project.households - counter.given):
        fate.tell(counter.apply(fate, _some_day(own, plan.END, fate.applied)), room)
    if batch is not None:
        lotteries.record_turns(batch)
    book.take_in(own)


class _Counter:
    """Where applications are made, each under the next number."""

    def __init__(self, book: Book, project: plan.Project) -> None:
        self.book, self.project = book, project
        self.given = 0

    def apply(self, fate: Fate, day: datetime.date) -> Family:
        """Somebody applies on a day."""
        self.given += 1
        division = self.project.division
        code = families.application_number(division, day, self.project.number, self.given)
        return families.family(self.book, division, code, day, fate.programme, fate.category)


def _some_day(book: Book, end: datetime.date, before: tuple[int, int]) -> datetime.date:
    return end - datetime.timedelta(days=book.chance.randint(*before))


def _told(city: plan.City, project: plan.Project, counter: _Counter, room: Stockroom) -> int:
    """The families of the first project that stand in the tour; how many they are."""
    if project.number != monitored.PROJECT:
        return 0
    if project.households > 0:
        toured.live(counter.apply(toured.FATE, toured.APPLIED), room)
    if project.households > 1 and monitored.exists(city):
        family = counter.apply(Fate(applicants.subsidised, 1, (0, 0), "MARKET_RENT_SUBSIDY"), monitored.APPLIED)
        monitored.live(family, monitored.buyer(city))
    return counter.given


def _draw(counter: _Counter, room: Stockroom, count: int) -> lotteries.Batch | None:
    if count == 0:
        return None
    batch = lotteries.batch_of(counter.book, counter.project.division)
    fate = Fate(applicants.waiting, 0, ENTERED)
    entrants = [counter.apply(fate, _some_day(counter.book, batch.opened, ENTERED)) for _ in range(count)]
    for family in entrants:
        applicants.wait(family, room)
    draws.hold(batch, entrants, room)
    return batch


def batches(city: plan.City) -> list[str]:
    """The numbers of the draws of a city; one without homes that are built is never announced."""
    drawn = [one for one in city.projects() if one.households and has_draw(city, one)]
    return [lotteries.batch_of(Book("", plan.END), one.division).code for one in drawn]
