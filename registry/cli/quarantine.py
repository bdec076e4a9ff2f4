"""`fangji quarantine`: the rows that imports could not take, as work: list, look, correct in a worksheet, give up."""

from __future__ import annotations

import enum
import pathlib
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any

import rich.markup
import rich.table
import typer

from registry import wiring
from registry.cli import console, drafts
from registry.export import forms
from registry.intake import kept, worksheet
from registry.intake.kept import Count, Kept, Wanted

app = typer.Typer()
group = typer.Typer(
    no_args_is_help=True, help="The quarantine 隔离区: rows that imports could not take, until they are corrected."
)
app.add_typer(group, name="quarantine")


class State(enum.StrEnum):
    """Which rows to list."""

    OPEN = "open"
    CORRECTED = "corrected"
    DROPPED = "dropped"
    ALL = "all"


Profile = Annotated[str | None, typer.Option(help="Only rows of this profile.")]
Delivery = Annotated[str | None, typer.Option(metavar="ID", help="Only of this delivery; how its id begins.")]
File = Annotated[str | None, typer.Option(help="Only of this file, as the list names it.")]
Rule = Annotated[str | None, typer.Option(help="Only what this rule rejected.")]
Column = Annotated[str | None, typer.Option(help="Only where this column is at fault.")]
OfState = Annotated[State, typer.Option(help="Rows that wait, those taken since, those given up.")]


def _wanted(
    profile: str | None, delivery: str | None, file: str | None, rule: str | None, column: str | None, state: State
) -> Wanted:
    chosen = None if state is State.ALL else state.value
    return Wanted(chosen, profile, delivery.lower() if delivery else None, file, rule, column)


@group.command("list")
def list_command(
    profile: Profile = None,
    delivery: Delivery = None,
    file: File = None,
    rule: Rule = None,
    column: Column = None,
    state: OfState = State.OPEN,
    rows: Annotated[bool, typer.Option("--rows", help="Every row instead of how many there are.")] = False,
    json: console.Json = False,
) -> None:
    """Count the rows by file, rule and column, or list them. Personal data is masked."""
    wanted = _wanted(profile, delivery, file, rule, column, state)
    if rows:
        listed = console.run(_rows(wanted))
        console.print_json(listed) if json else _print_rows(listed)
        return
    counts = console.run(_counts(wanted))
    if json:
        console.print_json([_count(one) for one in counts])
    else:
        _print_counts(counts)


@group.command()
def show(
    id_: Annotated[int | None, typer.Argument(metavar="[ID]", help="The row's number.", show_default=False)] = None,
    event: Annotated[
        int | None, typer.Option(metavar="POSITION", help="The rows from which this event came instead.")
    ] = None,
    json: console.Json = False,
) -> None:
    """Show a row: its fault, its cells as delivered and as corrected, who closed it, the events that came of it."""
    if (id_ is None) == (event is None):
        console.fail("name a row by its number, or an event by --event.", console.Exit.USAGE)
    found = console.run(_shown(Wanted(state=None, ids=None if id_ is None else [id_], event=event)))
    if not found and id_ is not None:
        raise kept.missing(id_)
    if json:
        console.print_json(found[0] if id_ is not None else found)
        return
    for one in found:
        _print_one(one)
    if not found:
        console.out.print("No row of the quarantine led to that event 无隔离记录.")


@group.command()
def export(
    out: Annotated[pathlib.Path, typer.Option(metavar="FILE", help="FILE.csv or FILE.ndjson, for its owner alone.")],
    profile: Profile = None,
    delivery: Delivery = None,
    file: File = None,
    rule: Rule = None,
    column: Column = None,
    state: OfState = State.OPEN,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    json: console.Json = False,
) -> None:
    """Write the rows as a worksheet: correct the cells in it, then `fangji import PROFILE --retry FILE`."""
    if out.suffix.lower() not in (".csv", ".ndjson"):
        console.fail(f"--out {out} is neither .csv nor .ndjson; name it so.", console.Exit.USAGE)
    if out.is_dir() or (out.exists() and not force):
        console.fail(f"--out {out} is there already; name another file, or add --force.", console.Exit.USAGE)
    written = console.run(_export(_wanted(profile, delivery, file, rule, column, state), out))
    if json:
        console.print_json({"file": str(out), "rows": written})
    else:
        console.out.print(f"{written} rows are in {out}.", markup=False)


@group.command()
def drop(
    ids: Annotated[list[int], typer.Argument(metavar="ID...", help="The rows' numbers.")],
    reason: Annotated[str, typer.Option(help="Why they will never be corrected; without personal data.")],
    json: console.Json = False,
) -> None:
    """Give rows up that will never be corrected; they stay, with who says so and why."""
    if not reason.strip():
        console.fail("--reason is empty; say why the rows are given up.", console.Exit.USAGE)
    wanted = list(dict.fromkeys(ids))
    console.run(_drop(wanted, reason.strip()))
    if json:
        console.print_json({"dropped": wanted})
    else:
        console.out.print(f"{len(wanted)} rows are given up 不再更正.")


async def _counts(wanted: Wanted) -> list[Count]:
    async with wiring.opened(console.settings(), connections=2) as registry, registry.pool.acquire() as connection:
        return await kept.counts(connection, wanted)


async def _rows(wanted: Wanted) -> list[dict[str, Any]]:
    async with wiring.opened(console.settings(), connections=2) as registry:
        opener = kept.Opener(registry.keys)
        async with registry.pool.acquire() as connection:
            return [await _row(one, opener) async for one in kept.find(connection, wanted)]


async def _shown(wanted: Wanted) -> list[dict[str, Any]]:
    async with wiring.opened(console.settings(), connections=2) as registry:
        opener = kept.Opener(registry.keys)
        async with registry.pool.acquire() as connection:
            return [await _whole(one, opener) async for one in kept.find(connection, wanted)]


async def _drop(ids: Sequence[int], reason: str) -> None:
    async with wiring.opened(console.settings(), connections=2) as registry, registry.pool.acquire() as connection:
        await kept.drop(connection, ids, console.operator(), reason)


def _count(one: Count) -> dict[str, Any]:
    return {
        "profile": one.profile,
        "delivery": str(one.delivery),
        "file": one.file,
        "rule": one.rule,
        "column": one.column,
        "state": one.state,
        "rows": one.rows,
        "reason": one.reason,
    }


async def _row(one: Kept, opener: kept.Opener) -> dict[str, Any]:
    """A row in a list; its value masked."""
    opened = await opener.open(one)
    said = kept.masked(one, kept.profile(one), opened.part, opened.value, {}) if opened else None
    return {
        "id": one.id,
        "profile": one.profile,
        "delivery": str(one.delivery),
        "file": one.file,
        "row": one.row,
        "part": one.part,
        "column": one.column,
        "value": said.value if said else None,
        "rule": one.rule,
        "reason": one.reason,
        "state": one.state,
    }


async def _whole(one: Kept, opener: kept.Opener) -> dict[str, Any]:
    """All that is known of a row; its cells masked."""
    opened = await opener.open(one)
    profile = kept.profile(one)
    cells = corrected = None
    if opened is not None:
        cells = kept.masked(one, profile, opened.part, "", opened.delivered).cells
        corrected = kept.masked(one, profile, opened.part, "", opened.corrected).cells
    return {
        **await _row(one, opener),
        "cells": cells,
        "corrected": corrected,
        "addedAt": one.added_at.isoformat(),
        "correctedAt": one.corrected_at.isoformat() if one.corrected_at else None,
        "correctedBy": one.corrected_by,
        "closedAt": one.closed_at.isoformat() if one.closed_at else None,
        "closedBy": one.closed_by,
        "outcome": one.outcome,
        "dataset": one.dataset,
        "rowKey": one.row_key,
        "events": list(one.positions),
    }


async def _export(wanted: Wanted, out: pathlib.Path) -> int:
    async with wiring.opened(console.settings(), connections=2) as registry:
        opener = kept.Opener(registry.keys)
        async with registry.pool.acquire() as connection:
            lines = [line async for line in _lines(kept.find(connection, wanted), opener)]
    named = sorted({line.kept.profile for line in lines})
    if len(named) > 1:
        console.fail(f"there are rows of {', '.join(named)}; choose one by --profile.", console.Exit.USAGE)
    try:
        with drafts.written(out) as stream:
            stream.write(_written(lines, csv=out.suffix.lower() == ".csv"))
    except OSError as error:
        console.fail(f"--out {out} cannot be written ({error.strerror}); name another file.", console.Exit.USAGE)
    return len(lines)


async def _lines(found: AsyncIterator[Kept], opener: kept.Opener) -> AsyncIterator[worksheet.Line]:
    """Rows whose key was destroyed cannot be corrected any more, and are left out."""
    async for one in found:
        opened = await opener.open(one)
        if opened is not None:
            yield worksheet.line(one, opened, kept.profile(one))


def _written(lines: Sequence[worksheet.Line], *, csv: bool) -> bytes:
    records = [line.record() for line in lines]
    if not csv:
        return forms.ndjson(records)
    headings = worksheet.headings(lines)
    columns = tuple(forms.Column(name, (name,)) for name in headings)
    blank = dict.fromkeys(headings, "")
    return forms.header(columns) + forms.table(columns)({**blank, **record} for record in records)


def _print_counts(counts: Sequence[Count]) -> None:
    if not counts:
        console.out.print("Nothing is in the quarantine 隔离区为空.")
        return
    table = _table(
        "rows 行数", "profile", "delivery", "file 文件", "rule 规则", "column 列", "reason 原因", "state 状态"
    )
    for one in counts:
        said = (one.profile, str(one.delivery)[:8], one.file, one.rule, one.column, one.reason, one.state)
        table.add_row(f"{one.rows:,}", *map(rich.markup.escape, said))
    console.out.print(table)


def _print_rows(listed: Sequence[dict[str, Any]]) -> None:
    if not listed:
        console.out.print("Nothing is in the quarantine 隔离区为空.")
        return
    table = _table("id", "file 文件", "row 行", "column 列", "value 值", "rule 规则", "reason 原因", "state 状态")
    for one in listed:
        value = "(key destroyed 密钥已销毁)" if one["value"] is None else one["value"]
        said = (one["id"], one["file"], one["row"], one["column"], value, one["rule"], one["reason"], one["state"])
        table.add_row(*(rich.markup.escape(str(text)) for text in said))
    console.out.print(table)


def _table(*headings: str) -> rich.table.Table:
    table = rich.table.Table(box=None, padding=(0, 2), header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table


def _print_one(one: dict[str, Any]) -> None:
    say = console.out.print
    say(f"Row {one['id']}: {one['file']}, row {one['row']} ({one['profile']}, {one['delivery']})", markup=False)
    say(f"  {one['state']}: {one['column'] or 'the row'} {one['reason']} ({one['rule']})", markup=False)
    for name, cell in (one["cells"] or {}).items():
        after = (one["corrected"] or {}).get(name)
        if cell or after or name == one["column"]:
            say(f"  {name} = {cell}" + (f" → {after}" if after is not None else ""), markup=False)
    for name, cell in (one["corrected"] or {}).items():
        if name not in (one["cells"] or {}):
            say(f"  {name} → {cell}", markup=False)
    if one["cells"] is None:
        say("  Its cells cannot be read: their key was destroyed 密钥已销毁.")
    if one["correctedBy"]:
        say(f"  corrected 更正: {one['correctedBy']}, {one['correctedAt']}", markup=False)
    if one["closedBy"]:
        say(f"  closed 办结: {one['closedBy']}, {one['closedAt']}: {one['outcome']}", markup=False)
    if one["rowKey"]:
        events = ", ".join(f"#{position}" for position in one["events"]) or "none"
        say(f"  recorded as {one['dataset']} {one['rowKey']}; events 事件: {events}", markup=False)
