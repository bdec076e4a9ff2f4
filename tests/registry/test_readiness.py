"""`/ready` says no where the schema or the read model is not the one that this code reads, or is later than allowed."""

import dataclasses
import pathlib

from registry import readiness, settings, wiring
from registry.city import loading, plan
from registry.cli import project

VERSION = "update fangji.schema_version set version_num = $1"


async def test_schema_read_model_and_lag_count(database: str, tmp_path: pathlib.Path) -> None:
    configured = settings.Settings(database_url=database, data_dir=tmp_path)
    async with wiring.opened(configured) as registry:
        one = readiness.Readiness(registry)

        async def said(looked: readiness.Readiness = one) -> tuple[int, str, str]:
            status, told = await looked.look()
            return status, told["status"], told.get("reason", "")

        assert (await said())[:2] == (503, "unavailable")
        assert "no read model yet" in (await said())[2]
        await project.catch_up(registry)
        assert await said() == (200, "ok", "")
        head = await registry.pool.fetchval("select version_num from fangji.schema_version")
        await registry.pool.execute(VERSION, "0001")
        assert (await said())[0] == 503
        assert "older than" in (await said())[2]
        await registry.pool.execute(VERSION, "9999")
        assert await said() == (200, "ok", ""), "the new version has migrated, and the old one goes on"
        await registry.pool.execute(VERSION, head)

        await loading.load(plan.City(1, 1, 1), registry.ledger, registry.keys)
        assert await said() == (200, "ok", ""), "how late it is counts only where that is set"
        for most, status in ((0.000001, 503), (3600, 200)):
            strict = configured.model_copy(update={"ready_seconds": most})
            bounded = readiness.Readiness(dataclasses.replace(registry, settings=strict))
            assert (await said(bounded))[0] == status
            assert ("seconds late" in (await said(bounded))[2]) == (status == 503)

        digest = await registry.pool.fetchval("select digest from read.meta")
        await registry.pool.execute("update read.meta set digest = 'of another version'")
        assert (await said())[0] == 503
        assert "fangji project --rebuild" in (await said())[2]
        registry.ledger.refuse("It is not what was published.")
        await registry.pool.execute("update read.meta set digest = $1", digest)
        assert await said() == (200, "read-only", "It is not what was published.")
