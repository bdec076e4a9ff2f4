"""docs/housing-security.md names every command on households once, and its example comes to what it prints."""

import pathlib
import re
from decimal import Decimal

from aggregates import entitlement, naming, policy
from aggregates.commands import book

TEXT = (pathlib.Path(__file__).parent.parent / "docs" / "housing-security.md").read_text("utf-8")
WAY = TEXT.partition("## The way of a household")[2].partition("\n## ")[0]
ROWS = [line for line in WAY.splitlines() if line.startswith("| ")][1:]


def test_the_way_names_every_command_once() -> None:
    told = [name for row in ROWS for name in re.findall(r"`(\w+)`", row.split("|")[2])]
    declared = [
        naming.camel(one.name)
        for one in book.COMMANDS.values()
        if one.subject.declaration.name == "HOUSEHOLD" and not one.any_kind
    ]
    assert sorted(told) == sorted(declared)


def test_the_rules_that_it_names_are_there() -> None:
    rules = (pathlib.Path(__file__).parent.parent / "docs" / "rules.md").read_text("utf-8")
    named = set(re.findall(r"\b(?:GEN|SEC|LOT|SRC|REF)-\d+\b", TEXT))
    assert named >= {f"SEC-{number}" for number in range(1, 9)}
    assert all(f"\n## {rule}\n" in rules for rule in named)


def test_the_example_is_computed_as_printed() -> None:
    printed = re.findall(r"^```text\n(.*?)^```$", TEXT, re.M | re.S)[0].splitlines()
    household = entitlement.Circumstances(size=2, income=Decimal("4300.00"), housing_area=Decimal("12.50"))
    due = entitlement.subsidy(policy.default(), "MARKET_RENT", household, None)
    assert isinstance(due, entitlement.Computed)
    assert due.steps.split("; ") == printed
    assert f"records {due.amount}," in TEXT
