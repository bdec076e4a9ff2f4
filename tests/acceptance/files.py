"""Looks for texts in the bytes of files: those of PostgreSQL, of a data folder, of exports; in whatever spelling."""

from __future__ import annotations

import itertools
import json
import os
import pathlib
import subprocess
import tempfile
from collections.abc import Iterable

from tests import servers

LONGEST = 64
"""Characters of a text that are looked for, from its beginning."""

SEGMENTS = 64
"""Files of the write-ahead log that are looked into, the last written ones: a gigabyte. Other tests fill it as well, so
that what is looked for has to be looked for at once."""

UNCOMPRESSED = """
    select format('alter table %s alter column %I set storage external', a.attrelid::regclass, a.attname)
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid
    where c.relnamespace = any ($1::text[]::regnamespace[]) and c.relkind = 'r' and a.attnum > 0
        and not a.attisdropped and t.typstorage in ('x', 'm')
"""


async def keep_uncompressed(database: str, schemas: Iterable[str]) -> None:
    """From now on long values stand in files as they are; PostgreSQL would pack those of two kilobytes and more."""
    async with servers.connected(database) as connection:
        for (statement,) in await connection.fetch(UNCOMPRESSED, list(schemas)):
            await connection.execute(statement)


async def of_database(database: str, cluster: pathlib.Path, segments: int = SEGMENTS) -> list[pathlib.Path]:
    """All that PostgreSQL has written for a database until now: its tables, the cluster's own, logs, statistics; of the
    write-ahead log so many files."""
    async with servers.connected(database) as connection:
        assert await connection.fetchval("show wal_compression") == "off"
        await connection.execute("checkpoint")
        oid = await connection.fetchval("select oid from pg_database where datname = current_database()")
    return _of_cluster(cluster, oid, segments)


def _of_cluster(cluster: pathlib.Path, oid: int, segments: int) -> list[pathlib.Path]:
    """Its files and folders, without other databases."""
    others = [path for path in cluster.iterdir() if path.name not in ("base", "pg_wal") and not path.is_socket()]
    log = sorted((path for path in (cluster / "pg_wal").glob("0*") if path.is_file()), key=_written)[-segments:]
    return [cluster / "base" / str(oid), *cluster.glob("base/pgsql_tmp"), *others, *log]


def _written(path: pathlib.Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # the server has just cleared it away
        return 0


def found(texts: Iterable[str], paths: Iterable[pathlib.Path]) -> list[tuple[str, str]]:
    """Each text that stands in one of the files, or in a file of one of the folders, with that file."""
    spelled = {spelling: text for text in texts for spelling in spellings(text)}
    with tempfile.NamedTemporaryFile() as patterns:
        patterns.write(b"\n".join(spelled))
        patterns.flush()
        words = ["grep", "-raoHFZ", "-f", patterns.name, "--", *map(str, paths)]
        result = subprocess.run(words, capture_output=True, env={**os.environ, "LC_ALL": "C"})
    failures = [line for line in result.stderr.decode().splitlines() if "No such file" not in line]
    assert not failures, failures
    hits = (line.split(b"\0", 1) for line in result.stdout.split(b"\n") if line)
    return sorted({(spelled[match], os.fsdecode(file)) for file, match in hits})


def spellings(text: str) -> list[bytes]:
    """As UTF-8, UTF-16, hex of these bytes in both cases, and escaped as in JSON."""
    begin = text[:LONGEST]
    plain = (begin.encode(), begin.encode("utf-16-le"))
    written = itertools.chain.from_iterable((one, one.hex().encode(), one.hex().upper().encode()) for one in plain)
    escaped = json.dumps(begin)[1:-1].encode()
    return [one for one in dict.fromkeys([*written, escaped]) if b"\n" not in one]
