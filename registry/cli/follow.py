"""`fangji follow`: what follows the ledger, without a server."""

import asyncio
import logging.config
import os
import signal
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from registry import followers, logs, settings, wiring
from registry.cli import console

NICE = 10
"""What is recorded, read and answered comes before what is found."""

app = typer.Typer()


@app.command()
def follow(
    part: Annotated[
        list[followers.Part] | None,
        typer.Option(help="What to run: ledger, search (repeatable; without it both)."),
    ] = None,
    leashed: Annotated[bool, typer.Option("--leashed", hidden=True, help="End with standard input.")] = False,
) -> None:
    """Run what follows the ledger until interrupted: projector, review, masks, checkpoints, search index.

    `fangji serve` does so by itself; of all that run one leads, and the others stand by.
    """
    configured = console.settings()
    logging.config.dictConfig(logs.CONFIGURATION)
    console.run(wiring.check(configured))
    console.run(_follow(configured, part or followers.ALL, leashed=leashed))


async def _follow(configured: settings.Settings, parts: Sequence[followers.Part], *, leashed: bool) -> None:
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    if list(parts) == [followers.Part.SEARCH]:
        os.nice(NICE)
    loop.add_signal_handler(signal.SIGTERM, told.set)
    if leashed:  # an interrupt is sent to the server, too, which answers it

        def read() -> None:
            if not os.read(sys.stdin.fileno(), 4096):
                loop.remove_reader(sys.stdin.fileno())
                told.set()

        loop.add_signal_handler(signal.SIGINT, lambda: None)
        loop.add_reader(sys.stdin.fileno(), read)
    else:
        loop.add_signal_handler(signal.SIGINT, told.set)
    await followers.run(configured, parts, told)
