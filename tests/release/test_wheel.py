"""The wheel has all that its packages read: it works in an empty folder, with no checkout near."""

import email
import os
import pathlib
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest
from hatchling.builders import sdist, wheel
from packaging import requirements, utils

import registry
from release import lock

ROOT = pathlib.Path(__file__).parents[2]
PACKAGES = ("registry", "aggregates", "projections", "search", "migrations", "graphql/graphql_api")
OPERATIONS = "graphql/operations"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """The wheel."""
    folder = tmp_path_factory.mktemp("dist")
    (made,) = wheel.WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    return pathlib.Path(made)


@pytest.fixture(scope="module")
def installed(built: pathlib.Path, tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """Its files as an installer lays them out."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(built) as archive:
        archive.extractall(folder)
    return folder


def shipped(folder: str, into: str) -> dict[str, pathlib.Path]:
    """Every file of a folder, by its place in the wheel."""
    top = ROOT / folder
    return {
        f"{into}/{path.relative_to(top).as_posix()}": path
        for path in top.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }


def test_every_file_of_the_packages_is_in_it_and_nothing_else(built: pathlib.Path) -> None:
    wanted = {name for one in PACKAGES for name in shipped(one, one.rpartition("/")[2])}
    wanted |= set(shipped(OPERATIONS, "graphql_api/operations"))
    with zipfile.ZipFile(built) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == wanted
    assert {pathlib.PurePath(name).suffix for name in held} >= {
        ".py",
        ".sql",
        ".toml",
        ".html",
        ".css",
        ".js",
        ".graphql",
    }


def test_its_version_is_the_code_s_and_what_it_requires_is_locked(built: pathlib.Path) -> None:
    with zipfile.ZipFile(built) as archive:
        (place,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        told = email.message_from_bytes(archive.read(place))
    assert told["Version"] == registry.__version__
    locked = {one.name: one.version for one in lock.packages()}
    required = [requirements.Requirement(one) for one in told.get_all("Requires-Dist", [])]
    needed = [one for one in required if one.marker is None or "extra" not in str(one.marker)]
    assert len(needed) > 20
    assert [one.name for one in needed if utils.canonicalize_name(one.name) not in locked] == []


def test_the_command_runs_from_an_empty_folder(installed: pathlib.Path, tmp_path: pathlib.Path) -> None:
    assert str(installed) in run(installed, tmp_path, "-c", "import registry; print(registry.__file__)")
    assert "demo" in run(installed, tmp_path, "-m", "registry", "--help")
    assert "generic" in run(installed, tmp_path, "-m", "registry", "import", "--list")
    assert list(tmp_path.iterdir()) == []


FILTERED: dict[str, Any] = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
"""Debian's Python 3.11 is of before it; later ones warn without it."""


def test_the_source_archive_builds_the_same_wheel(built: pathlib.Path, tmp_path: pathlib.Path) -> None:
    (made,) = sdist.SdistBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with tarfile.open(made) as archive:
        archive.extractall(tmp_path, **FILTERED)
    top = tmp_path / f"fangji-{registry.__version__}"
    assert all((top / name).exists() for name in ("README.md", "Makefile", "requirements/runtime.txt", "docs", "tests"))
    (again,) = wheel.WheelBuilder(str(top)).build(directory=str(tmp_path), versions=["standard"])
    assert pathlib.Path(again).read_bytes() == built.read_bytes()


@pytest.mark.long
def test_the_demo_runs_from_an_empty_folder(installed: pathlib.Path, database: str, tmp_path: pathlib.Path) -> None:
    told = run(installed, tmp_path, "-m", "registry", "demo", "--tour-only", database=database)
    assert "events loaded" in told
    assert "verifies 验证通过" in told
    assert "0 events behind the ledger" in told


def run(installed: pathlib.Path, folder: pathlib.Path, *words: str, database: str = "") -> str:
    """What a Python says that knows the wheel's files and what they depend on, and no checkout."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {**kept, "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1", "DATABASE_URL": database}
    command: Sequence[str] = [sys.executable, *words]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
