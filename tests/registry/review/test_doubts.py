"""GEN-4: what was decided on an event is doubtful when that event is voided, corrected or overturned."""

from typing import Any

import pytest

from aggregates import draft
from tests.registry.desk.office import Office
from tests.registry.review import bureau


async def built(office: Office) -> dict[str, str]:
    """A project with two buildings whose works rest on its permit; the ids of events by what they are."""
    made = {}
    said: dict[str, Any] = {"name": "安居苑", "division": bureau.DIVISION}
    await office.given("approve_project", "P1", on="2019-01-10", **said)
    for code in ("B1", "B2"):
        await office.given("register_building", code, on="2019-03-01", division=bureau.DIVISION, project_code="P1")
    covered: dict[str, Any] = {"building_codes": ["B1", "B2"]}
    await office.given("grant_planning_permit", "P1", on="2019-03-10", permit_no="GH-1", **covered)
    for discipline in ("CONSTRUCTION", "FIRE"):
        review: dict[str, Any] = {"discipline": discipline, "round": 1, "outcome": "PASSED", "body": "审图中心"}
        await office.given("review_drawings", "P1", on="2019-03-20", **review)
    granted = await office.given("grant_construction_permit", "P1", on="2019-04-01", permit_no="SG-1", **covered)
    made["permit"] = str(granted.event)
    for code, day in (("B1", "2019-05-01"), ("B2", "2020-05-01")):
        started = await office.given("start_construction", code, on=day)
        made[code] = str(started.event)
    return made


async def doubtful(office: Office) -> set[str]:
    """The events of the buildings that GEN-4 has put into question."""
    found = await bureau.open_findings(office, "B1") | await bureau.open_findings(office, "B2")
    return {event for rule, event in found if rule == "GEN-4"}


async def test_what_rests_on_a_voided_permit(office: Office) -> None:
    made = await built(office)
    assert not await bureau.review(office)
    await office.given("void_event", "", on="2026-06-01", event_id=made["permit"])
    await bureau.review(office)
    assert await doubtful(office) == {made["B1"], made["B2"]}
    before = len(await bureau.recorded_findings(office))
    assert not await bureau.review(office)
    assert len(await bureau.recorded_findings(office)) == before


async def test_what_is_voided_itself_is_not_doubtful(office: Office) -> None:
    made = await built(office)
    await office.given("void_event", "", on="2026-06-01", event_id=made["B2"])
    await office.given("void_event", "", on="2026-06-01", event_id=made["permit"])
    await bureau.review(office)
    assert await doubtful(office) == {made["B1"]}


async def test_a_doubt_about_an_event_ends_with_it(office: Office) -> None:
    made = await built(office)
    await office.given("void_event", "", on="2026-06-01", event_id=made["permit"])
    await bureau.review(office)
    await office.given("void_event", "", on="2026-06-01", event_id=made["B1"])
    await bureau.review(office)
    assert await doubtful(office) == {made["B2"]}


@pytest.mark.parametrize(
    ("day", "left"), [("2019-04-01", {"B1", "B2"}), ("2020-05-01", {"B2"}), ("2020-05-02", set[str]())]
)
async def test_an_overturned_permit_is_none_from_its_day_on(office: Office, day: str, left: set[str]) -> None:
    made = await built(office)
    said: dict[str, Any] = {"event_id": made["permit"], "body": "某法院", "judgment_no": "(2026)1号"}
    await office.given("overturn_decision", "", on=day, **said)
    await bureau.review(office)
    assert await doubtful(office) == {made[code] for code in left}


async def test_what_rests_on_a_corrected_event(office: Office) -> None:
    """In its own room a correction is judged by the rules; what was decided elsewhere, somebody has to look at."""
    register = bureau.Register(office)
    relied = await register.record(bureau.house("H1"), bureau.house("H2"))
    here = bureau.row("HOUSE", "H1", "SurveyRevised", "2021-01-01", {"": {"room": "101"}}, relied_on=(relied[0],))
    there = bureau.row("HOUSE", "H2", "SurveyRevised", "2021-01-01", {"": {"room": "101"}}, relied_on=(relied[0],))
    made = await register.record(here, there)
    await bureau.review(office)
    corrected = bureau.row("HOUSE", "H1", "SurveyRevised", "2020-01-02", {"": {"room": "103"}}, corrects=relied[0])
    await register.record(corrected)
    assert await bureau.review(office) == {"GEN-4": 1}
    assert await bureau.open_findings(office, "H2") == {("GEN-4", str(made[1]))}


async def test_one_doubt_for_all_that_has_fallen_under_an_event(office: Office) -> None:
    register = bureau.Register(office)
    relied = await register.record(bureau.house("H1"), bureau.house("H3"), bureau.house("H2"))
    said: draft.Changes = {"": {"room": "101"}}
    resting = bureau.row("HOUSE", "H2", "SurveyRevised", "2021-01-01", said, relied_on=tuple(relied[:2]))
    made = await register.record(resting)
    for code, event in (("H1", relied[0]), ("H3", relied[1])):
        await register.record(bureau.row("HOUSE", code, "EventVoided", "2020-01-01", {}, voids=(event,)))
    assert await bureau.review(office) == {"GEN-4": 1}
    assert await bureau.open_findings(office, "H2") == {("GEN-4", str(made[0]))}
