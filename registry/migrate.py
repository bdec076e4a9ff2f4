"""Brings a database to the schema of this code: migrations by alembic, on asyncpg, in one transaction under a lock.

Servers go on meanwhile: whoever waits for a table keeps all from it that come after, so it waits only for moments.

Import it where it is called: alembic and SQLAlchemy take longer to import than most commands take to run.
"""

import asyncio
import logging
import time

import alembic.command
import alembic.config
import asyncpg
import sqlalchemy
import sqlalchemy.ext.asyncio

from registry import schema_version

log = logging.getLogger(__name__)

LOCK = 0x46616E67  # one migration at a time

WAIT = "set local lock_timeout = '500ms'"
"""For a table; less than `deadlock_timeout`, so that of two who wait for each other it is this one that gives way."""

PAUSE, PATIENCE = 2.0, 600.0
"""Seconds between two attempts, in which whoever was kept waiting goes on, and for all of them."""

GAVE_WAY = (asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError)


async def migrate(url: str) -> list[str]:
    """Applies in one transaction what is missing; answers the versions that it applied, oldest first.

    Raises `SchemaError` for a database that is not ours, has a newer schema, or is older than PostgreSQL 15, and where
    somebody holds a table for ten minutes.
    """
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        try:
            return await _attempt(url)
        except GAVE_WAY as error:
            log.warning("the migration waits for a transaction that goes on, an import or an export: %s", error)
            await asyncio.sleep(PAUSE)
    raise schema_version.SchemaError(
        f"A table is in use for longer than {PATIENCE / 60:.0f} minutes; wait for imports, exports and backups to end, "
        "and run `fangji migrate` again."
    )


async def _attempt(url: str) -> list[str]:
    async def connect() -> asyncpg.Connection:
        return await asyncpg.connect(url, server_settings={"application_name": "fangji migrate"})

    engine = sqlalchemy.ext.asyncio.create_async_engine(
        "postgresql+asyncpg://", async_creator=connect, poolclass=sqlalchemy.NullPool
    )
    try:
        async with engine.begin() as connection:
            return await _upgrade(connection)
    finally:
        await engine.dispose()


async def _upgrade(connection: sqlalchemy.ext.asyncio.AsyncConnection) -> list[str]:
    await connection.execute(sqlalchemy.text(f"select pg_advisory_xact_lock({LOCK})"))
    driver = (await connection.get_raw_connection()).driver_connection
    assert isinstance(driver, asyncpg.Connection)
    await schema_version.check_server(driver)
    found = await schema_version.state(driver)
    if found in (schema_version.State.NEWER, schema_version.State.FOREIGN):
        raise schema_version.SchemaError(await schema_version.advice(driver, found))
    before = await schema_version.find_version(driver)
    await driver.execute(WAIT)
    await driver.execute("create schema if not exists fangji")
    await connection.run_sync(run)
    known = schema_version.versions()
    return list(known if before is None else known[known.index(before) + 1 :])


def run(connection: sqlalchemy.Connection) -> None:
    """All migrations that the database lacks."""
    configured = configuration()
    configured.attributes["connection"] = connection
    alembic.command.upgrade(configured, "head")


def configuration() -> alembic.config.Config:
    """Where alembic finds the migrations."""
    configured = alembic.config.Config()
    configured.set_main_option("script_location", str(schema_version.folder()).replace("%", "%%"))
    configured.set_main_option("path_separator", "os")
    return configured
