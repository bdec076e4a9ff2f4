"""`fangji serve`: the HTTP application."""

from typing import Annotated

import typer

from registry import followers, listening, server, wiring
from registry.cli import console

app = typer.Typer()


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Processes that answer requests.")] = 1,
    projector: Annotated[
        bool, typer.Option("--projector/--no-projector", help="Whether processes beside it follow the ledger.")
    ] = True,
) -> None:
    """Serve GraphQL on /graphql until interrupted; also /health, /ready and /metrics."""
    settings = console.settings()
    with listening.take(host, port) as taken:
        console.run(wiring.check(settings))
        console.run(wiring.check_replica(settings))
        server.run(taken, workers=workers, following=followers.ALL if projector else ())
