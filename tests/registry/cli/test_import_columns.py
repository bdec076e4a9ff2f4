"""`fangji import` of a file with a column that the profile does not know, and the columns that are kept out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.registry.cli.conftest import Fangji
from tests.registry.intake.tw_rows import SALE, row, write


@pytest.fixture
def sales(tmp_path: Path) -> Path:
    return write(tmp_path / "c_lvr_land_a.csv", [*SALE, "能源效率"], [row(1, 能源效率="一級"), row(2)])


def test_it_is_named_and_the_rows_are_recorded(fangji: Fangji, sales: Path) -> None:
    told = fangji("import", "tw-actual-price", sales, "--dry-run", "--json")
    assert (told.code, told.json["recorded"], told.json["unknown_columns"]) == (0, 2, {"sale/能源效率": 1})
    shown = fangji("import", "tw-actual-price", sales)
    assert shown.code == 0
    assert "unknown column sale/能源效率" in shown.out
    assert "keep the files" in shown.out


def test_strictly_it_stops_the_import(fangji: Fangji, sales: Path) -> None:
    refused = fangji("import", "tw-actual-price", sales, "--strict-columns")
    assert refused.code == 1
    assert "c_lvr_land_a.csv has columns that the profile tw-actual-price does not know: '能源效率'" in refused.err
    plain = write(sales, SALE, [row(1)])
    assert fangji("import", "tw-actual-price", plain, "--strict-columns", "--json").json["recorded"] == 1


def test_the_list_says_which_columns_are_kept_out_and_why(fangji: Fangji) -> None:
    assert "kept out: 屋齡 (follows from the day of completion)" in fangji("import", "--list").out
    told = {one["name"]: one for one in fangji("import", "--list", "--json").json}
    lines = {part["name"]: part for part in told["tw-actual-price"]["parts"]}["sale_park"]
    assert "no attribute" in lines["kept_out"]["車位所在樓層"]
