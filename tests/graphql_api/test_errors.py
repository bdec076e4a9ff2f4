"""Errors: every code that an answer can have is documented, and messages show no values."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator

import pytest

from aggregates import deciding, timeline
from aggregates.errors import FangjiError
from graphql_api import discretion, http

DOCUMENT = pathlib.Path(__file__).parents[2] / "docs" / "graphql.md"
SPEAKING = (deciding.__package__, timeline.__package__, http.__package__)


def below(error: type[FangjiError]) -> Iterator[type[FangjiError]]:
    for one in error.__subclasses__():
        yield one
        yield from below(one)


def test_every_code_is_documented() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    codes = {one.code for one in below(FangjiError) if one.__module__.split(".")[0] in SPEAKING}
    assert {"INVALID_VALUE", "NOT_YET_READABLE", "UNSUPPORTED_MEDIA_TYPE"} <= codes
    assert {code for code in codes if f"`{code}`" not in text} == set()


@pytest.mark.parametrize(
    ("message", "without"),
    [
        ("Expected value of type 'A' to be an object, found: '王芳'.", "Expected value of type 'A' to be an object."),
        ("Expected value of type 'A' not to include unknown field 'b'. Did you mean 'a'? Found: {'b': \"x: y\nz\"}.",
         "Expected value of type 'A' not to include unknown field 'b'. Did you mean 'a'?"),
        ("String cannot represent a non string value: 9901", "String cannot represent a non string value."),
        ("Int cannot represent non 32-bit signed integer value: 9901",
         "Int cannot represent non 32-bit signed integer value."),
        ("Syntax Error: Expected ':', found String '王芳'.", "Syntax Error: Expected ':', found String."),
        ("Syntax Error: Unexpected Int '9901'.", "Syntax Error: Unexpected Int."),
        ("Syntax Error: Expected Name, found <EOF>.", "Syntax Error: Expected Name, found <EOF>."),
        ("Cannot query field 'a'. Did you mean 'c'?", "Cannot query field 'a'. Did you mean 'c'?"),
    ],
)  # fmt: skip
def test_messages_of_the_library_lose_the_values_that_they_show(message: str, without: str) -> None:
    assert discretion.without_values(message) == without
