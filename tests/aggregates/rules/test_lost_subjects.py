"""GEN-3: what a lost, erroneous or cancelled subject still takes, kind by kind."""

from __future__ import annotations

import pytest

from aggregates.catalogue import CATALOGUE
from aggregates.rules import general
from tests import deeds
from tests.aggregates import estates

ANY = """
    EventVoided DecisionOverturned Recoded InvestigationOpened InvestigationClosed SourceConflictFound FindingRecorded
    FindingResolved
"""
STILL_TAKEN = {
    "PROJECT": """
        ConstructionPermitLapsed ConstructionPermitRevoked EnterpriseReleased PractitionerReleased RectificationClosed
        PresalePermitRevoked EscrowReleased WorksMortgageDischarged SubsidyClawedBack ProcedureStepTaken
    """,
    "BUILDING": """
        ConstructionPermitEnded PresalePermitEnded ControlLifted HazardResolved SubsidyClawedBack EnteredInError Merged
        Split
    """,
    "HOUSE": """
        PresaleClosed PresaleContractCancelled SaleContractCancelled AdvanceNoticeCancelled MortgageDischarged
        SeizureLifted ObjectionWithdrawn Deregistered DeedTaxPaid LeaseEnded StockReleased TenancyEnded
        ViolationResolved CompensationPaid Merged Split
    """,
}


@pytest.mark.parametrize("kind", STILL_TAKEN)
def test_only_what_winds_up_is_taken(kind: str) -> None:
    marked = {one.name for one in CATALOGUE.of_kind(kind) if one.on_lost}
    assert marked == {*STILL_TAKEN[kind].split(), *ANY.split()}
    assert {one.name for one in CATALOGUE.of_kind(kind) if not general.GEN_3.judges(kind, one.name)} == marked


def lost() -> deeds.Town:
    """B1 pulled down in March 2021, with H1 mortgaged, let, lived in and of the stock."""
    town = estates.burdened()
    town.given("file_lease", "H1", on="2020-01-01", **estates.lease("L1", "2025-01-01", part="A"))
    town.given("add_to_stock", "H1", on="2020-01-01", stock="PUBLIC_RENTAL", raised_by="BUILT")
    town.given("report_hazard", "B1", on="2020-01-01", hazard_no="YH1", category="裂缝")
    town.given("grant_building_subsidy", "B1", on="2020-01-01", subsidy_no="BT1")
    town.given("demolish_building", "B1", on="2021-03-01")
    return town


@pytest.mark.parametrize(
    ("command", "inputs"),
    [
        ("discharge_mortgage", {"mortgage_no": "M-1"}),
        ("end_lease", {"lease_no": "L1"}),
        ("end_tenancy", {"contract_no": "T-1"}),
        ("release_from_stock", {}),
        ("pay_compensation", {"agreement_no": "XY1", "amount": "1.00"}),
        ("open_investigation", {"kind": "HOUSE", "attribute": "floor_area", "reason_text": "核查"}),
    ],
)
def test_a_lost_house_is_wound_up(command: str, inputs: dict[str, object]) -> None:
    assert lost().found(command, "H1", on="2021-04-01", **inputs) == []


@pytest.mark.parametrize(
    ("command", "inputs"),
    [
        ("file_lease", estates.lease("L2", "2022-01-01")),
        ("start_tenancy", {"contract_no": "T2", "household_code": "BZ2"}),
        ("add_to_stock", {"stock": "LOW_RENT", "raised_by": "BUILT"}),
        ("agree_expropriation", {"agreement_no": "XY1"}),
        ("register_mortgage", {"mortgage_no": "M-2", "mortgage_kind": "ORDINARY"}),
    ],
)
def test_nothing_new_begins_on_a_lost_house(command: str, inputs: dict[str, object]) -> None:
    town = lost()
    gone = estates.only(town.recorded, "Demolished", "H1")
    decision = town.decide(command, "H1", on="2021-03-01", **inputs)
    (breach,) = [one.breach for one in decision.rejections if one.breach.rule.id == "GEN-3"]
    assert breach.in_the_way == (gone,)
    assert breach.en
    assert breach.zh


def test_what_was_before_the_loss_is_recorded_and_corrected() -> None:
    town = lost()
    town.given("file_lease", "H2", on="2019-01-01", **estates.lease("L0", "2020-01-01"))
    survey = town.file("revise_house_survey", "H1", on="2020-05-01", floor_area="80.00")[0].event.id
    town.given("revise_house_survey", "H1", on="2020-05-01", floor_area="81.00", corrects=survey)
    assert town.state("HOUSE", "H1")[""]["floor_area"] == "81.00"


def test_facts_about_what_is_lost_are_findings() -> None:
    paid = {"receipt_no": "R1", "amount": "1.00"}
    assert lost().found("pay_maintenance_fund", "H1", on="2021-03-01", **paid) == ["GEN-3"]
    assert lost().found("pay_maintenance_fund", "H1", on="2021-02-28", **paid) == []


@pytest.mark.parametrize(
    ("command", "inputs", "rules"),
    [
        ("resolve_hazard", {"hazard_no": "YH1"}, []),
        ("claw_back_building_subsidy", {"subsidy_no": "BT1", "amount": "1.00"}, []),
        ("pay_building_subsidy", {"subsidy_no": "BT1", "amount": "1.00"}, ["GEN-3"]),
        ("report_hazard", {"hazard_no": "YH2", "category": "裂缝"}, ["GEN-3"]),
    ],
)
def test_a_lost_building_is_wound_up(command: str, inputs: dict[str, object], rules: list[str]) -> None:
    assert lost().found(command, "B1", on="2021-04-01", **inputs) == rules


@pytest.mark.parametrize(
    ("command", "inputs"),
    [
        ("use_maintenance_fund", {"use_no": "W1", "works": "x", "amount": "1.00"}),
        ("grant_renovation", {"renovation_no": "G"}),
    ],
)
def test_no_act_on_a_lost_building(command: str, inputs: dict[str, object]) -> None:
    town = lost()
    (rejection,) = town.decide(command, "B1", on="2021-04-01", **inputs).rejections
    gone = estates.only(town.recorded, "Demolished", "B1")
    assert (rejection.breach.rule.id, rejection.breach.in_the_way) == ("GEN-3", (gone,))


def test_what_was_pulled_down_may_turn_out_to_be_an_error() -> None:
    town = lost()
    town.given("mark_entered_in_error", "B1", on="2021-05-01")
    assert town.state("BUILDING", "B1")[""]["physical"] == "ENTERED_IN_ERROR"


def test_a_cancelled_project_is_wound_up() -> None:
    town = deeds.Town()
    town.given("approve_project", "P1", on="2020-01-01", name="安居苑", division=estates.DIVISION)
    town.given("grant_project_subsidy", "P1", on="2020-02-01", subsidy_no="BT1")
    town.given("cancel_project", "P1", on="2020-05-01")
    move = {"subsidy_no": "BT1", "amount": "1.00"}
    assert town.found("claw_back_project_subsidy", "P1", on="2020-06-01", **move) == []
    assert town.found("pay_project_subsidy", "P1", on="2020-05-01", **move) == ["GEN-3"]
    assert town.found("pay_project_subsidy", "P1", on="2020-04-30", **move) == []
    assert town.refused("cancel_project", "P1", on="2020-06-01") == ["GEN-3"]
