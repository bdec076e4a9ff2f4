"""Leaves are coerced as graphql-core coerces all variables."""

from __future__ import annotations

from typing import Any

import hypothesis
from graphql import OperationDefinitionNode, parse
from graphql.execution.values import VariableValueSource, get_variable_values
from hypothesis import strategies as st

from aggregates.catalogue import CATALOGUE
from graphql_api import api
from graphql_api.leaves import Leaves

TEXT = """query($s: String, $t: String!, $i: Int, $d: Decimal!, $on: Date, $k: SubjectKind, $b: Boolean, $p: Position) {
    me { subject } }"""
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4), st.lists(st.integers(), max_size=1),
    st.sampled_from(["HOUSE", "88.50", "2024-02-29", "2024-02-30", "7"]),
)  # fmt: skip


def nodes(text: str) -> Any:
    node = parse(text).definitions[0]
    assert isinstance(node, OperationDefinitionNode)
    return node.variable_definitions


def told(source: VariableValueSource) -> tuple[object, ...]:
    return source.signature.name, str(source.signature.type), source.signature.default, source.value


@hypothesis.given(st.dictionaries(st.sampled_from(["s", "t", "i", "d", "on", "k", "b", "p", "other"]), VALUES))
@hypothesis.example({"t": "x", "d": "88.50"})
@hypothesis.example({"t": "x", "d": 1, "s": None, "on": "2024-02-29", "k": "HOUSE", "p": "7"})
def test_what_fits_is_the_same_and_nothing_else_fits(given: dict[str, Any]) -> None:
    schema, definitions = api.of(CATALOGUE).schema, nodes(TEXT)
    leaves = Leaves.of(schema, definitions)
    assert leaves is not None
    expected = get_variable_values(schema, definitions, given)
    found = leaves.coerced(given)
    assert (found is None) == isinstance(expected, list)
    if found is not None and not isinstance(expected, list):
        assert found.coerced == expected.coerced
        assert list(map(type, found.coerced.values())) == list(map(type, expected.coerced.values()))
        assert {name: told(one) for name, one in found.sources.items()} == {
            name: told(one) for name, one in expected.sources.items()
        }


def test_others_are_left_to_graphql_core() -> None:
    schema = api.of(CATALOGUE).schema
    assert Leaves.of(schema, ()) is not None
    for one in ("$s: [String]", "$f: HouseFilter", "$n: Int = 3", "$x: House"):
        assert Leaves.of(schema, nodes(f"query({one}) {{ me {{ subject }} }}")) is None
