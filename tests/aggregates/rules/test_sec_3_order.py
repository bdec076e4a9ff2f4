"""SEC-3: homes of a draw are chosen in the published order; a turn ends with a choice, a waiver or its last day."""

from __future__ import annotations

import pytest

from aggregates import policy
from aggregates.draft import Said
from tests import deeds
from tests.aggregates import draws, households

BATCH, DAY, LAST = draws.BATCH, "2026-05-22", "2026-05-31"


@pytest.fixture
def town() -> deeds.Town:
    """Three households drew for two homes; the result is public, and nobody is called yet."""
    made = households.waiting()
    for code, numbers in (("BZ2", (3, 4)), ("BZ3", (5, 6))):
        households.waiting(made, code, *numbers)
    made = made.at(draws.OPENED)
    made.given("open_batch", BATCH, **draws.opening())
    entries = [{"household_code": code, "bedrooms": 1} for code in ("BZ1", "BZ2", "BZ3")]
    homes = [{"house_code": code, "bedrooms": 1} for code in ("H1", "H2")]
    made = made.at(draws.FROZEN)
    made.given("freeze_list", BATCH, **draws.freezing(entries=entries, homes=homes))
    made = made.at(draws.KNOWN)
    made.given("draw_lots", BATCH, on=draws.KNOWN, seed=draws.SEED, randomness=draws.RANDOMNESS)
    made = made.at("2026-06-30")
    made.given("publish_result", BATCH, on="2026-05-21", choose_by="2026-06-05")
    return made


def entries(town: deeds.Town) -> dict[str, dict[str, Said]]:
    """The entries of the batch by application."""
    state = town.state("LOTTERY", BATCH)
    return {str(said["household_code"]): dict(said) for key, said in state.items() if key.startswith("entries/")}


def order(town: deeds.Town) -> list[str]:
    """The applications in the order of the draw."""
    drawn = entries(town)
    return sorted(drawn, key=lambda code: int(str(drawn[code]["rank"])))


def call(town: deeds.Town, code: str, last: str | None = LAST, on: str = DAY) -> None:
    said = {"allocation_no": "A1", "method": "LOTTERY", "programme": "PUBLIC_RENTAL", "lottery_code": BATCH}
    by = {"choose_by": last} if last else {}
    town.given("record_draw_result", code, on=on, rank=entries(town)[code]["rank"], **said, **by)


def choose(town: deeds.Town, code: str, house: str, day: str = "2026-05-25") -> list[str]:
    decision = town.decide("select_house", code, on=day, allocation_no="A1", house_code=house)
    town.record(decision.drafts)
    return [f"{one.breach.rule.id}: {one.breach.en}" for one in decision.rejections]


def test_nobody_chooses_before_whose_turn_comes_first(town: deeds.Town) -> None:
    first, second, _ = order(town)
    call(town, first)
    call(town, second)
    ticket = entries(town)[first]["ticket"]
    (refused,) = choose(town, second, "H1")
    assert refused.startswith("SEC-3")
    assert f"the turn of ticket {ticket} comes first" in refused
    assert choose(town, first, "H1") == []
    assert entries(town)[first]["chosen_on"] == "2026-05-25"
    assert choose(town, second, "H2") == []


def test_a_turn_ends_with_its_last_day(town: deeds.Town) -> None:
    first, second, _ = order(town)
    call(town, first, "2026-05-28")
    call(town, second)
    decision = town.decide("select_house", second, on="2026-05-28", allocation_no="A1", house_code="H1")
    assert [one.earliest_lawful_on for one in decision.rejections] == ["2026-05-29"]
    assert choose(town, second, "H1", "2026-05-29") == []


def test_a_turn_ends_with_a_waiver_and_a_reserve_comes_after_those_before_it(town: deeds.Town) -> None:
    first, second, reserve = order(town)
    call(town, first)
    call(town, second)
    town.given("waive_selection", first, on="2026-05-23", allocation_no="A1")
    ticket = entries(town)[first]["ticket"]
    assert entries(town)[first]["waived_on"] == "2026-05-23"
    town.given("advance_reserve", BATCH, on="2026-05-24", notice_no="D1", in_place_of=ticket, choose_by="2026-06-10")
    call(town, reserve, None, on="2026-05-24")
    assert entries(town)[reserve]["choose_by"] == "2026-06-10"
    assert choose(town, reserve, "H1") != []
    assert choose(town, second, "H1") == []
    assert choose(town, reserve, "H2") == []


def test_who_is_called_without_a_day_has_that_of_the_result(town: deeds.Town) -> None:
    first, *_ = order(town)
    call(town, first, None)
    assert entries(town)[first]["choose_by"] == "2026-06-05"


def test_a_city_may_let_them_choose_as_they_come(town: deeds.Town) -> None:
    first, second, _ = order(town)
    call(town, first)
    call(town, second)
    free = policy.default()
    free = free.model_copy(update={"tenancies": free.tenancies.model_copy(update={"choose_in_order": False})})
    town.policies = deeds.Fixed([("0001-01-01", free)])
    assert choose(town, second, "H1") == []
