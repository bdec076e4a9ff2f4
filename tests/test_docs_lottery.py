"""docs/lottery.md prints the lines that the tests trust, and its commands come to what it says."""

import json
import pathlib
import re
import shutil
import subprocess

import pytest

from aggregates import lots
from aggregates.commands import lottery
from tests.aggregates import draws, replay

ROOT = pathlib.Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "lottery.md").read_text("utf-8")
SAMPLE = json.loads((ROOT / "docs" / "samples" / "lottery.json").read_text("utf-8"))
SHELL = [line for block in re.findall(r"^```sh\n(.*?)^```$", TEXT, re.M | re.S) for line in block.splitlines()]
BY_HAND = [line for line in SHELL if "sha256" in line]


def test_the_lines_printed_are_those_tested() -> None:
    lines = pathlib.Path(replay.__file__).read_text("utf-8")
    assert f"```python runnable\n{lines}```" in TEXT


@pytest.mark.skipif(
    not all(map(shutil.which, ("sha256sum", "openssl", "jq"))), reason="needs sha256sum, openssl and jq"
)
def test_the_commands_by_hand_come_to_what_the_bundle_says() -> None:
    applicant, listed, commitment, key, lot = (by_hand(line) for line in BY_HAND)
    assert applicant == SAMPLE["list"]["tickets"][5]["applicant"]
    assert (listed, commitment) == (SAMPLE["list_digest"], SAMPLE["list"]["commitment"])
    assert f"hexkey:{key}" in BY_HAND[-1]
    assert lot.startswith("028c98")


def by_hand(line: str) -> str:
    done = subprocess.run(["bash", "-c", line], cwd=ROOT, capture_output=True, text=True, check=True)
    found = re.search("[0-9a-f]{64}", done.stdout)
    assert found
    return found[0]


def test_the_numbers_told_are_those_of_the_code() -> None:
    assert f"at most {lottery.MOST_TICKETS} tickets" in TEXT
    assert lots.salt(draws.SALTING_KEY, draws.BATCH, "SQ00") in TEXT
    first = SAMPLE["result"]["classes"][0]
    assert (first["chosen"], first["reserves"]) == ([6, 3], [9, 1, 7])
