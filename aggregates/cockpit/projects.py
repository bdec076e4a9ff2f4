"""智慧项目: projects by stage, contracts, investment, tenders, who takes part, and the credit of who may."""

from __future__ import annotations

from aggregates.cockpit.shapes import Breakdown, Count, Group, by, flow, stock
from aggregates.conditions import Reached, is_
from aggregates.measures import OTHER, Measure
from aggregates.vocabulary import CreditClass, ParticipantRole, Stage

PROJECTS = Measure("projects", "PROJECT", by="stage", labels=tuple(one.name for one in Stage))
INVESTMENT = Measure("investment", "PROJECT", amount=("investment_total",))
INVESTED = Measure("invested", "PROJECT", amount=("investment_done",))
CONTRACTS = Measure("works_contracts", "PROJECT", "contracts")
VALUE = Measure("works_contracts_value", "PROJECT", "contracts", amount=("value",))
TENDERS = Measure("tenders", "PROJECT", "tenders")
AWARDS = Measure("awards", "PROJECT", "tenders", Reached("awarded_on"))
AWARDED = Measure("awarded_value", "PROJECT", "tenders", Reached("awarded_on"), amount=("price",))
BIDDERS = Measure("bidders", "PROJECT", "tenders", Reached("opened_on"), amount=("bidders",))
PARTICIPANTS = Measure(
    "participants", "PROJECT", "participants", by="role", labels=tuple(one.name for one in ParticipantRole), live=True
)
WORKERS = Measure("workers_reported", "PROJECT", "workforce", amount=("on_site",))
ON_SITE = Measure("workers_on_site", "PROJECT", "workforce", amount=("on_site",), last="period")
REPORTS = Measure("workforce_reports", "PROJECT", "workforce")
GRADES = ("AAA", "AA", "A", "B", "C", OTHER)
"""The grades that the shipped policy names; others, and scores without a grade, count as other."""


def _graded(kind: str) -> dict[str, Measure]:
    """Class of credit -> a kind's subjects by the grade of their last score on record in it."""
    return {
        one.name: Measure(
            f"{kind.lower()}_grades_{one.name.lower()}", kind, "credit_scores", is_("credit_class", one.name),
            by="grade", labels=GRADES, last="scored_on",
        )
        for one in CreditClass
    }  # fmt: skip


ENTERPRISES, PRACTITIONERS = _graded("ENTERPRISE"), _graded("PRACTITIONER")


def _grades(name: str, en: str, zh: str, graded: dict[str, Measure]) -> Breakdown:
    """Each class by grade: labels `CLASS.GRADE`."""
    parts = (
        (f"{of}.{grade}", Count(grade, f"{of} {grade}", f"{of} {grade}", (key,)))
        for of, measure in graded.items()
        for grade, key in zip(GRADES, measure.keys, strict=True)
    )
    return Breakdown(name, en, zh, tuple(parts))


GROUP = Group(
    "projects",
    "Smart projects",
    "智慧项目",
    (
        PROJECTS, INVESTMENT, INVESTED, CONTRACTS, VALUE, TENDERS, AWARDS, AWARDED, BIDDERS, PARTICIPANTS, WORKERS,
        ON_SITE, REPORTS, *ENTERPRISES.values(), *PRACTITIONERS.values(),
    ),
    (
        by("byStage", "Projects by stage", "项目（按阶段）", PROJECTS),
        stock("investment", "Total investment of all projects", "总投资", INVESTMENT, unit="currency"),
        stock("invested", "Investment completed", "已完成投资", INVESTED, unit="currency"),
        flow("contracts", "Works contracts", "工程合同", CONTRACTS),
        flow("contractValue", "Value of works contracts", "合同额", VALUE, unit="currency"),
        flow("tenders", "Tenders", "招标", TENDERS),
        flow("awards", "Tenders awarded", "中标", AWARDS),
        flow("awardedValue", "Winning prices", "中标额", AWARDED, unit="currency"),
        flow("bids", "Bids in tenders opened", "投标", BIDDERS),
        by("participants", "Participations by role", "参建（按角色）", PARTICIPANTS),
        _grades("creditGrades", "Enterprises by the grade of their last score in each class of credit",
            "企业信用等级（按类别）", ENTERPRISES),
        _grades("practitionerGrades", "Practitioners by the grade of their last score in each class of credit",
            "人员信用等级（按类别）", PRACTITIONERS),
        flow("workforceReports", "Workforce reports, one a project and period", "劳务实名报表", REPORTS),
        stock("workersOnSite", "Workers on site by each project's last report, however old", "在场人数", ON_SITE,
            unit="persons"),
        flow("workersReported", "Workers on site, summed over reports", "劳务报表在场人次", WORKERS, unit="persons"),
    ),
)  # fmt: skip
