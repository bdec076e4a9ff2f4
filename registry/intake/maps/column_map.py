"""A column map as it stands in its TOML file: what every column of a file is, and how its values are written.

What a map says is read here, in its form only; :mod:`registry.intake.maps.checking` holds it against the catalogue.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from aggregates import errors
from aggregates.errors import shown

Tree = dict[str, Any]
CONSTANT_KEYS = ("kind", "type", "scheme", "source")
"""Fields of an event that stand at the top of a map, for most files say them once."""

FORMATS = ("csv", "ndjson", "json", "xlsx")


class MapMistake(errors.InvalidValue):
    """A map says something that cannot be; each of ``mistakes`` is a sentence with the map's key, value and rule."""

    code = "COLUMN_MAP"

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__(" ".join(mistakes), field="map")
        self.mistakes = tuple(mistakes)


@dataclass(frozen=True, slots=True)
class Rule:
    """What becomes of one column: its targets, and how its values are written where that is not as in the whole map.

    ``unit`` is that of bare numbers; ``values`` replaces cells before anything else; ``places`` rounds; ``optional``: a
    file may lack the column.
    """

    column: str
    to: tuple[str, ...]
    dates: tuple[str, ...] = ()
    unit: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    places: int | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind or type: one for all rows (``constant``), or by the value of a column."""

    constant: str = ""
    column: str = ""
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that it may come to."""
        return (self.constant,) if self.constant else tuple(dict.fromkeys(self.values.values()))


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is laid out: ``format`` "" goes by its name; ``header`` are the rows (from 1) with the headings."""

    format: str = ""
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    sheet: str = ""
    header: tuple[int, ...] = (1,)


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """The whole map; ``row`` None: nothing is said about what identifies a row."""

    kind: Choice = Choice()
    type: Choice = Choice()
    form: Form = Form()
    dataset: str = ""
    row: tuple[str, ...] | None = None
    columns: Mapping[str, Rule] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    sealed: tuple[str, ...] = ()
    skip: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dates: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    time_zone: str = ""
    decimal_mark: str = "."
    tree: Tree = field(default_factory=dict, compare=False)

    def to_json(self) -> str:
        """The map as one line, which :func:`of_tree` reads back."""
        return orjson.dumps(self.tree, option=orjson.OPT_SORT_KEYS).decode()

    @property
    def digest(self) -> str:
        """Twelve hex digits that tell it from other maps."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:12]

    @property
    def named(self) -> frozenset[str]:
        """All columns of which it says something."""
        choices = (self.kind.column, self.type.column)
        return frozenset((*self.columns, *self.ignore, *self.skip, *(self.row or ()), *filter(None, choices)))


def of_toml(text: str, label: str = "the map") -> Tree:
    """The tree of a TOML file, its values not looked at yet.

    Raises:
        MapMistake: it is not TOML.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MapMistake(
            [f"{label} is not TOML: {error}; headings with other signs than a-z stand in quotes."]
        ) from None


def overridden(
    tree: Tree, *, columns: Iterable[str], constants: Iterable[str], ignored: Iterable[str], settings: Iterable[str]
) -> Tree:
    """A copy of ``tree`` with what the command line says.

    ``columns`` are ``COLUMN=TARGET``, ``constants`` ``TARGET=VALUE``, ``ignored`` headings, ``settings`` ``KEY=VALUE``.

    Raises:
        MapMistake: one of them is not of its form.
    """
    result: Tree = orjson.loads(orjson.dumps(tree))
    for said in columns:
        column, target = _halves(said, "--column", "COLUMN=TARGET", last=True)
        _drop_ignored(result, column)
        _place_column(result, column, target)
    for said in constants:
        target, value = _halves(said, "--constant", "TARGET=VALUE")
        where = result if target in (*CONSTANT_KEYS, "dataset") else result.setdefault("constants", {})
        where[target] = value
    for column in ignored:
        result.setdefault("columns", {}).pop(column, None)
        result["ignore"] = [*result.get("ignore", []), column]
    for said in settings:
        _set(result, *_halves(said, "--set", "KEY=VALUE"))
    return result


def _halves(said: str, option: str, form: str, *, last: bool = False) -> tuple[str, str]:
    first, sign, second = said.rpartition("=") if last else said.partition("=")
    if not sign or not first.strip() or not second.strip():
        raise MapMistake([f"{option} {shown(said)} is not of the form {form}."])
    return first.strip(), second.strip()


def _drop_ignored(tree: Tree, column: str) -> None:
    if column in tree.get("ignore", []):
        tree["ignore"] = [name for name in tree["ignore"] if name != column]


def _place_column(tree: Tree, column: str, target: str) -> None:
    """``row`` is what identifies a row; a column may have several targets, and keeps how its values are written."""
    if target == "row":
        tree["row"] = [*tree.get("row", []), column]
        return
    targets = target.split(",")
    columns = tree.setdefault("columns", {})
    before = columns.get(column)
    columns[column] = {**before, "to": targets} if isinstance(before, dict) else targets


def _set(tree: Tree, key: str, text: str) -> None:
    """Below a column that is said in short (``"价" = "contracts.price"``) that becomes its ``to``."""
    *path, name = _path(key)
    for depth, part in enumerate(path, 1):
        below = tree.setdefault(part, {})
        if depth == 2 and path[0] == "columns" and isinstance(below, str | list):
            below = tree[part] = {"to": below}
        if not isinstance(below, dict):
            raise MapMistake([f"--set {shown(key)} goes below {part!r}, which is not a table."])
        tree = below
    try:
        tree[name] = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        tree[name] = text


def _path(key: str) -> list[str]:
    """The parts of a dotted key of TOML; headings need no quotes where they hold no points."""
    try:
        tree = tomllib.loads(f"{key} = 0")
    except tomllib.TOMLDecodeError:
        return key.split(".")
    path = []
    while isinstance(tree, dict):
        (name,) = tree
        path.append(name)
        tree = tree[name]
    return path
