"""The walk can fail: each predicate and mask is taken away in turn, and each time it finds what that lets through."""

from __future__ import annotations

import ast
import pathlib
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from aggregates.catalogue import CATALOGUE
from graphql_api import columns, differing, masking, opening, tables
from graphql_api.compiler import Compiler, Row
from graphql_api.identity import Identity
from tests.walk import asking, hunting
from tests.walk.asking import Built

PREDICATES = ("in_scope", "subject_in_scope", "event_in_scope", "sees_kind")
FOLDER = pathlib.Path(tables.__file__).parent

TELLS_NO_VALUE = {
    ("person_holdings", "compile_elsewhere"): "it answers yes or no",
    ("payloads", "_events"): "of payloads, which queries do not have",
    ("disclosures", "_searched_within"): "a search by number names no subject",
    ("catalogue_types", "_counts"): "numbers: the comparison of worlds finds it",
    ("identities", "compile_jurisdictions"): "only divisions that the token names",
    ("estates", "_estates"): "buildings are public; the scope is stated in reach/within",
    ("self_built", "sees"): "the same",
    ("inbox", "_page"): "who does not see households is refused; the scope is stated in reach/within",
    ("questions", "_page"): "the same, or everybody sees the kind",
    ("portraits", "_classes"): "numbers, of which small ones are not told: tests/graphql_api/test_portraits.py asks",
    ("existing", "_seen"): "it decides what is found of one's own: the comparison of worlds finds it",
    ("tables", "subject_in_scope"): "the other predicate rests on it, and is taken away everywhere at once",
    ("tables", "event_in_scope"): "the same",
}
"""Sites whose loss shows no mark, and why."""


def sites() -> list[tuple[str, str]]:
    """Every place of the compiler that states a predicate: module and function."""
    found: dict[tuple[str, str], None] = {}
    for file in sorted(FOLDER.glob("*.py")):
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef) and any(map(_predicate, _own(function))):
                found[file.stem, function.name] = None
    return [one for one in found if one not in TELLS_NO_VALUE]


def _own(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """What stands in a function itself, not in those within it."""
    left: list[ast.AST] = list(function.body)
    while left:
        node = left.pop()
        if not isinstance(node, ast.FunctionDef):
            yield node
            left += ast.iter_child_nodes(node)


def _predicate(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
    return name in PREDICATES


def but_at(site: tuple[str, str], predicate: Callable[[Compiler, Any], list[str]]) -> Callable[[Compiler, Any], Any]:
    """The predicate, which holds of every row where that site states it."""

    def weakened(compiler: Compiler, what: Any) -> list[str]:
        caller = sys._getframe(1)
        if (pathlib.Path(caller.f_code.co_filename).stem, caller.f_code.co_name) == site:
            return ["true"] if not compiler.identity.everywhere else []
        return predicate(compiler, what)

    return weakened


def _true(compiler: Compiler, what: Any) -> list[str]:
    return [] if compiler.identity.everywhere else ["true"]


def _readable(compiler: Compiler, attribute: Any) -> bool:
    return not attribute.sealed


def _as_recorded(compiler: Compiler, catalogue: Any, row: Row) -> str:
    return f"coalesce({row.column('shown')}, {row.column('changes')})"


def _masked_to_all(compiler: Compiler, row: Row, column: str) -> str:
    found = f"m.ref = {row.column(column)} ->> 'ref' and m.nonce = {row.column(column)} ->> 'nonce'"
    return f"(select m.masked from access.mask m where {found})"


def _states_a_purpose(identity: Identity) -> bool:
    return identity.purpose is not None


async def caught(base: Built) -> str:
    """What the walk finds in the first world as it is answered now."""
    async with asking.opened(base) as asker:
        return str(await hunting.hunt(asker, hunting.walkers(asker)))


@pytest.mark.parametrize("name", PREDICATES)
async def test_a_predicate_is_missing_everywhere(base: Built, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(tables, name, _true)
    assert "was shown" in await caught(base)


async def test_every_column_is_readable(base: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (columns, differing, masking):
        monkeypatch.setattr(module, "readable", _readable)
    assert "(as recorded " in await caught(base)


@pytest.mark.parametrize("name", ["changes", "data"])
async def test_events_say_what_was_recorded(base: Built, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(masking, name, _as_recorded)
    assert "(as recorded " in await caught(base)


async def test_personal_data_is_masked_for_everybody(base: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "personal", _masked_to_all)
    assert "(personal, masked" in await caught(base)


async def test_personal_data_is_opened_to_every_role(base: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Identity, "opens", property(_states_a_purpose))
    assert "(personal, in clear" in await caught(base)


async def test_a_cause_elsewhere_is_told(base: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    site = ("events", "_named")
    assert site in sites()
    monkeypatch.setattr(tables, "event_in_scope", but_at(site, tables.event_in_scope))
    assert "was shown" in await caught(base)


async def test_the_kind_of_an_event_does_not_count(base: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_of_seen_kind", _true)
    async with asking.opened(base) as asker:
        leak = await hunting.hunt(asker, hunting.walkers(asker))
    assert leak is not None
    assert leak.reader.startswith("public")
    assert leak.mark.where.startswith("HOUSEHOLD.") or _household(leak.mark.where.split()[0])


@pytest.mark.long
@pytest.mark.parametrize("site", sites(), ids="/".join)
async def test_a_predicate_is_missing_in_one_place(
    base: Built, monkeypatch: pytest.MonkeyPatch, site: tuple[str, str]
) -> None:
    async with asking.opened(base) as asker:
        await hunting.disclose(asker)
    for name in PREDICATES:
        monkeypatch.setattr(tables, name, but_at(site, getattr(tables, name)))
    assert "was shown" in await caught(base)


def _household(event_type: str) -> bool:
    return event_type in {one.name for one in CATALOGUE.of_kind("HOUSEHOLD")}


@pytest.fixture(autouse=True)
def _whole_again(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing stays broken, nor in plans: each test has an executor of its own."""
    yield
    monkeypatch.undo()
