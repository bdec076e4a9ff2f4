"""From the tree of a TOML file to a column map: every key known, every value of its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from aggregates.errors import shown
from registry.intake.maps import dates
from registry.intake.maps.column_map import CONSTANT_KEYS, FORMATS, Choice, ColumnMap, Form, MapMistake, Rule, Tree

Instead = TypeVar("Instead")

TOP = (
    *CONSTANT_KEYS,
    *("dataset", "row", "ignore", "sealed", "dates", "empty", "time_zone", "decimal_mark"),
    *("file", "columns", "constants", "skip"),
)
FILE = ("format", "encoding", "delimiter", "sheet", "header")
COLUMN = ("to", "dates", "unit", "values", "round", "optional")
CHOICE = ("column", "values")
DELIMITERS = {"tab": "\t", "comma": ",", "semicolon": ";"}


def of_tree(tree: Tree) -> ColumnMap:
    """The map of a tree.

    Raises:
        MapMistake: keys that no map has, and values of another form than their key takes.
    """
    form = _Reader()
    form.keys(tree, TOP, "")
    made = ColumnMap(
        kind=form.choice(tree, "kind"),
        type=form.choice(tree, "type"),
        form=_file(form, form.table(tree, "file", "")),
        dataset=form.text(tree, "dataset", ""),
        row=form.texts(tree, "row", "") if "row" in tree else None,
        columns=_columns(form, form.table(tree, "columns", "")),
        constants=_constants(form, tree),
        ignore=form.texts(tree, "ignore", ""),
        sealed=form.texts(tree, "sealed", ""),
        skip={column: form.texts(form.table(tree, "skip", ""), column, "skip.") for column in tree.get("skip", {})},
        dates=form.writings(tree, ""),
        empty=form.texts(tree, "empty", ""),
        time_zone=form.text(tree, "time_zone", ""),
        decimal_mark=form.text(tree, "decimal_mark", "") or ".",
        tree=tree,
    )
    if form.mistakes:
        raise MapMistake(form.mistakes)
    return _with_columns_of_fields(made)


def _with_columns_of_fields(made: ColumnMap) -> ColumnMap:
    """``kind``, ``type`` and ``row`` may also be said as the target of a column."""
    choices = {"kind": made.kind, "type": made.type}
    row = made.row
    for rule in made.columns.values():
        for name in ("kind", "type"):
            if name in rule.to and choices[name] == Choice():
                choices[name] = Choice("", rule.column, rule.values)
        if "row" in rule.to:
            row = (*(row or ()), rule.column)
    taken = {name for name, choice in choices.items() if choice.column in made.columns} | {"row"}
    columns = {
        column: replace(rule, to=tuple(t for t in rule.to if t not in taken)) for column, rule in made.columns.items()
    }
    return replace(made, kind=choices["kind"], type=choices["type"], row=row, columns=columns)


def _file(form: _Reader, tree: Tree) -> Form:
    form.keys(tree, FILE, "file.")
    written, delimiter = form.text(tree, "format", "file."), form.text(tree, "delimiter", "file.") or ","
    if written and written not in FORMATS:
        form.mistake("file.format", written, f"is none of {', '.join(FORMATS)}", None)
    delimiter = DELIMITERS.get(delimiter, delimiter)
    if len(delimiter) != 1:
        form.mistake("file.delimiter", delimiter, "is not one character (or tab)", None)
    encoding = form.text(tree, "encoding", "file.") or "utf-8-sig"
    return Form(written, encoding, delimiter, form.text(tree, "sheet", "file."), _header(form, tree))


def _header(form: _Reader, tree: Tree) -> tuple[int, ...]:
    """One row or several that follow each other; 1 is the first of the file."""
    value = tree.get("header", 1)
    rows = value if isinstance(value, list) else [value]
    if not rows or any(type(row) is not int or row < 1 for row in rows):
        return form.mistake("file.header", value, "is not a row number, or several, from 1", (1,))
    if rows != list(range(rows[0], rows[0] + len(rows))):
        return form.mistake("file.header", value, "names rows that do not follow each other", (1,))
    return tuple(rows)


def _columns(form: _Reader, tree: Tree) -> Mapping[str, Rule]:
    return {column: _rule(form, column, said) for column, said in tree.items()}


def _rule(form: _Reader, column: str, said: object) -> Rule:
    key = f"columns.{_quoted(column)}"
    if not isinstance(said, dict):
        return Rule(column, form.texts({"to": said}, "to", f"{key}."))
    form.keys(said, COLUMN, f"{key}.")
    if "to" not in said:
        form.mistakes.append(f"{key} has no `to`: name what the column is, or put the column under ignore.")
    places, optional = said.get("round"), said.get("optional", False)
    if places is not None and (type(places) is not int or not 0 <= places <= 10):
        form.mistake(f"{key}.round", places, "is not a number of decimals from 0 to 10", None)
    if type(optional) is not bool:
        form.mistake(f"{key}.optional", optional, "is neither true nor false", None)
    return Rule(
        column,
        form.texts(said, "to", f"{key}."),
        form.writings(said, f"{key}."),
        str(said.get("unit", "")),
        form.values(said, f"{key}."),
        places,
        bool(optional),
    )


def _constants(form: _Reader, tree: Tree) -> Mapping[str, str]:
    """Those of the table and those that stand at the top."""
    table = form.table(tree, "constants", "")
    found = {target: form.scalar(value, f"constants.{_quoted(target)}") for target, value in table.items()}
    for name in ("scheme", "source"):
        if name in tree:
            found[name] = form.text(tree, name, "")
    return found


def _quoted(name: str) -> str:
    return name if name.isascii() and name.replace("_", "").replace("-", "").isalnum() else f'"{name}"'


class _Reader:
    """Takes values out of a tree and notes what is wrong with them."""

    def __init__(self) -> None:
        self.mistakes: list[str] = []

    def mistake(self, key: str, value: object, rule: str, instead: Instead) -> Instead:
        """Note a mistake, and go on with ``instead``."""
        self.mistakes.append(f"{key} = {shown(value)} {rule}.")
        return instead

    def keys(self, tree: Tree, known: tuple[str, ...], prefix: str) -> None:
        for key in tree:
            if key not in known:
                self.mistakes.append(f"{prefix}{_quoted(key)} is no key of a map here; there are {', '.join(known)}.")

    def table(self, tree: Tree, key: str, prefix: str) -> Tree:
        value = tree.get(key, {})
        return value if isinstance(value, dict) else self.mistake(f"{prefix}{key}", value, "is not a table", {})

    def text(self, tree: Tree, key: str, prefix: str) -> str:
        value = tree.get(key, "")
        return value if isinstance(value, str) else self.mistake(f"{prefix}{key}", value, "is not text", "")

    def texts(self, tree: Tree, key: str, prefix: str) -> tuple[str, ...]:
        """A list of texts; one text is a list of it alone."""
        value = tree.get(key, [])
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            return self.mistake(f"{prefix}{key}", value, "is neither text nor a list of texts", ())
        return tuple(value)

    def scalar(self, value: object, key: str) -> str:
        """A constant, as the text of a cell."""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, dict | list):
            return self.mistake(key, value, "is not one value", "")
        return value.isoformat() if hasattr(value, "isoformat") else str(value)

    def writings(self, tree: Tree, prefix: str) -> tuple[str, ...]:
        found = self.texts(tree, "dates", prefix)
        for written in found:
            wrong = dates.mistake(written)
            if wrong:
                self.mistake(f"{prefix}dates", written, wrong, None)
        clash = dates.contradiction(found)
        if clash:
            self.mistake(f"{prefix}dates", list(found), f"would read one text as two days; leave {clash} out", None)
        return found

    def values(self, tree: Tree, prefix: str) -> Mapping[str, str]:
        table = self.table(tree, "values", prefix)
        return {said: self.scalar(value, f"{prefix}values.{_quoted(said)}") for said, value in table.items()}

    def choice(self, tree: Tree, key: str) -> Choice:
        value = tree.get(key, "")
        if isinstance(value, str):
            return Choice(value)
        if not isinstance(value, dict):
            return self.mistake(key, value, "is neither a name nor a table with column and values", Choice())
        self.keys(value, CHOICE, f"{key}.")
        return Choice("", self.text(value, "column", f"{key}."), self.values(value, f"{key}."))
