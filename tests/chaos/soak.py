"""`python -m tests.chaos.soak [--minutes 30] [--rate 20]`: a mixed load for long, with memory and lags flat.

Flat: the median of the run's last fifth lies over that of its second fifth by no more than 10 % or 20 MB of memory,
10 % or 5 connections, 50 % or 200 events of lag, 50 % or 25 ms of latency, whichever is more.
"""

import argparse
import asyncio
import json
import pathlib
import random
import shutil
import signal
import sys
import tempfile

from tests.chaos import checks, load, rig, sampling
from tests.chaos.told import Told

CLERKS, READERS = 8, 4
WARM = 12_000
"""Commands before the first sample: each process then holds as many events as it ever keeps (ledger/reader.py)."""

SETTINGS = {**rig.SETTINGS, "shared_buffers": "32MB"}
"""A cache that is full when the first fifth is over: what grows later is something else."""

EVERY = 10.0
"""Seconds between two samples."""


def main() -> int:
    """0 where all stayed flat and whole, 1 where not."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rate", type=float, default=20, help="commands a second, and as many reads (default 20)")
    parser.add_argument("--warm", type=int, default=WARM, help=f"commands before, as fast as they go (default {WARM})")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-opensearch", action="store_true", help="with the embedded search")
    parser.add_argument("--json", type=pathlib.Path, help="a file that takes all samples")
    given = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="fangji-soak-"))
    print(f"seed {given.seed}, in {folder}", flush=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # all that was started ends then, too
    samples, wrong = asyncio.run(_run(given, folder))
    if given.json:
        given.json.write_text(json.dumps(samples))
    found = sampling.figures(samples)
    wrong += [f"{one.name} is not flat" for one in found if not one.flat]
    print(sampling.table(found))
    if wrong:
        print("NOT FLAT OR NOT WHOLE:\n" + "\n".join(wrong) + f"\nlogs: {folder}", file=sys.stderr)
        return 1
    print("flat and whole")
    shutil.rmtree(folder)
    return 0


async def _run(
    given: argparse.Namespace, folder: pathlib.Path
) -> tuple[list[tuple[float, sampling.Sample]], list[str]]:
    wanted = rig.Wanted(not given.no_opensearch, disk=False, clock=False, proxied=False, settings=SETTINGS)
    samples: list[tuple[float, sampling.Sample]] = []
    async with rig.running(folder, wanted, random.Random(given.seed)) as system:
        address = f"http://127.0.0.1:{system.api_port}"
        asking = load.Load(address, Told(), str(given.seed), CLERKS, READERS, 0, read_pause=READERS / given.rate)
        async with asking.running():
            await _warm(asking, given.warm)
            asking.pause = CLERKS / given.rate
            began = since = sampling.now()
            while sampling.now() - began < max(given.minutes * 60, sampling.PARTS * EVERY):
                await asyncio.sleep(EVERY)
                seen, since = since, sampling.now()
                samples.append((since - began, await sampling.sample(system, asking, seen)))
                _tell(samples, asking)
            await checks.rest(system, asking)
            houses = random.Random(given.seed).sample(sorted(asking.told.houses), 20)
            wrong = await checks.check(system, asking, houses)
        told = asking.told
    print(f"{len(told.acknowledged)} commands, {len(asking.positions)} events, errors {dict(told.codes)}", flush=True)
    return samples, wrong


async def _warm(asking: load.Load, commands: int) -> None:
    began = sampling.now()
    while len(asking.told.acknowledged) < commands:
        if sampling.now() - max(asking.told.last_at, began) > checks.REST_SECONDS:
            raise checks.NeverAtRest("no command is acknowledged any more")
        await asyncio.sleep(0.1)
    print(f"{commands} commands to begin with, in {sampling.now() - began:.0f} s", flush=True)


def _tell(samples: list[tuple[float, sampling.Sample]], asking: load.Load) -> None:
    """A line each minute."""
    if len(samples) % 6 == 0:
        at, seen = samples[-1]
        said = ", ".join(f"{name} {value:.0f}" for name, value in seen.items())
        print(f"{at / 60:5.1f} min: {len(asking.told.acknowledged)} commands; {said}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
