"""`fangji import --reprocess`: what a better profile changes of what is recorded, shown before it is written."""

from __future__ import annotations

import dataclasses
import pathlib
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import rich.markup
import rich.table
import typer

from registry.cli import console, importing
from registry.intake import engine, reprocessing
from registry.intake.accounting import Summary
from registry.intake.profile import Profile

LONGEST = 60
"""Characters of a value that an example shows."""


def reprocess(
    profile: Profile,
    files: Sequence[pathlib.Path],
    options: engine.Options,
    lines: importing.Lines | None,
    *,
    yes: bool,
    json: bool,
) -> Summary:
    """Show what would change, ask, and change it; the account of the run that was the last."""
    reprocessing.check(profile)
    preview = reprocessing.Preview()
    trial = dataclasses.replace(options, dry_run=True, reprocess=True)
    carry_out = importing.carry_out
    only = lines if options.dry_run else None
    summary = console.run(carry_out(profile, list(files), trial, only, quiet=json, differing=preview.add))
    shown = preview.to_json()
    if not json:
        _print(shown, summary)
    if not options.dry_run and _goes_on(shown, yes, summary, json):
        real = dataclasses.replace(options, reprocess=True)
        summary = console.run(carry_out(profile, list(files), real, lines, quiet=json))
    if json:
        console.print_json({**summary.to_json(), "reprocess": shown})
    else:
        importing.print_summary(summary, json)
    return summary


def _goes_on(shown: Mapping[str, Any], yes: bool, summary: Summary, json: bool) -> bool:
    """Whether to write what was shown; where nobody can be asked, that ends the command."""
    if yes or not shown["events"]:
        return True
    if not sys.stdin.isatty() or json:
        if json:
            console.print_json({**summary.to_json(), "reprocess": shown})
        console.fail("nothing is written yet; add --yes to write what the preview shows.", console.Exit.USAGE)
    return typer.confirm("Write these changes 写入以上变更?", abort=True, err=True)


def _print(shown: Mapping[str, Any], summary: Summary) -> None:
    say = console.out.print
    say(
        f"{shown['subjects']:,} subjects and {shown['events']:,} events would change: {shown['corrected']:,} corrected,"
        f" {shown['moved']:,} moved to another subject, {shown['voided']:,} voided;"
        f" {shown['leftAlone']:,} rows are left alone, for others corrected or voided since what they told."
    )
    for title, counts in (("by type 事件", shown["byType"]), ("by attribute 字段", shown["byAttribute"])):
        if counts:
            say(_table(title, counts))
    for one in shown["examples"]:
        say(f"{one['kind']} {one['code']}: {one['type']} {one['what']}", markup=False)
        for change in one["changes"]:
            say(f"    {change['path']}: {_short(change['before'])} → {_short(change['after'])}", markup=False)
    if summary.counts.rejected:
        say(f"{summary.counts.rejected:,} rows would be rejected; what they made stands until they are corrected.")


def _table(title: str, counts: Mapping[str, int]) -> rich.table.Table:
    table = rich.table.Table(box=None, padding=(0, 2), header_style="bold")
    table.add_column("events", justify="right")
    table.add_column(title)
    for name, count in counts.items():
        table.add_row(f"{count:,}", rich.markup.escape(name))
    return table


def _short(value: object) -> str:
    text = "(nothing 无)" if value is None else str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
