"""`fangji token`: a token for development and tests."""

from typing import Annotated

import typer

from registry.access import tokens
from registry.cli import console

app = typer.Typer()


@app.command()
def token(
    role: Annotated[list[str], typer.Option(help="public, cockpit, caseworker, auditor, admin or department:NAME.")],
    division: Annotated[
        list[str] | None, typer.Option(help='A division that it may read, or "*" for all; none: it sees nothing.')
    ] = None,
    subject: Annotated[str, typer.Option(help="The account that it speaks for.")] = "developer",
    days: Annotated[int, typer.Option(min=1, max=3650, help="How long it is valid.")] = 30,
) -> None:
    """Print a signed token. Not where FANGJI_JWKS_URL is set: there the identity provider makes them."""
    settings = console.settings()
    if settings.jwks_url is not None:
        console.fail("FANGJI_JWKS_URL is set, so tokens come from the identity provider; unset it for development.")
    print(tokens.make(settings, tuple(role), tuple(division or ()), subject=subject, days=days))
