"""The tour's step on search: an address as somebody types it, and what is found."""

from __future__ import annotations

import rich.markup
import rich.table

from aggregates.exposure import Exposure
from registry import wiring
from registry.cli import console
from search import query

TYPED = "澜庭 1号楼 101"
SHOWN = 5


async def guide(registry: wiring.Registry) -> None:
    """Prints it; where there is no index yet, who builds it."""
    console.heading("8", f"Search 检索: {TYPED}", f'GraphQL: search(text: "{TYPED}")')
    engine = registry.engines.of().engine
    if not (await engine.status()).documents:
        console.out.print(
            "The server builds the index when it first runs, `fangji search reindex` at once; then look at /search.",
            markup=False,
        )
        return
    found = await engine.search(query.Query(TYPED, query.Sight(Exposure.PUBLIC, None), first=SHOWN))
    table = rich.table.Table(box=None, padding=(0, 2), header_style="bold")
    for heading in ("kind", "code 编码", "title 名称", "phase 阶段"):
        table.add_column(heading)
    for hit in found.hits:
        table.add_row(*(rich.markup.escape(one or "—") for one in (hit.kind, hit.code, hit.title, hit.phase)))
    console.out.print(table)
    console.out.print(f"{found.total} found in all, as anybody may see them.")
