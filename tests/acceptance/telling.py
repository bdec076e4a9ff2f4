"""What a ledger says, apart from when and in which order it was recorded: to compare imports that took other ways."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import pytest

from registry.intake import engine
from registry.intake.profile import Profile
from tests.registry.intake import imports

OF_THE_RECORDING = {"id", "command", "correlation", "cause", "version"}


async def told(pool: asyncpg.Pool) -> list[bytes]:
    """All events without ids, places in streams, digests and envelopes, which differ from registry to registry."""
    return sorted(orjson.dumps(_told(body), option=orjson.OPT_SORT_KEYS) for body in await imports.bodies(pool))


def _told(body: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in body.items() if name not in OF_THE_RECORDING}
    kept["rows"] = [row["key"] for row in body.get("rows", [])]
    kept["changes"] = [_plain(change) for change in body["changes"]]
    return kept


def _plain(change: dict[str, Any]) -> list[object]:
    """A finding's key and one of its values are the event's id."""
    entity, values = change["entity"], change["set"]
    if entity.startswith("findings/"):
        return [values["rule"], values["detail"]]
    return [entity, {name: "sealed" if isinstance(value, dict) else value for name, value in values.items()}]


async def stop_and_go_on(parts: engine.Parts, profile: Profile, files: Sequence[Path], batches: int) -> None:
    """An import that is given up after some batches, then asked for again."""
    left = batches

    def settled(rows: int) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise KeyboardInterrupt

    options = engine.Options(processes=1, rows_per_batch=100)
    with pytest.raises(KeyboardInterrupt):
        await engine.run(parts, profile, files, options, engine.Watcher(settled=settled))
    await engine.run(parts, profile, files, options)
    runs = await parts.pool.fetch("select run, finished_at is not null from intake.delivery")
    assert [tuple(row) for row in runs] == [(1, True)]
