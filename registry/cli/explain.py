"""`fangji import --explain`: what the columns of files seem to be, as a table for people and as a map to edit."""

from __future__ import annotations

import itertools
import pathlib
from collections.abc import Sequence
from typing import Any

import rich.table
import rich.text

from aggregates import errors
from registry.cli import console
from registry.intake import sources
from registry.intake.maps import detecting, proposing, writing
from registry.intake.maps.column_map import MapMistake
from registry.intake.maps.proposing import Proposal
from registry.intake.maps.writing import Trial


def explain(
    files: Sequence[pathlib.Path], kind: str | None, type_: str | None, out: pathlib.Path | None, *, json: bool
) -> None:
    """Print what the files seem to hold and a map for them; with ``out`` the map goes there.

    Raises:
        SourceError: a file is missing, unreadable, or has nothing that looks like headings.
    """
    if not files:
        console.fail("name at least one file to explain.", console.Exit.USAGE)
    try:
        found = propose(files, kind, type_)
    except errors.UnknownName as error:
        console.fail(error.message, console.Exit.USAGE)
    tried, text = writing.trial(found), writing.toml(found)
    if out is not None:
        _write(out, text)
    if json:
        console.print_json({**_described(found, tried), "map": found.tree, "toml": text})
        return
    _print(found, tried)
    if out is None:
        console.out.print("")
        console.out.print(text, markup=False, end="")
    else:
        console.out.print(
            f"The map is in {out}; look it over, then: fangji import generic --map {out} FILE…", markup=False
        )


def propose(files: Sequence[pathlib.Path], kind: str | None, type_: str | None) -> Proposal:
    """A map from the first file; doubts where the others have other columns."""
    members = itertools.chain.from_iterable(map(sources.members, sources.expand(files)))
    first: Proposal | None = None
    for member in members:
        with sources.reading(member.source):
            layout = detecting.detect(member)
        if first is None:
            first = proposing.propose(layout, member.label, kind, type_)
            continue
        differing = set(layout.headings) ^ set(first.layout.headings)
        if differing or layout.form != first.layout.form:
            said = f"has other columns: {', '.join(sorted(differing))}" if differing else "is laid out otherwise"
            first.doubts.append(f"{member.label} {said}; it needs a map of its own")
    if first is None:
        raise sources.MissingFile("There is no file in what was named; name files to explain.", field="files")
    return first


def _write(out: pathlib.Path, text: str) -> None:
    try:
        out.write_text(text, "utf-8")
    except OSError as error:
        console.fail(f"--out {out} cannot be written ({error.strerror}); name another file.", console.Exit.USAGE)


def _print(found: Proposal, tried: Trial | MapMistake) -> None:
    form = found.layout.form
    said = [f"encoding {form.encoding}"] if not form.sheet else [f"sheet {form.sheet}"]
    said += [f"headings in row {' and '.join(map(str, form.header))}", f"{len(found.layout.rows)} rows looked at"]
    console.out.print(f"{found.label}: {', '.join(said)}", markup=False)
    for key, guess in (("kind", found.kind), ("type", found.type)):
        name = guess.choice.constant or f"by {guess.choice.column}"
        console.out.print(f"{key} {name} ({guess.confidence:.0%}): {guess.reason}", markup=False)
    console.out.print(_table(found))
    for doubt in found.doubts:
        console.out.print(f"? {doubt}", markup=False)
    for line in _tried(tried):
        console.out.print(line, markup=False)


def _table(found: Proposal) -> rich.table.Table:
    table = rich.table.Table()
    for head in ("column 列", "samples 示例", "becomes 对应", "", "why 依据", "uncertain 存疑"):
        table.add_column(head, overflow="fold")
    for column in found.columns:
        to = ", ".join(column.to) or "ignored 不导入"
        cells = (column.heading, ", ".join(column.samples), to, column.confidence, column.why, column.doubt)
        table.add_row(*(rich.text.Text(cell) for cell in cells))
    return table


def _tried(tried: Trial | MapMistake) -> list[str]:
    if isinstance(tried, MapMistake):
        return ["The map must be completed before it can be used:", *tried.mistakes]
    faults = [f"  {count} × {column}: {reason}" for column, reason, count in tried.faults]
    skipped = f", {tried.skipped} left out" if tried.skipped else ""
    return [f"Under this map {tried.taken} of these {tried.rows} rows would be read{skipped}.", *faults]


def _described(found: Proposal, tried: Trial | MapMistake) -> dict[str, Any]:
    columns = [
        {
            "column": column.heading,
            "samples": column.samples,
            "to": column.to,
            "personal": column.mask is not None,
            "confidence": column.confidence,
            "why": column.why,
            "doubt": column.doubt,
        }
        for column in found.columns
    ]
    guesses = {
        key: {"is": found.tree[key], "confidence": guess.confidence, "reason": guess.reason}
        for key, guess in (("kind", found.kind), ("type", found.type))
    }
    mistakes = list(tried.mistakes) if isinstance(tried, MapMistake) else []
    trial = {} if isinstance(tried, MapMistake) else {"rows": tried.rows, "read": tried.taken, "skipped": tried.skipped}
    return {
        "file": found.label,
        **guesses,
        "columns": columns,
        "doubts": found.doubts,
        "trial": trial,
        "mistakes": mistakes,
    }
