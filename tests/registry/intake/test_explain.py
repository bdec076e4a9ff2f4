"""What is proposed for files that nobody has described, and that the proposal works as it stands."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from aggregates.errors import UnknownName
from registry.cli import explain
from registry.intake import sources
from registry.intake.engine import Parts
from registry.intake.maps import column_map, detecting, map_form, mapped, writing
from registry.intake.maps.proposing import Proposal
from registry.intake.profile import Profile
from registry.intake.sources import SourceError
from tests.registry.intake import imports, sheets

Maker = Callable[[Path], Path]


def proposed(path: Path, kind: str | None = None, type_: str | None = None) -> Proposal:
    return explain.propose([path], kind, type_)


def profile_of(text: str) -> Profile:
    """As `--map` reads it."""
    return mapped.profile(map_form.of_tree(column_map.of_toml(text)))


def own(body: Mapping[str, Any]) -> dict[str, Any]:
    return next((change["set"] for change in body["changes"] if not change["entity"]), {})


def element(body: Mapping[str, Any], entity: str) -> dict[str, Any]:
    found: dict[str, Any] = next(change["set"] for change in body["changes"] if change["entity"] == entity)
    return found


async def round_trip(parts: Parts, path: Path) -> list[dict[str, Any]]:
    """Explained, the proposed file taken as it stands, imported twice."""
    text = writing.toml(proposed(path))
    summary = await imports.run(parts, profile_of(text), [path])
    assert summary.counts.rejected == 0
    assert (await imports.run(parts, profile_of(text), [path])).counts.recorded == 0
    found = await imports.bodies(parts.pool)
    assert len(found) == summary.counts.recorded
    return found


async def test_owners_in_gbk(parts: Parts, tmp_path: Path) -> None:
    first, second = await round_trip(parts, sheets.titles_of_owners(tmp_path))
    assert (first["kind"], first["type"], first["code"]) == ("HOUSE", "OwnershipTransferred", "FW-0001")
    assert [body["effective_on"] for body in (first, second)] == ["2021-08-16", "2021-08-17"]
    assert own(second) == {"address": "滨河路88号1幢102室", "floor_area": "1120.08"}
    assert element(first, "owners/1").keys() == {"name", "id_number"}
    assert not any(secret in str(first) for secret in (*sheets.NAMES, *sheets.ID_NUMBERS, *sheets.PHONES))


async def test_a_survey_with_two_header_rows(parts: Parts, tmp_path: Path) -> None:
    first, second, third = await round_trip(parts, sheets.survey_of_buildings(tmp_path))
    assert (first["kind"], first["type"], first["code"]) == ("BUILDING", "SurveyRevised", "LD-01")
    assert first["effective_on"] == "2024-05-31"
    assert own(first) == {
        "address": "滨河路1号",
        "structure": "砖混",
        "year_built": 1998,
        "self_built": True,
        "floors": 6,
        "gross_area": "3210.5",
    }
    assert own(second)["self_built"] is False
    assert own(third)["floors"] == 2
    assert "gross_area" not in own(third)


async def test_nested_leases(parts: Parts, tmp_path: Path) -> None:
    first, second = await round_trip(parts, sheets.leases(tmp_path))
    assert (first["kind"], first["type"], first["code"]) == ("HOUSE", "LeaseFiled", "H-1")
    assert element(first, "leases/L-1") == {
        "number": "L-1",
        "rent": "1201.5",
        "starts_on": "2024-01-01",
        "furnished": True,
    }
    assert element(second, "leases/L-2")["furnished"] is False
    assert not any(name in str(first) + str(second) for name in sheets.NAMES)


async def test_a_taiwanese_register_in_big5(parts: Parts, tmp_path: Path) -> None:
    first, second = await round_trip(parts, sheets.taiwanese(tmp_path))
    assert (first["code"], first["effective_on"], second["effective_on"]) == ("A-001", "2023-05-31", "2023-06-01")
    area = own(first).get("gross_area") or own(first).get("floor_area")
    assert area == "100.83"
    assert own(first)["address"] == "臺北市大安區和平東路一段1號"


async def test_mortgages_separated_by_tabs(parts: Parts, tmp_path: Path) -> None:
    first, second = await round_trip(parts, sheets.mortgages(tmp_path))
    assert (first["kind"], first["type"], first["effective_on"]) == ("HOUSE", "MortgageRegistered", "2021-08-20")
    assert element(first, "mortgages/抵2021-7") == {
        "number": "抵2021-7",
        "mortgagee_name": "滨河银行",
        "amount": "655000",
        "registered_on": "2021-08-20",
    }
    assert element(second, "mortgages/抵2021-8")["amount"] == "1200000"


async def test_an_english_register(parts: Parts, tmp_path: Path) -> None:
    first, second = await round_trip(parts, sheets.english(tmp_path))
    assert (first["kind"], first["type"], first["code"]) == ("BUILDING", "BuildingRegistered", "B-1")
    assert [body["effective_on"] for body in (first, second)] == ["2020-06-05", "2021-01-31"]
    assert own(first) == {
        "address": "1 Quay Street",
        "year_built": 1998,
        "floors": 6,
        "gross_area": "3210.50",
        "has_elevator": True,
    }
