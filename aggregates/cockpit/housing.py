"""智慧住房: the market: homes by state, presale, contracts, transfers, what lies on homes."""

from __future__ import annotations

from aggregates.cockpit.shapes import Count, Group, Over, Ratio, by, flow, stock
from aggregates.conditions import Flag, Reached, is_
from aggregates.measures import Measure
from aggregates.vocabulary import ContractKind, Market, Occupancy, Phase, Stock, TransferBasis

PHASES = Measure("homes", "HOUSE", by="phase", labels=tuple(one.name for one in Phase))
STOCKS = Measure("homes_by_stock", "HOUSE", by="stock", labels=tuple(one.name for one in Stock))
MARKETS = Measure("homes_by_market", "HOUSE", by="market", labels=tuple(one.name for one in Market))
OCCUPANCIES = Measure("homes_by_occupancy", "HOUSE", by="occupancy", labels=tuple(one.name for one in Occupancy))
ENCUMBERED = Measure("encumbered_homes", "HOUSE", where=Flag("encumbered"))
_PRESALE = is_("kind", "PRESALE")
PERMITS = Measure("presale_permits", "PROJECT", "permits", _PRESALE)
PERMITTED_AREA = Measure("presale_area", "PROJECT", "permits", _PRESALE, amount=("area",))
PERMITTED_UNITS = Measure("presale_units", "PROJECT", "permits", _PRESALE, amount=("units",))
_KINDS = tuple(one.name for one in ContractKind)
CONTRACTS = Measure("contracts", "HOUSE", "contracts", by="kind", labels=_KINDS)
CONTRACT_VALUE = Measure("contracts_value", "HOUSE", "contracts", amount=("price",))
CANCELLATIONS = Measure("cancellations", "HOUSE", "contracts", Reached("cancelled_on"), "kind", _KINDS)
TRANSFERS = Measure("transfers", "HOUSE", "transfers", by="basis", labels=tuple(one.name for one in TransferBasis))
TRANSFER_VALUE = Measure("transfers_value", "HOUSE", "transfers", is_("basis", "SALE"), amount=("price",))
MORTGAGES = Measure("mortgages", "HOUSE", "mortgages")
MORTGAGED = Measure("mortgages_standing", "HOUSE", "mortgages", live=True)
SEIZURES = Measure("seizures", "HOUSE", "seizures")
SEIZED = Measure("seizures_standing", "HOUSE", "seizures", live=True)
LEASES = Measure("leases", "HOUSE", "leases")
LET = Measure("leases_standing", "HOUSE", "leases", live=True)
_FOR_SALE = ("homes_by_market:PRESALE_OPEN", "homes_by_market:SALE_CONFIRMED")

GROUP = Group(
    "housing",
    "Housing market",
    "智慧住房",
    (
        PHASES, STOCKS, MARKETS, OCCUPANCIES, ENCUMBERED, PERMITS, PERMITTED_AREA, PERMITTED_UNITS, CONTRACTS,
        CONTRACT_VALUE, CANCELLATIONS, TRANSFERS, TRANSFER_VALUE, MORTGAGES, MORTGAGED, SEIZURES, SEIZED, LEASES, LET,
    ),
    (
        stock("homes", "Homes on the register, lost ones included", "房屋总数", PHASES, unit="homes"),
        by("byPhase", "Homes by phase", "房屋（按阶段）", PHASES),
        by("byStock", "Homes by stock", "房屋（按房源类别）", STOCKS),
        by("byMarket", "Homes by where they stand in the market", "房屋（按交易状态）", MARKETS),
        by("byOccupancy", "Homes by use", "房屋（按使用状态）", OCCUPANCIES),
        stock("encumbered", "Homes with a mortgage, seizure, objection or notice", "有权利限制房屋", ENCUMBERED),
        flow("presalePermits", "Presale permits", "预售许可", PERMITS),
        flow("presaleArea", "Area that they cover", "预售许可面积", PERMITTED_AREA, unit="m2"),
        flow("presaleUnits", "Homes that they cover", "预售许可套数", PERMITTED_UNITS, unit="homes"),
        by("contracts", "Sale contracts", "买卖合同", CONTRACTS, over=Over.FLOW),
        flow("contractValue", "Their prices", "合同金额", CONTRACT_VALUE, unit="currency"),
        by("cancellations", "Contracts cancelled", "撤销备案", CANCELLATIONS, over=Over.FLOW),
        by("transfers", "Transfers of ownership", "转移登记", TRANSFERS, over=Over.FLOW),
        flow("transferValue", "Prices of transfers by sale", "转移登记金额", TRANSFER_VALUE, unit="currency"),
        Count("forSale", "Homes for sale", "可售房屋", _FOR_SALE, unit="homes"),
        Ratio(
            "monthsOfSupply", "Homes for sale by the contracts of a month, over twelve months", "去化周期（月）",
            Count("supply", "Homes for sale, times twelve", "可售房屋×12", _FOR_SALE, scale=12),
            Count("sales", "Contracts of twelve months", "近十二个月合同", CONTRACTS.keys, Over.YEAR),
        ),
        flow("mortgages", "Mortgages registered", "抵押登记", MORTGAGES),
        stock("mortgagesStanding", "Mortgages that stand", "现有抵押", MORTGAGED),
        flow("seizures", "Seizures registered", "查封登记", SEIZURES),
        stock("seizuresStanding", "Seizures that stand", "现有查封", SEIZED),
        flow("leases", "Leases filed", "租赁备案", LEASES),
        stock("leasesStanding", "Leases that run", "在租备案", LET),
    ),
)  # fmt: skip
