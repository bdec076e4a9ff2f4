"""The terms of a typed text: phrases, words, numbered parts; how each is found strictly, loosely, with a slip."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search import tokens
from search.analysis import parts, pinyin, typos, units
from search.analysis.parts import Label, Part
from search.analysis.units import Sort, Unit
from search.conditions import EVERYWHERE, PLACES, Clause, Condition, Has, Some, either, every
from search.document import Field
from search.typed_codes import has_code, part_of

MOST_TERMS = 12
"""Terms of which one may be left out; further ones then are not looked at."""

MOST_READ = 24
"""Different terms of a text; what follows narrows nothing."""

LONGEST_PHRASE = 6
"""Characters: longer runs are looked for in pieces, so that one slip spoils one piece only."""

LABELLED, NUMBERED, NUMBER_BEGINS, NUMBER_IN_CODE = 2_500, 1_200, 150, 400
PHRASE = {Field.NAME: 300, Field.ADDRESS: 200, Field.TEXT: 60}
"""Points for each character of a phrase."""

WORD = {Field.NAME: 1_200, Field.ADDRESS: 900, Field.TEXT: 300}
READ = {Field.NAME: 150, Field.ADDRESS: 100}
HOMOPHONE = {Field.NAME: 120, Field.ADDRESS: 80}
INITIALS = {Field.NAME: 90, Field.ADDRESS: 50}
PAIR_FOUND, NEARLY_FOUND, NEAR_WORD, WORD_BEGINS = 40, 20, 400, 200

_ENDS = frozenset("省市区县镇乡村路街道巷弄里")


@dataclass(frozen=True, slots=True)
class Term:
    """``text`` is what was typed, folded. ``number`` is its value where it is one. ``apart`` are the word and the
    number that it may be, too (``wtl23``)."""

    text: tuple[str, ...]
    strict: Condition
    loose: Condition
    loosest: Condition
    clauses: tuple[Clause, ...]
    loose_clauses: tuple[Clause, ...] = ()
    number: str = ""
    label: Label = Label.ANY
    apart: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed text and its terms in their order."""

    text: str
    terms: tuple[Term, ...]


def read(text: str) -> Typed:
    """The terms of a text; none of what has neither letters nor digits."""
    found = units.units(text)
    numbered = {at: part for part in parts.find(found) for at in range(part.first, part.last + 1)}
    return Typed(text, tuple(dict.fromkeys(_terms(found, numbered)))[:MOST_READ])


def _terms(found: Sequence[Unit], numbered: dict[int, Part]) -> Iterator[Term]:
    def sort(at: int) -> tuple[object, ...]:
        part = numbered.get(at)
        return (part.first, part.last) if part else (found[at].sort, found[at].sort is Sort.HAN or at)

    for _, group in itertools.groupby(range(len(found)), key=sort):
        places = list(group)
        if (part := numbered.get(places[0])) is not None:
            yield _number_or_both(part, "".join(found[at].text for at in places))
        elif found[places[0]].sort is Sort.HAN:
            yield from (phrase(one) for one in _phrases([found[at] for at in places]))
        else:
            yield word(found[places[0]].text)


def _phrases(run: Sequence[Unit]) -> Iterator[tuple[str, ...]]:
    """A run cut behind the signs of divisions and roads, at blanks, and where it gets long."""
    piece: list[str] = []
    for at, unit in enumerate(run):
        if piece and unit.joint:
            yield tuple(piece)
            piece = []
        piece.append(unit.text)
        last = at + 1 == len(run) or run[at + 1].text not in _ENDS
        if (len(piece) > 1 and unit.text in _ENDS and last) or len(piece) == LONGEST_PHRASE:
            yield tuple(piece)
            piece = []
    if piece:
        yield tuple(piece)


def phrase(characters: tuple[str, ...]) -> Term:
    """Chinese characters: side by side; nearly so (one left out, two swapped), or read alike; one of them wrong."""
    in_code = part_of("".join(characters)) if len(characters) > 1 else None
    strict = either(_side_by_side(characters, EVERYWHERE), in_code)
    alike = _read_alike(characters, PLACES)
    loose = either(strict, _nearly(characters, EVERYWHERE), _in_twos(characters), alike)
    loosest = either(loose, *_one_wrong(characters))
    clauses = tuple(Clause(_side_by_side(characters, (f,)), w * len(characters)) for f, w in PHRASE.items())
    return Term(characters, strict, loose, loosest, clauses, tuple(_loose_clauses(characters)))


def leaving_out(conditions: tuple[Condition, ...]) -> Condition:
    """All but one of these."""
    return Some(conditions, max(1, len(conditions) - 1))


def _side_by_side(characters: tuple[str, ...], fields: tuple[Field, ...]) -> Condition:
    if len(characters) == 1:
        return Has(fields, (tokens.UNIT + characters[0],))
    return every(*(Has(fields, (tokens.pair(*two),)) for two in itertools.pairwise(characters)))


def _nearly(characters: tuple[str, ...], fields: tuple[Field, ...]) -> Condition:
    """Each two that follow one another do so there, or with one character between them, or swapped."""
    if len(characters) == 1:
        return Has(fields, (tokens.UNIT + characters[0],))
    pairs = itertools.pairwise(characters)
    return every(*(Has(fields, (tokens.pair(a, b), tokens.pair(b, a), tokens.around(a, b))) for a, b in pairs))


def _in_twos(characters: tuple[str, ...]) -> Condition | None:
    """Two by two, in whatever places: 外墙加固 for 外墙脱落需要加固."""
    if len(characters) < 4:
        return None
    starts = [*range(0, len(characters) - 2, 2), len(characters) - 2]
    return every(*(Has(EVERYWHERE, (tokens.pair(*characters[at : at + 2]),)) for at in starts))


def _one_wrong(characters: tuple[str, ...]) -> Iterator[Condition]:
    """The characters without one of them; of two, where one is not enough to go by, neither."""
    if len(characters) > 2:
        for at in range(len(characters)):
            yield _nearly(characters[:at] + characters[at + 1 :], EVERYWHERE)


def _read_alike(characters: tuple[str, ...], fields: tuple[Field, ...]) -> Condition | None:
    if len(characters) == 1:
        return None
    heard = [
        tuple(tokens.SYLLABLES + one for one in pinyin.syllable_pairs(two)) for two in itertools.pairwise(characters)
    ]
    wanted = [tuple(one for one in pair if not one.endswith("_")) for pair in heard]
    return every(*(Has(fields, pair) for pair in wanted)) if all(wanted) else None


def _loose_clauses(characters: tuple[str, ...]) -> Iterator[Clause]:
    for field, weight in HOMOPHONE.items():
        if (alike := _read_alike(characters, (field,))) is not None:
            yield Clause(alike, weight * len(characters))
    yield from (Clause(Has(PLACES, (tokens.pair(*two),)), PAIR_FOUND) for two in itertools.pairwise(characters))
    yield from (Clause(_nearly(two, PLACES), NEARLY_FOUND) for two in itertools.pairwise(characters))


def _number_or_both(part: Part, text: str) -> Term:
    """``wtl23`` is a number with letters before it, or a word and a number without a blank between them."""
    whole, letters = number(part, text), part.value.rstrip("0123456789")
    if not (2 <= len(letters) < len(part.value) and letters.isascii() and letters.isalpha()):
        return whole
    apart = word(letters), number(dataclasses.replace(part, value=part.value[len(letters) :]), text)
    return Term(
        whole.text,
        either(whole.strict, every(*(one.strict for one in apart))),
        either(whole.loose, every(*(one.loose for one in apart))),
        either(whole.loosest, every(*(one.loosest for one in apart))),
        (*whole.clauses, *apart[0].clauses, *apart[1].clauses),
        (*whole.loose_clauses, *apart[0].loose_clauses, *apart[1].loose_clauses),
        whole.number,
        whole.label,
        apart,
    )


def number(part: Part, text: str) -> Term:
    """A number: as the part that it is said to be; of whatever; as the beginning of one, or in a code."""
    anyhow = Has(PLACES, (tokens.NUMBER + part.value,))
    begins = Has(PLACES, (), (tokens.NUMBER + part.value,))
    in_code = part_of(part.value) if has_code(part.value) else None
    clauses = [Clause(anyhow, NUMBERED)]
    if part.label is Label.ANY:
        strict = either(
            Has(PLACES, (tokens.NUMBER + part.value,)), Has((Field.TEXT,), (tokens.UNIT + part.value,)), in_code
        )
    else:
        labelled = Has(PLACES, (tokens.part(part),))
        strict = either(labelled, Has((Field.TEXT,), (tokens.UNIT + part.value,)))
        clauses.append(Clause(labelled, LABELLED))
    more = [(begins, NUMBER_BEGINS), (in_code, NUMBER_IN_CODE)]
    loose_clauses = tuple(Clause(condition, weight) for condition, weight in more if condition is not None)
    loose = either(strict, anyhow, begins)
    return Term((text,), strict, loose, either(loose, in_code), tuple(clauses), loose_clauses, part.value, part.label)


def word(letters: str) -> Term:
    """Latin letters: a word, the beginning of one, the sound or the first letters of Chinese characters; one slip."""
    exact, begins = Has(EVERYWHERE, (tokens.UNIT + letters,)), None
    if len(letters) > 1:
        begins = Has(EVERYWHERE, (), (tokens.UNIT + letters,))
    sound, initials = _sounds(letters, PLACES), _initials(letters, PLACES)
    near = tuple(tokens.SHORTENED + one for one in sorted(typos.shortened(letters)))
    strict = either(exact, begins, sound, initials)
    clauses = [Clause(Has((field,), (tokens.UNIT + letters,)), weight) for field, weight in WORD.items()]
    clauses += [Clause(begins, WORD_BEGINS)] if begins else []
    for readings, weights in ((_sounds, READ), (_initials, INITIALS)):
        for field, weight in weights.items():
            if (condition := readings(letters, (field,))) is not None:
                clauses.append(Clause(condition, weight * len(letters)))
    loose = either(strict, Has(PLACES, near) if near else None)
    slip = (Clause(Has(PLACES, near), NEAR_WORD),) if near else ()
    return Term((letters,), strict, loose, loose, tuple(clauses), slip)


def _sounds(letters: str, fields: tuple[Field, ...]) -> Condition | None:
    """The letters as syllables, in each way to read them; the last one may be cut off."""
    if not letters.isascii() or len(letters) < 2:
        return None
    ways = [_sound(way, fields) for way in pinyin.segment_open(letters)]
    return either(*ways) if ways else None


def _sound(way: tuple[str, ...], fields: tuple[Field, ...]) -> Condition:
    if len(way) == 1:
        return Has(fields, (), (tokens.SYLLABLES + way[0],))
    *whole, last = itertools.pairwise(way)
    pairs = [Has(fields, (f"{tokens.SYLLABLES}{one}_{other}",)) for one, other in whole]
    return every(*pairs, Has(fields, (), (f"{tokens.SYLLABLES}{last[0]}_{last[1]}",)))


def _initials(letters: str, fields: tuple[Field, ...]) -> Condition | None:
    if not letters.isascii() or not 2 <= len(letters) <= 16:
        return None
    if len(letters) < pinyin.INITIALS:
        return Has(fields, (), (tokens.INITIALS + letters,))
    starts = range(len(letters) - pinyin.INITIALS + 1)
    return every(*(Has(fields, (tokens.INITIALS + letters[at : at + pinyin.INITIALS],)) for at in starts))
