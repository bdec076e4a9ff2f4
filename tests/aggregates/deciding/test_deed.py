"""What a deed refuses, in words that show no personal number."""

from __future__ import annotations

import pytest

from aggregates import errors
from aggregates.codes import resident_identity
from aggregates.deciding import deed


@pytest.mark.parametrize("sign", ["\u200b", "\u202e", "\x00", "\n"])
def test_a_number_with_a_sign_that_nobody_sees_is_refused_without_showing_it(sign: str) -> None:
    with pytest.raises(errors.InvalidValue, match="cannot be printed") as refused:
        deed.check_code("buyers.0.idNumber", resident_identity.SCHEME.name, f"9901021985{sign}03079999")
    assert (refused.value.field, refused.value.rule) == ("buyers.0.idNumber", "TEXT")
    assert "9901021985" not in refused.value.message


def test_another_code_is_shown() -> None:
    with pytest.raises(errors.InvalidValue, match="91350100"):
        deed.check_code("enterpriseCode", "uscc", "91350100\u200b")
