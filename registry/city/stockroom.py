"""The homes of secured stock 保障房源 of one project: how each came into it, and which of them is free when."""

from __future__ import annotations

import dataclasses
import datetime
import math

from aggregates import calendar_days
from aggregates import event as events
from aggregates.rules import claims
from registry.city import works
from registry.city.drafts import Value
from registry.city.homes import Home
from registry.city.works import after

OPENED = datetime.date(2022, 3, 1)
"""Before that day no home is in the stock of the register."""

BASES = {
    "PUBLIC_RENTAL": ("ALLOCATION", "ALLOCATION", "PURCHASE"),
    "AFFORDABLE_RENTAL": ("MASTER_LEASE",),
    "ALLOTTED_SALE": ("ALLOCATION",),
    "SHARED_OWNERSHIP": ("PURCHASE",),
}
"""Stock -> how one home after another came into it."""

SHARES = {"ALLOTTED_SALE": 0.05, "SHARED_OWNERSHIP": 0.04, "AFFORDABLE_RENTAL": 0.1, "PUBLIC_RENTAL": 0.55}
"""Stock -> its homes for each household."""

LEASED_YEARS = 10
"""Years of a master lease."""


def wanted(households: int) -> list[str]:
    """The stock of each secured home of a project with so many households."""
    return [stock for stock, share in SHARES.items() for _ in range(math.ceil(households * share))]


@dataclasses.dataclass(slots=True)
class Secured:
    """A home of the stock, free from a day on."""

    home: Home
    stock: str
    free: datetime.date

    @property
    def code(self) -> str:
        return self.home.subject.code

    @property
    def bedrooms(self) -> int:
        return self.home.bedrooms

    @property
    def claim(self) -> events.Claim:
        """That one household has it."""
        return events.Claim(claims.HOME, str(self.home.subject.stream))


class Stockroom:
    """Homes of one project."""

    def __init__(self) -> None:
        self.homes: list[Secured] = []

    def add(self, home: Home, stock: str) -> None:
        """A home joins the stock once it is built, not before the register of the stock was opened."""
        done = home.site.completed.get(home.building.number)
        if done is None:
            return
        day = max(works.after(done, 60), OPENED)
        among = sum(one.stock == stock for one in self.homes)
        basis = BASES[stock][among % len(BASES[stock])]
        number = f"{home.mark}住保〔{day.year}〕{home.building.number}-{home.floor:02}{home.room:02}号"
        entry: dict[str, Value] = {"stock": stock, "basis": basis, "number": number, "starts_on": day.isoformat()}
        if basis == "MASTER_LEASE":
            entry["ends_on"] = calendar_days.add_months(day.isoformat(), 12 * LEASED_YEARS)
        if stock == "SHARED_OWNERSHIP":
            entry["owner_share"] = "1/2"
        changes: dict[str, dict[str, Value]] = {"": {"stock": stock}, "stock_entries/1": entry}
        if home.record("StockAdded", day, changes, document=("纳入决定", number), late=0) is not None:
            self.homes.append(Secured(home, stock, after(day, 20)))

    def take(self, stock: str, day: datetime.date, bedrooms: int | None = None) -> Secured | None:
        """A home that is free on a day, of that size where there is one; it is nobody else's then."""
        free = [one for one in self.homes if one.stock == stock and one.free <= day]
        fitting = [one for one in free if one.bedrooms == bedrooms] or free
        if not fitting:
            return None
        self.homes.remove(fitting[0])
        return fitting[0]

    def give_back(self, secured: Secured, day: datetime.date) -> None:
        """Another household may have it some weeks after that day."""
        secured.free = after(day, 25)
        self.homes.append(secured)
