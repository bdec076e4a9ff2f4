"""`fangji review`: judge what no rule has judged yet, imported history above all."""

import asyncio
from collections import Counter
from typing import Annotated

import typer

from registry import health, wiring
from registry.cli import console

app = typer.Typer()

PAUSE = 0.05
"""Seconds between two looks at how far the read model is."""


@app.command()
def review(
    until: Annotated[int | None, typer.Option(min=0, help="Stop at this position of the ledger.")] = None,
    json: console.Json = False,
) -> None:
    """Record findings on events that break rules, as far as nobody has; the server does this by itself.

    Members of households who acquired a home are looked for too 购房动态监管.
    """
    found = console.run(_review(until))
    if json:
        console.print_json({"findings": dict(sorted(found.items()))})
    else:
        tell(found)


def tell(found: Counter[str]) -> None:
    """Findings by rule, for people to read."""
    if not found:
        console.out.print("The review found nothing new.")
    for rule, count in sorted(found.items()):
        console.out.print(f"  {rule:<8} {count:>9,} findings 问题")


async def _review(until: int | None) -> Counter[str]:
    async with wiring.opened(console.settings(), connections=4) as registry:
        return await caught_up(registry, until)


async def caught_up(registry: wiring.Registry, until: int | None = None) -> Counter[str]:
    """Review all there is, a projector beside, since rules across subjects look for parts in the read model.

    Homes that members of households acquired are looked for before, so that what follows is reviewed too.
    """
    stop = asyncio.Event()
    projecting = asyncio.create_task(registry.projector().run(stop))
    try:
        await registry.monitor().catch_up(until)
        await _projected(registry, projecting)
        return await registry.reviewer().catch_up(until)
    finally:
        stop.set()
        await projecting


async def _projected(registry: wiring.Registry, projecting: asyncio.Task[None]) -> None:
    """Wait until the read model has what is recorded: after a large import that takes longer than a review would wait.

    The review's own findings it follows at once.
    """
    head = await registry.ledger.head()
    async with registry.pool.acquire() as connection:
        while not projecting.done() and (await health.projection(connection))["position"] < head:
            await asyncio.wait({projecting}, timeout=PAUSE)
