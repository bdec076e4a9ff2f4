"""What stands where in the generated cities: how many projects, buildings and houses, and when each project begins."""

from __future__ import annotations

import dataclasses
import datetime
import math
import random
from collections.abc import Iterator

from aggregates import errors
from registry.city import codes, firms, people
from registry.city.drafts import Subject

END = datetime.date(2026, 1, 1)
"""No event is registered on or after this day, whatever day it is now."""

BUILDINGS_A_PROJECT = 12
AWARDED = 210
"""Days from a project's approval to the award of its works."""

PLACES = (
    codes.EAST_LAKE,
    codes.WEST_RIDGE,
    codes.NORTH_FORD,
    codes.HARBOUR,
    codes.OLD_ZONE,
    codes.SOUTH_SHORE,
)
"""Where one project after another lies: two of six in the second city."""

OLD_HOUSES, SELF_BUILT_HOUSES = 16, 1
LEAST_FOR_OTHER_HOUSES = 100
LEAST_FOR_MANY_HOUSEHOLDS = 1000
MOST_HOUSES, MOST_YEARS = 2_000_000, 40

MOST_APPROVED = math.lcm(100, len(PLACES))
"""Projects of one day: a code ends in a hundred numbers, and the places take turns."""


class PlanError(errors.FangjiError):
    """A city of that size cannot be generated."""

    code = "CITY_SIZE"


@dataclasses.dataclass(frozen=True, slots=True)
class Building:
    """One building of a project; `houses` may be fewer than floors × rooms, the last ones then are missing."""

    number: int
    division: str
    name: str
    floors: int
    rooms: int
    houses: int

    @property
    def area(self) -> int:
        """Square metres."""
        return self.houses * 96

    @property
    def subject(self) -> Subject:
        return Subject("BUILDING", codes.BUILDING_SCHEME, codes.building_code(self.division, self.number))

    def units(self) -> Iterator[tuple[int, int]]:
        """(floor, room) of each house."""
        for index in range(self.houses):
            yield index // self.rooms + 1, index % self.rooms + 1

    def house(self, floor: int, room: int) -> Subject:
        """The house on that floor."""
        return Subject("HOUSE", codes.HOUSE_SCHEME, codes.house_code(self.subject.code, floor, room))


@dataclasses.dataclass(frozen=True, slots=True)
class Project:
    """One development: its buildings, its place, the day of its approval, and who is behind it.

    ``households`` of housing security are generated beside it, some of whom get homes in it.
    """

    number: int
    division: str
    name: str
    road: str
    approved: datetime.date
    buildings: tuple[Building, ...]
    developer: str
    builder: str
    households: int = 0

    @property
    def area(self) -> int:
        """Square metres."""
        return sum(building.area for building in self.buildings)

    @property
    def subject(self) -> Subject:
        return Subject("PROJECT", codes.PROJECT_SCHEME, codes.project_code(self.division, self.approved, self.number))

    @property
    def address(self) -> str:
        return f"{codes.full_name(self.division)}{self.road}路{self.number * 8 + 8}号"


@dataclasses.dataclass(frozen=True, slots=True)
class City:
    """The whole plan; the same numbers make the same city."""

    houses: int
    years: int
    seed: int

    def __post_init__(self) -> None:
        for name, value, most in (("houses", self.houses, MOST_HOUSES), ("years", self.years, MOST_YEARS)):
            if not 1 <= value <= most:
                raise PlanError(f"A city has 1 to {most} {name}, not {value}; choose another --{name}.", field=name)

    @property
    def name(self) -> str:
        """Names this city and no other; all its ids follow from it."""
        return f"city/{self.houses}/{self.years}/{self.seed}"

    @property
    def start(self) -> datetime.date:
        return END.replace(year=END.year - self.years)

    @property
    def has_other_houses(self) -> bool:
        """Whether it is large enough for houses of no project: an old building, and one that villagers built."""
        return self.houses >= LEAST_FOR_OTHER_HOUSES

    @property
    def new_houses(self) -> int:
        return self.houses - (OLD_HOUSES + SELF_BUILT_HOUSES) * self.has_other_houses

    @property
    def project_count(self) -> int:
        return max(1, round(self.new_houses / (84 * BUILDINGS_A_PROJECT)))

    @property
    def households(self) -> int:
        """How many households of housing security it has: two for 25 houses, in a small city one."""
        return self.houses * (2 if self.houses >= LEAST_FOR_MANY_HOUSEHOLDS else 1) // 25

    def projects(self) -> Iterator[Project]:
        """The projects in the order of their approval; the last is still being sold when the city's time ends."""
        left, households = self.new_houses, self.households
        least = -(-(self.project_count - 1) // MOST_APPROVED) if self.project_count > MOST_APPROVED else 0
        span = max(least, (END - self.start).days - 900)
        for number in range(self.project_count):
            chance = random.Random(f"{self.name}/project/{number}")
            share = left // (self.project_count - number)
            approved = self.start + datetime.timedelta(days=span * number // max(1, self.project_count - 1))
            of_project = households // (self.project_count - number)
            yield _project(chance, number, approved, share, of_project)
            left -= share
            households -= of_project


def _project(chance: random.Random, number: int, approved: datetime.date, houses: int, households: int) -> Project:
    division = PLACES[number % len(PLACES)]
    if division == codes.OLD_ZONE and approved >= codes.ZONE_SUCCEEDED:
        division = codes.NEW_ZONE
    estate = people.ESTATES[number % len(people.ESTATES)]
    phase = number // len(people.ESTATES)
    return Project(
        number,
        division,
        f"{estate}{f'{phase + 1}期' if phase else ''}",
        chance.choice(people.ROADS),
        approved,
        tuple(_buildings(chance, number, division, estate, houses)),
        people.DEVELOPERS[number % len(people.DEVELOPERS)],
        firms.builder(number, approved + datetime.timedelta(days=AWARDED)).name,
        households,
    )


def _buildings(chance: random.Random, project: int, division: str, estate: str, houses: int) -> Iterator[Building]:
    count = min(BUILDINGS_A_PROJECT, houses)
    for index in range(count):
        share = houses // count + (index < houses % count)
        rooms = min(share, chance.choice((4, 4, 6, 6, 8)))
        number = project * 100 + index + 1
        yield Building(number, division, f"{estate}{index + 1}号楼", -(-share // rooms), rooms, share)
