"""智慧建筑: works, permits, acceptances, quality and safety on site."""

from __future__ import annotations

from aggregates.cockpit.shapes import Count, Group, Over, Ratio, by, flow, stock
from aggregates.conditions import Flag, Reached, is_
from aggregates.measures import Measure
from aggregates.vocabulary import AcceptanceKind, InspectionKind, PermitKind, Physical

BUILDINGS = Measure("buildings", "BUILDING", by="physical", labels=tuple(one.name for one in Physical))
STARTS = Measure("starts", "BUILDING", where=Reached("started_on"))
COMPLETIONS = Measure("completions", "BUILDING", where=Reached("completed_on"))
SUSPENSIONS = Measure("suspensions", "BUILDING", "suspensions")
PERMITS = Measure("permits", "PROJECT", "permits", by="kind", labels=tuple(one.name for one in PermitKind))
IN_FORCE = Measure("permits_in_force", "PROJECT", "permits", by="kind", labels=PERMITS.labels, live=True)
ACCEPTANCES = Measure(
    "acceptances", "BUILDING", "acceptances", Flag("passed"), "kind", tuple(one.name for one in AcceptanceKind)
)
RECTIFICATIONS = Measure("rectifications", "PROJECT", "rectifications")
OPEN = Measure("open_rectifications", "PROJECT", "rectifications", live=True)
OVERDUE = Measure("overdue_rectifications", "PROJECT", "rectifications", Reached("due_on"), live=True)
CLOSED = Measure("closed_rectifications", "PROJECT", "rectifications", Reached("closed_on"))
ACCIDENTS = Measure("accidents", "PROJECT", "accidents")
DEATHS = Measure("deaths", "PROJECT", "accidents", amount=("deaths",))
INSPECTIONS = Measure("inspections", "PROJECT", "inspections", by="kind", labels=tuple(o.name for o in InspectionKind))
PASSED = Measure("inspections_passed", "PROJECT", "inspections", Flag("passed"))
FIRST_ROUNDS = Measure("first_reviews", "PROJECT", "drawing_reviews", by="round", labels=("1",))
FIRST_PASSED = Measure(
    "first_reviews_passed", "PROJECT", "drawing_reviews", is_("outcome", "PASSED"), by="round", labels=("1",)
)
_ARCHIVED = Count("archived", "Archives accepted, of all time", "档案验收累计", ("acceptances:ARCHIVE",))
_FILED = Count("filed", "Completions filed, of all time", "竣工备案累计", ("acceptances:COMPLETION_FILING",))

GROUP = Group(
    "building",
    "Smart building",
    "智慧建筑",
    (
        BUILDINGS, STARTS, COMPLETIONS, SUSPENSIONS, PERMITS, IN_FORCE, ACCEPTANCES, RECTIFICATIONS, OPEN, OVERDUE,
        CLOSED, ACCIDENTS, DEATHS, INSPECTIONS, PASSED, FIRST_ROUNDS, FIRST_PASSED,
    ),
    (
        by("buildings", "Buildings by physical state", "楼幢（按物理状态）", BUILDINGS),
        Count("activeWorks", "Works under construction", "在建工程", ("buildings:UNDER_CONSTRUCTION",)),
        Count("suspendedWorks", "Works at a stop", "停工工程", ("buildings:SUSPENDED",)),
        by("permits", "Permits granted", "核发许可", PERMITS, over=Over.FLOW),
        by("permitsInForce", "Permits in force", "有效许可", IN_FORCE),
        flow("starts", "Works started", "开工", STARTS),
        flow("suspensions", "Stops of works", "停工次数", SUSPENSIONS),
        flow("completions", "Works completed", "竣工", COMPLETIONS),
        Count("filings", "Completions filed", "竣工备案", ("acceptances:COMPLETION_FILING",), Over.FLOW),
        Count("fireAcceptances", "Fire acceptances", "消防验收", ("acceptances:FIRE",), Over.FLOW),
        Ratio("archiveRate", "Archives accepted of completions filed, of all time", "档案归集率", _ARCHIVED, _FILED),
        flow("rectifications", "Rectifications ordered", "下达整改", RECTIFICATIONS),
        flow("rectificationsClosed", "Rectifications closed", "整改销号", CLOSED),
        stock("openRectifications", "Rectifications open", "未销号整改", OPEN),
        stock("overdueRectifications", "Rectifications open past their day", "逾期整改", OVERDUE),
        flow("accidents", "Accidents", "事故", ACCIDENTS),
        flow("deaths", "Deaths in accidents", "死亡人数", DEATHS, unit="persons"),
        by("inspections", "Inspections of quality and safety", "质安监督检查", INSPECTIONS, over=Over.FLOW),
        Ratio(
            "inspectionPassRate", "Inspections passed of all in the period", "检查合格率",
            flow("passed", "Inspections passed", "合格检查", PASSED),
            flow("inspections", "Inspections", "检查", INSPECTIONS),
        ),
        Ratio(
            "firstPassRate", "Reviews of drawings passed in the first round", "施工图一次审查合格率",
            flow("passed", "First rounds passed", "一次通过", FIRST_PASSED),
            flow("rounds", "First rounds", "首轮审查", FIRST_ROUNDS),
        ),
    ),
)  # fmt: skip
