"""住房保障: applicants, waiting, homes and money of housing security."""

from __future__ import annotations

from aggregates.cockpit.shapes import Breakdown, Count, Group, Over, Ratio, Split, by, flow, stock
from aggregates.conditions import Reached, is_
from aggregates.exposure import Exposure
from aggregates.measures import OTHER, Measure, Since
from aggregates.vocabulary import HouseholdCategory, HouseholdStage, SubsidyKind

_H = "HOUSEHOLD"
_ROOMS = ("0", "1", "2", "3", "4", OTHER)
BANDS = ("LOWEST", "LOW", "MIDDLE_LOW")
"""The income bands that the shipped policy names; others, and none, count as other."""

STAGES = Measure("households", _H, by="stage", labels=tuple(one.name for one in HouseholdStage))
CATEGORIES = Measure("households_by_category", _H, by="category", labels=tuple(o.name for o in HouseholdCategory))
SIZES = Measure("households_by_size", _H, by="size", labels=("1", "2", "3", "4", OTHER))
INCOMES = Measure("households_by_income", _H, by="income_band", labels=(*BANDS, OTHER))
APPLICANTS = Measure("applicants", _H)
ELIGIBLE = Measure("eligible", _H, "eligibilities", live=True)
WAITING = Measure("waiting", _H, "waitings", by="bedrooms", labels=_ROOMS, live=True)
WAITS = tuple(
    Measure(f"waiting_{months}_months", _H, "waitings", live=True, since=Since("since", months=months))
    for months in (6, 12, 24)
)
HOUSED = Measure("housed", _H, "tenancies", live=True)
SUBSIDISED = Measure(
    "subsidised", _H, "subsidy_approvals", by="kind", labels=tuple(one.name for one in SubsidyKind), live=True
)
FREE = Measure(
    "free_secured_homes", "HOUSE",
    where=~is_("stock", "MARKET") & is_("occupancy", "VACANT") & is_("physical", "COMPLETED"),
    by="bedrooms", labels=_ROOMS,
)  # fmt: skip
DRAWS = Measure("draws", "LOTTERY", where=Reached("drawn_on"))
_RENT = Since("due_on", days=1)
CHARGED = Measure("rent_due", _H, "rents", amount=("charged", "reduced"), since=_RENT)
PAID = Measure("rent_paid", _H, "rents", amount=("paid",), since=_RENT)
SUBSIDIES = Measure("subsidies_paid", _H, "subsidies", is_("state", "PAID"), amount=("amount",))
VIOLATIONS = Measure("violations", _H, "violations")
UNRESOLVED = Measure("open_violations", _H, "violations", live=True)


def _of(name: str, en: str, zh: str, *keys: str, minus: tuple[str, ...] = ()) -> Count:
    return Count(name, en, zh, keys, minus=minus, households=True)


_SECURED = Count("secured", "Housed or subsidised", "已保障", (*HOUSED.keys, *SUBSIDISED.keys), households=True)
_WAITS = (
    ("<6", _of("<6", "Less than half a year", "不满半年", *WAITING.keys, minus=WAITS[0].keys)),
    ("6-12", _of("6-12", "Half a year to a year", "半年至一年", *WAITS[0].keys, minus=WAITS[1].keys)),
    ("12-24", _of("12-24", "One to two years", "一至两年", *WAITS[1].keys, minus=WAITS[2].keys)),
    ("24+", _of("24+", "Two years and more", "两年以上", *WAITS[2].keys)),
)
_SUPPLY = tuple(
    (
        rooms,
        Ratio(
            rooms, "Free secured homes by households that wait", "供需比",
            Count("free", "Free secured homes", "可用保障房", (f"free_secured_homes:{rooms}",)),
            _of("waiting", "Waiting", "轮候户数", f"waiting:{rooms}"),
        ),
    )
    for rooms in _ROOMS
)  # fmt: skip
_ARREARS = Count(
    "rentArrears", "Rent due and not paid", "欠租金额", CHARGED.keys, minus=PAID.keys, unit="currency", households=True
)

GROUP = Group(
    "security",
    "Housing security",
    "住房保障",
    (
        STAGES, CATEGORIES, SIZES, INCOMES, APPLICANTS, ELIGIBLE, WAITING, *WAITS, HOUSED, SUBSIDISED, FREE, DRAWS,
        CHARGED, PAID, SUBSIDIES, VIOLATIONS, UNRESOLVED,
    ),
    (
        flow("applicants", "Applications accepted", "受理申请", APPLICANTS, households=True),
        by("byStage", "Households by stage", "保障家庭（按阶段）", STAGES, households=True),
        by("byCategory", "Households by category", "保障家庭（按类别）", CATEGORIES, households=True),
        by("bySize", "Households by members; other: five and more, or unknown", "家庭人数", SIZES, households=True),
        by("byIncomeBand", "Households by income band", "收入档次", INCOMES, households=True),
        stock("eligible", "Eligibilities in force", "有效资格", ELIGIBLE, households=True),
        stock("waiting", "Households that wait", "轮候户数", WAITING, households=True),
        Breakdown("waitingByWait", "Households that wait, by months", "轮候时长（月）", _WAITS),
        by("waitingByBedrooms", "Households that wait, by bedrooms", "轮候户型", WAITING, households=True),
        stock("housed", "Households in a secured home", "已入住", HOUSED, households=True),
        by("subsidised", "Households with a subsidy", "领取补贴", SUBSIDISED, households=True),
        Ratio("coverage", "Housed or subsidised of the eligible", "保障覆盖率", _SECURED, stock(
            "eligible", "Eligibilities in force", "有效资格", ELIGIBLE, households=True)),
        stock("freeHomes", "Completed, vacant secured homes", "可用保障房", FREE, unit="homes"),
        Ratio("supplyDemand", "Free secured homes by households that wait", "供需比",
            stock("free", "Free secured homes", "可用保障房", FREE),
            stock("waiting", "Waiting", "轮候户数", WAITING, households=True)),
        Split("supplyDemandByBedrooms", "The same by bedrooms", "供需比（按户型）", _SUPPLY),
        flow("draws", "Draws of lots", "摇号", DRAWS),
        _ARREARS,
        Ratio("rentPaidRate", "Rent paid of rent that fell due", "租金收缴率",
            Count("paid", "Rent paid", "实缴", PAID.keys, Over.FLOW, households=True),
            Count("due", "Rent that fell due", "应缴", CHARGED.keys, Over.FLOW, households=True)),
        flow("subsidiesPaid", "Subsidies paid", "发放补贴", SUBSIDIES, unit="currency", households=True),
        flow("violations", "Violations found", "违规", VIOLATIONS, households=True),
        stock("openViolations", "Violations not resolved", "未处理违规", UNRESOLVED, households=True),
    ),
    Exposure.SHARED,
)  # fmt: skip
