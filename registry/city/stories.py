"""Stories told on purpose: a house with everything in its life, unlawful deeds, houses older than any project."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from registry.city import adoption, codes, holding, homes, plan, sales
from registry.city.drafts import Book, Subject, Value
from registry.city.homes import Home
from registry.city.works import after

SEIZURE_LATE = 96
"""Days that the court's notice was under way: the late fact of the tour."""


CONTRACT_LATE = 44
"""Days from the signing of a presale contract to its filing: later than any policy allows."""

SEIZED_BEFORE, NOTICE_LATE = 25, 83
"""Days by which a seizure came before a transfer, and after which the registry heard of it."""

Story = Callable[[Home], None]


def of(home: Home) -> Story | None:
    """What is told of a house; None where it just lives. All told are on one floor of the first building."""
    if (home.site.project.number, home.building.number, home.floor) != (0, 1, 1):
        return None
    return {1: tell, 2: filed_late, 3: seized_backdated}.get(home.room)


def tell(home: Home) -> None:
    """Sold from the plan (and nearly twice), measured wrongly, its area doubted, seized with a late notice, resold."""
    owned = sales.sell(home)
    contract = next(
        (d for d in home.book.drafts if d.subject == home.subject and d.type == "PresaleContractFiled"), None
    )
    if contract is not None:
        _double_sale(home, after(contract.effective, 6), contract.document.number if contract.document else "")
    if owned is None:
        return
    holding.survey(home, after(owned, 40))
    _doubt(home, after(owned, 90))
    holding.lease(home, after(owned, 120), late=2)
    holding.seize(home, after(owned, 500), late=SEIZURE_LATE)
    sold = sales.resell(home, after(owned, 1700))
    holding.hold(home, sold)


def _doubt(home: Home, day: datetime.date) -> None:
    """The owners ask for a survey of the area that was never decided: it is under investigation to this day."""
    opened: dict[str, Value] = {
        "entity": "",
        "attribute": "floor_area",
        "reason": "权利人申请面积复核 (the owners dispute the area)",
        "opened_on": day.isoformat(),
    }
    home.record("InvestigationOpened", day, {"investigations/1": opened}, late=0)


def _double_sale(home: Home, day: datetime.date, number: str) -> None:
    """The finding is about what was refused, so it names no event."""
    detail = (
        f"另一网点就同一房屋提交预售合同，与有效合同 {number} 冲突，未予备案 "
        "(one house, one live contract: a second one was not filed)"
    )
    found: dict[str, Value] = {
        "rule": "PRE-3",
        "grade": "ERROR",
        "attribute": "contracts",
        "detail": detail,
        "department": "housing-transactions",
        "found_on": day.isoformat(),
    }
    home.record("FindingRecorded", day, {"findings/PRE-3-1": found}, late=0)


def filed_late(home: Home) -> None:
    """The developer files the presale contract long after it was signed (PRE-4)."""
    home.filed_after = CONTRACT_LATE
    opened = sales.open_presale(home)
    if opened is not None:
        done = home.site.completed.get(home.building.number)
        holding.hold(home, sales.presell(home, opened, after(opened.effective, 21), done))


def seized_backdated(home: Home) -> None:
    """The registry hears of a seizure when the house has been transferred over it (TRA-1)."""
    owned = sales.sell(home)
    if owned is None:
        return
    sold = after(owned, 1200)
    holding.seize(home, after(sold, -SEIZED_BEFORE), late=NOTICE_LATE)
    holding.hold(home, sales.resell(home, sold))


def self_built(book: Book, start: datetime.date) -> None:
    """Villagers build three storeys without a permit, which the second city's policy lets them (CON-1)."""
    allowed = next(one.since for one in adoption.ADOPTIONS if one.city == codes.YUNJIN)
    begun = max(after(start, 30), after(allowed, 200))
    building = plan.Building(99_998, codes.SOUTH_SHORE, "柳湾村12号", 3, 1, plan.SELF_BUILT_HOUSES)
    address = f"{codes.full_name(codes.SOUTH_SHORE)}柳湾村12号"
    stated: dict[str, Value] = {
        "division": codes.SOUTH_SHORE,
        "name": building.name,
        "address": address,
        "floors": 3,
        "gross_area": "540.00",
        "unit_count": 1,
        "purpose": "住宅",
        "structure": "砖混",
        "self_built": True,
        "rural": True,
    }
    book.record(building.subject, "BuildingRegistered", after(begun, -20), {"": stated}, late=0)
    house: dict[str, Value] = {
        "division": codes.SOUTH_SHORE,
        "building_code": building.subject.code,
        "address": address,
        "purpose": "住宅",
        "floor_area": "540.00",
    }
    book.record(building.house(1, 1), "HouseRegistered", after(begun, -20), {"": house}, late=0)
    book.record(building.subject, "ConstructionStarted", begun, {"": {"started_on": begun.isoformat()}})
    done = after(begun, 300)
    completed: dict[str, Value] = {"completed_on": done.isoformat(), "year_built": done.year}
    book.record(building.subject, "CompletionAccepted", done, {"": completed})


def old_quarter(book: Book, start: datetime.date) -> None:
    """A building of 1978: appraised as dangerous, closed, its people moved, pulled down."""
    building = plan.Building(99_999, codes.EAST_LAKE, "稻香旧村3号楼", 4, 4, plan.OLD_HOUSES)
    address = f"{codes.full_name(codes.EAST_LAKE)}稻香路3号"
    stated: dict[str, Value] = {
        "division": codes.EAST_LAKE,
        "name": building.name,
        "address": address,
        "floors": 4,
        "unit_count": 16,
        "year_built": 1978,
        "purpose": "住宅",
        "structure": "砖混",
        "physical": "COMPLETED",
    }
    built = datetime.date(1978, 9, 1)
    book.record(building.subject, "BuildingRegistered", built, {"": stated}, late=(start - built).days)
    for floor, room in building.units():
        _old_house(book, building, address, floor, room, start)
    _decline(book, building, start)


def _old_house(book: Book, building: plan.Building, address: str, floor: int, room: int, start: datetime.date) -> None:
    subject = building.house(floor, room)
    built = datetime.date(1978, 9, 1)
    stated: dict[str, Value] = {
        "division": building.division,
        "building_code": building.subject.code,
        "address": f"{address}{floor}{room:02}室",
        "floor": str(floor),
        "room": f"{floor}{room:02}",
        "purpose": "住宅",
        "floor_area": homes.amount(52 + room),
    }
    registered = book.record(subject, "HouseRegistered", built, {"": stated}, late=(start - built).days)
    if registered is None:
        return
    owner = book.person(building.division, 1998)
    number = f"安房字1998{floor:02}{room:02}"
    held: dict[str, Value] = {"form": "SOLE", "basis": "SALE", "transfer_no": number, "acquired_on": "1998-12-01"}
    changes: dict[str, dict[str, Value]] = {f"owners/{number}-1": {**homes.party(owner), **held}}
    bought = datetime.date(1998, 12, 1)
    book.record(subject, "OwnershipTransferred", bought, changes, late=max(0, (start - bought).days) + 1)


def _decline(book: Book, building: plan.Building, start: datetime.date) -> None:
    subject = building.subject
    looked, ended = after(start, 2000), after(start, 2600)
    report = f"安房鉴{looked:%Y}-118"
    appraisal: dict[str, Value] = {
        "number": report,
        "appraised_on": looked.isoformat(),
        "grade": "D",
        "advice": "整体拆除",
    }
    appraised = book.record(
        subject,
        "SafetyAppraised",
        looked,
        {"": {"safety_grade": "D"}, "appraisals/1": appraisal},
        document=("安全鉴定报告", report),
        late=21,
    )
    if appraised is None:
        return
    control: dict[str, Value] = {
        "number": f"GK{looked:%Y}-7",
        "kind": "EVACUATED",
        "starts_on": after(looked, 25).isoformat(),
        "persons": 41,
    }
    book.record(subject, "ControlOrdered", after(looked, 25), {"controls/1": control}, relied_on=[appraised])
    book.record(subject, "TakenOutOfUse", after(looked, 40), {"": {"out_of_use": True}})
    filing = f"拆备{ended:%Y}-012"
    filed: dict[str, Value] = {
        "number": filing,
        "filed_on": after(ended, -60).isoformat(),
        "planned_on": ended.isoformat(),
    }
    decision = book.record(
        subject, "DemolitionFiled", after(ended, -60), {"demolitions/1": filed}, document=("拆除备案", filing)
    )
    if decision is None:
        return
    gone: dict[str, dict[str, Value]] = {
        "": {"physical": "DEMOLISHED"},
        "demolitions/1": {"demolished_on": ended.isoformat()},
    }
    demolished = book.record(subject, "Demolished", ended, gone, relied_on=[decision])
    for floor, room in building.units() if demolished else ():
        book.record(
            building.house(floor, room), "Demolished", ended, {"": {"physical": "DEMOLISHED"}}, cause=demolished, late=5
        )


def house_of_the_tour(city: plan.City) -> Subject:
    """The house whose life `tell` tells."""
    project = next(city.projects())
    return project.buildings[0].house(1, 1)
