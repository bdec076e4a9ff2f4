"""A register that corrects itself: what drafts say themselves that they correct or void, and the story they go by."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from registry.intake.engine import Parts
from registry.intake.profile import Draft, Past
from registry.intake.restating import Story
from tests.registry.intake import imports, restated

SAID = {"2020-01": "3", "2020-02": "3", "2020-03": "4", "2020-04": "5", "2020-05": "-", "2020-06": "-", "2020-07": "6"}


def rows(*months: str) -> list[dict[str, object]]:
    return [{"month": month, "building": "a", "floors": SAID[month]} for month in months]


async def deliver(parts: Parts, folder: Path, *months: str) -> Any:
    return (
        await imports.run(parts, restated.PROFILE, [imports.write_csv(folder / "months.csv", rows(*months))])
    ).counts


@pytest.mark.parametrize("pieces", [[[*SAID]], [[month] for month in SAID]])
async def test_a_draft_corrects_and_voids_on_the_old_registers_clock(
    parts: Parts, tmp_path: Path, pieces: list[list[str]]
) -> None:
    for months in pieces:
        await deliver(parts, tmp_path, *months)
    first, second, third, void, anew = await imports.bodies(parts.pool)
    assert (second["corrects"], third["corrects"]) == (first["id"], second["id"])
    assert void["voids"] == [third["id"], second["id"], first["id"]]
    assert "corrects" not in anew
    assert {body["reason"] for body in (first, second, third, void, anew)} == {"MIGRATION"}
    assert void["registered_at"] == "2020-05-01T00:00:00.000000Z"
    assert "claims" not in second
    again = await deliver(parts, tmp_path, *SAID)
    assert (again.events, again.skipped) == (0, {"unchanged": 7})


def survey(name: str, month: int, floors: int, **more: Any) -> Past:
    moment = datetime(2020, month, 1, tzinfo=UTC)
    told = {"": {"floors": floors}}
    return Past(name, "SurveyRevised", "2020-01-01", told, frozenset(), registered_at=moment, **more)


def floors(story: Story, month: int) -> object:
    return story.state(datetime(2020, month, 15, tzinfo=UTC)).get("", {}).get("floors")


def test_a_late_correction_of_a_later_one_holds_until_that_is_told_again() -> None:
    first, last = survey("1", 1, 3), survey("2", 4, 5, corrects="1")
    story = Story([first, last])
    late = Draft("BUILDING", "test", "a", "SurveyRevised", "2020-01-01", {"floors": 4}, corrects=last)
    story.add(late, datetime(2020, 2, 1, tzinfo=UTC))
    assert [floors(story, month) for month in (1, 2, 3, 4)] == [3, 4, 4, 4]
    story.add(
        Draft("BUILDING", "test", "a", "SurveyRevised", "2020-01-01", {"floors": 5}, corrects=late),
        datetime(2020, 4, 1, tzinfo=UTC),
    )
    assert [floors(story, month) for month in (1, 2, 3, 4)] == [3, 4, 4, 5]


def test_the_effective_order_decides_and_a_void_ends_what_was_believed() -> None:
    later = survey("1", 1, 3, effective_seq=1)
    void = Past("3", "EventVoided", "2020-01-01", {}, frozenset(), registered_at=later.registered_at, voids=("1",))
    story = Story([later, survey("2", 2, 4)])
    assert floors(story, 2) == 3
    shown = story.shown("SurveyRevised", datetime(2020, 3, 1, tzinfo=UTC))
    assert shown is not None
    assert shown.told is later
    assert list(story.live(shown)) == [later]
    voided = Story([later, survey("2", 2, 4), void])
    assert (floors(voided, 1), floors(voided, 2)) == (None, 4)
