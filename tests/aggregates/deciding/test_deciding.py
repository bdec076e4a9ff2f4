"""Deciding: corrections replace their target whole, elements get numbers of their own, what time does is found."""

import dataclasses
import uuid

import pytest

from aggregates import deciding, draft, errors, timeline, world
from aggregates import event as events
from aggregates.deciding import judging
from tests import deeds

CITY = "990100"


def town() -> deeds.Town:
    made = deeds.Town()
    made.given("register_division", CITY, on="1990-01-01", name="安澜市", level="PREFECTURE")
    made.given("register_building", "B1", on="2020-01-01", division=CITY)
    made.given("register_house", "H1", on="2020-02-01", division=CITY, building_code="B1", room="101")
    return made


def marked(made: deeds.Town, on: str, attribute: str = "floor_area", **said: object) -> events.Event:
    stated = {"kind": "HOUSE", "attribute": attribute, "reason_text": "存疑", **said}
    return made.file("open_investigation", "H1", on=on, **stated)[0].event


def test_a_correction_replaces_its_target_whole_and_says_so() -> None:
    made = town()
    first = marked(made, "2024-01-01")
    second = marked(made, "2024-03-01", "purpose", corrects=first.id, reason=events.Reason.CHANGE)
    assert (second.corrects, second.reason) == (first.id, events.Reason.CORRECTION)
    assert "investigations/1" not in made.state("HOUSE", "H1", "2024-02-01")
    assert made.state("HOUSE", "H1")["investigations/1"]["attribute"] == "purpose"
    third = marked(made, "2024-03-01", "room", corrects=second.id, reason=events.Reason.ORDER)
    assert third.reason is events.Reason.ORDER


def test_a_registration_is_corrected_like_everything_else() -> None:
    made = town()
    first = next(one.event for one in made.recorded if one.event.type == "HouseRegistered")
    said = {"division": CITY, "building_code": "B1", "room": "102", "corrects": first.id}
    made.file("register_house", "H1", on="2020-02-01", **said)
    assert made.state("HOUSE", "H1")[""]["room"] == "102"
    assert made.refused("register_house", "H1", on="2020-02-01", **{**said, "corrects": None}) == ["REF-1"]


def test_what_the_corrected_event_caused_is_replaced_too() -> None:
    made = town()
    first = next(one.event for one in made.recorded if one.event.type == "HouseRegistered")
    doubt = next(one.event for one in made.recorded if one.event.cause == first.id)
    made.file("register_house", "H1", on="2020-03-01", division=CITY, building_code="B1", corrects=first.id)
    counting = [one for one in made.state("HOUSE", "H1") if one.startswith("findings/")]
    assert len(counting) == 1
    assert any(doubt.id in one.event.voids for one in made.recorded)


@pytest.mark.parametrize("days", [("2024-01-01", "2023-01-01"), ("2023-01-01", "2024-01-01")])
def test_numbered_elements_never_share_a_number(days: tuple[str, str]) -> None:
    made = town()
    for day, attribute in zip(days, ("floor_area", "purpose"), strict=True):
        marked(made, day, attribute)
    state = made.state("HOUSE", "H1")
    assert [state[f"investigations/{n}"]["attribute"] for n in (1, 2)] == ["floor_area", "purpose"]


def test_only_the_live_head_of_the_same_type_is_corrected() -> None:
    made = town()
    first = marked(made, "2024-01-01")
    second = marked(made, "2024-01-02", corrects=first.id)
    with pytest.raises(timeline.NotTheHead, match=f"corrects: .*the head of its chain is {second.id}") as refused:
        marked(made, "2024-01-03", corrects=first.id)
    assert refused.value.field == "corrects"
    with pytest.raises(timeline.NotTheHead, match=r"corrects: .*not one of this subject's"):
        marked(made, "2024-01-03", corrects=uuid.uuid4())
    said = {"kind": "HOUSE", "on": "2024-01-03", "rule": "MANUAL", "grade": "NOTE", "detail": "存疑"}
    with pytest.raises(errors.InvalidValue, match="is a InvestigationOpened, not a FindingRecorded"):
        made.decide("record_finding", "H1", corrects=second.id, **said)


def test_what_another_department_tells_has_no_effects() -> None:
    """A conflict is one event, whatever the command would have caused."""
    made = town()
    assert len(made.decide("mark_not_realised", "B1", on="2021-01-01").drafts) > 1
    decision = made.decide("mark_not_realised", "B1", on="2021-01-01", source="fire")
    assert [one.type for one in decision.drafts] == ["SourceConflictFound"]
    assert (decision.drafts[0].takes, decision.drafts[0].corrects) == ((), None)


def test_who_agrees_repeats_no_number() -> None:
    made = town()
    stated = {"on": "2021-01-01", "receipt_no": "T-1", "amount": "100.00"}
    made.file("record_deed_tax", "H1", source="tax", **stated)
    (event,) = made.file("record_deed_tax", "H1", source="housing-transactions", **stated)
    assert (event.event.type, event.event.source) == ("DeedTaxPaid", "housing-transactions")
    assert made.found("record_deed_tax", "H1", source="tax", **stated) == ["REF-1"]


def test_a_draft_is_placed_where_earlier_voids_of_its_command_count() -> None:
    made = town()
    first = marked(made, "2024-01-01")
    second = marked(made, "2024-01-01", "purpose", corrects=first.id)
    seen = made.seen()
    (known,) = seen.find(world.Name("HOUSE", "H1"))
    void, other = (
        draft.Draft(
            uuid.uuid4(), "HOUSE", known.scheme, "H1", known.stream, type_, "2025-01-01", "admin", {}, voids=voids
        )
        for type_, voids in (("EventVoided", (second.id,)), ("SurveyRevised", ()))
    )
    placed = [one.id for one in judging.place(seen, known, [void], other).after]
    assert first.id in placed
    assert second.id not in placed
    assert placed[-2:] == [void.id, other.id]


def test_a_stale_version_names_stream_and_both_versions() -> None:
    made = town()
    with pytest.raises(deciding.StaleVersion) as stale:
        marked(made, "2024-01-01", expected_version=9)
    stream = next(one.event.originator_id for one in made.recorded if one.event.code == "H1")
    assert f"HOUSE 'H1' (stream {stream}) is at version 2, not at expectedVersion 9" in stale.value.message
    assert marked(made, "2024-01-01", expected_version=2)


def test_a_decision_is_the_same_however_often_it_is_made() -> None:
    made = town()
    deed = made.deed("open_investigation", "H1", kind="HOUSE", on="2024-01-01", attribute="room", reason_text="存疑")
    one, other = (deciding.decide(deed, made.seen(), ()) for _ in range(2))
    assert one == other
    later = dataclasses.replace(deed, effective_on="2024-01-02")
    assert deciding.decide(later, made.seen(), ()).drafts[0].id == one.drafts[0].id
