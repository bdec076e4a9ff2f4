"""Looks for what must be nowhere in clear: every row of every schema of ours, the server's log, its metrics."""

from __future__ import annotations

import pathlib
from collections.abc import Iterable, Mapping

import asyncpg
import httpx

SCHEMAS = ("ledger", "read", "keys", "intake", "access", "search")


async def of_database(database: str) -> Mapping[str, str]:
    """Table -> all its rows; bytes are read as text as far as they are any."""
    connection = await asyncpg.connect(database)
    try:
        tables = await connection.fetch(
            "select schemaname, tablename from pg_tables where schemaname = any($1) order by 1, 2", list(SCHEMAS)
        )
        return {f"{schema}.{table}": await _rows(connection, f'"{schema}"."{table}"') for schema, table in tables}
    finally:
        await connection.close()


def of_server(folder: pathlib.Path, address: str) -> Mapping[str, str]:
    """What a server says to operators."""
    told = {file.name: file.read_text() for file in folder.glob("*.log")}
    return {**told, "/metrics": httpx.get(f"{address}/metrics").text}


def found(secrets: Iterable[str], texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each secret that stands somewhere, with where."""
    return [(one, where) for one in secrets for where, text in texts.items() if one in text]


async def _rows(connection: asyncpg.Connection, table: str) -> str:
    parts: list[bytes] = []

    async def keep(data: bytes) -> None:
        parts.append(data)

    await connection.copy_from_query(f"select * from {table}", output=keep)
    return _readable(b"".join(parts))


def _readable(copied: bytes) -> str:
    """COPY writes bytes in hex (``\\\\x…``): a body's text is looked at as text."""
    found = copied.decode()
    for word in found.replace("\n", "\t").split("\t"):
        if word.startswith("\\\\x"):
            found += "\n" + bytes.fromhex(word[3:]).decode(errors="replace")
    return found
