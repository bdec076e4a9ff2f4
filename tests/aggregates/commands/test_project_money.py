"""Projects: escrow, mortgages of works, transfers, property managers."""

import pytest

from aggregates import errors, sealed
from aggregates.draft import Sealed
from tests import sites

OTHER = "91110000100000000R"


def test_an_escrow_account_is_sealed_under_the_projects_key() -> None:
    town = sites.for_presale()
    stated = {"agreement_no": "JG-1", "bank": "安城银行", "permit_no": "YS-1", "required_amount": "500.00"}
    decision = town.decide("open_escrow", "P1", on="2020-04-01", account_no="6222000011112222", **stated)
    said = decision.drafts[0].changes["escrows/JG-1"]
    account = said["account_no"]
    assert isinstance(account, Sealed)
    assert account == Sealed(sealed.subject_ref(decision.drafts[0].stream), "6222000011112222")
    assert (said["required"], said["opened_on"]) == ("500.00", "2020-04-01")
    with pytest.raises(errors.InvalidValue) as wrong:
        town.decide("open_escrow", "P1", on="2020-04-01", account_no="6" * 61, **stated)
    assert "666" not in wrong.value.message


def test_money_moves_only_in_an_open_account() -> None:
    town = sites.for_presale()
    town.given("open_escrow", "P1", on="2020-04-01", agreement_no="JG-1", bank="安城银行")
    paid = {"agreement_no": "JG-1", "amount": "100.00"}
    town.file("deposit_escrow", "P1", on="2020-04-02", receipt_no="R-1", contract_no="C-1", **paid)
    town.file("release_escrow", "P1", on="2020-05-02", receipt_no="R-2", milestone="封顶", **paid)
    state = town.state("PROJECT", "P1")
    assert state["escrow_movements/R-1"]["direction"] == "DEPOSIT"
    assert (state["escrow_movements/R-2"]["direction"], state["escrow_movements/R-2"]["paid_on"]) == (
        "RELEASE",
        "2020-05-02",
    )
    unknown = {"agreement_no": "JG-9", "amount": "100.00"}
    assert town.refused("release_escrow", "P1", on="2020-05-02", receipt_no="R-3", **unknown) == ["REF-2"]
    assert town.found("deposit_escrow", "P1", on="2020-05-02", receipt_no="R-3", **unknown) == ["REF-2"]
    assert town.refused("release_escrow", "P1", on="2020-05-03", receipt_no="R-2", **paid) == ["REF-1"]


def test_a_mortgage_of_works_covers_until_it_is_discharged() -> None:
    town = sites.permitted()
    town.file("mortgage_works", "P1", on="2020-01-01", mortgage_no="DY-1", amount="100.00", building_codes=["B1"])
    state = town.state("PROJECT", "P1")
    assert state["coverage/works_mortgage-DY-1-B1"]["instrument"] == "WORKS_MORTGAGE"
    town.file("discharge_works_mortgage", "P1", on="2020-06-01", mortgage_no="DY-1")
    state = town.state("PROJECT", "P1")
    assert state["works_mortgages/DY-1"]["discharged_on"] == "2020-06-01"
    assert state["coverage/works_mortgage-DY-1-B1"]["ended_on"] == "2020-06-01"
    assert town.refused("discharge_works_mortgage", "P1", on="2020-06-02", mortgage_no="DY-1") == ["REF-2"]


def test_a_transferred_project_has_another_developer() -> None:
    town = sites.planned(
        developer_code=sites.DEVELOPER, participants=[{"role": "DEVELOPER", "enterprise_code": sites.DEVELOPER}]
    )
    town.file("transfer_project", "P1", on="2020-01-01", transfer_no="ZR-1", to_code=OTHER, to_name="乐安置业")
    state = town.state("PROJECT", "P1")
    assert (state[""]["developer_code"], state[""]["developer_name"]) == (OTHER, "乐安置业")
    assert (state["transfers/ZR-1"]["from_code"], state["transfers/ZR-1"]["to_code"]) == (sites.DEVELOPER, OTHER)
    assert state[f"participants/DEVELOPER-{sites.DEVELOPER}"]["ended_on"] == "2020-01-01"
    assert state[f"participants/DEVELOPER-{OTHER}-2020-01-01"]["enterprise_name"] == "乐安置业"


def test_a_property_manager_follows_another() -> None:
    town = sites.permitted()
    for day, code in (("2020-01-01", sites.DEVELOPER), ("2021-01-01", OTHER)):
        town.file("assign_project_property_manager", "P1", on=day, enterprise_code=code)
    first, second = (
        said for name, said in town.state("PROJECT", "P1").items() if name.startswith("property_managers/")
    )
    assert (first["starts_on"], first["ended_on"]) == ("2020-01-01", "2021-01-01")
    assert (second["enterprise_code"], second.get("ended_on")) == (OTHER, None)
