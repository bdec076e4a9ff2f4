"""An import of the actual-price register in a process of its own, which may be killed, and what it leaves behind."""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import orjson

DEALS = ("PresaleContractFiled", "OwnershipTransferred", "LeaseFiled", "LeaseRenewed")
PROGRAM = """
import asyncio, json, pathlib, re, resource, sys
from registry import database
from registry.intake import profiles
from tests.registry.intake import imports

async def main(url, folder, delivered, batch):
    pool = await database.open_pool(url)
    parts = await imports.parts(pool, url, pathlib.Path(folder))
    profile = profiles.get("tw-actual-price")
    await imports.run(parts, profile, [pathlib.Path(delivered)], processes=2, rows_per_batch=int(batch))
    # Of itself, getrusage would tell what the process had that began this one, which may be a large one.
    own = int(re.search(r"VmHWM:\\s*(\\d+) kB", pathlib.Path("/proc/self/status").read_text())[1])
    print(json.dumps([kb // 1024 for kb in (own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)]))

asyncio.run(main(*sys.argv[1:]))
"""


async def start(url: str, folder: Path, delivered: Path, batch: int) -> asyncio.subprocess.Process:
    """The import, on its way."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    arguments = (url, str(folder), str(delivered), str(batch))
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, *arguments, env=environment, stdout=asyncio.subprocess.PIPE
    )


async def finish(process: asyncio.subprocess.Process) -> tuple[int, int]:
    """MB that the process and its largest worker took at most."""
    told, _ = await process.communicate()
    assert process.returncode == 0
    own, workers = orjson.loads(told)
    return own, workers


async def kill_at(process: asyncio.subprocess.Process, pool: asyncpg.Pool, events: int) -> None:
    """Kill it a moment after the ledger holds so many events; it must not have ended before."""
    while process.returncode is None and await _events(pool) < events:  # noqa: ASYNC110 - happens in another process
        await asyncio.sleep(0.005)
    await asyncio.sleep(random.Random(events).random() * 0.05)
    assert process.returncode is None
    process.kill()
    await process.communicate()


async def _events(pool: asyncpg.Pool) -> int:
    return await pool.fetchval("select max(position) from ledger.log") or 0


async def content(pool: asyncpg.Pool) -> str:
    """A digest of all events in order and of all source rows; of sealed remarks only that there is one."""
    digest = hashlib.sha256()
    async with pool.acquire() as connection, connection.transaction():
        async for (body,) in connection.cursor("select body from ledger.event order by position", prefetch=2000):
            said = orjson.loads(body)
            said["remark"] = "remark" in said
            digest.update(orjson.dumps(said, option=orjson.OPT_SORT_KEYS))
        rows = "select dataset, key, encode(digest, 'hex'), position from ledger.source_row order by 1, 2"
        async for row in connection.cursor(rows, prefetch=2000):
            digest.update(orjson.dumps(list(row)))
    return digest.hexdigest()


async def standing(pool: asyncpg.Pool) -> dict[str, tuple[str, str, str]]:
    """The houses, contracts, transfers and leases that stand: subject, and what is said."""
    found = [orjson.loads(body) for (body,) in await pool.fetch("select body from ledger.event order by position")]
    gone = {name for body in found for name in (*body.get("voids", ()), body.get("corrects"))}
    told: dict[str, tuple[str, str, str]] = {}
    for body in found:
        subject = body["scheme"], body["code"]
        for name, said in _told(body) if body["id"] not in gone else ():
            assert name not in told, "one number, one contract"
            told[name] = (*subject, said)
    return told


def _told(body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if body["type"] == "HouseRegistered":
        yield f"house {body['scheme']} {body['code']}", ""
    for change in body["changes"] if body["type"] in DEALS else ():
        if change["entity"]:
            said = orjson.dumps(change["set"], option=orjson.OPT_SORT_KEYS)
            yield f"{body['type']} {change['entity']}", said.decode()
