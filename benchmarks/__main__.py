"""`python -m benchmarks [NAME…] [--scale 0.1] [--list]`: run benchmarks, each in a process of its own.

`python -m benchmarks performance` measures nothing: it writes docs/performance.md from what `peers` measured last.
"""

import argparse
import asyncio
import importlib
import pathlib
import subprocess
import sys

from benchmarks import harness

OWN = {"__init__", "__main__", "harness"}
PAGE = "performance"


def names() -> list[str]:
    """Return the benchmarks of this folder: its modules that define `run`."""
    folder = pathlib.Path(__file__).parent
    return sorted(f.stem for f in folder.glob("*.py") if f.stem not in OWN and "async def run(" in f.read_text("utf-8"))


def parse(arguments: list[str]) -> argparse.Namespace:
    """Return the chosen names and scale; an unknown name is a usage error (exit code 2)."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="which (default: all): " + ", ".join(names()))
    parser.add_argument("--scale", type=float, default=1.0, help="shrink the data for a quick look (0 < scale <= 1)")
    parser.add_argument("--list", action="store_true", help="print the names and what they measure")
    chosen = parser.parse_args(arguments)
    for name in chosen.names:
        if name not in names() and chosen.names != [PAGE]:
            parser.error(f"benchmark {name!r} is unknown; there are {', '.join(names())}")
    if not 0 < chosen.scale <= 1:
        parser.error(f"--scale {chosen.scale:g} must be over 0 and at most 1")
    return chosen


def title(name: str) -> str:
    """Return the first line of a benchmark's docstring."""
    return (importlib.import_module(f"benchmarks.{name}").__doc__ or name).strip().splitlines()[0]


def run_one(name: str, scale: float) -> int:
    """Run one benchmark here and print its report."""
    report = harness.Report(name, scale)
    print(f"{name}: {title(name)}", flush=True)
    try:
        asyncio.run(importlib.import_module(f"benchmarks.{name}").run(report))
    finally:
        if report.figures:  # what was measured until something failed, too
            report.show()
    if name == "peers" and scale == 1:
        _write_page()
    return 0


def _write_page() -> None:
    importlib.import_module(f"benchmarks.{PAGE}").write()
    print("docs/performance.md is written anew.")


def run_apart(name: str, scale: float) -> int:
    """Run one benchmark in a process of its own, so that no heap or cache is carried to the next."""
    return subprocess.run([sys.executable, "-m", "benchmarks", name, "--scale", str(scale)], check=False).returncode


def main(arguments: list[str]) -> int:
    """Run what was chosen; returns 1 where a benchmark failed."""
    chosen = parse(arguments)
    if chosen.list:
        print("\n".join(f"{name:12} {title(name)}" for name in names()))
        return 0
    if chosen.names == [PAGE]:
        _write_page()
        return 0
    if len(chosen.names) == 1:
        return run_one(chosen.names[0], chosen.scale)
    codes = [run_apart(name, chosen.scale) for name in chosen.names or names()]
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
