"""Commands on contracts and transfers: what they record, and inputs that they cannot take."""

from __future__ import annotations

import pytest

from aggregates import errors, event
from aggregates.deciding import deed
from tests import deeds
from tests.aggregates import homes

FILE, AMEND = "file_presale_contract", "amend_presale_contract"


def test_a_contract_has_its_parties_and_its_number_is_claimed() -> None:
    town = homes.opened()
    (filed,) = town.file(FILE, "H1", on="2018-05-01", **homes.contract(buyers=[1, 2], area="80.00"))
    state = town.state("HOUSE", "H1")
    stated = {"kind": "PRESALE", "number": "C1", "filed_on": "2018-05-01", "permit_no": homes.PERMIT, "area": "80.00"}
    assert stated.items() <= state["contracts/C1"].items()
    assert [state[f"parties/C1-{n}"]["person"] for n in (1, 2)] == [deeds.person(n).person for n in (1, 2)]
    assert state["parties/C1-1"]["role"] == "BUYER"
    assert filed.event.takes == (event.Claim("contract", "C1"),)


def test_a_buyer_may_be_an_enterprise() -> None:
    town = homes.opened()
    town.file(FILE, "H1", on="2018-05-01", **{**homes.contract(), "buyers": [homes.DEVELOPER]})
    assert town.state("HOUSE", "H1")["parties/C1-1"]["enterprise_code"] == homes.DEVELOPER.enterprise_code


def test_an_amendment_replaces_the_buyers_who_leave() -> None:
    town = homes.opened()
    town.given(FILE, "H1", on="2018-05-01", **homes.contract(buyers=[1, 2]))
    buying = [deeds.person(2, share="1/2"), deeds.person(3, share="1/2")]
    town.given(AMEND, "H1", on="2018-06-01", contract_no="C1", buyers=buying, price="900000.00")
    state = town.state("HOUSE", "H1")
    assert state["parties/C1-1"]["ended_on"] == "2018-06-01"
    assert state["parties/C1-2"]["share"] == "1/2"
    assert "ended_on" not in state["parties/C1-2"]
    assert state["parties/C1-3"]["person"] == deeds.person(3).person
    assert (state["contracts/C1"]["price"], state["contracts/C1"]["amended_on"]) == ("900000.00", "2018-06-01")
    town.given(AMEND, "H1", on="2018-07-01", contract_no="C1", price="800000.00")
    assert "ended_on" not in town.state("HOUSE", "H1")["parties/C1-3"]


def test_with_a_cancelled_contract_its_parties_leave() -> None:
    town = homes.presold()
    town.given("cancel_presale_contract", "H1", on="2018-08-01", contract_no="C1", cancellation_reason="贷款未获批准")
    state = town.state("HOUSE", "H1")
    assert (state["contracts/C1"]["cancelled_on"], state["parties/C1-1"]["ended_on"]) == ("2018-08-01", "2018-08-01")
    assert state["contracts/C1"]["reason"] == "贷款未获批准"
    assert town.refused("cancel_presale_contract", "H1", on="2018-09-01", contract_no="C1") == ["REF-2"]
    assert town.refused(AMEND, "H1", on="2018-09-01", contract_no="C1", price="1.00") == ["REF-2"]


def test_a_sale_contract_is_filed_and_cancelled_by_its_own_commands() -> None:
    town = homes.registered()
    town.given("confirm_sale", "H1", on="2019-01-01", confirmation_no="现1")
    sale = homes.contract("X1", signed_on="2019-02-01")
    town.given("file_sale_contract", "H1", on="2019-02-01", **sale)
    with pytest.raises(errors.InvalidValue, match="contractNo X1"):
        town.decide("cancel_presale_contract", "H1", on="2019-03-01", contract_no="X1")
    town.given("cancel_sale_contract", "H1", on="2019-03-01", contract_no="X1")
    state = town.state("HOUSE", "H1")
    assert (state["contracts/X1"]["kind"], state["contracts/X1"]["cancelled_on"]) == ("SALE", "2019-03-01")


@pytest.mark.parametrize(("said", "field"), [
    ({"signed_on": "2018-05-02"}, "signedOn"),
    ({"price": "-1.00"}, "price"),
    ({"price": "1.001"}, "price"),
    ({"area": "-3"}, "area"),
    ({"buyers": []}, "buyers"),
    ({"buyers": [deeds.person(1, share="0/2")]}, "buyers.0.share"),
    ({"buyers": [deed.Party("ENTERPRISE")]}, "buyers.0.enterpriseCode"),
    ({"buyers": [deed.Party("PERSON", name="王安")]}, "buyers.0.idNumber"),
    ({"buyers": [deeds.person(1, name="王" * 10_000)]}, "buyers.0.name"),
    ({"contract_no": "C" * 201}, "contractNo"),
    ({"signed_on": "2018-02-30"}, "signedOn"),
])  # fmt: skip
def test_inputs_that_cannot_be_are_named(said: dict[str, object], field: str) -> None:
    with pytest.raises(errors.InvalidValue) as refused:
        homes.opened().decide(FILE, "H1", on="2018-05-01", **{**homes.contract(), **said})
    assert refused.value.field == field
    assert "王" not in refused.value.message


def test_a_transfer_brings_holdings_and_ends_those_before() -> None:
    town = homes.owned()
    said = homes.transfer("T2", by=[1], to=[2, 3], price="2000000.00", certificate_no="权证1")
    (made,) = town.file("register_transfer", "H1", on="2020-01-01", **said)
    state = town.state("HOUSE", "H1")
    assert state["owners/T1-1"]["ended_on"] == "2020-01-01"
    for key, who in (("T2-1", 2), ("T2-2", 3)):
        held = {
            "person": deeds.person(who).person,
            "form": "JOINT",
            "basis": "SALE",
            "transfer_no": "T2",
            "acquired_on": "2020-01-01",
            "certificate_no": "权证1",
        }
        assert held.items() <= state[f"owners/{key}"].items()
    assert state["transfers/T2"] == {
        "number": "T2", "basis": "SALE", "price": "2000000.00", "registered_on": "2020-01-01",
    }  # fmt: skip
    assert state["parties/T2-givers-1"]["ended_on"] == "2020-01-01"
    assert "contracts/None" not in {change.entity for change in made.event.changes}


def test_the_state_may_receive() -> None:
    town = homes.owned()
    taken = {**homes.transfer("T2", basis="EXPROPRIATION"), "receivers": [deed.Party("STATE")]}
    town.file("register_transfer", "H1", on="2020-01-01", document=("征收决定", "1", "2020-01-01"), **taken)
    assert town.state("HOUSE", "H1")["owners/T2-1"]["party_kind"] == "STATE"


def test_a_transfer_number_is_registered_once() -> None:
    again = homes.transfer("T1", by=[1], to=[2])
    assert "REF-1" in homes.owned().refused("register_transfer", "H1", on="2020-01-01", **again)


def test_a_check_of_a_buyer_a_listing_and_a_tax_are_recorded() -> None:
    town = homes.owned()
    checked = {"qualification_no": "核1", "buyer": [deeds.person(2)], "qualified": True, "expires_on": "2020-04-01"}
    town.given("qualify_purchase", "H1", on="2020-01-01", **checked)
    town.given("verify_listing", "H1", on="2020-01-02", listing_no="源1", offer="SALE", asking_price="3000000.00")
    town.given("record_deed_tax", "H1", on="2020-02-01", receipt_no="契1", amount="15000.00", contract_no="X1")
    state = town.state("HOUSE", "H1")
    assert state["qualifications/核1"]["person"] == deeds.person(2).person
    assert state["qualifications/核1"]["checked_on"] == "2020-01-01"
    assert state["listings/源1"]["verified_on"] == "2020-01-02"
    assert state["deed_taxes/契1"]["paid_on"] == "2020-02-01"
    with pytest.raises(errors.InvalidValue, match="one person"):
        town.decide("qualify_purchase", "H1", on="2020-01-01", **{**checked, "buyer": [homes.DEVELOPER]})
