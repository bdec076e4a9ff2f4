"""Generated cities for benchmarks, as `fangji generate` records them."""

import time

from benchmarks import harness
from projections.rebuild import Rebuild
from registry import wiring
from registry.city import apart, loading, plan


async def recorded(report: harness.Report, registry: wiring.Registry, houses: int, years: int) -> int:
    """Records a city through the import, then fills the read model, figures included; how many events it has."""
    city = plan.City(houses, years, 1)
    count = apart.worth(houses)
    beside = apart.Apart(registry.url, registry.settings.key_file, count) if count else None
    started = time.perf_counter()
    loaded = await loading.load(city, registry.ledger, registry.keys, lambda _: None, beside)
    report.rate(f"a city of {houses:,} houses: events imported", loaded.events, time.perf_counter() - started)
    started = time.perf_counter()
    await Rebuild(registry.pool, registry.today()).run()
    report.rate(f"{loaded.events:,} events into the read model", loaded.events, time.perf_counter() - started)
    await registry.pool.execute("vacuum analyze")
    return loaded.events
