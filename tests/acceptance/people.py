"""Invented persons for filings over HTTP, and every secret of theirs ever made here: none may be seen again."""

from __future__ import annotations

import itertools
from typing import Any

from stdnum.iso7064 import mod_11_2

SURNAMES = ("欧阳", "司徒", "上官", "诸葛", "皇甫")
GIVEN = ("验真", "查实", "问津", "守拙", "知微")

SECRETS: set[str] = set()
"""Names, numbers, telephones and remarks; :mod:`tests.acceptance.leaks` looks for them everywhere."""

_numbers = itertools.count(1)


def secret(text: str) -> str:
    """The text, kept in mind as one that must be nowhere in clear."""
    SECRETS.add(text)
    return text


def id_number(number: int) -> str:
    """A citizen number with its check digit, of a division that does not exist."""
    body = f"9901021985{1 + number // 900 % 12:02}{1 + number // 31 % 28:02}{number % 1000:03}"
    return secret(body + mod_11_2.calc_check_digit(body))


def person(**more: Any) -> dict[str, Any]:
    """Another person each time; the same dictionary again is the same person again."""
    number = next(_numbers)
    name = SURNAMES[number % len(SURNAMES)] + GIVEN[number // len(SURNAMES) % len(GIVEN)]
    phone = f"1990099{number:04}"
    return {"name": secret(name), "idNumber": id_number(number), "phone": secret(phone), **more}


def passport_holder(**more: Any) -> dict[str, Any]:
    """Another person, with a passport."""
    return {**person(**more), "idType": "PASSPORT", "idNumber": secret(f"EZ{next(_numbers):07}")}


def of_fifteen_digits(**more: Any) -> dict[str, Any]:
    """Another person, who shows the old spelling of a citizen number; neither that nor the new one may be seen."""
    one = person(**more)
    new = one["idNumber"]
    return {**one, "idNumber": secret(new[:6] + new[8:17])}


def residence() -> str:
    """Where somebody lives."""
    return secret(f"安澜市隐居路{next(_numbers)}弄内室")


def account() -> str:
    """A number of an account at a bank."""
    return secret(f"62220299{next(_numbers):011}")


def who(one: dict[str, Any]) -> dict[str, Any]:
    """The same person, named anew by somebody who says no share."""
    return {key: value for key, value in one.items() if key != "share"}
