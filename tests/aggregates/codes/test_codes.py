"""What holds for every scheme: one spelling, limits of length, remarks that quote nothing, unknown schemes."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregates import attributes, codes
from tests.aggregates.codes import makers

HUGE = ["9" * 10_000, "*" * 10_000, "ﷺ" * 10_000, " " * 10_000, "9" * 1_000_000]
GOOD = {
    "uscc": "91350100M000100Y43",
    "cn-resident-identity": "11010519491231002X",
    "cn": "110105",
    "jgj246": "1101010102006005000109*001",
    "jgj246-beijing": "11010101020200109000003",
    "jgj246-building": "110101010200600500010",
    "gbt37346": "110105001001GB00001F00010001",
    "gbt40058": "2020-110105-70-03-000001",
    "cn-project": "1101052001310101",
    "cn-construction-permit": "110105202001310101",
    "passport": "E12345678",
    "cn-hk-macao-permit": "H0123456701",
    "cn-taiwan-permit": "01234567",
    "cn-foreign-residence": "FRA110012345678",
    "other-identity": "军字第1234567号",
    "nl-bag": "0221100000123456",
    "us-bin": "3000001",
}


def test_there_is_an_example_of_every_scheme() -> None:
    assert GOOD.keys() == codes.SCHEMES.keys()
    assert all(name == scheme.name for name, scheme in codes.SCHEMES.items())


@pytest.mark.parametrize(("scheme", "code"), GOOD.items())
def test_a_good_code_passes_and_is_spelled_as_it_is(scheme: str, code: str) -> None:
    assert codes.check(scheme, code) == ()
    assert codes.normalise(scheme, code) == code


@pytest.mark.parametrize(("scheme", "code"), GOOD.items())
def test_widths_case_and_blanks_are_folded(scheme: str, code: str) -> None:
    wide = "".join(chr(ord(place) + 0xFEE0) if "!" <= place <= "~" else place for place in code.lower())
    written = f"\u3000{wide}\t"
    assert codes.normalise(scheme, written) == code
    assert codes.check(scheme, written) == ()


@pytest.mark.parametrize("code", ["P12345ß", "P12345ı"])
def test_folding_makes_no_letters_that_nobody_wrote(code: str) -> None:
    """Capitals of these are SS and I, which a passport may have."""
    assert codes.normalise("passport", code) == code
    assert makers.rules("passport", code) == ["CODE-PASSPORT-SHAPE"]


@pytest.mark.parametrize("scheme", codes.SCHEMES)
@given(code=st.text(max_size=40))
def test_the_spelling_is_final(scheme: str, code: str) -> None:
    once = codes.normalise(scheme, code)
    assert codes.normalise(scheme, once) == once


@pytest.mark.parametrize("scheme", codes.SCHEMES)
@given(code=st.text(max_size=40) | st.text("0123456789*X-", max_size=40))
def test_a_scheme_says_only_what_it_declares(scheme: str, code: str) -> None:
    assert set(codes.check(scheme, code)) <= {*codes.SCHEMES[scheme].remarks, codes.LENGTH}


@pytest.mark.parametrize("scheme", codes.SCHEMES.values(), ids=lambda scheme: scheme.name)
def test_remarks_name_their_source_in_both_languages(scheme: codes.Scheme) -> None:
    for remark in scheme.remarks:
        assert remark.rule.startswith("CODE-")
        assert remark.en.endswith(").")
        assert remark.zh.endswith("）。")
        assert not any("一" <= character <= "鿿" for character in remark.en)


def test_one_rule_has_one_grade() -> None:
    remarks = [remark for scheme in codes.SCHEMES.values() for remark in scheme.remarks]
    grades: dict[str, set[codes.Grade]] = {}
    for remark in remarks:
        grades.setdefault(remark.rule, set()).add(remark.grade)
    assert all(len(found) == 1 for found in grades.values()), grades


@pytest.mark.parametrize("scheme", codes.SCHEMES)
@pytest.mark.parametrize("code", HUGE, ids=lambda code: f"{code[0]!r} × {len(code)}")
def test_a_huge_code_is_refused_fast(scheme: str, code: str) -> None:
    begun = time.process_time()
    assert codes.check(scheme, code) == (codes.LENGTH,)
    assert codes.LENGTH.grade is codes.Grade.REJECT
    assert time.process_time() - begun < 0.1


@pytest.mark.parametrize("code", HUGE, ids=lambda code: f"{code[0]!r} × {len(code)}")
def test_the_checks_themselves_are_fast_too(code: str) -> None:
    """Whoever asks a scheme without the guard of length waits no longer."""
    begun = time.process_time()
    for scheme in codes.SCHEMES.values():
        scheme.check(code)
    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize("scheme", codes.SCHEMES)
@pytest.mark.parametrize("code", ["", "  ", "\u3000"])
def test_no_scheme_takes_a_blank(scheme: str, code: str) -> None:
    assert codes.check(scheme, code) == (codes.LENGTH,)


def test_the_limit_is_that_of_the_events() -> None:
    """The schemes' limit and the attribute's are written in two places."""
    check = attributes.code("HOUSE", "C", "码").type.check
    assert check("9" * codes.LONGEST) is None
    assert check("9" * (codes.LONGEST + 1)) is not None
    assert codes.LENGTH not in codes.check("other-identity", "9" * codes.LONGEST)
    assert codes.LENGTH in codes.check("other-identity", "9" * (codes.LONGEST + 1))


def test_a_code_that_grows_when_folded_is_still_refused() -> None:
    assert codes.check("other-identity", "ﷺ" * codes.LONGEST) == (codes.LENGTH,)


@given(code=st.text())
def test_of_another_scheme_nothing_is_known(code: str) -> None:
    assert codes.check("tw-actual-price", code) == ()
    assert codes.normalise("tw-actual-price", code) == code


@pytest.mark.parametrize("scheme", ["uscc", "cn-resident-identity", "cn", "jgj246", "cn-project", "nl-bag"])
def test_digits_of_other_scripts_are_no_digits(scheme: str) -> None:
    """``\\d`` would take them, and no register could read them."""
    foreign = GOOD[scheme].translate({ord("0") + n: chr(0x0660 + n) for n in range(10)})
    assert makers.rules(scheme, foreign)


@pytest.mark.parametrize(("scheme", "code"), GOOD.items())
def test_a_line_end_inside_is_seen(scheme: str, code: str) -> None:
    if scheme != "other-identity":
        assert codes.SCHEMES[scheme].check(f"{code}\n")


@pytest.mark.parametrize("scheme", [one.name for one in codes.SCHEMES.values() if one.personal])
@given(code=makers.CITIZENS | st.text("0123456789AX", min_size=4, max_size=30))
def test_a_personal_number_never_stands_in_a_remark(scheme: str, code: str) -> None:
    for remark in codes.check(scheme, code):
        assert code not in remark.en + remark.zh + remark.rule
        assert remark in (*codes.SCHEMES[scheme].remarks, codes.LENGTH)
