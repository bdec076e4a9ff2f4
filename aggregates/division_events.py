"""What happens to a division: its registration, what is reported and adopted for it, its successors."""

from __future__ import annotations

from aggregates import departments as by
from aggregates.common_events import any_subject
from aggregates.declaring import act, fact
from aggregates.division import Division
from aggregates.event_types import EventClass

DATA, MONEY, BUILD = EventClass.DATA, EventClass.SUBSIDY, EventClass.CONSTRUCTION
D = Division

EVENT_TYPES = (
    act(
        D,
        "DivisionRegistered",
        "Division registered",
        "区划登记",
        DATA,
        by.DATA,
        D.name,
        D.level,
        D.parent,
        future=True,
    ),
    fact(D, "IndicatorReported", "Indicator reported", "指标上报", DATA, by.DATA, D.indicators, on_lost=True),
    act(D, "PolicyAdopted", "Policy adopted", "政策施行", DATA, by.DATA, D.policies, future=True),
    act(
        D,
        "Succeeded",
        "Succeeded by other divisions",
        "区划变更",
        DATA,
        by.DATA,
        D.successors,
        D.superseded,
        future=True,
        on_lost=True,
    ),
    act(D, "SubsidyRunOrdered", "Monthly run ordered", "补贴批次提交", MONEY, by.SECURITY, D.subsidy_runs),
    fact(D, "SubsidyRunAnswered", "Monthly run answered", "补贴批次回盘", MONEY, by.PAYMENTS, D.subsidy_runs),
    act(
        D,
        "InspectionListsFrozen",
        "Lists of a random inspection frozen",
        "双随机名录锁定",
        BUILD,
        by.WORKS,
        D.inspection_draws,
        D.inspection_candidates,
        D.inspection_conflicts,
    ),
    act(
        D,
        "InspectionDrawn",
        "Inspections drawn at random",
        "双随机抽取",
        BUILD,
        by.WORKS,
        D.inspection_draws,
        D.inspection_candidates,
        D.inspection_assignments,
    ),
    fact(
        D,
        "EpochDeclared",
        "Epoch of the ledger declared",
        "账本断代声明",
        DATA,
        by.DATA,
        D.epochs,
        affirms=False,
        on_lost=True,
    ),
    *any_subject(D),
)
