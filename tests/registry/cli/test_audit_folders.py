"""Events in folders with their proofs, and samples of them: checked offline, each alteration found and named."""

from __future__ import annotations

import json
import pathlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests.registry.cli.conftest import Fangji, run

HEX = "cd" * 32


@pytest.fixture
def key(fangji: Fangji) -> str:
    """The verifier key of a small city that is signed."""
    assert fangji("generate", "--houses", "2", "--years", "2", "--seed", "1").code == 0
    assert fangji("project").code == 0
    assert fangji("audit", "checkpoint").code == 0
    return str(fangji("keys", "init", "--json").json["verifier_key"])


def test_the_events_of_a_house_are_exported_and_checked_elsewhere(
    fangji: Fangji,
    key: str,
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    exported = fangji("export", "--kind", "HOUSE", "--format", "ndjson").out.splitlines()
    code = json.loads(exported[0])["code"]
    out = tmp_path / "house"
    result = fangji("audit", "export", "HOUSE", code, "--out", out)
    assert result.code == 0, result.err
    positions = [one["position"] for one in map(json.loads, exported) if one["code"] == code]
    index = json.loads((out / "index.json").read_text())
    assert [one["position"] for one in index["events"]] == positions
    assert [json.loads(line)["position"] for line in (out / "events.ndjson").read_text().splitlines()] == positions
    assert (out / "events.ndjson").stat().st_mode & 0o777 == 0o600
    assert "not empty" in fangji("audit", "export", "HOUSE", code, "--out", out).err
    assert fangji("audit", "export", "HOUSE", "nowhere", "--out", tmp_path / "no").code == 1
    monkeypatch.setenv("DATABASE_URL", "nonsense")
    monkeypatch.setenv("FANGJI_TIME_ZONE", "nonsense")
    assert run(monkeypatch, capfd, "audit", "check-folder", out, "--key", key).code == 0
    assert run(monkeypatch, capfd, "audit", "check", out / index["events"][0]["proof"], "--key", key).code == 0

    def refused(alter: Callable[[pathlib.Path], None]) -> str:
        copy = tmp_path / "copy"
        shutil.copytree(out, copy)
        alter(copy)
        result = run(monkeypatch, capfd, "audit", "check-folder", copy, "--key", key)
        shutil.rmtree(copy)
        assert result.code == 4
        return result.err

    first = index["events"][0]["proof"]
    assert "events.ndjson lacks position" in refused(lambda folder: (folder / "events.ndjson").unlink())
    assert f"{first} cannot be read" in refused(lambda folder: (folder / first).unlink())
    assert "is not what its proof proves" in refused(_replacing("events.ndjson", "MIGRATION", "CHANGE"))
    assert "leaf hash of position" in refused(_hashing)
    assert "index.json cannot be read" in refused(lambda folder: (folder / "index.json").unlink())
    assert "is not of its form" in refused(_replacing("index.json", "proofs/", "../"))
    assert "is not of a LOTTERY" in refused(_replacing("index.json", '"HOUSE"', '"LOTTERY"'))
    assert "checkpoint" in refused(_replacing("index.json", "fangji/demo", "fangji/other"))


def _replacing(name: str, old: str, new: str) -> Callable[[pathlib.Path], None]:
    def replace(folder: pathlib.Path) -> None:
        text = (folder / name).read_text()
        assert old in text
        (folder / name).write_text(text.replace(old, new))

    return replace


def _hashing(folder: pathlib.Path) -> None:
    index = json.loads((folder / "index.json").read_text())
    index["events"][0]["leaf_hash"] = HEX
    (folder / "index.json").write_text(json.dumps(index))


def test_a_sample_is_drawn_again_by_anybody(fangji: Fangji, key: str, tmp_path: pathlib.Path) -> None:
    seed = fangji("lottery", "seed", "2026-Q3", "--json").json
    out = tmp_path / "sample"
    words = ["audit", "sample", "--count", 5, "--randomness", "彩票 2026-08-01: 04 11", "--name", "2026-Q3"]
    words += ["--seed", seed["seed"]]
    result = fangji(*words, "--out", out)
    assert result.code == 0, result.err
    assert f"commitment 承诺 {seed['commitment']}" in result.out
    told = fangji(*words, "--json").json
    assert told == json.loads((out / "index.json").read_text())
    checked = fangji("audit", "check-folder", out, "--key", key)
    assert (checked.code, "5 events, drawn as it should be" in checked.out) == (0, True)
    paper = (out / "paper.md").read_text()
    assert all(one["leaf_hash"] in paper for one in told["events"])
    script = paper.partition("```python\n")[2].partition("```")[0]
    done = subprocess.run([sys.executable, "-I", "-c", script], cwd=out, capture_output=True, text=True, check=True)
    assert done.stdout == "True True\n"
    assert fangji(*words[:-2], "--json").json["events"] != told["events"]
    other = fangji(*("other" if word == words[5] else word for word in words), "--json").json["events"]
    drawn = [[one["position"] for one in each] for each in (told["events"], other)]
    # By chance the first event is the same one.
    place = next(place for place, (one, due) in enumerate(zip(*drawn, strict=True)) if one != due)
    for name, value, fault in (
        ("randomness", "other", f"event {place + 1} is not the one drawn: the draw gives [{drawn[1][place]}]"),
        ("seed", HEX, "draw.commitment is"),
        ("count", 100_000, "draw: count is 100000"),
    ):
        _redrawn(out, told, {name: value})
        refused = fangji("audit", "check-folder", out, "--key", key, "--json")
        assert (refused.code, refused.json["verified"]) == (4, False)
        assert any(fault in one for one in refused.json["faults"])
    assert "count is 100000" in fangji("audit", "sample", "--count", 100_000, "--randomness", "x").err


def _redrawn(folder: pathlib.Path, told: Any, change: dict[str, object]) -> None:
    (folder / "index.json").write_text(json.dumps({**told, "draw": {**told["draw"], **change}}))
