"""What tests over HTTP begin with: finished houses, and projects up to their permits, by mutations only."""

from __future__ import annotations

import datetime
import itertools
import zoneinfo
from dataclasses import dataclass
from typing import Any

from stdnum.iso7064 import mod_11_10

from tests.acceptance import office
from tests.acceptance.office import Desk

DIVISION = "990102"
DEVELOPER = "91350100M000100Y43"
"""The example of GB 32100."""

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Estate:
    """Codes of a project, its buildings and their houses."""

    project: str
    buildings: list[str]
    houses: list[str]


def today() -> datetime.date:
    """The server's day."""
    return datetime.datetime.now(zoneinfo.ZoneInfo("Asia/Shanghai")).date()


def days(number: int) -> str:
    """So many days from today."""
    return (today() + datetime.timedelta(days=number)).isoformat()


def number(prefix: str) -> str:
    """A number that nothing else has."""
    return f"{prefix}〔2020〕{next(_numbers)}号"


def paper(number: str) -> dict[str, str]:
    """A document older than all that is filed here."""
    return office.paper(number, "2000-01-01")


def building_code() -> str:
    """A building's part of house codes: 9 places of division, 12 of the building."""
    return f"{DIVISION}001{next(_numbers):012}"


def house_code(building: str) -> str:
    """A house code of JGJ/T 246 with its check digit."""
    body = f"{building}{next(_numbers) % 10000:04}"
    return body + mod_11_10.calc_check_digit(body)


def project_code() -> str:
    """A national project code: 6 region, 6 date, 2 category, 2 sequence."""
    return f"{DIVISION}190110{next(_numbers):04}"


async def building(desk: Desk, *, division: str = DIVISION, started: bool = True, **said: Any) -> str:
    """A finished building without a project, or one that is only on record."""
    code = building_code()
    common = {"buildingCode": code, "document": paper(number("楼"))}
    await desk.given("registerBuilding", effectiveOn="2015-01-01", division=division, **common, **said)
    if started:
        await desk.given("permitConstruction", effectiveOn="2015-01-02", permitNo=number("施"), **common)
        await desk.given("startConstruction", effectiveOn="2015-01-03", **common)
        await desk.given("acceptCompletion", effectiveOn="2015-12-01", acceptanceNo=number("验"), **common)
    return code


async def house(desk: Desk, of: str | None = None, *, division: str = DIVISION, **said: Any) -> str:
    """A house, of a finished building of its own where none is named."""
    of = of or await building(desk, division=division)
    code = house_code(of)
    known = {"houseCode": code, "division": division, "buildingCode": of, "floorArea": "88.20", "purpose": "住宅"}
    await desk.given("registerHouse", **{**known, "effectiveOn": "2015-02-01", "document": paper(number("户")), **said})
    return code


async def owned(desk: Desk, owner: dict[str, Any], **said: Any) -> str:
    """A house with an owner since 2016."""
    code = await house(desk, **said)
    await desk.given("registerTransfer", **transfer(code, "FIRST_REGISTRATION", "2016-01-01", [], [owner]))
    return code


async def in_presale(desk: Desk) -> str:
    """A house that a presale permit opened, of no project; it may be sold from 2015-03-01 on."""
    code = await house(desk)
    said = {"permitNo": number("预"), "document": paper(number("预"))}
    await desk.given("openPresale", houseCode=code, effectiveOn="2015-03-01", **said)
    return code


def transfer(
    code: str, basis: str, on: str, givers: list[dict[str, Any]], receivers: list[dict[str, Any]], **said: Any
) -> dict[str, Any]:
    """A transfer's inputs."""
    known = {
        "houseCode": code,
        "effectiveOn": on,
        "transferNo": number("转"),
        "basis": basis,
        "form": "SOLE" if len(receivers) == 1 else "SHARES",
        "givers": givers,
        "receivers": receivers,
        "document": paper(number("转")),
    }
    return {**known, **said}


def contract(code: str, on: str, buyers: list[dict[str, Any]], **said: Any) -> dict[str, Any]:
    """A presale contract's inputs."""
    known = {
        "houseCode": code,
        "effectiveOn": on,
        "signedOn": on,
        "contractNo": number("合"),
        "price": "1000000.00",
        "buyers": buyers,
        "document": paper(number("合")),
    }
    return {**known, **said}


def seizure(code: str, on: str, until: str, **said: Any) -> dict[str, Any]:
    """A seizure's inputs; courts send no application."""
    known = {"houseCode": code, "effectiveOn": on, "seizureNo": number("封"), "court": "安澜市中级人民法院"}
    return {**known, "expiresOn": until, **said}


def lease(code: str, since: str, until: str, lessees: list[dict[str, Any]], **said: Any) -> dict[str, Any]:
    """A lease's inputs, filed on its first day."""
    known = {
        "houseCode": code,
        "effectiveOn": since,
        "leaseNo": number("租"),
        "lessees": lessees,
        "startsOn": since,
        "endsOn": until,
        "rent": "2000.00",
        "document": paper(number("租")),
    }
    return {**known, **said}


async def planned(desk: Desk, buildings: int = 1, houses: int = 1, *, division: str = DIVISION) -> Estate:
    """A project with land, a planning permit and passed drawings; no construction permit yet."""
    code = project_code()
    common: dict[str, Any] = {"projectCode": code, "document": paper(number("项"))}
    developer = {"role": "DEVELOPER", "enterpriseCode": DEVELOPER, "enterpriseName": "安居开发有限公司"}
    stated = {"name": "安居苑", "division": division, "investmentTotal": "1000.00", "participants": [developer]}
    await desk.given("approveProject", effectiveOn="2019-01-10", **stated, **common)
    await desk.given("acquireLand", effectiveOn="2019-02-01", parcel=number("宗"), **common)
    made, homes = [], []
    for _ in range(buildings):
        block = building_code()
        made.append(block)
        said = {"buildingCode": block, "division": division, "projectCode": code, "grossArea": "5000"}
        await desk.given("registerBuilding", effectiveOn="2019-03-01", document=paper(number("楼")), **said)
        homes += [await house(desk, block, division=division, effectiveOn="2019-03-02") for _ in range(houses)]
    await desk.given(
        "grantPlanningPermit", effectiveOn="2019-03-10", permitNo=number("规"), buildingCodes=made, **common
    )
    for discipline in ("CONSTRUCTION", "FIRE"):
        review = {"discipline": discipline, "round": 1, "outcome": "PASSED", "body": "安澜审图中心"}
        await desk.given("reviewDrawings", effectiveOn="2019-03-20", **review, **common)
    return Estate(code, made, homes)


async def presold(desk: Desk, buildings: int = 1, houses: int = 1, *, division: str = DIVISION) -> tuple[Estate, str]:
    """The same with works under way since 2019-12-10 and a presale permit of 2020-04-01, whose number is told, too."""
    estate = await planned(desk, buildings, houses, division=division)
    common: dict[str, Any] = {"projectCode": estate.project, "document": paper(number("项"))}
    works, presale = number("施"), number("预")
    covers = {"buildingCodes": estate.buildings}
    await desk.given("grantConstructionPermit", effectiveOn="2019-11-30", permitNo=works, **covers, **common)
    await desk.given("startWorks", effectiveOn="2019-12-10", permitNo=works, **covers, **common)
    paid = {"contractNo": number("履"), "investmentDone": "250.00"}
    await desk.given("recordContractPerformance", effectiveOn="2020-03-01", **paid, **common)
    await desk.given("grantPresalePermit", effectiveOn="2020-04-01", permitNo=presale, **covers, **common)
    return estate, presale
