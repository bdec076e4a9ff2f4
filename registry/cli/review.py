"""`fangji review`: judge what no rule has judged yet, imported history above all."""

import asyncio
from collections import Counter
from typing import Annotated

import typer

from registry import wiring
from registry.cli import console

app = typer.Typer()


@app.command()
def review(
    until: Annotated[int | None, typer.Option(min=0, help="Stop at this position of the ledger.")] = None,
    json: console.Json = False,
) -> None:
    """Record findings on events that break rules, as far as nobody has; the server does this by itself."""
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
    """Review all there is, a projector beside, since rules across subjects look for parts in the read model."""
    stop = asyncio.Event()
    projecting = asyncio.create_task(registry.projector().run(stop))
    try:
        return await registry.reviewer().catch_up(until)
    finally:
        stop.set()
        await projecting
