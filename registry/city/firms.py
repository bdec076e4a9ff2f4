"""The invented firms of the cities: who develops, builds, supervises, designs, tests and manages, and who may when."""

from __future__ import annotations

import dataclasses
import datetime

from registry.city import codes, people
from registry.city.drafts import Subject

SCHEME = "uscc"


@dataclasses.dataclass(frozen=True, slots=True)
class Firm:
    """An enterprise; ``qualification`` is the category that its role in works needs, None where it needs none."""

    name: str
    category: str
    representative: str
    qualification: tuple[str, str] | None = None
    credit_class: str | None = None
    seat: str = codes.ANLAN

    @property
    def code(self) -> str:
        return people.credit_code(codes.ANLAN, self.name)

    @property
    def subject(self) -> Subject:
        return Subject("ENTERPRISE", SCHEME, self.code)


_WORKS = ("建筑工程施工总承包", "一级")
DEVELOPERS = tuple(
    Firm(name, "DEVELOPER", representative, ("房地产开发", "二级"))
    for name, representative in zip(people.DEVELOPERS, ("何志远", "罗海平", "唐雪琴", "韩文博"), strict=True)
)
BUILDERS = tuple(
    Firm(name, "BUILDER", representative, _WORKS, "BUILDING")
    for name, representative in zip(people.BUILDERS, ("郑国梁", "冯立安", "董春生"), strict=True)
)
SUPERVISORS = tuple(
    Firm(name, "SUPERVISOR", representative, ("房屋建筑工程监理", "甲级"), "SUPERVISION")
    for name, representative in (("安澜工程监理有限公司", "程思明"), ("云津建设监理咨询有限公司", "魏嘉宁"))
)
DESIGNERS = tuple(
    Firm(name, "SURVEY_DESIGN", representative, ("建筑行业（建筑工程）设计", "甲级"), "SURVEY_DESIGN")
    for name, representative in (("澜城建筑设计院有限公司", "苏静怡"), ("云杉勘察设计有限公司", "叶宏伟"))
)
LABORATORIES = (Firm("安澜建筑材料检测中心有限公司", "TESTING", "吕青松", ("见证取样检测", "专项")),)
MANAGERS = (Firm("澜庭物业服务有限公司", "PROPERTY_MANAGER", "丁慧芳"),)
FIRMS = (*DEVELOPERS, *BUILDERS, *SUPERVISORS, *DESIGNERS, *LABORATORIES, *MANAGERS)


@dataclasses.dataclass(frozen=True, slots=True)
class Bar:
    """A term in which a firm takes no new role (CRE-1), from its first day until the first day after."""

    since: datetime.date
    until: datetime.date


BARRED = Bar(datetime.date(2018, 3, 1), datetime.date(2018, 9, 1))
"""A penalty keeps the second builder from new roles."""

LISTED = Bar(datetime.date(2020, 6, 1), datetime.date(2023, 6, 1))
"""The third builder is listed for serious dishonesty."""

BARS = {BUILDERS[1]: BARRED, BUILDERS[2]: LISTED}


def builder(number: int, day: datetime.date) -> Firm:
    """Who wins the tender of a project on a day: the builders by turns, without whoever is barred then."""
    free = [one for one in BUILDERS if one not in BARS or not BARS[one].since <= day < BARS[one].until]
    turn = BUILDERS[number % len(BUILDERS)]
    return turn if turn in free else free[number % len(free)]


def supervisor(number: int) -> Firm:
    """Who supervises the works of a project."""
    return SUPERVISORS[number % len(SUPERVISORS)]


def designer(number: int) -> Firm:
    """Who designs a project."""
    return DESIGNERS[number % len(DESIGNERS)]


def named(name: str) -> Firm:
    """The firm of a name."""
    return next(one for one in FIRMS if one.name == name)
