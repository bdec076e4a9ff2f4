"""The public audit suite of GraphQL over HTTP, the npm package `graphql-http`, against a server of ours."""

from __future__ import annotations

import collections
import pathlib
import shutil
import subprocess

import orjson
import pytest

from tests.acceptance.conftest import Bureau

PACKAGES = ("graphql-http@1.23.1", "graphql@16.11.0")
MINUTES = 3

RUN = """
const { serverAudits } = require('graphql-http');
(async () => {
  const found = [];
  for (const audit of serverAudits({ url: process.argv[1] })) {
    const { id, name, status, reason } = await audit.fn();
    found.push({ id, name, status, reason: reason ?? '' });
  }
  console.log(JSON.stringify(found));
})();
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A folder in which the suite is installed; skips where npm or its registry does not answer."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        pytest.skip("npm or node is not installed")
    folder = tmp_path_factory.mktemp("audit")
    command = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder), *PACKAGES]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=MINUTES * 60)
    except subprocess.TimeoutExpired:
        pytest.skip(f"the registry of npm does not answer within {MINUTES} minutes")
    if done.returncode:
        pytest.skip(f"npm cannot install {PACKAGES[0]}: {done.stderr.strip()[-300:]}")
    return folder


def test_every_must_and_should_is_met(bureau: Bureau, package: pathlib.Path) -> None:
    command = ["node", "-e", RUN, f"{bureau.address}/graphql"]
    done = subprocess.run(command, cwd=package, capture_output=True, text=True, timeout=MINUTES * 60)
    assert done.returncode == 0, done.stderr
    found = orjson.loads(done.stdout)
    print(_counts(found))
    missed = [one for one in found if one["status"] != "ok"]
    assert len(found) > 50
    assert not [one for one in missed if not one["name"].startswith("MAY")], missed
    print("\n".join(f"{one['id']} {one['name']}: {one['reason']}" for one in missed))


def _counts(found: list[dict[str, str]]) -> str:
    counted = collections.Counter((one["name"].split()[0], one["status"]) for one in found)
    return ", ".join(f"{level} {status} {count}" for (level, status), count in sorted(counted.items()))
