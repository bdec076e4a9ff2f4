"""No personal data in the bytes of any file: of PostgreSQL, of the data folder, of exports; and the search can find."""

from __future__ import annotations

import asyncio
import pathlib

import asyncpg
import pytest

from tests import servers
from tests.acceptance import estates, files, people, takings
from tests.acceptance.conftest import Bureau
from tests.acceptance.estates import number, paper
from tests.acceptance.office import Desk
from tests.acceptance.test_commands_privacy import file_everything
from tests.acceptance.test_households_privacy import file_household


async def fail_with(database: str, value: str) -> None:
    """Statements that fail with a value among their parameters and in the row that they would have made."""
    async with servers.connected(database) as connection:
        await connection.execute("create table if not exists public.failing (x text primary key, n int check (n > 0))")
        await connection.execute("insert into public.failing values (md5($1), 1) on conflict do nothing", value)
        for statement in (
            "insert into public.failing values (md5($1), length($1))",
            "insert into public.failing values ($1, 0)",
            "select length($1) / 0",
        ):
            with pytest.raises(asyncpg.PostgresError):
                await connection.execute(statement, value)


async def test_no_file_holds_anybody_in_clear(desk: Desk, bureau: Bureau) -> None:
    """The session ends with the same, exports included, for whomever any test filed."""
    await file_household(desk)
    code = await file_everything(desk)
    await desk.house(code, "parties { name idNumber phone }")
    await fail_with(bureau.database, people.person()["name"])
    written = await files.of_database(bureau.database, bureau.cluster)
    assert len(people.SECRETS) > 20
    assert files.found(people.SECRETS, [bureau.folder, *written]) == []
    log = (bureau.cluster / "server.log").read_text()
    assert "duplicate key" in log
    assert "division by zero" in log


async def test_what_is_public_is_found_in_the_files(desk: Desk, bureau: Bureau, tmp_path: pathlib.Path) -> None:
    """Else the test above proves nothing. The paper's address makes a body that PostgreSQL would have compressed."""
    court = f"显明法院{number('第')}庭"
    code = await estates.house(desk)
    document = {**paper(number("裁")), "uri": f"https://court.example/{'a' * 1_970}"}
    said = estates.seizure(code, "2019-01-01", "2020-01-01", court=court, document=document)
    await desk.file("registerSeizure", **said)
    await desk.house(code, "code")
    # At once: the write-ahead log is the whole run's, and what others write soon takes the place of what stands in it.
    found = files.found([court], await files.of_database(bureau.database, bureau.cluster))
    exports = await asyncio.to_thread(takings.made, bureau.database, bureau.folder, tmp_path, ["auditor"])
    where = {pathlib.Path(file) for _, file in (*found, *files.found([court], exports))}
    assert await tables(bureau.database, where) >= {"ledger.event", "read.event", "read.house_seizures"}
    assert any(path.parent.name == "pg_wal" for path in where)
    assert {path.suffix for path in where & set(exports)} == {".ndjson", ".csv"}


async def tables(database: str, paths: set[pathlib.Path]) -> set[str]:
    """The tables, or what they belong to, whose files these are."""
    async with servers.connected(database) as connection:
        rows = await connection.fetch(
            "select coalesce(o.oid, c.oid)::regclass::text as name, c.relfilenode::text as file from pg_class c "
            "left join pg_class o on o.reltoastrelid = c.oid"
        )
    return {row["name"] for row in rows if row["file"] in {path.name.partition(".")[0] for path in paths}}


@pytest.mark.parametrize("spelling", files.spellings("欧阳验真"))
def test_every_spelling_is_found(tmp_path: pathlib.Path, spelling: bytes) -> None:
    (tmp_path / "deep").mkdir()
    file = tmp_path / "deep" / "file"
    file.write_bytes(b"\0\n\xff" * 100_000 + spelling + b"\0" * 10)
    assert files.found(["欧阳验真", "司徒查实"], [tmp_path]) == [("欧阳验真", str(file))]
    file.write_bytes(spelling[:-1])
    assert files.found(["欧阳验真"], [tmp_path]) == []


def test_a_file_that_cannot_be_looked_into_is_no_pass(tmp_path: pathlib.Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises(AssertionError, match="symbolic links"):
        files.found(["欧阳验真"], [loop])
