"""What is wrong in the cities as their time ends, across departments: a graded building, an expropriation, an order."""

from __future__ import annotations

import datetime

from registry.city import codes, firms, plan
from registry.city.drafts import Book, Value

OF_THE_FIRST, GRADED = 0, 3
"""Number of the project, and place of the building in it that is graded C while its homes are let and sold."""

APPRAISED = datetime.date(2024, 4, 12)
EXPROPRIATED = datetime.date(2025, 5, 19)
SUBSIDISED = datetime.date(2025, 8, 4)
ORDERED = datetime.date(2025, 12, 8)
"""A rectification in works whose homes are presold; it is still open."""


def record(book: Book, city: plan.City, project: plan.Project) -> None:
    """Those of a project; chance is its own, so that all else stays as it is."""
    own = Book(f"{book.seed}/troubles", book.until)
    if project.number == OF_THE_FIRST and project.approved < APPRAISED.replace(year=2015):
        _appraise(own, project.buildings[GRADED % len(project.buildings)])
        _expropriate(own, project.buildings[-1])
    under_way = (ORDERED - project.approved).days > 320
    if project.number == city.project_count - 1 and under_way:
        _order(own, project)
    book.take_in(own)


def _appraise(book: Book, building: plan.Building) -> None:
    number = f"{codes.mark(building.division)}房鉴{APPRAISED.year}-031"
    laboratory = firms.LABORATORIES[0]
    said: dict[str, Value] = {
        "number": number,
        "appraised_on": APPRAISED.isoformat(),
        "body_code": laboratory.code,
        "body": laboratory.name,
        "grade": "C",
        "advice": "停止使用并加固 (reinforce before further use)",
    }
    changes: dict[str, dict[str, Value]] = {"": {"safety_grade": "C"}, f"appraisals/{number}": said}
    book.record(building.subject, "SafetyAppraised", APPRAISED, changes, document=("安全鉴定报告", number), late=4)


def _expropriate(book: Book, building: plan.Building) -> None:
    """For a railway; some weeks later another bureau still grants a subsidy for the same building."""
    number = f"{codes.mark(building.division)}政征〔{EXPROPRIATED.year}〕4号"
    decided: dict[str, Value] = {
        "number": number,
        "body": f"{codes.full_name(building.division)}人民政府",
        "decided_on": EXPROPRIATED.isoformat(),
    }
    document = ("房屋征收决定", number)
    book.record(
        building.subject,
        "ExpropriationDecided",
        EXPROPRIATED,
        {f"expropriations/{number}": decided},
        document=document,
        late=0,
    )
    grant = f"{codes.mark(building.division)}电梯补{SUBSIDISED.year}-117"
    granted: dict[str, Value] = {
        "number": grant,
        "programme": "既有住宅加装电梯补贴 (elevators for old buildings)",
        "granted_on": SUBSIDISED.isoformat(),
        "amount": "240000.00",
    }
    document = ("补贴决定", grant)
    book.record(
        building.subject, "SubsidyGranted", SUBSIDISED, {f"subsidies/{grant}": granted}, document=document, late=0
    )


def _order(book: Book, project: plan.Project) -> None:
    number = f"ZG{project.number:03}-末"
    said: dict[str, Value] = {
        "kind": "QUALITY",
        "number": number,
        "issue": "外窗淋水试验渗漏",
        "ordered_on": ORDERED.isoformat(),
        "due_on": (ORDERED + datetime.timedelta(days=15)).isoformat(),
    }
    changes: dict[str, dict[str, Value]] = {f"rectifications/{number}": said}
    book.record(project.subject, "RectificationOrdered", ORDERED, changes, document=("整改通知书", number), late=0)
