"""What of an event's recorded changes a reader may see: sealed values never, others by who asks."""

from __future__ import annotations

from collections.abc import Iterable

from aggregates.attributes import Attribute
from aggregates.catalogue import Catalogue
from aggregates.event_types import EventType
from aggregates.kinds import Kind
from graphql_api.columns import readable
from graphql_api.compiler import Compiler, Row
from projections import names

SEALED = """'{"sealed": true}'::jsonb"""
MASKED = """'{"masked": true}'::jsonb"""
PATH = "case when x->>'entity' = '' then m.key else (x->>'entity') || '/' || m.key end"


def changes(compiler: Compiler, catalogue: Catalogue, row: Row) -> str:
    """``changes`` as recorded, with values that may not be seen replaced."""
    value = _value(compiler, catalogue, row)
    masked = (
        "(select jsonb_agg(jsonb_build_object('entity', x->>'entity', 'set', (select coalesce(jsonb_object_agg("
        f"m.key, {value}), '{{}}') from jsonb_each(x->'set') m)) order by n) "
        f"from jsonb_array_elements({row.column('changes')}) with ordinality t(x, n))"
    )
    shown = row.column("changes")
    return f"case when {_is_open(compiler, catalogue, row)} then {shown} else coalesce({masked}, '[]') end"


def data(compiler: Compiler, catalogue: Catalogue, row: Row) -> str:
    """The same, flattened: ``attribute`` of the subject itself, ``collection/key/attribute`` of elements."""
    recorded = row.column("changes")
    own_only = f"jsonb_array_length({recorded}) = 1 and {recorded} #>> '{{0,entity}}' = ''"
    as_is = f"case when {own_only} then {recorded} #> '{{0,set}}' else {_flat(recorded, 'm.value')} end"
    masked = _flat(recorded, _value(compiler, catalogue, row))
    return f"case when {_is_open(compiler, catalogue, row)} then {as_is} else {masked} end"


def _flat(recorded: str, value: str) -> str:
    source = f"jsonb_array_elements({recorded}) x, jsonb_each(x->'set') m"
    return f"(select coalesce(jsonb_object_agg({PATH}, {value}), '{{}}') from {source})"


def _is_open(compiler: Compiler, catalogue: Catalogue, row: Row) -> str:
    """Whether the event is of a type that can hold nothing hidden from this reader.

    The names are constants of ours, not parameters: so PostgreSQL hashes them.
    """
    closed = {
        name
        for (kind, name), event_type in catalogue.event_types.items()
        if not _shows_all(compiler, catalogue.kinds[kind], event_type)
    }
    return f"{row.column('type')} <> all({_constants(closed)})"


def _constants(texts: Iterable[str]) -> str:
    listed = ", ".join(names.literal(text) for text in sorted(texts))
    return f"array[{listed}]::text[]"


def _shows_all(compiler: Compiler, kind: Kind, event_type: EventType) -> bool:
    return all(
        readable(compiler, (kind.attributes_of(collection) or {})[name])
        for collection, allowed in event_type.may_set(kind).items()
        for name in allowed
    )


def _value(compiler: Compiler, catalogue: Catalogue, row: Row) -> str:
    hidden = {f"{kind.name}/{one.path}" for kind in catalogue.kinds.values() for one in _hidden(compiler, kind)}
    collection = "case when x->>'entity' = '' then '' else split_part(x->>'entity', '/', 1) || '.' end"
    path = f"{row.column('kind')} || '/' || ({collection}) || m.key"
    masked = f"when ({path}) = any({_constants(hidden)}) and m.value <> 'null' then {MASKED} " if hidden else ""
    return f"case when jsonb_typeof(m.value) = 'object' then {SEALED} {masked}else m.value end"


def _hidden(compiler: Compiler, kind: Kind) -> list[Attribute]:
    return [one for one in _attributes(kind) if not one.sealed and not readable(compiler, one)]


def _attributes(kind: Kind) -> Iterable[Attribute]:
    yield from kind.attributes.values()
    for collection in kind.collections.values():
        yield from collection.attributes.values()
