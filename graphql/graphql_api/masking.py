"""What of an event's recorded changes a reader may see: sealed values never, others by who asks."""

from __future__ import annotations

from collections.abc import Iterable

from aggregates.attributes import Attribute
from aggregates.catalogue import Catalogue
from aggregates.event_types import EventType
from aggregates.kinds import Kind
from graphql_api.columns import readable
from graphql_api.compiler import Compiler, Row

SEALED = """'{"sealed": true}'::jsonb"""
MASKED = """'{"masked": true}'::jsonb"""


def changes(compiler: Compiler, catalogue: Catalogue, row: Row) -> str:
    """``changes`` as recorded, with values that may not be seen replaced."""
    value = _value(compiler, catalogue, row)
    masked = (
        "(select jsonb_agg(jsonb_build_object('entity', x->>'entity', 'set', (select coalesce(jsonb_object_agg("
        f"m.key, {value}), '{{}}') from jsonb_each(x->'set') m)) order by n) "
        f"from jsonb_array_elements({row.column('changes')}) with ordinality t(x, n))"
    )
    plain = _plain_types(compiler, catalogue)
    return f"case when {_type_path(row)} = any({plain}) then {row.column('changes')} else coalesce({masked}, '[]') end"


def data(compiler: Compiler, catalogue: Catalogue, row: Row) -> str:
    """The same, flattened: ``attribute`` of the subject itself, ``collection/key/attribute`` of elements."""
    value = _value(compiler, catalogue, row)
    path = "case when x->>'entity' = '' then m.key else (x->>'entity') || '/' || m.key end"
    flattened = (
        f"(select coalesce(jsonb_object_agg({path}, {value}), '{{}}') "
        f"from jsonb_array_elements({row.column('changes')}) x, jsonb_each(x->'set') m)"
    )
    recorded, plain = row.column("changes"), _plain_types(compiler, catalogue)
    alone = f"jsonb_array_length({recorded}) = 1 and {recorded} #>> '{{0,entity}}' = ''"
    own_only = f"{alone} and {_type_path(row)} = any({plain})"
    return f"case when {own_only} then {recorded} #> '{{0,set}}' else {flattened} end"


def _type_path(row: Row) -> str:
    return f"({row.column('kind')} || '/' || {row.column('type')})"


def _value(compiler: Compiler, catalogue: Catalogue, row: Row) -> str:
    hidden = sorted(f"{kind.name}/{one.path}" for kind in catalogue.kinds.values() for one in _hidden(compiler, kind))
    collection = "case when x->>'entity' = '' then '' else split_part(x->>'entity', '/', 1) || '.' end"
    path = f"{row.column('kind')} || '/' || ({collection}) || m.key"
    listed = compiler.statement.bind(hidden, "text[]")
    return (
        f"case when jsonb_typeof(m.value) = 'object' then {SEALED} "
        f"when ({path}) = any({listed}) and m.value <> 'null' then {MASKED} else m.value end"
    )


def _attributes(kind: Kind) -> Iterable[Attribute]:
    yield from kind.attributes.values()
    for collection in kind.collections.values():
        yield from collection.attributes.values()


def _hidden(compiler: Compiler, kind: Kind) -> list[Attribute]:
    return [one for one in _attributes(kind) if not one.sealed and not readable(compiler, one)]


def _plain_types(compiler: Compiler, catalogue: Catalogue) -> str:
    """The types whose events hold nothing that this reader may not see."""
    plain = [
        f"{kind}/{name}"
        for (kind, name), event_type in catalogue.event_types.items()
        if _is_plain(compiler, catalogue.kinds[kind], event_type)
    ]
    return compiler.statement.bind(sorted(plain), "text[]")


def _is_plain(compiler: Compiler, kind: Kind, event_type: EventType) -> bool:
    return all(
        readable(compiler, (kind.attributes_of(collection) or {})[name])
        for collection, names in event_type.may_set(kind).items()
        for name in names
    )
