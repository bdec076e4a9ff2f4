"""Each type of attribute takes what its read column can take, and says what is wrong with the rest."""

import enum
from typing import Any

import pytest

from aggregates import attributes


class Colour(enum.Enum):
    RED = "红"


TYPES: dict[str, attributes.Attribute] = {
    "text": attributes.text("T", "文", length=3, pattern="[a-z]*"),
    "integer": attributes.integer("I", "整", least=0),
    "decimal": attributes.decimal("D", "小数", scale=2),
    "signed": attributes.decimal("D", "小数", scale=2, negative=True),
    "boolean": attributes.boolean("B", "是否"),
    "date": attributes.day("D", "日"),
    "moment": attributes.moment("M", "时"),
    "enum": attributes.enum(Colour, "E", "色"),
    "code": attributes.code("HOUSE", "C", "码"),
    "geometry": attributes.geometry("G", "形"),
    "sealed": attributes.sealed("S", "密"),
}
TAKEN: dict[str, list[Any]] = {
    "text": ["", "abc"],
    "integer": [0, 2**31 - 1],
    "decimal": ["0", "12.5", "999999999999999999.99", "0.00"],
    "signed": ["-1.00"],
    "boolean": [True, False],
    "date": ["0001-01-01", "2024-02-29", "9999-12-31"],
    "moment": ["2026-01-01T00:00:00.000000Z"],
    "enum": ["RED"],
    "code": ["x", "长" * 400],
    "geometry": ["POINT (120.1 30.2)", "POLYGON((0 0, 1 0, 1 1, 0 0))"],
    "sealed": [{"sealed": 1, "ref": "r", "nonce": "n", "text": "t"}],
}
REFUSED: dict[str, list[Any]] = {
    "text": ["abcd", "A", 1, ["a"], {}],
    "integer": [-1, 2**31, True, 1.0, "1"],
    "decimal": ["-1", "01", "1.", ".5", "1e3", "+1", "1.234", "NaN", "１", "1\n", 1, 1.5, "1" * 19],
    "signed": ["--1", "-"],
    "boolean": [0, 1, "true"],
    "date": [
        "2023-02-29",
        "20240101",
        "2024-1-1",
        "0000-01-01",
        "2024-01-01T00:00",
        "２０２４-01-01",
        "2024-01-01\n",
        1,
    ],
    "moment": ["2026-01-01", "2026-01-01T00:00:00Z", "2026-01-01T24:00:00.000000Z", "2026-01-01T00:00:00.000000+00:00"],
    "enum": ["红", "red", "", 1, ["RED"], {"RED": 1}],
    "code": ["", "x" * 401, 7],
    "geometry": ["POINT", "LINESTRING (0 0, 1 1)", "POINT (0 0); drop", 1],
    "sealed": ["张三", {"sealed": 1}, {"sealed": 2, "ref": "r", "nonce": "n", "text": "t"}, {}],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in TAKEN.items() for value in values])
def test_takes(name: str, value: object) -> None:
    assert TYPES[name].type.check(value) is None


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in REFUSED.items() for value in values])
def test_refuses_with_a_reason(name: str, value: object) -> None:
    assert TYPES[name].type.check(value)
