"""Which of a house's seizures is in force at the clocks in force, and in which order the others wait 轮候.

The same meaning as :func:`aggregates.rules.seizures.ranked`, compiled to SQL: nothing is recorded when one moves up.
"""

from __future__ import annotations

from aggregates.house import House
from aggregates.kinds import Collection, Kind
from graphql_api import tables
from graphql_api.compiler import Compile, Compiler, Row, Selected
from graphql_api.model import Field

COLLECTION = House.seizures.collection
_READS = ("registered_on", "waiting_order")


def fields(kind: Kind, collection: Collection) -> dict[str, Field]:
    """What elements of a kind's seizures say beside their attributes; a cut-down kind may lack what that takes."""
    if collection.name != COLLECTION.name or not collection.attributes.keys() >= {*_READS, "expires_on"}:
        return {}

    def in_force(compiler: Compiler, row: Row, one: Selected) -> str:
        return f"({row.column('live')} and {_before(compiler, kind, collection, row)} = 0)"

    return {
        "inForce": Field("Boolean!", in_force, "The one that binds on the day; the others wait 生效查封"),
        "rank": Field("Int", _rank(kind, collection), f"{_SAID_OF_RANK} 顺位"),
    }


_SAID_OF_RANK = (
    "Place among those that stand on the day: 1 is in force, the next moves up; null where it does not stand"
)


def _rank(kind: Kind, collection: Collection) -> Compile:
    def compile_rank(compiler: Compiler, row: Row, one: Selected) -> str:
        before = _before(compiler, kind, collection, row)
        return f"(case when {row.column('live')} then (1 + {before})::int end)"

    return compile_rank


def _before(compiler: Compiler, kind: Kind, collection: Collection, row: Row) -> str:
    """How many that stand are ahead of a row."""
    other = Row(compiler.statement.alias(), row.at)
    return (
        f"(select count(*) from {tables.relation(compiler, kind, row.at, collection)} {other.alias} "
        f"where {other.column('subject')} = {row.column('subject')} and {other.column('live')} "
        f"and {_place(other)} < {_place(row)})"
    )


def _place(row: Row) -> str:
    registered, order = map(row.column, _READS)
    return f"(coalesce({registered}, '-infinity'::date), coalesce({order}, 0), {row.column('key')})"
