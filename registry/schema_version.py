"""How a database's schema stands to the one that this version of the code needs, and the way out."""

import enum
import functools
import importlib.util
import pathlib
import re

import asyncpg

from aggregates import errors

VERSION_TABLE = "fangji.schema_version"
LEAST_SERVER = 150000

Connection = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy


class SchemaError(errors.FangjiError):
    """The database does not have the schema that this version of the code needs."""

    code = "SCHEMA_UNFIT"


class State(enum.Enum):
    """How a database's schema stands to the code."""

    EMPTY = "empty"
    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"
    FOREIGN = "foreign"


ADVICE = {
    State.EMPTY: "The database {database} is empty; run `fangji migrate`.",
    State.OLDER: "The database {database} has schema {found}, older than {head} of this version; run `fangji migrate`.",
    State.NEWER: "The database {database} has schema {found}, which this version does not know (its newest is {head}); "
    "install the version that made it.",
    State.FOREIGN: "The database {database} holds tables that are not Fangji's; "
    "set DATABASE_URL to a database of its own.",
}


@functools.cache
def versions() -> tuple[str, ...]:
    """The schema versions that this code knows, oldest first: the numbers that its migrations' files begin with."""
    return tuple(sorted(path.name.partition("_")[0] for path in folder().glob("versions/[0-9]*.py")))


def folder() -> pathlib.Path:
    """Where the migrations are."""
    spec = importlib.util.find_spec("migrations")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return pathlib.Path(next(iter(spec.submodule_search_locations)))


async def find_version(connection: Connection) -> str | None:
    """The schema version of the database; None where it has none of ours."""
    if await connection.fetchval("select to_regclass($1)", VERSION_TABLE) is None:
        return None
    found: str | None = await connection.fetchval(f"select version_num from {VERSION_TABLE}")
    return found


async def state(connection: Connection) -> State:
    """How the database's schema stands to this code."""
    found = await find_version(connection)
    if found is None:
        return State.FOREIGN if await _has_tables(connection) else State.EMPTY
    if found not in versions():
        return State.NEWER
    return State.CURRENT if found == versions()[-1] else State.OLDER


async def check(connection: Connection, *, newer: bool = False) -> None:
    """Raises `SchemaError` with the way out unless the database has exactly the schema of this code, or a ``newer`` one
    where that does."""
    found = await state(connection)
    if found is not State.CURRENT and not (newer and found is State.NEWER):
        raise SchemaError(await advice(connection, found))


async def check_server(connection: Connection) -> None:
    """Raises `SchemaError` for a PostgreSQL that is too old."""
    if int(await connection.fetchval("show server_version_num")) < LEAST_SERVER:
        version = await connection.fetchval("show server_version")
        raise SchemaError(f"PostgreSQL {version} is too old; Fangji needs version 15 or newer.")


async def _has_tables(connection: Connection) -> bool:
    """Tables of any schema but the system's; those of extensions do not count."""
    found: bool = await connection.fetchval(
        """
        select exists (
          select from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
            and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e'))
        """
    )
    return found


async def advice(connection: Connection, found: State) -> str:
    """What is wrong with the database's schema, and the way out."""
    known = versions()
    return ADVICE[found].format(
        database=re.sub(r"[\r\n]", " ", await connection.fetchval("select current_database()")),
        found=await find_version(connection),
        head=known[-1] if known else "none",
    )
