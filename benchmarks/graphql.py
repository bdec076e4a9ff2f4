"""GraphQL over HTTP: one house with its ten events, and fifty, beside resolvers with DataLoader and the bare SQL."""

import contextlib
import json
import os
import pathlib
import sys
import urllib.request
from collections.abc import AsyncIterator
from typing import Any

from benchmarks import graphql_servers as servers
from benchmarks import harness, load, rebuild
from projections.rebuild import Rebuild

HOUSES = 50_000
SECONDS = 8
ROUNDS = 3
CONNECTIONS = 8
ROOT = pathlib.Path(__file__).parent.parent
CASES = ("one", "fifty")
PATHS = {
    "compiled": {"one": "/graphql", "fifty": "/graphql", "list": "/graphql"},
    "bare": {"one": "/one", "fifty": "/fifty", "list": "/list"},
    "resolvers": {"one": "/graphql", "fifty": "/graphql"},
}


async def run(report: harness.Report) -> None:
    """`wrk -t1 -c8` against each of the three, in turns, so that what else the machine does falls on all alike."""
    load.wrk()
    houses = report.scaled(HOUSES, least=2_000)
    async with filled(houses) as url, contextlib.AsyncExitStack() as stack:
        bases = {name: await stack.enter_async_context(served(name, url)) for name in PATHS}
        for case in CASES:
            _same_answers(bases, case, houses)
            await _compare(report, bases, case, houses)


@contextlib.asynccontextmanager
async def filled(houses: int) -> AsyncIterator[str]:
    """The address of a database with a read model of so many houses, ten events each."""
    async with harness.database() as url, harness.connected(url) as connection:
        await rebuild.fill(connection, houses)
        async with harness.pooled(url) as pool:
            await Rebuild(pool, rebuild.TODAY).run()
        await connection.execute("vacuum analyze")
        yield url


@contextlib.asynccontextmanager
async def served(name: str, url: str) -> AsyncIterator[str]:
    """Serve one of the applications by uvicorn in a process of its own; gives its address."""
    port = load.free_port()
    options = f"--factory --port {port} --log-level warning --no-access-log --loop uvloop --http httptools"
    environment = {**os.environ, "BENCH_DATABASE": url, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'graphql'}"}
    module = f"benchmarks.graphql_servers:{name}"
    words = [sys.executable, "-m", "uvicorn", module, *options.split()]
    async with load.process(words, port, environment, ROOT) as address:
        yield address


def variables(case: str, houses: int) -> list[dict[str, object]]:
    """Variables of the case's query that ask about many different houses."""
    if case == "one":
        return [{"code": f"H{n}"} for n in range(0, houses, max(1, houses // 500))]
    if case == "fifty":
        return [{"prefix": f"H{number}"} for number in range(10, 100)] if houses >= 10_000 else [{"prefix": "H1"}]
    return [{"area": f"{area}.00"} for area in range(81, 131)]


def bodies(case: str, houses: int) -> list[bytes]:
    """Request bodies about many different houses."""
    return [body(servers.QUERIES[case], one) for one in variables(case, houses)]


def body(query: str, given: dict[str, object]) -> bytes:
    """The body of one request."""
    return json.dumps({"query": query, "variables": given}).encode()


def ask(url: str, body: bytes) -> dict[str, Any]:
    """The answer to one request; AssertionError where it has errors."""
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        answer: dict[str, Any] = json.load(response)
    assert "errors" not in answer, str(answer)[:400]
    return answer


def _same_answers(bases: dict[str, str], case: str, houses: int) -> None:
    """All three have to say the same, else the comparison means nothing."""
    one = bodies(case, houses)[1 if case == "one" else 0]
    answers = [ask(base + PATHS[name][case], one) for name, base in bases.items()]
    assert answers[0] == answers[1] == answers[2], [str(answer)[:400] for answer in answers]


async def _compare(report: harness.Report, bases: dict[str, str], case: str, houses: int) -> None:
    paces: dict[str, list[load.Pace]] = {name: [] for name in bases}
    asked, seconds = bodies(case, houses), report.scaled(SECONDS, least=2)
    for _ in range(ROUNDS):
        for name, base in bases.items():
            paces[name].append(await load.measured(base + PATHS[name][case], asked, seconds, CONNECTIONS))
    medians = {name: load.Pace.median(found).rate for name, found in paces.items()}
    words = {"one": "one house", "fifty": "fifty houses"}[case]
    bare = report.add(f"{words}: (b) the compiled SQL from a bare route", medians["bare"], "/s")
    plain = report.add(f"{words}: (a) strawberry resolvers with DataLoader", medians["resolvers"], "/s")
    report.add(f"{words}: compiled", medians["compiled"], "/s", beside=bare, aim="0.85 × (b)")
    report.add(f"{words}: compiled", medians["compiled"], "/s", beside=plain, aim="4 × (a)")
