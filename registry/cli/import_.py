"""`fangji import`: a register's files into the ledger, every row accounted for."""

from __future__ import annotations

import contextlib
import pathlib
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from aggregates import errors
from registry.cli import console, explain, importing, mapping, retry
from registry.intake import engine, profiles, sources
from registry.intake.profile import Profile

app = typer.Typer()


@app.command(name="import")
def import_command(
    profile: Annotated[str | None, typer.Argument(help="One of `fangji import --list`.", show_default=False)] = None,
    files: Annotated[
        list[pathlib.Path] | None,
        typer.Argument(help="Files, archives or folders; together they are one delivery.", show_default=False),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="Print the profiles with their columns.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and judge every row, write nothing.")] = False,
    report: Annotated[
        pathlib.Path | None, typer.Option(help="Write the rejected rows here, one JSON object a line.")
    ] = None,
    batch: Annotated[int, typer.Option(min=1, max=50_000, help="Rows in one transaction.")] = engine.ROWS_PER_BATCH,
    processes: Annotated[
        int | None, typer.Option(min=1, max=2, help="2 parses in a second process (default: by size).")
    ] = None,
    map_: Annotated[
        pathlib.Path | None, typer.Option("--map", help="generic: what the files' columns mean, a TOML file.")
    ] = None,
    columns: Annotated[
        list[str] | None, typer.Option("--column", help="generic: COLUMN=TARGET, over the map.", show_default=False)
    ] = None,
    constants: Annotated[
        list[str] | None, typer.Option("--constant", help="generic: TARGET=VALUE for all rows.", show_default=False)
    ] = None,
    ignored: Annotated[
        list[str] | None, typer.Option("--ignore", help="generic: a column to leave out.", show_default=False)
    ] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="generic: any other KEY=VALUE of the map.", show_default=False)
    ] = None,
    renames: Annotated[
        pathlib.Path | None, typer.Option(help="tw-social-housing: which names are one project, a TOML file.")
    ] = None,
    retry_: Annotated[
        pathlib.Path | None,
        typer.Option("--retry", metavar="CORRECTED", help="Take these corrected rows of the quarantine."),
    ] = None,
    explain_: Annotated[
        bool, typer.Option("--explain", help="Propose a column map for the files instead of importing them.")
    ] = False,
    kind: Annotated[str | None, typer.Option(help="--explain: the kind of the files' subjects.")] = None,
    type_: Annotated[str | None, typer.Option("--type", help="--explain: the type of event of each row.")] = None,
    out: Annotated[pathlib.Path | None, typer.Option(help="--explain: write the proposed map here.")] = None,
    json: console.Json = False,
) -> None:
    """Import a register's files. Stopped, the same command goes on; repeated, it appends nothing.

    Exit code 3: done, but some rows were rejected and wait in the quarantine.
    """
    if list_:
        _print_profiles(json)
        return
    if explain_:
        named = [pathlib.Path(profile)] if profile and profile != "generic" else []
        with _usage_errors():
            explain.explain([*named, *(files or [])], kind, type_, out, json=json)
        return
    options = engine.Options(dry_run, batch, processes, operator=console.operator())
    if profile and retry_:
        _retry(profile, retry_, files or [], report, options, json=json)
        return
    if not profile or not files:
        console.fail(
            "name a profile and at least one file; `fangji import --list` shows the profiles.", console.Exit.USAGE
        )
    words = mapping.Words(map_, columns or (), constants or (), ignored or (), settings or ())
    with _usage_errors(), importing.report(report) as lines:
        chosen = _renamed(profile, renames) if renames else _chosen(profile, words, files)
        summary = console.run(importing.carry_out(chosen, files, options, lines, quiet=json))
    importing.print_summary(summary, json)
    if summary.counts.rejected:
        raise typer.Exit(console.Exit.REJECTED_ROWS)


def _retry(
    profile: str,
    corrected: pathlib.Path,
    files: list[pathlib.Path],
    report: pathlib.Path | None,
    options: engine.Options,
    *,
    json: bool,
) -> None:
    with _usage_errors(), importing.report(report) as lines:
        summary = retry.retry(profile, corrected, files, options, lines, json=json)
    if summary.counts.rejected:
        raise typer.Exit(console.Exit.REJECTED_ROWS)


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


@contextlib.contextmanager
def _usage_errors() -> Iterator[None]:
    """What the user can only have mistyped ends with the code for usage."""
    try:
        yield
    except sources.MissingFile as error:
        console.fail(error.message, console.Exit.USAGE)
    except errors.UnknownName as error:
        if error.field != "profile":
            raise
        console.fail(error.message, console.Exit.USAGE)


def _print_profiles(json: bool) -> None:
    found = [profiles.get(name) for name in profiles.names()]
    if json:
        console.print_json([_described(profile) for profile in found])
        return
    for profile in found:
        console.out.print(f"[bold]{profile.name}[/bold]  {profile.en} {profile.zh}")
        if profile.description:
            console.out.print(f"  {profile.description}", markup=False)
        for part in profile.parts:
            if not part.ignored:
                names = ", ".join(part.columns) + (f" [{', '.join(part.optional)}]" if part.optional else "")
                console.out.print(f"  {part.name} ({part.files}): {names}", markup=False)


def _described(profile: Profile) -> dict[str, Any]:
    parts = [
        {"name": part.name, "files": part.files, "columns": part.columns, "optional": part.optional}
        for part in profile.parts
        if not part.ignored
    ]
    return {"name": profile.name, "version": profile.version, "en": profile.en, "zh": profile.zh, "parts": parts}
