"""GEN-1, GEN-2: dates of effect; REF-1, REF-2: numbers are used once and name what stands."""

import pytest

from aggregates.deciding import Rejection
from tests import deeds
from tests.aggregates import homes

YESTERDAY, TODAY, TOMORROW = "2026-05-31", deeds.TODAY, "2026-06-02"
REGISTER = "register_house"
UNIT = {"division": "990102", "building_code": "B1"}
MORTGAGE = {"mortgage_no": "M1", "mortgage_kind": "ORDINARY", "mortgagee_name": "安澜银行", "amount": "500000.00"}


def only(town: deeds.Town, name: str, code: str, **said: object) -> Rejection:
    """The one refusal of a command, rendered in both languages."""
    (rejection,) = town.decide(name, code, **said).rejections
    assert rejection.breach.en
    assert rejection.breach.zh
    return rejection


@pytest.mark.parametrize("day", [YESTERDAY, TODAY])
def test_an_act_takes_effect_by_the_day_of_its_registration(day: str) -> None:
    homes.registered().file(REGISTER, "H2", on=day, **UNIT)


def test_an_act_that_may_not_lie_ahead_is_refused_from_the_next_day_on() -> None:
    rejection = only(homes.registered(), REGISTER, "H2", on=TOMORROW, **UNIT)
    assert (rejection.breach.rule.id, rejection.breach.field) == ("GEN-1", "effectiveOn")
    assert TODAY in rejection.breach.en
    assert TODAY in rejection.breach.zh
    town = homes.registered()
    town.today = TOMORROW
    town.file(REGISTER, "H2", on=TOMORROW, **UNIT)


def test_a_fact_that_lies_ahead_is_admitted_with_a_finding() -> None:
    assert homes.registered().found("revise_house_survey", "H1", on=TOMORROW, floor_area="90.00") == ["GEN-1"]
    assert homes.registered().found("revise_house_survey", "H1", on=TODAY, floor_area="90.00") == []


def test_decisions_that_announce_their_day_may_lie_ahead() -> None:
    homes.registered().file("open_presale", "H1", on=TOMORROW, permit_no=homes.PERMIT)


@pytest.mark.parametrize("day", ["2019-06-01", "2019-06-02"])
def test_a_transfer_takes_effect_from_the_issue_of_its_document_on(day: str) -> None:
    moved = homes.transfer("T1", to=[1], contract_no="C1")
    homes.presold().file("register_transfer", "H1", on=day, document=("登记申请", "T1", "2019-06-01"), **moved)


def test_a_transfer_before_its_document_was_issued_is_refused_until_then() -> None:
    moved = homes.transfer("T1", to=[1], contract_no="C1")
    paper = ("登记申请", "T1", "2019-06-01")
    rejection = only(homes.presold(), "register_transfer", "H1", on="2019-05-31", document=paper, **moved)
    assert rejection.breach.rule.id == "GEN-2"
    assert rejection.earliest_lawful_on == "2019-06-01"


def test_types_that_policy_does_not_name_may_precede_their_document() -> None:
    paper = ("测绘报告", "1", "2020-01-02")
    assert (
        homes.registered().found("revise_house_survey", "H1", on="2020-01-01", document=paper, floor_area="9.00") == []
    )


def test_a_number_is_registered_once() -> None:
    town = homes.owned()
    (made, *_) = town.file("register_mortgage", "H1", on="2019-07-01", **MORTGAGE)
    rejection = only(town, "register_mortgage", "H1", on="2019-07-01", **MORTGAGE)
    assert (rejection.breach.rule.id, rejection.breach.in_the_way) == ("REF-1", (made.event.id,))
    town.file("register_mortgage", "H1", on="2019-07-01", **{**MORTGAGE, "mortgage_no": "M2"})


def test_what_ends_stands_until_that_day() -> None:
    town = homes.owned()
    rejection = only(town, "discharge_mortgage", "H1", on="2019-08-01", mortgage_no="M1")
    assert (rejection.breach.rule.id, rejection.breach.in_the_way) == ("REF-2", ())
    (made, *_) = town.file("register_mortgage", "H1", on="2019-07-01", **MORTGAGE)
    town.file("discharge_mortgage", "H1", on="2019-08-01", mortgage_no="M1")
    for day in ("2019-08-01", "2019-08-02"):
        again = only(town, "discharge_mortgage", "H1", on=day, mortgage_no="M1")
        assert (again.breach.rule.id, again.breach.in_the_way) == ("REF-2", (made.event.id,))
