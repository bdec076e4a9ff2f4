"""What every command shares: where it prints, how it runs, and how it ends."""

import asyncio
import enum
import getpass
import os
import sys
from collections.abc import Coroutine
from typing import Annotated, Any, NoReturn, TypeVar

import orjson
import rich.console
import rich.markup
import rich.progress
import typer

from registry import settings as configuration

WIDTH_OF_FILES = 140

out = rich.console.Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else WIDTH_OF_FILES)
err = rich.console.Console(stderr=True, highlight=False, soft_wrap=True)

Result = TypeVar("Result")
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


class Exit(enum.IntEnum):
    """How a command ends."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    REJECTED_ROWS = 3
    NOT_VERIFIED = 4


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Runs a command's asynchronous part to its end."""
    return asyncio.run(work)


def progress() -> rich.progress.Progress:
    """Bars on standard error, gone when done; nothing where that is not a terminal."""
    columns = (
        rich.progress.TextColumn("{task.description}"),
        rich.progress.BarColumn(),
        rich.progress.MofNCompleteColumn(),
        rich.progress.TimeElapsedColumn(),
    )
    return rich.progress.Progress(*columns, console=err, transient=True, disable=not err.is_terminal)


def heading(number: str, title: str, command: str) -> None:
    """A step of several, and the command by which anybody does the same."""
    out.print()
    out.rule(f"[bold]{number}. {title}[/bold]", align="left")
    out.print(f"[dim]{rich.markup.escape(command)}[/dim]\n")


def settings() -> configuration.Settings:
    """This process's settings; raises `SettingsError`."""
    return configuration.load()


def print_json(value: object) -> None:
    """One JSON document with a line feed, on standard output."""
    sys.stdout.write(orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE, default=str).decode())


def operator() -> str:
    """The account at this machine under which a command runs."""
    try:
        return getpass.getuser()
    except OSError:  # a container's user need not have a name
        return f"uid {os.getuid()}"


def fail(message: str, code: Exit = Exit.FAILED) -> NoReturn:
    """Ends the command with one sentence on standard error."""
    err.print(f"fangji: {message}", markup=False)
    raise typer.Exit(code)
