"""智慧项目: projects by stage, contracts, investment, tenders, who takes part.

Credit grades of enterprises belong here as soon as the catalogue has enterprises: a measure of their scores by class.
"""

from __future__ import annotations

from aggregates.cockpit.shapes import Group, by, flow, stock
from aggregates.conditions import Reached
from aggregates.measures import Measure
from aggregates.vocabulary import ParticipantRole, Stage

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
REPORTS = Measure("workforce_reports", "PROJECT", "workforce")

GROUP = Group(
    "projects",
    "Smart projects",
    "智慧项目",
    (
        PROJECTS, INVESTMENT, INVESTED, CONTRACTS, VALUE, TENDERS, AWARDS, AWARDED, BIDDERS, PARTICIPANTS, WORKERS,
        REPORTS,
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
        flow("workforceReports", "Workforce reports, one a project and period", "劳务实名报表", REPORTS),
        flow("workersOnSite", "Workers on site, summed over reports", "在场人数", WORKERS, unit="persons"),
    ),
)  # fmt: skip
