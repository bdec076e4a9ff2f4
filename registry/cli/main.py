"""The command `fangji` 房籍."""

import os
import sys
from typing import Annotated

import asyncpg
import typer

import registry
from aggregates import errors
from registry.cli import (
    audit,
    audit_certify,
    audit_folders,
    catalogue,
    console,
    credit,
    database,
    demo,
    disclosures,
    doctor,
    export,
    follow,
    generate,
    history,
    import_,
    keys,
    ledger,
    lottery,
    masks,
    policy,
    project,
    quarantine,
    reconcile,
    replay,
    review,
    search,
    serve,
    sources,
    subsidies,
    token,
)

app = typer.Typer(
    name="fangji",
    help="Fangji 房籍: a registry of projects, buildings and houses, as valid on any day and as known at any moment.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for group in (
    serve,
    follow,
    database,
    import_,
    quarantine,
    reconcile,
    sources,
    project,
    review,
    masks,
    search,
    keys,
    ledger,
    lottery,
    credit,
    subsidies,
    disclosures,
    history,
    audit,
    export,
    catalogue,
    policy,
    token,
    doctor,
    generate,
    demo,
):
    app.add_typer(group.app)
for group in (replay, audit_folders, audit_certify):
    audit.group.add_typer(group.app)


def _tell(asked: bool) -> None:
    if asked:
        console.out.print(f"fangji {registry.__version__}", highlight=False)
        raise typer.Exit


@app.callback()
def _fangji(
    version: Annotated[bool, typer.Option("--version", callback=_tell, is_eager=True, help="Say the version.")] = False,
) -> None:
    pass


def main() -> None:
    """Runs one command; every error on purpose is one sentence and an exit code."""
    try:
        app()
    except errors.FangjiError as error:
        console.err.print(f"fangji: {error}", markup=False)
        sys.exit(console.Exit.FAILED)
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:  # named, not quoted: its words may hold values
        state = getattr(error, "sqlstate", None) or "connection"
        console.err.print(f"fangji: The database failed ({type(error).__name__}, {state}); its log says more.")
        sys.exit(console.Exit.FAILED)
    except BrokenPipeError:  # whoever read our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(console.Exit.FAILED)
    except KeyboardInterrupt:
        sys.exit(130)
