"""docs/performance.md is what its committed figures give, and tells of every aim whether it is met."""

import copy
import json
import re
import xml.etree.ElementTree

import pytest

from benchmarks import bars, load, peer_cases, performance

KEPT = performance.kept()


def test_page_and_chart_are_those_of_the_committed_figures() -> None:
    said = "run `python -m benchmarks performance` and commit what it writes"
    assert performance.PAGE.read_text("utf-8") == performance.page(KEPT), said
    assert performance.CHART.read_text("utf-8") == performance.chart(KEPT), said


@pytest.mark.parametrize("case", peer_cases.CASES.values(), ids=list(peer_cases.CASES))
def test_every_aim_is_shown_with_whether_it_is_met(case: peer_cases.Case) -> None:
    (row,) = [line for line in performance.page(KEPT).splitlines() if line.startswith(f"| **{case.name}** (")]
    *_, aim, verdict = (cell.strip() for cell in row.strip("|").split("|"))
    if case.least is None:
        assert (aim, verdict) in (("", ""), ("", "not measured"))
    else:
        assert aim == f"≥ {case.least:g} ×"
        assert verdict in ("met", "**missed**", "not measured")


def test_a_miss_is_shown_as_a_miss_with_what_it_is_made_of() -> None:
    case = peer_cases.CASES["list"]
    for ratio, verdict in ((3.49, "**missed**"), (3.5, "met")):
        lines = copy.deepcopy(KEPT)
        next(line for line in lines if line["case"] == case.name)["ratio"] = ratio
        page = performance.page(lines)
        assert re.search(rf"^\| \*\*{case.name}\*\* .*\| {re.escape(verdict)} \|$", page, re.MULTILINE)
        assert (f"- **{case.name}**: {case.why}" in page) is (ratio < 3.5)


def test_what_was_not_measured_is_said() -> None:
    """As where OpenSearch cannot be had."""
    search = peer_cases.CASES["search"]
    lines = [line for line in KEPT if not line["case"].startswith(search.name + ":") and line["case"] != search.name]
    assert f"| **{search.name}** ({search.unit}): {search.does} |  | {search.peer} |  | ≥ 0.6 × | not measured |" in (
        performance.page(lines)
    )


def test_the_chart_is_a_picture_of_every_ratio() -> None:
    drawn = xml.etree.ElementTree.fromstring(bars.svg("a < b", [bars.Bar("one", 2.0, 3.0), bars.Bar("two", 99.0)]))
    texts = [one.text for one in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert {"a < b", "one", "2.00", "two", "99.00"} <= set(texts)
    colours = [one.get("fill") for one in drawn.iter("{http://www.w3.org/2000/svg}rect")][1:]
    assert colours == [bars.COLOURS[False], bars.COLOURS[None]]


def test_the_newest_run_is_kept() -> None:
    lines = [{"run": "a", "case": "one"}, {"run": "b", "case": "one"}, {"run": "b", "case": "two"}]
    assert performance.newest("".join(json.dumps(one) + "\n" for one in lines)) == lines[1:]


def test_rounds_are_paced_by_their_medians() -> None:
    paces = [load.Pace.of([0.001] * 98 + [0.5, 0.5], 2.0), load.Pace(10.0), load.Pace(70.0, 3.0)]
    assert paces[0] == load.Pace(50.0, 500.0)
    assert load.Pace.median(paces) == load.Pace(50.0, 251.5)
    assert load.Pace.median(paces[1:2]).p99 is None
