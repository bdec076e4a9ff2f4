"""The terms of a typed text: phrases, words, numbered parts; how each is found strictly, loosely, with a slip."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from search import tokens
from search.analysis import codes, folding, parts, pinyin, typos, units
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

ZEROS, NUMBER_AT_END = range(2, 6), 300
LABELLED, NUMBERED, NUMBER_BEGINS, NUMBER_IN_CODE = 2_500, 1_200, 450, 400
Steps = Mapping[tuple[Field, ...], int]
"""Points by where something stands; each step adds to the wider one, so that a name that stands in an address, too, is
worth no more than a name."""

NAMES = (Field.NAME,)
PHRASE: Steps = {EVERYWHERE: 60, PLACES: 140, NAMES: 100}
"""Points for each character of a phrase."""

WORD: Steps = {EVERYWHERE: 300, PLACES: 600, NAMES: 300}
READ: Steps = {PLACES: 100, NAMES: 50}
ALIKE: Steps = {PLACES: 80, NAMES: 40}
INITIALS: Steps = {PLACES: 50, NAMES: 40}
PAIR_FOUND, NEARLY_FOUND, NEAR_WORD, WORD_BEGINS = 40, 20, 400, 200

NOUNS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("项目", "楼盘", "工程"), ("PROJECT",)),
    **dict.fromkeys(("公司", "开发商"), ("ENTERPRISE",)),
    **dict.fromkeys(("小区", "大厦"), ("PROJECT", "BUILDING")),
    **dict.fromkeys(("房子", "房屋", "住宅"), ("HOUSE",)),
}
"""What a name is of, as one adds it to a name that has no such word; and the kinds that are meant."""

_NOUN = re.compile(f"(?<=[㐀-鿿])(?:{'|'.join(NOUNS)})(?![㐀-鿿])")
_SIGNS_READ = {
    "haolou": "号楼", "danyuan": "单元", "hao": "号", "duan": "段", "xiang": "巷", "nong": "弄", "lou": "楼",
    "ceng": "层", "shi": "室", "dong": "栋", "zhuang": "幢", "zuo": "座",
}  # fmt: skip
_SIGN_READ = re.compile(rf"(?<=[0-9])\s?({'|'.join(_SIGNS_READ)})(?![a-z])", re.IGNORECASE)

_ENDS = frozenset("省市区县镇乡村路街道巷弄里")


@dataclass(frozen=True, slots=True)
class Term:
    """``text`` is what was typed, folded. ``number`` is its value where it is one; ``whole`` finds it loosely, but not
    as the beginning of another. ``apart`` are the word and the number that it may be, too (``wtl23``)."""

    text: tuple[str, ...]
    strict: Condition
    loose: Condition
    loosest: Condition
    clauses: tuple[Clause, ...]
    loose_clauses: tuple[Clause, ...] = ()
    number: str = ""
    label: Label = Label.ANY
    apart: tuple[Term, ...] = ()
    whole: Condition | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """A typed text and its terms in their order. ``bare`` is the text without nouns that say what sort of thing a name
    is of, empty where there are none; ``kinds`` those that they mean."""

    text: str
    terms: tuple[Term, ...]
    bare: str = ""
    kinds: tuple[str, ...] = ()


def read(text: str) -> Typed:
    """The terms of a text; none of what has neither letters nor digits."""
    found = units.units(_SIGN_READ.sub(lambda sign: _SIGNS_READ[sign[1].lower()], text))
    numbered = {at: part for part in parts.find(found) for at in range(part.first, part.last + 1)}
    terms = _all_but_last_whole(tuple(dict.fromkeys(_with_rooms(list(_terms(found, numbered)))))[:MOST_READ])
    folded = folding.fold(text).text
    nouns = _NOUN.findall(folded)
    bare = _NOUN.sub(" ", folded).strip() if nouns else ""
    return Typed(text, terms, bare, tuple(dict.fromkeys(kind for noun in nouns for kind in NOUNS[noun])))


def _terms(found: Sequence[Unit], numbered: dict[int, Part]) -> Iterator[Term]:
    def sort(at: int) -> tuple[object, ...]:
        part = numbered.get(at)
        return (part.first, part.last) if part else (found[at].sort, found[at].sort is Sort.HAN or at)

    for _, group in itertools.groupby(range(len(found)), key=sort):
        places = list(group)
        if (part := numbered.get(places[0])) is not None:
            text = "".join(found[at].text for at in places)
            yield of_document(part, text) if _is_of_document(found, part) else _number_or_both(part, text)
        elif found[places[0]].sort is Sort.HAN:
            yield from (phrase(one) for one in _phrases([found[at] for at in places]))
        else:
            yield word(found[places[0]].text)


def _all_but_last_whole(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """Only the last number may be the beginning of one: of the others that would be many more, and none is meant."""
    return (*(dataclasses.replace(one, loose=one.whole or one.loose) for one in terms[:-1]), *terms[-1:])


def _with_rooms(terms: list[Term]) -> Iterator[Term]:
    """10楼04 and 12层5室 are rooms 1004 and 1205, too."""
    room: Term | None = None
    for one, other in itertools.zip_longest(terms, terms[1:]):
        below, room = room, _room(one, other) if other else None
        for whole in (below, room):
            if whole is not None:
                one = dataclasses.replace(
                    one,
                    strict=either(one.strict, whole.strict),
                    loose=either(one.loose, whole.strict),
                    whole=either(one.whole, whole.strict) if one.whole else None,
                    loosest=either(one.loosest, whole.strict),
                    clauses=(*one.clauses, *(whole.clauses if whole is below else ())),
                )
        yield one


def _room(floor: Term, room: Term) -> Term | None:
    digits = room.number.isascii() and room.number.isdigit() and len(room.number) <= 2
    if (
        floor.label is not Label.FLOOR
        or not digits
        or room.label not in (Label.ROOM, Label.SUB)
        or "之" in room.text[0]
    ):
        return None
    return number(Part(Label.ROOM, f"{floor.number}{room.number.zfill(2)}", 0, 0), "")


def _is_of_document(found: Sequence[Unit], part: Part) -> bool:
    """第003号, 〔2016〕, 2016-003."""
    one = found[part.first]
    padded = part.label is Label.ANY and one.end - one.start > max(2, len(one.text))
    counted = part.first > 0 and found[part.first - 1].text == "第" and part.label in (Label.ANY, Label.NUMBER)
    return padded or counted or one.joint.endswith(("〔", "[", "［", "【"))


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
    loose = either(strict, _nearly(characters, EVERYWHERE), _in_twos(characters, EVERYWHERE), alike)
    loosest = either(loose, *_one_wrong(characters))
    clauses = tuple(Clause(_side_by_side(characters, where), w * len(characters)) for where, w in PHRASE.items())
    return Term(characters, strict, loose, loosest, clauses, tuple(_loose_clauses(characters)))


def leaving_out(conditions: tuple[Condition, ...], out: int = 1) -> Condition:
    """All but so many of these."""
    return Some(conditions, max(1, len(conditions) - out))


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


def _in_twos(characters: tuple[str, ...], fields: tuple[Field, ...]) -> Condition | None:
    """Two by two, in whatever places: 外墙加固 for 外墙脱落需要加固."""
    if len(characters) < 4:
        return None
    starts = [*range(0, len(characters) - 2, 2), len(characters) - 2]
    return every(*(Has(fields, (tokens.pair(*characters[at : at + 2]),)) for at in starts))


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
    for where, weight in ALIKE.items():
        ways = [way for way in (_read_alike(characters, where), _in_twos(characters, where)) if way is not None]
        if ways:
            yield Clause(either(*ways), weight * len(characters))
    yield from (Clause(Has(PLACES, (tokens.pair(*two),)), PAIR_FOUND) for two in itertools.pairwise(characters))
    yield from (Clause(_nearly(two, PLACES), NEARLY_FOUND) for two in itertools.pairwise(characters))


def _number_or_both(part: Part, text: str) -> Term:
    """``wtl23`` is a number with letters before it, or a word and a number without a blank between them."""
    whole, letters = number(part, text), part.value.rstrip("0123456789")
    if not (2 <= len(letters) < len(part.value) and letters.isascii() and letters.isalpha()):
        return whole
    apart = word(letters), number(part._replace(value=part.value[len(letters) :]), text)
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
    begins = _begins(part.value)
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
    clauses.append(Clause(begins, NUMBER_BEGINS))
    loose_clauses = (Clause(in_code, NUMBER_IN_CODE),) if in_code is not None else ()
    loose = either(strict, anyhow, begins)
    return Term(
        (text,),
        strict,
        loose,
        either(loose, in_code),
        tuple(clauses),
        loose_clauses,
        part.value,
        part.label,
        whole=either(strict, anyhow),
    )


def _begins(value: str) -> Condition:
    """A number that is this one, or that begins with it."""
    whole, begun = tokens.NUMBER + value, tokens.begun(value)
    return Has(PLACES, (), (whole,)) if begun is None else Has(PLACES, (whole, begun))


def of_document(part: Part, text: str) -> Term:
    """A number of a document: it says little of places, and its zeros may be left out."""
    anyhow = number(part, text)
    ends = tuple(tokens.CODE_PIECE + codes.alike(part.value.zfill(digits)) for digits in ZEROS)
    at_end = Has((Field.CODE,), ends)
    strict, clauses = either(anyhow.strict, at_end), (Clause(at_end, NUMBER_AT_END),)
    return Term((text,), strict, either(anyhow.loose, at_end), either(anyhow.loosest, at_end), clauses)


def word(letters: str) -> Term:
    """Latin letters: a word, the beginning of one, the sound or the first letters of Chinese characters; one slip."""
    exact, begins = Has(EVERYWHERE, (tokens.UNIT + letters,)), None
    if len(letters) > 1:
        begins = Has(EVERYWHERE, (), (tokens.UNIT + letters,))
    sound, initials = _sounds(letters, PLACES), _initials(letters, PLACES)
    near = tuple(tokens.SHORTENED + one for one in sorted(typos.shortened(letters)))
    strict = either(exact, begins, sound, initials)
    clauses = [Clause(Has(where, (tokens.UNIT + letters,)), weight) for where, weight in WORD.items()]
    clauses += [Clause(begins, WORD_BEGINS)] if begins else []
    for readings, weights in ((_sounds, READ), (_initials, INITIALS)):
        for where, weight in weights.items():
            if (condition := readings(letters, where)) is not None:
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
