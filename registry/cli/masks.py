"""`fangji masks`: mask the personal data that the ledger has come to hold; the server does this by itself."""

from typing import Annotated

import typer

from registry import wiring
from registry.cli import console

app = typer.Typer()


@app.command()
def masks(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Drop every masked value and compute all anew.")] = False,
    json: console.Json = False,
) -> None:
    """Compute the masked spellings (张*) of sealed values, as far as nobody has."""
    values = console.run(_masks(rebuild))
    if json:
        console.print_json({"masked": values, "rebuilt": rebuild})
    else:
        console.out.print(f"{values} values masked 脱敏.")


async def _masks(rebuild: bool) -> int:
    async with wiring.opened(console.settings(), connections=2) as registry:
        masker = registry.masker()
        if rebuild:
            await masker.restart()
        return await masker.catch_up()
