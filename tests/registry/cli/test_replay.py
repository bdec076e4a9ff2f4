"""The replay desk of the command line: lives, steps, beliefs and doings, read by people and by programs."""

from __future__ import annotations

import asyncio
import pathlib

from registry import database as connections
from tests.graphql_api import world
from tests.registry.cli.conftest import Fangji


async def _build(url: str, folder: pathlib.Path) -> None:
    pool = await connections.open_pool(url)
    await world.build(pool, folder, "fangji/demo")
    await pool.close()


def test_an_auditor_replays_a_house(fangji: Fangji, database: str, tmp_path: pathlib.Path) -> None:
    asyncio.run(_build(database, tmp_path))
    positions = [one["position"] for one in fangji("history", "HOUSE", "W-1", "--json").json["events"]]
    mortgage, correction = min(positions) + 1, min(positions) + 3
    _lives(fangji)
    _steps(fangji, correction)
    _beliefs(fangji, mortgage, correction)
    _doings(fangji, mortgage, correction)
    _refusals(fangji)


def _lives(fangji: Fangji) -> None:
    shown = fangji("audit", "life", "HOUSE", "W-1").out.splitlines()
    assert "from 2020-01-31  from 2021-03-01  from 2021-05-01" in shown[0]
    assert [line.split()[-4:] for line in shown[1:4]] == [["A", "B", "B", "B"], ["A", "B", "C", "C"], list("AADD")]
    assert "A  Address 坐落 光复路88号 · Floor area 建筑面积 88.20 m2" in shown
    assert any(line.startswith("D  without Mortgage 抵押 M1") for line in shown)
    areas = fangji("audit", "life", "HOUSE", "W-1", "--attribute", "floor_area").out.splitlines()
    assert areas[2].count("88.20 m2") == areas[2].count("90.00 m2") == 2
    assert "HOLDING 保有" in fangji("audit", "life", "HOUSE", "W-2", "--attribute", "phase").out
    told = fangji("audit", "life", "HOUSE", "W-1", "--json").json
    assert [one["validFrom"] for one in told["moments"][0]["spans"]] == ["2020-01-31", "2021-03-01", "2021-05-01"]


def _steps(fangji: Fangji, correction: int) -> None:
    words = ("audit", "step", "HOUSE", "W-1", "--position", correction, "--attribute", "floor_area")
    shown = " ".join(fangji(*words).out.split())
    assert f"#{correction} Survey revised 测绘变更 by tester · as valid on" in shown
    assert "Floor area 建筑面积 90.00 m2" in shown
    told = fangji(*words, "--valid-on", "2021-01-01", "--json").json
    (area,) = told["attributes"]
    assert (told["validOn"], area["value"]) == ("2021-01-01", "88.20")
    assert [one["standing"] for one in area["sayings"]] == ["HOLDS", "CORRECTED", "NOT_YET_EFFECTIVE"]


def _beliefs(fangji: Fangji, mortgage: int, correction: int) -> None:
    shown = " ".join(fangji("audit", "believed", correction).out.split())
    assert f"#{mortgage} Mortgage registered 抵押登记" in shown
    assert "counted 有效 did not count 无效 Event voided 撤销录入" in shown
    assert "Encumbered 有权利限制 yes 是 no 否" in shown
    assert fangji("audit", "believed", correction, "--json").json["reliedOn"][0]["holds"] is False


def _doings(fangji: Fangji, mortgage: int, correction: int) -> None:
    shown = fangji("audit", "done", "--document", "文1").out
    assert "3 events 事件" in shown
    assert "决定书 文1" in shown
    page = fangji("audit", "done", "--source", "test", "--first", 1, "--after", mortgage - 1)
    assert f"go on with --after {mortgage}." in page.err
    told = fangji("audit", "done", "--source", "test", "--first", 1, "--after", mortgage - 1, "--json").json
    assert [one["position"] for one in told["nodes"][0]["consequences"]["nodes"]] == [correction, correction + 1]


def _refusals(fangji: Fangji) -> None:
    assert fangji("audit", "life", "HUT", "W-1").code == 2
    assert "There is no HOUSE 'nowhere'" in fangji("audit", "life", "HOUSE", "nowhere").err
    assert fangji("audit", "step", "HOUSE", "nowhere", "--position", 1).code == 1
    assert "no event at position 99999" in fangji("audit", "believed", 99999).err
    assert "doneBy takes one of" in fangji("audit", "done").err
