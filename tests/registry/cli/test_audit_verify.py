"""`fangji audit verify` and `fangji ledger epoch` as somebody runs them: exit codes, what, where, the way out."""

import asyncio

from tests import servers
from tests.registry.cli.conftest import Fangji


def alter(database: str, *statements: str) -> None:
    """As a superuser who knows of the triggers."""

    async def work() -> None:
        async with servers.connected(database) as connection, connection.transaction():
            await connection.execute("set local session_replication_role = replica")
            for statement in statements:
                await connection.execute(statement)

    asyncio.run(work())


def ask(database: str, question: str) -> int:
    async def work() -> int:
        async with servers.connected(database) as connection:
            return int(await connection.fetchval(question))

    return asyncio.run(work())


def test_whole_then_altered_then_cut(fangji: Fangji, database: str) -> None:
    assert fangji("generate", "--houses", "2", "--years", "3", "--seed", "1").code == 0
    assert fangji("audit", "checkpoint").code == 0
    last = ask(database, "select position from ledger.log")
    whole = fangji("audit", "verify", "--no-read")
    assert (whole.code, whole.out) == (0, f"Positions 1 to {last} are whole 完好, under 2 checkpoints.\n")

    an_altered_index(fangji, database)
    alter(database, "update ledger.event set source = 'x' where position = 7")
    altered = fangji("audit", "verify", "--no-read")
    assert altered.code == 4
    assert "COLUMN: not so that columns are copies of the bytes (1)" in altered.out
    assert f"At position 7 the column source is not what the bytes say. (between the checkpoints of 0 and {last}" in (
        altered.out
    )
    assert f"Positions 1 to {last} were found whole on" in altered.err
    told = fangji("audit", "verify", "--no-read", "--json")
    assert (told.code, told.json["verified"], told.json["counts"]) == (4, False, {"COLUMN": 1})
    assert told.json["faults"][0]["position"] == 7

    cut(database, last - 20)
    doctor = fangji("doctor")
    assert doctor.code == 1
    assert f"The ledger is read-only: fangji/demo has {last - 20} leaves, of which {last} were published" in doctor.err
    refused = fangji("generate", "--houses", "3", "--years", "3", "--seed", "2")
    assert refused.code == 1
    assert "The ledger takes no events" in refused.err
    epoch(fangji, database, last)


def an_altered_index(fangji: Fangji, database: str) -> None:
    assert fangji("project").code == 0
    assert fangji("search", "reindex").code == 0
    assert fangji("audit", "verify", "--no-read", "--search").code == 0
    house = "(select subject from read.house order by code limit 1)"
    alter(database, f"update search.live set title = 'x' where subject = {house}")
    found = fangji("audit", "verify", "--no-read", "--search")
    assert found.code == 4
    assert "SEARCH: not so that the search index is what the read tables make (1)" in found.out
    assert "The document of HOUSE " in found.out
    assert fangji("search", "reindex").code == 0


def cut(database: str, last: int) -> None:
    tables = ("event", "position"), ("stream_event", "position"), ("command", "first")
    alter(
        database,
        *(f"delete from ledger.{table} where {column} > {last}" for table, column in tables),
        f"update ledger.log set position = {last}",
        """update ledger.stream s set version = e.version, position = e.position
           from (select stream, max(version) as version, max(position) as position from ledger.event group by stream) e
           where e.stream = s.stream""",
        "delete from audit.checkpoint",
        "delete from audit.tile",
        "delete from audit.edge",
    )


def epoch(fangji: Fangji, database: str, lost: int) -> None:
    kept = lost - 20
    only_told = fangji("ledger", "epoch", "--division", "990100")
    assert only_told.out.startswith(
        f"Of {lost} published events the first {kept} are there; 20 are lost 丢失.\nNothing"
    )
    assert ask(database, "select position from ledger.log") == kept
    assert "There is no division 5" in fangji("ledger", "epoch", "--division", "5", "--yes").err
    declared = fangji("ledger", "epoch", "--division", "990100", "--yes")
    assert f"The epoch stands at position {kept + 1}." in declared.out
    assert fangji("ledger", "epoch", "--division", "990100").out.startswith("The ledger is what was published;")
    verified = fangji("audit", "verify", "--no-read", "--json").json
    assert verified["notes"][0].endswith(f"withdrawn by the epoch at position {kept + 1}.")


def test_what_cannot_be_asked(fangji: Fangji) -> None:
    assert fangji("audit", "verify", "--resume", "--from", "3").code == 2
    assert fangji("audit", "verify", "--from", "3", "--to", "2").code == 2
    assert fangji("audit", "verify", "--checkpoint", "nowhere").code == 2
    assert fangji("audit", "verify", "--key", "none").code == 2
