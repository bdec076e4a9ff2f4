"""A sealed value opens with its own key, in its own place, unaltered; and nowhere else."""

import base64
import uuid
from typing import Any

import hypothesis
import hypothesis.strategies as st
import pytest

from aggregates import errors, sealed

KEY, OTHER_KEY = bytes(range(32)), bytes(32)
EVENT, OTHER_EVENT = uuid.UUID(int=1), uuid.UUID(int=2)
PATH = sealed.path("owners/1", "name")
PERSON = "person/00000000-0000-4000-8000-0000000000aa"
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


def envelope(text: str = "测试甲") -> dict[str, object]:
    return sealed.seal(KEY, text, event=EVENT, path=PATH, ref=PERSON)


@hypothesis.given(TEXT, st.binary(min_size=32, max_size=32), st.uuids(), TEXT)
def test_what_was_sealed_opens(text: str, key: bytes, event: uuid.UUID, path: str) -> None:
    assert (
        sealed.unseal(key, sealed.seal(key, text, event=event, path=path, ref=PERSON), event=event, path=path) == text
    )


def test_the_same_text_never_seals_to_the_same_bytes() -> None:
    made = [envelope() for _ in range(50)]
    assert len({str(one["nonce"]) for one in made}) == len({str(one["text"]) for one in made}) == 50
    assert all("测试甲".encode() not in base64.b64decode(str(one["text"])) for one in made)


@pytest.mark.parametrize(
    ("key", "event", "path"),
    [(OTHER_KEY, EVENT, PATH), (KEY[:16], EVENT, PATH), (b"", EVENT, PATH), (KEY, OTHER_EVENT, PATH),
     (KEY, EVENT, "owners/2#name"), (KEY, EVENT, "owners/1#id_number"), (KEY, EVENT, "remark")],
)  # fmt: skip
def test_with_another_key_or_in_another_place_it_does_not_open(key: bytes, event: uuid.UUID, path: str) -> None:
    with pytest.raises(errors.SealBroken):
        sealed.unseal(key, envelope(), event=event, path=path)


@pytest.mark.parametrize(
    "altered",
    [{"ref": "person/00000000-0000-4000-8000-0000000000bb"}, {"sealed": 2}, {"sealed": True},
     {"nonce": "AAAAAAAAAAAAAAAA"}, {"nonce": ""}, {"nonce": 1}, {"text": ""}, {"text": "not base64!"},
     {"text": None}, {"ref": None}],
)  # fmt: skip
def test_an_altered_envelope_does_not_open(altered: dict[str, Any]) -> None:
    with pytest.raises(errors.SealBroken):
        sealed.unseal(KEY, envelope() | altered, event=EVENT, path=PATH)


@pytest.mark.parametrize("member", ["sealed", "ref", "nonce", "text"])
def test_an_envelope_without_all_of_its_members_does_not_open(member: str) -> None:
    part = {name: value for name, value in envelope().items() if name != member}
    with pytest.raises(errors.SealBroken):
        sealed.unseal(KEY, part, event=EVENT, path=PATH)


@hypothesis.given(st.data())
def test_every_bit_of_the_ciphertext_counts(data: st.DataObject) -> None:
    whole = envelope("张三")
    text = bytearray(base64.b64decode(str(whole["text"])))
    bit = data.draw(st.integers(0, len(text) * 8 - 1))
    text[bit // 8] ^= 1 << bit % 8
    with pytest.raises(errors.SealBroken):
        sealed.unseal(KEY, whole | {"text": base64.b64encode(text).decode()}, event=EVENT, path=PATH)


def test_no_error_tells_what_was_sealed() -> None:
    with pytest.raises(errors.SealBroken) as broken:
        sealed.unseal(OTHER_KEY, envelope("张三"), event=EVENT, path=PATH)
    assert "张三" not in str(broken.value)
    with pytest.raises(errors.NotCanonical, match=PATH) as refused:
        sealed.seal(KEY, "张\ud800", event=EVENT, path=PATH, ref=PERSON)
    assert "张" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_references_are_random_and_blind_indexes_are_keyed() -> None:
    assert len({sealed.new_person() for _ in range(50)}) == 50
    indexes = {sealed.blind_index(key, scheme, value) for key in (KEY, OTHER_KEY) for scheme in "ab" for value in "xy"}
    assert len(indexes) == 8
    assert sealed.blind_index(KEY, "a", "x") == sealed.blind_index(KEY, "a", "x")
