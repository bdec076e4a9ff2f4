"""What must hold once the system has come to rest after a fault; every breach is a sentence with what and where."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable
from typing import Any

import asyncpg

from registry import health, settings, wiring
from registry.audit.verifying import verifying
from registry.cli import audit_verify
from tests.chaos import load, rig

REST_SECONDS = 120.0
"""How long the system may take until nothing is behind any more."""

COMMANDS = """
select c.id, c.last from ledger.command c join ledger.event e on e.position = c.first
where convert_from(e.body, 'UTF8')::jsonb ->> 'actor' = $1 and c.first > $2
"""

HALVES = """
with event as (
    select command, count(*) as events, min(position) as first, max(position) as last
    from ledger.event group by command
)
select coalesce(c.id, e.command) as id from ledger.command c full join event e on e.command = c.id
where (e.events, e.first, e.last) is distinct from (c.last - c.first + 1, c.first, c.last)
"""

GAPS = "select count(*) as events, coalesce(max(position), 0) as head from ledger.event"

BACK = """
select position from (
    select position, recorded_at, registered_at, lag(recorded_at) over (order by position) as before,
        lag(registered_at) over (order by position) as registered_before
    from ledger.event
) e
where recorded_at < before or registered_at < registered_before
limit 5
"""

VERSIONS = """
select s.code, s.version from ledger.stream s where s.kind = 'HOUSE' and s.code = any ($1::text[])
"""


class NeverAtRest(Exception):
    """Something is behind or unanswered still, long after the fault."""


async def rest(system: rig.Rig, asking: load.Load) -> float:
    """No new command begins, all begun ones are answered, and nothing is behind; after how many seconds.

    Raises:
        NeverAtRest: that takes too long.
    """
    began = time.monotonic()
    asking.open.clear()
    await _until(began, lambda: not asking.told.waiting, lambda: f"commands without an answer: {asking.told.waiting}")
    behind: dict[str, int] = {}
    while True:
        try:
            async with system.database.connected() as connection:
                behind = await _behind(connection, asking)
        except health.UNREACHABLE as error:
            behind = {type(error).__name__: 1}
        if not any(behind.values()):
            return time.monotonic() - began
        if time.monotonic() - began > REST_SECONDS:
            raise NeverAtRest(f"still behind after {REST_SECONDS:.0f} s: {behind}")
        await asyncio.sleep(0.1)


async def _until(began: float, true: Callable[[], bool], said: Callable[[], str]) -> None:
    while not true():
        if time.monotonic() - began > REST_SECONDS:
            raise NeverAtRest(f"after {REST_SECONDS:.0f} s {said()}")
        await asyncio.sleep(0.05)


async def _behind(connection: asyncpg.Connection, asking: load.Load) -> dict[str, int]:
    """How far each that follows the ledger is behind it, the subscriber among them."""
    indexed = await health.search(connection)
    head = await connection.fetchval("select position from ledger.log")
    return {
        "projection": (await health.projection(connection))["behind"],
        "review": (await health.review(connection))["behind"],
        "acquisitions": (await health.acquisitions(connection))["behind"],
        "masks": (await health.masks(connection))["behind"],
        "grams": (await health.grams(connection))["behind"],
        "checkpoints": (await health.checkpoints(connection))["behind"],
        "search": indexed["behind"],
        "documents": indexed["waiting"],
        "subscriber": head - (asking.positions[-1] if asking.positions else 0),
    }


async def check(system: rig.Rig, asking: load.Load, houses: list[str], *, apart: bool = True) -> list[str]:
    """What is wrong with a system at rest: its ledger, what clients were told, read model, index, processes.

    The API is asked for ``houses``. ``apart``: by commands of `fangji`; else the same is done here, which is faster.
    """
    wrong = list(asking.told.wrong)
    async with system.database.connected() as connection:
        wrong += await of_ledger(connection)
        wrong += await of_commands(connection, asking)
        wrong += await of_feed(connection, asking)
        versions = {row["code"]: row["version"] for row in await connection.fetch(VERSIONS, houses)}
    wrong += await _read(asking, versions)
    if apart:
        wrong += await _verified(system) + await _index(system)
    else:
        wrong += await _verified_here(system)
    return wrong + [fell for member in system.members.values() for fell in member.fell]


async def of_ledger(connection: asyncpg.Connection) -> list[str]:
    """Positions have no gap, units are whole, no moment goes back."""
    wrong = []
    ((events, head),) = await connection.fetch(GAPS)
    if events != head:
        wrong.append(f"the ledger has {events} events and ends at position {head}")
    wrong += [f"command {row['id']} is not whole in the ledger" for row in await connection.fetch(HALVES)]
    back = [row["position"] for row in await connection.fetch(BACK)]
    return wrong + ([f"recorded or registered before the event before it: positions {back}"] if back else [])


async def of_commands(connection: asyncpg.Connection, asking: load.Load) -> list[str]:
    """The ledger has exactly the commands that were acknowledged, each once, where the client was told."""
    told = asking.told
    found: dict[uuid.UUID, int] = {
        uuid.UUID(str(row["id"])): row["last"] for row in await connection.fetch(COMMANDS, load.CLERK, 0)
    }
    lost = [
        f"command {one}, acknowledged at {told.acknowledged[one]}, is lost" for one in told.acknowledged - found.keys()
    ]
    extra = [f"command {one} at {found[one]} was never acknowledged" for one in found.keys() - told.acknowledged]
    moved = [
        f"command {one} was acknowledged at {position} and lies at {found[one]}"
        for one, position in told.acknowledged.items()
        if one in found and found[one] != position
    ]
    return [*lost, *extra, *moved]


async def of_feed(connection: asyncpg.Connection, asking: load.Load) -> list[str]:
    """The subscriber was sent every event once."""
    recorded = [row[0] for row in await connection.fetch("select position from ledger.event order by position")]
    if asking.positions == recorded:
        return []
    missed = sorted(set(recorded) - set(asking.positions))[:5]
    return [f"the feed sent {len(asking.positions)} of {len(recorded)} events; the first missed: {missed}"]


async def _read(asking: load.Load, versions: dict[str, int]) -> list[str]:
    """The API shows houses as the ledger has them."""
    wrong = []
    for code, version in versions.items():
        answer = await asking.ask(load.READS["house"], code=code)
        shown = (answer.get("data") or {}).get("house") or {}
        if shown.get("version") != version:
            wrong.append(f"house {code} has {version} events in the ledger, and the API shows {answer}")
    return wrong


async def _verified(system: rig.Rig) -> list[str]:
    """`fangji audit verify` finds ledger, read tables and index whole."""
    code, said = await system.command("audit", "verify", "--search", "--json")
    if code != 0:
        return [f"`fangji audit verify --search` ended with {code}: {said[-3000:]}"]
    return []


async def _verified_here(system: rig.Rig) -> list[str]:
    """What `fangji audit verify --search` would tell."""
    configured = settings.Settings(database_url=system.database.url, data_dir=system.data)
    async with wiring.opened(configured, connections=audit_verify.CONNECTIONS + 1) as registry:
        place, wanted = audit_verify.place(registry, [], 1), verifying.Wanted(search=True)
        result = await verifying.verify(place, wanted)
    return [] if result.clean else [f"not verified: {audit_verify.told(result)}"]


async def _index(system: rig.Rig) -> list[str]:
    """What `fangji search status` finds missing, extra or stale in the index."""
    code, said = await system.command("search", "status", "--json")
    if code != 0:
        return [f"`fangji search status` ended with {code}: {said[-3000:]}"]
    found: dict[str, Any] = rig.told(said)
    counted = {way: found[way]["count"] for way in ("missing", "extra", "stale")} | {
        name: found[name] for name in ("behind", "waiting")
    }
    return [f"the index is not the registry: {counted}"] if any(counted.values()) else []
