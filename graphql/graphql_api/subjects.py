"""Subjects wherever an answer names one: by id and kind, as any of the kinds that the catalogue declares."""

from __future__ import annotations

from aggregates.catalogue import Catalogue
from aggregates.kinds import Kind
from graphql_api import tables
from graphql_api.compiler import Compiler, Row, Selected
from graphql_api.naming import pascal
from projections import names


def type_name(kind: Kind) -> str:
    """``House``."""
    return pascal(kind.name)


def subject_of(compiler: Compiler, catalogue: Catalogue, row: Row, one: Selected, kind_of: str | None = None) -> str:
    """The subject of a row that has ``subject`` and ``kind`` (else ``kind_of`` says it), as the type of its kind."""
    cases = " ".join(
        f"when {names.literal(kind.name)} then {subject_object(compiler, kind, row.column('subject'), row, one)}"
        for kind in catalogue.kinds.values()
    )
    return f"case {kind_of or row.column('kind')} {cases} end"


def subject_object(compiler: Compiler, kind: Kind, subject: str, row: Row, one: Selected) -> str:
    """The subject whose id ``subject`` evaluates to, at the clocks of ``row``; null where it may not be seen."""
    found, source = tables.one_subject(compiler, kind, subject, row.at)
    return compiler.object(type_name(kind), found, one, source)
