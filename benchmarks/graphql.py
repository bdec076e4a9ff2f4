"""GraphQL over HTTP: one house with its ten events, and fifty, beside resolvers with DataLoader and the bare SQL."""

import asyncio
import contextlib
import json
import os
import pathlib
import re
import shutil
import socket
import statistics
import sys
import tempfile
import urllib.request
from collections.abc import AsyncIterator

from benchmarks import graphql_servers as servers
from benchmarks import harness, rebuild
from projections.rebuild import Rebuild

HOUSES = 50_000
SECONDS = 8
ROUNDS = 3
CONNECTIONS = 8
ROOT = pathlib.Path(__file__).parent.parent
PATHS = {
    "compiled": {"one": "/graphql", "fifty": "/graphql"},
    "bare": {"one": "/one", "fifty": "/fifty"},
    "resolvers": {"one": "/graphql", "fifty": "/graphql"},
}
SCRIPT = """
local bodies = { %s }
local n = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
function request() n = n %% #bodies + 1; return wrk.format(nil, nil, nil, bodies[n]) end
function response(status, headers, body)
  if status ~= 200 or body:find('"errors"', 1, true) then
    io.stderr:write(body:sub(1, 300) .. "\\n")
    wrk.thread:stop()
  end
end
"""
QUICK = re.compile(r"Requests/sec:\s+([\d.]+)")


async def run(report: harness.Report) -> None:
    """`wrk -t1 -c8` against each of the three, in turns, so that what else the machine does falls on all alike."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("This benchmark needs wrk; on Debian: apt-get install wrk.")
    houses = report.scaled(HOUSES, least=2_000)
    async with harness.database() as url, harness.connected(url) as connection:
        await rebuild.fill(connection, houses)
        async with harness.pooled(url) as pool:
            await Rebuild(pool, rebuild.TODAY).run()
        await connection.execute("vacuum analyze")
        async with contextlib.AsyncExitStack() as stack:
            bases = {name: await stack.enter_async_context(_served(name, url)) for name in PATHS}
            for case in servers.QUERIES:
                _same_answers(bases, case, houses)
                await _compare(report, wrk, bases, case, houses)


@contextlib.asynccontextmanager
async def _served(name: str, url: str) -> AsyncIterator[str]:
    """Serve one of the applications by uvicorn in a process of its own; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = f"--factory --port {port} --log-level warning --no-access-log --loop uvloop --http httptools"
    environment = {**os.environ, "BENCH_DATABASE": url, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'graphql'}"}
    module = f"benchmarks.graphql_servers:{name}"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "uvicorn", module, *options.split(), env=environment, cwd=ROOT
    )
    try:
        await _answering(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()


async def _answering(port: int) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(0.1)
    raise SystemExit("An application of the benchmark did not start.")


def _bodies(case: str, houses: int) -> list[bytes]:
    """Request bodies about many different houses."""
    step = max(1, houses // 500)
    prefixes = [f"H{number}" for number in range(10, 100) if houses >= 10_000] or ["H1"]
    asked = [{"code": f"H{n}"} for n in range(0, houses, step)] if case == "one" else [{"prefix": p} for p in prefixes]
    return [json.dumps({"query": servers.QUERIES[case], "variables": one}).encode() for one in asked]


def _same_answers(bases: dict[str, str], case: str, houses: int) -> None:
    """All three have to say the same, else the comparison means nothing."""
    answers = []
    for name, base in bases.items():
        body = _bodies(case, houses)[1 if case == "one" else 0]
        request = urllib.request.Request(base + PATHS[name][case], body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as response:
            answers.append(json.load(response))
    assert answers[0] == answers[1] == answers[2], [str(answer)[:400] for answer in answers]


async def _compare(report: harness.Report, wrk: str, bases: dict[str, str], case: str, houses: int) -> None:
    rates: dict[str, list[float]] = {name: [] for name in bases}
    with tempfile.TemporaryDirectory() as folder:
        script = pathlib.Path(folder) / "bodies.lua"
        script.write_text(SCRIPT % ", ".join(f"[==[{body.decode()}]==]" for body in _bodies(case, houses)))
        for _ in range(ROUNDS):
            for name, base in bases.items():
                rates[name].append(await _rate(wrk, base + PATHS[name][case], script, report.scaled(SECONDS, least=2)))
    medians = {name: statistics.median(found) for name, found in rates.items()}
    words = {"one": "one house", "fifty": "fifty houses"}[case]
    bare = report.add(f"{words}: (b) the compiled SQL from a bare route", medians["bare"], "/s")
    plain = report.add(f"{words}: (a) strawberry resolvers with DataLoader", medians["resolvers"], "/s")
    report.add(f"{words}: compiled", medians["compiled"], "/s", beside=bare, aim="0.85 × (b)")
    report.add(f"{words}: compiled", medians["compiled"], "/s", beside=plain, aim="4 × (a)")


async def _rate(wrk: str, url: str, script: pathlib.Path, seconds: int) -> float:
    """Requests a second."""
    arguments = ["-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script), url]
    process = await asyncio.create_subprocess_exec(wrk, *arguments, stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()
    found = QUICK.search(output.decode())
    if found is None:
        raise SystemExit(f"wrk did not finish: {output.decode()[:300]}")
    return float(found[1])
