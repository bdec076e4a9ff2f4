"""What is of a form that was met is canonical and has its line; whatever else was made of it is looked at in full."""

from __future__ import annotations

from typing import Any

import hypothesis
import orjson
import pytest
from hypothesis import strategies as st

from aggregates import canonical
from registry.audit.verifying import columns, forms

EVENT: dict[str, Any] = {
    "actor": "account/1", "changes": [{"entity": "", "set": {"floor": 3, "open": True, "note": "8号", "end": None}}],
    "claims": {"take": [{"key": "demo\nH1", "scope": "code/HOUSE"}]}, "code": "H1",
    "command": "3b1f", "correlation": "9c2e", "effective_on": "2026-03-02", "effective_seq": 0, "id": "77aa",
    "kind": "HOUSE", "reason": "CHANGE", "schema": 1, "scheme": "demo", "source": "desk", "stream": "12ab",
    "type": "HouseRegistered", "version": 12,
}  # fmt: skip
OPTIONAL: dict[str, Any] = {
    "cause": "aa01", "corrects": "bb02", "voids": ["cc03", "dd04"], "registered_at": "2020-01-02T03:04:05.600000Z",
    "document": {"issued_on": "2026-03-01", "kind": "permit", "number": "沪-7"}, "relied_on": ["ee05"],
}  # fmt: skip
SAID = st.fixed_dictionaries(
    {**{name: st.just(value) for name, value in EVENT.items()}, "version": st.integers(-(10**15) + 1, 10**15 - 1)},
    optional={name: st.just(value) for name, value in OPTIONAL.items()},
)
PLACES = [b'"', b"\\", b"\\n", b"\\u0041", b",", b":", b"{", b"}", b"[", b"]", b"0", b"-", b".5", b"e1", b" ", b"\n",
          b"\x1f", b"\x00", b"null", b"true", b'"a":1,', b"\xe5\x8f\xb7", b"x", b""]  # fmt: skip


def line(said: dict[str, Any]) -> bytes:
    found = columns.line(said, "")
    assert found is not None
    return found


def test_values_stand_in_the_order_of_a_body() -> None:
    assert list(columns.COPIED) == sorted(columns.COPIED)


@hypothesis.given(SAID, SAID)
def test_a_body_is_of_the_form_of_one_with_the_same_members(one: dict[str, Any], other: dict[str, Any]) -> None:
    found = forms.form(one).fullmatch(canonical.encode(other))
    assert (found is not None) == (one.keys() == other.keys())
    assert found is None or columns.SEPARATOR.join(found.groups()) == line(other)


@hypothesis.settings(max_examples=500)
@hypothesis.given(SAID, st.data())
def test_what_is_of_a_form_is_canonical(said: dict[str, Any], data: st.DataObject) -> None:
    body = canonical.encode(said)
    at = data.draw(st.integers(0, len(body)))
    altered = body[:at] + data.draw(st.sampled_from(PLACES)) + body[at + data.draw(st.integers(0, 3)) :]
    found = forms.form(said).fullmatch(altered)
    if found is not None and is_utf8(altered):
        assert columns.SEPARATOR.join(found.groups()) == line(canonical.decode(altered))


@pytest.mark.parametrize(
    "odd",
    [
        '{"floor":3.5}', '{"floor":1e5}', '{"floor":-0}', '{"floor":03}', '{"floor":9007199254740993}', '{"floor": 3}',
        '{"floor":"3"}', '{"floor":3,"floor":3}', '{"flöor":3}', '{"floor":true}', '{}', '{"floor":3,"a":1}',
    ],
)  # fmt: skip
def test_what_is_not_as_it_was_is_strange(odd: str) -> None:
    body = canonical.encode({**EVENT, "changes": [{"entity": "", "set": {"floor": 3}}]})
    known = learned(body)
    assert known.strange([body], [0], [line(orjson.loads(body))]) == []
    altered = body.replace(b'{"floor":3}', odd.encode())
    assert known.strange([altered], [0], [line(EVENT)]) == [0]


@pytest.mark.parametrize("text", [r"a\nb", r"\u0061", "a\x1fb", "a\nb"])
def test_a_text_that_is_spelled_otherwise_is_no_copy(text: str) -> None:
    """A column that holds the spelling instead of what it stands for, or what could be taken for two columns."""
    body = canonical.encode(EVENT)
    altered = body.replace(b'"desk"', f'"{text}"'.encode())
    beside = line(EVENT).replace(b"desk", text.encode())
    assert learned(body).strange([altered], [0], [beside]) == [0]


@pytest.mark.parametrize("value", [None, True, {"a": 1}, ["a"]])
def test_a_value_that_no_column_holds_is_strange(value: object) -> None:
    """Whatever text a column has in its place."""
    body = canonical.encode({**EVENT, "source": value})
    known = learned(body)
    for text in (str(value), orjson.dumps(value).decode()):
        assert known.strange([body], [0], [line({**EVENT, "source": text})]) == [0]


@pytest.mark.parametrize("name", columns.COPIED)
def test_a_line_that_says_something_else_is_strange(name: str) -> None:
    said = {**EVENT, **OPTIONAL}
    known = learned(canonical.encode(said))
    value = {"document": {**OPTIONAL["document"], "number": "8"}, "voids": ["cc03"]}.get(name, 77)
    assert known.strange([canonical.encode(said)], [0], [line({**said, name: value})]) == [0]


def test_as_many_forms_of_a_type_as_are_kept() -> None:
    known = forms.Forms()
    bodies = [canonical.encode({**EVENT, "relied_on": ["a"] * number}) for number in range(forms.MOST + 2)]
    for body in bodies:
        for _ in range(forms.EVERY):
            known.learn(orjson.loads(body), body, line(EVENT))
    found = known.strange(bodies, [0] * len(bodies), [line(EVENT)] * len(bodies))
    assert found == [forms.MOST, forms.MOST + 1]


def test_a_large_body_is_no_form() -> None:
    said = {**EVENT, "relied_on": ["a" * 36] * 200}
    body = canonical.encode(said)
    assert learned(body).strange([body], [0], [line(said)]) == [0]


def test_one_strange_body_is_not_yet_a_form() -> None:
    known, body = forms.Forms(), canonical.encode(EVENT)
    known.learn(EVENT, body, line(EVENT))
    assert known.strange([body], [0], [line(EVENT)]) == [0]


def learned(body: bytes) -> forms.Forms:
    known, said = forms.Forms(), orjson.loads(body)
    for _ in range(forms.EVERY):
        known.learn(said, body, line(said))
    return known


def is_utf8(data: bytes) -> bool:
    try:
        return bool(data.decode())
    except UnicodeDecodeError:
        return False
