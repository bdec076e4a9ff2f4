"""A register for tests that restates itself: each month says how many floors a building has, or ``-`` for none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from registry.intake.profile import Draft, Known, Outcome, Part, Profile, Row, Skipped, Staged, StagedRow
from registry.intake.restating import Story

MONTHS = Part("month", r"months.*\.csv", columns=("month", "building", "floors"))


def stage(row: Row) -> Staged:
    """One month's word on one building."""
    key = f"{row['building']}/{row['month']}"
    return Staged(row["building"], row["month"], key=key, data={"month": row["month"], "floors": row["floors"]})


def facts(subject: str, rows: Sequence[StagedRow], known: Known) -> Iterator[Outcome]:
    """A survey, its corrections and its end, as known from the first of each month on."""
    story = Story(known.history)
    for row in rows:
        month = datetime.fromisoformat(f"{row.data['month']}-01").replace(tzinfo=UTC)
        shown = story.shown("SurveyRevised", month)
        live = story.live(shown) if shown else ()
        floors = None if row.data["floors"] == "-" else int(row.data["floors"])
        if floors == story.state(month).get("", {}).get("floors") or (floors is None and not live):
            yield Skipped((row,), "unchanged")
            continue
        draft = Draft("BUILDING", "test", subject, "SurveyRevised", "2020-01-01", rows=(row,), registered_at=month)
        if floors is None:
            draft.type, draft.voids = "EventVoided", live
        else:
            draft.set, draft.corrects = {"floors": floors}, live[0] if live else None
        story.add(draft, month)
        yield draft


PROFILE = Profile(
    "restated",
    1,
    "A register for tests that restates itself",
    "测试",
    __name__,
    dataset="restated",
    source="test",
    parts=(MONTHS,),
    stage=stage,
    facts=facts,
    rows_of=lambda subject: f"{subject}/",
)
