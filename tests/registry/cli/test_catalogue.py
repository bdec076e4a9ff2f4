"""`fangji catalogue`: every event type with who records it, what it may set and how often it happened, by division."""

from __future__ import annotations

import csv
import io
import json
import pathlib
import stat

from aggregates.catalogue import CATALOGUE
from registry.city import codes
from tests.registry.cli.conftest import Fangji


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_catalogue_is_a_table_by_division(fangji: Fangji, tmp_path: pathlib.Path) -> None:
    fangji("generate", "--houses", "20", "--years", "3", "--seed", "1")
    fangji("project")
    every = rows(fangji("catalogue").out)
    assert [(one["kind"], one["type"]) for one in every] == list(CATALOGUE.event_types)
    told = {(one["kind"], one["type"]): one for one in every}
    house = told["HOUSE", "HouseRegistered"]
    assert (house["division"], house["count"], house["nature"], house["class"]) == ("", "20", "ACT", "CONSTRUCTION")
    assert (house["authority"], house["authorityTitle"]) == ("housing-transactions", "房屋交易")
    assert "floorArea 建筑面积 (PUBLIC)" in house["fields"]
    assert house["lastRecordedAt"].endswith("Z")
    assert told["LOTTERY", "BatchOpened"]["lastPosition"] == ""

    both = rows(fangji("catalogue", "--division", codes.ANLAN, "--division", codes.YUNJIN).out)
    counts = {(one["division"], one["type"]): int(one["count"]) for one in both if one["kind"] == "HOUSE"}
    assert counts[codes.ANLAN, "HouseRegistered"] + counts[codes.YUNJIN, "HouseRegistered"] == 20
    assert counts[codes.YUNJIN, "HouseRegistered"] == 0

    file = tmp_path / "catalogue.ndjson"
    assert fangji("catalogue", "--format", "ndjson", "--out", file).code == 0
    first = json.loads(file.read_text().splitlines()[0])
    assert first["fields"][0].keys() == {"path", "type", "zh", "en", "unit", "sealed", "exposure", "choices"}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    again = fangji("catalogue", "--out", file)
    assert (again.code, "is there already" in again.err) == (2, True)
    wrong = fangji("catalogue", "--division", "0")
    assert (wrong.code, "--division '0' is not on record" in wrong.err) == (2, True)
