"""What is derived and never recorded: a house's market, occupancy and phase, a project's stage, a household's arrears.

:data:`TABLES` holds one decision table per kind (:mod:`aggregates.decisions`); a region that bears the name of a
recorded attribute (``physical``, ``stock``, ``stage``) stands in its place wherever the subject is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from aggregates import vocabulary
from aggregates.attributes import Attribute, boolean, day, enum
from aggregates.building import Building
from aggregates.common import money
from aggregates.conditions import Flag, Known, Reached, is_
from aggregates.decisions import Fact, Region, Table, Take
from aggregates.enterprise import Enterprise
from aggregates.exposure import Exposure
from aggregates.figures import Debt, Figure, Owed, OwedSince, Pick
from aggregates.house import House
from aggregates.household import Household
from aggregates.lottery import Lottery
from aggregates.practitioner import Practitioner
from aggregates.project import Project

LOST = tuple(state.name for state in vocabulary.LOST)
FOR_SALE = ("PRESALE_OPEN", "PRESALE_CONTRACTED", "SALE_CONFIRMED", "SALE_CONTRACTED")
BUILDING_SITE = ("PLANNED", "UNDER_CONSTRUCTION", "SUSPENDED")


def _named(name: str, attribute: Attribute) -> Attribute:
    attribute.name = name
    return attribute


def _region(name: str, choices: type[Enum], en: str, zh: str) -> Attribute:
    return _named(name, enum(choices, en, zh))


UNDER_INVESTIGATION = Region(
    _named("under_investigation", boolean("Under investigation", "核查中")),
    ((Flag("has_investigation"), True),),
    otherwise=False,
)
INVESTIGATION = Fact("has_investigation", "investigations")

BOUGHT = ~is_("basis", "FIRST_REGISTRATION")  # which makes the developer nobody who has bought
HELD = Flag("has_holder") | (Flag("has_transfer") & ~Flag("names_holder"))  # some registers name no owners

HOUSE = Table(
    "HOUSE",
    joined=("physical", "out_of_use", "project_code"),
    facts=(
        INVESTIGATION,
        Fact("has_holder", "owners", BOUGHT),
        Fact("names_holder", "owners", BOUGHT, ever=True),
        Fact("has_transfer", "transfers", BOUGHT),
        Fact("has_presale_contract", "contracts", is_("kind", "PRESALE")),
        Fact("has_sale_contract", "contracts", is_("kind", "SALE")),
        Fact("has_tenancy", "tenancies"),
        Fact("has_lease", "leases"),
        Fact("has_mortgage", "mortgages"),
        Fact("has_seizure", "seizures"),
        Fact("has_objection", "objections"),
        Fact("has_advance_notice", "advance_notices"),
    ),
    regions=(
        Region(
            House.physical,
            (
                (is_("physical", *LOST), Take("physical")),
                (Known("building_physical"), Take("building_physical")),
                (Known("physical"), Take("physical")),
            ),
            otherwise="PLANNED",
        ),
        Region(
            House.project_code,
            ((Known("building_project_code"), Take("building_project_code")),),
            otherwise=Take("project_code"),
        ),
        Region(House.stock, ((Known("stock"), Take("stock")),), otherwise="MARKET"),
        Region(
            _region("market", vocabulary.Market, "Market", "交易状态"),
            (
                (is_("physical", *LOST) | Flag("superseded"), "NOT_FOR_SALE"),
                (Flag("has_sale_contract"), "SALE_CONTRACTED"),
                (Flag("has_presale_contract"), "PRESALE_CONTRACTED"),
                (HELD, "OWNED"),
                (Flag("sale_confirmed"), "SALE_CONFIRMED"),
                (Flag("presale_open") & ~Reached("presale_lapses_on"), "PRESALE_OPEN"),
            ),
            otherwise="NOT_FOR_SALE",
        ),
        Region(
            _region("occupancy", vocabulary.Occupancy, "Occupancy", "使用状态"),
            (
                (is_("physical", *LOST) | Flag("superseded") | Flag("building_out_of_use"), "OUT_OF_USE"),
                (Flag("has_tenancy"), "ALLOCATED"),
                (Flag("has_lease"), "LET"),
                (is_("observed_occupancy", "VACANT", "OWNER_OCCUPIED", "OUT_OF_USE"), Take("observed_occupancy")),
                (HELD & is_("physical", "COMPLETED"), "OWNER_OCCUPIED"),
            ),
            otherwise="VACANT",
        ),
        Region(
            _named("encumbered", boolean("Encumbered", "有权利限制")),
            (
                (
                    Flag("has_mortgage") | Flag("has_seizure") | Flag("has_objection") | Flag("has_advance_notice"),
                    True,
                ),
            ),
            otherwise=False,
        ),
        UNDER_INVESTIGATION,
        Region(
            _region("phase", vocabulary.Phase, "Phase", "阶段"),
            (
                (is_("physical", *LOST) | Flag("superseded"), "LOSS"),
                (
                    is_("market", *FOR_SALE),
                    "TRANSACTION",
                ),
                (is_("market", "OWNED") | is_("occupancy", "LET", "ALLOCATED"), "HOLDING"),
                (is_("physical", *BUILDING_SITE), "CONSTRUCTION"),
            ),
            otherwise="HOLDING",
        ),
    ),
)

BUILDING = Table(
    "BUILDING",
    facts=(INVESTIGATION, Fact("has_presale_permit", "presale_permits")),
    regions=(
        Region(Building.physical, ((Known("physical"), Take("physical")),), otherwise="PLANNED"),
        UNDER_INVESTIGATION,
        Region(
            _region("phase", vocabulary.Phase, "Phase", "阶段"),
            (
                (is_("physical", *LOST) | Flag("superseded"), "LOSS"),
                (Flag("has_presale_permit") & ~Flag("first_registered"), "TRANSACTION"),
                (is_("physical", *BUILDING_SITE), "CONSTRUCTION"),
            ),
            otherwise="HOLDING",
        ),
    ),
)

PROJECT = Table(
    "PROJECT",
    facts=(
        INVESTIGATION,
        Fact("has_land", "lands"),
        Fact("has_planning_permit", "permits", is_("kind", "PLANNING")),
        Fact("has_construction_permit", "permits", is_("kind", "CONSTRUCTION")),
        Fact("has_works", "permits", is_("kind", "CONSTRUCTION") & Reached("works_started_on")),
        Fact("has_award", "tenders", Reached("awarded_on")),
    ),
    regions=(
        Region(
            Project.stage,
            (
                (Flag("cancelled") | is_("stage", "CANCELLED"), "CANCELLED"),
                (Flag("completion_filed") | Reached("completed_on") | is_("stage", "COMPLETED"), "COMPLETED"),
                (Flag("has_works") | Reached("started_on") | is_("stage", "UNDER_CONSTRUCTION"), "UNDER_CONSTRUCTION"),
                (Flag("has_construction_permit") | is_("stage", "CONSTRUCTION_PERMITTED"), "CONSTRUCTION_PERMITTED"),
                (Flag("has_award") | is_("stage", "AWARDED"), "AWARDED"),
                (Flag("has_planning_permit") | is_("stage", "PLANNING_PERMITTED"), "PLANNING_PERMITTED"),
                (Flag("has_land") | is_("stage", "LAND_ACQUIRED"), "LAND_ACQUIRED"),
            ),
            otherwise="APPROVED",
        ),
        UNDER_INVESTIGATION,
    ),
)

RENT = Debt("charged", ("reduced", "paid"), "due_on")
REVIEWED = Flag("passed") & Known("next_on") & Reached("reviewed_on")

HOUSEHOLD = Table(
    "HOUSEHOLD",
    facts=(
        INVESTIGATION,
        Fact("has_request", "material_requests"),
        Fact("in_publicity", "publicities"),
        Fact("has_eligibility", "eligibilities"),
        Fact("had_revoked", "eligibilities", Reached("revoked_on"), ever=True),
        Fact("is_suspended", "eligibility_suspensions"),
        Fact("is_waiting", "waitings"),
        Fact("has_allocation", "allocations"),
        Fact("has_tenancy", "tenancies"),
        Fact("has_purchase", "purchases"),
        Fact("has_subsidy", "subsidy_approvals", is_("kind", "MARKET_RENT")),
        Fact("has_priority", "priorities"),
    ),
    regions=(
        Region(
            Household.stage,
            (
                (Reached("exited_on"), "EXITED"),
                (Flag("has_tenancy"), "HOUSED"),
                (Flag("has_purchase"), "BOUGHT"),
                (Flag("is_suspended"), "SUSPENDED"),
                (Flag("has_subsidy"), "SUBSIDISED"),
                (Flag("has_allocation"), "ALLOCATED"),
                (Flag("is_waiting"), "WAITING"),
                (Flag("has_eligibility"), "ELIGIBLE"),
                (Flag("had_revoked"), "REVOKED"),
                (Flag("refused"), "REJECTED"),
                (Flag("in_publicity"), "PUBLICITY"),
                (Flag("has_request"), "MATERIALS"),
            ),
            otherwise="ACCEPTED",
        ),
        UNDER_INVESTIGATION,
        Region(
            _named("prioritised", boolean("Has a priority", "有优先资格")),
            ((Flag("has_priority"), True),),
            otherwise=False,
        ),
    ),
    figures=(
        Figure(
            _named("waiting_programme", enum(vocabulary.SecurityProgramme, "Waits for", "轮候项目")),
            (Pick("waiting_programme", "waitings", "programme", "since"),),
        ),
        Figure(
            _named("waiting_since", day("Waits since", "轮候起始日")),
            (Pick("waiting_since", "waitings", "since", "since"),),
        ),
        Figure(
            _named("arrears", money("Rent that is due and not paid", "欠租金额", exposure=Exposure.PERSONAL)),
            (Owed("arrears", "rents", RENT),),
        ),
        Figure(
            _named("arrears_since", day("Rent is overdue since", "欠租起始日", exposure=Exposure.PERSONAL)),
            (OwedSince("arrears_since", "rents", RENT),),
        ),
        Figure(
            _named("review_due", day("Next yearly review due on", "下次复核日")),
            (
                Pick("open_review", "annual_reviews", "due_on", "due_on"),
                Pick("next_review", "annual_reviews", "next_on", "reviewed_on", True, REVIEWED, ever=True),
                Pick("first_review", "eligibilities", "granted_on", "granted_on", last=True, years=1),
            ),
            Flag("has_eligibility"),
        ),
    ),
)

_CREDIT = (
    INVESTIGATION,
    Fact("is_listed", "dishonesty_listings"),
    Fact("is_barred", "penalties", Flag("bars_market")),
)
_STANDING = (
    (Flag("deregistered"), "DEREGISTERED"),
    (Flag("is_listed"), "LISTED"),
    (Flag("is_barred"), "BARRED"),
)
ENTERPRISE = Table(
    "ENTERPRISE",
    facts=_CREDIT,
    regions=(Region(Enterprise.standing, _STANDING, otherwise="GOOD"), UNDER_INVESTIGATION),
)
PRACTITIONER = Table(
    "PRACTITIONER",
    facts=_CREDIT,
    regions=(Region(Practitioner.standing, _STANDING, otherwise="GOOD"), UNDER_INVESTIGATION),
)

LOTTERY = Table(
    "LOTTERY",
    facts=(INVESTIGATION,),
    regions=(
        Region(
            Lottery.stage,
            (
                (Reached("published_on"), "PUBLISHED"),
                (Reached("drawn_on"), "DRAWN"),
                (Reached("frozen_on"), "FROZEN"),
            ),
            otherwise="OPENED",
        ),
        UNDER_INVESTIGATION,
    ),
)

DIVISION = Table("DIVISION", facts=(INVESTIGATION,), regions=(UNDER_INVESTIGATION,))

TABLES: Mapping[str, Table] = MappingProxyType(
    {table.kind: table for table in (PROJECT, BUILDING, HOUSE, HOUSEHOLD, ENTERPRISE, PRACTITIONER, LOTTERY, DIVISION)}
)
"""Kind -> decision table."""


def derived(kind: str) -> Mapping[str, Attribute]:
    """What is derived for a kind, by name; empty for a kind without a table."""
    table = TABLES.get(kind)
    return MappingProxyType({one.name: one.attribute for one in table.derived} if table else {})
