"""Singapore's public housing (HDB): the blocks with their homes sold and let by type, and the resales of flats.

A block is its number and street. A resale names block, storey range, type and area, never the flat: each row is a house
of its own, named by its block and by what it says with its occurrence in the release, so that no two flats become one.
The register tells years and months, no days, and no day on which it knew: a block stands from the last day of its year,
a resale counts from the first day of its month, as the register writes it, and both are known when they are recorded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from aggregates.attributes import check_date
from aggregates.event import Value
from registry.intake import decimals
from registry.intake.profile import (
    Covers,
    Data,
    Draft,
    Finding,
    Known,
    Outcome,
    Part,
    Profile,
    Reject,
    Row,
    Staged,
    StagedRow,
)

SCHEME = "sg-hdb"
COUNTRY = "SG"
CURRENCY = "SGD"

BEFORE_THE_BLOCKS = "1927-07-01"
"""When the divisions are said to begin: the day of the Singapore Improvement Trust, which built the oldest blocks."""

TOWNS = {
    "AMK": "ANG MO KIO",
    "BB": "BUKIT BATOK",
    "BD": "BEDOK",
    "BH": "BISHAN",
    "BM": "BUKIT MERAH",
    "BP": "BUKIT PANJANG",
    "BT": "BUKIT TIMAH",
    "CCK": "CHOA CHU KANG",
    "CL": "CLEMENTI",
    "CT": "CENTRAL AREA",
    "GL": "GEYLANG",
    "HG": "HOUGANG",
    "JE": "JURONG EAST",
    "JW": "JURONG WEST",
    "KWN": "KALLANG/WHAMPOA",
    "MP": "MARINE PARADE",
    "PG": "PUNGGOL",
    "PRC": "PASIR RIS",
    "QT": "QUEENSTOWN",
    "SB": "SEMBAWANG",
    "SGN": "SERANGOON",
    "SK": "SENGKANG",
    "TAP": "TAMPINES",
    "TG": "TENGAH",
    "TP": "TOA PAYOH",
    "WL": "WOODLANDS",
    "YS": "YISHUN",
}
"""The block register's codes of towns, and the names that the resales write for them."""

_CODES = {name: code for code, name in TOWNS.items()}

SOLD, RENTAL = "SOLD", "RENTAL"

MIX = {
    "1room_sold": ("1 ROOM", SOLD),
    "2room_sold": ("2 ROOM", SOLD),
    "3room_sold": ("3 ROOM", SOLD),
    "4room_sold": ("4 ROOM", SOLD),
    "5room_sold": ("5 ROOM", SOLD),
    "exec_sold": ("EXECUTIVE", SOLD),
    "multigen_sold": ("MULTI-GENERATION", SOLD),
    "studio_apartment_sold": ("STUDIO APARTMENT", SOLD),
    "1room_rental": ("1 ROOM", RENTAL),
    "2room_rental": ("2 ROOM", RENTAL),
    "3room_rental": ("3 ROOM", RENTAL),
    "other_room_rental": ("OTHER", RENTAL),
}
"""Column -> type of home, as the resales write it, and whether such homes were sold or are let by the board."""

USES = ("residential", "commercial", "market_hawker", "miscellaneous", "multistorey_carpark", "precinct_pavilion")

BLOCKS = Part(
    "block",
    r".*property[-_ ]?information.*\.csv",
    columns=("blk_no", "street", "max_floor_lvl", "year_completed", *USES, "bldg_contract_town",
             "total_dwelling_units", *MIX),
)  # fmt: skip
RESALES = Part(
    "resale",
    r".*resale.*\.csv",
    columns=("month", "town", "flat_type", "block", "street_name", "storey_range", "floor_area_sqm", "flat_model",
             "lease_commence_date", "resale_price"),
    optional=("remaining_lease",),
)  # fmt: skip

_YEAR = re.compile(r"(19|20)\d\d", re.ASCII)
_MONTH = re.compile(r"\d{4}-\d\d(-01)?", re.ASCII)
_COUNT = re.compile(r"\d{1,6}", re.ASCII)
_STOREYS = re.compile(r"(\d\d) TO (\d\d)", re.ASCII)


def stage(row: Row) -> Staged:
    """A block or a resale; all of a block, its resales among it, comes together."""
    return _staged_block(row) if row.part == "block" else _staged_resale(row)


def _staged_block(row: Row) -> Staged:
    code = f"{_given(row, 'blk_no')} {_given(row, 'street')}"
    data: Data = {
        "town": _given(row, "bldg_contract_town"),
        "floors": _count(row, "max_floor_lvl"),
        "year": _year(row, "year_completed"),
        "uses": [use for use in USES if _flag(row, use)],
        "total": _count(row, "total_dwelling_units"),
        "mix": {column: units for column in MIX if (units := _count(row, column))},
    }
    return Staged(subject=code, order="0", key=f"block/{code}", data=data)


def _staged_resale(row: Row) -> Staged:
    code = f"{_given(row, 'block')} {_given(row, 'street_name')}"
    month = _month(row, "month")
    town = _given(row, "town")
    data: Data = {
        "month": month,
        "town": _CODES.get(town, town),
        "type": _given(row, "flat_type"),
        "model": row["flat_model"],
        "storeys": _storeys(row, "storey_range"),
        "area": _decimal(row, "floor_area_sqm"),
        "lease_year": _year(row, "lease_commence_date"),
        "lease_left": _short(row, "remaining_lease"),
        "price": _decimal(row, "resale_price"),
    }
    return Staged(subject=code, order=f"1 {month}", data=data)


def _given(row: Row, column: str) -> str:
    if not row[column]:
        raise Reject(column, "is empty, but this row needs it", "MISSING")
    return row[column]


def _short(row: Row, column: str) -> str:
    """As the source writes it: ``51 years 01 month``, ``94 years``, in old releases a number of years."""
    if len(row[column]) > 60:
        raise Reject(column, "is longer than 60 characters", "LENGTH")
    return row[column]


def _count(row: Row, column: str) -> int:
    if not _COUNT.fullmatch(row[column]):
        raise Reject(column, "is not a whole number", "INTEGER")
    return int(row[column])


def _year(row: Row, column: str) -> int:
    """Without its year nothing says from when a block stands or a lease runs."""
    if not _YEAR.fullmatch(row[column]):
        raise Reject(column, "is not a year from 1900 to 2099", "YEAR")
    return int(row[column])


def _flag(row: Row, column: str) -> bool:
    if row[column] not in ("Y", "N"):
        raise Reject(column, "is neither Y nor N", "ENUM")
    return row[column] == "Y"


def _month(row: Row, column: str) -> str:
    """The first day of the month, as newer releases write it; older ones leave the day out."""
    text = row[column]
    first = f"{text[:7]}-01"
    if not _MONTH.fullmatch(text) or check_date(first):
        raise Reject(column, "is not a month of the form YYYY-MM or YYYY-MM-01", "MONTH")
    return first


def _storeys(row: Row, column: str) -> str:
    found = _STOREYS.fullmatch(row[column])
    if not found or found[1] > found[2]:
        raise Reject(column, "is not a range of storeys of the form 10 TO 12", "STOREYS")
    return row[column]


def _decimal(row: Row, column: str) -> str:
    try:
        number = decimals.parse(_given(row, column), 2)
    except decimals.NotANumber:
        number = None
    if number is None or number.startswith("-"):
        raise Reject(column, "is not a decimal number of at least 0", "NUMBER")
    return number


def facts(subject: str, rows: Sequence[StagedRow], known: Known) -> Iterator[Outcome]:
    """The block where it is delivered, then its resales, each a transfer of a house of its own."""
    blocks = [row for row in rows if row.part == "block"]
    resales = [row for row in rows if row.part == "resale"]
    yield from divisions({row.data["town"] for row in rows})
    for block in blocks:
        yield _block(subject, block)
    if resales and not blocks:
        yield _untold_block(subject, resales[0].data)
    highest = blocks[-1].data["floors"] if blocks else _known_floors(known)
    for resale in resales:
        yield from _resale(subject, resale, highest)


def _known_floors(known: Known) -> int | None:
    """The storeys that a block has by what was recorded before."""
    told = [past.changes.get("", {}).get("floors") for past in known.events]
    return next((floors for floors in reversed(told) if isinstance(floors, int)), None)


def _block(code: str, row: StagedRow) -> Draft:
    data = row.data
    stated: dict[str, Value] = {
        "division": f"{COUNTRY}/{data['town']}",
        "address": code,
        "floors": data["floors"],
        "year_built": data["year"],
        "unit_count": data["total"],
        "purpose": ", ".join(use.replace("_", " ") for use in data["uses"]),
        "physical": "COMPLETED",
        "currency": CURRENCY,
    }
    since = f"{data['year']}-12-31"
    findings = () if sum(data["mix"].values()) == data["total"] else (_not_adding_up(data),)
    return Draft(
        "BUILDING",
        SCHEME,
        code,
        "BuildingRegistered",
        since,
        stated,
        dict(_mix(data["mix"])),
        (row,),
        findings=findings,
    )


def _mix(counted: Mapping[str, int]) -> Iterator[tuple[str, dict[str, Value]]]:
    for column, units in counted.items():
        unit_type, tenure = MIX[column]
        yield f"unit_mix/{column}", {"unit_type": unit_type, "tenure": tenure, "units": units}


def _not_adding_up(data: Data) -> Finding:
    counted = sum(data["mix"].values())
    return Finding("SG-UNITS", f"the kinds of homes add up to {counted}, the total is {data['total']}", "unit_count")


def _untold_block(code: str, data: Data) -> Draft:
    """The block of a resale that the block register does not hold (yet): it stood when a flat in it was sold."""
    return Draft(
        "BUILDING",
        SCHEME,
        code,
        "BuildingRegistered",
        data["month"],
        {"division": f"{COUNTRY}/{data['town']}", "address": code, "physical": "COMPLETED", "currency": CURRENCY},
        ensure=True,
        findings=(Finding("SG-BLOCK", "known from its resales alone: no block register tells of it", grade="NOTE"),),
    )


def _resale(block: str, row: StagedRow, highest: int | None) -> Iterator[Draft]:
    data, code = row.data, house_code(block, row.key)
    model = f", {data['model']}" if data["model"] else ""
    house: dict[str, Value] = {
        "division": f"{COUNTRY}/{data['town']}",
        "building_code": block,
        "address": block,
        "floor": data["storeys"],
        "house_type": f"{data['type']}{model}",
        "purpose": "residential",
        "stock": "ALLOTTED_SALE",
        "floor_area": data["area"],
        "land_lease_year": data["lease_year"],
        "currency": CURRENCY,
    }
    transfer: dict[str, Value] = {"basis": "SALE", "price": data["price"], "area": data["area"]}
    if data["lease_left"]:
        transfer["term_left"] = data["lease_left"]
    yield Draft("HOUSE", SCHEME, code, "HouseRegistered", data["month"], house, ensure=True)
    yield Draft(
        "HOUSE",
        SCHEME,
        code,
        "OwnershipTransferred",
        data["month"],
        elements={f"transfers/{data['month'][:7]}": transfer},
        rows=(row,),
        effective_seq=1,
        findings=tuple(_doubts(data, highest)),
    )


def house_code(block: str, key: str) -> str:
    """The code of the house of a resale's row: its block, then the row's digest, cut, and occurrence."""
    digest, _, occurrence = key.partition("#")
    return f"{block}/{digest[:12]}#{occurrence}"


def _doubts(data: Data, highest: int | None) -> Iterator[Finding]:
    if highest is not None and int(data["storeys"][:2]) > highest:
        yield Finding("SG-STOREY", f"storeys {data['storeys']} of a block that has {highest}", "floor")
    if data["price"] == "0":
        yield Finding("SG-PRICE", "the price is given as zero", grade="NOTE")


def divisions(towns: set[str]) -> Iterator[Draft]:
    """The country and the towns, for registers that do not hold them yet."""
    yield _division(COUNTRY, "Singapore", "COUNTRY", None)
    for town in sorted(towns):
        yield _division(f"{COUNTRY}/{town}", TOWNS.get(town, town), "COUNTY", COUNTRY)


@cache
def _division(code: str, name: str, level: str, parent: str | None) -> Draft:
    stated: dict[str, Value] = {"name": name, "level": level}
    if parent:
        stated["parent"] = parent
    return Draft("DIVISION", SCHEME, code, "DivisionRegistered", BEFORE_THE_BLOCKS, stated, ensure=True)


PROFILE = Profile(
    "sg-hdb",
    1,
    "Singapore's public housing: blocks and resales (HDB)",
    "新加坡组屋：楼座与转售",
    __name__,
    dataset="sg-hdb",
    source="Housing & Development Board",
    every=31,
    covers=Covers.FILES,
    parts=(BLOCKS, RESALES),
    stage=stage,
    facts=facts,
    subjects_of=lambda subject, rows: (("BUILDING", SCHEME, subject),),
    description=(
        "The block register (HDB property information) and the resale prices, together or the blocks first. A block is"
        " number and street; a resale is a house named by its row, since no register names the flat."
    ),
)
