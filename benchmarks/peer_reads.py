"""The three GraphQL questions to PostGraphile, to ours, and to a bare route with our SQL, in turns."""

import contextlib
from typing import Any

from benchmarks import graphql, harness, load, peer_cases, postgraphile
from benchmarks import graphql_servers as servers

HOUSES = 50_000
SECONDS = 5
ROUNDS = 5
WARM = 5
"""Seconds that each is asked before: V8 compiles what is called often."""

CASES = ("one", "fifty", "list")


async def measure(report: harness.Report) -> None:
    """Answers are compared before anything is measured."""
    load.wrk()
    postgraphile.obtained()
    houses = report.scaled(HOUSES, least=2_000)
    async with graphql.filled(houses) as url, contextlib.AsyncExitStack() as stack:
        bases = {name: await stack.enter_async_context(graphql.served(name, url)) for name in ("compiled", "bare")}
        bases["peer"] = await stack.enter_async_context(postgraphile.served(url))
        for case in CASES:
            asked = _asked(bases, case, houses)
            found = await _rounds(report, bases, case, asked)
            peer_cases.note(report, case, found["compiled"], found["peer"])
            peer_cases.note(report, f"bare {case}", found["compiled"], found["bare"])


Asked = dict[str, list[bytes]]


def _asked(bases: dict[str, str], case: str, houses: int) -> Asked:
    """Request bodies for each; where there are pages, the second ones, too. SystemExit where answers differ."""
    bodies: Asked = {name: [] for name in bases}
    for given in graphql.variables(case, houses):
        answers = _answers(bases, case, dict.fromkeys(bases, given), bodies)
        if case == "list":
            cursors = {name: next(iter(one["data"].values()))["pageInfo"] for name, one in answers.items()}
            if all(one["hasNextPage"] for one in cursors.values()):
                after = {name: {**given, "after": one["endCursor"]} for name, one in cursors.items()}
                _answers(bases, case, after, bodies)
    return bodies


def _answers(bases: dict[str, str], case: str, given: dict[str, dict[str, object]], bodies: Asked) -> dict[str, Any]:
    found = {}
    for name in bases:
        bodies[name].append(_body(name, case, given[name]))
        found[name] = graphql.ask(_url(bases, name, case), bodies[name][-1])
    said = {name: postgraphile.content(one) for name, one in found.items()}
    if not said["compiled"] or not said["compiled"] == said["bare"] == said["peer"]:
        raise SystemExit(f"The answers to {given} differ: { {name: str(one)[:300] for name, one in said.items()} }")
    return found


def _body(name: str, case: str, given: dict[str, object]) -> bytes:
    if name == "peer":
        return graphql.body(postgraphile.QUERIES[case], postgraphile.variables(given))
    return graphql.body(servers.QUERIES[case], given)


def _url(bases: dict[str, str], name: str, case: str) -> str:
    return bases[name] + (f"/{case}" if name == "bare" else "/graphql")


async def _rounds(report: harness.Report, bases: dict[str, str], case: str, asked: Asked) -> dict[str, list[load.Pace]]:
    paces: dict[str, list[load.Pace]] = {name: [] for name in bases}
    for number in range(ROUNDS + 1):
        for name in bases:
            seconds = report.scaled(SECONDS if number else WARM, least=1)
            pace = await load.measured(_url(bases, name, case), asked[name], seconds, graphql.CONNECTIONS)
            paces[name] += [pace] if number else []
    return paces
