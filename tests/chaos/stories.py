"""What clerks file in the load: houses of a building each, and what befalls them, drawn from a seed."""

from __future__ import annotations

import itertools
import random
import uuid
from collections.abc import Iterator
from typing import Any

from registry.city import codes

Filing = tuple[str, dict[str, Any]]
"""A mutation and its input, with the command's id."""

HOUSES = 60
"""Houses of a building before the next one is begun."""


def stories(seed: str, clerk: int) -> Iterator[Filing]:
    """One clerk's filings without end; the same for the same seed. Each is lawful after those before it."""
    rng = random.Random(f"{seed}/{clerk}")
    for number in itertools.count():
        building = codes.building_code(codes.EAST_LAKE, clerk * 1_000_000 + number)
        yield _filing(rng, "registerBuilding", "2015-01-01", buildingCode=building, division=codes.EAST_LAKE)
        for house in range(HOUSES):
            code = codes.house_code(building, house // 4 + 1, house % 4 + 1)
            yield from _life(rng, building, code)


def _life(rng: random.Random, building: str, code: str) -> Iterator[Filing]:
    known = {"division": codes.EAST_LAKE, "buildingCode": building, "floorArea": "88.20", "purpose": "住宅"}
    yield _filing(rng, "registerHouse", "2015-02-01", houseCode=code, **known)
    yield from rng.choice(LIVES)(rng, code)


def _sold(rng: random.Random, code: str) -> Iterator[Filing]:
    yield _filing(rng, "openPresale", "2015-03-01", houseCode=code, permitNo=_number(rng, "预"))
    buyer = {
        "name": "欧阳验真",
        "idType": "PASSPORT",
        "idNumber": f"E{rng.randrange(10**9):09}",
        "phone": "19900990000",
    }
    said = {"contractNo": _number(rng, "合"), "signedOn": "2015-04-01", "price": "1000000.00", "buyers": [buyer]}
    yield _filing(rng, "filePresaleContract", "2015-04-01", houseCode=code, **said)


def _surveyed(rng: random.Random, code: str) -> Iterator[Filing]:
    for year in range(2016, 2016 + rng.randint(1, 3)):
        area = f"{rng.randint(8000, 9900) / 100:.2f}"
        yield _filing(rng, "reviseHouseSurvey", f"{year}-05-01", houseCode=code, floorArea=area)


def _seized(rng: random.Random, code: str) -> Iterator[Filing]:
    said = {"seizureNo": _number(rng, "封"), "court": "安澜市中级人民法院"}
    yield _filing(rng, "registerSeizure", "2016-06-01", houseCode=code, expiresOn="2019-06-01", **said)
    yield _filing(rng, "liftSeizure", "2017-06-01", houseCode=code, seizureNo=said["seizureNo"])


def _inspected(rng: random.Random, code: str) -> Iterator[Filing]:
    occupancy = rng.choice(["VACANT", "OWNER_OCCUPIED", "LET"])
    yield _filing(
        rng, "inspectOccupancy", "2018-01-01", houseCode=code, inspectionNo=_number(rng, "查"), occupancy=occupancy
    )
    yield _filing(
        rng, "payMaintenanceFund", "2018-02-01", houseCode=code, receiptNo=_number(rng, "维"), amount="8000.00"
    )


LIVES = (_sold, _surveyed, _seized, _inspected)


def _number(rng: random.Random, prefix: str) -> str:
    return f"{prefix}〔2015〕{rng.randrange(10**12)}号"


def _filing(rng: random.Random, mutation: str, on: str, **said: Any) -> Filing:
    command = uuid.UUID(int=rng.getrandbits(128), version=4)
    paper = {"kind": "申请书", "number": _number(rng, "文"), "issuedOn": "2000-01-01"}
    return mutation, {"commandId": str(command), "effectiveOn": on, "document": paper, **said}
