"""Attributes of the catalogue as fields: the SQL of a column as the answer shows it, and who may see it."""

from __future__ import annotations

from aggregates.attributes import Attribute
from aggregates.decisions import Region
from aggregates.kinds import Kind
from graphql_api import opening
from graphql_api.compiler import Compiler, Row, Selected
from graphql_api.model import EnumType, Field
from graphql_api.naming import bilingual, camel
from projections import typed

DATETIME_FORMAT = """'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'"""


def moment(sql: str) -> str:
    """A ``timestamptz`` as RFC 3339 in UTC."""
    return f"to_char({sql} at time zone 'UTC', {DATETIME_FORMAT})"


def readable(compiler: Compiler, attribute: Attribute) -> bool:
    """Whether this reader may see values of an attribute as stored; sealed ones nobody may."""
    return not attribute.sealed and compiler.identity.sees(attribute.exposure)


def column(compiler: Compiler, row: Row, attribute: Attribute) -> str:
    """The column as it is stored, for conditions and orders; null where the reader may not see it."""
    sql = row.column(attribute.name)
    return sql if readable(compiler, attribute) else f"null::{attribute.type.sql}"


def attribute_field(attribute: Attribute) -> Field:
    """The field of an attribute."""

    def compile_attribute(compiler: Compiler, row: Row, one: Selected) -> str:
        if attribute.sealed:
            return opening.personal(compiler, row, attribute.name)
        if not readable(compiler, attribute):
            return "null::text"
        return shown(row.column(attribute.name), attribute.type.sql)

    return Field(attribute.type.scalar, compile_attribute, describe(attribute))


def shown(sql: str, sql_type: str) -> str:
    """A stored value as the answer shows it: decimals as strings, moments in UTC, all else as JSON has it."""
    if sql_type.startswith("numeric"):
        return f"{sql}::text"
    return moment(sql) if sql_type == "timestamptz" else sql


def describe(attribute: Attribute) -> str:
    """English, Chinese, unit, and what else the declaration says."""
    said = bilingual(attribute.en, attribute.zh)
    if attribute.unit:
        said += f" [{attribute.unit}]"
    if attribute.sealed:
        said += "; personal data: masked, or in clear for a stated purpose"
    return f"{said}. {attribute.description}" if attribute.description else said


def plain(name: str, type_: str, description: str, sql_type: str = "text") -> Field:
    """The field of a column of ours that is no attribute."""
    return Field(type_, lambda compiler, row, one: shown(row.column(name), sql_type), description)


def enum_of(attribute: Attribute) -> EnumType | None:
    """The enum of an attribute that has one; its members' values are the Chinese terms."""
    choices = attribute.type.choices
    return EnumType(choices, (choices.__doc__ or choices.__name__).strip()) if choices else None


def derived(kind: Kind) -> list[Region]:
    """What follows from the state of a subject, each in a column that takes the place of a stated one of its name."""
    table = typed.table(kind)
    return list(table.regions) if table else []


def figures(kind: Kind) -> dict[str, Attribute]:
    """What its collections come to, by the name of its column; seen as far as the attribute says."""
    table = typed.table(kind)
    return {figure.name: figure.attribute for figure in table.figures} if table else {}


def is_known(region: Region) -> bool:
    """Whether a derived column always has a value."""
    return region.attribute.type.name in ("enum", "boolean")


def field_name(attribute: Attribute) -> str:
    return camel(attribute.name)
