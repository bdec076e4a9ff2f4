"""What happens to a house: registration, presale, transactions and charges, holding, loss."""

from __future__ import annotations

from aggregates import departments as by
from aggregates.common_events import any_subject
from aggregates.declaring import act, fact
from aggregates.event_types import EventClass
from aggregates.house import House

BUILD, PRESALE, DEAL = EventClass.CONSTRUCTION, EventClass.PRESALE, EventClass.TRANSACTION
HOLD, END, SUBSIDY, DATA = EventClass.HOLDING, EventClass.DEMOLITION, EventClass.SUBSIDY, EventClass.DATA
SECURE = EventClass.SECURITY
H = House

BEFORE_OWNERSHIP = (
    act(H, "HouseRegistered", "House registered", "房屋登记", BUILD, by.TRADING),
    fact(H, "SurveyRevised", "Survey revised", "测绘变更", BUILD, by.REAL_ESTATE),
    act(
        H,
        "PresaleOpened",
        "Presale opened",
        "开盘",
        PRESALE,
        by.TRADING,
        H.presale_permit_no,
        H.presale_opened_on,
        H.presale_lapses_on,
        future=True,
        fixed={"presale_open": True},
    ),
    act(
        H,
        "PresaleClosed",
        "Presale closed",
        "停止预售",
        PRESALE,
        by.TRADING,
        H.presale_lapses_on,
        future=True,
        on_lost=True,
        fixed={"presale_open": False},
    ),
    act(
        H,
        "PresaleContractFiled",
        "Presale contract filed",
        "预售合同网签备案",
        PRESALE,
        by.TRADING,
        H.contracts,
        H.parties,
    ),
    act(
        H,
        "PresaleContractAmended",
        "Presale contract amended",
        "预售合同变更",
        PRESALE,
        by.TRADING,
        H.contracts,
        H.parties,
    ),
    act(
        H,
        "PresaleContractCancelled",
        "Presale contract cancelled",
        "退网签",
        PRESALE,
        by.TRADING,
        H.contracts,
        H.parties,
        on_lost=True,
    ),
    act(
        H,
        "SaleConfirmed",
        "Cleared for sale as a finished house",
        "现房销售确认",
        DEAL,
        by.TRADING,
        H.sale_confirmation_no,
        fixed={"sale_confirmed": True},
    ),
    act(H, "PurchaseQualified", "Buyer's qualification checked", "购房资格核验", DEAL, by.TRADING, H.qualifications),
    act(H, "ListingVerified", "Listing verified", "房源核验", DEAL, by.TRADING, H.listings),
    act(H, "SaleContractFiled", "Sale contract filed", "买卖合同网签备案", DEAL, by.TRADING, H.contracts, H.parties),
    act(
        H,
        "SaleContractCancelled",
        "Sale contract cancelled",
        "买卖合同注销",
        DEAL,
        by.TRADING,
        H.contracts,
        H.parties,
        on_lost=True,
    ),
)

REGISTER = (
    act(H, "AdvanceNoticeRegistered", "Advance notice registered", "预告登记", DEAL, by.REAL_ESTATE, H.advance_notices),
    act(
        H,
        "AdvanceNoticeCancelled",
        "Advance notice cancelled",
        "预告登记注销",
        DEAL,
        by.REAL_ESTATE,
        H.advance_notices,
        on_lost=True,
    ),
    act(
        H,
        "OwnershipTransferred",
        "Ownership transferred",
        "转移登记",
        DEAL,
        by.REAL_ESTATE,
        H.owners,
        H.transfers,
        H.contracts,
        H.parties,
    ),
    act(H, "MortgageRegistered", "Mortgage registered", "抵押登记", DEAL, by.REAL_ESTATE, H.mortgages),
    act(
        H,
        "MortgageDischarged",
        "Mortgage discharged",
        "抵押注销",
        DEAL,
        by.REAL_ESTATE,
        H.mortgages,
        on_lost=True,
    ),
    act(H, "SeizureRegistered", "Seizure registered", "查封", DEAL, by.REAL_ESTATE, H.seizures),
    act(H, "SeizureExtended", "Seizure extended", "续封", DEAL, by.REAL_ESTATE, H.seizures),
    act(H, "SeizureLifted", "Seizure lifted", "解封", DEAL, by.REAL_ESTATE, H.seizures, on_lost=True),
    act(H, "ObjectionRegistered", "Objection registered", "异议登记", DEAL, by.REAL_ESTATE, H.objections),
    act(H, "ObjectionWithdrawn", "Objection withdrawn", "异议注销", DEAL, by.REAL_ESTATE, H.objections, on_lost=True),
    act(
        H,
        "Deregistered",
        "Right struck off",
        "注销登记",
        DEAL,
        by.REAL_ESTATE,
        H.deregistrations,
        H.owners,
        H.mortgages,
        H.advance_notices,
        on_lost=True,
    ),
    fact(H, "DeedTaxPaid", "Deed tax paid", "契税", DEAL, by.TAX, H.deed_taxes),
)

HOLDING = (
    act(H, "LeaseFiled", "Lease filed", "租赁备案", HOLD, by.TRADING, H.leases, H.parties, future=True),
    act(H, "LeaseRenewed", "Lease renewed", "续租备案", HOLD, by.TRADING, H.leases, H.parties, future=True),
    fact(H, "LeaseEnded", "Lease ended", "租赁终止", HOLD, by.TRADING, H.leases, H.parties, future=True, on_lost=True),
    fact(H, "MaintenanceFundPaid", "Maintenance fund paid", "维修资金缴存", HOLD, by.PROPERTY, H.maintenance_payments),
    fact(
        H,
        "OccupancyInspected",
        "Occupancy inspected",
        "入户查验",
        HOLD,
        by.SECURITY,
        H.inspections,
        H.observed_occupancy,
    ),
    fact(H, "SafetyAppraised", "Safety appraised", "安全鉴定", HOLD, by.HOUSE_SAFETY, H.appraisals, H.safety_grade),
    act(
        H,
        "StockAdded",
        "Added to secured stock",
        "纳入保障房源",
        SECURE,
        by.SECURITY,
        H.stock,
        H.stock_entries,
        future=True,
    ),
    act(
        H,
        "StockReleased",
        "Released from secured stock",
        "退出保障房源",
        SECURE,
        by.SECURITY,
        H.stock_entries,
        future=True,
        on_lost=True,
        fixed={"stock": "MARKET"},
    ),
    act(H, "TenancyStarted", "Tenancy started", "入住", SECURE, by.SECURITY, H.tenancies, future=True),
    fact(H, "TenancyEnded", "Tenancy ended", "腾退", SECURE, by.SECURITY, H.tenancies, future=True, on_lost=True),
    fact(H, "ViolationFound", "Violation found", "违规转租转借", SECURE, by.SECURITY, H.violations),
)

END_OF_LIFE = (
    act(H, "ExpropriationAgreed", "Expropriation agreed", "征收签约", END, by.EXPROPRIATION, H.expropriations),
    fact(H, "Demolished", "Lost with its building", "灭失", END, by.WORKS, fixed={"physical": "DEMOLISHED"}),
    fact(H, "CompensationPaid", "Compensation paid", "补偿", END, by.PAYMENTS, H.compensations, on_lost=True),
    fact(H, "SubsidyPaid", "Subsidy paid", "补贴发放", SUBSIDY, by.PAYMENTS, H.subsidy_payments, future=True),
    act(H, "Merged", "Merged", "合并", DATA, by.REAL_ESTATE, H.lineage, H.superseded, on_lost=True),
    act(H, "Split", "Split", "分割", DATA, by.REAL_ESTATE, H.lineage, H.superseded, on_lost=True),
)

EVENT_TYPES = (*BEFORE_OWNERSHIP, *REGISTER, *HOLDING, *END_OF_LIFE, *any_subject(H))
