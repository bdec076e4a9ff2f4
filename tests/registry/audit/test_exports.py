"""Stores of exports: files appear whole, stay in place, and leave nothing behind; in a folder and in object stores."""

from __future__ import annotations

import os
import pathlib
from collections.abc import AsyncIterator, Callable

import pytest
from obstore import store

from registry.audit import checkpointer, exports, object_stores
from tests import browser
from tests.registry.audit import s3
from tests.registry.audit.conftest import Bureau


def files(folder: pathlib.Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.fixture
async def bucket(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[s3.Bucket]:
    """An empty bucket of a server that speaks S3, as the environment tells of it."""
    made = s3.Bucket()
    async with browser.served(made.application) as address:
        environment(monkeypatch, address, "any")
        yield made


def environment(monkeypatch: pytest.MonkeyPatch, address: str, secret: str) -> None:
    """What S3's own tools take from it, and nothing else."""
    for name in [one for one in os.environ if one.startswith("AWS_")]:
        monkeypatch.delenv(name)
    told = {"ENDPOINT_URL": address, "ACCESS_KEY_ID": "any", "SECRET_ACCESS_KEY": secret, "REGION": "us-east-1"}
    for name, value in told.items():
        monkeypatch.setenv(f"AWS_{name}", value)


@pytest.fixture(params=["folder", "memory", "local", "s3"])
def export(request: pytest.FixtureRequest, tmp_path: pathlib.Path, bucket: s3.Bucket) -> exports.Export:
    """An empty store of each sort."""
    made: dict[str, Callable[[], exports.Export]] = {
        "folder": lambda: exports.Folder(tmp_path / "made" / "at need"),
        "memory": lambda: object_stores.Objects(store.MemoryStore()),
        "local": lambda: object_stores.Objects(store.LocalStore(tmp_path)),
        "s3": lambda: object_stores.opened("s3://bucket/part"),
    }
    return made[request.param]()


async def test_files_are_written_over_and_removed(export: exports.Export) -> None:
    assert await export.read("checkpoint") is None
    await export.write({"checkpoint": b"1", "tile/0/000.p/1": b"a", "tile/0/000.p/2": b"ab"})
    assert await export.read("tile/0/000.p/2") == b"ab"
    await export.write({"checkpoint": b"2", "tile/0/000": b"abc"})
    await export.remove(["tile/0/000.p", "tile/0/001.p", "nothing"])
    found = {name: await export.read(name) for name in ("checkpoint", "tile/0/000", "tile/0/000.p/1", "tile/0/000.p/2")}
    assert found == {"checkpoint": b"2", "tile/0/000": b"abc", "tile/0/000.p/1": None, "tile/0/000.p/2": None}


async def test_many_files_at_once(export: exports.Export) -> None:
    many = {f"tile/0/{number:03}": bytes([number]) for number in range(20)}
    await export.write(many)
    assert {name: await export.read(name) for name in many} == many


async def test_a_folder_holds_files_and_nothing_else(tmp_path: pathlib.Path) -> None:
    export = exports.Folder(tmp_path)
    await export.write({f"a/{number}": b"x" for number in range(exports.FEW + 1)})
    await export.write({"checkpoint": b"1", "b/1": b"2"})
    await export.remove(["b/1"])
    assert files(tmp_path) == ["a/0", "a/1", "a/2", "a/3", "checkpoint"]


@pytest.mark.parametrize("count", [1, exports.FEW + 1])
async def test_what_fails_leaves_the_old_file(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    export = exports.Folder(tmp_path)
    names = [f"tile/{number}" for number in range(count)]
    await export.write(dict.fromkeys(names, b"1"))

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", full)
    monkeypatch.setattr(exports, "_sync_all", full)
    with pytest.raises(OSError, match="no space left"):
        await export.write(dict.fromkeys(names, b"2"))
    assert files(tmp_path) == names
    assert await export.read(names[0]) == b"1"


@pytest.mark.parametrize("export", ["memory", "s3"], indirect=True)
async def test_a_checkpoint_is_put_only_over_the_one_that_was_seen(export: object_stores.Objects) -> None:
    """Two ledgers, or a restored one beside the real one, that export to one place."""
    other = object_stores.Objects(export._store)
    assert await export.read("checkpoint") is await other.read("checkpoint") is None
    await export.write({"checkpoint": b"1"})
    with pytest.raises(OSError, match="checkpoint was written by another since it was looked for"):
        await other.write({"checkpoint": b"0"})
    assert await other.read("checkpoint") == b"1"
    await other.write({"checkpoint": b"2"})
    with pytest.raises(OSError, match="checkpoint was written by another since it was read"):
        await export.write({"checkpoint": b"1"})
    assert await export.read("checkpoint") == b"2"


async def test_checkpoints_go_to_a_bucket(bureau: Bureau, bucket: s3.Bucket) -> None:
    export = object_stores.opened("s3://bucket/bureau")
    maker = checkpointer.Checkpointer(bureau.pool, [checkpointer.Kept(bureau.log, bureau.signer)], export, 60)
    await bureau.record(300)
    await maker.catch_up()
    await bureau.record(1)
    (signed,) = await maker.catch_up()
    assert sorted(bucket.objects) == [
        f"bureau/{name}"
        for name in ("checkpoint", "tile/0/000", "tile/0/001.p/44", "tile/0/001.p/45", "tile/1/000.p/1")
    ]
    assert bucket.objects["bureau/checkpoint"] == signed.note.encode()


async def test_a_store_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    environment(monkeypatch, "http://127.0.0.1:9", "topsecret")
    export = object_stores.opened("s3://bucket")
    with pytest.raises(OSError, match=r"^the object store did not answer for checkpoint \(") as found:
        await export.read("checkpoint")
    assert "topsecret" not in str(found.value)
