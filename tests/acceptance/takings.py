"""Exports of all roles, as `fangji export` makes them; run as a program it makes them, in one process."""

from __future__ import annotations

import itertools
import os
import pathlib
import subprocess
import sys
from collections.abc import Sequence

import typer.testing

from aggregates import catalogue
from registry.cli import main
from tests.acceptance import office

ROLES = ("public", "cockpit", "caseworker", "auditor", "admin", "department:housing-security")
SEEING_MOST = "admin"
FORMS = ("ndjson", "csv")


def made(database: str, data: pathlib.Path, folder: pathlib.Path, roles: Sequence[str] = ROLES) -> list[pathlib.Path]:
    """The files, in `folder`: events for each role, and for the one that sees most the subjects of each kind."""
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "FANGJI_DATA_DIR": str(data),
        "PYTHONPATH": f"{office.ROOT}{os.pathsep}{office.ROOT / 'graphql'}",
    }
    words = [sys.executable, "-m", "tests.acceptance.takings", str(folder), *roles]
    result = subprocess.run(words, env=environment, cwd=office.ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    return sorted(folder.iterdir())


def make(folder: pathlib.Path, roles: Sequence[str]) -> None:
    """Make them of the database that the settings name, kinds in either form by turns; raises with what was said."""
    wanted: list[tuple[tuple[str, ...], str]] = [(("--role", one), form) for one in roles for form in FORMS]
    if SEEING_MOST in roles:
        kinds = zip(catalogue.CATALOGUE.kinds, itertools.cycle(FORMS), strict=False)
        wanted += [(("--subjects", "--kind", kind, "--role", SEEING_MOST), form) for kind, form in kinds]
    for number, (words, form) in enumerate(wanted):
        _export(["--format", form, "--out", str(folder / f"{number}.{form}"), *words])


def _export(words: Sequence[str]) -> None:
    result = typer.testing.CliRunner().invoke(main.app, ["export", *words])
    if result.exit_code:
        raise RuntimeError(f"{words}: {result.output}") from result.exception


if __name__ == "__main__":
    make(pathlib.Path(sys.argv[1]), sys.argv[2:])
