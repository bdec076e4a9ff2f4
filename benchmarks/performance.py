"""Writes docs/performance.md and its chart from the figures of `make bench-peers`.

`python -m benchmarks performance` takes the newest run of `benchmarks/results/peers.jsonl`, keeps its figures as
`docs/performance.json`, and writes the page; without such a run it writes the page of the kept figures anew.
"""

import json
import pathlib
import string
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from benchmarks import bars, graphql, harness, peer_cases, peer_library, peer_limits, peer_reads, postgraphile

DOCS = pathlib.Path(__file__).parent.parent / "docs"
KEPT = DOCS / "performance.json"
PAGE = DOCS / "performance.md"
CHART = DOCS / "images" / "performance.svg"
TEMPLATE = pathlib.Path(__file__).parent / "performance.template.md"

Line = Mapping[str, Any]
"""One figure of a run as the harness writes it."""

TUNED = {
    f"{postgraphile.NAME} with connection-filter 4.0.1 and simplify-inflection 9.0.0": postgraphile.TUNING,
    peer_cases.LIBRARY: peer_library.TUNING,
    "asyncpg, COPY, OpenSearch": peer_limits.TUNING,
}


def newest(text: str) -> list[dict[str, Any]]:
    """The lines of the last run in a file of results."""
    lines = [json.loads(line) for line in text.splitlines()]
    return [line for line in lines if line["run"] == lines[-1]["run"]]


def write() -> None:
    """Keeps the newest run, where there is one, and writes page and chart."""
    results = harness.RESULTS / "peers.jsonl"
    if results.exists():
        lines = [json.dumps(one, ensure_ascii=False) for one in newest(results.read_text("utf-8"))]
        KEPT.write_text("[\n" + ",\n".join(lines) + "\n]\n", "utf-8")
    PAGE.write_text(page(kept()), "utf-8")
    CHART.write_text(chart(kept()), "utf-8")


def kept() -> list[dict[str, Any]]:
    """The figures that the page is made of."""
    lines: list[dict[str, Any]] = json.loads(KEPT.read_text("utf-8"))
    return lines


def chart(lines: Sequence[Line]) -> str:
    """The ratios of one run as SVG."""
    found = _by_case(lines)
    shown = [
        bars.Bar(f"{case.name} / {case.peer}", found[case.name]["ratio"], case.least)
        for case in peer_cases.CASES.values()
        if case.name in found
    ]
    return bars.svg("Fangji beside its peers: ratio of rates (mark: what it has to reach)", shown)


def page(lines: Sequence[Line]) -> str:
    """The page of one run."""
    found = _by_case(lines)
    return string.Template(TEMPLATE.read_text("utf-8")).substitute(
        summary=_summary(lines[0], found),
        tables="\n".join(_tables(found)),
        missed="\n".join(_missed(found)),
        tuned="\n".join(_tuned()),
        houses=f"{peer_reads.HOUSES:,}",
        clients=graphql.CONNECTIONS,
        read_rounds=peer_reads.ROUNDS,
        seconds=peer_reads.SECONDS,
        warm=peer_reads.WARM,
        commands=f"{peer_library.COMMANDS:,}",
        load_rounds=peer_library.ROUNDS,
        limit_rounds=peer_limits.ROUNDS,
    )


def _by_case(lines: Sequence[Line]) -> dict[str, Line]:
    return {line["case"]: line for line in lines}


def _summary(first: Line, found: Mapping[str, Line]) -> str:
    asked = [case for case in peer_cases.CASES.values() if case.least is not None]
    met = sum(judged(case, found) == "met" for case in asked)
    scale = "" if first["scale"] == 1 else f" At scale {first['scale']:g}: a quick look, while the aims are for 1."
    when = f"Measured on {first['at'][:10]} at commit `{first['commit']}` on {first['machine']}."
    return f"{when} **{met} of {len(asked)} aims are met.**{scale}"


def judged(case: peer_cases.Case, found: Mapping[str, Line]) -> str:
    """Whether a case reached its aim, as the page says it; empty where it has none."""
    if case.name not in found:
        return "not measured"
    if case.least is None:
        return ""
    return "met" if found[case.name]["ratio"] >= case.least else "**missed**"


def _tables(found: Mapping[str, Line]) -> Iterator[str]:
    for group in dict.fromkeys(case.group for case in peer_cases.CASES.values()):
        yield f"## {group}\n| what, a second | Fangji | peer | ratio | aim | |\n|---|---|---|---|---|---|"
        yield from (_row(case, found) for case in peer_cases.CASES.values() if case.group == group)
        yield ""


def _row(case: peer_cases.Case, found: Mapping[str, Line]) -> str:
    aim = f"≥ {case.least:g} ×" if case.least is not None else ""
    measured = ["", case.peer, ""]
    if ours := found.get(case.name):
        measured = [_rate(ours), f"{case.peer}: {_rate(found[ours['of']])}", f"{ours['ratio']:.2f} ×"]
    said = f"**{case.name}** ({case.unit}): {case.does}"
    return f"| {' | '.join([said, *measured, aim, judged(case, found)])} |"


def _rate(line: Line) -> str:
    value, late = line["value"], line["p99"]
    said = f"{value:,.1f}" if value < 100 else f"{value:,.0f}"
    return f"{said}, p99 {late:.3g} ms" if late is not None else said


def _missed(found: Mapping[str, Line]) -> Iterator[str]:
    missed = [case for case in peer_cases.CASES.values() if "missed" in judged(case, found)]
    if missed:
        yield "## What is missed, and what it is made of"
        yield from (f"- **{case.name}**: {case.why or 'not looked into yet.'}" for case in missed)
        yield "\n"


def _tuned() -> Iterator[str]:
    for peer, points in TUNED.items():
        yield f"**{peer}**\n- " + ";\n- ".join(points) + ".\n"
