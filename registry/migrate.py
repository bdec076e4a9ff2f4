"""Brings a database to the schema of this code: migrations by alembic, on asyncpg, in one transaction under a lock.

Import it where it is called: alembic and SQLAlchemy take longer to import than most commands take to run.
"""

import alembic.command
import alembic.config
import asyncpg
import sqlalchemy
import sqlalchemy.ext.asyncio

from registry import schema_version

LOCK = 0x46616E67  # one migration at a time


async def migrate(url: str) -> list[str]:
    """Applies in one transaction what is missing; answers the versions that it applied, oldest first.

    Raises `SchemaError` for a database that is not ours, has a newer schema, or is older than PostgreSQL 15.
    """

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
