"""Conditions on tokens as PostgreSQL's tsquery, and tokens as tsvector; nothing in them is ever parsed as syntax.

The standing of a term is its weight label: A own, B related, C former.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from search import tokens
from search.conditions import All, Condition, Has
from search.query import Sight
from search.tokens import Standing

_LABELS = {Standing.OWN: "A", Standing.RELATED: "B", Standing.FORMER: "C"}


def vector(terms: Mapping[Standing, Iterable[str]]) -> str:
    """A text that PostgreSQL casts to the tsvector of these terms."""
    return " ".join([f"{quoted(term)}:1{_LABELS[standing]}" for standing, some in terms.items() for term in some])


def query(condition: Condition, sight: Sight, worst: Standing = Standing.FORMER) -> str:
    """A text that PostgreSQL casts to a tsquery: what a reader may find, of that standing or better."""
    labels = "" if worst is Standing.FORMER else "".join(_LABELS[one] for one in Standing if one <= worst)
    return _written(condition, sight, labels)


def _written(condition: Condition, sight: Sight, labels: str) -> str:
    if isinstance(condition, Has):
        exact, begins = (f":{labels}" if labels else ""), f":*{labels}"
        words = [quoted(term) + exact for term in tokens.terms(condition.fields, sight, condition.tokens)]
        words += [quoted(term) + begins for term in tokens.terms(condition.fields, sight, condition.prefixes)]
        return _joined(words, "|")
    each = [_written(one, sight, labels) for one in condition.of]
    least = len(each) if isinstance(condition, All) else condition.least
    if least == 1:
        return _joined(each, "|")
    return _but(each, len(each) - least)


def _but(each: list[str], out: int) -> str:
    """All but so many, which are left out of either half; written so it grows with n log n, not with all choices."""
    if not out:
        return _joined(each, "&")
    if len(each) - out == 1:
        return _joined(each, "|")
    half = len(each) // 2
    ways = []
    for of_first in range(out + 1):
        pieces = [(each[:half], of_first), (each[half:], out - of_first)]
        if all(left <= len(some) for some, left in pieces):
            ways.append(_joined([_but(some, left) for some, left in pieces if left < len(some)], "&"))
    return _joined(ways, "|")


def _joined(words: list[str], sign: str) -> str:
    return words[0] if len(words) == 1 else f"({sign.join(words)})"


def quoted(term: str) -> str:
    """One lexeme, whatever it holds."""
    if "'" not in term and "\\" not in term:
        return f"'{term}'"
    escaped = term.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
