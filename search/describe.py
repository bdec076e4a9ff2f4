"""What is searched, in words: ``docs/searched.md`` as a function of the declaration."""

from __future__ import annotations

from collections.abc import Iterator

from aggregates.exposure import Exposure
from search.document import Field
from search.searched import INHERITED, PARENTS, REFERRED, SEARCHED, YEAR, Part, Searched

INTRODUCTION = """\
# What is searched 检索范围

Generated from `search/searched.py` by `make schema`; do not edit. [Search](search.md) tells how it works.

Of every kind: all codes that a subject ever had (`code`), the numbers of the documents behind its events
(`document.number`), and the names, present and former, of its division, of those above it and of those that went into
it (`division.name`). Names and addresses of its own are found by their former values, too. A code of a firm brings the
firm's names along, short and former ones included; a code of a practitioner, the person.

*shown to*, where it is not all: *agencies* is whoever is signed in, *cases* caseworkers, departments, auditors and
administrators. Sealed values are in no document; persons stand in it as references.
"""

SHOWN = {Exposure.PUBLIC: "", Exposure.SHARED: " *(agencies)*", Exposure.PERSONAL: " *(cases)*"}


def text() -> str:
    """The whole text, in Markdown."""
    return "\n".join([INTRODUCTION, *(line for searched in SEARCHED.values() for line in _kind(searched))])


def _kind(searched: Searched) -> Iterator[str]:
    kind = searched.kind
    yield f"## {kind.name} {kind.zh}\n"
    yield from _taken(searched)
    yield "| what | attributes |"
    yield "|---|---|"
    for field in Field:
        if found := ", ".join(_told(part) for part in searched.parts if part.field is field):
            yield f"| {field.name.lower()} {field.value} | {found} |"
    yield ""


def _taken(searched: Searched) -> Iterator[str]:
    for parent in PARENTS.get(searched.kind.name, ()):
        table = SEARCHED[parent].kind.table
        names = ", ".join(f"`{table}.{name}`" for name in ("code", *INHERITED[parent].split()))
        yield f"Of its {table}: {names}.\n"
    persons = ", ".join(f"`{name}`" for name in searched.persons)
    if persons:
        yield f"Persons 人员 of {persons}.\n"
    elif searched.names_itself:
        yield "Its own person 人员.\n"
    if year := YEAR.get(searched.kind.name):
        yield f"Its year 年份 is that of `{year}`.\n"


def _told(part: Part) -> str:
    refers = part.attribute.type.refers
    named = " with its names" if refers == REFERRED[0] else ""
    return f"`{part.path}` {part.attribute.zh}{named}{SHOWN[part.attribute.exposure]}"
