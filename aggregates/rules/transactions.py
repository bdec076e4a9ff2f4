"""TRA: contracts and transfers."""

from __future__ import annotations

from aggregates.building import Building
from aggregates.house import House
from aggregates.project import Project
from aggregates.rules import charges, restrictions, titles
from aggregates.rules.rule import Rule, paths

H = House
DEALS = frozenset({"PresaleContractFiled", "SaleContractFiled", "OwnershipTransferred"})

TRA_1 = Rule(
    "TRA-1",
    "{day}有权利限制，不予办理{type}：{detail:zh}。",
    "On {day} something stands against {type}: {detail:en}.",
    "民法典第220条、第406条 (Civil Code 220, 406)",
    {"HOUSE": DEALS | {"PresaleContractAmended"}},
    {"HOUSE": paths(H.seizures, H.mortgages, H.objections, H.contracts, H.owners)},
    charges.check,
)
TRA_2 = Rule(
    "TRA-2",
    "{type}的出让人、文书或共有方式不符：{detail:zh}。",
    "{type} does not pass from the owner on record, lacks its document, or leaves ownership wrong: {detail:en}.",
    "民法典第297-299条、不动产登记暂行条例实施细则第38条 (Civil Code 297-299; Rules of registration 38)",
    {"HOUSE": DEALS},
    {
        "HOUSE": paths(
            H.owners,
            H.contracts,
            H.parties,
            H.transfers,
            H.sale_confirmed,
            H.building_code,
            H.project_code,
        ),
        "BUILDING": paths(Building.project_code),
        "PROJECT": paths(Project.participants),
    },
    titles.check,
)
TRA_3 = Rule(
    "TRA-3",
    "该房屋属于保障房源（{stock:zh}），限制出售，至：{until:zh}。",
    "The house is in secured stock ({stock:en}); its sale is restricted until: {until:en}.",
    "公共租赁住房管理办法、经济适用住房管理办法第30条 (Public Rental Measures; Affordable Housing Measures 30)",
    {"HOUSE": DEALS},
    {"HOUSE": paths(H.stock, H.stock_entries, H.owners, H.transfers)},
    restrictions.check,
)

RULES = (TRA_1, TRA_2, TRA_3)
