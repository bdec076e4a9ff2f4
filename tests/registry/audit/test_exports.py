"""The folder of exports: files appear whole, stay in place, and leave nothing behind."""

from __future__ import annotations

import pathlib

import pytest

from registry.audit import exports


def files(folder: pathlib.Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


async def test_files_are_written_over_and_removed(tmp_path: pathlib.Path) -> None:
    export = exports.Folder(tmp_path / "made" / "at need")
    assert await export.read("checkpoint") is None
    await export.write({"checkpoint": b"1", "tile/0/000.p/1": b"a", "tile/0/000.p/2": b"ab"})
    await export.write({"checkpoint": b"2", "tile/0/000": b"abc"})
    await export.remove(["tile/0/000.p", "tile/0/001.p", "nothing"])
    assert await export.read("checkpoint") == b"2"
    assert files(tmp_path) == ["made/at need/checkpoint", "made/at need/tile/0/000"]


async def test_what_fails_leaves_the_old_file(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    export = exports.Folder(tmp_path)
    await export.write({"checkpoint": b"1"})

    def full(descriptor: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space left"):
        await export.write({"checkpoint": b"2"})
    assert files(tmp_path) == ["checkpoint"]
    assert await export.read("checkpoint") == b"1"
