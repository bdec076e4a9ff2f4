"""Canonical JSON is RFC 8785's, byte for byte, for what an event may hold; everything else is refused by name."""

import json
from typing import Any

import hypothesis
import hypothesis.strategies as st
import pytest
import rfc8785

from aggregates import canonical, errors

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)
NAMES = st.text(st.characters(min_codepoint=1, max_codepoint=127), max_size=8)
WHOLE = st.integers(-canonical.LARGEST_INTEGER, canonical.LARGEST_INTEGER)
VALUES = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=20,
)
OBJECTS = st.dictionaries(NAMES, VALUES, max_size=6)


@hypothesis.given(VALUES)
def test_bytes_are_those_of_the_reference(value: Any) -> None:
    assert canonical.encode(value) == rfc8785.dumps(value)


@hypothesis.given(OBJECTS)
def test_what_was_encoded_is_decoded(value: dict[str, Any]) -> None:
    assert canonical.decode(canonical.encode(value)) == value


@hypothesis.given(OBJECTS, st.sampled_from([{"indent": 1}, {"separators": (", ", ":")}, {"ensure_ascii": True}]))
def test_other_bytes_of_the_same_value_are_refused(value: dict[str, Any], style: dict[str, Any]) -> None:
    plain: dict[str, Any] = {"separators": (",", ":"), "ensure_ascii": False, "sort_keys": True}
    other = json.dumps(value, **(plain | style)).encode()
    if other != canonical.encode(value):
        with pytest.raises(errors.NotCanonical):
            canonical.decode(other)


@pytest.mark.parametrize(
    "encoded",
    [b'{"b":1,"a":2}', b'{"a":1,"a":1}', b'{"a":1} ', b'\xef\xbb\xbf{"a":1}', b'{"a":-0}', b'{"a":1.0}', b'{"a":NaN}',
     b'{"a":"\\u0041"}', b'{"a":"\\/"}', b'{"a":"\xff"}', b"[]", b"1", b"", b'{"a":9007199254740992}'],
)  # fmt: skip
def test_bytes_that_are_not_canonical_are_refused(encoded: bytes) -> None:
    with pytest.raises(errors.NotCanonical):
        canonical.decode(encoded)


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ({"a": {"b": [1, 0.5]}}, r"a\.b\[1\] is a float"),
        ({"a": float("nan")}, "a is a float"),
        ({"a": 2**53}, r"a is an integer past 2\*\*53"),
        ({"a": -(2**53)}, r"a is an integer past 2\*\*53"),
        ({"a": ["x", "y\0z"]}, r"a\[1\] holds U\+0000"),
        ({"a": {"b": "\ud800"}}, r"a\.b holds a lone surrogate"),
        ({"a": {"\0": 1}}, r"a .*name.* U\+0000"),
        ({"a": {"名": 1}}, "a has a member name that is not ASCII"),
        ({"a": {1: 1}}, "a has a member name that is not ASCII"),
        ({"a": ("x",)}, "a is a tuple"),
        ({"a": b"x"}, "a is a bytes"),
        (type("Text", (str,), {})("x"), "The value is a Text"),
    ],
)
def test_what_has_no_canonical_form_is_refused_by_name(value: Any, named: str) -> None:
    with pytest.raises(errors.NotCanonical, match=named):
        canonical.encode(value)


def test_text_that_only_looks_like_an_escape_is_taken() -> None:
    assert canonical.encode({"a": "\\u0000"}) == b'{"a":"\\\\u0000"}'


@pytest.mark.parametrize("depth", [300, 1000, 5000])
def test_nesting_without_end_is_refused(depth: int) -> None:
    with pytest.raises(errors.NotCanonical):
        canonical.decode(b'{"a":' + b"[" * depth + b"]" * depth + b"}")
