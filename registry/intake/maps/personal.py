"""What looks like personal data in a file that nobody has described: ID numbers, phones, headings of persons' columns.

The look of a value never proves that it is personal; it decides what is not shown.
"""

from __future__ import annotations

import re
import unicodedata

from aggregates import codes, masking
from aggregates.masking import Mask

_MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)", re.ASCII)
_LANDLINE = re.compile(r"(?<![\d-])0\d{2,3}-\d{7,8}(?![\d-])", re.ASCII)
_MOBILE_TW = re.compile(r"(?<!\d)09\d{2}-?\d{3}-?\d{3}(?!\d)", re.ASCII)
_RESIDENT = re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])", re.ASCII)
_TAIWANESE = re.compile(r"(?<![0-9A-Za-z])[A-Z][1289]\d{8}(?![0-9A-Za-z])", re.ASCII)

HIDDEN = "***"


def is_id_number(text: str) -> bool:
    """Whether some run of the text is a citizen number, judged by its check digit, or shaped as a Taiwanese one."""
    return is_citizen_number(text) or bool(_TAIWANESE.search(unicodedata.normalize("NFKC", text)))


def is_citizen_number(text: str) -> bool:
    """Whether some run of the text is a citizen number of the mainland, check digit and birthday included."""
    if len(text) < 18:
        return False
    found = _RESIDENT.finditer(unicodedata.normalize("NFKC", text))
    return any(not _refused(run[0]) for run in found)


def _refused(run: str) -> bool:
    return any(remark.grade is codes.Grade.REJECT for remark in codes.check("cn-resident-identity", run))


def is_phone(text: str) -> bool:
    """Whether the text holds a phone number of the mainland or a mobile one of Taiwan."""
    folded = unicodedata.normalize("NFKC", text)
    return any(shape.search(folded) for shape in (_MOBILE, _LANDLINE, _MOBILE_TW))


def looks(text: str) -> bool:
    """Whether the text holds what looks like an ID number or a phone."""
    return len(text) >= 9 and (is_id_number(text) or is_phone(text))


def hidden(value: object) -> object:
    """The same, with every text in it that looks personal replaced."""
    if isinstance(value, str):
        return HIDDEN if looks(value) else value
    if isinstance(value, dict):
        return {name: hidden(member) for name, member in value.items()}
    if isinstance(value, list):
        return [hidden(member) for member in value]
    return value


def sample(text: str, mask: Mask | None) -> str:
    """How a sample of a personal column is shown: masked as at a counter, free text not at all."""
    return masking.masked(mask, text) or HIDDEN if mask else HIDDEN if looks(text) else text
