"""What happens to a household of housing security: application, review, allocation, tenancy, money, exit."""

from __future__ import annotations

from aggregates import departments as by
from aggregates.common_events import any_subject
from aggregates.declaring import act, fact
from aggregates.event_types import EventClass
from aggregates.household import Household

SECURE, MONEY = EventClass.SECURITY, EventClass.SUBSIDY
S = by.SECURITY
F = Household
_CIRCUMSTANCES = (F.size, F.income, F.assets, F.housing_area, F.income_band, F.residence)

APPLICATION = (
    act(
        F, "ApplicationAccepted", "Application accepted", "受理", SECURE, S,
        F.members, F.applied_on, F.accepted_on, *_CIRCUMSTANCES, F.bank_account,
    ),
    act(F, "MaterialsRequested", "Materials requested", "一次性补正通知", SECURE, S, F.material_requests),
    fact(F, "MaterialsSupplied", "Materials supplied", "材料补齐", SECURE, S, F.material_requests),
    act(F, "MemberJoined", "Member joined", "成员加入", SECURE, S, F.members, F.size, F.income_band),
    act(
        F, "MemberLeft", "Member left", "成员退出", SECURE, S, F.members, F.size, F.income_band,
        on_lost=True,
    ),
    fact(F, "CircumstancesChanged", "Circumstances changed", "情况变更", SECURE, S, *_CIRCUMSTANCES, F.bank_account),
    fact(F, "VerificationRecorded", "Verification recorded", "联网核验", SECURE, by.ANY, F.verifications),
    act(F, "ReviewPassed", "Review passed", "审核通过", SECURE, S, F.reviews),
    act(F, "ReviewRejected", "Review failed", "审核不通过", SECURE, S, F.reviews, fixed={"refused": True}),
    act(F, "PublicityOpened", "Publicity opened", "公示", SECURE, S, F.publicities),
    act(F, "PublicityClosed", "Publicity closed", "公示结束", SECURE, S, F.publicities),
    fact(F, "ObjectionRaised", "Objection raised", "公示异议", SECURE, S, F.publicity_objections),
    act(F, "ObjectionResolved", "Objection resolved", "异议处理", SECURE, S, F.publicity_objections),
    act(F, "EligibilityGranted", "Eligibility granted", "取得资格", SECURE, S, F.eligibilities, future=True),
    act(
        F, "EligibilitySuspended", "Eligibility suspended", "资格中止", SECURE, S, F.eligibility_suspensions,
        prevails=True,
    ),
    act(F, "EligibilityResumed", "Eligibility resumed", "资格恢复", SECURE, S, F.eligibility_suspensions),
    act(
        F, "EligibilityRevoked", "Eligibility revoked", "资格取消", SECURE, S,
        F.eligibilities, F.waitings, F.allocations, F.subsidy_approvals, future=True, prevails=True,
    ),
)  # fmt: skip

ALLOCATION = (
    act(F, "Waitlisted", "Put on the waiting list", "轮候", SECURE, S, F.waitings),
    act(F, "PriorityGranted", "Priority granted", "优先认定", SECURE, S, F.priorities),
    act(F, "DrawResultRecorded", "Result of a draw recorded", "摇号结果", SECURE, S, F.allocations),
    act(F, "DirectlyAllocated", "Allocated without a draw", "定向配租", SECURE, S, F.allocations),
    act(F, "HouseSelected", "House chosen", "选房", SECURE, S, F.allocations),
    fact(F, "SelectionWaived", "Choice waived or missed", "弃选", SECURE, S, F.allocations, F.waitings),
)

TENANCY = (
    act(
        F, "TenancyContractSigned", "Tenancy contract signed", "租赁合同签订", SECURE, S,
        F.tenancies, F.allocations, F.waitings, future=True,
    ),
    act(F, "TenancyContractRenewed", "Tenancy contract renewed", "租赁合同续签", SECURE, S, F.tenancies, future=True),
    act(
        F, "TenancyContractEnded", "Tenancy contract ended", "租赁合同终止", SECURE, S, F.tenancies,
        future=True, on_lost=True,
    ),
    act(F, "HouseExchanged", "House exchanged", "调换", SECURE, S, F.tenancies, F.allocations, future=True),
    act(
        F, "PurchaseContractSigned", "Purchase contract signed", "配售合同签订", SECURE, S,
        F.purchases, F.allocations, F.waitings,
    ),
    fact(F, "RentCharged", "Rent charged", "租金应缴", SECURE, S, F.rents, future=True),
    fact(F, "RentPaid", "Rent paid", "租金缴纳", SECURE, by.PAYMENTS, F.rents, on_lost=True),
    fact(F, "ArrearsRecorded", "Arrears recorded", "欠租", SECURE, S, F.arrears_notices, on_lost=True),
    fact(F, "InspectionRecorded", "Inspection recorded", "入户检查", SECURE, S, F.home_inspections),
    fact(F, "ViolationFound", "Violation found", "违规", SECURE, S, F.violations),
    fact(F, "ViolationResolved", "Violation resolved", "违规处理完毕", SECURE, S, F.violations, on_lost=True),
    act(F, "SanctionImposed", "Sanction imposed", "处理处罚", SECURE, S, F.sanctions, on_lost=True),
    act(F, "AnnualReviewOpened", "Review opened", "启动复核", SECURE, S, F.annual_reviews),
    act(F, "AnnualReviewPassed", "Yearly review passed", "年度复核通过", SECURE, S, F.annual_reviews),
    act(F, "AnnualReviewFailed", "Yearly review failed", "年度复核不通过", SECURE, S, F.annual_reviews),
    act(
        F, "Exited", "Left housing security", "退出保障", SECURE, S,
        F.exited_on, F.exit_reason, F.eligibilities, F.waitings, F.allocations, F.subsidy_approvals, F.members,
        prevails=True,
    ),
)  # fmt: skip

_PUBLIC, _MARKET = (
    ("PublicRentSubsidy", "Public-rental subsidy", "公租补贴"),
    ("MarketRentSubsidy", "Market-rent subsidy", "市场租房补贴"),
)
SUBSIDIES = tuple(
    each
    for name, en, zh in (_PUBLIC, _MARKET)
    for each in (
        act(F, f"{name}Approved", f"{en} approved", f"{zh}核定", MONEY, S, F.subsidy_approvals, future=True),
        act(F, f"{name}Ordered", f"{en} ordered", f"{zh}提交发放", MONEY, S, F.subsidies),
        fact(F, f"{name}Paid", f"{en} paid", f"{zh}发放", MONEY, by.PAYMENTS, F.subsidies, on_lost=True),
        fact(F, f"{name}Failed", f"{en} failed", f"{zh}发放失败", MONEY, by.PAYMENTS, F.subsidies, on_lost=True),
        act(
            F, f"{name}Stopped", f"{en} stopped", f"{zh}停发", MONEY, S, F.subsidy_approvals,
            future=True, on_lost=True, prevails=True,
        ),
        act(F, f"{name}ClawedBack", f"{en} clawed back", f"{zh}追缴", MONEY, S, F.subsidies, on_lost=True),
    )
)  # fmt: skip

EVENT_TYPES = (*APPLICATION, *ALLOCATION, *TENANCY, *SUBSIDIES, *any_subject(Household))
