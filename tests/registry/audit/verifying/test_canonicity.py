"""The quick look at many bodies says what decoding them one by one says."""

from __future__ import annotations

import hypothesis
import orjson
import pytest
from hypothesis import strategies as st

from aggregates import canonical, errors
from registry.audit.verifying import canonicity

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text('ae,:[]{}"\\.-5号\n') | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('ae:"\\5号', max_size=3), inner, max_size=3),
    max_leaves=8,
)
BODIES = st.dictionaries(st.sampled_from(["a", "b", "é"]), VALUES, max_size=3).map(
    lambda value: orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
)
ODD = [
    b'{"a":1.5}', b'{"a":[1,2.0]}', b'{"a":[1e5]}', b'{"a":-1E5}', b'{"a":1e-7,"b":1}', b'{"a":9007199254740992}',
    b'{"\xe5\x8f\xb7":1}', b'{"a":{"\xe5\x8f\xb7b":1}}', b'{"a":"\\u0000"}', b'{"b":1,"a":2}', b'{"a": 1}', b'{"a":1} ',
    b'{"a":1', b'"b":2}', b"[1]", b"1", b"", b'{"a":"\xff"}', b'{"a":1,"a":1}', b'{"a":"\\ud800"}', b'{"a":"\\u0041"}',
]  # fmt: skip
FINE = [
    b"{}", b'{"a":"1.5"}', b'{"a":"x\\":.5"}', b'{"a":",.5 ,e"}', b'{"a":"\xe5\x8f\xb7\\":"}', b'{"a":"\\\\u0000"}',
    b'{"a":"2026-03-02T01:15:00.000002Z","b":[true,null,-5]}',
]  # fmt: skip


def one_by_one(body: bytes) -> bool:
    try:
        canonical.decode(body)
    except errors.NotCanonical:
        return False
    return True


@pytest.mark.parametrize("body", ODD)
def test_what_is_not_canonical_is_found_among_many(body: bytes) -> None:
    assert not one_by_one(body)
    many = [*FINE * 20, body, *FINE]
    assert [index for index, _ in canonicity.faults(many)] == [len(FINE) * 20]


def test_what_is_canonical_passes() -> None:
    assert all(map(one_by_one, FINE))
    assert list(canonicity.faults(FINE * 30)) == []


def test_halves_that_only_join_to_something_are_found() -> None:
    assert [index for index, _ in canonicity.faults([b'{"a":1', b'"b":2}', b"{}"])] == [0, 1]
    assert [index for index, _ in canonicity.faults([b"{},{}", b"{}"])] == [0]


@hypothesis.given(st.lists(BODIES, max_size=6))
def test_the_same_as_one_by_one(bodies: list[bytes]) -> None:
    found = {index for index, _ in canonicity.faults(bodies)}
    assert found == {index for index, body in enumerate(bodies) if not one_by_one(body)}
