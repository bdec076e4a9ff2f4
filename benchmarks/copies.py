"""A read model many times as large as one that was built: its subjects over again, under other codes and ids.

Divisions stay as they are, and so does what no list looks at (figures, days of change, codes that subjects ever had).
"""

from collections.abc import Iterable, Iterator

from aggregates.attributes import Attribute
from aggregates.catalogue import CATALOGUE
from benchmarks import harness
from projections import columns, ddl, typed
from projections.ddl import Connection
from projections.names import NEXT, SCHEMA, quoted, statement

WITH_EVENTS = 10
"""Of so many copies one has its events and timelines, which lists of today never read, and which fill a disk."""

KEPT = ("division_closure", "event_count", "measure_sum")
SUFFIXED = ("code", "person", "document_number")
SHIFTED = ("position", "chain", "voided_at")
IDS = ("subject", "id", "command", "correlation", "cause", "corrects")
SETTINGS = {"synchronous_commit": "off", "maintenance_work_mem": "1GB", "work_mem": "256MB", "statement_timeout": "0"}


async def multiply(url: str, times: int) -> None:
    """Put ``times`` as many subjects into the place of those of `read`: copied, then keyed and analysed as declared."""
    async with harness.connected(url) as connection:
        await connection.execute("; ".join(f"set {name} = '{value}'" for name, value in SETTINGS.items()))
        head = await connection.fetchval(f"select position from {SCHEMA}.progress")
        await _all(connection, ddl.tables(CATALOGUE, NEXT))
        await _all(connection, _copies(times, head))
        await _all(connection, _keys())
        zone = await connection.fetchval(f"select zone from {SCHEMA}.meta")
        await ddl.stamp(connection, CATALOGUE, NEXT, zone)
        await connection.execute(
            f"update {NEXT}.progress p set position = o.position * {times}, today = o.today from {SCHEMA}.progress o"
        )
        await connection.execute(f"drop schema {SCHEMA} cascade; alter schema {NEXT} rename to {SCHEMA}")


async def _all(connection: Connection, texts: Iterable[str]) -> None:
    for text in texts:
        await connection.execute(text)


def _keys() -> Iterator[str]:
    yield statement("meet_all", NEXT)
    yield from ddl.event_keys(NEXT)
    yield from ddl.timeline_keys(NEXT)
    yield from ddl.element_keys(CATALOGUE, NEXT)
    yield from ddl.kind_keys(CATALOGUE, NEXT)
    yield from ddl.other_indexes(NEXT)
    yield from ddl.functions(CATALOGUE, NEXT)


def _copies(times: int, head: int) -> Iterator[str]:
    for table in KEPT:
        yield f"insert into {NEXT}.{table} select * from {SCHEMA}.{table}"
    of_divisions = "r.kind = 'DIVISION'"
    for table in ("subject", "code"):
        yield _copy(table, _fixed(table), times, head, of_divisions)
    few = -(-times // WITH_EVENTS)
    yield _copy("event", _fixed("event"), few, head, of_divisions)
    divisions = f"exists (select from {SCHEMA}.subject s where s.subject = r.subject and s.kind = 'DIVISION')"
    yield _copy("timeline", _fixed("timeline"), few, head, divisions)
    for kind, collection in ddl.tables_of(CATALOGUE):
        own = typed.element_columns(kind, collection) if collection else typed.subject_columns(kind)
        stated = (collection or kind).attributes
        named = {one.name: _reference(stated.get(one.name)) for one in own}
        yield _copy(columns.table_of(kind, collection), named, times, head, str(kind.name == "DIVISION").lower())


def _fixed(table: str) -> dict[str, bool]:
    """The columns of a table that every catalogue has."""
    text = next(one for one in ddl.tables(CATALOGUE) if one.startswith(f"create table {SCHEMA}.{table} ("))
    return {line.split()[0]: False for line in text.splitlines()[1:-1]}


def _reference(attribute: Attribute | None) -> bool:
    return attribute is not None and attribute.type.refers not in (None, "DIVISION")


def _copy(table: str, named: dict[str, bool], times: int, head: int, stays: str) -> str:
    """The rows, and ``times`` - 1 copies of those that no division has; ``named``: whether a column names a subject."""
    listed = ", ".join(map(quoted, named))
    values = ", ".join(_value(name, reference, head) for name, reference in named.items())
    numbers = f"generate_series(0, {times - 1}) n"
    name = quoted(table)
    return (
        f"insert into {NEXT}.{name} ({listed}) "
        f"select {values} from {numbers} join {SCHEMA}.{name} r on n = 0 or not {stays}"
    )


def _value(name: str, reference: bool, head: int) -> str:
    column = f"r.{quoted(name)}"
    if reference or name in SUFFIXED:
        return f"case when n = 0 then {column} else {column} || '~' || n end"
    if name in SHIFTED:
        return f"{column} + n * {head}::bigint"
    if name in IDS:
        return f"case when n = 0 then {column} else {_id(column)} end"
    if name == "relied_on":
        return f"case when n = 0 then {column} else (select array_agg({_id('x')}) from unnest({column}) x) end"
    return column


def _id(column: str) -> str:
    return f"md5({column}::text || n)::uuid"
