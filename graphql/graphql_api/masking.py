"""What of an event's recorded changes a reader may see: sealed values never, others by who asks.

A sealed value is told as ``{"sealed": true}``, to who sees persons as ``{"erased": true}`` once its key is destroyed.

The read model has the changes without their envelopes; what is left to do is to mask for those who may see less.
"""

from __future__ import annotations

from collections.abc import Iterable

from aggregates.attributes import Attribute
from aggregates.catalogue import Catalogue
from aggregates.event_types import EventType
from aggregates.exposure import Exposure
from aggregates.kinds import Kind
from graphql_api.columns import readable
from graphql_api.compiler import Compiler, Row
from projections import names

MASKED = """'{"masked": true}'::jsonb"""
SEALED = """'{"sealed": true}'::jsonb"""
ERASED = """'{"erased": true}'::jsonb"""
PATH = "case when x->>'entity' = '' then m.key else (x->>'entity') || '/' || m.key end"


def changes(compiler: Compiler, catalogue: Catalogue, row: Row) -> str:
    """``changes`` as recorded, with values that may not be seen replaced."""
    shown = _shown(row)
    values = f"coalesce(jsonb_object_agg(m.key, {_value(compiler, catalogue, row)}), '{{}}')"
    change = f"jsonb_build_object('entity', x->>'entity', 'set', (select {values} from jsonb_each(x->'set') m))"
    source = f"jsonb_array_elements({shown}) with ordinality t(x, n)"
    masked = f"(select coalesce(jsonb_agg({change} order by n), '[]') from {source})"
    return _where_hidden(compiler, catalogue, row, masked, shown)


def data(compiler: Compiler, catalogue: Catalogue, row: Row) -> str:
    """The same, flattened: ``attribute`` of the subject itself, ``collection/key/attribute`` of elements."""
    shown = f"coalesce({row.column('data')}, {row.column('changes')} #> '{{0,set}}')"
    source = f"jsonb_array_elements({_shown(row)}) with ordinality t(x, n), jsonb_each(x->'set') m"
    value = _value(compiler, catalogue, row)
    masked = f"(select coalesce(jsonb_object_agg({PATH}, {value}), '{{}}') from {source})"
    return _where_hidden(compiler, catalogue, row, masked, shown)


def _shown(row: Row) -> str:
    return f"coalesce({row.column('shown')}, {row.column('changes')})"


def _where_hidden(compiler: Compiler, catalogue: Catalogue, row: Row, masked: str, shown: str) -> str:
    """``masked`` for events that can hold something hidden from this reader or erased, else ``shown``.

    The names are constants of ours, not parameters: so PostgreSQL hashes them.
    """
    hiding = {
        name
        for (kind, name), event_type in catalogue.event_types.items()
        if _may_hide(compiler, catalogue.kinds[kind], event_type)
    }
    conditions = [f"{row.column('type')} = any({_constants(hiding)})"] if hiding else []
    if compiler.identity.sees(Exposure.PERSONAL):
        conditions.append(f"{row.column('shown')} is not null and (select exists (select from keys.shredded))")
    return f"case when {' or '.join(conditions)} then {masked} else {shown} end" if conditions else shown


def erased(compiler: Compiler, ref: str) -> str:
    """The condition that the key of a sealed value is destroyed, as far as this reader may know."""
    if not compiler.identity.sees(Exposure.PERSONAL):
        return "false"
    return f"exists (select from keys.shredded gone where gone.ref = {ref})"


def _constants(texts: Iterable[str]) -> str:
    listed = ", ".join(names.literal(text) for text in sorted(texts))
    return f"array[{listed}]::text[]"


def _may_hide(compiler: Compiler, kind: Kind, event_type: EventType) -> bool:
    return any(
        _is_hidden(compiler, (kind.attributes_of(collection) or {})[name])
        for collection, allowed in event_type.may_set(kind).items()
        for name in allowed
    )


def _value(compiler: Compiler, catalogue: Catalogue, row: Row) -> str:
    hides = _hides(compiler, catalogue, row.column("kind"), "x->>'entity'")
    gone = erased(compiler, f"{row.column('changes')} #>> array[(n - 1)::text, 'set', m.key, 'ref']")
    return f"case when {hides} then {MASKED} when m.value = {SEALED} and {gone} then {ERASED} else m.value end"


def folded(compiler: Compiler, catalogue: Catalogue, kind: str, fold: str) -> str:
    """A subject's state as one JSON object, as :func:`data` spells paths and hides values; ``fold`` answers entities.

    What is known to be empty is left out.
    """
    gone = erased(compiler, "m.value ->> 'ref'")
    told = (
        f"case when {_hides(compiler, catalogue, kind, 'f.entity')} then {MASKED} when jsonb_typeof(m.value) = 'object'"
        f" then case when {gone} then {ERASED} else {SEALED} end else m.value end"
    )
    path = "case f.entity when '' then m.key else f.entity || '/' || m.key end"
    source = f"({fold}) f cross join lateral jsonb_each(f.state) m where m.value <> 'null'"
    return f"(select coalesce(jsonb_object_agg({path}, {told}), '{{}}') from {source})"


def _hides(compiler: Compiler, catalogue: Catalogue, kind: str, entity: str) -> str:
    """Whether the value ``m`` of an entity is not shown to this reader."""
    hidden = {
        f"{kind.name}/{one.path}"
        for kind in catalogue.kinds.values()
        for one in _attributes(kind)
        if _is_hidden(compiler, one)
    }
    collection = f"case when {entity} = '' then '' else split_part({entity}, '/', 1) || '.' end"
    path = f"{kind} || '/' || ({collection}) || m.key"
    return f"({path}) = any({_constants(hidden)}) and m.value <> 'null'"


def _is_hidden(compiler: Compiler, attribute: Attribute) -> bool:
    return not attribute.sealed and not readable(compiler, attribute)


def _attributes(kind: Kind) -> Iterable[Attribute]:
    yield from kind.attributes.values()
    for collection in kind.collections.values():
        yield from collection.attributes.values()
