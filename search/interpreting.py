"""What a typed text asks: conditions on tokens, from the strictest reading to the most forgiving, and what each scores.

Both engines translate an :class:`Interpretation`; neither adds to it, so hits and their order are the same. An engine
takes the first tier that any document satisfies. What is typed is plain text: there is no syntax that it could break.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from search import tokens
from search.analysis import codes, folding
from search.analysis.parts import Label
from search.conditions import Clause, Condition, Has, Tier, either, every
from search.document import Field
from search.query import LONGEST, InvalidSearch
from search.terms import MOST_TERMS, Term, Typed, leaving_out, read
from search.typed_codes import code_of, has_code

VERSION = "7"
"""Goes up with every change of tokens or of what is kept of texts: an index of another version is built anew."""

WHOLE_CODE, ALIKE_CODE, CODE_BEGINS = 10_000, 8_000, 500
WHOLE_TEXT, NAME_BEGINS, WHOLE_READ = 6_000, 1_500, 2_000
NUMBERS_IN_ORDER, LAST_NUMBER, LAST_PART = 600, 500, 300
CODE_THIRD, CODE_BUT_LAST = 200, 100
RANKED, KIND_MEANT = 8, 250
RANKS = (
    ("DIVISION",),
    ("DIVISION", "PROJECT", "ENTERPRISE", "LOTTERY"),
    ("DIVISION", "PROJECT", "ENTERPRISE", "LOTTERY", "BUILDING"),
)
"""What holds others comes before them where the text says no more of the one than of the other."""

MANY = 5
"""Terms of which two may be wrong."""

PERSON = 5_000
"""Points of a document in which a person stands that was named with certainty."""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """``tiers`` from strict to forgiving, none where nothing can be found by the text. ``sharp`` is what names a
    subject outright: such documents are hits of every tier, even where a tier has more hits than an engine ranks."""

    typed: Typed
    sharp: Condition | None
    tiers: tuple[Tier, ...]


def interpret(text: str) -> Interpretation:
    """The reading of a text; InvalidSearch where it is too long. Control characters count as blanks."""
    if len(text) > LONGEST:
        raise InvalidSearch(
            f"text has {len(text)} characters; a search has at most {LONGEST}: leave out what is not needed.",
            field="text",
        )
    return _interpret(text)


@functools.lru_cache(2_000)
def _interpret(text: str) -> Interpretation:
    typed = read(text)
    if not typed.terms:
        return Interpretation(typed, None, ())
    return Interpretation(typed, _sharp(typed.text), _tiers(typed))


def _sharp(text: str) -> Condition:
    whole = tuple(tokens.whole(text))
    named = Has((Field.NAME, Field.ADDRESS), whole)
    begins = Has((Field.NAME,), (), whole) if len(whole[0]) > 2 else None
    coded = Has((Field.CODE,), (tokens.code(text), tokens.code_alike(text))) if has_code(text) else None
    return either(named, begins, coded)


def _tiers(typed: Typed) -> tuple[Tier, ...]:
    found = typed.terms
    common, code = _common(typed), code_of(typed.text)
    strict = (*common, *code.clauses, *(clause for term in found for clause in term.clauses))
    alike = Clause(Has((Field.NAME,), tuple(tokens.whole_read(typed.text))), WHOLE_READ)
    loose = (*strict, alike, *(clause for term in found for clause in term.loose_clauses))
    tiers = [
        Tier(either(every(*(term.strict for term in found)), code.part), strict),
        Tier(every(*(term.loose for term in found)), loose),
    ]
    if code.near is not None:
        tiers.append(Tier(code.near, (*strict, *_nearest(typed.text))))
    tiers.append(Tier(either(every(*(term.loosest for term in found)), code.broken), loose))
    if typed.bare:
        tiers.append(_tiers(dataclasses.replace(read(typed.bare), kinds=typed.kinds))[1])
    if (fewer := _fewer(found)) is not None:
        tiers.append(Tier(fewer, loose))
    if len(found) >= MANY:
        tiers.append(Tier(leaving_out(_whole(found), 2), loose))
    return tuple(tiers)


def _nearest(text: str) -> Iterator[Clause]:
    """Of codes one slip away, rather those that are alike from the beginning on."""
    alike = codes.alike(text)
    for share in (3, 2):
        yield Clause(Has((Field.CODE,), (), (tokens.code_begins(alike[: -len(alike) // share]),)), CODE_THIRD)
    yield Clause(Has((Field.CODE,), (), (tokens.code_begins(alike[:-1]),)), CODE_BUT_LAST)


def _fewer(found: tuple[Term, ...]) -> Condition | None:
    """One term may be wrong altogether: any of several, and of two the number, since numbers alone name nothing."""
    if len(found) == 1:
        return None
    if len(found) == 2:
        named = [term.loose for term in found if not term.number]  # a number is never enough
        return either(*named) if named else None
    return leaving_out(_whole(found))


def _whole(found: tuple[Term, ...]) -> tuple[Condition, ...]:
    return tuple(term.whole or term.loose for term in found[:MOST_TERMS])


def _of_kinds(kinds: tuple[str, ...]) -> Condition:
    return Has((Field.CODE,), tuple(map(tokens.of_kind, kinds)))


HOLDING = _of_kinds(RANKS[1])
"""Holds of what holds others, of which a city has few: they come before others of which the text says no more."""


def _common(typed: Typed) -> tuple[Clause, ...]:
    whole = tuple(tokens.whole(typed.text))
    numbers = [term for each in typed.terms for term in each.apart or (each,) if term.number]
    clauses = [
        *(Clause(_of_kinds(kinds), RANKED, own=True) for kinds in RANKS),
        *([Clause(_of_kinds(typed.kinds), KIND_MEANT, own=True)] if typed.kinds else []),
        Clause(Has((Field.NAME,), whole), WHOLE_TEXT),
        Clause(Has((Field.ADDRESS,), whole), WHOLE_TEXT),
        Clause(Has((Field.NAME,), (), whole), NAME_BEGINS),
    ]
    if has_code(typed.text):
        clauses.append(Clause(Has((Field.CODE,), (tokens.code(typed.text),)), WHOLE_CODE))
        clauses.append(Clause(Has((Field.CODE,), (tokens.code_alike(typed.text),)), ALIKE_CODE))
        if len(folding.plain(typed.text)) > codes.SHORTEST:
            clauses.append(Clause(Has((Field.CODE,), (), (tokens.code_begins(typed.text),)), CODE_BEGINS))
    places = (Field.ADDRESS, Field.NAME)
    for one, other in itertools.pairwise(numbers):
        clauses.append(Clause(Has(places, (tokens.order(one.number, other.number),)), NUMBERS_IN_ORDER))
    if numbers:
        clauses.append(Clause(Has(places, (tokens.LAST + numbers[-1].number,)), LAST_NUMBER))
        if (label := numbers[-1].label) is not Label.ANY:
            clauses.append(Clause(Has(places, (f"{tokens.LAST}{label.value}{numbers[-1].number}",)), LAST_PART))
    return tuple(clauses)
