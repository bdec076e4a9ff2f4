"""The server signs by itself, tells how far it is, and goes on where it must not sign."""

from __future__ import annotations

import asyncio
import logging
import pathlib

import httpx
import pytest

from registry import app, settings
from registry.audit import checkpoints, signing_key
from registry.city import loading, plan
from tests.registry import test_app as serving


@pytest.fixture
def configured(database: str, tmp_path: pathlib.Path) -> settings.Settings:
    return settings.Settings(database_url=database, data_dir=tmp_path, checkpoint_seconds=0.05)


async def signed(client: httpx.AsyncClient, size: int) -> None:
    for _ in range(600):
        found = (await client.get("/ready")).json()["checkpoints"]
        if (found["size"], found["behind"]) == (size, 0):
            return
        await asyncio.sleep(0.05)
    pytest.fail(f"nothing was signed: {found}")


async def test_the_server_signs_what_is_recorded(configured: settings.Settings) -> None:
    application = app.build(configured)
    async with serving.serving(application) as client:
        registry = application.state.registry
        await loading.load(plan.City(5, 2, 1), registry.ledger, registry.keys)
        head = await registry.ledger.head()
        await signed(client, head)
        text = (await client.get("/metrics")).text
        assert f"fangji_checkpoint_size {float(head)}" in text
        assert "fangji_checkpoint_behind 0.0" in text
    note = (configured.checkpoints_folder / "checkpoint").read_bytes()
    key = signing_key.load(configured.signing_key_file, "fangji/demo").verifier
    assert checkpoints.verify(note, key).size == head


async def test_an_unusable_key_stops_the_checkpoints_alone(
    configured: settings.Settings, caplog: pytest.LogCaptureFixture
) -> None:
    configured.signing_key_file.write_text("nonsense")
    configured.signing_key_file.chmod(0o600)
    application = app.build(configured)
    with caplog.at_level(logging.ERROR):
        async with serving.serving(application) as client:
            assert (await client.get("/health")).status_code == 200
            await asyncio.sleep(0)
    assert "the checkpoints stopped" in caplog.text
    assert "holds no signing key; restore it from a backup" in caplog.text
    assert "nonsense" not in caplog.text
