"""`fangji reconcile`: a delivery beside the registry, row by row 对账."""

from __future__ import annotations

import contextlib
import csv
import io
import pathlib
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Annotated

import rich.table
import typer

from registry import wiring
from registry.cli import choosing, console, drafts, importing, mapping
from registry.export import forms
from registry.intake import reconciling, sources
from registry.intake.profile import Covers, Profile
from registry.intake.reconciling import LOOK, Line, Reconciliation, State

app = typer.Typer()
EXAMPLES = 3
"""Rows of each state that the terminal shows."""

TITLES = {
    State.EQUAL: "equal 一致",
    State.DIFFERING: "differing 不一致",
    State.MISSING: "not recorded 未登记",
    State.REJECTED: "rejected 退回",
    State.DROPPED: "dropped 已弃",
    State.SKIPPED: "skipped 略过",
    State.ABSENT: "only in the registry 仅登记簿",
}


@app.command()
def reconcile(
    profile: Annotated[str, typer.Argument(help="One of `fangji import --list`.")],
    files: Annotated[list[pathlib.Path], typer.Argument(help="The files of one delivery, imported or not.")],
    out: Annotated[
        pathlib.Path | None, typer.Option(metavar="FILE.csv", help="Write every row here, for its owner alone.")
    ] = None,
    covers: Annotated[
        Covers | None,
        typer.Option(help="Of what the files tell everything, so that what they lack is told; default: the profile's."),
    ] = None,
    map_: choosing.Map = None,
    columns: choosing.Columns = None,
    constants: choosing.Constants = None,
    ignored: choosing.Ignored = None,
    settings: choosing.Settings = None,
    renames: choosing.Renames = None,
    json: console.Json = False,
) -> None:
    """Compare a delivery with the registry: equal, differing, only in the files and why, only in the registry.

    Writes nothing to the registry. Exit code 3: there are rows to look at.
    """
    words = mapping.Words(map_, columns or (), constants or (), ignored or (), settings or ())
    with choosing.usage_errors():
        sources.expand(files)  # a missing file is told before the database is started
        chosen = choosing.profile(profile, words, renames, files)
        examples: dict[State, list[Line]] = {state: [] for state in LOOK}
        with _table(out) as write:
            found = console.run(_reconcile(chosen, files, covers, _watched(write, examples), quiet=json))
    if json:
        console.print_json(_said(found, out))
    else:
        _print(found, examples, out)
    if not found.agrees:
        raise typer.Exit(console.Exit.REJECTED_ROWS)


async def _reconcile(
    profile: Profile,
    files: list[pathlib.Path],
    covers: Covers | None,
    write: Callable[[Line], None],
    *,
    quiet: bool,
) -> Reconciliation:
    async with wiring.opened(console.settings()) as registry:
        with importing.watcher(None, quiet) as watcher:
            return await reconciling.reconcile(importing.parts(registry), profile, files, write, covers, watcher)


def _watched(write: Callable[[Line], None], examples: dict[State, list[Line]]) -> Callable[[Line], None]:
    """Writes lines, and keeps the first ones to look at."""

    def watched(line: Line) -> None:
        write(line)
        kept = examples.get(line.state)
        if kept is not None and len(kept) < EXAMPLES:
            kept.append(line)

    return watched


@contextlib.contextmanager
def _table(out: pathlib.Path | None) -> Iterator[Callable[[Line], None]]:
    """Writes csv that no spreadsheet runs; the file is there when all of it is."""
    if out is None:
        yield lambda line: None
        return
    with contextlib.ExitStack() as stack:
        try:
            stream = stack.enter_context(drafts.written(out))
        except OSError as error:
            console.fail(f"--out {out} cannot be written ({error.strerror}); name another file.", console.Exit.USAGE)
        text = io.TextIOWrapper(stream, "utf-8", newline="", write_through=False)
        writer = csv.writer(text)
        writer.writerow(reconciling.COLUMNS)
        yield lambda line: writer.writerow([forms.cell(value) for value in reconciling.cells(line)])
        text.flush()
        text.detach()


def _said(found: Reconciliation, out: pathlib.Path | None) -> dict[str, object]:
    states = found.states
    return {
        "profile": found.profile,
        "files": list(found.files),
        "covers": found.covers.value,
        "rows": found.rows,
        **_named(states),
        "agrees": found.agrees,
        "parts": {part: _named(counted) for part, counted in found.parts.items() if part},
        "report": str(out) if out else None,
    }


def _named(counted: Counter[State]) -> dict[str, int]:
    return {state.value: counted[state] for state in TITLES}


def _print(found: Reconciliation, examples: dict[State, list[Line]], out: pathlib.Path | None) -> None:
    states = found.states
    shown = [state for state in TITLES if states[state] or state in (State.EQUAL, *LOOK)]
    table = rich.table.Table(title=f"{found.profile}: {found.rows:,} rows", title_justify="left")
    table.add_column("part 文件类别")
    for state in shown:
        table.add_column(TITLES[state], justify="right", style="red" if states[state] and state in LOOK else None)
    for part, counted in found.parts.items():
        table.add_row(part or "-", *(f"{counted[state]:,}" for state in shown))
    if len(found.parts) > 1:
        table.add_row("all 合计", *(f"{states[state]:,}" for state in shown), end_section=True)
    console.out.print(table)
    for state, lines in examples.items():
        for line in lines:
            console.out.print(f"{TITLES[state]}: {_told(line)}", markup=False)
        if (more := states[state] - len(lines)) > 0:
            console.out.print(f"  … and {more:,} more", markup=False)
    if found.covers is Covers.ROWS:
        console.out.print("What only the registry holds is not told: no delivery of this register tells everything.")
    if out is not None:
        console.out.print(f"Every row is in {out}.", markup=False)
    elif not found.agrees:
        console.out.print("--out FILE.csv writes every row.")


def _told(line: Line) -> str:
    where = f"{line.file} row {line.row}" if line.row is not None else f"row {line.key}"
    subject = f"{line.kind} {line.code}".strip()
    event = f"event #{line.position}" if line.position is not None else ""
    return " · ".join(part for part in (where, subject, event, line.detail) if part)
