"""TRA-2: who may give a house away, on which papers, and how it is owned afterwards."""

from __future__ import annotations

import pytest

from aggregates.deciding import deed
from aggregates.draft import Said
from aggregates.rules import holdings, titles
from tests import deeds
from tests.aggregates import homes

TRANSFER = "register_transfer"


def rejected(town: deeds.Town, name: str, on: str, **said: object) -> tuple[str, str | None, tuple[object, ...]]:
    """Rule, field and what is in the way of the only rejection."""
    (rejection,) = town.decide(name, "H1", on=on, **said).rejections
    assert rejection.breach.zh
    assert rejection.breach.en
    return rejection.breach.rule.id, rejection.breach.field, rejection.breach.in_the_way


def event_of(town: deeds.Town, type_: str) -> object:
    return homes.last([one for one in town.recorded if one.event.type == type_])


def co_owned(*shares: str) -> deeds.Town:
    """Persons 1, 2 … own by shares since 2019-06-01."""
    town = homes.opened()
    buying = [deeds.person(number, share=share) for number, share in enumerate(shares, 1)]
    town.given("file_presale_contract", "H1", on="2018-05-01", **{**homes.contract(), "buyers": buying})
    inputs = {**homes.transfer("T1", contract_no="C1"), "receivers": buying}
    town.given(TRANSFER, "H1", on="2019-06-01", **inputs)
    return town


def joint() -> deeds.Town:
    """Persons 1 and 2 own jointly."""
    town = homes.opened()
    town.given("file_presale_contract", "H1", on="2018-05-01", **homes.contract(buyers=[1, 2]))
    town.given(TRANSFER, "H1", on="2019-06-01", **homes.transfer("T1", to=[1, 2], contract_no="C1"))
    return town


def test_a_sale_names_the_owner_on_record() -> None:
    town = homes.owned()
    bought = event_of(town, "OwnershipTransferred")
    expected = ("TRA-2", "givers", (bought,))
    assert rejected(town, TRANSFER, "2020-01-01", **homes.transfer("T2", to=[2])) == expected
    assert rejected(town, TRANSFER, "2020-01-01", **homes.transfer("T2", by=[3], to=[2])) == expected
    (made,) = town.file(TRANSFER, "H1", on="2020-01-01", **homes.transfer("T2", by=[1], to=[2], basis="GIFT"))
    assert bought in made.event.relied_on


def test_whoever_sold_already_cannot_sell_again_and_the_backdated_sale_names_the_later_one() -> None:
    town = homes.owned()
    sold = homes.last(town.file(TRANSFER, "H1", on="2021-01-01", **homes.transfer("T3", by=[1], to=[3])))
    assert rejected(town, TRANSFER, "2022-01-01", **homes.transfer("T4", by=[1], to=[4])) == (
        "TRA-2",
        "givers",
        (sold,),
    )
    rule, _, way = rejected(town, TRANSFER, "2020-01-01", **homes.transfer("T2", by=[1], to=[2]))
    assert (rule, way[0]) == ("TRA-2", sold)


def test_without_an_owner_on_record_only_the_developers_contract_gives() -> None:
    town = homes.registered()
    for said in (homes.transfer("T1", to=[1]), homes.transfer("T1", by=[2], to=[1])):
        (rejection,) = town.decide(TRANSFER, "H1", on="2019-06-01", **said).rejections
        assert rejection.breach.rule.id == "TRA-2"
        assert rejection.breach.missing == titles.CONTRACTS


def test_the_buyers_of_the_contract_become_the_owners_and_nobody_else() -> None:
    town = homes.presold()
    filed = event_of(town, "PresaleContractFiled")
    inputs = homes.transfer("T1", to=[2], contract_no="C1")
    assert rejected(town, TRANSFER, "2019-06-01", **inputs) == ("TRA-2", "receivers", (filed,))
    town.given("amend_presale_contract", "H1", on="2019-01-01", contract_no="C1", buyers=[deeds.person(2)])
    (made,) = town.file(TRANSFER, "H1", on="2019-06-01", **inputs)
    assert filed in made.event.relied_on
    assert town.state("HOUSE", "H1")["contracts/C1"]["performed_on"] == "2019-06-01"


def test_a_live_contract_is_performed_or_in_the_way() -> None:
    town = homes.presold()
    filed = event_of(town, "PresaleContractFiled")
    rule, _, way = rejected(town, TRANSFER, "2019-06-01", **homes.transfer("T1", to=[1]))
    assert (rule, way) == ("TRA-2", (filed,))


def test_a_contract_that_ended_or_is_not_on_record_is_not_performed() -> None:
    town = homes.presold()
    ended = homes.last(town.file("cancel_presale_contract", "H1", on="2018-08-01", contract_no="C1"))
    inputs = homes.transfer("T1", to=[1], contract_no="C1")
    assert rejected(town, TRANSFER, "2019-06-01", **inputs) == ("TRA-2", "contractNo", (ended,))
    unknown = homes.transfer("T1", to=[1], contract_no="C7")
    assert rejected(town, TRANSFER, "2019-06-01", **unknown) == ("TRA-2", "contractNo", ())


def test_the_developer_who_gives_is_the_projects() -> None:
    town = deeds.Town()
    town.given("approve_project", "P1", on="2017-01-01", name="安居苑", division="990102")
    role = {"role": "DEVELOPER", "enterprise_code": homes.DEVELOPER.enterprise_code}
    engaged = homes.last(town.file("engage_enterprise", "P1", on="2017-02-01", **role))
    town = homes.presold(town, project_code="P1")
    sale = homes.transfer("T1", to=[1], contract_no="C1")
    stranger = deed.Party("ENTERPRISE", enterprise_code="91110000600037341L")
    assert rejected(town, TRANSFER, "2019-06-01", **{**sale, "givers": [stranger]}) == ("TRA-2", "givers", (engaged,))
    town.file(TRANSFER, "H1", on="2019-06-01", **{**sale, "givers": [homes.DEVELOPER]})


def test_the_first_registration_makes_the_developer_the_giver() -> None:
    town = homes.registered()
    first = {**homes.transfer("T0", basis="FIRST_REGISTRATION"), "receivers": [homes.DEVELOPER]}
    town.given(TRANSFER, "H1", on="2019-01-01", **first)
    sale = homes.contract("X1", [1], signed_on="2019-02-01")
    assert town.state("HOUSE", "H1")["owners/T0-1"]["form"] == "SOLE"
    town.given("confirm_sale", "H1", on="2019-01-15", confirmation_no="现1")
    town.given("file_sale_contract", "H1", on="2019-02-01", **sale)
    town.given(TRANSFER, "H1", on="2019-06-01", **homes.transfer("T1", to=[1], contract_no="X1"))
    state = town.state("HOUSE", "H1")
    assert state["owners/T0-1"]["ended_on"] == "2019-06-01"
    assert state["contracts/X1"]["performed_on"] == "2019-06-01"


def test_a_finished_house_is_sold_once_it_is_cleared_or_by_its_owner() -> None:
    town = homes.registered()
    sale = homes.contract("X1", [2], signed_on="2019-02-01")
    (rejection,) = town.decide("file_sale_contract", "H1", on="2019-02-01", **sale).rejections
    assert (rejection.breach.rule.id, rejection.breach.missing) == ("TRA-2", ("SaleConfirmed",))
    cleared = homes.last(town.file("confirm_sale", "H1", on="2019-02-01", confirmation_no="现1"))
    (filed,) = town.file("file_sale_contract", "H1", on="2019-02-01", **sale)
    assert cleared in filed.event.relied_on


def test_who_sells_by_contract_owns() -> None:
    town = homes.owned()
    bought = event_of(town, "OwnershipTransferred")
    sale = homes.contract("X1", [2], signed_on="2020-01-01")
    assert rejected(town, "file_sale_contract", "2020-01-01", **sale) == ("TRA-2", "sellers", (bought,))
    stranger = {**sale, "sellers": [deeds.person(3)]}
    assert rejected(town, "file_sale_contract", "2020-01-01", **stranger) == ("TRA-2", "sellers", (bought,))
    (filed,) = town.file("file_sale_contract", "H1", on="2020-01-01", **sale, sellers=[deeds.person(1)])
    assert bought in filed.event.relied_on
    town.file(TRANSFER, "H1", on="2020-02-01", **homes.transfer("T2", to=[2], contract_no="X1"))
    assert town.state("HOUSE", "H1")["owners/T1-1"]["ended_on"] == "2020-02-01"


def test_no_presale_of_a_house_that_has_an_owner() -> None:
    town = homes.owned()
    presale = homes.contract("C2", [2], signed_on="2019-07-01")
    rule, _, way = rejected(town, "file_presale_contract", "2019-07-01", **presale)
    assert (rule, way) == ("TRA-2", (event_of(town, "OwnershipTransferred"),))


@pytest.mark.parametrize(("basis", "kind", "lawful"), [
    ("INHERITANCE", "继承公证书", True),
    ("INHERITANCE", "买卖合同", False),
    ("JUDGMENT", "民事判决书", True),
    ("AUCTION", "民事判决书", False),
    ("PARTITION", "离婚协议书", True),
    ("EXPROPRIATION", "征收补偿协议", True),
    ("OTHER", "任意文书", True),
])  # fmt: skip
def test_other_bases_have_their_document(basis: str, kind: str, *, lawful: bool) -> None:
    town = homes.owned()
    inputs = homes.transfer("T2", to=[2], basis=basis)
    assert rejected(town, TRANSFER, "2020-01-01", **inputs) == ("TRA-2", "document", ())
    decision = town.decide(TRANSFER, "H1", on="2020-01-01", document=(kind, "1", "2019-12-01"), **inputs)
    assert [one.breach.field for one in decision.rejections] == ([] if lawful else ["document.kind"])


def test_a_co_owner_gives_the_share_or_a_part_of_it() -> None:
    town = co_owned("1/2", "1/2")
    part = {**homes.transfer("T2", by=[1]), "receivers": [deeds.person(3, share="1/6"), deeds.person(1, share="1/3")]}
    town.file(TRANSFER, "H1", on="2020-01-01", **part)
    state = town.state("HOUSE", "H1")
    assert [state[f"owners/{key}"]["share"] for key in ("T1-1", "T1-2", "T2-1")] == ["1/3", "1/2", "1/6"]
    whole = {**homes.transfer("T3", by=[2]), "receivers": [deeds.person(4, share="1/2")]}
    town.file(TRANSFER, "H1", on="2020-02-01", **whole)
    state = town.state("HOUSE", "H1")
    assert state["owners/T1-2"]["ended_on"] == "2020-02-01"
    assert state["owners/T3-1"]["form"] == "SHARES"


def test_a_sole_owner_gives_a_share_and_stays_with_the_rest() -> None:
    town = homes.owned()
    part = {
        **homes.transfer("T2", by=[1], basis="GIFT"),
        "receivers": [deeds.person(2, share="1/3"), deeds.person(1, share="2/3")],
    }
    town.file(TRANSFER, "H1", on="2020-01-01", **part)
    state = town.state("HOUSE", "H1")
    assert (state["owners/T1-1"]["form"], state["owners/T1-1"]["share"]) == ("SHARES", "2/3")
    assert "ended_on" not in state["owners/T1-1"]


@pytest.mark.parametrize("shares", [("1/2", "1/3"), ("1/2", "2/3"), ("1/2", None)])
def test_shares_are_there_and_sum_to_one(shares: tuple[str | None, str | None]) -> None:
    receivers = [deeds.person(n, **({"share": one} if one else {})) for n, one in enumerate(shares, 2)]
    inputs = {**homes.transfer("T2", by=[1], form="SHARES"), "receivers": receivers}
    town = homes.owned()
    rule, field, _ = rejected(town, TRANSFER, "2020-01-01", **inputs)
    assert (rule, field) == ("TRA-2", "receivers")


@pytest.mark.parametrize(("form", "receivers", "lawful"), [
    ("SOLE", [2], True),
    ("SOLE", [2, 3], False),
    ("JOINT", [2, 3], True),
    ("JOINT", [2], False),
])  # fmt: skip
def test_sole_is_one_and_joint_is_several(form: str, receivers: list[int], *, lawful: bool) -> None:
    decision = homes.owned().decide(
        TRANSFER, "H1", on="2020-01-01", **homes.transfer("T2", by=[1], to=receivers, form=form)
    )
    assert [one.breach.rule.id for one in decision.rejections] == ([] if lawful else ["TRA-2"])


def test_joint_owners_give_together_and_the_form_follows_from_who_receives() -> None:
    town = joint()
    assert {town.state("HOUSE", "H1")[f"owners/T1-{n}"]["form"] for n in (1, 2)} == {"JOINT"}
    assert town.refused(TRANSFER, "H1", on="2020-01-01", **homes.transfer("T2", by=[1], to=[3])) == ["TRA-2"]
    town.file(TRANSFER, "H1", on="2020-01-01", **homes.transfer("T2", by=[1, 2], to=[3]))
    assert town.state("HOUSE", "H1")["owners/T2-1"]["form"] == "SOLE"


def test_joint_owners_sign_together() -> None:
    town = joint()
    sale = homes.contract("X1", [3], signed_on="2020-01-01")
    assert town.refused("file_sale_contract", "H1", on="2020-01-01", **sale, sellers=[deeds.person(1)]) == ["TRA-2"]
    town.file("file_sale_contract", "H1", on="2020-01-01", **sale, sellers=[deeds.person(2), deeds.person(1)])


def test_a_correction_does_not_take_a_holding_away_that_was_given_on() -> None:
    town = homes.owned()
    wrong = homes.last(town.file(TRANSFER, "H1", on="2020-01-01", **homes.transfer("T2", by=[1], to=[2, 3])))
    heirs = homes.transfer("T3", to=[4], basis="INHERITANCE", document=("遗嘱", "1", "2021-01-01"))
    later = homes.last(town.file(TRANSFER, "H1", on="2021-01-01", **heirs))
    righted = homes.transfer("T2", by=[1], to=[2])
    (rejection,) = town.decide(TRANSFER, "H1", on="2020-01-01", corrects=wrong, **righted).rejections
    assert (rejection.breach.rule.id, rejection.breach.in_the_way) == ("TRA-2", (later,))


def test_joint_owners_part() -> None:
    town = joint()
    parted = homes.transfer("T2", to=[2], basis="PARTITION", document=("离婚协议书", "1", "2019-12-01"))
    town.file(TRANSFER, "H1", on="2020-01-01", **parted)
    state = town.state("HOUSE", "H1")
    assert [state[f"owners/{key}"].get("ended_on") for key in ("T1-1", "T1-2", "T2-1")] == ["2020-01-01"] * 2 + [None]


@pytest.mark.parametrize(("owners", "wrong"), [
    ([{"form": "SOLE"}], False),
    ([{"form": "SOLE"}, {"form": "SOLE"}], True),
    ([{"form": "JOINT"}, {"form": "JOINT", "share": "1/2"}], True),
    ([{"form": "JOINT"}, {"form": "SHARES", "share": "1/2"}], True),
    ([{"form": "SHARES", "share": "1/3"}, {"form": "SHARES", "share": "2/3"}], False),
    ([{"form": "SHARES", "share": "1/3"}] * 3, False),
    ([{"form": "SHARES", "share": "1/3"}] * 2, True),
    ([{"form": "SHARES"}, {"form": "SHARES", "share": "1/1"}], True),
    ([{}, {"form": "SOLE"}], False),
])  # fmt: skip
def test_forms_of_ownership(owners: list[dict[str, Said]], *, wrong: bool) -> None:
    held: holdings.Holdings = {str(number): said for number, said in enumerate(owners)}
    assert (titles.form_error(held) is not None) == wrong


def test_a_transfer_is_corrected_and_one_that_others_rest_on_is_not_taken_from_them() -> None:
    town = homes.owned()
    wrong = homes.last(town.file(TRANSFER, "H1", on="2020-01-01", **homes.transfer("T2", by=[1], to=[2], price="1.00")))
    righted = homes.transfer("T2", by=[1], to=[2], price="1000000.00")
    head = homes.last(town.file(TRANSFER, "H1", on="2020-01-02", corrects=wrong, **righted))
    state = town.state("HOUSE", "H1")
    assert state["transfers/T2"]["price"] == "1000000.00"
    assert (state["owners/T1-1"]["ended_on"], state["owners/T2-1"]["acquired_on"]) == ("2020-01-02", "2020-01-02")
    later = homes.last(town.file(TRANSFER, "H1", on="2021-01-01", **homes.transfer("T3", by=[2], to=[3])))
    other = homes.transfer("T9", by=[1], to=[4])
    decision = town.decide(TRANSFER, "H1", on="2020-01-02", corrects=head, **other)
    assert [one.breach.rule.id for one in decision.rejections] == ["TRA-2"]
    assert decision.rejections[0].breach.in_the_way[0] == later
    harmless = town.decide(TRANSFER, "H1", on="2020-01-02", corrects=head, **{**righted, "price": "2.00"})
    assert not harmless.rejections
    assert later in harmless.dependants
