"""USE-1: leases of one house beside and under one another."""

from __future__ import annotations

import pytest

from aggregates import deciding, event, view, world
from aggregates.rules import use
from tests import deeds
from tests.aggregates import estates

FILE = "file_lease"


def let(**said: object) -> deeds.Town:
    """H1 let from 2020-01-01 until 2021-01-01 by lease L1."""
    town = estates.standing()
    town.given(FILE, "H1", on="2020-01-01", **estates.lease(**said))  # type: ignore[arg-type]
    return town


def rejected(decision: deciding.Decision) -> deciding.Rejection:
    (rejection,) = decision.rejections
    assert rejection.breach.rule is use.USE_1
    return rejection


def test_two_leases_do_not_overlap() -> None:
    town = let()
    rejection = rejected(town.decide(FILE, "H1", on="2020-06-01", **estates.lease("L2", "2022-01-01")))
    assert rejection.breach.in_the_way == (estates.only(town.recorded, "LeaseFiled"),)
    assert rejection.earliest_lawful_on == "2021-01-01"
    assert rejection.breach.en == (
        "The lease cannot stand as of 2020-06-01: another lease holds the same part at the same level, L1."
    )
    assert rejection.breach.zh == "2020-06-01的租赁备案不能成立：同一部位、同一层级已有租约L1。"
    assert not town.decide(FILE, "H2", on="2020-06-01", **estates.lease("L2", "2022-01-01")).rejections


def test_the_earliest_lawful_date_passes_and_the_day_before_does_not() -> None:
    town = let()
    for starts in (None, "2020-06-01"):
        inputs = estates.lease("L2", "2022-01-01", **({"starts_on": starts} if starts else {}))
        day = rejected(town.decide(FILE, "H1", on="2020-06-01", **inputs)).earliest_lawful_on
        assert day == "2021-01-01"
        assert town.refused(FILE, "H1", on="2020-12-31", **inputs) == ["USE-1"]
        assert not town.decide(FILE, "H1", on=day, **inputs).rejections


def test_a_lease_filed_ahead_holds_its_term_and_leaves_what_is_before_it() -> None:
    town = estates.standing()
    town.given(FILE, "H1", on="2020-01-01", **estates.lease("L1", "2022-01-01", starts_on="2021-01-01"))
    assert not town.decide(FILE, "H1", on="2020-02-01", **estates.lease("L2", "2021-01-01")).rejections
    rejection = rejected(town.decide(FILE, "H1", on="2020-02-01", **estates.lease("L2", "2021-01-02")))
    assert rejection.earliest_lawful_on is None  # its own term is over by then
    assert rejected(town.decide(FILE, "H1", on="2020-02-01", **estates.lease("L2", None))).earliest_lawful_on == (
        "2022-01-01"
    )


def test_a_lease_has_a_day_at_least() -> None:
    town = estates.standing()
    rejection = rejected(town.decide(FILE, "H1", on="2021-01-01", **estates.lease("L1", "2021-01-01")))
    assert (rejection.breach.field, rejection.earliest_lawful_on) == ("endsOn", None)
    assert not town.decide(FILE, "H1", on="2020-12-31", **estates.lease("L1", "2021-01-01")).rejections


def test_an_ended_lease_makes_room_from_that_day_on() -> None:
    town = let()
    town.given("end_lease", "H1", on="2020-07-01", lease_no="L1")
    assert town.refused(FILE, "H1", on="2020-06-30", **estates.lease("L2", "2020-12-01")) == ["USE-1"]
    assert not town.decide(FILE, "H1", on="2020-07-01", **estates.lease("L2", "2020-12-01")).rejections


def test_a_lease_without_end_is_in_the_way_until_it_is_ended() -> None:
    town = let(until=None)
    rejection = rejected(town.decide(FILE, "H1", on="2024-01-01", **estates.lease("L2", "2025-01-01")))
    assert rejection.earliest_lawful_on is None


@pytest.mark.parametrize(
    ("first", "second", "lawful"),
    [
        ("主卧", "次卧", True),
        ("主卧", " 主卧", False),
        ("Room A", "ＲＯＯＭ a", False),
        ("主卧", None, False),
        (None, "主卧", False),
        ("", "次卧", False),
    ],
)
def test_rooms_are_let_one_by_one_and_the_house_is_all_of_them(
    first: str | None, second: str | None, *, lawful: bool
) -> None:
    town = let(**({"part": first} if first else {}))
    inputs = estates.lease("L2", "2020-12-01", **({"part": second} if second else {}))
    decision = town.decide(FILE, "H1", on="2020-06-01", **inputs)
    assert [one.breach.rule.id for one in decision.rejections] == ([] if lawful else ["USE-1"])


def test_a_head_lease_and_the_rooms_let_under_it_go_together() -> None:
    town = let(level="HEAD_LEASE")
    head = estates.only(town.recorded, "LeaseFiled")
    for number, part in (("S1", "A"), ("S2", "B")):
        inputs = estates.lease(number, "2020-12-31", part=part, head_lease="L1")
        (filed,) = town.file(FILE, "H1", on="2020-02-01", **inputs)
        assert filed.event.relied_on[-1] == head or head in filed.event.relied_on
        assert town.state("HOUSE", "H1")[f"leases/{number}"]["level"] == "SUBLEASE"
    assert town.refused(FILE, "H1", on="2020-03-01", **estates.lease("S3", "2020-12-31", head_lease="L1")) == ["USE-1"]


def test_a_second_head_lease_clashes() -> None:
    assert let(level="HEAD_LEASE").refused(
        FILE, "H1", on="2020-03-01", **estates.lease("L2", "2020-12-31", level="HEAD_LEASE")
    ) == ["USE-1"]


@pytest.mark.parametrize(
    ("day", "until", "lawful"),
    [
        ("2020-01-01", "2021-01-01", True),
        ("2020-01-01", "2021-01-02", False),
        ("2021-01-01", "2021-06-01", False),
        ("2020-12-31", "2021-01-01", True),
        ("2020-06-01", None, False),
    ],
)
def test_a_sublease_stays_within_the_term_of_its_head(day: str, until: str | None, *, lawful: bool) -> None:
    town = let(level="HEAD_LEASE")
    decision = town.decide(FILE, "H1", on=day, **estates.lease("S1", until, head_lease="L1"))
    if lawful:
        assert not decision.rejections
    else:
        rejection = rejected(decision)
        assert rejection.breach.missing == ("LeaseFiled",)
        assert rejection.breach.in_the_way == (estates.only(town.recorded, "LeaseFiled"),)
        assert (rejection.breach.field, rejection.earliest_lawful_on) == ("headLease", None)
        assert "(L1)" in rejection.breach.en
        assert "(L1)" in rejection.breach.zh


def test_a_sublease_needs_a_lease_above_it() -> None:
    town = estates.standing()
    inputs = estates.lease("S1", "2020-12-31", level="SUBLEASE")
    rejection = rejected(town.decide(FILE, "H1", on="2020-02-01", **inputs))
    assert (rejection.breach.missing, rejection.breach.in_the_way) == (("LeaseFiled",), ())
    town.given(FILE, "H1", on="2020-01-01", **estates.lease("L1", "2021-01-01"))
    assert not town.decide(FILE, "H1", on="2020-02-01", **inputs).rejections


def test_a_sublease_filed_before_its_head_waits_for_the_first_day_of_the_head() -> None:
    town = estates.standing()
    head = estates.lease("L1", "2022-01-01", starts_on="2020-06-01", level="HEAD_LEASE")
    town.given(FILE, "H1", on="2020-01-01", **head)
    inputs = estates.lease("S1", "2021-01-01", head_lease="L1")
    rejection = rejected(town.decide(FILE, "H1", on="2020-02-01", **inputs))
    assert rejection.earliest_lawful_on == "2020-06-01"
    assert not town.decide(FILE, "H1", on="2020-06-01", **inputs).rejections


def test_a_head_lease_of_one_room_covers_no_other() -> None:
    town = let(level="HEAD_LEASE", part="A")
    for part, lawful in (("A", True), ("B", False), (None, False)):
        inputs = estates.lease("S1", "2020-12-31", head_lease="L1", **({"part": part} if part else {}))
        assert (not town.decide(FILE, "H1", on="2020-02-01", **inputs).rejections) is lawful


def test_a_lease_that_another_later_one_bars_is_refused_in_effective_order() -> None:
    town = let()
    filed = estates.only(town.recorded, "LeaseFiled")
    rejection = rejected(town.decide(FILE, "H1", on="2019-06-01", **estates.lease("L0", "2020-06-01")))
    assert rejection.breach.in_the_way == (filed,)
    assert not town.decide(FILE, "H1", on="2019-06-01", **estates.lease("L0", "2020-01-01")).rejections


def test_a_renewal_claims_only_what_is_behind_its_term() -> None:
    town = let()
    town.given(FILE, "H1", on="2020-02-01", **estates.lease("L2", "2022-01-01", starts_on="2021-06-01"))
    renew = {"lease_no": "L1", "on": "2020-12-01"}
    assert town.refused("renew_lease", "H1", ends_on="2021-06-02", **renew) == ["USE-1"]
    assert not town.decide("renew_lease", "H1", ends_on="2021-06-01", **renew).rejections


def test_a_renewal_ahead_does_not_answer_for_what_clashed_before() -> None:
    town = let()
    clashing = estates.lease("L2", "2020-12-15", starts_on="2020-11-01")
    decision = town.decide(FILE, "H1", on="2020-11-01", **clashing)
    town.record([decision.rejections[0].draft])
    assert not town.decide("renew_lease", "H1", on="2020-12-01", lease_no="L1", ends_on="2022-01-01").rejections


def test_a_lapsed_lease_is_renewed_and_an_ended_one_is_not() -> None:
    town = let()
    assert not town.decide("renew_lease", "H1", on="2021-01-01", lease_no="L1", ends_on="2022-01-01").rejections
    ended = estates.only(town.file("end_lease", "H1", on="2020-07-01", lease_no="L1"), "LeaseEnded")
    rejection = rejected(town.decide("renew_lease", "H1", on="2020-07-01", lease_no="L1", ends_on="2022-01-01"))
    assert rejection.breach.in_the_way == (ended,)
    assert "L1 has ended" in rejection.breach.en
    assert "L1已终止" in rejection.breach.zh
    assert not town.decide("renew_lease", "H1", on="2020-06-30", lease_no="L1", ends_on="2021-02-01").rejections


def test_the_end_of_a_head_lease_tells_what_goes_on_under_it() -> None:
    town = let(level="HEAD_LEASE")
    town.given(FILE, "H1", on="2020-02-01", **estates.lease("S1", "2020-12-31", head_lease="L1"))
    recorded = town.file("end_lease", "H1", on="2020-07-01", lease_no="L1")
    (finding,) = [one.event.changes[0].set for one in recorded if one.event.type == "FindingRecorded"]
    assert finding["rule"] == "USE-1"
    assert "S1" in str(finding["detail"])


def test_the_end_of_a_head_lease_is_quiet_where_nothing_goes_on_under_it() -> None:
    town = let(level="HEAD_LEASE")
    town.given(FILE, "H1", on="2020-02-01", **estates.lease("S1", "2020-07-01", head_lease="L1"))
    assert town.found("end_lease", "H1", on="2020-07-01", lease_no="L1") == []


def test_imported_leases_without_an_end_are_not_held_against_one_another() -> None:
    town = let(until=None)
    imported = {"on": "2024-01-01", "reason": event.Reason.MIGRATION, **estates.lease("L2", "2025-01-01")}
    assert not town.decide(FILE, "H1", **imported).rejections
    alone = estates.lease("S1", "2025-01-01", level="SUBLEASE")
    assert not town.decide(FILE, "H2", on="2024-01-01", reason=event.Reason.MIGRATION, **alone).rejections


def test_the_rule_reads_what_it_declares() -> None:
    town = let()
    seen = town.seen()
    (known,) = seen.find(world.Name("HOUSE", "H1"))
    judge = town.judge()
    state = view.View("HOUSE")
    state.read = set()
    for judged in seen.sequence(known):
        judge.judge(judged, state, use.RULES)
        state.apply(judged)
    assert state.read <= use.USE_1.reads["HOUSE"]
    assert state.read
