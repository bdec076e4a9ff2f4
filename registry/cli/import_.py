"""`fangji import`: a register's files into the ledger, every row accounted for."""

from __future__ import annotations

import pathlib
from typing import Annotated, Any

import typer

from registry.cli import choosing, console, explain, importing, mapping, reprocess, retry
from registry.intake import engine, profiles
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
    map_: choosing.Map = None,
    columns: choosing.Columns = None,
    constants: choosing.Constants = None,
    ignored: choosing.Ignored = None,
    settings: choosing.Settings = None,
    renames: choosing.Renames = None,
    retry_: Annotated[
        pathlib.Path | None,
        typer.Option("--retry", metavar="CORRECTED", help="Take these corrected rows of the quarantine."),
    ] = None,
    reprocess_: Annotated[
        bool, typer.Option("--reprocess", help="Judge anew what an earlier version of the profile recorded.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="--reprocess: go on after the preview without asking.")] = False,
    strict_columns: Annotated[
        bool,
        typer.Option("--strict-columns", help="Stop where a file has a column that the profile does not know."),
    ] = False,
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
        with choosing.usage_errors():
            explain.explain([*named, *(files or [])], kind, type_, out, json=json)
        return
    options = engine.Options(dry_run, batch, processes, operator=console.operator())
    words = mapping.Words(map_, columns or (), constants or (), ignored or (), settings or ())
    if profile and retry_:
        if words or renames or reprocess_:
            console.fail(
                "--retry reads the rows as their delivery was read; leave maps, renames and --reprocess out.",
                console.Exit.USAGE,
            )
        _retry(profile, retry_, files or [], report, options, json=json)
        return
    if not profile or not files:
        console.fail(
            "name a profile and at least one file; `fangji import --list` shows the profiles.", console.Exit.USAGE
        )
    with choosing.usage_errors(), importing.report(report) as lines:
        chosen = choosing.profile(profile, words, renames, files)
        if strict_columns:
            choosing.refuse_unknown_columns(chosen, files)
        if reprocess_:
            summary = reprocess.reprocess(chosen, files, options, lines, yes=yes, json=json)
        else:
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
    with choosing.usage_errors(), importing.report(report) as lines:
        summary = retry.retry(profile, corrected, files, options, lines, json=json)
    if summary.counts.rejected:
        raise typer.Exit(console.Exit.REJECTED_ROWS)


def _print_profiles(json: bool) -> None:
    found = [profiles.get(name) for name in profiles.names()]
    if json:
        console.print_json([_described(profile) for profile in found])
        return
    for profile in found:
        console.out.print(f"[bold]{profile.name}[/bold]  {profile.en} {profile.zh}")
        if profile.description:
            console.out.print(f"  {profile.description}", markup=False)
        if profile.every:
            console.out.print(f"  A delivery is expected every {profile.every} days.")
        for part in profile.parts:
            if not part.ignored:
                names = ", ".join(part.columns) + (f" [{', '.join(part.optional)}]" if part.optional else "")
                console.out.print(f"  {part.name} ({part.files}): {names}", markup=False)
                for column, reason in part.kept_out.items():
                    console.out.print(f"    kept out: {column} ({reason})", markup=False)


def _described(profile: Profile) -> dict[str, Any]:
    parts = [
        {
            "name": part.name,
            "files": part.files,
            "columns": part.columns,
            "optional": part.optional,
            "kept_out": part.kept_out,
        }
        for part in profile.parts
        if not part.ignored
    ]
    said = {"name": profile.name, "version": profile.version, "en": profile.en, "zh": profile.zh}
    return {**said, "every": profile.every, "covers": profile.covers.value, "parts": parts}
