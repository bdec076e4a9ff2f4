"""The TypeScript types of the shipped documents are those of today's schema, where npm can make them."""

from __future__ import annotations

import pathlib
import shutil
import subprocess

import pytest

from graphql_api import operations

GRAPHQL = pathlib.Path(__file__).parents[2] / "graphql"
TYPES = GRAPHQL / "operations" / "types.ts"
INSTALL = ("install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--silent")


@pytest.fixture
def maker(tmp_path: pathlib.Path) -> pathlib.Path:
    """A copy of the folder that makes the types, with what it needs installed."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed, so the TypeScript types cannot be made anew")
    shutil.copytree(GRAPHQL / "types", tmp_path / "types", ignore=shutil.ignore_patterns("node_modules"))
    shutil.copytree(GRAPHQL / "operations", tmp_path / "operations")
    shutil.copy(GRAPHQL / "schema.graphql", tmp_path)
    try:
        subprocess.run([npm, *INSTALL], cwd=tmp_path / "types", check=True, capture_output=True, timeout=120)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        pytest.skip(f"npm cannot install graphql-codegen here: {error}")
    return tmp_path / "types"


def test_the_committed_types_are_those_of_the_schema(maker: pathlib.Path) -> None:
    subprocess.run(["node", "types.mjs", "made.ts"], cwd=maker, check=True, capture_output=True, timeout=60)
    assert (maker / "made.ts").read_text("utf-8") == TYPES.read_text("utf-8"), "run make types"


def test_every_document_has_types() -> None:
    text = TYPES.read_text("utf-8")
    for name, document in operations.documents().items():
        line = next(line for line in document.splitlines() if line.startswith(("query ", "mutation ")))
        sort, _, rest = line.partition(" ")
        operation = rest.partition("(")[0].split()[0]
        assert f"export type {operation}{sort.capitalize()}Variables = " in text, name
