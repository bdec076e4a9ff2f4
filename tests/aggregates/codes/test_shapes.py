"""Schemes without a check digit: what their shapes take, what they do not, and with what grade."""

import pytest

from aggregates import codes
from tests.aggregates.codes import makers

TAKEN = [
    ("cn", "110105"),
    ("cn", "110105001"),
    ("cn", "110105001001"),
    ("gbt37346", "110105001001JC00001W00000000"),
    ("gbt37346", "110105001001ZY00001L00000000"),
    ("gbt40058", "2020-110105-70-03-000001"),
    ("cn-project", "1101052002290101"),
    ("cn-project", "1101050002290101"),  # a leap day of 2000; 1900 had none
    ("cn-project", "1101052002290101-BD-001"),
    ("cn-project", "1101052002290101-SX-001"),
    ("cn-project", "1101052002290101-JX-012"),
    ("cn-construction-permit", "110105202002290101"),
    ("passport", "12345"),
    ("passport", "A" * 20),
    ("cn-hk-macao-permit", "M01234567"),
    ("cn-taiwan-permit", "0123456701"),
    ("cn-foreign-residence", "93110019800101001X"),
    ("nl-bag", "0221100000123456"),
    ("us-bin", "3000001"),
]
NOT_TAKEN = [
    ("cn", "11010", "CODE-DIVISION-SHAPE", codes.Grade.REJECT),
    ("cn", "11010500", "CODE-DIVISION-SHAPE", codes.Grade.REJECT),
    ("cn", "110105001001001", "CODE-DIVISION-SHAPE", codes.Grade.REJECT),
    ("cn", "11010A", "CODE-DIVISION-SHAPE", codes.Grade.REJECT),
    ("gbt37346", "110105001001AB00001F00010001", "CODE-REAL-ESTATE-SHAPE", codes.Grade.WARN),
    ("gbt37346", "110105001001GI00001F00010001", "CODE-REAL-ESTATE-SHAPE", codes.Grade.WARN),
    ("gbt37346", "110105001001GT00001F00010001", "CODE-REAL-ESTATE-SHAPE", codes.Grade.WARN),
    ("gbt37346", "110105001001GB00001F0001000", "CODE-REAL-ESTATE-SHAPE", codes.Grade.WARN),
    ("gbt40058", "20201101057003000001", "CODE-INVESTMENT-SHAPE", codes.Grade.WARN),
    ("cn-project", "110105200229010", "CODE-PROJECT-SHAPE", codes.Grade.WARN),
    ("cn-project", "1101052002290101-BD-1", "CODE-PROJECT-SHAPE", codes.Grade.WARN),
    ("cn-project", "1101052002290101-AB-001", "CODE-PROJECT-SHAPE", codes.Grade.WARN),
    ("cn-project", "1101052102290101", "CODE-PROJECT-DAY", codes.Grade.WARN),
    ("cn-project", "1101052113010101-SX-001", "CODE-PROJECT-DAY", codes.Grade.WARN),
    ("cn-construction-permit", "11010520200229010", "CODE-PERMIT-SHAPE", codes.Grade.WARN),
    ("cn-construction-permit", "110105202102290101", "CODE-PERMIT-DAY", codes.Grade.WARN),
    ("cn-construction-permit", "110105000001010101", "CODE-PERMIT-DAY", codes.Grade.WARN),
    ("passport", "1234", "CODE-PASSPORT-SHAPE", codes.Grade.WARN),
    ("passport", "A" * 21, "CODE-PASSPORT-SHAPE", codes.Grade.WARN),
    ("passport", "E/1234567", "CODE-PASSPORT-SHAPE", codes.Grade.WARN),
    ("cn-hk-macao-permit", "T01234567", "CODE-HK-MACAO-PERMIT-SHAPE", codes.Grade.WARN),
    ("cn-hk-macao-permit", "H012345678", "CODE-HK-MACAO-PERMIT-SHAPE", codes.Grade.WARN),
    ("cn-taiwan-permit", "012345678", "CODE-TAIWAN-PERMIT-SHAPE", codes.Grade.WARN),
    ("cn-foreign-residence", "11010519491231002X", "CODE-FOREIGN-RESIDENCE-SHAPE", codes.Grade.WARN),
    ("nl-bag", "221100000123456", "CODE-BAG-SHAPE", codes.Grade.REJECT),
    ("nl-bag", "022110000012345A", "CODE-BAG-SHAPE", codes.Grade.REJECT),
    ("us-bin", "300000", "CODE-BIN-SHAPE", codes.Grade.REJECT),
    ("us-bin", "CONFIDENTIAL", "CODE-BIN-SHAPE", codes.Grade.REJECT),
    *(("us-bin", f"{borough}000000", "CODE-PLACEHOLDER", codes.Grade.WARN) for borough in "012345"),
]


@pytest.mark.parametrize(("scheme", "code"), TAKEN)
def test_what_the_shape_takes(scheme: str, code: str) -> None:
    assert makers.rules(scheme, code) == []


@pytest.mark.parametrize(("scheme", "code", "rule", "grade"), NOT_TAKEN)
def test_what_it_does_not(scheme: str, code: str, rule: str, grade: codes.Grade) -> None:
    (remark,) = codes.check(scheme, code)
    assert (remark.rule, remark.grade) == (rule, grade)


def test_what_cities_write_differently_is_never_refused() -> None:
    for name in ("jgj246", "jgj246-building", "gbt37346", "gbt40058", "cn-project", "cn-construction-permit"):
        assert {remark.grade for remark in codes.SCHEMES[name].remarks} == {codes.Grade.WARN}
