"""An import at a terminal: bars, the report of rejected rows, the review of what was told, the summary."""

from __future__ import annotations

import contextlib
import dataclasses
import pathlib
import shlex
from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

import orjson
import rich.progress
import rich.table

from registry import wiring
from registry.cli import console, drafts, review
from registry.intake import engine, sources
from registry.intake.accounting import Summary
from registry.intake.profile import Profile
from registry.intake.quarantine import Rejection
from registry.intake.reprocessing import Difference
from registry.review import counting

Differing = Callable[[Sequence[Difference], int], None]


async def carry_out(
    profile: Profile,
    files: list[pathlib.Path],
    options: engine.Options,
    lines: Lines | None,
    *,
    quiet: bool,
    differing: Differing | None = None,
) -> Summary:
    """Import the files, and let the review judge what they told; ``differing`` as the engine's watchers hear it."""
    sources.expand(files)  # a missing file is told before the database is started
    async with wiring.opened(console.settings()) as registry:
        with watcher(lines, quiet) as watching:
            if differing is not None:
                watching.differing = differing
            summary = await engine.run(parts(registry), profile, files, options, watching)
        if not summary.dry_run:
            await judge(registry, summary)
        return summary


def parts(registry: wiring.Registry) -> engine.Parts:
    """What an import works with."""
    key_file, catalogue = registry.settings.key_file, registry.catalogue
    return engine.Parts(
        registry.pool, registry.ledger, registry.keys, registry.url, key_file, catalogue, registry.today
    )


async def judge(registry: wiring.Registry, summary: Summary) -> None:
    """Imported history is never refused: what breaks a rule is found afterwards, and counted into the summary."""
    await review.caught_up(registry, await registry.ledger.head())
    assert summary.delivery is not None
    async with registry.pool.acquire() as connection:
        summary.counts.findings.update(await counting.findings(connection, summary.delivery, summary.since))


@dataclasses.dataclass(frozen=True)
class Lines:
    """The report: one JSON object a line."""

    stream: BinaryIO

    def add(self, rejection: Rejection) -> None:
        """One more rejected row."""
        self.stream.write(orjson.dumps(rejection.to_json(), option=orjson.OPT_APPEND_NEWLINE))


@contextlib.contextmanager
def report(path: pathlib.Path | None) -> Iterator[Lines | None]:
    """Where rejected rows are written, if anywhere; the file is there when all of it is."""
    if path is None:
        yield None
        return
    with contextlib.ExitStack() as stack:
        try:
            stream = stack.enter_context(drafts.written(path))
        except OSError as error:
            said = f"--report {path} cannot be written ({error.strerror}); name another file."
            console.fail(said, console.Exit.USAGE)
        yield Lines(stream)


@contextlib.contextmanager
def watcher(lines: Lines | None, quiet: bool) -> Iterator[engine.Watcher]:
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


def print_summary(summary: Summary, json: bool) -> None:
    """The account of all rows."""
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
    for column, count in summary.counts.unknown_columns.most_common():
        table.add_row(f"unknown column {column}", f"{count:,}", style="yellow")
    console.out.print(table)
    if summary.counts.unknown_columns:
        way = "Of unknown columns nothing is kept: keep the files, a later version of the profile may read them."
        console.out.print(way)
    if summary.passed_over:
        console.out.print(f"Not read, for they are not the profile's: {', '.join(summary.passed_over)}", markup=False)
    if summary.files and not summary.dry_run:
        way = f"Row by row 逐行对账: fangji reconcile {summary.profile} {_files(summary)} --out report.csv"
        console.out.print(way, markup=False)


def _files(summary: Summary) -> str:
    """The files as a shell takes them, unless they are many."""
    return shlex.join(summary.files) if len(summary.files) <= 3 else "(the same files)"
