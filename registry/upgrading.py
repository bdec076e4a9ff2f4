"""Runs the migrations through alembic, on asyncpg, in one transaction under a lock."""

import alembic.command
import alembic.config
import asyncpg
import sqlalchemy
import sqlalchemy.ext.asyncio

from registry import migrate

LOCK = 0x46616E67  # one migration at a time


async def upgrade(url: str) -> list[str]:
    """What `migrate.migrate` promises."""

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
    await migrate.check_server(driver)
    found = await migrate.state(driver)
    if found in (migrate.State.NEWER, migrate.State.FOREIGN):
        raise migrate.SchemaError(await migrate.advice(driver, found))
    before = await migrate.find_version(driver)
    await driver.execute("create schema if not exists fangji")
    await connection.run_sync(run)
    known = migrate.versions()
    return list(known if before is None else known[known.index(before) + 1 :])


def run(connection: sqlalchemy.Connection) -> None:
    """All migrations that the database lacks."""
    configured = configuration()
    configured.attributes["connection"] = connection
    alembic.command.upgrade(configured, "head")


def configuration() -> alembic.config.Config:
    """Where alembic finds the migrations."""
    configured = alembic.config.Config()
    configured.set_main_option("script_location", str(migrate.folder()).replace("%", "%%"))
    configured.set_main_option("path_separator", "os")
    return configured
