"""Fangji beside PostGraphile, the eventsourcing library, bare asyncpg, COPY and OpenSearch, in one run.

`make bench-peers` runs it; at full scale it writes docs/performance.md anew (`benchmarks/performance.py`).
"""

import time

from benchmarks import harness, peer_library, peer_limits, peer_reads


async def run(report: harness.Report) -> None:
    """The parts one after the other; each measures ours and its peer in turns."""
    for part in (peer_reads, peer_library, peer_limits):
        started = time.perf_counter()
        await part.measure(report)
        print(f"{part.__name__}: {time.perf_counter() - started:.0f} s", flush=True)
