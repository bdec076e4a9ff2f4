"""`fangji project`: run the projections up to the ledger, or rebuild them beside the live ones."""

from typing import Annotated

import typer
from rich import progress

from projections import applying, ddl, names, projector, rebuild
from registry import wiring
from registry.cli import console

app = typer.Typer()

READ = "read"
BATCH = 5000


@app.command()
def project(
    rebuild_: Annotated[bool, typer.Option("--rebuild", help="Build the read model anew beside the live one.")] = False,
    name: Annotated[str, typer.Argument(help="The projection; there is one so far.")] = READ,
    until: Annotated[int | None, typer.Option(min=0, help="Stop at this position of the ledger.")] = None,
    json: console.Json = False,
) -> None:
    """Apply what the ledger holds and the read model does not; the server does this by itself."""
    if name != READ:
        console.fail(f"There is no projection {name!r}; known is {READ}.", console.Exit.USAGE)
    if rebuild_ and until is not None:
        console.fail("--until cannot go with --rebuild, which always goes to the end.", console.Exit.USAGE)
    position = console.run(_rebuild() if rebuild_ else _project(until))
    if json:
        console.print_json({"projection": name, "position": position, "rebuilt": rebuild_})
    else:
        console.out.print(f"The read model is at position {position}.")


async def _project(until: int | None) -> int:
    async with wiring.opened(console.settings(), connections=2) as registry:
        return await catch_up(registry, until)


async def catch_up(registry: wiring.Registry, until: int | None = None) -> int:
    """Applies all there is, with a progress bar; answers the position reached."""
    async with registry.pool.acquire() as connection:
        await ddl.ensure(connection, registry.catalogue, zone=registry.settings.time_zone)
        applier = applying.Applier(registry.catalogue, names.SCHEMA)
        await applier.prepare(connection)
        head = await registry.ledger.head()
        with console.progress() as bar:
            task = bar.add_task("Projecting 投影", total=head if until is None else min(head, until))
            await projector.take_step(connection, applier, registry.today(), BATCH, until)
            while True:
                step = await projector.take_step(connection, applier, registry.today(), BATCH, until)
                bar.update(task, completed=step.position)
                if not step.applied:
                    return step.position


async def _rebuild() -> int:
    async with wiring.opened(console.settings(), connections=8) as registry:
        return await rebuilt(registry)


async def rebuilt(registry: wiring.Registry) -> int:
    """Builds the read model anew and switches to it, with a bar a stage; answers the position reached."""
    with console.progress() as bar:
        tasks: dict[str, progress.TaskID] = {}

        def report(stage: str, done: int, of: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage)
            bar.update(tasks[stage], completed=done, total=of)

        zone = registry.settings.time_zone
        work = rebuild.Rebuild(registry.pool, registry.today(), registry.catalogue, report=report, zone=zone)
        return (await work.run()).position
