"""Codes of the demo's two cities: the national shapes, below a province that does not exist."""

import datetime

from stdnum.iso7064 import mod_11_10

ANLAN, YUNJIN = "990100", "990200"
EAST_LAKE, WEST_RIDGE, HARBOUR = "990102", "990103", "990104"
OLD_ZONE, NEW_ZONE = "990171", "990172"
NORTH_FORD, SOUTH_SHORE = "990202", "990221"
COUNTIES = {ANLAN: (EAST_LAKE, WEST_RIDGE, HARBOUR), YUNJIN: (NORTH_FORD, SOUTH_SHORE)}
"""City -> its districts and counties."""

PROJECT_SCHEME = "cn-project"
BUILDING_SCHEME = "jgj246-building"
HOUSE_SCHEME = "jgj246"
DIVISION_SCHEME = "cn"


def city_of(code: str) -> str:
    """The city of a division, or of a project, building or house by its code."""
    return f"{code[:4]}00"


def full_name(division: str) -> str:
    """The division's name behind its city's."""
    return f"{NAMES[city_of(division)]}{NAMES[division]}"


def mark(code: str) -> str:
    """The character with which the documents of the code's city are numbered."""
    return NAMES[city_of(code)][0]


def project_code(division: str, approved: datetime.date, sequence: int) -> str:
    """National project code: 6 region, 6 date, 2 category (01 housing), 2 sequence."""
    return f"{division}{approved:%y%m%d}01{sequence % 100:02}"


def building_code(division: str, number: int) -> str:
    """The building's part of a house code (JGJ/T 246-2012): 9 division, 12 building."""
    return f"{division}001{number:012}"


def house_code(building: str, floor: int, room: int) -> str:
    """House code: the building's 21 digits, 4 of the house in it, 1 check digit (ISO 7064 MOD 11,10)."""
    digits = f"{building}{floor:02}{room:02}"
    return digits + mod_11_10.calc_check_digit(digits)


ZONE_SUCCEEDED = datetime.date(2018, 7, 1)
"""The day on which the old development zone went into the new one."""

NAMES = {
    ANLAN: "安澜市",
    EAST_LAKE: "东湖区",
    WEST_RIDGE: "西岭区",
    HARBOUR: "港城区",
    OLD_ZONE: "安澜经济技术开发区",
    NEW_ZONE: "安澜高新技术产业开发区",
    YUNJIN: "云津市",
    NORTH_FORD: "北渡区",
    SOUTH_SHORE: "南浦县",
}
