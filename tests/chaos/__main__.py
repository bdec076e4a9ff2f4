"""`python -m tests.chaos [--seed S] [--minutes M] [--only FAULT…]`: a real system under load, struck by faults."""

import argparse
import asyncio
import pathlib
import random
import secrets
import shutil
import signal
import sys
import tempfile
import time

from tests.chaos import campaign, checks, faults, load, rig
from tests.chaos.told import Told


def main() -> int:
    """0 where all held, 1 where something did not."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="of the schedule; printed")
    parser.add_argument("--minutes", type=float, default=6.0, help="how long faults are begun (default 6)")
    parser.add_argument("--only", nargs="+", choices=sorted(faults.ALL), help="these faults")
    parser.add_argument("--no-opensearch", action="store_true", help="with the embedded search")
    parser.add_argument("--keep", action="store_true", help="keep the folder with logs and data where all held, too")
    given = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="fangji-chaos-"))
    print(f"seed {given.seed}, in {folder}", flush=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # all that was started ends then, too
    try:
        asyncio.run(_run(given, folder))
    except (campaign.Violated, checks.NeverAtRest, faults.Harmless, rig.NotStarted) as error:
        print(f"NOT WHOLE: {error}\nlogs: {folder}; again with --seed {given.seed}", file=sys.stderr)
        return 1
    if not given.keep:
        shutil.rmtree(folder)
    return 0


async def _run(given: argparse.Namespace, folder: pathlib.Path) -> None:
    began, rng = time.monotonic(), random.Random(f"{given.seed}/proxies")
    wanted = rig.Wanted(opensearch=not given.no_opensearch)
    async with rig.running(folder, wanted, rng) as system:
        print(f"ready after {time.monotonic() - began:.0f} s", flush=True)
        asking = load.Load(f"http://127.0.0.1:{system.to_api.port}", Told(), str(given.seed))
        async with asking.running():
            struck = campaign.Campaign(system, asking, given.seed, tell=_tell)
            count = await struck.run(given.only or faults.possible(system), given.minutes * 60)
            told = asking.told
    _tell(f"{count} faults, {len(told.acknowledged)} commands, each once: {dict(told.kinds)}")
    _tell(f"errors that clients were told: {dict(told.codes)}; refused by a rule: {len(told.refused)}")


def _tell(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
