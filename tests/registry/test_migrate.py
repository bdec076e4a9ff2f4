"""A database is migrated once, by one process, and a foreign or newer one is left alone."""

import asyncio

import alembic.script
import asyncpg
import pytest

from registry import migrate, schema_version
from tests import servers


async def test_a_fresh_database_has_the_newest_schema(database: str) -> None:
    async with servers.connected(database) as connection:
        assert await schema_version.state(connection) is schema_version.State.CURRENT
        await schema_version.check(connection)


async def test_an_empty_database_asks_for_migrate(empty_database: str) -> None:
    async with servers.connected(empty_database) as connection:
        with pytest.raises(schema_version.SchemaError, match="is empty; run `fangji migrate`"):
            await schema_version.check(connection)


async def test_migrating_again_applies_nothing(empty_database: str) -> None:
    assert await migrate.migrate(empty_database) == list(schema_version.versions())
    assert await migrate.migrate(empty_database) == []


async def test_two_at_once_migrate_one_after_the_other(empty_database: str) -> None:
    applied = await asyncio.gather(migrate.migrate(empty_database), migrate.migrate(empty_database))
    assert sorted(map(len, applied)) == [0, len(schema_version.versions())]


async def test_a_foreign_database_is_left_alone(empty_database: str) -> None:
    async with servers.connected(empty_database) as connection:
        await connection.execute("create table invoices (number int)")
        with pytest.raises(schema_version.SchemaError, match=r"tables that are not Fangji's; set DATABASE_URL"):
            await migrate.migrate(empty_database)
        schemas = await connection.fetch("select nspname from pg_namespace where nspname in ('fangji', 'ledger')")
    assert schemas == []


async def test_the_tables_of_extensions_are_nobodys(empty_database: str) -> None:
    async with servers.connected(empty_database) as connection:
        await connection.execute("create extension pg_stat_statements")
        assert await schema_version.state(connection) is schema_version.State.EMPTY


async def test_a_newer_schema_is_left_alone(database: str) -> None:
    async with servers.connected(database) as connection:
        await connection.execute("update fangji.schema_version set version_num = '9999'")
        with pytest.raises(schema_version.SchemaError, match=r"has schema 9999, which this version does not know"):
            await schema_version.check(connection)
    with pytest.raises(schema_version.SchemaError, match="install the version that made it"):
        await migrate.migrate(database)


def test_the_versions_are_alembic_s_in_one_row() -> None:
    scripts = alembic.script.ScriptDirectory.from_config(migrate.configuration())
    assert [script.revision for script in scripts.walk_revisions()] == list(reversed(schema_version.versions()))


async def test_a_failed_migration_leaves_nothing(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise asyncpg.DataError("in the middle")

    monkeypatch.setattr(migrate, "run", fail)
    with pytest.raises(asyncpg.DataError):
        await migrate.migrate(empty_database)
    async with servers.connected(empty_database) as connection:
        assert await schema_version.state(connection) is schema_version.State.EMPTY
