"""What serves GraphQL beside each other, and `wrk`, which asks it: requests a second and the 99th percentile."""

import asyncio
import contextlib
import dataclasses
import pathlib
import re
import shutil
import socket
import statistics
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence

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
function done(summary, latency, requests) io.write(string.format("p99: %%.1f us\\n", latency:percentile(99))) end
"""
RATE = re.compile(r"Requests/sec:\s+([\d.]+)")
P99 = re.compile(r"p99: ([\d.]+) us")


@dataclasses.dataclass(frozen=True)
class Pace:
    """Things a second, and the milliseconds within which 99 of 100 were done, where each was timed."""

    rate: float
    p99: float | None = None

    @classmethod
    def median(cls, paces: Sequence["Pace"]) -> "Pace":
        """The medians of several rounds, each figure for itself."""
        late = [one.p99 for one in paces if one.p99 is not None]
        return cls(statistics.median(one.rate for one in paces), statistics.median(late) if late else None)

    @classmethod
    def of(cls, latencies: Sequence[float], seconds: float) -> "Pace":
        """From the seconds of each and of all together."""
        ranked = sorted(latencies)
        return cls(len(ranked) / seconds, ranked[min(len(ranked) - 1, int(0.99 * len(ranked)))] * 1000)


def wrk() -> str:
    """Where the program is; SystemExit where it is not."""
    found = shutil.which("wrk")
    if found is None:
        raise SystemExit("This benchmark needs wrk; on Debian: apt-get install wrk.")
    return found


async def measured(url: str, bodies: Sequence[bytes], seconds: int, connections: int) -> Pace:
    """`wrk` with one thread posts the bodies in turns; ends with the first answer that has errors."""
    with tempfile.TemporaryDirectory() as folder:
        script = pathlib.Path(folder) / "bodies.lua"
        script.write_text(SCRIPT % ", ".join(f"[==[{body.decode()}]==]" for body in bodies))
        arguments = ["-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script), url]
        process = await asyncio.create_subprocess_exec(wrk(), *arguments, stdout=asyncio.subprocess.PIPE)
        output = (await process.communicate())[0].decode()
    rate, p99 = RATE.search(output), P99.search(output)
    if rate is None or p99 is None:
        raise SystemExit(f"wrk did not finish: {output[:300]}")
    return Pace(float(rate[1]), float(p99[1]) / 1000)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextlib.asynccontextmanager
async def process(
    words: Sequence[str], port: int, environment: Mapping[str, str], cwd: pathlib.Path
) -> AsyncIterator[str]:
    """The address of an application in a process of its own, once it answers on the port; ends it afterwards."""
    started = await asyncio.create_subprocess_exec(*words, env=environment, cwd=cwd)
    try:
        await _answering(port, started)
        yield f"http://127.0.0.1:{port}"
    finally:
        with contextlib.suppress(ProcessLookupError):
            started.terminate()
        await started.wait()


async def _answering(port: int, started: asyncio.subprocess.Process) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        if started.returncode is not None:
            break
        await asyncio.sleep(0.1)
    raise SystemExit("An application of the benchmark did not start.")
