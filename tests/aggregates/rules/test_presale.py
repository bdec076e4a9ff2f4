"""PRE: presale permits and contracts."""

from __future__ import annotations

import dataclasses
import uuid

import pytest

from aggregates import policy, view, world
from aggregates.catalogue import CATALOGUE
from tests import deeds
from tests.aggregates import homes

FILE = "file_presale_contract"


def test_no_contract_without_a_permit() -> None:
    (rejection,) = homes.registered().decide(FILE, "H1", on="2018-06-01", **homes.contract()).rejections
    assert (rejection.breach.rule.id, rejection.breach.missing) == ("PRE-2", ("PresaleOpened",))
    assert rejection.breach.in_the_way == ()
    assert rejection.earliest_lawful_on is None
    assert "2018-06-01" in rejection.breach.en
    assert "2018-06-01" in rejection.breach.zh


def test_a_contract_rests_on_the_opening_of_its_house() -> None:
    town = homes.registered()
    opened = homes.last(town.file("open_presale", "H1", on="2018-03-01", permit_no="P", lapses_on="2021-03-01"))
    (filed,) = town.file(FILE, "H1", on="2018-04-20", **homes.contract())
    assert opened in filed.event.relied_on
    assert town.state("HOUSE", "H1")["contracts/C1"]["permit_no"] == "P"


@pytest.mark.parametrize(("day", "lawful"), [("2018-02-28", False), ("2018-03-01", True), ("2021-02-28", True)])
def test_the_permit_holds_from_its_day_until_it_lapses(day: str, *, lawful: bool) -> None:
    inputs = homes.contract(signed_on=day)
    decision = homes.opened().decide(FILE, "H1", on=day, **inputs)
    assert [one.breach.rule.id for one in decision.rejections] == ([] if lawful else ["PRE-2"])
    assert [one.earliest_lawful_on for one in decision.rejections] == ([] if lawful else ["2018-03-01"])


def test_on_the_day_of_its_lapse_the_permit_holds_no_more() -> None:
    town = homes.opened()
    (rejection,) = town.decide(FILE, "H1", on="2021-03-01", **homes.contract()).rejections
    opening = next(one.event.id for one in town.recorded if one.event.type == "PresaleOpened")
    assert (rejection.breach.rule.id, rejection.breach.in_the_way) == ("PRE-2", (opening,))


def test_a_revoked_permit_is_named() -> None:
    town = homes.opened()
    closed = homes.last(town.file("close_presale", "H1", on="2018-05-01"))
    (rejection,) = town.decide(FILE, "H1", on="2018-05-01", **homes.contract()).rejections
    assert (rejection.breach.rule.id, rejection.breach.in_the_way) == ("PRE-2", (closed,))
    assert not town.decide(FILE, "H1", on="2018-04-30", **homes.contract()).rejections


def test_presale_that_was_closed_before_a_contract_puts_it_into_question() -> None:
    town = homes.presold()
    filed = next(one.event.id for one in town.recorded if one.event.type == "PresaleContractFiled")
    decision = town.decide("close_presale", "H1", on="2018-05-01")
    assert not decision.rejections, "a revocation prevails"
    assert decision.dependants == [filed]


def test_one_live_contract_at_a_time() -> None:
    town = homes.presold()
    filed = homes.last([one for one in town.recorded if one.event.type == "PresaleContractFiled"])
    (rejection,) = town.decide(FILE, "H1", on="2018-07-01", **homes.contract("C2", [2])).rejections
    assert (rejection.breach.rule.id, rejection.breach.in_the_way) == ("PRE-3", (filed,))
    assert "C1" in rejection.breach.en
    assert "C1" in rejection.breach.zh
    town.given("cancel_presale_contract", "H1", on="2018-08-01", contract_no="C1")
    assert town.refused(FILE, "H1", on="2018-07-31", **homes.contract("C2", [2])) == ["PRE-3"]
    (rejection,) = town.decide(FILE, "H1", on="2018-07-31", **homes.contract("C2", [2])).rejections
    assert rejection.earliest_lawful_on == "2018-08-01"
    town.file(FILE, "H1", on="2018-08-01", **homes.contract("C2", [2]))


def test_a_backdated_contract_is_refused_for_the_later_one_that_it_would_break() -> None:
    town = homes.presold()
    filed = homes.last([one for one in town.recorded if one.event.type == "PresaleContractFiled"])
    backdated = homes.contract("C0", [2])
    (rejection,) = town.decide(FILE, "H1", on="2018-05-01", **backdated).rejections
    assert (rejection.breach.rule.id, rejection.breach.in_the_way) == ("PRE-3", (filed,))
    assert rejection.breach.en.startswith("It would make PresaleContractFiled of ")
    assert "预售合同网签备案不再合法" in rejection.breach.zh


def test_a_contract_number_is_used_once_over_all_houses() -> None:
    town = homes.presold()
    filed = next(one.event.id for one in town.recorded if one.event.type == "PresaleContractFiled")
    town.given("register_house", "H2", on="2018-02-01", division="990102", building_code="B1")
    town.given("open_presale", "H2", on="2018-03-01", permit_no=homes.PERMIT, lapses_on="2021-03-01")
    (rejection,) = town.decide(FILE, "H2", on="2018-06-01", **homes.contract("C1", [2])).rejections
    assert (rejection.breach.rule.id, rejection.breach.in_the_way) == ("PRE-3", (filed,))
    assert rejection.breach.field == "contract_no"
    assert "C1" in rejection.breach.zh
    town.given("cancel_presale_contract", "H1", on="2018-08-01", contract_no="C1")
    assert town.refused(FILE, "H2", on="2018-09-01", **homes.contract("C1", [2])) == ["PRE-3"]
    town.file(FILE, "H2", on="2018-09-01", **homes.contract("C2", [2]))


@pytest.mark.parametrize(("filed", "found"), [("2018-05-15", []), ("2018-05-16", ["PRE-4"])])
def test_a_contract_is_filed_within_thirty_days_or_found_late(filed: str, found: list[str]) -> None:
    assert homes.opened().found(FILE, "H1", on=filed, **homes.contract(signed_on="2018-04-15")) == found


def test_the_policy_of_the_day_of_signing_says_how_long_filing_may_take() -> None:
    strict = policy.parse(policy.default_text().replace("filing_days = 30", "filing_days = 5"))
    policies = deeds.Fixed([("0001-01-01", policy.default()), ("2018-05-01", strict)])
    town = homes.opened()
    town.policies = policies
    assert town.found(FILE, "H1", on="2018-05-10", **homes.contract(signed_on="2018-04-15")) == []
    town.given("cancel_presale_contract", "H1", on="2018-05-11", contract_no="C1")
    assert town.found(FILE, "H1", on="2018-05-12", **homes.contract("C2", signed_on="2018-05-06")) == ["PRE-4"]


def test_a_contract_rests_on_the_permit_that_opened_its_house_too() -> None:
    town = homes.registered()
    (opened,) = town.decide("open_presale", "H1", on="2018-03-01", permit_no="P", lapses_on="2021-03-01").drafts
    permit = uuid.uuid4()
    town.record([dataclasses.replace(opened, cause=permit)])
    (filed,) = town.file(FILE, "H1", on="2018-04-20", **homes.contract())
    assert set(filed.event.relied_on) == {opened.id, permit}


def test_a_contract_under_another_permit_is_not_covered() -> None:
    town = homes.opened()
    decision = town.decide(FILE, "H1", on="2018-06-01", **homes.contract())
    imported = decision.drafts[0]
    changes = {entity: dict(said) for entity, said in imported.changes.items()}
    changes["contracts/C1"]["permit_no"] = "预售2"
    judged = view.of_draft(dataclasses.replace(imported, changes=changes), town.today, CATALOGUE)
    seen = town.seen()
    (known,) = seen.find(world.Name("HOUSE", "H1"))
    verdict = town.judge().judge(judged, seen.state(known, "2018-06-01"))
    assert "PRE-2" in [one.rule.id for one in verdict.breaches]
    assert "PRE-2" not in [one.breach.rule.id for one in decision.rejections]
