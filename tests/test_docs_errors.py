"""docs/errors.md and docs/graphql.md list the error codes: all that there are, and no others."""

import importlib
import pathlib
import pkgutil
import re
from collections.abc import Iterator

import aggregates
import graphql_api
import migrations
import projections
import registry
import search
from aggregates.errors import FangjiError

DOCS = pathlib.Path(__file__).parent.parent / "docs"
LIBRARY = {"SYNTAX_ERROR", "INVALID_DOCUMENT"}
"""Made of what the GraphQL library says."""

NOT_RUN = re.compile(r"__main__$|^migrations\.(env|versions)")


def every_class() -> Iterator[type[FangjiError]]:
    for package in (aggregates, graphql_api, projections, registry, search, migrations):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not NOT_RUN.search(module.name):
                importlib.import_module(module.name)
    waiting = [FangjiError]
    while waiting:
        waiting += (found := waiting.pop().__subclasses__())
        yield from (one for one in found if not one.__module__.startswith("tests"))


def listed(document: str) -> list[str]:
    """The codes of the table under its heading, in its first column."""
    text = (DOCS / document).read_text("utf-8")
    table = re.search(r"^\| code \| when \|.*\n\|[-|]+\n((?:\|.*\n)+)", text, re.M)
    assert table
    return [code for row in table[1].splitlines() for code in re.findall(r"`([A-Z_]+)`", row.split("|")[1])]


def test_every_error_has_a_code_that_is_documented_once_and_no_other_is() -> None:
    classes = set(every_class())
    assert len(classes) > 60
    assert [one for one in classes if one.code == FangjiError.code] == [], "each says by its code what it is"
    told = listed("errors.md") + listed("graphql.md")
    assert sorted(told) == sorted({one.code for one in classes} | LIBRARY)
    assert listed("errors.md") == sorted(listed("errors.md"))
