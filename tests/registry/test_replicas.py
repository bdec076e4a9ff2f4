"""Reads on a real streaming replica: fresh by position, the primary's where it lags, is gone, or is no replica."""

from __future__ import annotations

import asyncio
import contextlib
import pathlib
import time
from collections.abc import AsyncIterator, Iterator

import asyncpg
import httpx
import psutil
import pytest

from graphql_api import reads
from registry import app, health, migrate, replicas, settings, wiring
from registry.cli import project
from tests import patience, servers
from tests import replicas as pairs
from tests.graphql_api import test_waiting as waits
from tests.registry.ledger import samples

SNAPSHOT = """
select l.position as recorded, (select count(*) from ledger.event) as events, p.position as projected,
    (select max(position) from read.timeline) as last
from ledger.log l, read.progress p where p.name = 'read'
"""


@pytest.fixture(scope="module")
def place() -> Iterator[pathlib.Path]:
    with pairs.folder() as made:
        yield made


@pytest.fixture(scope="module")
def pair(place: pathlib.Path) -> pairs.Pair:
    primary = pairs.primary(place)
    asyncio.run(pairs.prepare(primary.url() or ""))
    return pairs.Pair(primary, pairs.beside(primary))


@pytest.fixture
def configured(pair: pairs.Pair, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> settings.Settings:
    monkeypatch.setattr(replicas, "PAUSE", 0.02)
    return settings.Settings(database_url=pair.url, database_read_url=pair.read_url, data_dir=tmp_path)


@pytest.fixture
async def bureau(pair: pairs.Pair, configured: settings.Settings) -> AsyncIterator[pairs.Bureau]:
    async with pairs.opened(pair, configured) as one:
        yield one


async def test_a_query_waits_for_the_position_that_it_asks_for(
    bureau: pairs.Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await bureau.used() == "replica"
    first = await bureau.record()
    await bureau.come_up()
    assert await bureau.used(first) == "replica"
    await bureau.stand_still()
    last = await bureau.record()
    assert (await bureau.ask())["data"]["houses"]["position"] == first, "nothing was asked for: what is there"
    started = time.monotonic()
    found = (await bureau.ask(last))["data"]["houses"]
    assert (found["position"], len(found["nodes"])) == (last, last), "the primary has it"
    assert time.monotonic() - started < reads.PATIENCE
    assert await bureau.used(first) == "replica"
    monkeypatch.setattr(reads, "GRACE", patience.SECONDS)
    asked = asyncio.create_task(bureau.used(last))
    await asyncio.sleep(0.05)
    await bureau.go_on()
    assert await asked == "replica", "which came up with it in time"


async def test_what_no_read_model_has_yet_is_told_with_its_position(
    bureau: pairs.Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "PATIENCE", 0.3)
    position = await bureau.record(projected=False)
    (error,) = (await bureau.ask(position))["errors"]
    assert error["extensions"] == {"code": "NOT_YET_READABLE", "field": "X-Fangji-Position", "position": position}
    assert f"position {position}" in error["message"]
    monkeypatch.undo()
    asked = asyncio.create_task(bureau.ask(position))
    await asyncio.sleep(0.05)
    await project.catch_up(bureau.registry)
    assert (await asked)["data"]["houses"]["position"] == position
    (error,) = (await bureau.ask(position + 1))["errors"]
    assert error["extensions"] == {"code": "BAD_VALUE", "field": "X-Fangji-Position"}
    assert f"is {position + 1}, but the ledger's last position is {position}" in error["message"]


async def test_mutations_read_what_they_recorded_from_the_primary(bureau: pairs.Bureau) -> None:
    await bureau.stand_still()
    desk = waits.recording(bureau.registry.ledger)
    async with waits.projecting(bureau.registry.pool):
        answer = await waits.send(bureau.registry.reads, desk, waits.SHOWN, "M-1")
    assert answer["data"]["registerHouse"]["house"]["code"] == "M-1"


async def test_one_that_is_late_is_not_read_until_it_has_come_up(
    pair: pairs.Pair, configured: settings.Settings
) -> None:
    strict = configured.model_copy(update={"replica_seconds": 0.3})
    async with pairs.opened(pair, strict) as bureau:
        await bureau.stand_still()
        last = await bureau.record()
        await bureau.fit(False)
        assert (await bureau.ask())["data"]["houses"]["position"] == last
        told = (await bureau.ready())["replica"]
        assert not told["read"]
        assert f"seconds behind {last}" in told["reason"]
        await bureau.go_on()
        await bureau.fit()
        assert await bureau.used() == "replica"
        await asyncio.sleep(0.4)
        assert (await bureau.ready())["replica"] == {"read": True, "reason": None}, (
            "where nothing comes nothing is late"
        )


async def test_a_statement_that_stands_in_its_way_is_asked_of_the_primary(bureau: pairs.Bureau) -> None:
    await bureau.registry.pool.execute("create table if not exists probe (n int); insert into probe values (1)")
    await bureau.come_up()

    async def read(pool: asyncpg.Pool, _: object) -> str:
        if pool is bureau.registry.reads.primary:
            return "primary"
        await pool.fetch("select pg_sleep(600) from probe")
        return "replica"

    asked = asyncio.create_task(bureau.registry.reads.run(read))
    await patience.until(
        lambda: bureau.replica.fetchval("select count(*) from pg_stat_activity where wait_event = 'PgSleep'")
    )
    await bureau.registry.pool.execute("alter table probe add column m int")
    async with asyncio.timeout(10):
        assert await asked == "primary"
    assert bureau.registry.reads.unfit is None
    await bureau.registry.pool.execute("drop table probe")


async def test_whoever_saw_a_position_on_it_has_seen_all_before(bureau: pairs.Bureau) -> None:
    """Whatever is committed at the same time: one position after the other, in the order in which it can be seen."""
    seen: list[int] = []
    begun = await bureau.record()
    await bureau.come_up()
    stop = asyncio.Event()

    async def look() -> None:
        """Every snapshot of the replica has as many events as its ledger's position says, and no more."""
        while not stop.is_set():
            row = await bureau.replica.fetchrow(SNAPSHOT)
            assert row is not None
            assert row["recorded"] == row["events"]
            assert row["projected"] == row["last"]

    async def follow(wanted: int) -> None:
        async with bureau.subscribed(begun) as subscription:
            while len(seen) < wanted:
                seen.extend(position for position, _ in await subscription.page())

    async def write() -> None:
        for _ in range(5):
            await bureau.record(projected=False)

    async with waits.projecting(bureau.registry.pool, 0.01):
        looking, following = asyncio.create_task(look()), asyncio.create_task(follow(40))
        await asyncio.gather(*(write() for _ in range(8)))
        async with asyncio.timeout(patience.SECONDS):
            await following
        stop.set()
        await looking
    assert seen == list(range(begun + 1, begun + 41))


async def test_one_that_stands_still_is_left_with_what_is_read_there(bureau: pairs.Bureau) -> None:
    """As one whose machine is cut off: nothing ends, and nothing comes."""

    async def read(pool: asyncpg.Pool, connection: reads.Connection | None) -> str:
        if pool is bureau.registry.reads.primary:
            return "primary"
        await (connection or pool).fetchval("select pg_sleep(600)")
        return "replica"

    asked = asyncio.create_task(bureau.registry.reads.run(read))
    await patience.until(
        lambda: bureau.replica.fetchval("select count(*) from pg_stat_activity where wait_event = 'PgSleep'")
    )
    server = psutil.Process(int((bureau.pair.replica.cluster / "postmaster.pid").read_text().splitlines()[0]))
    processes = [server, *server.children()]
    began = time.monotonic()
    try:
        for one in processes:
            one.suspend()
        assert await asyncio.wait_for(asked, patience.SECONDS) == "primary"
        assert time.monotonic() - began < 10
        assert bureau.registry.reads.unfit is not None
        assert await bureau.used() == "primary"
    finally:
        for one in processes:
            one.resume()
    await bureau.fit()
    assert await bureau.used() == "replica"


async def test_without_it_and_without_the_primary(
    pair: pairs.Pair, configured: settings.Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with pairs.opened(pair, configured) as bureau:
        last = await bureau.record()
        await bureau.come_up()
        pair.replica.stop()
        assert (await bureau.ask())["data"]["houses"]["position"] == last, "asked of the primary at once"
        assert (await bureau.ask(last))["data"]["houses"]["position"] == last
        await bureau.fit(False)
        async with bureau.subscribed(last) as subscription:
            following = await bureau.record()
            assert [position for position, _ in await subscription.page()] == [following]
        last = following
        told = await bureau.ready()
        assert (told["http"], told["replica"]["read"]) == (200, False)
        assert "does not answer" in told["replica"]["reason"]
        (warning,) = (await health.examine(configured))["warnings"]
        assert "DATABASE_READ_URL does not answer" in warning
        async with wiring.opened(configured, connections=2) as begun:
            assert begun.reads.unfit is not None, "a server begins without its replica"
        await wiring.check_replica(configured)
        pair.replica.start()
        await bureau.fit()
        pair.primary.stop()
        try:
            assert await bureau.used() == "replica"
            assert (await bureau.ask(last))["data"]["houses"]["position"] == last
            (error,) = (await bureau.ask(last + 1))["errors"]
            assert error["extensions"]["code"] == "UNAVAILABLE"
            await asyncio.sleep(0.1)
            assert (await bureau.ready())["replica"]["read"]
        finally:
            pair.primary.start()


def start_later(pair: pairs.Pair) -> None:
    time.sleep(0.5)
    pair.primary.start()


async def test_a_worker_that_is_started_again_waits_for_its_database(
    pair: pairs.Pair, configured: settings.Settings
) -> None:
    pair.primary.stop()
    application = app.build(configured, projector=False, again=True)
    began = time.monotonic()
    later = asyncio.create_task(asyncio.to_thread(start_later, pair))
    async with application.router.lifespan_context(application):
        assert time.monotonic() - began > 0.5
    await later


@pytest.mark.parametrize("stated", ["-3", "x", "", "1.5", "9" * 19, "１"])
async def test_a_header_that_is_no_position(configured: settings.Settings, stated: str) -> None:
    async with serving(configured) as client:
        header = {b"x-fangji-position": stated.encode(), b"accept": NEW.encode()}
        by_header = await client.post("/graphql", json={"query": pairs.HOUSES}, headers=header)
        asked = {"query": pairs.HOUSES, "extensions": {"position": stated or -1}}
        by_extension = await client.post("/graphql", json=asked, headers={"accept": NEW})
    for answer, field in ((by_header, "X-Fangji-Position"), (by_extension, "extensions.position")):
        assert answer.status_code == 400, answer.text
        (error,) = answer.json()["errors"]
        assert error["extensions"] | {"requestId": ""} == {"code": "BAD_VALUE", "field": field, "requestId": ""}
        assert "a whole number from 0 on" in error["message"]


async def test_over_http_the_answer_says_how_far_it_is(bureau: pairs.Bureau, configured: settings.Settings) -> None:
    last = await bureau.record()
    async with serving(configured) as client:
        said = await client.post("/graphql", json={"query": pairs.HOUSES}, headers={"x-fangji-position": str(last)})
        assert said.json()["data"]["houses"]["position"] == last
        assert said.headers["x-fangji-position"] == str(last)
        by_extension = await client.post("/graphql", json={"query": pairs.HOUSES, "extensions": {"position": 0}})
        assert by_extension.headers["x-fangji-position"] == str(last)
        assert "x-fangji-position" not in (await client.post("/graphql", json={"query": pairs.HOUSES})).headers
        beyond = await client.post(
            "/graphql", json={"query": pairs.HOUSES}, headers={"x-fangji-position": str(last + 1), "accept": NEW}
        )
        assert (beyond.status_code, beyond.json()["errors"][0]["extensions"]["code"]) == (400, "BAD_VALUE")
        assert "fangji_replica_read 1.0" in (await client.get("/metrics")).text


NEW = "application/graphql-response+json"


@contextlib.asynccontextmanager
async def serving(configured: settings.Settings) -> AsyncIterator[httpx.AsyncClient]:
    application = app.build(configured, projector=False)
    transport = httpx.ASGITransport(application)
    async with (
        application.router.lifespan_context(application),
        httpx.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        yield client


async def test_the_same_server_by_another_name_is_no_replica_and_does(
    pair: pairs.Pair, configured: settings.Settings
) -> None:
    twice = configured.model_copy(update={"database_read_url": f"{pair.url}&application_name=reads"})
    async with wiring.opened(twice, connections=2) as registry:
        assert registry.reads.unfit is None
        assert registry.reads.replica is not None


async def test_the_ledger_of_another_city_is_refused(pair: pairs.Pair, configured: settings.Settings) -> None:
    async with servers.connected(pair.url) as connection:
        await connection.execute("create database other")
    other = pair.primary.url("other") or ""
    await migrate.migrate(other)
    named = configured.model_copy(update={"database_url": other, "database_read_url": None, "city": "elsewhere"})
    async with wiring.opened(named, connections=2) as registry:
        await registry.ledger.submit(samples.unit(samples.house("H-1")))
    wrong = configured.model_copy(update={"database_read_url": other})
    await refused(wrong, "'fangji/elsewhere', not 'fangji/demo'")


async def test_one_that_was_promoted_is_left_and_refused(pair: pairs.Pair, configured: settings.Settings) -> None:
    own = pairs.Pair(pair.primary, await asyncio.to_thread(pairs.beside, pair.primary, "promoted"))
    named = configured.model_copy(update={"database_read_url": own.read_url})
    async with pairs.opened(own, named) as bureau:
        await bureau.record()
        await bureau.come_up()
        await bureau.replica.execute("select pg_promote()")
        await bureau.fit(False)
        assert "was promoted" in (await bureau.ready())["replica"]["reason"]
        assert await bureau.used() == "primary"
        await refused(named, "was promoted")
        assert any("was promoted" in one for one in (await health.examine(named))["problems"])
        alone = configured.model_copy(update={"database_url": own.read_url, "database_read_url": None})
        async with wiring.opened(alone, connections=2) as gone_its_own_way:
            await gone_its_own_way.ledger.submit(samples.unit(samples.house("H-OTHER")))
        await bureau.record()
        await refused(named, "has another event at position")


async def refused(configured: settings.Settings, why: str) -> None:
    with pytest.raises(replicas.ReplicaUnfit, match=why):
        async with wiring.opened(configured, connections=2):
            pass
    with pytest.raises(replicas.ReplicaUnfit, match=why):
        await wiring.check_replica(configured)
