"""Codes made for tests: each with its check digit, reckoned here from the standard's own text."""

import datetime
import itertools
from collections.abc import Iterator

from hypothesis import strategies as st

from aggregates import codes

DIGITS = "0123456789"
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CITIZEN_CHECKS = "10X98765432"
CITIZEN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def rules(scheme: str, code: str) -> list[str]:
    return [remark.rule for remark in codes.check(scheme, code)]


def rejected(scheme: str, code: str) -> bool:
    return any(remark.grade is codes.Grade.REJECT for remark in codes.check(scheme, code))


def credit(body: str) -> str:
    """GB 32100-2015: weights 3^(i-1) mod 31; last = (31 - sum mod 31) mod 31."""
    total = sum(CREDIT_ALPHABET.index(place) * pow(3, i, 31) for i, place in enumerate(body))
    return body + CREDIT_ALPHABET[(31 - total % 31) % 31]


def citizen(body: str) -> str:
    """GB 11643-1999: the sum by weights, mod 11, is a place in the row of checks."""
    total = sum(int(place) * weight for place, weight in zip(body, CITIZEN_WEIGHTS, strict=True))
    return body + CITIZEN_CHECKS[total % 11]


def house(body: str) -> str:
    """ISO 7064 MOD 11,10: double, mod 11, from 10 on, ``*`` as 0."""
    product = 10
    for place in body.replace("*", "0"):
        product = ((product + int(place)) % 10 or 10) * 2 % 11
    return body + str((11 - product) % 10)


def changed(code: str, alphabet: str) -> Iterator[str]:
    """The code with each single place changed to each other character of the alphabet."""
    for i, place in enumerate(code):
        yield from (code[:i] + other + code[i + 1 :] for other in alphabet if other != place)


def swapped(code: str) -> Iterator[str]:
    """The code with each pair of different neighbours swapped."""
    for i, (left, right) in enumerate(itertools.pairwise(code)):
        if left != right:
            yield code[:i] + right + left + code[i + 2 :]


def _places(alphabet: str, count: int) -> st.SearchStrategy[str]:
    return st.text(alphabet, min_size=count, max_size=count)


_DAYS = st.dates(datetime.date(1800, 1, 1), datetime.date(2025, 12, 31)).map(lambda day: f"{day:%Y%m%d}")
CREDITS = st.builds(
    lambda *parts: credit("".join(parts)), _places(CREDIT_ALPHABET, 2), _places(DIGITS, 6), _places(CREDIT_ALPHABET, 9)
)
CITIZENS = st.builds(lambda *parts: citizen("".join(parts)), _places(DIGITS, 6), _DAYS, _places(DIGITS, 3))
HOUSES = st.builds(lambda *parts: house("".join(parts)), _places(DIGITS, 9), _places(f"{DIGITS}*", 16))
