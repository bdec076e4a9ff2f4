"""A tenancy of secured housing, from either side: the household, its home, and the allocation that it came by."""

from __future__ import annotations

from aggregates.catalogue import Catalogue
from aggregates.household import Household
from aggregates.kinds import Collection, Kind
from graphql_api import columns, subjects, tables
from graphql_api.compiler import Compile, Compiler, Row, Selected
from graphql_api.model import Field

F = Household


def fields(catalogue: Catalogue, collection: Collection) -> dict[str, Field]:
    """What tenancies say beside their attributes; nothing where a catalogue lacks one of the two kinds."""
    house, household = catalogue.kinds.get("HOUSE"), catalogue.kinds.get("HOUSEHOLD")
    known = {"house_code", "household_code"} <= collection.attributes.keys()
    if collection.name != F.tenancies.collection.name or not known or house is None or household is None:
        return {}
    came = "The allocation by which it came to this home: method and programme; null where none is on record 配租依据"
    return {
        "household": Field(
            subjects.type_name(household),
            _side(household, collection),
            "Who lives there; null where the reader may not see the household 租住家庭",
        ),
        "house": Field(
            subjects.type_name(house), _side(house, collection), "The home; null where the reader may not see it 房屋"
        ),
        "allocation": Field("Allocation", _allocation(house, household, collection), came),
    }


def _id(compiler: Compiler, kind: Kind, collection: Collection, row: Row) -> str:
    """The id of the household or house of a tenancy: the code that it names, else the subject that it stands in.

    Where that is of the other kind, no row of this kind has the id.
    """
    code = columns.column(compiler, row, collection.attributes[f"{kind.table}_code"])
    return f"coalesce({tables.by_code(kind.name, code)}, {row.column('subject')})"


def _side(kind: Kind, collection: Collection) -> Compile:
    return lambda compiler, row, one: subjects.subject_object(
        compiler, kind, _id(compiler, kind, collection, row), row, one
    )


def _allocation(house: Kind, household: Kind, collection: Collection) -> Compile:
    allocations = household.collections[F.allocations.collection.name]

    def compile_allocation(compiler: Compiler, row: Row, one: Selected) -> str:
        found = Row(compiler.statement.alias(), row.at)
        home = columns.column(compiler, found, allocations.attributes["house_code"])
        where = [
            f"{found.column('subject')} = {_id(compiler, household, collection, row)}",
            f"{tables.by_code(house.name, home)} = {_id(compiler, house, collection, row)}",
            *tables.subject_in_scope(compiler, found.column("subject")),
        ]
        last = ", ".join(f"{found.column(name)} desc nulls last" for name in ("contracted_on", "selected_on"))
        source = f"from {tables.relation(compiler, household, row.at, allocations)} {found.alias}"
        source += f"{tables.conjunction(where)} order by {last}, {found.column('key')} limit 1"
        return compiler.object("Allocation", found, one, source)

    return compile_allocation
