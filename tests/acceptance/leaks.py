"""Looks for what must be nowhere in clear: every row of every schema of ours, the server's log, its metrics."""

from __future__ import annotations

import pathlib
from collections.abc import AsyncIterator, Iterable

import asyncpg
import httpx

SCHEMAS = ("ledger", "read", "keys", "intake")


async def texts(database: str, folder: pathlib.Path, address: str) -> AsyncIterator[tuple[str, str]]:
    """Where, and the text that stands there; bytes are read as text as far as they are any."""
    connection = await asyncpg.connect(database)
    try:
        tables = await connection.fetch(
            "select schemaname, tablename from pg_tables where schemaname = any($1) order by 1, 2", list(SCHEMAS)
        )
        for schema, table in tables:
            parts: list[bytes] = []
            await connection.copy_from_query(f'select * from "{schema}"."{table}"', output=_keeping(parts))
            yield f"{schema}.{table}", _readable(b"".join(parts))
    finally:
        await connection.close()
    for file in folder.glob("*.log"):
        yield file.name, file.read_text()
    yield "/metrics", httpx.get(f"{address}/metrics").text


def _keeping(parts: list[bytes]):  # type: ignore[no-untyped-def]
    async def keep(data: bytes) -> None:
        parts.append(data)

    return keep


def _readable(copied: bytes) -> str:
    """COPY writes bytes in hex (``\\\\x…``): a body's text is looked at as text."""
    found = copied.decode()
    for word in found.replace("\n", "\t").split("\t"):
        if word.startswith("\\\\x"):
            found += "\n" + bytes.fromhex(word[3:]).decode(errors="replace")
    return found


async def found(secrets: Iterable[str], database: str, folder: pathlib.Path, address: str) -> list[tuple[str, str]]:
    """Each secret that stands somewhere, with where."""
    known = list(secrets)
    return [(one, where) async for where, text in texts(database, folder, address) for one in known if one in text]
