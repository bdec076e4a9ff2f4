"""`fangji generate`: a deterministic city through the real append path."""

import time
from typing import Annotated

import typer

from registry import ahead, wiring
from registry.city import apart, loading, plan
from registry.cli import console

app = typer.Typer()


@app.command()
def generate(
    houses: Annotated[int, typer.Option(help="How many houses it has.")],
    years: Annotated[int, typer.Option(help="How many years of life, up to the end of 2025.")],
    seed: Annotated[int, typer.Option(help="The same numbers make the same city.")],
    processes: Annotated[
        int | None,
        typer.Option(min=0, max=ahead.MOST, help="Processes that prepare beside this one; by default one a core."),
    ] = None,
    json: console.Json = False,
) -> None:
    """Append a generated city; the same numbers again append nothing. `fangji project` then makes it readable."""
    city = plan.City(houses, years, seed)
    started = time.monotonic()
    loaded = console.run(_generate(city, processes))
    seconds = time.monotonic() - started
    if json:
        console.print_json({"events": loaded.events, "repeated": loaded.repeated, "seconds": round(seconds, 3)})
    else:
        console.out.print(f"{loaded.events} events appended, {loaded.repeated} were there before; {seconds:.1f} s.")


async def _generate(city: plan.City, processes: int | None) -> loading.Loaded:
    async with wiring.opened(console.settings(), connections=3) as registry:
        return await load(registry, city, processes)


async def load(registry: wiring.Registry, city: plan.City, processes: int | None = None) -> loading.Loaded:
    """Appends the city, with a progress bar; ``processes`` None: as many beside this one as its size is worth."""
    count = apart.worth(city.houses) if processes is None else processes
    beside = apart.Apart(registry.url, registry.settings.key_file, count) if count else None
    with console.progress() as bar:
        task = bar.add_task("Generating 生成", total=None)
        return await loading.load(city, registry.ledger, registry.keys, lambda count: bar.advance(task, count), beside)
