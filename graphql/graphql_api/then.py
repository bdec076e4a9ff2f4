"""A house on the day of one of its contracts, as the registers knew it at the end of that day."""

from __future__ import annotations

from dataclasses import replace

from aggregates.house import House
from aggregates.kinds import Collection, Kind
from graphql_api import subjects
from graphql_api.compiler import AsOf, Compiler, Row, Selected
from graphql_api.model import Field

NAME = "houseThen"
ZONE = "read.zone()"
"""The bureau's, where a day ends by which registers are asked what they knew; no subquery, which would keep the
database from planning the as-of functions together with what asks them."""


def fields(kind: Kind, collection: Collection) -> dict[str, Field]:
    """``houseThen`` of contracts of sale; none of any other collection."""
    if (kind.name, collection.name) != ("HOUSE", House.contracts.collection.name):
        return {}
    said = (
        "The house as it stood on the day on which this was signed, as was known at the end of that day; all below it "
        "too. Null where nothing of it was known yet 签约当日所知状态"
    )

    def compile_then(compiler: Compiler, row: Row, one: Selected) -> str:
        return subjects.subject_object(compiler, kind, row.column("subject"), replace(row, at=_at(row)), one)

    return {NAME: Field(subjects.type_name(kind), compile_then, said)}


def _at(row: Row) -> AsOf:
    """The clocks of that day; what the reader is told of the ledger otherwise is not exceeded."""
    signed = row.column("signed_on")
    ended = f"(({signed} + 1)::timestamp at time zone {ZONE} - interval '1 microsecond')"
    known = f"least({row.at.known}, {ended})" if row.at else ended
    position = row.at.position if row.at else "null::bigint"
    return AsOf(signed, known, position, stated=True, states_day=True)
