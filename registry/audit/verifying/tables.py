"""The tables beside `ledger.event`, held against the events: by the database itself, since they are copies only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import cast

import asyncpg

from aggregates import canonical, errors
from aggregates import event as events
from registry.audit.verifying import faults, reading, sql
from registry.ledger import consulting

Check = faults.Check
Fault = faults.Fault
Row = asyncpg.Record
Tell = Callable[[Row], str]

COMPARISONS: Mapping[str, tuple[Check, Tell]] = {
    "stream_order": (
        Check.STREAM,
        lambda row: f"Version {row['version']} of stream {row['stream']} does not follow the event before it.",
    ),
    "stream_versions": (
        Check.STREAM,
        lambda row: f"ledger.stream_event and the events differ at version {row['version']} of {row['stream']}.",
    ),
    "stream_heads": (
        Check.STREAM,
        lambda row: f"The head of stream {row['stream']} is not what its last event says.",
    ),
    "commands": (
        Check.COMMAND,
        lambda row: f"ledger.command and the events differ over command {row['command']}.",
    ),
    "claims": (
        Check.CLAIM,
        lambda row: (
            f"Claim {errors.shown(row['key'])} in {row['scope']} is not held as the events say "
            f"(by stream {row['stream']})."
        ),
    ),
    "source_rows": (
        Check.ROW,
        lambda row: f"ledger.source_row and the events differ over a row of {row['dataset']}.",
    ),
    "reliances": (
        Check.RELIANCE,
        lambda row: f"ledger.reliance and the events differ over what relied on {row['event']}.",
    ),
}


async def columns(connection: reading.Connection, origin: str, suspect: Sequence[int]) -> list[Fault]:
    """Which of these events, whose bodies are JSON, have columns that are no copies of their bytes, and which ones."""
    header = canonical.encode({"format": events.FORMAT, "origin": origin})[:-1] + b',"position":'
    rows = await connection.fetch(sql.statement("columns"), suspect, header.decode())
    return [
        Fault(
            Check.COLUMN,
            f"At position {row['position']} {_named(row['columns'])} not what the bytes say.",
            row["position"],
        )
        for row in rows
    ]


def _named(names: Sequence[str]) -> str:
    return f"the column {names[0]} is" if len(names) == 1 else f"the columns {', '.join(names)} are"


async def compare(connection: reading.Connection, name: str, unreadable: Sequence[int]) -> list[Fault]:
    """One of :data:`COMPARISONS`."""
    check, tell = COMPARISONS[name]
    rows = await connection.fetch(sql.statement(name), unreadable)
    return [Fault(check, tell(row), row["position"]) for row in rows]


async def log(connection: reading.Connection, origin: str) -> list[Fault]:
    """What is wrong with the log's own row."""
    row = await connection.fetchrow(sql.statement("log"), list(consulting.POLICY_TYPES))
    if row is None:
        return [Fault(Check.LOG, "The log has no row of its own.")]
    return [Fault(Check.LOG, said, cast("int | None", row["last"])) for said in _wrong_with_log(row, origin)]


def _wrong_with_log(row: Row, origin: str) -> Iterator[str]:
    if row["origin"] != origin:
        yield f"The log is named {row['origin']}, not {origin}."
    if row["position"] != row["last"]:
        yield f"The log's last position is {row['position']}, the last event's {row['last']}."
    if row["last_recorded_at"] is not None and row["recorded_at"] != row["last_recorded_at"]:
        yield "The log's last moment is not that of its last event."
    if row["before"]:
        yield f"{row['before']} events have a position before the first one."
    if row["policies"] < row["last_policy"]:
        yield f"The log does not know of the policies that may have changed at position {row['last_policy']}."
