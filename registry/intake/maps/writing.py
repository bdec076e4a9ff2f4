"""A proposal as a commented TOML file, which is a map as it stands; and what would become of the first rows by it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from registry.intake.maps import map_form, mapped
from registry.intake.maps.column_map import MapMistake, Tree
from registry.intake.maps.proposing import Column, Proposal
from registry.intake.profile import Reject, Row, Skip

TOP = ("scheme", "dataset", "row", "dates", "time_zone", "empty")
_COMMENTS = {
    "scheme": "the scheme of the codes",
    "dataset": "the register; within it a row is known again",
    "row": "what identifies a row: with other content it is a correction of what it said before",
    "time_zone": "of moments that name none",
    "empty": "cells that say nothing",
    "ignore": "columns that are left out",
    "sealed": "columns with personal data: shown in no message and no report",
    "constants": "the same for all rows",
    "skip": "rows that are left out, by the value of a column",
}


def toml(proposal: Proposal) -> str:
    """The map with what speaks for each part beside it; samples of personal columns are masked."""
    return "\n".join([*_top(proposal), *_file(proposal.tree), *_columns(proposal), *_tables(proposal.tree)]) + "\n"


def _top(proposal: Proposal) -> Iterator[str]:
    tree = proposal.tree
    yield f"# Column map for {_flat(proposal.label)}, proposed by `fangji import --explain`: look it over before use."
    yield from (f"# ? {_flat(doubt)}" for doubt in proposal.doubts)
    yield ""
    for key, guess in (("kind", proposal.kind), ("type", proposal.type)):
        yield f"{key} = {value(tree[key])}  # {_flat(guess.reason)} ({guess.confidence:.0%})"
    yield from (f"{key} = {value(tree[key])}{_comment(key)}" for key in TOP if key in tree)
    yield from _list("ignore", tree, {column.heading: column.why for column in proposal.columns})
    yield from _list("sealed", tree, {})


def _comment(key: str) -> str:
    return f"  # {_COMMENTS[key]}" if key in _COMMENTS else ""


def _list(key: str, tree: Tree, why: Mapping[str, str]) -> Iterator[str]:
    """A list with a line for each column."""
    if key in tree:
        yield f"{key} = [{_comment(key)}"
        for name in tree[key]:
            yield f"    {value(name)}," + (f"  # {_flat(why[name])}" if why.get(name) else "")
        yield "]"


def _file(tree: Tree) -> Iterator[str]:
    yield "\n[file]"
    yield from (f"{key} = {value(said)}" for key, said in tree["file"].items())


def _columns(proposal: Proposal) -> Iterator[str]:
    yield "\n[columns]"
    for column in proposal.columns:
        if column.heading in proposal.tree.get("columns", {}):
            yield f"{value(column.heading)} = {value(proposal.tree['columns'][column.heading])}  # {_remark(column)}"


def _remark(column: Column) -> str:
    said = f"{column.confidence}: {column.why}"
    if column.doubt:
        said += f" ? {column.doubt}"
    return _flat(" · ".join(filter(None, (said, ", ".join(column.samples)))))


def _tables(tree: Tree) -> Iterator[str]:
    for key in ("constants", "skip"):
        if key in tree:
            yield f"\n[{key}]{_comment(key)}"
            yield from (f"{value(name)} = {value(said)}" for name, said in tree[key].items())


def _flat(text: str) -> str:
    """On one line: TOML allows no control characters in comments."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def value(said: Any) -> str:
    """A value as TOML writes it; tables in line."""
    if isinstance(said, dict):
        return "{ " + ", ".join(f"{_key(name)} = {value(one)}" for name, one in said.items()) + " }"
    if isinstance(said, list | tuple):
        return f"[{', '.join(map(value, said))}]"
    return json.dumps(said, ensure_ascii=False).replace("\x7f", "\\u007F")


def _key(name: str) -> str:
    return name if name.isascii() and name.replace("_", "").isalnum() else value(name)


class Trial(NamedTuple):
    """What would become of the rows that were looked at; ``faults`` counts column, rule and reason."""

    rows: int
    taken: int
    skipped: int
    faults: Sequence[tuple[str, str, int]]


def trial(proposal: Proposal) -> Trial | MapMistake:
    """The first rows under the proposed map; the mistake where it cannot be used as it stands."""
    try:
        column_map = map_form.of_tree(proposal.tree)
        mapped.profile(column_map)
    except MapMistake as mistake:
        return mistake
    mapper, layout = mapped.Mapper(column_map), proposal.layout
    outcomes = [_outcome(mapper, layout.headings, cells, number) for number, cells in enumerate(layout.rows, 1)]
    faults = Counter(one for one in outcomes if isinstance(one, tuple))
    counted = [(column, reason, count) for (column, reason), count in faults.most_common()]
    return Trial(len(outcomes), outcomes.count("taken"), outcomes.count("skipped"), counted)


def _outcome(
    mapper: mapped.Mapper, headings: Iterable[str], cells: Sequence[str], number: int
) -> str | tuple[str, str]:
    row = Row("event", "", "", "", number, dict(zip(headings, cells, strict=False)))
    try:
        return "skipped" if isinstance(mapper.stage(row), Skip) else "taken"
    except Reject as fault:
        return fault.column, fault.reason
