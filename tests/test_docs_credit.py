"""docs/credit.md: its worked example comes to what it says, its numbers are those of the code, its command verifies."""

import pathlib
import re

from aggregates import inspection_bundle
from aggregates.commands import inspecting
from tests.aggregates import inspections, parties

ROOT = pathlib.Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "credit.md").read_text("utf-8")
ROWS = re.findall(
    r"^\| (\d{4}-\d\d-\d\d) \| (fine|award|check passed|check failed) .*? ([A-Z]{2}-\d) \| (\S+)", TEXT, re.M
)
E = parties.BUILDER


def test_the_worked_example_is_what_the_code_computes() -> None:
    town = parties.engaged(on="2020-01-05")
    for day, what, number, _ in ROWS:
        if what == "fine":
            town.given("record_enterprise_penalty", E, on=day, **parties.penalty(number))
        elif what == "award":
            town.given("record_enterprise_award", E, on=day, **parties.award(number, "CITY"))
        else:
            passed = {"inspection_no": number, "passed": what.endswith("passed")}
            town.given("inspect_quality", "P1", on=day, **passed)
    found = parties.recomputed(town, "2024-06-01")
    assert f"score 得分 {found.score}, grade 等级 {found.grade}" in TEXT
    told = {number: points for _, _, number, points in ROWS if points != "none:"}
    assert {one.number: f"{one.points:+f}" for one in found.lines} == told
    assert len(told) == len(ROWS) - 1 == 5
    town.given("repair_enterprise_credit", E, on="2024-07-01", repair_no="XF-1", penalty_no="CF-1")
    later = parties.recomputed(town, "2024-07-01")
    assert f"CF-1 is repaired on 2024-07-01, the score of that day is {later.score}: still {later.grade}" in TEXT


def test_the_commands_and_numbers_are_those_of_the_code() -> None:
    assert f"--on 2024-06-01\nfangji credit score ENTERPRISE {E} " in TEXT
    assert f"at most {inspecting.MOST_CANDIDATES} members" in TEXT
    assert f"export {inspections.DRAW} --division {inspections.CITY}" in TEXT
    sample = (ROOT / "docs" / "samples" / "inspection.json").read_bytes()
    assert inspection_bundle.verify(sample, inspections.DRAW).faults == []
