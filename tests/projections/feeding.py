"""Puts drawn histories into a ledger, and reads the typed rows back as the states of entities."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from aggregates.catalogue import Catalogue
from aggregates.kinds import Collection, Kind
from projections import columns, ddl
from projections.names import quoted
from tests import oracle

COLUMNS = [
    "position", "recorded_at", "header", "body", "leaf_hash", "id", "kind", "stream", "version", "type", "schema",
    "effective_on", "effective_seq", "registered_at", "command", "correlation", "cause", "corrects", "voids", "source",
    "document_number",
]  # fmt: skip

States = dict[oracle.Entity, dict[str, Any]]


async def feed(connection: ddl.Connection, history: Sequence[oracle.Recorded]) -> None:
    """Record events as a ledger would hold them; what the projector does not read is made up."""
    await connection.copy_records_to_table(
        "event", schema_name="ledger", columns=COLUMNS, records=[_row(recorded) for recorded in history]
    )
    head = max((recorded.position for recorded in history), default=0)
    if await connection.fetchval("select count(*) from ledger.log"):
        await connection.execute("update ledger.log set position = greatest(position, $1)", head)
    else:
        await connection.execute("insert into ledger.log (origin, position) values ('test', $1)", head)


def _row(recorded: oracle.Recorded) -> tuple[object, ...]:
    body = recorded.body
    return (
        recorded.position, recorded.recorded_at, b"{}", orjson.dumps(body), bytes(32), body["id"], body["kind"],
        body["stream"], body["version"], body["type"], body["schema"],
        datetime.date.fromisoformat(body["effective_on"]), body["effective_seq"], recorded.registered_at,
        body["command"], body["correlation"], body.get("cause"), body.get("corrects"), body.get("voids"),
        body["source"], (body.get("document") or {}).get("number"),
    )  # fmt: skip


async def empty(connection: ddl.Connection) -> None:
    """Forget all events, which a ledger refuses, and drop the read model."""
    await connection.execute(
        """set session_replication_role = replica; truncate ledger.event; delete from ledger.log;
           drop schema if exists read cascade; reset session_replication_role"""
    )


async def fresh(connection: ddl.Connection, catalogue: Catalogue, history: Sequence[oracle.Recorded]) -> None:
    """An empty read model for ``catalogue`` beside a ledger of ``history``."""
    await empty(connection)
    await ddl.create(connection, catalogue)
    await feed(connection, history)


async def again(connection: ddl.Connection, catalogue: Catalogue, history: Sequence[oracle.Recorded]) -> None:
    """The same, in a read model for ``catalogue`` that is there already: quicker for a large one."""
    names = [*ddl.FIXED, *(columns.table_of(kind, collection) for kind, collection in ddl.tables_of(catalogue))]
    kept = ("progress", "meta", "type", "measure")
    listed = ", ".join(f"read.{quoted(name)}" for name in names if name not in kept)
    await connection.execute(
        f"""set session_replication_role = replica; truncate ledger.event; delete from ledger.log;
            truncate {listed}; update read.measure_progress set position = 0;
            update read.progress set position = 0, today = '0001-01-01', changes_on = null;
            reset session_replication_role"""
    )
    await feed(connection, history)


async def as_of(
    connection: ddl.Connection, catalogue: Catalogue, asked: Sequence[tuple[datetime.date, oracle.Clock]]
) -> list[States]:
    """The states that the as-of functions answer, one set for each pair of day and clock."""
    found: list[States] = [{} for _ in asked]
    days, known, at = [d for d, _ in asked], [c.known for _, c in asked], [c.position for _, c in asked]
    for kind, collection in ddl.tables_of(catalogue):
        function = f"read.{quoted(columns.table_of(kind, collection) + '_as_of')}"
        rows = await connection.fetch(
            f"""select k.n, to_jsonb(r) as row
                from unnest($1::date[], $2::timestamptz[], $3::bigint[]) with ordinality k (day, known, at, n)
                cross join lateral {function}(k.day, k.known, k.at) r""",
            days, known, at,
        )  # fmt: skip
        for row in rows:
            _note(found[row["n"] - 1], json.loads(row["row"]), kind, collection)
    return found


async def current(connection: ddl.Connection, catalogue: Catalogue, schema: str = "read") -> States:
    """The states that the typed tables hold."""
    found: States = {}
    for kind, collection in ddl.tables_of(catalogue):
        table = f"{schema}.{quoted(columns.table_of(kind, collection))}"
        for row in await connection.fetch(f"select to_jsonb(r) as row from {table} r"):
            _note(found, json.loads(row["row"]), kind, collection)
    return found


def _note(found: States, row: dict[str, Any], kind: Kind, collection: Collection | None) -> None:
    entity = f"{collection.name}/{row['key']}" if collection else ""
    declared = collection.attributes if collection else kind.attributes
    found[row["subject"], entity] = {name: row[name] for name in declared}


def as_rows(states: Mapping[oracle.Entity, oracle.State], catalogue: Catalogue, kinds: Mapping[str, str]) -> States:
    """The oracle's states with every attribute of their entity, absent ones as null; ``kinds``: stream -> kind."""
    found: States = {}
    for (stream, entity), state in states.items():
        attributes = catalogue.kind(kinds[stream]).attributes_of(entity.partition("/")[0]) or {}
        found[stream, entity] = {name: state.get(name) for name in attributes}
    return found


async def rows(connection: ddl.Connection, catalogue: Catalogue, schema: str = "read") -> dict[str, list[str]]:
    """Every row of every table, as text in order: what two read models have to have in common."""
    names = ["subject", "code", "event", "timeline", "ever", "change", "division_closure"]
    names += ["measured", "measure_sum", "event_count"]
    names += [columns.table_of(kind, collection) for kind, collection in ddl.tables_of(catalogue)]
    found = {}
    for name in names:
        records = await connection.fetch(f"select r::text as row from {schema}.{quoted(name)} r")
        found[name] = sorted(record["row"] for record in records)
    return found
