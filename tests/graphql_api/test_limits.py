"""docs/graphql.md lists every bound as the code has it; estimates count what an answer can hold."""

from __future__ import annotations

import pathlib
import re

import pytest

from graphql_api import as_of, connections, limits
from graphql_api.errors import TooLarge
from graphql_api.executor import SERVER_SETTINGS, Executor
from tests.graphql_api.asking import ask, refused

TEXT = (pathlib.Path(__file__).parents[2] / "docs/graphql.md").read_text("utf-8").partition("## Bounds")[2]
ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([\d,]+) \|$", re.M)


def test_the_document_lists_the_bounds_of_the_code() -> None:
    rows = [(whose, what, int(most.replace(",", ""))) for whose, what, most in ROW.findall(TEXT)]
    ours = len(limits.BOUNDS)
    assert rows[:ours] == [(one.whose, one.what, one.most) for one in limits.BOUNDS]
    assert [most for _, _, most in rows[ours:]] == [connections.LARGEST_PAGE, as_of.BUDGET, limits.SECONDS]
    assert SERVER_SETTINGS["statement_timeout"] == f"{limits.SECONDS}s"
    assert f"for {limits.UNPAGED} rows" in TEXT


def test_every_bound_is_in_the_list() -> None:
    declared = [one for one in vars(limits).values() if isinstance(one, limits.Bound)]
    assert sorted(declared, key=id) == sorted(limits.BOUNDS, key=id)


def test_a_refusal_names_the_bound_and_what_was_found() -> None:
    limits.DEPTH.check(limits.DEPTH.most)
    with pytest.raises(TooLarge, match=r"^The operation has 21 levels of fields; at most 20 are allowed: ask .*[.]$"):
        limits.DEPTH.check(21)
    with pytest.raises(TooLarge, match=r"more than 10.12 fields"):
        limits.FIELDS.check(2**400)


async def test_rows_are_estimated_by_the_pages_that_are_asked_for(execute: Executor) -> None:
    text = (
        "query($n: Int, $m: Int) { buildings(first: $n) { nodes { houses(last: $m) { nodes { owners { key } } } } } }"
    )
    error = await refused(execute, text, n=100, m=200)
    assert error["code"] == "TOO_LARGE"
    rows = 100 + 100 * 200 + 100 * 200 * limits.UNPAGED
    assert f"{rows} rows" in error["message"]
    assert await ask(execute, text, n=100, m=100)
    assert await ask(execute, text, n=500)  # twenty houses of each
    assert (await refused(execute, text.replace("$n: Int, $m: Int", "$n: Int = 400, $m: Int = 500")))["code"] == (
        "TOO_LARGE"
    )
