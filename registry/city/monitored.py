"""A family that is paid for its rent buys a home in another district: what monitoring 购房动态监管 finds."""

from __future__ import annotations

import datetime
import random
import uuid
from collections.abc import Callable

from registry.city import applications, families, holding, people, plan, sales, subsidies, tenancies
from registry.city.drafts import NAMESPACE
from registry.city.families import Family
from registry.city.homes import Home

PROJECT, PLACE = 0, 2
"""Where its application is: number of the project, and of the household beside it."""

APPLIED = datetime.date(2024, 2, 19)
BOUGHT_IN = 3
"""Number of the project in which the home is bought, in another district of the city."""

BOUGHT = datetime.date(2025, 12, 15)
"""When the contract was signed: the home is still to be transferred when the city's time ends."""


def exists(city: plan.City) -> bool:
    """Whether the city is large enough to have both districts."""
    return city.project_count > BOUGHT_IN


def buyer(city: plan.City) -> people.Person:
    """The spouse who buys: the same person wherever it is asked for."""
    seed = f"{city.name}/monitored"
    project = next(city.projects())
    return people.person(random.Random(seed), f"person/{uuid.uuid5(NAMESPACE, seed)}", project.division, 1988)


def application(city: plan.City) -> str:
    """The number of the family's application."""
    return families.application_number(next(city.projects()).division, APPLIED, PROJECT, PLACE)


def live(family: Family, spouse: people.Person) -> None:
    """Paid for its rent every month to the end; nobody tells the bureau that the spouse has bought."""
    family.book.meet(spouse)
    family.members[1] = families.Member("2", spouse, "SPOUSE", 1988)
    day = applications.succeed(family)
    subsidies.receive(family, "MARKET_RENT", tenancies.month_from(day))


def of(city: plan.City, home: Home) -> Callable[[Home], None] | None:
    """The story of the home that the spouse buys; None for every other."""
    building = home.building
    first = home.site.project.number == BOUGHT_IN and building.number == BOUGHT_IN * 100 + 1
    if not (first and (home.floor, home.room) == (1, 1) and exists(city)):
        return None
    return lambda one: _sold(one, buyer(city))


def _sold(home: Home, spouse: people.Person) -> None:
    sales.open_presale(home)
    if home.building.number in home.site.completed:
        holding.hold(home, sales.sell_finished(home, BOUGHT, [home.book.meet(spouse)]))
