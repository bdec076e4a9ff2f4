"""What is configured, what answers and what is behind: the report of `fangji doctor`, and the readiness of a server."""

import datetime
import platform
from typing import Any, TypedDict

import asyncpg

import registry
from aggregates import errors
from projections import status
from registry import database, metrics, monitoring, replicas, schema_version, settings, wiring
from registry.search import engines
from search import query


class Report(TypedDict):
    """One section a part; `problems` are sentences, none where all is well; so are `warnings`, of what is late."""

    fangji: dict[str, Any]
    settings: dict[str, Any]
    database: dict[str, Any]
    ledger: dict[str, Any]
    projection: dict[str, Any]
    review: dict[str, Any]
    acquisitions: dict[str, Any]
    masks: dict[str, Any]
    grams: dict[str, Any]
    checkpoints: dict[str, Any]
    search: dict[str, Any]
    sources: list[dict[str, Any]]
    warnings: list[str]
    problems: list[str]


async def examine(configured: settings.Settings) -> Report:
    """The whole report; a database that does not answer is a problem in it, not an error."""
    report = _configured(configured)
    try:
        url = wiring.database_url(configured)
        report["database"]["url"] = database.without_password(url)
        connection = await database.connect(url, name="fangji doctor")
    except errors.FangjiError as error:
        report["problems"].append(str(error))
        return report
    try:
        await _ask(connection, report)
        await _replica(connection, report, configured.database_read_url)
        if report["database"]["state"] == schema_version.State.CURRENT.value:
            await _sources(connection, report, datetime.datetime.now(configured.zone).date())
            await _published(connection, report, configured)
            await _index(configured, url, report)
    finally:
        await connection.close()
    return report


def _configured(configured: settings.Settings) -> Report:
    return {
        "fangji": {"version": registry.__version__, "python": platform.python_version()},
        "settings": {
            "data_dir": str(configured.folder),
            "city": configured.city,
            "time_zone": configured.time_zone,
            "tokens": "identity provider" if configured.jwks_url else "own key",
        },
        "database": {
            "url": None,
            "embedded": configured.embedded,
            "read_url": configured.database_read_url and database.without_password(configured.database_read_url),
            "server": None,
            "schema": None,
            "state": None,
        },
        "ledger": {"position": None, "read_only": None},
        "projection": {"position": None, "behind": None, "oldest_unapplied_seconds": None, "last_polled_at": None},
        "review": {"position": None, "behind": None},
        "acquisitions": {"position": None, "behind": None},
        "masks": {"position": None, "behind": None},
        "grams": {"position": None, "behind": None},
        "checkpoints": {"size": None, "behind": None, "made_at": None},
        "search": {
            "engine": engines.name_of(configured),
            "index": None,
            "documents": None,
            "position": None,
            "behind": None,
            "waiting": None,
        },
        "sources": [],
        "warnings": [],
        "problems": [],
    }


async def _ask(connection: asyncpg.Connection, report: Report) -> None:
    report["database"]["server"] = await connection.fetchval("show server_version")
    report["database"]["schema"] = await schema_version.find_version(connection)
    report["database"]["state"] = (await schema_version.state(connection)).value
    try:
        await schema_version.check(connection)
    except schema_version.SchemaError as error:
        report["problems"].append(str(error))
        return
    report["ledger"]["position"] = await connection.fetchval("select position from ledger.log") or 0
    report["projection"] = await projection(connection)
    report["review"] = await review(connection)
    report["acquisitions"] = await acquisitions(connection)
    report["masks"] = await masks(connection)
    report["grams"] = await grams(connection)
    report["checkpoints"] = await checkpoints(connection)
    report["search"] |= await search(connection)


async def _replica(connection: asyncpg.Connection, report: Report, url: str | None) -> None:
    """What keeps the replica from being read: that it does not answer is a warning, since queries go elsewhere."""
    if url is None:
        return
    try:
        replica = await database.connect(url, name="fangji doctor")
    except database.DatabaseError as error:
        report["warnings"].append(f"Queries go to DATABASE_URL, since DATABASE_READ_URL does not answer: {error}")
        return
    try:
        await replicas.check(connection, replica)
    except replicas.ReplicaUnfit as error:
        report["problems"].append(str(error))
    finally:
        await replica.close()


async def _index(configured: settings.Settings, url: str, report: Report) -> None:
    """What the search engines say of themselves; one that does not answer is a problem."""
    async with engines.opened(configured, url) as opened:
        for kept in opened.kept:
            try:
                found = await kept.engine.status()
            except query.SearchUnavailable as error:
                report["problems"].append(f"{kept.name}: {error}")
                continue
            if kept.name == engines.LIVE:
                report["search"] |= {"index": found.index, "documents": found.documents}


async def _sources(connection: asyncpg.Connection, report: Report, today: datetime.date) -> None:
    report["sources"] = await monitoring.sources(connection, today)
    report["warnings"] += [said for one in report["sources"] if (said := monitoring.warning(one))]


async def _published(connection: asyncpg.Connection, report: Report, configured: settings.Settings) -> None:
    refusal = await wiring.refusal(connection, configured)
    report["ledger"]["read_only"] = refusal is not None
    if refusal is not None:
        report["problems"].append(f"The ledger is read-only: {refusal}")


UNREACHABLE = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""What asking a database that is gone, starting or shutting down may raise."""


async def gauge(connection: schema_version.Connection) -> None:
    """Sets the gauges from what the database says."""
    found, reviewed = await projection(connection), await review(connection)
    metrics.REVIEWED.set(reviewed["position"])
    metrics.UNREVIEWED.set(reviewed["behind"])
    metrics.UNMONITORED.set((await acquisitions(connection))["behind"])
    indexed = await search(connection)
    metrics.UNINDEXED.set(indexed["behind"])
    metrics.UNPUT.set(indexed["waiting"])
    metrics.UNMASKED.set((await masks(connection))["behind"])
    metrics.UNGRAMMED.set((await grams(connection))["behind"])
    signed = await checkpoints(connection)
    metrics.SIGNED.set(signed["size"])
    metrics.UNSIGNED.set(signed["behind"])
    metrics.SIGNED_AT.set(signed["made_at"].timestamp() if signed["made_at"] else 0)
    metrics.POSITION.set(found["position"])
    metrics.BEHIND.set(found["behind"])
    metrics.OLDEST.set(found["oldest_unapplied_seconds"] or 0)
    await monitoring.gauge(connection)
    metrics.POLLED.set(found["last_polled_at"].timestamp() if found["last_polled_at"] else 0)


async def review(connection: schema_version.Connection) -> dict[str, Any]:
    """How far the review of recorded events by the rules is behind the ledger."""
    return await _follower(connection, "review")


async def acquisitions(connection: schema_version.Connection) -> dict[str, Any]:
    """How far the monitoring of purchases is behind the ledger."""
    return await _follower(connection, "acquisitions")


async def masks(connection: schema_version.Connection) -> dict[str, Any]:
    """How far the masking of personal data is behind the ledger."""
    return await _follower(connection, "masks")


async def grams(connection: schema_version.Connection) -> dict[str, Any]:
    """How far the search for persons is behind the ledger."""
    return await _follower(connection, "grams")


async def checkpoints(connection: schema_version.Connection) -> dict[str, Any]:
    """How many events the last checkpoint has, how many it has not, and when it was made."""
    row = await connection.fetchrow(CHECKPOINT)
    size, made_at, head = tuple(row) if row else (0, None, 0)
    return {"size": size, "behind": head - size, "made_at": made_at}


async def search(connection: schema_version.Connection) -> dict[str, Any]:
    """How far the search index is behind the ledger, and how many documents wait for it."""
    row = await connection.fetchrow(INDEXED, engines.LIVE)
    position, head, waiting = (row["position"], row["head"], row["waiting"]) if row else (0, 0, 0)
    return {"position": position, "behind": head - position, "waiting": waiting}


INDEXED = """
select coalesce(p.position, 0) as position, l.position as head,
    (select count(*) from search.pending w where w.keeper = $1) as waiting
from ledger.log l left join search.progress p on p.keeper = $1
"""


async def _follower(connection: schema_version.Connection, name: str) -> dict[str, Any]:
    row = await connection.fetchrow(FOLLOWER, name)
    position, head = (row["position"], row["head"]) if row else (0, 0)
    return {"position": position, "behind": head - position}


CHECKPOINT = """
select coalesce(c.size, 0), c.made_at, l.position
from ledger.log l
left join lateral (
    select size, made_at from audit.checkpoint where log = 'events' order by size desc limit 1
) c on true
"""

FOLLOWER = """
select coalesce(f.position, 0) as position, l.position as head
from ledger.log l left join ledger.follower f on f.name = $1
"""


async def projection(connection: schema_version.Connection) -> dict[str, Any]:
    """How far the read model is behind the ledger, and when a projector last looked; all of it where none ever did."""
    found = await status.status(connection)
    if found is None:
        head = await connection.fetchval("select position from ledger.log") or 0
        return {"position": 0, "behind": head, "oldest_unapplied_seconds": None, "last_polled_at": None}
    return {
        "position": found.position,
        "behind": found.behind,
        "oldest_unapplied_seconds": found.oldest_unapplied_seconds,
        "last_polled_at": found.polled_at,
    }
