"""Marked values: texts, numbers and days that occur nowhere else, and in an answer say where they came from."""

from __future__ import annotations

import base64
import binascii
import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum

NOBODY = "NOBODY"
"""Exposure of what no answer may hold, whoever asks."""

VARIED = 50_000
"""Added to the number of a mark where a world says something else in its place."""

_DAYS = {"A": 2100, "B": 2250, "C": 2400, "P": 2550, "N": 2700}
"""District -> year in which its days begin; the days on which events take effect begin 1000 years earlier."""

_TOKEN = re.compile(
    rb"K[A-Z]\d{5}[A-Z]"  # texts
    rb"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"  # ids; first, for some begin as numbers do
    rb"|(?<![0-9a-fA-F.-])17[1-9]\d{6}(?!\d)"  # whole numbers
    rb"|(?<![0-9a-fA-F.-])7[1-9]3\d{5}(?![\dXx*])"  # decimals, without what follows the point
    rb"|(?<!\d)(?:[12][1-8]\d\d)-\d\d-\d\d"  # days
    rb"|(?<![A-Za-z])Q[A-Z]{2}(?![A-Za-z])"  # currencies
    rb"|(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])"  # digests, and hashes of leaves
    rb"|(?:\w[a-z*] ){7}\w[a-z*](?!\w)"  # names, clear or masked
    rb"|[1-9]\d{5}(?:\d{8}|\*{8})\d{3}[\dX]"  # ID numbers
    rb"|(?<!\d)1\d\d(?:0000|5555|\*{4})\d{4}(?!\d)"  # telephones
    rb"|(?:\*{11}|5{11}|6{11})\d{4}(?!\d)"  # accounts
)
_CURSOR = re.compile(rb'"(?:cursor|startCursor|endCursor)":"([A-Za-z0-9_=-]+)"')


class Form(Enum):
    """How a value stands in an answer."""

    PLAIN = "as recorded"
    CLEAR = "personal, in clear"
    MASKED = "personal, masked"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a token gives away.

    ``district`` is whose subject it was said of, ``exposure`` that of its attribute, ``where`` its attribute and
    event. ``also``: districts in whose records it stands as well, such as a code that they refer to.
    """

    token: str
    district: str
    exposure: str
    form: Form
    where: str
    also: frozenset[str] = frozenset()


@dataclass
class Marks:
    """All marks of one world, by token."""

    known: dict[str, Mark] = field(default_factory=dict)

    def add(self, mark: Mark) -> str:
        """Keep a mark; its token."""
        assert mark.token not in self.known, mark
        self.known[mark.token] = mark
        return mark.token

    def mention(self, token: str, district: str) -> str:
        """Note that the records of another district say it, too; the token."""
        mark = self.known[token]
        self.known[token] = replace(mark, also=mark.also | {district})
        return token

    def found_in(self, text: bytes) -> Iterator[Mark]:
        """Every mark in the bytes of an answer, those in its cursors included; each once."""
        tokens = {token for part in (text, *_decoded(text)) for token in _TOKEN.findall(part)}
        for token in tokens:
            mark = self.known.get(token.decode())
            if mark is not None:
                yield mark


def _decoded(text: bytes) -> Iterable[bytes]:
    for cursor in set(_CURSOR.findall(text)):
        try:
            yield base64.b64decode(cursor + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        except binascii.Error:
            continue  # a position, which is its own cursor


def text(district: str, number: int) -> str:
    """Eight characters: no column of text is shorter, currencies aside."""
    return f"K{district}{number:05}K"


def integer(district: str, number: int) -> int:
    """Nine digits."""
    return int(f"17{_nth(district)}0{number:05}")


def decimal(district: str, number: int) -> str:
    """Eight digits before the point."""
    return f"7{_nth(district)}3{number:05}"


def day(district: str, number: int, *, past: bool = False) -> str:
    """A day of the district's own century; ``past``: on which an event takes effect."""
    year = _DAYS[district] - (1000 if past else 0)
    offset = number % VARIED + (27_000 if number >= VARIED else 0)
    return (datetime.date(year, 1, 1) + datetime.timedelta(days=offset)).isoformat()


def currency(district: str, number: int) -> str:
    """Three letters, of the few that begin with Q."""
    place = _nth(district) * 12 + number % 6 + (6 if number >= VARIED else 0)
    return "Q" + chr(65 + place // 26) + chr(65 + place % 26)


def digest(district: str, number: int) -> str:
    """64 digits that look like a hash."""
    return f"ca{_nth(district)}{number:061}"


def name(token: str, secret: str) -> tuple[str, str]:
    """A name in eight words whose first letters are a text's token; in clear and masked."""
    return " ".join(letter + secret for letter in token), " ".join(letter + "*" for letter in token)


def id_number(district: str, number: int, day_of_birth: str) -> tuple[str, str]:
    """18 digits, of which the first six and the last four tell it apart; in clear and masked."""
    first, last = f"{_nth(district)}{number // 1000:05}", f"{number % 1000:03}7"
    return f"{first}{day_of_birth}{last}", f"{first}{'*' * 8}{last}"


def phone(district: str, number: int, middle: str) -> tuple[str, str]:
    """A mobile number, in clear and masked."""
    first, last = f"1{_nth(district)}{number // 10_000}", f"{number % 10_000:04}"
    return first + middle + last, f"{first}****{last}"


def account(district: str, number: int, digit: str) -> tuple[str, str]:
    """A number of an account, in clear and masked; at most 2,000 of a district."""
    last = f"{_nth(district) * 2000 % 10_000 + number % 1000 + (1000 if number >= VARIED else 0):04}"
    return digit * 11 + last, "*" * 11 + last


def _nth(district: str) -> int:
    return list(_DAYS).index(district) + 1
