"""A campaign: the load runs, fault after fault strikes by a seeded schedule, and after each all is held to account."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tests.chaos import checks, faults, load, rig

HOUSES_ASKED = 20
Tell = Callable[[str], None]


class Violated(Exception):
    """Something that must hold does not; one line each."""


def schedule(seed: int, names: Sequence[str]) -> Iterator[str]:
    """Fault after fault without end: each of them once, in an order of its own, then again in another."""
    rng = random.Random(f"{seed}/schedule")
    while True:
        yield from rng.sample(list(names), len(names))


def ordered(seed: int, names: Sequence[str]) -> list[str]:
    """The first round of a schedule."""
    return list(itertools.islice(schedule(seed, names), len(names)))


@dataclass
class Campaign:
    """Strikes ``system``, which ``asking`` asks. ``calm`` are seconds of undisturbed load before each fault.
    ``apart``: see :func:`tests.chaos.checks.check`.
    """

    system: rig.Rig
    asking: load.Load
    seed: int
    tell: Tell = print
    calm: float = 4.0
    apart: bool = True

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)

    async def run(self, names: Sequence[str], seconds: float) -> int:
        """Faults by schedule until the time is over, at least one; how many. Violated where something does not hold."""
        until = time.monotonic() + seconds
        for name in schedule(self.seed, names):
            number = await self.strike(name)
            if time.monotonic() > until:
                return number
        raise AssertionError("a schedule has no end")

    async def strike(self, name: str) -> int:
        """One fault, and everything checked after it; its number."""
        number = next(self._numbers)
        rng = random.Random(f"{self.seed}/{number}/{name}")
        told, before = self.asking.told, len(self.asking.told.acknowledged)
        resent = told.resent
        self.asking.open.set()
        await asyncio.sleep(rng.uniform(self.calm / 2, self.calm))
        did = await faults.ALL[name](self.system, self.asking, rng)
        healed = time.monotonic()
        answered = await self._answered(healed)
        await checks.rest(self.system, self.asking)
        rested, began = time.monotonic() - healed, time.monotonic()
        wrong = await self._check(rng)
        self.tell(
            f"seed {self.seed} #{number} {name}: {did}; acknowledged again after {answered:.1f} s, at rest after "
            f"{rested:.1f} s; {len(told.acknowledged)} commands (+{len(told.acknowledged) - before}), "
            f"{told.resent - resent} sent again, {len(told.refused)} refused, {len(self.asking.positions)} events; "
            f"{'WRONG' if wrong else 'whole'} ({time.monotonic() - began:.1f} s)"
        )
        if wrong:
            raise Violated(f"seed {self.seed} #{number} {name}:\n" + "\n".join(wrong[:20]))
        return number

    async def _answered(self, healed: float) -> float:
        """Seconds from the end of the fault until a command is acknowledged."""
        while self.asking.told.last_at < healed:
            if time.monotonic() - healed > checks.REST_SECONDS:
                raise checks.NeverAtRest("no command is acknowledged any more")
            await asyncio.sleep(0.02)
        return self.asking.told.last_at - healed

    async def _check(self, rng: random.Random) -> list[str]:
        houses = sorted(self.asking.told.houses)
        asked = rng.sample(houses, min(HOUSES_ASKED, len(houses)))
        return await checks.check(self.system, self.asking, asked, apart=self.apart)
