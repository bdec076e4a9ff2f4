"""TRA-1 and TRA-3: what stands against contracts and transfers, and how long."""

from __future__ import annotations

import dataclasses

import pytest

from aggregates.draft import Changes, Said
from tests import deeds
from tests.aggregates import homes

TRANSFER, SEIZE = "register_transfer", "register_seizure"


def given_away(**said: object) -> dict[str, object]:
    return {**homes.transfer("T2", by=[1], to=[2]), **said}


def mortgaged(on: str = "2019-07-01", **said: object) -> deeds.Town:
    town = homes.owned()
    town.given("register_mortgage", "H1", on=on, mortgage_no="M1", mortgage_kind="ORDINARY", **said)
    return town


def test_no_transfer_while_a_seizure_stands_and_the_first_day_after_it_is_told() -> None:
    town = homes.owned()
    seized = homes.last(town.file(SEIZE, "H1", on="2020-01-01", **homes.seizure()))
    (rejection,) = town.decide(TRANSFER, "H1", on="2021-01-01", **given_away()).rejections
    assert (rejection.breach.rule.id, rejection.breach.in_the_way) == ("TRA-1", (seized,))
    assert rejection.earliest_lawful_on == "2023-01-01"
    assert "S1" in rejection.breach.en
    assert "查封S1" in rejection.breach.zh
    assert town.refused(TRANSFER, "H1", on="2022-12-31", **given_away()) == ["TRA-1"]
    town.file(TRANSFER, "H1", on="2023-01-01", **given_away())


def test_before_a_seizure_a_transfer_is_lawful() -> None:
    town = homes.owned()
    town.given(SEIZE, "H1", on="2020-01-01", **homes.seizure())
    town.file(TRANSFER, "H1", on="2019-12-31", **given_away())


def test_no_contract_while_a_seizure_stands() -> None:
    town = homes.opened()
    town.given(SEIZE, "H1", on="2018-04-01", **homes.seizure())
    assert town.refused("file_presale_contract", "H1", on="2018-06-01", **homes.contract()) == ["TRA-1"]
    town.given("lift_seizure", "H1", on="2018-07-01", seizure_no="S1")
    town.file("file_presale_contract", "H1", on="2018-07-01", **homes.contract())


def test_a_preliminary_seizure_lets_the_buyer_become_the_owner_and_nobody_else() -> None:
    town = homes.presold()
    seized = homes.last(town.file(SEIZE, "H1", on="2018-09-01", **homes.seizure()))
    assert town.state("HOUSE", "H1")["seizures/S1"]["kind"] == "PRELIMINARY"
    amended = {"contract_no": "C1", "buyers": [deeds.person(2)]}
    (rejection,) = town.decide("amend_presale_contract", "H1", on="2019-01-01", **amended).rejections
    assert (rejection.breach.rule.id, rejection.breach.in_the_way) == ("TRA-1", (seized,))
    town.file(TRANSFER, "H1", on="2019-06-01", **homes.transfer("T1", to=[1], contract_no="C1"))
    assert town.refused(TRANSFER, "H1", on="2019-07-01", **given_away()) == ["TRA-1"]


def test_the_court_that_seized_may_transfer_and_no_other() -> None:
    town = homes.owned()
    seized = homes.last(town.file(SEIZE, "H1", on="2020-01-01", **homes.seizure(court="安澜区法院")))
    town.given(SEIZE, "H1", on="2020-02-01", **homes.seizure("S2", "2026-01-01", "临江区法院"))
    ruled = homes.transfer("T2", to=[2], basis="AUCTION", document=homes.RULING)
    assert town.refused(TRANSFER, "H1", on="2020-06-01", **ruled) == ["TRA-1"]
    other = town.decide(TRANSFER, "H1", on="2020-06-01", court="临江区法院", **ruled)
    assert [one.breach.rule.id for one in other.rejections] == ["TRA-1"]
    assert other.rejections[0].earliest_lawful_on == "2023-01-01", "when its own seizure has moved up"
    (made,) = town.file(TRANSFER, "H1", on="2020-06-01", court="安澜区 法院", **ruled)
    assert seized in made.event.relied_on


def test_a_waiting_seizure_becomes_the_one_whose_court_may_transfer() -> None:
    town = homes.owned()
    town.given(SEIZE, "H1", on="2020-01-01", **homes.seizure(court="安澜区法院"))
    town.given(SEIZE, "H1", on="2020-02-01", **homes.seizure("S2", "2026-01-01", "临江区法院"))
    ruled = homes.transfer("T2", to=[2], basis="JUDGMENT", court="临江区法院", document=homes.RULING)
    assert town.refused(TRANSFER, "H1", on="2022-12-31", **ruled) == ["TRA-1"]
    town.file(TRANSFER, "H1", on="2023-01-01", **ruled)


@pytest.mark.parametrize("basis", ["INHERITANCE", "EXPROPRIATION"])
def test_what_passes_by_law_does_not_pass_a_seizure(basis: str) -> None:
    town = homes.owned()
    town.given(SEIZE, "H1", on="2020-01-01", **homes.seizure())
    inherited = homes.transfer("T2", to=[2], basis=basis, document=("继承公证书、征收决定", "1", "2020-01-01"))
    assert town.refused(TRANSFER, "H1", on="2020-06-01", **inherited) == ["TRA-1"]


@pytest.mark.parametrize(("day", "said", "lawful"), [
    ("2020-12-31", {}, False),
    ("2020-12-31", {"consent_no": "同意1"}, True),
    ("2021-01-01", {}, True),
])  # fmt: skip
def test_a_mortgagee_consents_until_the_policys_day(day: str, said: dict[str, object], *, lawful: bool) -> None:
    town = mortgaged()
    way = homes.last([one for one in town.recorded if one.event.type == "MortgageRegistered"])
    decision = town.decide(TRANSFER, "H1", on=day, **given_away(**said))
    assert [one.breach.in_the_way for one in decision.rejections] == ([] if lawful else [(way,)])
    assert [one.earliest_lawful_on for one in decision.rejections] == ([] if lawful else ["2021-01-01"])


def test_an_agreed_bar_stands_against_a_transfer_until_the_mortgagee_consents_or_is_paid() -> None:
    town = mortgaged(transfer_barred=True)
    (rejection,) = town.decide(TRANSFER, "H1", on="2022-01-01", **given_away()).rejections
    assert (rejection.breach.rule.id, rejection.earliest_lawful_on) == ("TRA-1", None)
    assert not town.decide(TRANSFER, "H1", on="2022-01-01", **given_away(consent_no="同意1")).rejections
    town.given("discharge_mortgage", "H1", on="2022-06-01", mortgage_no="M1")
    (rejection,) = town.decide(TRANSFER, "H1", on="2022-01-01", **given_away()).rejections
    assert rejection.earliest_lawful_on == "2022-06-01"


def test_heirs_need_no_mortgagees_consent() -> None:
    heirs = homes.transfer("T2", to=[2], basis="INHERITANCE", document=("继承公证书", "1", "2020-01-01"))
    mortgaged(transfer_barred=True).file(TRANSFER, "H1", on="2020-06-01", **heirs)


def test_the_buyers_own_mortgage_noted_in_advance_does_not_bar_the_transfer_to_the_buyer() -> None:
    town = homes.presold()
    town.given("register_mortgage", "H1", on="2018-07-01", mortgage_no="M1", mortgage_kind="ADVANCE_NOTICE")
    town.file(TRANSFER, "H1", on="2019-06-01", **homes.transfer("T1", to=[1], contract_no="C1"))


def test_over_an_objection_only_with_the_buyers_acceptance_until_it_lapses() -> None:
    town = homes.owned()
    objected = homes.last(town.file("register_objection", "H1", on="2022-06-01", objection_no="O1"))
    (rejection,) = town.decide(TRANSFER, "H1", on="2022-06-10", **given_away()).rejections
    assert (rejection.breach.rule.id, rejection.breach.in_the_way) == ("TRA-1", (objected,))
    assert rejection.earliest_lawful_on == "2022-06-16"
    assert town.refused(TRANSFER, "H1", on="2022-06-15", **given_away()) == ["TRA-1"]
    assert not town.decide(TRANSFER, "H1", on="2022-06-16", **given_away()).rejections
    assert not town.decide(TRANSFER, "H1", on="2022-06-10", **given_away(risk_accepted=True)).rejections


def test_a_suit_keeps_an_objection_beyond_its_term() -> None:
    town = homes.owned()
    town.given("register_objection", "H1", on="2022-06-01", objection_no="O1")
    town.given("file_suit", "H1", on="2022-06-10", objection_no="O1")
    (rejection,) = town.decide(TRANSFER, "H1", on="2023-06-10", **given_away()).rejections
    assert (rejection.breach.rule.id, rejection.earliest_lawful_on) == ("TRA-1", None)
    town.given("withdraw_objection", "H1", on="2024-01-01", objection_no="O1")
    town.file(TRANSFER, "H1", on="2024-01-01", **given_away())


def test_acceptance_in_the_contract_is_enough_for_its_transfer() -> None:
    town = homes.opened()
    town.given("register_objection", "H1", on="2018-06-01", objection_no="O1")
    town.given("file_suit", "H1", on="2018-06-01", objection_no="O1")
    assert town.refused("file_presale_contract", "H1", on="2018-06-10", **homes.contract()) == ["TRA-1"]
    town.given("file_presale_contract", "H1", on="2018-06-10", **homes.contract(risk_accepted=True))
    town.file(TRANSFER, "H1", on="2019-06-01", **homes.transfer("T1", to=[1], contract_no="C1"))


def test_a_seizure_that_comes_to_light_late_is_admitted_and_names_the_transfers_that_it_breaks() -> None:
    town = homes.owned()
    passing = [homes.transfer(f"N{who}", by=[who], to=[who + 1]) for who in (1, 2, 3)]
    made = [
        homes.last(town.file(TRANSFER, "H1", on=f"202{year}-03-01", **said)) for year, said in enumerate(passing, 1)
    ]
    decision = town.decide(SEIZE, "H1", on="2020-01-01", **homes.seizure(until="2022-06-01"))
    assert not decision.rejections
    assert decision.dependants == made[:2]
    decision = town.decide(SEIZE, "H1", on="2020-01-01", **homes.seizure(until="2024-06-01"))
    assert decision.dependants == made
    assert [one.type for one in decision.drafts] == ["SeizureRegistered"]


def stocked(stock: str, **said: str) -> deeds.Town:
    """Owned by person 1 since 2019-06-01; the entry is recorded as an import records it."""
    town = homes.owned()
    (draft,) = town.decide("confirm_sale", "H1", on="2018-12-01", confirmation_no="X").drafts
    entry: dict[str, Said] = {"stock": stock, "starts_on": "2018-12-01", **said}
    changes: Changes = {"": {"stock": stock}, "stock_entries/1": entry}
    made = dataclasses.replace(draft, type="StockAdded", changes=changes)
    town.record([made])
    return town


@pytest.mark.parametrize("stock", ["PUBLIC_RENTAL", "LOW_RENT", "AFFORDABLE_RENTAL"])
def test_rental_stock_is_not_sold(stock: str) -> None:
    (rejection,) = stocked(stock).decide(TRANSFER, "H1", on="2025-01-01", **given_away()).rejections
    assert (rejection.breach.rule.id, rejection.earliest_lawful_on) == ("TRA-3", None)
    assert stock in rejection.breach.en
    assert "退出" in rejection.breach.zh


def test_an_entry_that_is_over_restricts_no_more() -> None:
    town = stocked("PUBLIC_RENTAL", ends_on="2024-01-01")
    (rejection,) = town.decide(TRANSFER, "H1", on="2023-12-31", **given_away()).rejections
    assert (rejection.breach.rule.id, rejection.earliest_lawful_on) == ("TRA-3", "2024-01-01")
    town.file(TRANSFER, "H1", on="2024-01-01", **given_away())


@pytest.mark.parametrize("stock", ["ALLOTTED_SALE", "SHARED_OWNERSHIP"])
def test_restricted_stock_is_sold_after_the_years_of_the_policy(stock: str) -> None:
    town = stocked(stock)
    acquired = homes.last([one for one in town.recorded if one.event.type == "OwnershipTransferred"])
    (rejection,) = town.decide(TRANSFER, "H1", on="2024-05-31", **given_away()).rejections
    assert (rejection.breach.rule.id, rejection.earliest_lawful_on) == ("TRA-3", "2024-06-01")
    assert acquired in rejection.breach.in_the_way
    town.file(TRANSFER, "H1", on="2024-06-01", **given_away())


def test_the_day_that_the_entry_states_goes_before_the_policys_years() -> None:
    town = stocked("ALLOTTED_SALE", sale_barred_until="2021-01-01")
    (rejection,) = town.decide(TRANSFER, "H1", on="2020-12-31", **given_away()).rejections
    assert rejection.earliest_lawful_on == "2021-01-01"
    assert not town.decide(TRANSFER, "H1", on="2021-01-01", **given_away()).rejections


def test_resettlement_homes_are_free_where_the_policy_sets_no_years() -> None:
    assert not stocked("RESETTLEMENT").decide(TRANSFER, "H1", on="2019-06-02", **given_away()).rejections


def test_the_first_sale_of_restricted_stock_and_what_passes_by_law_are_free() -> None:
    town = stocked("ALLOTTED_SALE")
    heirs = homes.transfer("T2", to=[2], basis="INHERITANCE", document=("遗嘱", "1", "2019-07-01"))
    town.file(TRANSFER, "H1", on="2019-07-01", **heirs)
    assert "2019-06-01" in [one.event.effective_on for one in town.recorded if one.event.type == "OwnershipTransferred"]


def test_no_day_is_named_that_lies_before_the_refused_one() -> None:
    town = mortgaged("2021-02-01", transfer_barred=True)
    assert not town.decide(TRANSFER, "H1", on="2021-01-31", **given_away()).rejections
    (rejection,) = town.decide(TRANSFER, "H1", on="2021-02-01", **given_away()).rejections
    assert rejection.earliest_lawful_on is None
