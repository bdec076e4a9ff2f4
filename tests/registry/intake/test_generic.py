"""The generic profile: columns named as the fields of events."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aggregates import sealed
from registry.intake import profiles
from registry.intake.accounting import Summary
from registry.intake.engine import Parts
from tests.registry.intake import imports

ROOT = Path(__file__).parents[3]
GENERIC = profiles.get("generic")


def house(**more: object) -> dict[str, object]:
    return {"kind": "HOUSE", "code": "H-1", "type": "HouseRegistered", "effective_on": "2020-01-01", **more}


async def deliver(parts: Parts, folder: Path, *rows: dict[str, object]) -> Summary:
    return await imports.run(parts, GENERIC, [imports.write_csv(folder / "events.csv", rows)])


async def only(parts: Parts) -> dict[str, Any]:
    (body,) = await imports.bodies(parts.pool)
    return body


async def test_the_sample_of_the_readme(parts: Parts) -> None:
    sample = ROOT / "docs" / "samples" / "houses.csv"
    summary = await imports.run(parts, GENERIC, [sample])
    assert (summary.counts.recorded, summary.counts.rejected) == (summary.rows, 0)
    assert (await imports.run(parts, GENERIC, [sample])).counts.duplicates == summary.rows


async def test_values_become_what_their_attributes_hold(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, house(scheme="s", bedrooms="3", partitioned="是", floor_area="89.50", stock="公租房",
                                         address="null", effective_seq="2"))  # fmt: skip
    body = await only(parts)
    assert (body["scheme"], body["effective_seq"], body["reason"]) == ("s", 2, "CHANGE")
    assert body["changes"] == [
        {
            "entity": "",
            "set": {
                "bedrooms": 3,
                "partitioned": True,
                "floor_area": "89.50",
                "stock": "PUBLIC_RENTAL",
                "address": None,
            },
        }
    ]


async def test_elements_are_named_by_the_row_or_by_the_heading(parts: Parts, tmp_path: Path) -> None:
    row = house(
        type="MortgageRegistered", **{"mortgages.key": "M7", "mortgages.amount": "5.00", "mortgages/M8.amount": "6.00"}
    )
    await deliver(parts, tmp_path, row)
    changes = {change["entity"]: change["set"] for change in (await only(parts))["changes"]}
    assert changes == {"mortgages/M7": {"amount": "5.00"}, "mortgages/M8": {"amount": "6.00"}}


async def test_personal_data_is_sealed_and_digests_are_keyed(parts: Parts, tmp_path: Path) -> None:
    row = house(
        type="OwnershipTransferred", remark="quiet", row="1", **{"owners/1.name": "张三", "owners/1.share": "1/1"}
    )
    await deliver(parts, tmp_path, row)
    body = await only(parts)
    ref = sealed.subject_ref(body["stream"])
    key = (await parts.keys.get([ref]))[ref]
    owner = body["changes"][0]["set"]
    assert owner["share"] == "1/1"
    assert sealed.unseal(key, owner["name"], event=body["id"], path="owners/1#name") == "张三"
    assert sealed.unseal(key, body["remark"], event=body["id"], path="remark") == "quiet"
    assert "张三" not in json.dumps(body, ensure_ascii=False)
    assert (await deliver(parts, tmp_path, row)).counts.duplicates == 1


async def test_a_row_with_a_key_is_corrected_one_without_is_another_event(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, house(row="1", floor_area="1.00"), house(row="", floor_area="5.00"))
    await deliver(parts, tmp_path, house(row="1", floor_area="2.00"), house(row="", floor_area="6.00"))
    found = [("corrects" in b, b["changes"][0]["set"]["floor_area"]) for b in await imports.bodies(parts.pool)]
    assert found == [(False, "1.00"), (False, "5.00"), (True, "2.00"), (False, "6.00")]


@pytest.mark.parametrize(
    ("cells", "column", "rule"),
    [
        ({"kind": "HUT"}, "kind", "NAME"),
        ({"type": "HouseBuilt"}, "type", "NAME"),
        ({"code": ""}, "code", "MISSING"),
        ({"effective_on": "2020"}, "effective_on", "DATE"),
        ({"effective_seq": "x"}, "effective_seq", "INTEGER"),
        ({"registered_at": "2020-01-01T00:00:00"}, "registered_at", "MOMENT"),
        ({"registered_at": "noon"}, "registered_at", "MOMENT"),
        ({"document.number": "7"}, "document.kind", "MISSING"),
        ({"bedrooms": "three"}, "bedrooms", "INTEGER"),
        ({"partitioned": "perhaps"}, "partitioned", "BOOLEAN"),
        ({"stock": "MINE"}, "stock", "ENUM"),
        ({"floor_area": "1e3"}, "floor_area", "DECIMAL"),
        ({"year_built": "1990"}, "year_built", "NAME"),
        ({"mortgages.amount": "5.00"}, "mortgages.key", "MISSING"),
        ({"mortgages/1.amount": "5.00"}, "entity", "EVENT"),
    ],
)
async def test_faults(parts: Parts, tmp_path: Path, cells: dict[str, object], column: str, rule: str) -> None:
    summary = await deliver(parts, tmp_path, house(**cells))
    assert summary.counts.rejected == 1
    kept = await parts.pool.fetchrow("select column_name, rule from intake.quarantine")
    assert kept is not None
    assert tuple(kept) == (column, rule)
