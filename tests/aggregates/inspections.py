"""A random draw of inspections in a town in memory: six projects, five inspectors, some of whom are engaged."""

from __future__ import annotations

import pathlib

from aggregates import inspecting, inspection_bundle, lots
from aggregates.world import Name
from tests import deeds, sites
from tests.aggregates import parties

DRAW, CITY, DISTRICT = "SC-2026-01", "990100", sites.DIVISION
SEED, RANDOMNESS = "7c" * 32, "1.835"
FROZEN, KNOWN = "2026-05-15", "2026-05-20"
PROJECTS = ["P1", "P2", "P3", "P4", "P5", "P6"]
STAFF = ["GH-001", "GH-002", "GH-003"]
INSPECTORS = [*STAFF, parties.MANAGER, parties.CHIEF]


def freezing(**said: object) -> dict[str, object]:
    """Three of six projects, two inspectors each; one conflict is stated."""
    return {
        "on": FROZEN,
        "draw_no": DRAW,
        "projects_drawn": 3,
        "inspectors_each": 2,
        "commitment": lots.commitment(DRAW, SEED),
        "randomness_source": "上交所国债逆回购GC001收盘价",
        "randomness_on": KNOWN,
        "project_codes": PROJECTS,
        "inspector_nos": INSPECTORS,
        "conflicts": [{"project_code": "P2", "inspector_no": "GH-001", "grounds": "亲属"}],
    } | said


def town(today: str = FROZEN) -> deeds.Town:
    """P1 has all four parties engaged; the manager's employer builds P3, too."""
    made = parties.engaged(on="2024-01-01")
    for code in PROJECTS[1:]:
        made.given("approve_project", code, on="2025-01-01", name=f"项目{code}", division=DISTRICT)
    made.given("engage_enterprise", "P3", on="2025-02-01", role="BUILDER", enterprise_code=parties.BUILDER)
    made.given("register_division", CITY, on="1990-01-01", name="安澜市", level="PREFECTURE")
    made.given("register_division", DISTRICT, on="1990-01-01", name="某区", level="COUNTY", parent=CITY)
    return made.at(today)


def frozen(today: str = KNOWN) -> deeds.Town:
    """The lists frozen."""
    made = town()
    made.given("freeze_inspection_lists", CITY, **freezing())
    return made.at(today)


def drawn(today: str = "2026-06-01") -> deeds.Town:
    """Drawn on the day of the randomness."""
    made = frozen()
    made.given("draw_inspections", CITY, on=KNOWN, draw_no=DRAW, seed=SEED, randomness=RANDOMNESS)
    return made.at(today)


def assigned(made: deeds.Town) -> list[tuple[str, list[str]]]:
    """Who inspects what, as it is on record."""
    seen = made.seen()
    (known,) = seen.find(Name("DIVISION", CITY))
    return inspecting.assignments(seen.state(known, made.today), DRAW)


def bundle(made: deeds.Town) -> bytes:
    """What is published of the draw."""
    seen = made.seen()
    (known,) = seen.find(Name("DIVISION", CITY))
    found = inspecting.drawn(seen.state(known, made.today), DRAW)
    assert found is not None
    return inspection_bundle.encode(found)


if __name__ == "__main__":
    (pathlib.Path(__file__).parents[2] / "docs/samples/inspection.json").write_bytes(bundle(drawn()))
