"""`fangji ledger epoch`: declare that published history is lost, where nothing can restore it."""

from typing import Annotated

import typer

from registry import wiring
from registry.audit import epochs, restoring
from registry.cli import console

app = typer.Typer()
group = typer.Typer(no_args_is_help=True, help="The ledger itself 账本: what to do when a part of it is lost.")
app.add_typer(group, name="ledger")

Declared = tuple[list[epochs.Loss], int | None]


@group.command()
def epoch(
    division: Annotated[
        str, typer.Option(metavar="CODE", help="The division that keeps this ledger: the event is on it.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Declare it; else only tell what would be declared.")] = False,
    json: console.Json = False,
) -> None:
    """Declare an epoch 断代: which published events are lost for good. After it the ledger takes events again.

    Only where the ledger is read-only since it is not what was published, and no backup has the rest.
    """
    losses, position = console.run(_epoch(division, yes))
    if json:
        told = [{"log": one.log, "kept": one.kept, "lost": one.lost, "root": one.root.hex()} for one in losses]
        console.print_json({"losses": told, "position": position})
        return
    if not losses:
        console.out.print("The ledger is what was published; there is nothing to declare.")
    for one in losses:
        console.out.print(
            f"Of {one.lost} published {one.log} the first {one.kept} are there; {one.lost - one.kept} are lost 丢失."
        )
    if position is not None:
        console.out.print(f"The epoch stands at position {position}. Restart the servers; they sign it by themselves.")
    elif losses:
        console.out.print("Nothing was declared. Where no backup has the rest, add --yes.")


async def _epoch(division: str, yes: bool) -> Declared:
    async with wiring.opened(console.settings(), connections=4) as registry:
        async with registry.pool.acquire() as connection:
            found = await restoring.misfits(connection, registry.logs(), registry.export())
            losses = await restoring.losses(connection, found, registry.export())
        if not losses or not yes:
            return losses, None
        actor = f"operator/{console.operator()}"
        made = await epochs.declare(registry.ledger, registry.pool, losses, division, actor, registry.today())
        return losses, made.first
