"""Chinese numerals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregates import chinese_numerals


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("二十四", 24),
        ("十", 10),
        ("十三", 13),
        ("廿三", 23),
        ("卅", 30),
        ("卅一", 31),
        ("百", 100),
        ("二百", 200),
        ("一百零五", 105),
        ("一百一十", 110),
        ("一千零二十", 1020),
        ("一〇五", 105),
        ("一二三", 123),
        ("零", 0),
        ("兩", 2),
        ("ㄧ", 1),
        ("14", 14),
        ("１４", 14),
        (" 八十八 ", 88),
        ("壹拾貳", 12),
        ("007", 7),
    ],
)
def test_a_numeral_is_read(text: str, number: int) -> None:
    assert chinese_numerals.to_int(text) == number


@pytest.mark.parametrize("text", ["", "十十", "二三十", "百千", "全", "一層", "廿廿", "1a", "-3", "四之一", "二廿"])
def test_what_is_no_numeral_is_none(text: str) -> None:
    assert chinese_numerals.to_int(text) is None


@given(st.integers(0, 9999))
def test_writing_and_reading_agree(number: int) -> None:
    assert chinese_numerals.to_int(chinese_numerals.to_text(number)) == number


@pytest.mark.parametrize(
    ("number", "text"), [(10, "十"), (24, "二十四"), (105, "一百零五"), (110, "一百一十"), (0, "零")]
)
def test_numbers_are_written_as_usual(number: int, text: str) -> None:
    assert chinese_numerals.to_text(number) == text


@pytest.mark.parametrize("number", [-1, 10_000])
def test_other_numbers_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="between 0 and 9999"):
        chinese_numerals.to_text(number)


@given(st.text())
def test_nothing_breaks_it(text: str) -> None:
    found = chinese_numerals.to_int(text)
    assert found is None or found >= 0
