"""The Dutch register of buildings: which event a version makes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from registry.intake import profiles
from registry.intake.accounting import Summary
from registry.intake.engine import Parts
from tests.registry.intake import imports

CODE = "0221100000311191"
OUTLINE = "206289.94 447355.96 0.0 206292.3 447361.12 0.0 206288.9 447362.6 0.0 206289.94 447355.96 0.0"


def version(number: int, status: str, /, **more: object) -> dict[str, object]:
    return {
        "pand_id": CODE, "version": number, "status": status, "year_built": 1990, "observed_flag": "N",
        "doc_date": "2010-04-20", "doc_no": "B1", "valid_from": f"2010-04-{number:02}",
        "registered_at": f"2010-12-{number:02}T11:14:25.000", "inactive_at": "",
        "polygon_rd_epsg28992": OUTLINE,
        **more,
    }  # fmt: skip


async def deliver(parts: Parts, folder: Path, *rows: dict[str, object]) -> Summary:
    path = imports.write_csv(folder / "pand_versions.csv", rows)
    return await imports.run(parts, profiles.get("nl-bag-buildings"), [path])


async def types(parts: Parts) -> list[str]:
    return [b["type"] for b in await imports.bodies(parts.pool) if b["kind"] == "BUILDING"]


ALL = [
    ("Bouwvergunning verleend", "ConstructionPermitted", "PLANNED"),
    ("Bouwvergunning verleend", "SurveyRevised", "PLANNED"),
    ("Bouw gestart", "ConstructionStarted", "UNDER_CONSTRUCTION"),
    ("Pand in gebruik (niet ingemeten)", "CompletionAccepted", "COMPLETED"),
    ("Pand in gebruik", "SurveyRevised", "COMPLETED"),
    ("Verbouwing pand", "RenovationGranted", "COMPLETED"),
    ("Pand in gebruik", "SurveyRevised", "COMPLETED"),
    ("Pand buiten gebruik", "TakenOutOfUse", "COMPLETED"),
    ("Pand in gebruik", "ReturnedToUse", "COMPLETED"),
    ("Sloopvergunning verleend", "DemolitionFiled", "COMPLETED"),
    ("Sloopvergunning verleend", "SurveyRevised", "COMPLETED"),
    ("Pand gesloopt", "Demolished", "DEMOLISHED"),
    ("Niet gerealiseerd pand", "NotRealised", "NOT_REALISED"),
    ("Pand ten onrechte opgevoerd", "EnteredInError", "ENTERED_IN_ERROR"),
]


async def test_every_status(parts: Parts, tmp_path: Path) -> None:
    rows = [version(n, status) for n, (status, _, _) in enumerate(ALL, 1)]
    summary = await deliver(parts, tmp_path, *reversed(rows))
    assert summary.counts.recorded == len(ALL)
    found = [b for b in await imports.bodies(parts.pool) if b["kind"] == "BUILDING"]
    assert [(b["type"], b["changes"][0]["set"]["physical"]) for b in found] == [(t, p) for _, t, p in ALL]


async def test_what_a_version_states(parts: Parts, tmp_path: Path) -> None:
    await deliver(
        parts, tmp_path, version(7, "Pand in gebruik", year_built=9999, registered_at="2010-07-01T00:30:00.123")
    )
    country, municipality, event, finding = await imports.bodies(parts.pool)
    assert [(d["code"], d["changes"][0]["set"].get("parent")) for d in (country, municipality)] == [
        ("NL", None),
        ("NL/0221", "NL"),
    ]
    assert (event["reason"], event["registered_at"]) == ("MIGRATION", "2010-06-30T22:30:00.123000Z")
    assert event["document"] == {"kind": "brondocument", "number": "B1", "issued_on": "2010-04-20"}
    stated: dict[str, Any] = event["changes"][0]["set"]
    assert stated.pop("outline").startswith("POLYGON ((6.1")
    assert stated == {"division": "NL/0221", "physical": "COMPLETED", "year_built": 9999, "observed": False}
    assert finding["changes"][0]["set"]["rule"] == "DATA-YEAR"


async def test_a_later_delivery_goes_on_from_what_is_recorded(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, version(1, "Bouw gestart"), version(2, "Pand in gebruik"))
    await deliver(parts, tmp_path, version(3, "Pand in gebruik"), version(4, "Sloopvergunning verleend"))
    await deliver(parts, tmp_path, version(5, "Sloopvergunning verleend"))
    expected = ["ConstructionStarted", "CompletionAccepted", "SurveyRevised", "DemolitionFiled", "SurveyRevised"]
    assert await types(parts) == expected


async def test_the_end_of_a_version_that_is_filled_in_later_changes_nothing(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, version(1, "Pand in gebruik", valid_to=""))
    later = await deliver(parts, tmp_path, version(1, "Pand in gebruik", valid_to="2011-01-01"))
    assert (later.counts.duplicates, later.counts.events) == (1, 0)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("pand_id", "221100000311191"), ("version", "x"), ("status", "Pand weg"), ("year_built", ""),
        ("observed_flag", "?"), ("doc_date", "2010-02-30"), ("valid_from", "20100101"), ("registered_at", "gisteren"),
        ("registered_at", "2999-01-01T00:00:00"), ("polygon_rd_epsg28992", "1 2"),
    ],
)  # fmt: skip
async def test_faults_are_rejected_with_their_column(parts: Parts, tmp_path: Path, column: str, value: str) -> None:
    summary = await deliver(parts, tmp_path, version(1, "Pand in gebruik", **{column: value}))
    assert summary.counts.rejected == 1
    assert await parts.pool.fetchval("select column_name from intake.quarantine") == column


async def test_a_withdrawn_version_is_out_of_scope(parts: Parts, tmp_path: Path) -> None:
    summary = await deliver(parts, tmp_path, version(1, "Pand in gebruik", inactive_at="2011-01-01T00:00:00"))
    assert summary.counts.skipped == {"withdrawn by the register": 1}
