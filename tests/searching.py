"""One real OpenSearch for a whole test run in any number of processes."""

import fcntl
import os
import pathlib
import shutil

import pytest

from registry.opensearch import distribution, node

EASILY_BUSY = {"indexing_pressure.memory.limit": "4mb"}
"""A few writers at once are refused, as they are by a cluster that has too much to do."""


def start(folder: pathlib.Path) -> str:
    """Starts the run's node where no other process of the run has; its URL. Skips the test where it cannot be had."""
    given = os.environ.get("FANGJI_TEST_OPENSEARCH_URL")
    if given:
        return given
    with (folder / "opensearch.lock").open("w") as lock:  # not that of the database, for which others wait
        fcntl.flock(lock, fcntl.LOCK_EX)
        obtain(folder)
        return node.Node(folder / "opensearch", EASILY_BUSY).start()


def obtain(folder: pathlib.Path) -> None:
    """The programs of OpenSearch, or a skip that says why not; a failure with REQUIRE_OPENSEARCH=1."""
    known = folder / "opensearch.missing"
    try:
        if known.exists():  # another test has waited in vain
            raise distribution.OpenSearchMissing(known.read_text())
        distribution.home()
        distribution.java()
    except distribution.OpenSearchMissing as missing:
        known.write_text(str(missing))
        if os.environ.get("REQUIRE_OPENSEARCH") == "1":
            pytest.fail(f"REQUIRE_OPENSEARCH=1 and no OpenSearch: {missing}", pytrace=False)
        pytest.skip(f"no OpenSearch: {missing}")


def remove(folder: pathlib.Path) -> None:
    """Stops the run's node, if it ever started; its data goes."""
    if (folder / "opensearch").exists():
        node.Node(folder / "opensearch").kill()
        shutil.rmtree(folder / "opensearch")
