"""Makes documents: the texts of a subject, of its building, project and divisions, and of those whom it names."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date
from typing import Any

from aggregates.exposure import Exposure
from search import titles
from search.document import Document, Field, Text
from search.related import Material, Related
from search.searched import INHERITED, LONGEST_TEXT, MOST_TEXTS, REFERRED, SEARCHED, Part, Searched

OPEN = Exposure.PUBLIC
UNKNOWN_YEAR = 9999

PARTS = {kind: tuple(searched.parts) for kind, searched in SEARCHED.items()}
"""Kind -> what is searched of it, numbered as :func:`search.statements.elements` numbers it."""


NAMING = {
    kind: {number: part for number, part in enumerate(parts) if part.attribute.type.refers in REFERRED}
    for kind, parts in PARTS.items()
}
"""Of these those that hold codes of others who are found with them."""


def compose(of: Material, version: int, division_code: str | None) -> Document:
    """The document of a subject."""
    subject = of.subject
    kind = SEARCHED[subject.kind].kind
    row = subject.row
    title = titles.title(of)
    return Document(
        subject.subject,
        kind.name,
        subject.scheme,
        subject.code,
        title,
        version,
        kind.exposure,
        subject.division,
        division_code,
        row.get("phase"),
        row.get("stage"),
        row.get("stock"),
        _year(of),
        tuple(sorted({*of.persons, *_persons(of)})),
        tuple(_gathered(of, title)),
    )


def _gathered(of: Material, title: str) -> Iterator[Text]:
    """Each text once: rather as it holds than as it held, rather for all than for few; so many of one attribute."""
    found: dict[tuple[str, str], Text] = {}
    counts: dict[str, int] = {}
    for one in itertools.chain(_texts(of), _placed(of, title)):
        key = (one.attribute, one.text)
        before = found.get(key)
        if before is None:
            count = counts[one.attribute] = counts.get(one.attribute, 0) + 1
            if count <= MOST_TEXTS:
                found[key] = one
        elif _rank(one) < _rank(before):
            found[key] = one
    yield from found.values()


def _rank(one: Text) -> tuple[bool, bool, int]:
    return one.wide, one.until is not None, -(one.until.toordinal() if one.until else 0)


def _texts(of: Material) -> Iterator[Text]:
    subject, searched = of.subject, SEARCHED[of.subject.kind]
    for code in subject.codes:
        yield Text(Field.CODE, "code", code, OPEN)
    for part in searched.own:
        yield from _own(part, subject)
    for number, value in of.values:
        part = PARTS[subject.kind][number]
        yield Text(part.field, part.path, value[:LONGEST_TEXT], part.attribute.exposure)
    for number_of_document in of.numbers:
        yield Text(Field.CODE, "document.number", number_of_document, OPEN)
    for parent in of.parents.values():
        yield from _inherited(parent, wide=of.wide(parent))
    yield from _names_of_firms(of)
    yield from _names_of_divisions(of)


def _placed(of: Material, title: str) -> Iterator[Text]:
    """A house with its room, where its address does not tell it."""
    if of.subject.kind == "HOUSE" and title not in (of.subject.row.get("address"), of.subject.code):
        yield Text(Field.ADDRESS, "title", title, OPEN)


def _own(part: Part, subject: Related) -> Iterator[Text]:
    for value, until in subject.values(part.attribute.name):
        yield Text(part.field, part.path, value[:LONGEST_TEXT], part.attribute.exposure, until)


def _inherited(parent: Related, *, wide: bool) -> Iterator[Text]:
    searched = SEARCHED[parent.kind]
    prefix = searched.kind.table
    for code in parent.codes:
        yield Text(Field.CODE, f"{prefix}.code", code, OPEN, None, wide)
    names = INHERITED[parent.kind].split()
    for part in searched.own:
        if part.attribute.name in names:
            for value, until in parent.values(part.attribute.name):
                yield Text(part.field, f"{prefix}.{part.path}", value, part.attribute.exposure, until, wide)


def codes(of: Material) -> Iterator[tuple[Part, str]]:
    """The codes of others that a subject states, with where."""
    row, naming = of.subject.row, NAMING[of.subject.kind]
    for part in naming.values():
        if not part.attribute.collection and (code := row.get(part.attribute.name)):
            yield part, code
    for number, value in of.values:
        if number in naming:
            yield naming[number], value


def _referred(of: Material) -> Iterator[tuple[Part, Related]]:
    for part, code in codes(of):
        for found in of.referred.get((part.attribute.type.refers or "", code), ()):
            if found.subject != of.subject.subject:
                yield part, found


def _names_of_firms(of: Material) -> Iterator[Text]:
    for part, firm in _referred(of):
        if firm.kind == "ENTERPRISE":
            wide = of.wide(firm)
            for value, until in (*firm.values("name"), *_short(firm)):
                yield Text(Field.NAME, part.path, value, part.attribute.exposure, until, wide)


def _short(firm: Related) -> Iterator[tuple[str, date | None]]:
    yield from firm.row.get("short_names", ())


def _names_of_divisions(of: Material) -> Iterator[Text]:
    for division, until in of.divisions:
        if division.subject != of.subject.subject:
            wide = of.wide(division)
            for value, ended in division.values("name"):
                yield Text(Field.ADDRESS, "division.name", value, OPEN, until or ended, wide)


def _persons(of: Material) -> Iterator[str]:
    """The subject's own person, and the practitioners whom it names, where all who see it see them."""
    if person := of.subject.row.get("person"):
        yield person
    for _, practitioner in _referred(of):
        if not of.wide(practitioner) and (person := practitioner.row.get("person")):
            yield person


def _year(of: Material) -> int | None:
    searched: Searched = SEARCHED[of.subject.kind]
    if searched.year:
        return _year_of(of.subject.row.get(searched.year))
    building = of.parent("BUILDING")
    return _year_of(building.row.get("year_built")) if building else None


def _year_of(value: Any) -> int | None:
    if isinstance(value, date):
        return value.year
    return value if value and value != UNKNOWN_YEAR else None
