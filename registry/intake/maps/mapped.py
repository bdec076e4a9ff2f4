"""The generic profile under a column map: a department's own columns in, the generic profile's rows out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

import orjson

from aggregates.catalogue import CATALOGUE
from registry.intake import sources
from registry.intake.maps import checking, headers, map_form, personal, tables, targets, values
from registry.intake.maps.column_map import Choice, ColumnMap, Rule
from registry.intake.maps.targets import Target
from registry.intake.maps.values import Writing
from registry.intake.profile import Part, Profile, Reject, Row, Skip, Staged
from registry.intake.profiles import generic
from registry.intake.sources import Member, Source, SourceError

LEFT_OUT = "left out by the map"


class Sensitive:
    """Columns with personal data: those mapped to sealed attributes, said to be, or headed like such."""

    def __init__(self, column_map: ColumnMap) -> None:
        self._named = {"seal", "remark", *column_map.sealed}
        for rule in column_map.columns.values():
            if any(checking.is_sealed(column_map, name) for name in rule.to):
                self._named.update((rule.column, *rule.to))

    def __contains__(self, column: object) -> bool:
        return column in self._named or headers.is_personal(str(column))


@dataclass(frozen=True, slots=True)
class Cell:
    """What one column sets: a target, its rule and how its values are written."""

    column: str
    target: Target
    rule: Rule
    writing: Writing


@dataclass(slots=True)
class Mapper:
    """Reads rows by a checked map."""

    map: ColumnMap
    _cells: dict[str, list[Cell]] = field(default_factory=dict)

    def read(self, member: Member) -> Iterator[Row]:
        """The rows of a file, columns under their own headings.

        Raises:
            WrongColumns: the file has columns of which the map says nothing, or lacks some that it names.
        """
        reader = self._records if tables.is_records(member, self.map.form) else self._table
        return reader(member)

    def _table(self, member: Member) -> Iterator[Row]:
        table = tables.table(member, self.map.form)
        headers.check(self.map, table.headings, member.label)
        names, width = table.headings, len(table.headings)
        exact = tables.format_of(member, self.map.form) == "csv"
        unknown = [n for n, name in enumerate(names) if name not in self.map.named and headers.is_unnamed(name)]
        for number, cells in enumerate(table.rows, 1):
            row = _row(member, number, dict(zip(names, cells, strict=False)))
            row.ragged = (
                any(cells[width:]) or (exact and len(cells) < width) or any(cells[n : n + 1] > [""] for n in unknown)
            )
            yield row

    def _records(self, member: Member) -> Iterator[Row]:
        seen: set[str] = set()
        number = 0
        for number, cells in enumerate(tables.records(member, self.map.form), 1):
            if not seen >= cells.keys():
                headers.check_known(self.map, cells, f"{member.label}, record {number},")
                seen |= cells.keys()
            yield _row(member, number, cells)
        if not number:
            raise SourceError(f"{member.label} is empty: it has no record; deliver it again.", field="files")
        headers.check_there(self.map, seen, member.label)

    def stage(self, row: Row) -> Staged | Skip:
        """The row under the generic profile's columns; what is at fault is named by the column of the file."""
        if any(row[column] in texts for column, texts in self.map.skip.items()):
            return Skip(LEFT_OUT)
        kind = self._chosen(row, "kind", self.map.kind, CATALOGUE.kinds.keys())
        type_ = self._chosen(row, "type", self.map.type, _types(kind))
        cells = {"kind": kind, "type": type_, **self.map.constants}
        origin: dict[str, str] = {}
        for cell in self._plan(kind):
            self._take(cell, row, cells, origin)
        try:
            staged = generic.stage(replace(row, cells=cells))
        except Reject as fault:
            raise _named(fault, origin.get(fault.column, fault.column), row) from None
        return self._identified(staged, row)

    def _chosen(self, row: Row, key: str, choice: Choice, known: Collection[str]) -> str:
        if choice.constant:
            return choice.constant
        text = row[choice.column]
        name = choice.values.get(text, "" if choice.values else text)
        if name not in known:
            reason = (
                f"is none of the values that the map names for {key}" if text else "is empty, but this row needs it"
            )
            raise Reject(choice.column, reason, "NAME" if text else "MISSING")
        return name

    def _plan(self, kind: str) -> list[Cell]:
        if kind not in self._cells:
            self._cells[kind] = list(self._of_kind(kind))
        return self._cells[kind]

    def _of_kind(self, kind: str) -> Iterator[Cell]:
        for rule in self.map.columns.values():
            for name in rule.to:
                target = targets.find(kind, name) or Target(name, "text", None)
                yield Cell(rule.column, target, rule, Writing.of(rule, self.map))

    def _take(self, cell: Cell, row: Row, cells: dict[str, str], origin: dict[str, str]) -> None:
        """One column into the cells of the generic row."""
        text = row[cell.column]
        origin[cell.target.name] = cell.column
        if text in cell.rule.values:
            text = cell.rule.values[text]
        elif text and text not in self.map.empty:
            text = self._plain(cell, text, row)
        else:
            text = ""
        if text:
            cells[cell.target.name] = text

    def _plain(self, cell: Cell, text: str, row: Row) -> str:
        try:
            return values.plain(text, cell.target, cell.writing)
        except Reject as fault:
            raise _named(fault, cell.column, row) from None

    def _identified(self, staged: Staged, row: Row) -> Staged:
        """With the row's key, and what it says under this map: under a better map a row is corrected."""
        if not self.map.row:
            return staged
        parts = [row[column] for column in self.map.row]
        if not any(parts):
            raise Reject(self.map.row[0], "is empty, but identifies the row", "MISSING")
        for column, part in zip(self.map.row, parts, strict=True):
            if personal.is_citizen_number(part):
                raise Reject(column, "is an ID number, which may not identify a row", "PERSONAL")
        staged.key = parts[0] if len(parts) == 1 else orjson.dumps(parts).decode()
        staged.content = {**staged.data, "subject": staged.subject}
        return staged


@cache
def _types(kind: str) -> frozenset[str]:
    return frozenset(declared.name for declared in CATALOGUE.of_kind(kind))


def _row(member: Member, number: int, cells: Mapping[str, str]) -> Row:
    return Row("event", member.label, str(member.source.path), member.source.label, number, cells)


def _named(fault: Reject, column: str, row: Row) -> Reject:
    value = row[column] if column in row.cells else fault.value
    return Reject(column, fault.reason, fault.rule, value)


@lru_cache(maxsize=4)
def configured(settings: str) -> Profile:
    """The generic profile under the map whose ``to_json`` this is.

    Raises:
        MapMistake: the map cannot be.
    """
    return profile(map_form.of_tree(orjson.loads(settings)))


def profile(column_map: ColumnMap) -> Profile:
    """The generic profile under a map.

    Raises:
        MapMistake: the map cannot be.
    """
    checking.check(column_map)
    mapper = Mapper(column_map)
    part = Part(
        "event", _files(column_map), sensitive=Sensitive(column_map), reader=mapper.read, accepts=lambda _: True
    )
    return replace(
        generic.PROFILE,
        module=f"{__name__}#{column_map.to_json()}",
        dataset=f"generic:{column_map.dataset}" if column_map.dataset else "generic",
        parts=(part,),
        stage=mapper.stage,
        variant=column_map.digest,
    )


def _files(column_map: ColumnMap) -> str:
    """By the ends of their names, unless the map says the format."""
    return r".*" if column_map.form.format else rf".*\.({'|'.join(tables.FORMATS)})"


def check_files(column_map: ColumnMap, delivered: Sequence[Source]) -> None:
    """Nothing, where each file has the columns that the map names and no others.

    Raises:
        WrongColumns: it does not; no row was read.
        SourceError: it cannot be read.
    """
    mapper = Mapper(column_map)
    for source in delivered:
        for member in sources.members(source):
            if member.archived and not re.fullmatch(_files(column_map), member.name, re.IGNORECASE):
                continue
            with sources.reading(source):
                if tables.is_records(member, column_map.form):
                    for _ in mapper.read(member):
                        pass
                else:
                    headers.check(column_map, tables.table(member, column_map.form).headings, member.label)
