"""The command `fangji` 房籍."""

import sys

import typer

from aggregates import errors
from registry.cli import console, database, demo, doctor, generate, history, import_, project, serve, token

app = typer.Typer(
    name="fangji",
    help="Fangji 房籍: a registry of projects, buildings and houses, as valid on any day and as known at any moment.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for group in (serve, database, import_, project, history, token, doctor, generate, demo):
    app.add_typer(group.app)


def main() -> None:
    """Runs one command; every error on purpose is one sentence and an exit code."""
    try:
        app()
    except errors.FangjiError as error:
        console.err.print(f"fangji: {error}", markup=False)
        sys.exit(console.Exit.FAILED)
    except KeyboardInterrupt:
        sys.exit(130)
