"""Which attributes of a subject or an element are under open investigation, told beside the values themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aggregates.common import Registered
from aggregates.kinds import Kind
from graphql_api import tables
from graphql_api.compiler import Compiler, Row, Selected
from graphql_api.model import Field
from projections import names

COLLECTION = Registered.investigations.collection
NAME = "underInvestigationAttributes"
_SAID = "Names of its fields that are under investigation at the clocks in force, whether they hold a value or not"


def investigating(kind: Kind) -> bool:
    """Whether subjects of a kind can be under investigation; a cut-down kind may lack what that takes."""
    found = kind.collections.get(COLLECTION.name)
    return found is not None and found.attributes.keys() >= COLLECTION.attributes.keys()


def of_subject(kind: Kind) -> Field:
    """The field of a kind: its own attributes, not those of its elements."""
    return Field("[String!]!", lambda compiler, row, one: _names(compiler, row, [kind], "''"), f"{_SAID} 核查中的属性")


def of_element(kinds: Iterable[Kind], collection: str) -> Field:
    """The field of a collection's elements, which subjects of ``kinds`` have."""
    asked = [kind for kind in kinds if investigating(kind)]

    def compile_names(compiler: Compiler, row: Row, one: Selected) -> str:
        entity = f"{names.literal(collection + '/')} || {row.column('key')}"
        return _names(compiler, row, asked, entity)

    return Field("[String!]!", compile_names, f"{_SAID} 核查中的属性")


def of_encumbrance(kind: Kind, fields: Mapping[str, str]) -> Field:
    """The same for encumbrances, whose collection their kind names; ``fields``: attribute -> field that shows it."""

    def compile_names(compiler: Compiler, row: Row, one: Selected) -> str:
        entity = f"lower({row.column('encumbrance')}) || 's/' || {row.column('key')}"
        return _names(compiler, row, [kind], entity, fields)

    return Field("[String!]!", compile_names, f"{_SAID} 核查中的属性")


def _names(
    compiler: Compiler, row: Row, kinds: Iterable[Kind], entity: str, fields: Mapping[str, str] | None = None
) -> str:
    opened = Row(compiler.statement.alias(), row.at)
    parts = " union all ".join(
        f"select f.* from {tables.relation(compiler, kind, row.at, kind.collections[COLLECTION.name])} f "
        f"where f.subject = {row.column('subject')}"
        for kind in kinds
    )
    name = _field_name(opened.column("attribute"), fields or {})
    about = f"coalesce({opened.column('entity')}, '') = {entity} and {opened.column('attribute')} is not null"
    return (
        f"array(select distinct {name} from ({parts}) {opened.alias} where {opened.column('live')} and {about} "
        f"order by {name})"
    )


def _field_name(attribute: str, fields: Mapping[str, str]) -> str:
    """The GraphQL name of an attribute, recorded as it is declared (also as a path), or as GraphQL names it already."""
    last = f"split_part({attribute}, '.', -1)"
    words = f"replace(initcap(replace({last}, '_', ' ')), ' ', '')"
    camel = f"case when strpos({last}, '_') > 0 then lower(left({words}, 1)) || substr({words}, 2) else {last} end"
    known = " ".join(f"when {names.literal(name)} then {names.literal(field)}" for name, field in fields.items())
    return f"(case {last} {known} else {camel} end)" if known else f"({camel})"
