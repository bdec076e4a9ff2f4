"""What happens to a building: its progress, its use and safety, its end."""

from __future__ import annotations

from aggregates import departments as by
from aggregates.building import Building
from aggregates.common_events import any_subject
from aggregates.declaring import act, fact
from aggregates.event_types import EventClass

BUILD, PRESALE, DEAL = EventClass.CONSTRUCTION, EventClass.PRESALE, EventClass.TRANSACTION
HOLD, END, SUBSIDY, DATA = EventClass.HOLDING, EventClass.DEMOLITION, EventClass.SUBSIDY, EventClass.DATA
B = Building

CONSTRUCTION = (
    act(B, "BuildingRegistered", "Building registered", "楼幢登记", BUILD, by.WORKS, B.unit_mix),
    fact(B, "SurveyRevised", "Survey revised", "测绘变更", BUILD, by.REAL_ESTATE, B.unit_mix),
    act(
        B,
        "ConstructionPermitted",
        "Construction permitted",
        "施工许可（楼幢）",
        BUILD,
        by.WORKS,
        B.permits,
        B.physical,
        future=True,
    ),
    act(
        B,
        "ConstructionStarted",
        "Construction started",
        "开工",
        BUILD,
        by.WORKS,
        B.started_on,
        fixed={"physical": "UNDER_CONSTRUCTION"},
    ),
    fact(
        B,
        "ConstructionSuspended",
        "Construction suspended",
        "停工",
        BUILD,
        by.WORKS,
        B.suspensions,
        fixed={"physical": "SUSPENDED"},
    ),
    act(
        B,
        "ConstructionResumed",
        "Construction resumed",
        "复工",
        BUILD,
        by.WORKS,
        B.suspensions,
        fixed={"physical": "UNDER_CONSTRUCTION"},
    ),
    fact(B, "ToppedOut", "Topped out", "封顶", BUILD, by.WORKS, B.topped_out_on),
    fact(
        B,
        "CompletionAccepted",
        "Completion accepted",
        "竣工验收",
        BUILD,
        by.WORKS,
        B.acceptances,
        B.completed_on,
        B.year_built,
        fixed={"physical": "COMPLETED"},
    ),
    act(
        B,
        "CompletionFiled",
        "Completion filed",
        "竣工备案",
        BUILD,
        by.WORKS,
        B.acceptances,
        fixed={"completion_filed": True},
    ),
    fact(B, "NotRealised", "Not realised", "未建成", BUILD, by.WORKS, fixed={"physical": "NOT_REALISED"}),
    act(
        B,
        "PresalePermitted",
        "Presale permitted",
        "预售许可（楼幢）",
        PRESALE,
        by.TRADING,
        B.presale_permits,
        future=True,
    ),
    act(
        B,
        "FirstRegistered",
        "Ownership first registered",
        "首次登记",
        DEAL,
        by.REAL_ESTATE,
        B.first_registration_no,
        fixed={"first_registered": True},
    ),
)

HOLDING = (
    fact(
        B,
        "PropertyManagerAssigned",
        "Property manager assigned",
        "物业委托",
        HOLD,
        by.PROPERTY,
        B.property_managers,
        future=True,
    ),
    act(B, "MaintenanceFundUsed", "Maintenance fund used", "维修资金使用", HOLD, by.PROPERTY, B.fund_uses),
    fact(B, "SafetyScreened", "Safety screened", "安全初判", HOLD, by.HOUSE_SAFETY, B.screenings),
    fact(B, "SafetyAppraised", "Safety appraised", "安全鉴定", HOLD, by.HOUSE_SAFETY, B.appraisals, B.safety_grade),
    fact(B, "HazardFound", "Hazard found", "隐患上报", HOLD, by.HOUSE_SAFETY, B.hazards),
    act(B, "ControlOrdered", "Control ordered", "管控", HOLD, by.HOUSE_SAFETY, B.controls, future=True),
    act(B, "ControlLifted", "Control lifted", "解除管控", HOLD, by.HOUSE_SAFETY, B.controls, on_lost=True),
    fact(B, "HazardResolved", "Hazard resolved", "整治销号", HOLD, by.HOUSE_SAFETY, B.hazards, on_lost=True),
    act(B, "RenovationGranted", "Renovation granted", "改造批准", HOLD, by.WORKS, B.renovations, future=True),
    fact(B, "RenovationCompleted", "Renovation completed", "改造完工", HOLD, by.WORKS, B.renovations, B.unit_mix),
    act(B, "UseChanged", "Use changed", "用途变更", HOLD, by.HOUSE_SAFETY, B.purpose, B.use_changes, future=True),
    fact(B, "TakenOutOfUse", "Taken out of use", "停用", HOLD, by.HOUSE_SAFETY, fixed={"out_of_use": True}),
    fact(B, "ReturnedToUse", "Returned to use", "恢复使用", HOLD, by.HOUSE_SAFETY, fixed={"out_of_use": False}),
)

END_OF_LIFE = (
    act(
        B,
        "ExpropriationDecided",
        "Expropriation decided",
        "征收决定",
        END,
        by.EXPROPRIATION,
        B.expropriations,
        future=True,
    ),
    act(B, "DemolitionFiled", "Demolition filed", "拆除备案", END, by.WORKS, B.demolitions, B.physical, future=True),
    act(B, "Demolished", "Demolished", "拆除", END, by.WORKS, B.demolitions, fixed={"physical": "DEMOLISHED"}),
    act(B, "SubsidyGranted", "Subsidy granted", "补贴批准", SUBSIDY, by.SECURITY, B.subsidies, B.unit_mix, future=True),
    fact(B, "SubsidyPaid", "Subsidy paid", "补贴发放", SUBSIDY, by.PAYMENTS, B.subsidy_payments, B.subsidies),
    fact(
        B,
        "SubsidyClawedBack",
        "Subsidy clawed back",
        "补贴追回",
        SUBSIDY,
        by.PAYMENTS,
        B.subsidy_payments,
        B.subsidies,
        on_lost=True,
    ),
    act(
        B,
        "EnteredInError",
        "Entered in error",
        "误录",
        DATA,
        by.WORKS,
        on_lost=True,
        fixed={"physical": "ENTERED_IN_ERROR"},
    ),
    act(B, "Merged", "Merged", "合并", DATA, by.REAL_ESTATE, B.lineage, B.superseded, on_lost=True),
    act(B, "Split", "Split", "分割", DATA, by.REAL_ESTATE, B.lineage, B.superseded, on_lost=True),
)

EVENT_TYPES = (*CONSTRUCTION, *HOLDING, *END_OF_LIFE, *any_subject(B))
