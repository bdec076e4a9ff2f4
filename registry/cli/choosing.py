"""The profile that a command's words choose, with its column map or its file of renames."""

from __future__ import annotations

import contextlib
import pathlib
from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from aggregates import errors
from registry.cli import console, mapping
from registry.intake import parsing, profiles, reading, sources
from registry.intake.profile import Profile

Map = Annotated[pathlib.Path | None, typer.Option("--map", help="generic: what the files' columns mean, a TOML file.")]
Columns = Annotated[
    list[str] | None, typer.Option("--column", help="generic: COLUMN=TARGET, over the map.", show_default=False)
]
Constants = Annotated[
    list[str] | None, typer.Option("--constant", help="generic: TARGET=VALUE for all rows.", show_default=False)
]
Ignored = Annotated[
    list[str] | None, typer.Option("--ignore", help="generic: a column to leave out.", show_default=False)
]
Settings = Annotated[
    list[str] | None, typer.Option("--set", help="generic: any other KEY=VALUE of the map.", show_default=False)
]
Renames = Annotated[
    pathlib.Path | None, typer.Option(help="tw-social-housing: which names are one project, a TOML file.")
]


def profile(name: str, words: mapping.Words, renames: pathlib.Path | None, files: Sequence[pathlib.Path]) -> Profile:
    """The profile of that name, under the map or the renames that the command line gives."""
    return _renamed(name, renames) if renames else _chosen(name, words, list(files))


def _chosen(name: str, words: mapping.Words, files: list[pathlib.Path]) -> Profile:
    """The profile of that name, under the map that the command line gives."""
    found = profiles.get(name)
    if not words:
        return found
    if name != "generic":
        console.fail(f"a column map goes with the profile generic, not with {name}.", console.Exit.USAGE)
    return mapping.profile(words, files)


def _renamed(name: str, renames: pathlib.Path) -> Profile:
    """The profile of that name with a file of renames over its own."""
    found = profiles.get(name)
    if name != "tw-social-housing":
        console.fail(f"a file of renames goes with the profile tw-social-housing, not with {name}.", console.Exit.USAGE)
    try:
        return profiles.load(f"{found.module}#{renames.read_text('utf-8-sig')}")
    except OSError as error:
        console.fail(f"--renames {renames} cannot be read ({error.strerror}); name another file.", console.Exit.USAGE)
    except UnicodeDecodeError:
        console.fail(f"--renames {renames} is not UTF-8; save it again in that encoding.", console.Exit.USAGE)


def refuse_unknown_columns(chosen: Profile, files: Sequence[pathlib.Path]) -> None:
    """Nothing is imported where a file has columns that its part, being open, would count and leave out.

    Raises:
        WrongColumns: names the file and the columns.
    """
    for file, unknown in parsing.strangers(chosen, sources.expand(files)).items():
        raise reading.WrongColumns(
            f"{file} has columns that the profile {chosen.name} does not know: {', '.join(map(repr, unknown))};"
            " leave --strict-columns out to import the others.",
            unknown,
        )


@contextlib.contextmanager
def usage_errors() -> Iterator[None]:
    """What the user can only have mistyped ends with the code for usage."""
    try:
        yield
    except sources.MissingFile as error:
        console.fail(error.message, console.Exit.USAGE)
    except errors.UnknownName as error:
        if error.field != "profile":
            raise
        console.fail(error.message, console.Exit.USAGE)
