"""SEC-1: reviews in their order, publicity in between, no eligibility and no waiting list before all that is over."""

from __future__ import annotations

import pytest

from aggregates import deciding, policy
from tests import deeds
from tests.aggregates import households

GRANT = {"eligibility_no": "E1", "programme": "PUBLIC_RENTAL"}
WAIT = {"waiting_no": "W1", "programme": "PUBLIC_RENTAL"}


def review(level: int) -> dict[str, object]:
    return {"opinion_no": f"R{level}", "level": level}


def rejected(decision: deciding.Decision) -> deciding.Rejection:
    (rejection,) = decision.rejections
    assert rejection.breach.rule.id == "SEC-1"
    return rejection


def test_levels_follow_one_another() -> None:
    town = households.accepted()
    rejection = town.decide("pass_review", "BZ1", on="2020-02-01", **review(2)).rejections[0]
    assert rejection.breach.missing == ("ReviewPassed",)
    assert rejection.breach.en == (
        "ReviewPassed of 2020-02-01 is out of the order of reviews and publicity: the review at level 1 is not passed."
    )
    town.given("pass_review", "BZ1", on="2020-02-01", **review(1))
    assert rejected(town.decide("pass_review", "BZ1", on="2020-02-02", **review(2))).breach.missing == (
        "PublicityOpened",
        "PublicityClosed",
    )
    again = town.decide("pass_review", "BZ1", on="2020-02-02", opinion_no="R1b", level=1)
    assert "passed already" in rejected(again).breach.en


def test_a_level_that_policy_does_not_know_is_refused() -> None:
    town = households.reviewed()
    assert rejected(town.decide("pass_review", "BZ1", on="2020-05-01", **review(4))).breach.field == "level"


def test_a_publicity_lasts_as_long_as_policy_says() -> None:
    town = households.accepted()
    open_ = {"publicity_no": "P1", "level": 1}
    assert rejected(town.decide("open_publicity", "BZ1", on="2020-02-02", **open_)).breach.missing == ("ReviewPassed",)
    town.given("pass_review", "BZ1", on="2020-02-01", **review(1))
    short = town.decide("open_publicity", "BZ1", on="2020-02-02", ends_on="2020-02-08", **open_)
    assert rejected(short).breach.field == "endsOn"
    town.given("open_publicity", "BZ1", on="2020-02-02", **open_)
    rejection = rejected(town.decide("close_publicity", "BZ1", on="2020-02-08", publicity_no="P1"))
    assert rejection.earliest_lawful_on == "2020-02-09"
    assert not town.decide("close_publicity", "BZ1", on="2020-02-09", publicity_no="P1").rejections


def test_an_open_publicity_and_an_unresolved_objection_stop_everything() -> None:
    town = households.accepted()
    town.given("pass_review", "BZ1", on="2020-02-01", **review(1))
    town.given("open_publicity", "BZ1", on="2020-02-02", publicity_no="P1", level=1)
    assert set(town.refused("pass_review", "BZ1", on="2020-02-10", **review(2))) == {"SEC-1"}
    town.given("raise_publicity_objection", "BZ1", on="2020-02-05", objection_no="O1", publicity_no="P1")
    town.given("close_publicity", "BZ1", on="2020-02-09", publicity_no="P1")
    rejection = rejected(town.decide("pass_review", "BZ1", on="2020-02-10", **review(2)))
    assert rejection.breach.missing == ("ObjectionResolved",)
    town.given("resolve_publicity_objection", "BZ1", on="2020-02-12", objection_no="O1", upheld=False)
    assert town.refused("pass_review", "BZ1", on="2020-02-11", **review(2)) == ["SEC-1"]
    town.given("pass_review", "BZ1", on="2020-02-12", **review(2))


def test_missing_materials_hold_a_review_up_and_are_asked_for_once() -> None:
    town = households.accepted()
    town.given("request_materials", "BZ1", on="2020-01-15", notice_no="N1", materials="收入证明")
    assert rejected(town.decide("pass_review", "BZ1", on="2020-01-16", **review(1))).breach.missing == (
        "MaterialsSupplied",
    )
    assert not town.decide("reject_application", "BZ1", on="2020-01-16", grounds="逾期", **review(1)).rejections
    town.given("supply_materials", "BZ1", on="2020-01-20", notice_no="N1")
    assert town.refused("request_materials", "BZ1", on="2020-01-21", notice_no="N2", materials="更多") == ["SEC-1"]
    town.given("pass_review", "BZ1", on="2020-01-20", **review(1))


def test_eligibility_needs_all_levels_and_publicities() -> None:
    town = households.accepted()
    households.published(town, "BZ1", 1, "2020-02")
    town.given("pass_review", "BZ1", on="2020-03-01", **review(2))
    assert rejected(town.decide("grant_eligibility", "BZ1", on="2020-04-01", **GRANT)).breach.missing == (
        "ReviewPassed",
    )
    town.given("pass_review", "BZ1", on="2020-04-01", **review(3))
    assert rejected(town.decide("grant_eligibility", "BZ1", on="2020-04-02", **GRANT)).breach.missing == (
        "PublicityOpened",
        "PublicityClosed",
    )
    town = households.reviewed()
    assert rejected(town.decide("grant_eligibility", "BZ1", on="2020-04-08", **GRANT)).earliest_lawful_on == (
        "2020-04-09"
    )
    made = town.file("grant_eligibility", "BZ1", on="2020-04-09", **GRANT)
    assert len(made[0].event.relied_on) == 4


def test_the_waiting_list_needs_an_eligibility_that_holds() -> None:
    town = households.reviewed()
    assert rejected(town.decide("put_on_waiting_list", "BZ1", on="2020-05-01", **WAIT)).breach.missing == (
        "EligibilityGranted",
    )
    town.given("grant_eligibility", "BZ1", on="2020-05-01", expires_on="2020-07-01", **GRANT)
    assert rejected(town.decide("put_on_waiting_list", "BZ1", on="2020-04-30", **WAIT)).earliest_lawful_on == (
        "2020-05-01"
    )
    assert not town.decide("put_on_waiting_list", "BZ1", on="2020-06-30", **WAIT).rejections
    assert town.refused("put_on_waiting_list", "BZ1", on="2020-07-01", **WAIT) == ["SEC-1"]
    town.given("suspend_eligibility", "BZ1", on="2020-05-10", suspension_no="S1")
    assert rejected(town.decide("put_on_waiting_list", "BZ1", on="2020-05-10", **WAIT)).breach.missing == (
        "EligibilityResumed",
    )
    town.given("resume_eligibility", "BZ1", on="2020-05-20", suspension_no="S1")
    assert not town.decide("put_on_waiting_list", "BZ1", on="2020-05-20", **WAIT).rejections


def test_the_eligibility_is_one_for_the_programme() -> None:
    town = households.eligible()
    other = {**WAIT, "programme": "SHARED_OWNERSHIP"}
    assert rejected(town.decide("put_on_waiting_list", "BZ1", on="2020-05-10", **other)).breach.missing == (
        "EligibilityGranted",
    )
    granted = {"eligibility_no": "E2", "programme": "SHARED_OWNERSHIP"}
    town.given("grant_eligibility", "BZ1", on="2020-05-10", **granted)
    for inputs in (WAIT, other):
        assert not town.decide("put_on_waiting_list", "BZ1", on="2020-05-10", **inputs).rejections


def test_no_waiting_list_while_an_objection_is_open() -> None:
    town = households.eligible()
    town.given("raise_publicity_objection", "BZ1", on="2020-05-05", objection_no="O1")
    assert rejected(town.decide("put_on_waiting_list", "BZ1", on="2020-05-05", **WAIT)).breach.missing == (
        "ObjectionResolved",
    )
    assert not town.decide("put_on_waiting_list", "BZ1", on="2020-05-04", **WAIT).rejections


@pytest.mark.parametrize("command", ["pass_review", "reject_application"])
def test_a_failed_application_is_reviewed_no_more(command: str) -> None:
    town = households.accepted()
    town.given("reject_application", "BZ1", on="2020-02-01", grounds="收入超标", **review(1))
    inputs = {"opinion_no": "R9", "level": 1, "grounds": "复议"}
    (rejection,) = town.decide(command, "BZ1", on="2020-03-01", **inputs).rejections
    assert "failed a review" in rejection.breach.en


def fewer() -> policy.Policy:
    """Two reviews and one publicity, after the last of them."""
    reviews = policy.default().reviews.model_copy(update={"levels": 2, "publicities": 1, "publicity_after": None})
    return policy.default().model_copy(update={"reviews": reviews})


def test_another_citys_policy_has_two_reviews_and_one_publicity() -> None:
    town = households.accepted(deeds.Town(policies=deeds.Fixed([("0001-01-01", fewer())])))
    town.given("pass_review", "BZ1", on="2020-02-01", **review(1))
    households.published(town, "BZ1", 2, "2020-03")
    assert town.refused("grant_eligibility", "BZ1", on="2020-03-08", **GRANT)
    town.given("grant_eligibility", "BZ1", on="2020-03-09", **GRANT)


@pytest.mark.parametrize(("publicities", "after"), [(3, None), (2, (1,)), (2, (1, 3)), (2, (1, 1))])
def test_a_policy_names_levels_that_it_has(publicities: int, after: tuple[int, ...] | None) -> None:
    with pytest.raises(ValueError, match=r"publicit|level"):
        policy.Reviews(levels=2, publicities=publicities, publicity_days=7, publicity_after=after)


def test_nothing_is_judged_before_the_application() -> None:
    town = households.accepted()
    for command, said in (
        ("pass_review", review(1)),
        ("join_household", {"members": [households.member(3)]}),
    ):
        rejection = rejected(town.decide(command, "BZ1", on="2020-01-09", **said))
        assert (rejection.breach.field, rejection.breach.missing) == ("effectiveOn", ("ApplicationAccepted",))
        assert not town.decide(command, "BZ1", on="2020-01-10", **said).rejections
    assert town.found("change_circumstances", "BZ1", on="2020-01-09", income="1.00") == ["SEC-1"]
