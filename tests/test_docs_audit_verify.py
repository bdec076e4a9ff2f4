"""docs/audit.md lists what `fangji audit verify` checks, in its words and in its order."""

import pathlib
import re

from registry.audit.verifying import faults

TEXT = (pathlib.Path(__file__).parent.parent / "docs" / "audit.md").read_text("utf-8")
ROW = re.compile(r"^\| `(?P<name>[A-Z]+)` \| (?P<value>.+) \|$", re.MULTILINE)


def test_the_checks_are_those_of_the_code() -> None:
    assert ROW.findall(TEXT) == [(check.name, check.value) for check in faults.Check]
