"""A draw from its announcement to its reserves: what is computed, what is refused (LOT-1, SEC-3), in which order."""

import dataclasses

import pytest

from aggregates import deciding, errors, lots, lottery_bundle, view
from aggregates.draft import Said
from aggregates.rules import lots as lots_rules
from aggregates.world import Name
from tests import deeds
from tests.aggregates import draws

BATCH = draws.BATCH


def entry(town: deeds.Town, application: str) -> dict[str, Said]:
    state = town.state("LOTTERY", BATCH)
    found = (dict(said) for name, said in state.items() if name.startswith("entries/"))
    return next(said for said in found if said["household_code"] == application)


def by_rank(town: deeds.Town, bedrooms: int) -> list[int]:
    state = town.state("LOTTERY", BATCH)
    said = [one for name, one in state.items() if name.startswith("entries/") and one["bedrooms"] == bedrooms]
    return [int(str(one["ticket"])) for one in sorted(said, key=lambda one: int(str(one["rank"])))]


def messages(town: deeds.Town, name: str, /, **said: object) -> list[str]:
    return [one.breach.en for one in town.decide(name, BATCH, **said).rejections]


def test_a_draw_goes_from_announcement_to_publication() -> None:
    town = draws.drawn()
    town.file("publish_result", BATCH, on=draws.KNOWN, choose_by="2026-06-05")
    said = town.state("LOTTERY", BATCH)[""]
    listed = draws.listed(town)
    assert (said["entry_count"], said["home_count"], said["rule_version"]) == (10, 3, lots.VERSION)
    assert said["list_digest"] == listed.digest()
    assert said["result_digest"] == lots.draw(listed, draws.SEED, draws.RANDOMNESS).digest()
    assert [sorted(by_rank(town, size)) for size in (1, 2)] == [
        [one.number for one in listed.tickets if one.bedrooms == size] for size in (1, 2)
    ]
    assert entry(town, "SQ08")["rank"] == entry(town, "SQ09")["rank"] == 5, "the second tier comes last"


def test_the_bundle_of_a_draw_verifies_and_names_nobody() -> None:
    bundle = draws.bundle(draws.drawn())
    assert lottery_bundle.verify(bundle, BATCH).faults == []
    assert b"SQ0" not in bundle
    assert draws.SALTING_KEY.encode() not in bundle


def test_the_order_of_the_input_changes_nothing() -> None:
    town = draws.opened(draws.FROZEN)
    said = draws.freezing()
    entries = said["entries"]
    assert isinstance(entries, list)
    town.given("freeze_list", BATCH, **{**said, "entries": entries[::-1]})
    assert draws.listed(town) == draws.listed(draws.frozen())


def test_a_household_finds_its_ticket_by_its_salt() -> None:
    town = draws.frozen()
    listed = draws.listed(town)
    salt = lots.salt(draws.SALTING_KEY, BATCH, "SQ03")
    of = lots.applicant(BATCH, salt, "SQ03")
    assert [one.number for one in listed.tickets if one.applicant == of] == [entry(town, "SQ03")["ticket"]]


@pytest.mark.parametrize(
    ("part", "twice", "field"),
    [
        ("entries", {"household_code": "SQ01", "bedrooms": 1}, "entries.10.householdCode"),
        ("homes", {"house_code": "H0", "bedrooms": 1}, "homes.3.houseCode"),
    ],
)
def test_nobody_and_no_home_stands_in_a_list_twice(part: str, twice: object, field: str) -> None:
    said = draws.freezing()
    members = said[part]
    assert isinstance(members, list)
    with pytest.raises(errors.InvalidValue, match="twice") as raised:
        draws.opened(draws.FROZEN).decide("freeze_list", BATCH, **{**said, part: [*members, twice]})
    assert raised.value.field == field


def test_a_list_holds_only_households_and_homes_on_record() -> None:
    town = draws.opened(draws.FROZEN)
    for part, unknown in (("entries", {"household_code": "SQ99"}), ("homes", {"house_code": "H99"})):
        with pytest.raises(deciding.UnknownSubject, match=part):
            town.decide("freeze_list", BATCH, **draws.freezing(**{part: [{**unknown, "bedrooms": 1}]}))


def test_a_list_frozen_when_the_randomness_can_be_known_proves_nothing() -> None:
    town = draws.opened(draws.KNOWN)
    (said,) = messages(town, "freeze_list", **draws.freezing())
    assert f"can be known from {draws.KNOWN} on" in said
    assert draws.opened("2026-05-19").file("freeze_list", BATCH, **draws.freezing())


def test_a_batch_announced_when_its_randomness_is_known_is_refused() -> None:
    town = deeds.Town(draws.KNOWN)
    assert town.refused("open_batch", BATCH, **draws.opening()) == ["LOT-1"]


def test_a_list_is_frozen_once() -> None:
    town = draws.frozen("2026-05-16")
    (said,) = messages(town, "freeze_list", **draws.freezing(on="2026-05-16"))
    assert "frozen already" in said


def test_lots_are_drawn_from_a_frozen_list_only() -> None:
    decision = draws.opened(draws.KNOWN).decide("draw_lots", BATCH, on=draws.KNOWN, seed=draws.SEED, randomness="1")
    (refused,) = decision.rejections
    assert refused.breach.missing == ("ListFrozen",)


def test_a_seed_that_was_not_committed_to_is_refused() -> None:
    (said,) = messages(draws.frozen(draws.KNOWN), "draw_lots", on=draws.KNOWN, seed="00" * 32, randomness="1.835")
    assert "not the one committed to" in said


def test_nothing_is_drawn_before_the_randomness_is_known() -> None:
    town = draws.frozen("2026-05-19")
    decision = town.decide("draw_lots", BATCH, on="2026-05-19", seed=draws.SEED, randomness="1.835")
    (refused,) = decision.rejections
    assert refused.breach.rule.id == "LOT-1"
    assert refused.earliest_lawful_on == draws.KNOWN


def test_lots_are_drawn_once_and_published_when_drawn() -> None:
    assert draws.frozen().refused("publish_result", BATCH, on=draws.FROZEN, choose_by="2026-06-01") == ["LOT-1"]
    town = draws.drawn("2026-05-21")
    assert town.refused("draw_lots", BATCH, on="2026-05-21", seed=draws.SEED, randomness="9") == ["LOT-1"]


def test_after_the_draw_the_list_cannot_be_corrected() -> None:
    """Who has seen the result may neither leave somebody out nor name another day for the randomness."""
    town = draws.drawn()
    frozen = next(one.event.id for one in town.recorded if one.event.type == "ListFrozen")
    said = draws.freezing()
    entries = said["entries"]
    assert isinstance(entries, list)
    fewer = {**said, "entries": entries[1:]}
    assert set(town.refused("freeze_list", BATCH, corrects=frozen, **fewer)) == {"LOT-1"}
    opened = next(one.event.id for one in town.recorded if one.event.type == "BatchOpened")
    later = draws.opening(randomness_on="2026-07-01")
    assert set(town.refused("open_batch", BATCH, corrects=opened, **later)) == {"LOT-1"}


def test_a_batch_keeps_its_number() -> None:
    town = draws.opened()
    said = {"kind": "LOTTERY", "new_code": "YH-2", "new_scheme": "local"}
    assert "LOT-1" in town.refused("recode_subject", BATCH, on=draws.OPENED, **said)


def advance(town: deeds.Town, waived: int, notice: str = "D1") -> deciding.Decision:
    said = {"notice_no": notice, "in_place_of": waived, "choose_by": "2026-06-20"}
    return town.decide("advance_reserve", BATCH, on="2026-05-21", **said)


def test_reserves_move_up_in_the_published_order() -> None:
    town = draws.drawn("2026-05-21")
    first, second, third, *_ = by_rank(town, 1)
    home, *reserves = by_rank(town, 2)
    town.record(advance(town, home, "D0").drafts)
    town.record(advance(town, second, "D1").drafts)
    town.record(advance(town, third, "D2").drafts)
    state = town.state("LOTTERY", BATCH)
    fourth = by_rank(town, 1)[3]
    assert [state[f"advances/{one}"]["ticket"] for one in ("D0", "D1", "D2")] == [reserves[0], third, fourth]
    assert state[f"entries/{second}"]["waived_on"] == "2026-05-21"
    for waived, why in ((second, "no place"), (by_rank(town, 1)[4], "no place")):
        with pytest.raises(errors.InvalidValue, match=why):
            advance(town, waived, "D3")
    assert first not in {state[f"advances/{one}"]["in_place_of"] for one in ("D0", "D1", "D2")}


def told(town: deeds.Town, application: str) -> str:
    """Why the result of the draw cannot be recorded of a household; its other papers are not at hand here."""
    said = {"allocation_no": "P1", "method": "LOTTERY", "programme": "PUBLIC_RENTAL", "choose_by": "2026-06-20"}
    rank = entry(town, application)["rank"]
    decision = town.decide("record_draw_result", application, on="2026-05-21", lottery_code=BATCH, rank=rank, **said)
    return " ".join(one.breach.en for one in decision.rejections)


def test_a_reserve_has_its_result_recorded_only_when_it_moved_up() -> None:
    town = draws.drawn("2026-05-21")
    town.file("publish_result", BATCH, on="2026-05-21", choose_by="2026-06-05")
    order = by_rank(town, 2)
    state = town.state("LOTTERY", BATCH)
    first, reserve = (str(state[f"entries/{ticket}"]["household_code"]) for ticket in order[:2])
    assert "reserve that has not moved up" not in told(town, first)
    assert "reserve that has not moved up" in told(town, reserve)
    town.record(advance(town, order[0]).drafts)
    assert "reserve that has not moved up" in told(town, first)
    assert "reserve that has not moved up" not in told(town, reserve)


def test_when_no_reserve_is_left_that_is_said() -> None:
    town = draws.drawn("2026-05-21")
    order = by_rank(town, 2)
    for number in range(4):
        town.record(advance(town, order[number], f"D{number}").drafts)
    with pytest.raises(errors.InvalidValue, match="no reserve"):
        advance(town, order[4], "D4")


def test_an_advance_out_of_turn_is_found() -> None:
    """What a file or a forged event says is judged as a command is."""
    town = draws.drawn("2026-05-21")
    order = by_rank(town, 2)
    (draft,) = advance(town, order[0]).drafts
    wrong = {**draft.changes, "advances/D1": {**draft.changes["advances/D1"], "ticket": order[2]}}
    town.record([dataclasses.replace(draft, changes=wrong)])
    assert broken(town) == ["SEC-3"]


def broken(town: deeds.Town) -> list[str]:
    """The rules that the batch as recorded breaks."""
    seen, judge = town.seen(), town.judge()
    (known,) = seen.find(Name("LOTTERY", BATCH))
    state = view.View("LOTTERY")
    found = []
    for judged in seen.sequence(known):
        state.day = judged.effective_on
        found += [one.rule.id for one in judge.judge(judged, state).breaches]
        state.apply(judged)
    return found


def alter(town: deeds.Town, type_: str, entity: str, name: str, value: str | int) -> None:
    """Somebody gets at the ledger and changes one value of an event."""
    index = next(index for index, one in enumerate(town.recorded) if one.event.type == type_)
    recorded = town.recorded[index]
    changes = tuple(
        dataclasses.replace(one, set={**one.set, name: value}) if one.entity == entity else one
        for one in recorded.event.changes
    )
    town.recorded[index] = dataclasses.replace(recorded, event=dataclasses.replace(recorded.event, changes=changes))


def test_nothing_is_drawn_from_a_list_that_was_altered() -> None:
    town = draws.frozen(draws.KNOWN)
    alter(town, "ListFrozen", "entries/1", "household_code", "SQ99")
    said = messages(town, "draw_lots", on=draws.KNOWN, seed=draws.SEED, randomness="1.835")
    assert any("not the one that was frozen" in one for one in said)


@pytest.mark.parametrize(
    ("type_", "entity", "name", "value"),
    [
        ("ListFrozen", "", "list_digest", "0" * 64),
        ("ListFrozen", "entries/1", "tier", 2),
        ("ListFrozen", "entries/1", "household_code", "SQ99"),
        ("ListFrozen", "pool/H0", "bedrooms", 2),
        ("Drawn", "", "seed", "0" * 64),
        ("Drawn", "", "randomness", "1.836"),
        ("Drawn", "", "result_digest", "0" * 64),
        ("Drawn", "entries/1", "rank", 9),
        ("Drawn", "entries/1", "tier", 2),
        ("Drawn", "", "programme", "SHARED_OWNERSHIP"),
    ],
)
def test_what_is_recorded_otherwise_than_the_algorithm_gives_is_found(
    type_: str, entity: str, name: str, value: str | int
) -> None:
    town = draws.drawn()
    assert broken(town) == []
    alter(town, type_, entity, name, value)
    assert set(broken(town)) == {"LOT-1"}


def test_the_rules_read_what_they_declare() -> None:
    town = draws.drawn("2026-05-21")
    town.file("publish_result", BATCH, on="2026-05-21", choose_by="2026-06-05")
    town.record(advance(town, by_rank(town, 1)[0]).drafts)
    seen, judge = town.seen(), town.judge()
    (known,) = seen.find(Name("LOTTERY", BATCH))
    state = view.View("LOTTERY")
    read: dict[str, set[str]] = {one.id: set() for one in lots_rules.RULES}
    for judged in seen.sequence(known):
        for one in lots_rules.RULES:
            if one.judges("LOTTERY", judged.type):
                state.read = read[one.id]
                judge.judge(judged, state, [one])
        state.apply(judged)
    assert all(read.values())
    for one in lots_rules.RULES:
        assert read[one.id] <= one.reads["LOTTERY"], one.id
