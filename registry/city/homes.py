"""One house of the generated city, and its registration; what happens to it is in `sales` and `holding`."""

from __future__ import annotations

import dataclasses
import datetime

from registry.city import codes, people, plan, works
from registry.city.drafts import Book, Changes, Draft, Sealed, Subject, Value

TYPES = ((2, "两室一厅", 78), (3, "三室两厅", 104), (4, "四室两厅", 138))
SECURED_TYPES = ((1, "一室一厅", 42), (2, "两室一厅", 58), (3, "三室一厅", 76))
"""Bedrooms, name and square metres, of the market and of housing security."""


@dataclasses.dataclass(slots=True)
class Home:
    """A house with what the rest of its life rests on: area, owners, and the registers' running numbers.

    ``secured``: it was built for housing security.
    ``seizures`` are first days and first days after; ``filed_after`` are days from signing its presale contract.
    """

    book: Book
    site: works.Site
    building: plan.Building
    floor: int
    room: int
    secured: bool = False
    bedrooms: int = 0
    area: float = 0.0
    price: int = 0
    owners: dict[str, people.Person] = dataclasses.field(default_factory=dict)
    numbers: int = 0
    mortgage: str | None = None
    filed_after: int = 3
    let_until: datetime.date = datetime.date.min
    seizures: list[tuple[datetime.date, datetime.date]] = dataclasses.field(default_factory=list)
    subject: Subject = dataclasses.field(init=False)

    def __post_init__(self) -> None:
        self.subject = self.building.house(self.floor, self.room)

    def free(self, first: datetime.date, last: datetime.date) -> bool:
        """Whether nothing is seized on any of these days."""
        return not any(start <= last and first < end for start, end in self.seizures)

    @property
    def division(self) -> str:
        return self.building.division

    @property
    def mark(self) -> str:
        return codes.mark(self.division)

    def number(self, prefix: str, day: datetime.date) -> str:
        """The next number of this house in some register; no other house has it."""
        self.numbers += 1
        return f"{prefix}{day.year}{self.building.number:05}{self.floor:02}{self.room:02}{self.numbers:02}"

    def record(self, type_: str, day: datetime.date, changes: Changes, **options: object) -> Draft | None:
        """One more event of this house."""
        return self.book.record(self.subject, type_, day, changes, **options)  # type: ignore[arg-type]

    def buyers(self, year: int) -> list[people.Person]:
        """One or two people who buy it."""
        return [self.book.person(self.division, year) for _ in range(self.book.chance.choice((1, 1, 2)))]


def amount(value: float) -> str:
    """Money or an area, with two digits after the point."""
    return f"{value:.2f}"


def party(person: people.Person) -> dict[str, Value]:
    """A person in an element: the reference open, name and number sealed."""
    sealed: dict[str, Value] = {"name": Sealed(person.ref, person.name), "id_number": Sealed(person.ref, person.number)}
    return {"party_kind": "PERSON", "person": person.ref, **sealed}


def register(home: Home) -> Draft | None:
    """The house enters the unit table 楼盘表 shortly before its presale."""
    types = SECURED_TYPES if home.secured else TYPES
    home.bedrooms, house_type, base = types[home.room % len(types)]
    home.area = base + home.book.chance.randrange(-400, 400) / 100
    home.price = round(home.area * (6000 + 900 * (home.site.project.approved.year - 2004)) * (1 + home.floor / 100))
    stated: dict[str, Value] = {
        "division": home.division,
        "building_code": home.building.subject.code,
        "address": f"{home.site.project.address}{home.building.name}{home.floor}{home.room:02}室",
        "unit_no": f"{(home.room + 1) // 2}单元",
        "floor": str(home.floor),
        "room": f"{home.floor}{home.room:02}",
        "purpose": "住宅",
        "house_type": house_type,
        "bedrooms": home.bedrooms,
        "floor_area": amount(home.area),
        "inner_area": amount(home.area * 0.8),
    }
    return home.record("HouseRegistered", works.after(home.site.project.approved, 470), {"": stated})
