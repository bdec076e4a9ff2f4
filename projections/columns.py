"""The columns of the typed tables, as they follow from a kind's declaration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from aggregates.attributes import Attribute
from aggregates.errors import InvalidValue
from aggregates.kinds import Collection, Kind
from projections.names import quoted


class Column(NamedTuple):
    """A column of a read table: its name and its SQL type, with the collation where it is text."""

    name: str
    type: str


SUBJECT = (
    Column("subject", "uuid"),
    Column("scheme", 'text collate "C"'),
    Column("code", 'text collate "C"'),
    Column("version", "int"),
    Column("position", "bigint"),
    Column("division_id", "uuid"),
)
"""What every typed table of subjects begins with."""

ELEMENT = (Column("subject", "uuid"), Column("key", 'text collate "C"'), Column("position", "bigint"))
"""What every typed table of elements begins with."""


def sql_type(attribute: Attribute) -> str:
    """The type of the attribute's column."""
    return 'text collate "C"' if attribute.type.sql == "text" else attribute.type.sql


def stated(attributes: Mapping[str, Attribute]) -> list[Column]:
    """A column for each declared attribute."""
    return [Column(name, sql_type(attribute)) for name, attribute in attributes.items()]


def record(attributes: Mapping[str, Attribute]) -> str:
    """The column list that `jsonb_to_record` needs to read a state."""
    return ", ".join(f"{quoted(name)} {kind}" for name, kind in stated(attributes)) or "nothing text"


def table_of(kind: Kind, collection: Collection | None = None) -> str:
    """`house`, or `house_mortgages` for a collection."""
    return f"{kind.table}_{collection.name}" if collection else kind.table


def check(kind: Kind) -> None:
    """Refuse declarations whose columns would clash with the fixed ones; InvalidValue names the attribute."""
    for name in kind.attributes.keys() & {column.name for column in SUBJECT}:
        raise InvalidValue(f"{kind.name} declares {name!r}, a column of every subject; name it otherwise.", field=name)
    for collection in kind.collections.values():
        for name in collection.attributes.keys() & {column.name for column in ELEMENT}:
            path = f"{collection.name}.{name}"
            raise InvalidValue(
                f"{kind.name} declares {path!r}, a column of every element; name it otherwise.", field=path
            )
