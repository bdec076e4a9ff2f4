"""The shapes of documents that are known to have brought servers down: each is refused or answered at once."""

from __future__ import annotations

import time
from typing import Any

import orjson
import pytest

from graphql_api.executor import Executor
from tests.graphql_api.asking import AUDITOR

SECONDS = 2.0
"""Of this process's own work, which holds up all other requests; at rest a tenth, a busy machine is slower at it."""

ME = "{ me { subject } }"
LIST = "query($f: HouseFilter) { houses(filter: $f) { position } }"
EQUAL = {"code": {"eq": "x"}}


def many(text: str, count: int, between: str = " ") -> str:
    """Texts with %d for their number."""
    return between.join(text.replace("%d", str(number)) for number in range(count))


def nested(opening: str, inside: str, closing: str, times: int) -> str:
    return opening * times + inside + closing * times


def deep(times: int) -> dict[str, Any]:
    found: dict[str, Any] = EQUAL
    for _ in range(times):
        found = {"and": [found]}
    return found


DOUBLING = "".join(f"fragment F{n} on House {{ ...F{n + 1} building {{ code }} ...F{n + 1} }} " for n in range(60))
TANGLE = many("fragment F%d on Identity { " + many("...F%d", 40).replace("%", "") + " subject }", 40)
PAGES = nested("building { houses(first: 500) { nodes { ", "code", " } } } ", 3)

REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "aliases of a costly root": (f"{{ {many('a%d: houses { totalCount }', 101)} }}", {}, "101 root fields"),
    "aliases of a leaf": (f"{{ me {{ {many('a%d: subject', 501)} }} }}", {}, "501 aliases"),
    "mutations": (f"mutation {{ {many('a%d: __typename', 51)} }}", {}, "51 root fields"),
    "fields": (f"{{ me {{ {'subject ' * 1600} }} }}", {}, "1601 fields"),
    "the same objects": (f"{{ {many('me { subject roles }', 90)} " + "me { subject } " * 11 + "}", {}, "root fields"),
    "directives of one field": (f"{{ me {{ subject {'@skip(if: false) ' * 101} }} }}", {}, "101 directives"),
    "unknown directives": (f"{{ me {{ subject {'@aa ' * 2000} }} }}", {}, "2000 directives"),
    "fragments that double": (f'{{ house(code: "x") {{ ...F0 }} }} {DOUBLING} fragment F60 on House {{ code }}', {},
                              "fields"),
    "fragments in fragments": (f"{{ me {{ ...F0 }} }} {TANGLE}", {}, "fields"),
    "many fragments": (f"{ME} {many('fragment F%d on House { code }', 101)}", {}, "101 fragments"),
    "inline fragments": (nested("{ ... ", ME, " }", 120), {}, "levels of braces"),
    "braces without end": ("{ a " * 2000, {}, "levels of braces"),
    "brackets": (f"{{ houses(filter: {nested('[', '', ']', 150)}) {{ position }} }}", {}, "31 levels of lists"),
    "brackets without end": ("{ houses(filter: " + "[" * 4000, {}, "levels of braces"),
    "depth": ('{ house(code: "x") ' + nested("{ building { houses { nodes ", "{ code }", " } } }", 8) + " }", {},
              "26 levels of fields"),
    "operations": (many("query Q%d { me { subject } }", 51), {}, "51 operations"),
    "a long name": ("{ " + "x" * 64 + " }", {}, "64 characters"),
    "tokens": ("{ " + "a," * 2600 + "b " * 2600 + "}", {}, "5000 tokens"),
    "characters": ("#" * 100_001, {}, "100001 characters"),
    "introspection in circles": (
        "{ __schema { types { " + nested("fields { type { ", "name", " } } ", 5) + " } } }", {}, "introspection"),
    "introspection by type in circles": (
        '{ __type(name: "House") { ' + nested("fields { type { ", "name", " } } ", 3) + " } }", {}, "introspection"),
    "introspection many times": (
        f"{{ __schema {{ {many('a%d: types { fields { name type { name } } }', 60)} }} }}", {}, "values by estimate"),
    "introspection with many leaves": (
        f"{{ __schema {{ types {{ fields {{ {many('a%d: name', 400)} }} }} }} }}", {}, "values by estimate"),
    "pages in pages": (f"{{ houses(first: 500) {{ nodes {{ {PAGES} }} }} }}", {}, "rows by estimate"),
    "pages in pages by variables": (
        "query($n: Int) { buildings(first: $n) { nodes { houses(first: $n) { nodes { code } } } } }", {"n": 400},
        "160400 rows by estimate"),
    "divisions in divisions": (
        f"{{ cockpit {{ {nested('children { ', 'division ', '} ', 4)}}} }}", {}, "rows by estimate"),
    "wide pages": (f"{{ houses(first: 500) {{ nodes {{ timeline(first: 150) {{ nodes {{ {many('a%d: id', 20)} }} }} "
                   "} } }", {}, "values by estimate"),
    "a long list": (LIST, {"f": {"code": {"in": ["x"] * 100_000}}}, "100000 values"),
    "a long list of conditions": (LIST, {"f": {"or": [EQUAL] * 1_001}}, "1001 values"),
    "one filter many times": (
        "query($f: HouseFilter) { " + many("a%d: houses(filter: $f) { position nodes { code } }", 50) + " }",
        {"f": {"or": [EQUAL] * 100}}, "conditions"),
    "one filter many times in a list": (
        f"query($f: HouseFilter!) {{ houses(filter: {{or: [{'$f ' * 500}]}}) {{ nodes {{ code }} }} }}",
        {"f": {"or": [EQUAL] * 100}}, "conditions"),
    "deep variables": (LIST, {"f": deep(2_000)}, "levels of lists"),
    "many values": (LIST, {"f": {"or": [{"code": {"in": ["x"] * 900}}] * 20}}, "values"),
    "values that nobody asks for": (ME, {str(number): number for number in range(20_000)}, "20000 values"),
    "a long text": (LIST, {"f": {"code": {"contains": "%_" * 50_000}}}, "100000 characters"),
}  # fmt: skip

ANSWERED: dict[str, tuple[str, dict[str, Any]]] = {
    "as many aliases as may be": (f"{{ {many('a%d: houses(first: 5) { totalCount nodes { code } }', 100)} }}", {}),
    "a leaf as often as may be": (f"{{ me {{ {many('a%d: subject', 500)} {'subject ' * 400} }} }}", {}),
    "a row as wide as may be": (
        f'{{ house(code: "W-1") {{ {many("a%d: code", 500)} {"code address floor " * 300} }} }}', {}),
    "as many conditions as may be": (LIST, {"f": {"or": [EQUAL] * 900}}),
    "as many conditions beside as may be": (LIST, {"f": {"or": [{"building": {"houses": {"some": EQUAL}}}] * 300}}),
    "a list as long as may be": (LIST, {"f": {"code": {"in": ["x"] * 1_000}}}),
    "as deep as may be": (LIST, {"f": deep(13)}),
    "districts, streets and communities": (f"{{ cockpit {{ {nested('children { ', 'division ', '} ', 3)}}} }}", {}),
    "comments": ("#\n" * 4_000 + ME, {}),
    "an empty filter": (LIST, {"f": {"and": [], "or": [], "not": {"and": []}}}),
}  # fmt: skip

INVALID = {
    "a circle": "{ me { ...A } } fragment A on Identity { ...B } fragment B on Identity { ...A }",
    "a fragment in itself": "{ me { ...A } } fragment A on Identity { ...A }",
    "a circle that nobody spreads": f"{ME} fragment A on House {{ building {{ houses {{ nodes {{ ...A }} }} }} }}",
    "directives that are there": f"{{ me {{ subject {'@skip(if: false) ' * 100} }} }}",
    "variables that nobody uses": "query(" + many("$v%d: Int", 1_000) + ") " + ME,
    "fields that are not there": f"{{ {many('x%d', 100)} }}",
    "types that are not there": f"{{ {many('... on X%d { a%d }', 40)} }}",
}


async def told(execute: Executor, text: str, variables: dict[str, Any]) -> tuple[dict[str, Any], float]:
    began = time.process_time()
    answer = await execute.execute(text, variables, None, AUDITOR)
    return orjson.loads(answer.body), time.process_time() - began


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_too_large_is_refused_at_once_and_says_the_bound(execute: Executor, name: str) -> None:
    text, variables, says = REFUSED[name]
    found, seconds = await told(execute, text, variables)
    (error,) = found["errors"]
    assert error["extensions"]["code"] == "TOO_LARGE"
    assert says in error["message"]
    assert error["message"].endswith(".")
    assert seconds < SECONDS


@pytest.mark.parametrize("name", ANSWERED)
async def test_what_is_as_large_as_may_be_is_answered_soon(execute: Executor, name: str) -> None:
    found, seconds = await told(execute, *ANSWERED[name])
    assert "errors" not in found, found["errors"]
    assert seconds < SECONDS


@pytest.mark.parametrize("name", INVALID)
async def test_what_is_invalid_is_refused_at_once_with_few_errors(execute: Executor, name: str) -> None:
    found, seconds = await told(execute, INVALID[name], {})
    assert {error["extensions"]["code"] for error in found["errors"]} == {"INVALID_DOCUMENT"}
    assert len(found["errors"]) <= 21
    assert seconds < SECONDS
