"""`fangji import`: a register's files into the ledger, every row accounted for."""

from __future__ import annotations

import contextlib
import os
import pathlib
import tempfile
from collections.abc import Iterator
from typing import Annotated, Any

import orjson
import rich.console
import rich.progress
import rich.table
import typer

from aggregates import errors
from registry import wiring
from registry.cli import console, explain, mapping, review
from registry.intake import engine, profiles, sources
from registry.intake.accounting import Summary
from registry.intake.profile import Profile
from registry.intake.quarantine import Rejection
from registry.review import counting

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
    if not profile or not files:
        console.fail(
            "name a profile and at least one file; `fangji import --list` shows the profiles.", console.Exit.USAGE
        )
    options = engine.Options(dry_run=dry_run, rows_per_batch=batch, processes=processes)
    words = mapping.Words(map_, columns or (), constants or (), ignored or (), settings or ())
    with _usage_errors(), _report(report) as lines:
        chosen = _renamed(profile, renames) if renames else _chosen(profile, words, files)
        summary = console.run(_import(chosen, files, options, lines, quiet=json))
    _print_summary(summary, json)
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


async def _import(
    profile: Profile, files: list[pathlib.Path], options: engine.Options, lines: Lines | None, *, quiet: bool
) -> Summary:
    sources.expand(files)  # a missing file is told before the database is started
    async with wiring.opened(console.settings()) as registry:
        key_file = registry.settings.key_file
        parts = engine.Parts(registry.pool, registry.ledger, registry.keys, registry.url, key_file, registry.catalogue)
        with _watcher(lines, quiet) as watcher:
            summary = await engine.run(parts, profile, files, options, watcher)
        if not summary.dry_run:
            await _judge(registry, summary)
        return summary


async def _judge(registry: wiring.Registry, summary: Summary) -> None:
    """Imported history is never refused: what breaks a rule is found afterwards, and counted into the summary."""
    await review.caught_up(registry, await registry.ledger.head())
    assert summary.delivery is not None
    async with registry.pool.acquire() as connection:
        summary.counts.findings.update(await counting.findings(connection, summary.delivery, summary.since))


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


class Lines:
    """The report: JSON lines, which take the place of the named file only when the import is done."""

    def __init__(self, path: pathlib.Path) -> None:
        self._path = path
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.absolute().parent)
        self._draft = pathlib.Path(name)
        self._stream = os.fdopen(descriptor, "wb")

    def add(self, rejection: Rejection) -> None:
        """One more rejected row."""
        self._stream.write(orjson.dumps(rejection.to_json(), option=orjson.OPT_APPEND_NEWLINE))

    def close(self, *, keep: bool) -> None:
        """Put the report in its place, or forget it."""
        self._stream.close()
        if keep:
            self._draft.replace(self._path)
        else:
            self._draft.unlink()


@contextlib.contextmanager
def _report(path: pathlib.Path | None) -> Iterator[Lines | None]:
    if path is None:
        yield None
        return
    try:
        lines = Lines(path)
    except OSError as error:
        console.fail(f"--report {path} cannot be written ({error.strerror}); name another file.", console.Exit.USAGE)
    done = False
    try:
        yield lines
        done = True
    finally:
        lines.close(keep=done)


@contextlib.contextmanager
def _watcher(lines: Lines | None, quiet: bool) -> Iterator[engine.Watcher]:
    """Bars on standard error, where somebody watches; rejected rows into the report."""
    add = lines.add if lines else None
    if quiet or not console.err.is_terminal:
        yield engine.Watcher(rejected=add)
        return
    with rich.progress.Progress(*_columns(), console=console.err) as progress:
        parsing = progress.add_task("Reading", total=None)
        settling = progress.add_task("Recording", total=None, start=False)

        def staged(rows: int) -> None:
            progress.update(parsing, total=progress.tasks[parsing].completed or rows)
            progress.start_task(settling)
            progress.update(settling, total=rows)

        yield engine.Watcher(
            lambda rows: progress.advance(parsing, rows), staged, lambda rows: progress.advance(settling, rows), add
        )


def _columns() -> tuple[rich.progress.ProgressColumn, ...]:
    return (
        rich.progress.TextColumn("{task.description:<10}"),
        rich.progress.BarColumn(),
        rich.progress.MofNCompleteColumn(),
        rich.progress.TextColumn("rows"),
        rich.progress.TimeElapsedColumn(),
        rich.progress.TimeRemainingColumn(),
    )


def _print_summary(summary: Summary, json: bool) -> None:
    said = summary.to_json()
    if json:
        console.print_json(said)
        return
    title = f"{summary.profile}: {summary.rows:,} rows in {summary.seconds:.1f} s"
    table = rich.table.Table(title=f"{title} (dry run)" if summary.dry_run else title, title_justify="left")
    table.add_column("rows")
    table.add_column("", justify="right")
    for box in ("recorded", "duplicates", "skipped", "rejected"):
        table.add_row(box, f"{said[box]:,}", style="red" if box == "rejected" and said[box] else None)
    for name in ("events", "subjects"):
        table.add_row(f"→ {name}", f"{said[name]:,}")
    for reason, count in summary.counts.skipped.most_common():
        table.add_row(f"skipped: {reason}", f"{count:,}")
    for rule, count in summary.counts.findings.most_common():
        table.add_row(f"finding {rule}", f"{count:,}")
    console.out.print(table)
    if summary.passed_over:
        console.out.print(f"Not read, for they are not the profile's: {', '.join(summary.passed_over)}", markup=False)


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
