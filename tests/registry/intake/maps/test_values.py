"""Whatever is written in a writing that a map allows is read as what it was."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.intake.maps import dates, numbers, personal, shapes, units

DAYS = st.dates(date(1912, 1, 1), date(2199, 12, 31))
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def write(on: date, writing: str) -> str:
    """The day in one of the writings."""
    if writing in dates.EXCEL:
        return str((on - dates.EXCEL[writing]).days)
    text = writing.replace("YYYY", f"{on.year:04}").replace("YYY", str(on.year - 1911))
    text = text.replace("MM", f"{on.month:02}").replace("DD", f"{on.day:02}")
    return text.replace("M", str(on.month)).replace("D", str(on.day))


@given(DAYS, st.sampled_from([*shapes.WRITINGS, "excel-1904"]), st.booleans())
def test_days(on: date, writing: str, wide: bool) -> None:
    if writing == "YYYMMDD" and on.year < 1921:
        return  # one digit of year is not a writing that anybody uses without signs between
    text = write(on, writing)
    assert dates.day(text.translate(FULL_WIDTH) if wide else text, (writing,)) == on.isoformat()


@given(DAYS, st.sampled_from(dates.UNAMBIGUOUS))
def test_what_is_unambiguous_needs_no_map(on: date, writing: str) -> None:
    assert dates.day(f" {write(on, writing)} ", dates.UNAMBIGUOUS) == on.isoformat()
    assert dates.day(f"{write(on, writing)} 00:00:00", dates.UNAMBIGUOUS) == on.isoformat()


@given(DAYS, st.sampled_from(shapes.WRITINGS), st.sampled_from(shapes.WRITINGS))
def test_writings_that_go_together_never_disagree(on: date, one: str, other: str) -> None:
    if not dates.contradiction((one, other)):
        assert dates.day(write(on, one), (other,)) in (None, on.isoformat())


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-30",
        "2024-13-01",
        "31.5.2024",
        "5/31/2024",
        "2024",
        "20240532",
        "113年5月31日",
        "45443",
        "2024-05-31 08:00",
        "",
    ],
)
def test_what_is_no_day_without_a_map(text: str) -> None:
    assert dates.day(text, dates.UNAMBIGUOUS) is None


@pytest.mark.parametrize(
    ("text", "writing", "read"),
    [
        ("45443", "excel", "2024-05-31"),
        ("45443.0", "excel", "2024-05-31"),
        ("45443.5", "excel", None),
        ("43981", "excel-1904", "2024-05-31"),
        ("民國113年5月31日", "民國YYY年M月D日", "2024-05-31"),
        ("1130531", "YYYMMDD", "2024-05-31"),
        ("0年1月1日", "YYY年M月D日", None),
        ("二〇二四年五月", "YYYY年M月D日", None),
    ],
)
def test_writings_by_example(text: str, writing: str, read: str | None) -> None:
    assert dates.day(text, (writing,)) == read


@pytest.mark.parametrize("wrong", ["YYYY", "D/M", "yyyy-mm-dd", "YY-MM-DD", "YYYY-MM-DD-DD", ""])
def test_what_is_no_writing(wrong: str) -> None:
    assert dates.mistake(wrong)


@pytest.mark.parametrize(
    "pair", [("D/M/YYYY", "M/D/YYYY"), ("excel", "excel-1904"), ("YYYMMDD", "excel"), ("excel", "YYYMMDD")]
)
def test_writings_that_contradict(pair: tuple[str, str]) -> None:
    assert dates.contradiction(pair)
    assert not dates.contradiction(pair[:1])


@given(
    st.datetimes(datetime(1912, 1, 1), datetime(2199, 12, 31)), st.sampled_from(["Asia/Shanghai", "Asia/Taipei", "UTC"])
)
def test_moments(at: datetime, zone: str) -> None:
    """As the clocks of the zone showed; where an hour was shown twice, the first is meant."""
    local = at.replace(microsecond=0)
    expected = local.replace(tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
    for written in (f"{local:%Y-%m-%d %H:%M:%S}", f"{local.year}/{local.month}/{local.day} {local:%H:%M:%S}"):
        assert dates.moment(written, dates.UNAMBIGUOUS, zone) == expected
        assert dates.moment(written, dates.UNAMBIGUOUS, "") is None
    assert dates.moment(f"{local.isoformat()}+08:00", (), "") == (local - timedelta(hours=8)).strftime(
        "%Y-%m-%dT%H:%M:%S.000000Z"
    )


AMOUNTS = st.decimals(min_value=0, max_value=10**15, places=2, allow_nan=False, allow_infinity=False)


def grouped(amount: Decimal, thousands: str, point: str) -> str:
    return f"{amount:,.2f}".replace(",", "|").replace(".", point).replace("|", thousands)


@given(
    AMOUNTS,
    st.sampled_from(
        [("", ".", "."), (",", ".", "."), ("'", ".", "."), (" ", ".", "."), (".", ",", ","), (" ", ",", ",")]
    ),
)
def test_decimals(amount: Decimal, marks: tuple[str, str, str]) -> None:
    thousands, point, mark = marks
    text = grouped(amount, thousands, point)
    assert numbers.decimal(text, mark=mark) == f"{amount:.2f}"
    assert numbers.decimal(text.translate(FULL_WIDTH), mark=mark) == f"{amount:.2f}"


@given(AMOUNTS, st.sampled_from(sorted(units.UNITS)))
def test_units_in_the_cell_and_in_the_map_say_the_same(amount: Decimal, name: str) -> None:
    unit = units.UNITS[name]
    in_cell = numbers.decimal(f"{amount}{name}", measure=unit.measure)
    assert in_cell == numbers.decimal(str(amount), measure=unit.measure, unit=unit.factor)
    assert in_cell is not None
    assert Decimal(in_cell) == Decimal(amount) * unit.factor
    assert numbers.decimal(f"{amount}{name}", measure="m" if unit.measure != "m" else "m2") is None


@given(st.integers(0, 10**9))
def test_whole_numbers(number: int) -> None:
    for text in (str(number), f"{number:,}", f"{number}.0", f"{number}层", f"{number} 户"):
        assert numbers.integer(text) == str(number)


@pytest.mark.parametrize(
    "text", ["", "-", "1,5", "1,00", "12.5.3", "1e3", "NaN", "八十九", "1 2", "3m", "1,234,56", "6.5层"]
)
def test_what_is_no_whole_number(text: str) -> None:
    assert numbers.integer(text) is None


@given(st.sampled_from(sorted(numbers.YES)), st.sampled_from(sorted(numbers.NO)))
def test_yes_and_no(yes: str, no: str) -> None:
    assert (numbers.boolean(f" {yes.upper()} "), numbers.boolean(no)) == ("true", "false")


@pytest.mark.parametrize("text", ["", "2", "maybe", "是否", "x"])
def test_neither_yes_nor_no(text: str) -> None:
    assert numbers.boolean(text) is None


@pytest.mark.parametrize(
    "text", ["11010519491231002X", "身份证 11010519491231002x。", "A123456789", "１１０１０５１９４９１２３１００２Ｘ"]
)
def test_id_numbers_are_known_by_their_look(text: str) -> None:
    assert personal.looks(text)


@pytest.mark.parametrize("text", ["13812345678", "电话+86 138-1234-5678", "010-12345678", "0912-345-678"])
def test_phones_are_known_by_their_look(text: str) -> None:
    assert personal.looks(text)


@pytest.mark.parametrize(
    "text", ["110105194912310021", "FW-0001", "1234567890123456", "2024-05-31", "650000.00", "33000019990101", ""]
)
def test_what_is_not_personal(text: str) -> None:
    assert not personal.looks(text)
