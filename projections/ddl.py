"""The whole read schema as a function of a catalogue: tables, as-of functions, indexes, and the digest of them all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import asyncpg

from aggregates.attributes import Attribute
from aggregates.catalogue import CATALOGUE, Catalogue
from aggregates.errors import FangjiError
from aggregates.event_types import EventType
from aggregates.kinds import Collection, Kind
from projections import as_of, columns, measuring, typed
from projections.columns import Column
from projections.names import SCHEMA, literal, quoted, statement

FIXED = (
    "subject", "code", "event", "timeline", "ever", "change", "division_closure", "progress", "meta", "type", "measure",
    "measured", "measure_sum", "unmeasured", "event_count", "acquirer",
)  # fmt: skip
"""Tables that every catalogue has; each a file of `sql/`."""

VERSION = 3
"""Raised when the statements that fill the tables make other rows of the same events."""

ZONE = "Asia/Shanghai"
"""The bureau's time zone where none is told: decides on which day something came to be known."""

ORDERS = ("address", "floor_area", "gross_area", "name", "size")
"""Stated attributes by which lists are ordered, beside the code and the last change."""

UNSAMPLED = {
    "event": ("document", "changes", "leaf_hash", "known", "positions", "voids", "relied_on", "judged_by"),
    "timeline": ("set", "known", "positions"),
}


@dataclass(frozen=True)
class Index:
    """An index of a typed table; `live` of those elements only that stand, whose column it needs too.

    `known`: of those only whose first column says something.
    """

    name: str
    listed: tuple[str, ...]
    live: bool = False
    known: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns without which there is no such index."""
        return (*self.listed, "live") if self.live else self.listed

    def text(self, schema: str, table: str) -> str:
        """`create index`."""
        listed = ", ".join(map(quoted, self.listed))
        where = " where live" if self.live else f" where {quoted(self.listed[0])} is not null" if self.known else ""
        return f"create index {quoted(f'{table}_{self.name}')} on {schema}.{quoted(table)} ({listed}){where}"


_LAST = ("position", "subject", "key")
_PERSON = Index("person", ("person", "subject"), known=True)
_OPEN = Index("open", ("subject", "key"), live=True)

LISTED = {
    "findings": (Index("last", _LAST), Index("open", ("rule", *_LAST), live=True), Index("event", ("event",))),
    "investigations": (Index("last", _LAST), Index("open", _LAST, live=True)),
    "transfers": (Index("registered", ("registered_on",), known=True),),
    "owners": (_PERSON,),
    "parties": (_PERSON,),
    "members": (_PERSON,),
    "contracts": (Index("signed", ("subject", "signed_on", "live")),),
    "leases": (_OPEN,),
    "mortgages": (_OPEN,),
    "material_requests": (_OPEN,),
    "publicities": (_OPEN,),
    "publicity_objections": (_OPEN,),
    "eligibility_suspensions": (_OPEN,),
    "annual_reviews": (_OPEN,),
    "allocations": (_OPEN,),
    "tenancies": (Index("ends", ("ends_on", "subject", "key"), known=True), _OPEN),
    "verifications": (Index("result", ("result", "subject", "key"), known=True),),
    "subsidies": (Index("failed", ("failed_on", "subject", "key"), known=True),),
}
"""Collections that are looked through over all subjects: the last recorded first, by person, or what is open."""

_GRADED = Index("graded", ("safety_grade", "code", "subject"), known=True)

RANKED = {
    "HOUSEHOLD": (
        Index("waiting", ("waiting_programme", "division_id", "prioritised", "waiting_since", "code"), known=True),
    ),
    "HOUSE": (_GRADED, Index("sold", ("building_code", "market", "code", "subject"), known=True)),
    "BUILDING": (_GRADED,),
}
"""Kinds whose subjects are looked for by what few of them have: a place on a waiting list, a grade of
safety, a state of the market in some buildings."""

Connection = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy


class ReadModelOutdated(FangjiError):
    """The read tables were made for other declarations than this code has; rebuild them."""

    code = "READ_MODEL_OUTDATED"


def tables(catalogue: Catalogue, schema: str = SCHEMA) -> Iterator[str]:
    """The schema and its tables, with no indexes but those that are upserted into."""
    yield f"create schema {schema}"
    yield from (statement(name, schema) for name in FIXED)
    yield from _unsampled(schema)
    yield statement("merge", schema)
    yield from fixed_keys(schema)
    for kind in catalogue.kinds.values():
        columns.check(kind)
        yield _table(schema, columns.table_of(kind), typed.subject_columns(kind))
        for collection in kind.collections.values():
            yield _table(schema, columns.table_of(kind, collection), typed.element_columns(kind, collection))
    yield from _types(catalogue, schema)
    if measured := measuring.Measuring(catalogue, schema).rows():
        yield measured


def _unsampled(schema: str) -> Iterator[str]:
    """Columns that no condition compares need no statistics, and documents are dear to sample."""
    for table, names in UNSAMPLED.items():
        off = ", ".join(f"alter {quoted(name)} set statistics 0" for name in names)
        yield f"alter table {schema}.{table} {off}"


def _table(schema: str, name: str, listed: Iterable[Column]) -> str:
    return f"create table {schema}.{quoted(name)} ({', '.join(f'{quoted(c.name)} {c.type}' for c in listed)})"


def _types(catalogue: Catalogue, schema: str) -> Iterator[str]:
    rows = ", ".join(
        f"({literal(t.kind)}, {literal(t.name)}, {t.affirms}, {_seals(catalogue, t)}, {t.schema})"
        for t in catalogue.event_types.values()
    )
    if rows:
        yield f"insert into {schema}.type (kind, type, affirms, seals, schema) values {rows}"


def _seals(catalogue: Catalogue, event_type: EventType) -> bool:
    """Whether events of this type may hold sealed values."""
    kind = catalogue.kinds[event_type.kind]
    attributes = (
        (kind.attributes_of(collection) or {}, names) for collection, names in event_type.may_set(kind).items()
    )
    return any(found[name].sealed for found, names in attributes for name in names)


def functions(catalogue: Catalogue, schema: str = SCHEMA) -> Iterator[str]:
    """The as-of functions, what tells whether rows are due, and the bureau's zone."""
    yield statement("due", schema)
    yield statement("zone", schema)
    for kind in catalogue.kinds.values():
        yield from as_of.functions(kind, schema)


def fixed_keys(schema: str = SCHEMA) -> Iterator[str]:
    """The keys of the tables that are upserted into."""
    yield f"alter table {schema}.subject add primary key (subject)"
    yield f"alter table {schema}.code add primary key (kind, code, scheme)"
    yield f"create index code_subject on {schema}.code (subject, code)"
    yield f"create index code_position on {schema}.code (position)"


def event_keys(schema: str = SCHEMA) -> Iterator[str]:
    """The indexes by which chains are followed."""
    yield f"alter table {schema}.event add primary key (position)"
    yield f"create unique index event_id on {schema}.event (id)"
    yield f"create index event_corrects on {schema}.event (corrects) where corrects is not null"
    yield f"create index event_chain on {schema}.event (chain) where chain <> position"


def timeline_keys(schema: str = SCHEMA) -> Iterator[str]:
    """The indexes by which states are folded."""
    order = "subject, entity, effective_on, effective_seq, chain, position"
    yield f"create index timeline_order on {schema}.timeline ({order})"
    yield f"create index timeline_position on {schema}.timeline (position)"


def element_keys(catalogue: Catalogue, schema: str = SCHEMA) -> Iterator[str]:
    """The keys of all collections, and the indexes of those that are listed over all subjects."""
    for kind in catalogue.kinds.values():
        for collection in kind.collections.values():
            table = columns.table_of(kind, collection)
            yield f"alter table {schema}.{quoted(table)} add primary key (subject, key)"
            known = {column.name for column in typed.element_columns(kind, collection)}
            for index in LISTED.get(collection.name, ()):
                if known.issuperset(index.columns):
                    yield index.text(schema, table)


def kind_keys(catalogue: Catalogue, schema: str = SCHEMA) -> Iterator[str]:
    """The keys of the kinds, and the indexes by which they are listed."""
    for kind in catalogue.kinds.values():
        table = columns.table_of(kind)
        yield f"alter table {schema}.{quoted(table)} add primary key (subject)"
        for name in _listed_by(kind):
            listed = ", ".join(quoted(each) for each in dict.fromkeys((name, "code", "subject")))
            yield f"create index {quoted(f'{table}_{name}')} on {schema}.{quoted(table)} ({listed})"
        known = {column.name for column in typed.subject_columns(kind)}
        yield from (index.text(schema, table) for index in RANKED.get(kind.name, ()) if known.issuperset(index.columns))


def other_indexes(schema: str = SCHEMA) -> Iterator[str]:
    """All that nothing else has to wait for."""
    order = "subject, effective_on, effective_seq, chain, position"
    yield f"create index event_order on {schema}.event ({order})"
    yield f"create index event_type on {schema}.event (type, position)"
    yield f"create index event_document on {schema}.event (document_number) where document_number is not null"
    yield f"create index event_cause on {schema}.event (cause) where cause is not null"
    yield f"create index event_command on {schema}.event (command)"
    for column in ("actor", "source", "correlation"):
        yield f"create index event_{column} on {schema}.event ({column})"
    yield f"create index event_relied_on on {schema}.event using gin (relied_on) where relied_on is not null"
    yield f"create index subject_code on {schema}.subject (kind, code, subject)"
    yield f"alter table {schema}.ever add primary key (kind, attribute, value, subject)"
    yield f"alter table {schema}.change add primary key (subject, entity)"
    yield f"create index change_day on {schema}.change (changes_on)"
    yield f"alter table {schema}.measured add primary key (subject)"
    yield f"alter table {schema}.division_closure add primary key (ancestor, descendant)"
    yield f"create index division_closure_up on {schema}.division_closure (descendant)"


def _listed_by(kind: Kind) -> list[str]:
    """Columns that lists are filtered or ordered by."""
    derived = typed.table(kind)
    found = [one.name for one in derived.derived] if derived else []
    stated = [a.name for a in kind.attributes.values() if a.ever or a.name in ORDERS or _names_parent(a)]
    return list(dict.fromkeys(["code", "division_id", "position", *stated, *found]))


def _names_parent(attribute: Attribute) -> bool:
    return attribute.type.refers in ("PROJECT", "BUILDING")


def statements(catalogue: Catalogue, schema: str = SCHEMA) -> Iterator[str]:
    """Everything, in an order in which it can be executed."""
    yield from tables(catalogue, schema)
    yield from event_keys(schema)
    yield from timeline_keys(schema)
    yield from element_keys(catalogue, schema)
    yield from kind_keys(catalogue, schema)
    yield from other_indexes(schema)
    yield from functions(catalogue, schema)


def digest(catalogue: Catalogue = CATALOGUE) -> str:
    """SHA-256 in hex of the DDL and VERSION; another one in `read.meta` means that the tables have to be rebuilt."""
    return hashlib.sha256(";\n".join([str(VERSION), *statements(catalogue)]).encode()).hexdigest()


async def create(
    connection: Connection, catalogue: Catalogue = CATALOGUE, schema: str = SCHEMA, *, zone: str = ZONE
) -> None:
    """Make the schema with all its indexes, empty, at position 0; one transaction."""
    async with connection.transaction():
        await connection.execute(";\n".join(statements(catalogue, schema)))
        await stamp(connection, catalogue, schema, zone)


async def stamp(connection: Connection, catalogue: Catalogue, schema: str, zone: str) -> None:
    """Note which declarations, and which time zone, the schema was made for."""
    await connection.execute(f"insert into {schema}.meta (digest, zone) values ($1, $2)", digest(catalogue), zone)


async def ensure(connection: Connection, catalogue: Catalogue = CATALOGUE, *, zone: str = ZONE) -> None:
    """Make the read schema where there is none, for the bureau's time ``zone`` (an IANA name).

    Raises:
        ReadModelOutdated: there is one, made for other declarations.
    """
    if await connection.fetchval("select to_regclass('read.meta')") is None:
        await create(connection, catalogue, zone=zone)
    elif await connection.fetchval("select digest from read.meta") != digest(catalogue):
        raise ReadModelOutdated(
            "The read tables were made for other declarations than this version has; run `fangji project --rebuild`."
        )


def tables_of(catalogue: Catalogue) -> list[tuple[Kind, Collection | None]]:
    """Every typed table, kinds after their collections (which their derived columns read)."""
    return [(kind, c) for kind in catalogue.kinds.values() for c in [*kind.collections.values(), None]]
