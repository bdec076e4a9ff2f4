"""The tokens of a document: what both engines index, so that the same question finds and ranks the same in each.

A *term* is a token with the exposure and the field of its text before it, so that a reader's question only ever looks
at what the reader sees. Each term of a document has a standing: whether the text is the subject's own, of something
that it belongs to, or a former one.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum

from aggregates.exposure import Exposure
from search.analysis import codes, folding, parts, pinyin, typos, units
from search.analysis.units import Sort, Unit
from search.document import Document, Field, Text
from search.query import Sight

UNIT, PAIR, AROUND, WHOLE = "1", "2", "3", "="
NUMBER, BEGUN, PART, ORDER, LAST = "#", "%", "@", ">", "$"
SYLLABLES, INITIALS, SHORTENED = "y", "i", "s"
CODE, CODE_ALIKE, CODE_BEGUN, CODE_PIECE, CODE_SHORT, KIND = "w", "v", "b", "g", "f", "!"


LONGEST_WHOLE = 40
"""Characters up to which a whole text is a token; of longer ones the beginning."""

LONGEST_TEXT, MOST_TERMS = 4_000, 20_000
"""Characters of a text, and terms of a document, that are indexed; what lies beyond is not found."""

NUMBERS_IN_ORDER = 8

LONGEST_BEGUN = 6
"""Characters of a number up to which what it begins with is a token: most addresses of a city have a number that begins
with 1, and an engine that looks for all such numbers reads all that it has."""

_FIELDS = {Field.CODE: "c", Field.NAME: "n", Field.ADDRESS: "a", Field.TEXT: "t"}
_OF_LETTER = {letter: field for field, letter in _FIELDS.items()}
WIDEST = {
    Field.CODE: Exposure.PERSONAL,
    Field.NAME: Exposure.SHARED,
    Field.ADDRESS: Exposure.PUBLIC,
    Field.TEXT: Exposure.SHARED,
}
"""Of what is searched (:mod:`search.searched`): a text of a wider one is not indexed, so that questions need not look
where nothing stands."""

_EXPOSURES = {Exposure.PUBLIC: "p", Exposure.SHARED: "s", Exposure.PERSONAL: "x"}
_CIRCLES = tuple(_EXPOSURES)


def sees(exposure: Exposure) -> tuple[Exposure, ...]:
    """The exposures of all that a reader of one sees."""
    return _CIRCLES[: _CIRCLES.index(exposure) + 1]


_KEPT = {
    field: {letter for one in sees(widest) for letter in (_EXPOSURES[one], _EXPOSURES[one].upper())}
    for field, widest in WIDEST.items()
}


_INDEXED = {letter + of for field, of in _FIELDS.items() for letter in _KEPT[field]}
"""How the terms of what is indexed begin."""


class Standing(IntEnum):
    """The lower, the better."""

    OWN = 0
    RELATED = 1
    FORMER = 2


_PARENTS = frozenset({"building", "project", "estate", "division"})
_OF_OTHERS = frozenset({"estate", "bank", "body"})

SHARES = {Standing.OWN: 10, Standing.RELATED: 7, Standing.FORMER: 4}
"""Tenths of a clause's weight that a match of each standing gets."""


def circles(sight: Sight) -> list[str]:
    """How the terms begin that a reader may find: wide texts, in capitals, are for who reads everywhere."""
    seen = [_EXPOSURES[exposure] for exposure in sees(sight.exposure)]
    return seen + [one.upper() for one in seen] if sight.divisions is None else seen


def circle(text: Text) -> str:
    """How the terms of a text begin."""
    return _head(text)[0]


_HEADS = {
    wide: {
        exposure.name: {field.name: (letter.upper() if wide else letter) + of for field, of in _FIELDS.items()}
        for exposure, letter in _EXPOSURES.items()
    }
    for wide in (False, True)
}


def _head(text: Text) -> str:
    """The circle and the field of a text. By names, which a document's fifty texts find twice as fast as members."""
    return _HEADS[text.wide][text.exposure._name_][text.field._name_]


def heads(fields: Iterable[Field], sight: Sight) -> list[str]:
    """How the terms begin by which a reader may find something in one of the fields."""
    return [circle + _FIELDS[field] for circle in circles(sight) for field in fields if circle in _KEPT[field]]


def terms(fields: Iterable[Field], sight: Sight, tokens: Iterable[str]) -> list[str]:
    """Every term by which a reader may find one of the tokens in one of the fields."""
    begins = heads(fields, sight)
    return [head + token for token in tokens for head in begins]


def standing(text: Text) -> Standing:
    """What names or numbers something else (``building.name``, ``project_code``, ``contracts.permit_no``,
    ``developer_name``) is related; short names and aliases count like that."""
    if text.until is not None:
        return Standing.FORMER
    return _standing(text.attribute)


@functools.cache
def _standing(attribute: str) -> Standing:
    of, _, name = attribute.rpartition(".")
    short = "alias" in attribute or attribute.startswith("short")
    related = short or of in _PARENTS or name in _OF_OTHERS or name.endswith(("_code", "_no", "_name"))
    return Standing.RELATED if related else Standing.OWN


def texts(document: Document) -> tuple[Text, ...]:
    """All texts of a document, its code first."""
    own = Text(Field.CODE, "code", document.code, document.kind_exposure)
    return (own, *(text for text in document.texts if text.attribute != own.attribute or text != own))


def told(document: Document) -> list[Text]:
    """The texts of which some explain a hit, the best standing first; of those that say the same to the same readers
    the best: the number of a house's contract stands in its transfer, its tax and its mortgage, too."""
    ranked: dict[Standing, list[Text]] = {one: [] for one in Standing}
    for text in texts(document):
        ranked[standing(text)].append(text)
    found: dict[tuple[str, str], Text] = {}
    for text in itertools.chain.from_iterable(ranked.values()):
        found.setdefault((text.text, _head(text)), text)
    return list(found.values())


def of(document: Document, said: Iterable[Text]) -> dict[Standing, set[str]]:
    """The terms of a document by their best standing: each once. ``said`` is what :func:`told` tells of it."""
    found: dict[Standing, set[str]] = {one: set() for one in Standing}
    for text in said:
        head = _head(text)
        if head in _INDEXED:
            found[standing(text)].update(_headed(head, text.text[:LONGEST_TEXT]).split(" "))
    found[Standing.OWN].add(_EXPOSURES[document.kind_exposure] + _FIELDS[Field.CODE] + of_kind(document.kind))
    better: set[str] = set()
    for terms_ in found.values():
        terms_ -= better
        terms_.discard("")
        if len(better) + len(terms_) > MOST_TERMS:
            terms_ &= set(itertools.islice(terms_, MOST_TERMS - len(better)))
        better |= terms_
    return found


@functools.lru_cache(20_000)
def _headed(head: str, text: str) -> str:
    """The terms of one text, in which no blanks are, with blanks between them: as one text they take a fraction of the
    memory. A house's texts come again with each of its events, those of its building with every house of that."""
    return " ".join([head + token for token in of_text(_OF_LETTER[head[1]], text)])


def of_text(field: Field, text: str) -> frozenset[str]:
    """The tokens of one text."""
    if field is Field.CODE:
        return frozenset(_of_code(text))
    found, written = units.units(text), units.as_written(text)
    tokens = _of_units(found)
    if written != found:
        tokens |= _of_units(written)
    if field is not Field.TEXT:
        tokens.update(_of_parts(text), *map(_of_readings, _han(found)), _of_words(found), whole(text))
    if field is Field.NAME:
        tokens.update(whole_read(text))
    return frozenset(tokens)


def whole(text: str) -> Iterator[str]:
    """The token of the text as a whole, none where nothing is left of it."""
    if folded := folding.plain(text):
        yield WHOLE + folded[:LONGEST_WHOLE]


def whole_read(text: str) -> Iterator[str]:
    """The whole text as it is read, and its first letters: ``lanting``, ``lt``."""
    said = [pinyin.readings(unit.text) or (unit.text,) for unit in units.units(text)]
    for way in itertools.islice(itertools.product(*said), pinyin.MOST_READINGS):
        yield WHOLE + "".join(way)[:LONGEST_WHOLE]
        yield WHOLE + "".join(one[0] if pinyin.is_syllable(one) else one for one in way)[:LONGEST_WHOLE]


def pair(one: str, other: str) -> str:
    """The token of two units that follow one another."""
    return f"{PAIR}{one}_{other}"


def around(one: str, other: str) -> str:
    """The token of two characters with one between them."""
    return f"{AROUND}{one}_{other}"


def part(one: parts.Part) -> str:
    """The token of a labelled part of an address."""
    return f"{PART}{one.label.value}{one.value}"


def begun(value: str) -> str | None:
    """The token of longer numbers that begin like this; None where they are looked for by their beginning."""
    return BEGUN + value if len(value) <= LONGEST_BEGUN else None


def order(one: str, other: str) -> str:
    """The token of two numbers, the one before the other."""
    return f"{ORDER}{one},{other}"


def last(one: parts.Part) -> str:
    """The token of the part in which an address ends, as what it is labelled."""
    return f"{LAST}{one.label.value}{one.value}"


def of_kind(kind: str) -> str:
    """The token of all documents of a kind."""
    return KIND + kind


def code(text: str) -> str:
    """The token of a whole code; that of a very long one is its digest."""
    normal = codes.normal(text)
    return CODE + (normal if len(normal) <= 100 else hashlib.sha256(normal.encode()).hexdigest())


def code_alike(text: str) -> str:
    """The token of a whole code in which look-alikes are the same."""
    return CODE_ALIKE + codes.alike(text)[:100]


def code_begins(text: str) -> str:
    """What a token of every code begins with that begins so, look-alikes being the same."""
    alike = codes.alike(text)
    size = next((size for size in codes.BEGUN if len(alike) <= size), None)
    return _begun_code(alike, size) if size else code_alike(text)


def _begun_code(alike: str, size: int) -> str:
    return f"{CODE_BEGUN}{size}_{alike[:size]}"


def _of_code(text: str) -> Iterator[str]:
    if codes.normal(text):
        yield code(text)
        yield code_alike(text)
        alike = codes.alike(text)
        yield from [_begun_code(alike, size) for size in codes.BEGUN]
    yield from [CODE_PIECE + piece for piece in codes.pieces(text[:400])]
    yield from [CODE_SHORT + piece for piece in codes.shortest_pieces(text[:400])]


def _of_units(found: Sequence[Unit]) -> set[str]:
    """Each, each with the next, and characters around one: those of characters in a row come again in other texts."""
    texts = [one.text[:60] for one in found]
    tokens: set[str] = set().union(*map(_of_characters, _han(found)))
    last = len(texts) - 1
    for at in [at for at, one in enumerate(found) if one.sort is not Sort.HAN]:
        tokens.add(UNIT + texts[at])
        if at > 0:
            tokens.add(pair(texts[at - 1], texts[at]))
        if at < last:
            tokens.add(pair(texts[at], texts[at + 1]))
        if 0 < at < last and found[at - 1].sort is found[at + 1].sort is Sort.HAN:
            tokens.add(around(texts[at - 1], texts[at + 1]))
    return tokens


@functools.lru_cache(20_000)
def _of_characters(run: tuple[str, ...]) -> frozenset[str]:
    """The same of Chinese characters in a row."""
    tokens = [UNIT + one for one in run]
    tokens += [pair(one, other) for one, other in itertools.pairwise(run)]
    tokens += [around(one, other) for one, other in zip(run, run[2:], strict=False)]
    return frozenset(tokens)


def _of_parts(text: str) -> Iterator[str]:
    found = parts.parts(text)
    for one in found:
        yield NUMBER + one.value
        yield from [BEGUN + one.value[:many] for many in range(1, min(len(one.value), LONGEST_BEGUN + 1))]
        if one.label is not parts.Label.ANY:
            yield part(one)
    for one, other in itertools.combinations(found[:NUMBERS_IN_ORDER], 2):
        yield order(one.value, other.value)
    if found:
        yield LAST + found[-1].value
        yield last(found[-1])


def _of_words(found: Iterable[Unit]) -> Iterator[str]:
    for unit in found:
        if unit.sort is Sort.WORD:
            yield from (SHORTENED + one for one in typos.shortened(unit.text))


@functools.lru_cache(20_000)
def _of_readings(run: tuple[str, ...]) -> frozenset[str]:
    """Of Chinese characters as they are written; what is numbered interrupts them."""
    said = [SYLLABLES + one for one in pinyin.syllable_pairs(run)]
    said += [INITIALS + one for one in pinyin.initial_pieces(run)]
    return frozenset(said)


def _han(found: Iterable[Unit]) -> list[tuple[str, ...]]:
    """The runs of Chinese characters between numbers and words."""
    runs: list[tuple[str, ...]] = []
    run: list[str] = []
    for one in found:
        if one.sort is Sort.HAN:
            run.append(one.text)
        elif run:
            runs.append(tuple(run))
            run = []
    if run:
        runs.append(tuple(run))
    return runs
