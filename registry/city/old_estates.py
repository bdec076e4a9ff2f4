"""Homes that villagers built, from their screening to their remediation, and two old estates that are renovated."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from registry.city import codes, plan
from registry.city.drafts import Book, Draft, Subject, Value
from registry.city.works import after

FIRST_HOME, FIRST_BLOCK = 99_900, 99_950
"""Numbers of buildings of no project."""

BUSINESS = "自建房（一层商铺）"
SCREENED = datetime.date(2022, 6, 1)
"""The day on which villages are screened, where they are on record by then."""
APPROVED = datetime.date(2025, 9, 1)
"""The day on which the next renovation is approved, of which much is to be done when the city's time ends."""


def self_built(book: Book, start: datetime.date) -> None:
    """A village is screened after a collapse elsewhere; each home comes as far as its story goes."""
    screened = max(SCREENED, after(start, 90))
    for number, story in enumerate((_only_registered, _safe, _sound, _watched, _let_as_shops, _pulled_down)):
        subject = _home(
            book, FIRST_HOME + number, number + 21, after(start, 40), business=story in (_safe, _let_as_shops)
        )
        if subject is not None:
            story(book, subject, after(screened, number))


def _home(book: Book, number: int, house: int, day: datetime.date, *, business: bool) -> Subject | None:
    subject = plan.Building(number, codes.SOUTH_SHORE, "", 3, 1, 1).subject
    stated: dict[str, Value] = {
        "division": codes.SOUTH_SHORE,
        "name": f"柳湾村{house}号",
        "address": f"{codes.full_name(codes.SOUTH_SHORE)}柳湾村{house}号",
        "floors": 3,
        "unit_count": 1,
        "year_built": 1996,
        "purpose": BUSINESS if business else "住宅",
        "structure": "砖混",
        "physical": "COMPLETED",
        "self_built": True,
        "rural": True,
        "business_use": business,
    }
    made = book.record(subject, "BuildingRegistered", day, {"": stated}, late=0)
    return subject if made is not None else None


def _only_registered(book: Book, subject: Subject, day: datetime.date) -> None:
    """Nobody has looked at it yet."""


def _safe(book: Book, subject: Subject, day: datetime.date) -> None:
    _screen(book, subject, day, suspect=False)


def _sound(book: Book, subject: Subject, day: datetime.date) -> None:
    """Its owner has it appraised all the same."""
    _screen(book, subject, day, suspect=False)
    _appraise(book, subject, after(day, 60), "A")


def _watched(book: Book, subject: Subject, day: datetime.date) -> None:
    """Suspected, and found to be well enough."""
    _screen(book, subject, day, suspect=True)
    _appraise(book, subject, after(day, 30), "B")


def _let_as_shops(book: Book, subject: Subject, day: datetime.date) -> None:
    """Dangerous in parts, closed, strengthened and used again."""
    _screen(book, subject, day, suspect=True)
    appraised = _appraise(book, subject, after(day, 30), "C")
    _control(book, subject, after(day, 32), "PARTIALLY_CLOSED", appraised)
    hazard: dict[str, Value] = {
        "number": "YH-1",
        "found_on": after(day, 30).isoformat(),
        "category": "承重墙开裂",
        "due_on": after(day, 120).isoformat(),
    }
    book.record(subject, "HazardFound", after(day, 30), {"hazards/1": hazard}, late=0)
    done: dict[str, Value] = {"resolved_on": after(day, 100).isoformat(), "measure": "加固"}
    book.record(subject, "HazardResolved", after(day, 100), {"hazards/1": done}, late=0)
    lifted: dict[str, Value] = {"lifted_on": after(day, 101).isoformat()}
    book.record(subject, "ControlLifted", after(day, 101), {"controls/1": lifted}, late=0)


def _pulled_down(book: Book, subject: Subject, day: datetime.date) -> None:
    """Past saving: closed, and its demolition is filed; the hazard stays open until it is gone."""
    _screen(book, subject, day, suspect=True)
    appraised = _appraise(book, subject, after(day, 20), "D")
    _control(book, subject, after(day, 21), "EVACUATED", appraised)
    hazard: dict[str, Value] = {
        "number": "YH-2",
        "found_on": after(day, 20).isoformat(),
        "category": "整体危险",
        "due_on": after(day, 110).isoformat(),
    }
    book.record(subject, "HazardFound", after(day, 20), {"hazards/1": hazard}, late=0)


def _screen(book: Book, subject: Subject, day: datetime.date, *, suspect: bool) -> None:
    said: dict[str, Value] = {
        "number": f"PC{day:%Y}-{subject.code[-3:]}",
        "screened_on": day.isoformat(),
        "body": "柳湾村网格",
        "suspect": suspect,
    }
    book.record(subject, "SafetyScreened", day, {"screenings/1": said}, late=0)


def _appraise(book: Book, subject: Subject, day: datetime.date, grade: str) -> Draft | None:
    number = f"云房鉴{day:%Y}-{subject.code[-3:]}"
    said: dict[str, Value] = {"number": number, "appraised_on": day.isoformat(), "grade": grade}
    changes: dict[str, dict[str, Value]] = {"": {"safety_grade": grade}, "appraisals/1": said}
    return book.record(subject, "SafetyAppraised", day, changes, document=("安全鉴定报告", number), late=0)


def _control(book: Book, subject: Subject, day: datetime.date, kind: str, on: Draft | None) -> None:
    number = f"GK{day:%Y}-{subject.code[-3:]}"
    said: dict[str, Value] = {"number": number, "kind": kind, "starts_on": day.isoformat()}
    relied = [on] if on is not None else []
    book.record(subject, "ControlOrdered", day, {"controls/1": said}, relied_on=relied, late=0)


ESTATES: Mapping[str, tuple[str, str, tuple[int, ...]]] = {
    "稻香小区": ("XQ990102-01", codes.EAST_LAKE, (1984, 1986, 1988)),
    "北津里": ("XQ990202-01", codes.NORTH_FORD, (1979, 1992)),
}
"""Estate -> its code, its division, the years of its blocks."""


def renovated(book: Book, start: datetime.date) -> None:
    """Two estates: of the first every block is renovated, of the second one is done and one is under way."""
    number = FIRST_BLOCK
    for name, (code, division, years) in ESTATES.items():
        for block, year in enumerate(years, start=1):
            subject = _block(book, number, name, code, division, block, year, start)
            number += 1
            if subject is not None:
                underway = name == "北津里" and block == len(years)
                _renovate(book, subject, after(start, 2500 + 10 * block), done=not underway)


def _block(
    book: Book, number: int, estate: str, code: str, division: str, block: int, year: int, start: datetime.date
) -> Subject | None:
    subject = plan.Building(number, division, "", 6, 4, 24).subject
    stated: dict[str, Value] = {
        "division": division,
        "name": f"{estate}{block}号楼",
        "address": f"{codes.full_name(division)}{estate}{block}号楼",
        "estate": estate,
        "estate_code": code,
        "floors": 6,
        "unit_count": 24,
        "year_built": year,
        "purpose": "住宅",
        "structure": "砖混",
        "physical": "COMPLETED",
    }
    built = datetime.date(year, 9, 1)
    made = book.record(subject, "BuildingRegistered", built, {"": stated}, late=max(0, (start - built).days))
    return subject if made is not None else None


def _renovate(book: Book, subject: Subject, day: datetime.date, *, done: bool) -> None:
    number = f"旧改{day:%Y}-{subject.code[-3:]}"
    said: dict[str, Value] = {
        "number": number,
        "programme": "城镇老旧小区改造",
        "works": "外墙保温、加装电梯、管网更新",
        "granted_on": day.isoformat(),
        "cost": "1860000.00",
    }
    granted = book.record(
        subject, "RenovationGranted", day, {"renovations/1": said}, document=("改造批复", number), late=0
    )
    if granted is not None and done:
        over: dict[str, Value] = {"completed_on": after(day, 300).isoformat(), "cost": "1924500.00"}
        book.record(subject, "RenovationCompleted", after(day, 300), {"renovations/1": over}, late=0)


def next_renovation(book: Book, start: datetime.date) -> None:
    """A project that has just begun: its tender is open, its drawings were returned, a step of its case is late."""
    approved = max(APPROVED, after(start, 30))
    project = Subject("PROJECT", codes.PROJECT_SCHEME, codes.project_code(codes.NORTH_FORD, approved, 99))
    stated: dict[str, Value] = {
        "name": "北津里二期改造工程",
        "division": codes.NORTH_FORD,
        "address": f"{codes.full_name(codes.NORTH_FORD)}北津里",
        "nature": "改建",
        "investment_total": "8600000.00",
        "approved_on": approved.isoformat(),
    }
    if book.record(project, "ProjectApproved", approved, {"": stated}, late=0) is None:
        return
    step: dict[str, Value] = {
        "case_no": "BJ-2025-031",
        "step": "联合审查",
        "started_on": after(approved, 20).isoformat(),
    }
    step["due_on"] = after(approved, 40).isoformat()
    book.record(project, "ProcedureStepTaken", after(approved, 20), {"procedure_steps/BJ-2025-031": step}, late=0)
    tender: dict[str, Value] = {"number": "ZB-2025-077", "opened_on": after(approved, 45).isoformat()}
    tender["due_on"] = after(approved, 135).isoformat()
    book.record(project, "TenderOpened", after(approved, 45), {"tenders/ZB-2025-077": tender}, late=0)
    review: dict[str, Value] = {
        "discipline": "FIRE",
        "round": 1,
        "outcome": "RETURNED",
        "body": "云津审图中心",
        "reviewed_on": after(approved, 60).isoformat(),
        "revision_due_on": after(approved, 90).isoformat(),
        "opinions": 4,
    }
    book.record(project, "DrawingsReviewed", after(approved, 60), {"drawing_reviews/FIRE-1": review}, late=0)
