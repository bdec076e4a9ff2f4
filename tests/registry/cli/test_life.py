"""A timeline told as a life: values before and after in effective order, and what was believed until which moment."""

from __future__ import annotations

import asyncio
import pathlib
from collections.abc import Mapping
from typing import Any

from aggregates.catalogue import CATALOGUE
from registry import database as connections
from registry.cli import life
from tests.graphql_api import world
from tests.registry.cli.conftest import Fangji

HOUSE = CATALOGUE.kinds["HOUSE"]


def said(position: int, day: str, changes: Mapping[str, Mapping[str, Any]], **members: Any) -> dict[str, Any]:
    """An event as the API tells it."""
    told: dict[str, Any] = {
        "position": position,
        "id": f"id-{position}",
        "label": "Something 某事",
        "effectiveOn": day,
        "registeredAt": f"{day}T01:00:00.000000Z",
        "changes": [{"entity": entity, "set": dict(values)} for entity, values in changes.items()],
        "voidedBy": None,
        "corrects": None,
    }
    return {**told, **members}


def tell(*events: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    life.tell(HOUSE, events)
    return events


def changed(event: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    return [(one["attribute"], one["before"], one["after"]) for one in event["changed"]]


def test_before_and_after_follow_the_effective_order() -> None:
    first, second = tell(
        said(1, "2020-01-01", {"": {"floor_area": "80.00", "room": "1"}}),
        said(2, "2020-02-01", {"": {"floor_area": "81.00"}, "mortgages/M1": {"amount": "5.00"}}),
    )
    assert changed(first) == [("floor_area", None, "80.00"), ("room", None, "1")]
    assert changed(second) == [("floor_area", "80.00", "81.00"), ("amount", None, "5.00")]
    assert [one["label"] for one in second["changed"]] == ["Floor area 建筑面积", "Secured amount 担保金额"]
    assert second["changed"][1]["entityLabel"] == "Mortgage 抵押 M1"
    assert first["believed"] == second["believed"] == []


def test_a_late_fact_tells_what_was_believed() -> None:
    late = {"registeredAt": "2020-06-01T01:00:00.000000Z"}
    _, area, mortgage, ended = tell(
        said(1, "2020-01-01", {"": {"floor_area": "80.00"}, "leases/L1": {"rent": "1.00"}}),
        said(3, "2020-02-01", {"": {"floor_area": "81.00"}}, **late),
        said(2, "2020-03-01", {"mortgages/M1": {"amount": "5.00"}}, **late),
        said(4, "2020-04-01", {"leases/L1": {"ended_on": "2020-04-01"}}, **late),
    )
    (belief,) = area["believed"]
    assert belief["until"] == late["registeredAt"]
    assert (belief["was"], belief["since"]) == ("Floor area 建筑面积 80.00 m2", "Floor area 建筑面积 81.00 m2")
    assert mortgage["believed"][0]["was"] == "no Mortgage 抵押 M1"
    assert ended["believed"][0]["was"].endswith("Ended on 终止日 —")
    assert ended["believed"][0]["since"].endswith("Ended on 终止日 2020-04-01")


def test_a_corrected_event_counts_no_longer_and_says_until_when_it_was_believed() -> None:
    wrong, right, later = tell(
        said(1, "2020-01-01", {"": {"floor_area": "80.00", "room": "1"}}),
        said(2, "2020-01-01", {"": {"floor_area": "88.00", "room": "1"}}, corrects={"position": 1}),
        said(3, "2020-02-01", {"": {"floor_area": "81.00"}}),
    )
    assert [one["stands"] for one in (wrong, right, later)] == [False, True, True]
    assert changed(right)[0] == ("floor_area", None, "88.00")
    assert changed(later) == [("floor_area", "88.00", "81.00")]
    (belief,) = wrong["believed"]
    assert (belief["was"], belief["until"]) == ("Floor area 建筑面积 80.00 m2", right["registeredAt"])
    assert belief["since"] == "Floor area 建筑面积 88.00 m2 (from 2020-01-01, corrected by #2 更正)"


def test_where_the_correction_is_voided_the_first_stands_again() -> None:
    void = {"position": 3, "type": "EventVoided", "registeredAt": "2020-03-01T00:00:00.000000Z", "reason": "ERROR"}
    first, second = tell(
        said(1, "2020-01-01", {"": {"room": "1"}}),
        said(2, "2020-01-01", {"": {"room": "2"}}, corrects={"position": 1}, voidedBy=void),
    )
    assert (first["stands"], second["stands"]) == (True, False)
    assert first["believed"] == []
    (belief,) = second["believed"]
    assert (belief["until"], belief["was"]) == (void["registeredAt"], "Room 室号 2")
    assert belief["since"] == "it never was (error, voided by #3 撤销)"


def test_an_overturned_decision_stands_until_its_end() -> None:
    overturning = {"event": "id-1", "ended_on": "2021-01-01", "body": "安澜市中级人民法院", "number": "判1"}
    decision, _ = tell(
        said(1, "2020-01-01", {"seizures/S1": {"court": "C"}}),
        said(2, "2021-01-01", {"overturnings/1": overturning}),
    )
    (belief,) = decision["believed"]
    assert decision["stands"]
    assert belief["until"] == "2021-01-01T01:00:00.000000Z"
    assert belief["since"] == "it ended on 2021-01-01 (安澜市中级人民法院 判1, #2 撤销决定)"


async def _build(url: str, folder: pathlib.Path) -> None:
    pool = await connections.open_pool(url)
    await world.build(pool, folder, "fangji/demo")
    await pool.close()


def test_the_command_marks_what_is_under_investigation_and_what_was_believed(
    fangji: Fangji, database: str, tmp_path: pathlib.Path
) -> None:
    asyncio.run(_build(database, tmp_path))
    result = fangji("history", "HOUSE", "W-1")
    assert result.code == 0, result.err
    shown = result.out
    lines = shown.splitlines()
    (area,) = [line for line in lines if line.startswith("Floor area 建筑面积")]
    assert "90.00 m2" in area
    assert area.endswith("核查中 under investigation: 复核")
    assert "believed until" in shown
    assert "Floor area 建筑面积  88.20 m2 → 90.00 m2  核查中" in shown
    assert "it never was (change, voided by #" in shown
    assert "finding 问题 GEN-1 (open 未办结)" in shown
    told = fangji("history", "HOUSE", "W-1", "--json").json
    assert told["underInvestigationAttributes"] == ["floorArea"]
    assert told["investigations"][0]["reason"] == "复核"
    by_type = {one["type"]: one for one in told["events"]}
    mortgage = by_type["MortgageRegistered"]
    assert mortgage["believed"][-1]["position"] == mortgage["voidedBy"]["position"]
    assert by_type["SurveyRevised"]["changed"][0]["after"] == "90.00"
    moved = fangji("history", "HOUSE", "W-3", "--valid-on", "2026-03-15", "--json").json
    assert moved["floorArea"] == "70.00"
    assert [(one["type"], one["stands"]) for one in moved["events"]][-1] == ("SurveyRevised", False)
    assert "from 2026-04-01, corrected by" in moved["events"][-1]["believed"][-1]["since"]
    lease = fangji("history", "HOUSE", "W-2", "--valid-on", "2026-08-01").out
    assert "Rent a month 月租金 900.00  核查中 under investigation: 复核" in lease
