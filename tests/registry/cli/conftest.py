"""Runs commands as a person would, within the test's process."""

import dataclasses
import json
import pathlib
import sys
from collections.abc import Callable
from typing import Any

import pytest

from registry.cli import main
from tests import servers


@dataclasses.dataclass(frozen=True)
class Result:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture(scope="session")
def template() -> str:
    """Most commands read the read model."""
    return servers.READABLE


Fangji = Callable[..., Result]


@pytest.fixture
def fangji(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: pathlib.Path, database: str
) -> Fangji:
    """`fangji(*words)` on a fresh database and data folder."""
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("FANGJI_DATA_DIR", str(tmp_path / "data"))
    return lambda *words: run(monkeypatch, capfd, *words)


def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], *words: object) -> Result:
    """One command, with its exit code and what it wrote."""
    monkeypatch.setattr(sys, "argv", ["fangji", *map(str, words)])
    with pytest.raises(SystemExit) as ended:
        main.main()
    out, err = capfd.readouterr()
    code = ended.value.code
    return Result(code if isinstance(code, int) else 0, out, " ".join(err.split()))
