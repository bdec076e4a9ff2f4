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
    """Prints it; where there is nothing to search yet, why."""
    console.heading("8", f"Search 检索: {TYPED}", f'GraphQL: search(text: "{TYPED}")')
    engine = registry.engines.answering()
    try:
        found = await engine.search(query.Query(TYPED, query.Sight(Exposure.PUBLIC, None), first=SHOWN))
    except query.SearchUnavailable as error:
        console.out.print(str(error), markup=False)
        return
    table = rich.table.Table(box=None, padding=(0, 2), header_style="bold")
    for heading in ("kind", "code 编码", "title 名称", "phase 阶段"):
        table.add_column(heading)
    for hit in found.hits:
        table.add_row(*(rich.markup.escape(one or "—") for one in (hit.kind, hit.code, hit.title, hit.phase)))
    console.out.print(table)
    console.out.print(f"{found.total} found in all, as anybody may see them.")
