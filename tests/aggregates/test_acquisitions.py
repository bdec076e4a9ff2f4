"""Purchases by members of households: who acquires what, and what the household is told of it (SEC-4)."""

from __future__ import annotations

import dataclasses
import uuid

import pytest

from aggregates import acquisitions, draft, policy
from aggregates import event as events
from aggregates.world import Name
from tests import deeds
from tests.aggregates import homes, households

SECRETS = ("H1", "C1", "T1", "990102", "王安", "1000000")


def town() -> deeds.Town:
    """Persons 1 and 2 are eligible since May 2020; H1 is for sale."""
    return households.eligible(homes.opened())


def bought(made: deeds.Town, *buyers: int, on: str = "2020-08-01", number: str = "C1") -> events.Event:
    """H1 is sold before it is finished."""
    inputs = homes.contract(number, buyers=list(buyers or (1,)), signed_on=on)
    return made.file("file_presale_contract", "H1", on=on, **inputs)[0].event


def told(made: deeds.Town, event: events.Event, household: str = "BZ1") -> list[draft.Draft]:
    """What a household is told of an event of H1."""
    seen = made.seen()
    ((house,), (known,)) = seen.find(Name("HOUSE", "H1")), seen.find(Name("HOUSEHOLD", household))
    found = acquisitions.acquisition(seen, house, event.id)
    return acquisitions.concerns(seen, known, found) if found else []


def record(made: deeds.Town, drafts: list[draft.Draft]) -> None:
    """Put them on record under ids of their own."""
    made.record(dataclasses.replace(one, id=uuid.uuid4()) for one in drafts)


def test_a_purchase_suspends_the_eligibility_and_opens_a_review() -> None:
    made = town()
    event = bought(made)
    suspension, review = told(made, event)
    assert (suspension.type, review.type) == ("EligibilitySuspended", "AnnualReviewOpened")
    assert suspension.relied_on == review.relied_on == (event.id,)
    assert (suspension.effective_on, suspension.source) == (made.today, "housing-security")
    assert suspension.judged_by == events.Judgement("fangji-rules/1", policy.default().digest)
    (said,) = review.changes.values()
    assert (said["year"], said["opened_on"], said["due_on"]) == (2026, "2026-06-01", "2026-07-01")
    record(made, [suspension, review])
    state = households.household(made)
    assert next(said for entity, said in state.items() if entity.startswith("eligibility_suspensions/"))
    refused = {"allocation_no": "A9", "method": "WAITING_ORDER", "programme": "PUBLIC_RENTAL"}
    assert made.refused("put_on_waiting_list", "BZ1", on=made.today, waiting_no="W", programme="PUBLIC_RENTAL")
    assert made.refused("allocate_directly", "BZ1", on=made.today, **refused)


def test_it_says_nothing_of_the_home() -> None:
    made = town()
    for one in told(made, bought(made)):
        written = f"{[*one.changes.items()]}"
        assert not any(secret in written for secret in SECRETS), written
        assert (one.cause, one.document, one.remark) == (None, None, None)


def test_two_households_are_told_under_keys_that_do_not_meet() -> None:
    made = households.accepted(town(), "BZ2", 3)
    event = bought(made, 1, 3)
    keys = [
        {entity.partition("/")[2] for one in told(made, event, code) for entity in one.changes}
        for code in ("BZ1", "BZ2")
    ]
    assert [len(found) for found in keys] == [1, 1]
    assert keys[0] != keys[1]


def test_the_days_for_the_review_are_the_citys() -> None:
    reviews = policy.default().reviews.model_copy(update={"recheck_days": 45})
    made = town()
    made.policies = deeds.Fixed([("0001-01-01", policy.default().model_copy(update={"reviews": reviews}))])
    _, review = told(made, bought(made))
    assert next(iter(review.changes.values()))["due_on"] == "2026-07-16"


def test_without_an_eligibility_only_a_review_is_opened() -> None:
    made = households.accepted(homes.opened())
    assert [one.type for one in told(made, bought(made))] == ["AnnualReviewOpened"]


def test_who_is_no_member_concerns_nobody() -> None:
    made = town()
    assert told(made, bought(made, 7)) == []


def test_it_is_told_once() -> None:
    made = town()
    event = bought(made)
    record(made, told(made, event))
    assert told(made, event) == []


def test_a_correction_is_the_same_purchase_and_a_void_none() -> None:
    made = town()
    event = bought(made)
    record(made, told(made, event))
    inputs = homes.contract("C1", buyers=[1], signed_on="2020-08-01", price="1100000.00")
    corrected = made.file("file_presale_contract", "H1", on="2020-08-01", corrects=event.id, **inputs)[0].event
    assert told(made, corrected) == told(made, event) == []
    made.given("void_event", "", on=made.today, event_id=str(corrected.id), whole_chain=True)
    assert told(made, corrected) == []


def test_a_buyer_who_comes_later_acquires_and_one_who_stays_does_not() -> None:
    made = town()
    bought(made, 7)
    amended = {"contract_no": "C1", "buyers": [deeds.person(7), deeds.person(2)]}
    event = made.file("amend_presale_contract", "H1", on="2020-09-01", **amended)[0].event
    assert [one.type for one in told(made, event)] == ["EligibilitySuspended", "AnnualReviewOpened"]
    record(made, told(made, event))
    same = {**amended, "price": "900000.00"}
    assert told(made, made.file("amend_presale_contract", "H1", on="2020-09-02", **same)[0].event) == []


@pytest.mark.parametrize("basis", ["SALE", "GIFT"])
def test_a_transfer_to_a_member_acquires_whatever_its_basis(basis: str) -> None:
    made = town()
    bought(made, 7)
    made.given("register_transfer", "H1", on="2020-10-01", **homes.transfer("T1", to=[7], contract_no="C1"))
    event = made.file("register_transfer", "H1", on="2021-10-01", **homes.transfer("T2", by=[7], to=[2], basis=basis))
    assert [one.type for one in told(made, event[0].event)] == ["EligibilitySuspended", "AnnualReviewOpened"]


def test_who_owned_already_acquires_nothing_by_a_partition() -> None:
    made = town()
    bought(made, 1, 7)
    jointly = homes.transfer("T1", to=[1, 7], contract_no="C1")
    made.given("register_transfer", "H1", on="2020-10-01", **jointly)
    parted = homes.transfer("T2", to=[1], by=[1, 7], basis="PARTITION", document=("离婚协议", "L-1", "2021-01-01"))
    assert told(made, made.file("register_transfer", "H1", on="2021-10-01", **parted)[0].event) == []


def test_what_was_acquired_before_the_application_is_a_finding() -> None:
    made = town()
    event = bought(made, on="2019-12-31")
    (finding,) = told(made, event)
    assert (finding.type, finding.relied_on) == ("FindingRecorded", (event.id,))
    ((entity, said),) = finding.changes.items()
    assert (said["rule"], said["grade"], said["department"]) == ("SEC-4", "ERROR", "housing-security")
    assert entity.startswith("findings/SEC-4-")
    assert not any(secret in str(said) for secret in SECRETS)
    record(made, [finding])
    assert told(made, event) == []


def test_who_joined_later_counts_from_that_day() -> None:
    made = town()
    made.given("join_household", "BZ1", on="2020-09-01", members=[households.member(3)])
    assert [one.type for one in told(made, bought(made, 3, on="2020-08-31"))] == ["FindingRecorded"]
    made = town()
    made.given("join_household", "BZ1", on="2020-09-01", members=[households.member(3)])
    assert told(made, bought(made, 3, on="2020-09-01"))[0].type == "EligibilitySuspended"


def test_an_application_counts_from_when_it_was_made() -> None:
    made = households.accepted(homes.opened(), "BZ1", applied_on="2019-12-01")
    assert [one.type for one in told(made, bought(made, on="2019-12-15"))] == ["AnnualReviewOpened"]


@pytest.mark.parametrize("command", ["leave_household", "exit_household"])
def test_who_has_left_is_monitored_no_longer(command: str) -> None:
    made = town()
    inputs = {"member_key": "1"} if command == "leave_household" else {"exit_reason": "退出"}
    made.given(command, "BZ1", on="2020-07-01", **inputs)
    assert told(made, bought(made)) == []


def allotted() -> deeds.Town:
    """BZ1 was allocated H1, a home that is sold to such households."""
    sale = {"programme": "ALLOTTED_SALE"}
    made = households.waiting(homes.opened(), **sale)
    made.given("add_to_stock", "H1", on="2020-05-20", stock="ALLOTTED_SALE", raised_by="BUILT")
    made.given("allocate_directly", "BZ1", on="2020-06-01", **{**households.direct(house_code="H1"), **sale})
    return made


def test_the_home_that_it_was_allocated_is_its_own() -> None:
    made = allotted()
    assert told(made, bought(made)) == []
    waived = allotted()
    waived.given("waive_selection", "BZ1", on="2020-06-10", allocation_no="A1")
    assert len(told(waived, bought(waived))) == 2


def test_a_home_goes_by_any_of_its_codes() -> None:
    made = allotted()
    made.given("recode_subject", "H1", on="2020-07-01", kind="HOUSE", new_code="H1-NEW", reason_text="重编")
    assert told(made, bought(made)) == []


def test_events_of_other_types_name_nobody() -> None:
    made = town()
    event = made.file("record_finding", "H1", kind="HOUSE", on="2020-08-01", rule="MANUAL", grade="NOTE", detail="存疑")
    assert acquisitions.persons(event[0].event) == frozenset()
    (household,) = (one.event for one in made.recorded if one.event.type == "ApplicationAccepted")
    assert acquisitions.persons(household) == frozenset()


def test_sellers_and_givers_acquire_nothing() -> None:
    made = town()
    bought(made, 1)
    made.given("register_transfer", "H1", on="2020-10-01", **homes.transfer("T1", to=[1], contract_no="C1"))
    event = made.file("register_transfer", "H1", on="2021-10-01", **homes.transfer("T2", by=[1], to=[7]))[0].event
    assert acquisitions.persons(event) == {deeds.person(7).person}
