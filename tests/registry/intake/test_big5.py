"""Big5 with bytes outside the code page."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.intake import big5


def test_what_the_code_page_has_is_read_as_ever() -> None:
    assert big5.decode("臺北市中正區,房地".encode("cp950")) == "臺北市中正區,房地"


def test_a_private_character_keeps_its_two_bytes_and_its_neighbours() -> None:
    parcel = b"\xfb\xaf" + "段一小段,61".encode("cp950")
    assert big5.decode(parcel) == "\\xFB\\xAF段一小段,61"
    assert parcel.decode("cp950", "replace") != big5.decode(parcel).replace("\\xFB\\xAF", "\ufffd"), "Python garbles"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\x82,a", "\\x82,a"),
        (b"a\xfb", "a\\xFB"),
        (b"\xff\xff", "\\xFF\\xFF"),
        (b"\xfb\n", "\\xFB\n"),
        (b"\x80A", "\\x80A"),
        (b"", ""),
    ],
)
def test_a_lone_byte_is_kept_and_swallows_no_sign(data: bytes, text: str) -> None:
    assert big5.decode(data) == text


def test_escapes_are_reported_run_by_run() -> None:
    assert list(big5.escapes(big5.decode(b"a\xfb\xafb\x82,\xfb\xaf\xfb\xb0"))) == ["FB AF", "82", "FB AF FB B0"]
    assert list(big5.escapes("臺北市")) == []


@pytest.mark.parametrize("errors", ["strict", "replace"])
def test_the_codec_is_registered_for_decoding(errors: str) -> None:
    assert b"\xfb\xaf".decode(big5.NAME, errors) == "\\xFB\\xAF"
    assert codecs.lookup("cp950-escaped").name == big5.NAME
    with pytest.raises(UnicodeEncodeError, match="only decodes"):
        "a".encode(big5.NAME)


@given(st.binary())
def test_no_bytes_stop_it_and_signs_of_csv_stay(data: bytes) -> None:
    text = big5.decode(data)
    assert text.count("\n") == data.count(b"\n")
    assert "\ufffd" not in text


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF) | st.sampled_from("ab,19\n")))
def test_encoded_text_comes_back(text: str) -> None:
    encoded = text.encode("cp950", "ignore")
    assert big5.decode(encoded) == encoded.decode("cp950")
