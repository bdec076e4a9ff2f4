"""Samples of a running system: memory, connections, lags and latencies, and whether they stay flat."""

from __future__ import annotations

import contextlib
import statistics
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import psutil

from registry import health
from tests.chaos import load, rig

MB = 1 << 20
PARTS = 5
"""Into which a run is divided; the first one warms up."""

SLACK: Mapping[str, tuple[float, float]] = {
    "MB": (0.10, 20),
    "connections": (0.10, 5),
    "events": (0.5, 200),
    "ms": (0.5, 25),
}
"""By how much the last fifth may lie over the second one, by unit: a share of that, or so much where that is more."""

JAVA = "opensearch MB"

Sample = dict[str, float]
"""What was seen at one moment, by the name of a figure with its unit."""


async def sample(system: rig.Rig, asking: load.Load, since: float) -> Sample:
    """How the system is now; latencies are of the answers since a moment (monotonic)."""
    found = {f"{name} MB": memory(one) for name, one in _processes(system).items()}
    async with system.database.connected() as connection:
        found["database connections"] = await connection.fetchval(
            "select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"
        )
        found["projection events"] = (await health.projection(connection))["behind"]
        indexed = await health.search(connection)
        found["index events"] = indexed["behind"] + indexed["waiting"]
    answers = [one for one in asking.told.answered if one.at >= since]
    for group, seconds in load.grouped(answers).items():
        found[f"{group} p50 ms"] = 1000 * load.quantile(seconds, 0.5)
        found[f"{group} p99 ms"] = 1000 * load.quantile(seconds, 0.99)
    return found


def _processes(system: rig.Rig) -> dict[str, list[psutil.Process]]:
    found = {name: member.processes() for name, member in system.members.items()}
    found["database"] = system.database.processes()
    node = system.search.process() if system.search is not None else None
    return found | ({"opensearch": [node]} if node is not None else {})


def memory(processes: Iterable[psutil.Process]) -> float:
    """Megabytes of them together, what they share counted once (PSS); RSS where the system does not tell that."""
    total = 0.0
    for one in processes:
        with contextlib.suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            full = one.memory_full_info()
            total += getattr(full, "pss", full.rss)
    return total / MB


@dataclass(frozen=True)
class Figure:
    """One figure over a run: its median in each fifth, and its slope in units an hour after the first fifth."""

    name: str
    medians: Sequence[float]
    slope: float

    @property
    def flat(self) -> bool:
        """Whether the last fifth's median lies over the second's by no more than its unit's slack; Java's memory is
        only told, since it takes of its heap as it likes."""
        if self.name == JAVA:
            return True
        share, least = SLACK[self.name.rpartition(" ")[2]]
        return self.medians[-1] - self.medians[1] <= max(share * self.medians[1], least)


def figures(samples: Sequence[tuple[float, Sample]]) -> list[Figure]:
    """Of samples with their seconds since the beginning; a fifth has at least one."""
    count = len(samples)
    fifths = [samples[count * part // PARTS : count * (part + 1) // PARTS] for part in range(PARTS)]
    later = samples[count // PARTS :]
    found = []
    for name in samples[-1][1]:
        medians = [statistics.median(one.get(name, 0.0) for _, one in part) for part in fifths]
        hours = [at / 3600 for at, _ in later]
        values = [one.get(name, 0.0) for _, one in later]
        found.append(Figure(name, medians, statistics.linear_regression(hours, values).slope))
    return found


def table(found: Iterable[Figure]) -> str:
    """The figures for people."""
    head = f"{'figure':28}" + "".join(f"{f'fifth {part + 1}':>10}" for part in range(PARTS)) + f"{'per hour':>12}  flat"
    rows = [
        f"{one.name:28}"
        + "".join(f"{value:10.1f}" for value in one.medians)
        + f"{one.slope:12.1f}  {'yes' if one.flat else 'NO'}"
        for one in found
    ]
    return "\n".join([head, *rows])


def now() -> float:
    """The clock of samples and answers."""
    return time.monotonic()
