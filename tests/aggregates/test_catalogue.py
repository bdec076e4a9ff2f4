"""The shipped catalogue: all that the domain names is declared once, in both languages, and described as it is."""

import pathlib
import re

import asyncpg
import pytest

from aggregates import departments, describe, regions
from aggregates.attributes import Attribute, integer
from aggregates.catalogue import CATALOGUE, Catalogue
from aggregates.common import Registered
from aggregates.errors import UnknownName
from aggregates.event_types import EventClass, EventType, Nature, declare
from aggregates.exposure import Exposure
from aggregates.kinds import Collection, Element, Kind

DOCUMENT = pathlib.Path(__file__).parents[2] / "docs" / "events.md"

_CREDITED = """
    QualificationGranted QualificationUpgraded QualificationSuspended QualificationResumed QualificationRevoked
    AwardRecorded PenaltyRecorded CreditScored SeriousDishonestyListed SeriousDishonestyRemoved CreditRepaired Engaged
    Released SiteChecked Deregistered
"""
NAMES = {
    "PROJECT": """
        ProjectApproved LandAcquired LandTransferred PlanningPermitGranted TenderOpened BidAwarded
        ContractPerformanceRecorded ProcedureStepTaken DrawingsReviewed ConstructionPermitGranted
        ConstructionPermitExtended
        ConstructionPermitLapsed ConstructionPermitRevoked WorksStarted SupervisionRegistered EnterpriseEngaged
        EnterpriseReleased PractitionerAssigned PractitionerReleased QualityInspected SafetyInspected MaterialTested
        RectificationOrdered RectificationClosed AccidentReported ProgressReported WorkforceReported FireAccepted
        FireFilingSampled
        CompletionFiled ArchiveAccepted PresalePermitGranted PresalePermitRevoked EscrowOpened EscrowDeposited
        EscrowReleased ProjectTransferred WorksMortgaged WorksMortgageDischarged PropertyManagerAssigned
        ExpropriationDecided DemolitionFiled SubsidyGranted SubsidyPaid SubsidyClawedBack Cancelled
    """,
    "BUILDING": """
        BuildingRegistered SurveyRevised ConstructionPermitted ConstructionPermitEnded ConstructionStarted
        ConstructionSuspended PresalePermitEnded
        ConstructionResumed ToppedOut CompletionAccepted CompletionFiled NotRealised PresalePermitted FirstRegistered
        PropertyManagerAssigned MaintenanceFundUsed SafetyScreened SafetyAppraised HazardFound ControlOrdered
        ControlLifted HazardResolved RenovationGranted RenovationCompleted UseChanged TakenOutOfUse ReturnedToUse
        ExpropriationDecided DemolitionFiled Demolished SubsidyGranted SubsidyPaid SubsidyClawedBack EnteredInError
        Merged Split
    """,
    "HOUSE": """
        HouseRegistered SurveyRevised PresaleOpened PresaleClosed PresaleContractFiled PresaleContractAmended
        PresaleContractCancelled SaleConfirmed PurchaseQualified ListingVerified SaleContractFiled
        SaleContractCancelled AdvanceNoticeRegistered AdvanceNoticeCancelled OwnershipTransferred MortgageRegistered
        MortgageDischarged SeizureRegistered SeizureExtended SeizureLifted ObjectionRegistered SuitFiled
        ObjectionWithdrawn Deregistered DeedTaxPaid LeaseFiled LeaseRenewed LeaseEnded MaintenanceFundPaid
        OccupancyInspected SafetyAppraised StockAdded StockReleased TenancyStarted TenancyEnded ViolationFound
        ViolationResolved ExpropriationAgreed Demolished CompensationPaid SubsidyPaid Merged Split
    """,
    "ENTERPRISE": f"Registered {_CREDITED}",
    "PRACTITIONER": f"Registered EmployerChanged {_CREDITED}",
    "DIVISION": "DivisionRegistered IndicatorReported PolicyAdopted Succeeded SubsidyRunOrdered SubsidyRunAnswered"
    " InspectionListsFrozen InspectionDrawn EpochDeclared",
}
ANY_SUBJECT = """
    EventVoided DecisionOverturned Recoded InvestigationOpened InvestigationClosed SourceConflictFound FindingRecorded
    FindingResolved
"""
RESERVED = frozenset({"subject", "key", "position", "version", "division_id", "changes_on"})
"""Columns that every read table has beside its attributes."""

TYPES = list(CATALOGUE.event_types.values())
KINDS = list(CATALOGUE.kinds.values())


def attributes(kind: Kind) -> list[Attribute]:
    """Those of the subject and of all its collections."""
    return [*kind.attributes.values(), *(a for c in kind.collections.values() for a in c.attributes.values())]


def named(event_type: EventType) -> str:
    return f"{event_type.kind}-{event_type.name}"


@pytest.mark.parametrize("kind", NAMES)
def test_every_type_of_the_domain_is_declared_and_no_other(kind: str) -> None:
    declared = [event_type.name for event_type in CATALOGUE.of_kind(kind)]
    assert len(declared) == len(set(declared))
    assert set(declared) == {*NAMES[kind].split(), *ANY_SUBJECT.split()}


@pytest.mark.parametrize("event_type", TYPES, ids=named)
def test_a_type_speaks_both_languages_and_fixes_lawful_values(event_type: EventType) -> None:
    assert re.fullmatch(r"([A-Z][a-z]+)+", event_type.name)
    assert event_type.en.isascii()
    assert re.search(r"[\u4e00-\u9fff]", event_type.zh)
    assert event_type.authority in departments.TITLES
    kind = CATALOGUE.kind(event_type.kind)
    for name, value in event_type.fixed.items():
        assert kind.attributes[name].type.check(value) is None


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_name_is_a_column_and_every_label_stands_in_both_languages(kind: Kind) -> None:
    parts: list[Kind | Collection | Attribute] = [kind, *kind.collections.values(), *attributes(kind)]
    for part in parts:
        assert part.en
        assert part.en.isascii()
        assert re.search(r"[\u4e00-\u9fff]", part.zh)
    for name in (*kind.collections, *(attribute.name for attribute in attributes(kind))):
        assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name)
        assert name not in RESERVED
    assert not {"kind", "code", "scheme"} & kind.attributes.keys()
    assert not kind.attributes.keys() & kind.collections.keys()
    assert all(collection.attributes and collection.description for collection in kind.collections.values())


async def test_no_name_needs_quotes_in_sql(pool: asyncpg.Pool) -> None:
    keywords = {
        row["word"] for row in await pool.fetch("select word from pg_get_keywords() where catcode in ('R', 'T')")
    }
    for kind in KINDS:
        names = {kind.table, *kind.collections, *regions.derived(kind.name), *(a.name for a in attributes(kind))}
        assert not names & keywords


def test_enumerations_have_no_two_names_for_one_term() -> None:
    choices = {a.type.choices for kind in KINDS for a in attributes(kind) if a.type.choices}
    choices |= {a.type.choices for kind in NAMES for a in regions.derived(kind).values() if a.type.choices}
    assert len({one.__name__ for one in choices}) == len(choices)
    for one in choices:
        assert not [name for name, member in one.__members__.items() if member.name != name]


def test_only_sealed_attributes_hold_names_and_numbers_of_persons() -> None:
    personal = {"name", "id_number", "phone", "account_no", "practitioner_name", "monitor_name"}
    for kind in KINDS:
        for collection in kind.collections.values():
            for name in personal & collection.attributes.keys():
                assert collection.attributes[name].sealed, f"{kind.name} {collection.name}.{name}"
                assert collection.attributes[name].exposure is Exposure.PERSONAL


@pytest.mark.parametrize("kind", NAMES)
def test_what_any_subject_may_have_neither_affirms_it_nor_needs_it_alive(kind: str) -> None:
    for name in ANY_SUBJECT.split():
        event_type = CATALOGUE.event_type(kind, name)
        assert event_type.on_lost
        assert not event_type.affirms
    assert CATALOGUE.event_type(kind, "EventVoided").may_set(CATALOGUE.kind(kind)) == {"": frozenset()}
    overturned = CATALOGUE.event_type(kind, "DecisionOverturned").may_set(CATALOGUE.kind(kind))
    assert overturned.keys() == {"", *CATALOGUE.kind(kind).collections}


@pytest.mark.parametrize("name", ["RenovationGranted", "TakenOutOfUse", "DemolitionFiled", "SurveyRevised"])
def test_a_building_register_may_restate_its_row_with_any_type(name: str) -> None:
    may_set = CATALOGUE.event_type("BUILDING", name).may_set(CATALOGUE.kind("BUILDING"))
    assert {"physical", "year_built", "outline", "division"} <= may_set[""]


def test_the_lists_as_of_a_day_keep_the_values_that_they_filter_on() -> None:
    ever = {name for name, attribute in CATALOGUE.kind("HOUSE").attributes.items() if attribute.ever}
    assert ever == {"division", "building_code", "project_code", "purpose", "physical", "stock"}


def test_a_type_that_sets_what_nobody_declares_is_refused() -> None:
    class Shed(Registered, kind="SHED", en="Shed", zh="棚屋"):
        """A shed 棚屋."""

        class doors(Element, en="Door", zh="门"):
            """A door."""

            width = integer("Width", "宽", unit="mm")

    stray = declare(Shed, "DoorAdded", "Door added", "加门", EventClass.DATA, Nature.FACT, departments.DATA, Shed.doors)
    with pytest.raises(UnknownName, match="SHED"):
        CATALOGUE.extended(event_types=[stray])
    assert Catalogue([Shed.declaration], [stray]).of_kind("SHED") == [stray]
    with pytest.raises(UnknownName, match="declared twice"):
        Catalogue([Shed.declaration], [stray, stray])


def test_the_committed_description_is_the_catalogues() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == describe.events(), "run `python -m aggregates.describe`"
