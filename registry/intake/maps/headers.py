"""The headings of a file against a map: nothing unnamed, nothing missing."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from registry.intake.maps import checking, personal, tables, vocabulary
from registry.intake.maps.column_map import ColumnMap
from registry.intake.reading import WrongColumns


def check(column_map: ColumnMap, headings: Collection[str], label: str) -> None:
    """Nothing, where every column is named by the map and every one that it names is there.

    Raises:
        WrongColumns: else, naming all of them.
    """
    check_known(column_map, headings, label)
    check_there(column_map, headings, label)


def check_known(column_map: ColumnMap, headings: Collection[str], label: str) -> None:
    """Nothing, where the map says something of every column.

    Raises:
        WrongColumns: else; none is ever passed over in silence.
    """
    unknown = [name for name in headings if name not in column_map.named and not is_unnamed(name)]
    if any(map(personal.looks, unknown)):
        raise WrongColumns(f"{label} has a row of data where file.header says that headings are; correct it there.", ())
    if unknown:
        said = ", ".join(map(repr, unknown))
        raise WrongColumns(
            f"{label} has columns of which the map says nothing: {said}; name each under columns or ignore.",
            list(headings),
        )


def check_there(column_map: ColumnMap, headings: Collection[str], label: str) -> None:
    """Nothing, where the file has every column that the map reads and does not call optional.

    Raises:
        WrongColumns: else, with the nearest headings.
    """
    missing = [column for column in _read(column_map) if column not in headings]
    if missing:
        said = ", ".join(f"{column!r}{checking.nearest(column, headings)}" for column in missing)
        raise WrongColumns(
            f"{label} has no column {said}, which the map names; correct its name there, or call it optional = true.",
            list(headings),
        )


def _read(column_map: ColumnMap) -> Iterable[str]:
    """The columns that must be there."""
    optional = {rule.column for rule in column_map.columns.values() if rule.optional}
    return sorted(column_map.named - optional - set(column_map.ignore))


def is_unnamed(heading: str) -> bool:
    """Whether a column has no heading of its own."""
    return heading.startswith(tables.UNNAMED) and heading[len(tables.UNNAMED) :].isdigit()


def is_personal(heading: str) -> bool:
    """Whether a column is headed like one with names, numbers or phones of persons."""
    return vocabulary.person(heading) is not None
