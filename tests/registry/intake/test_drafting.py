"""What a correction takes over from the event that it corrects: also sealed values, so that they can be read."""

from __future__ import annotations

import os
import uuid
from typing import Any

from aggregates import sealed
from aggregates.catalogue import CATALOGUE
from aggregates.event import stream_id
from registry.intake import drafting
from registry.intake.profile import Draft, StagedRow
from tests.registry.intake import scratch

STREAM = stream_id("HOUSE", "test", "H-1")
REF = sealed.subject_ref(STREAM)
KEY = os.urandom(32)
PATH = "owners/1#name"


def row(number: str, digest: str) -> StagedRow:
    return StagedRow(1, "works", "works.csv", 1, number, digest, "", {})


def target() -> dict[str, Any]:
    """An event of two rows, the second of which told a name."""
    identity = uuid.uuid4()
    name = sealed.seal(KEY, "张三", event=identity, path=PATH, ref=REF)
    profile = scratch.PROFILE
    rows = [{"dataset": profile.dataset, "key": key, "digest": "0", "profile": profile.label} for key in ("1", "2")]
    changes = [{"entity": "", "set": {"floor_area": "70.00"}}, {"entity": "owners/1", "set": {"name": name}}]
    return {"id": str(identity), "rows": rows, "changes": changes}


def corrected(before: dict[str, Any], keys: dict[str, bytes]) -> tuple[uuid.UUID, dict[str, Any]]:
    """The owner as the correction by the first row alone states it, with the correction's id."""
    draft = Draft("HOUSE", "test", "H-1", "SurveyRevised", "2020-01-01", {"floor_area": "71.00"}, rows=(row("1", "1"),))
    origin = drafting.Origin(scratch.PROFILE, CATALOGUE, "somebody", uuid.uuid4(), uuid.uuid4(), "2026-01-01")
    made = drafting.event(draft, drafting.Place(STREAM, 2, 0, corrects=before), origin, keys)
    said = {change.entity: dict(change.set) for change in made.changes}
    assert said[""] == {"floor_area": "71.00"}
    return made.id, said["owners/1"]


def test_a_sealed_value_of_a_row_that_is_not_delivered_again_opens_in_the_correction() -> None:
    event, owner = corrected(target(), {REF: KEY})
    assert sealed.unseal(KEY, owner["name"], event=event, path=PATH) == "张三"


def test_what_has_lost_its_key_stays_as_it_is() -> None:
    before = target()
    _, owner = corrected(before, {})
    assert owner == before["changes"][1]["set"]
