"""A column map proposed from a file's headings and first rows, with what speaks for each part and what is in doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from aggregates.catalogue import CATALOGUE
from aggregates.event_types import EventType
from aggregates.masking import Mask
from registry.intake.maps import fitting, guessing, headers, matching, personal, shapes, targets, vocabulary
from registry.intake.maps.column_map import Choice, Tree
from registry.intake.maps.detecting import Layout
from registry.intake.maps.guessing import Guess

ENOUGH = 0.35
"""Score from which an attribute is proposed; below it a column is ignored, and said to be."""

SURE = 0.9
SAMPLES = 3
_UNIT_NOTE = re.compile(r"单位[:：]\s*([^\s,，;；)）]+)|單位[:：]\s*([^\s,，;；)）]+)")


@dataclass(slots=True)
class Column:
    """A column with what is proposed for it: ``mask`` where it is personal, ``to`` empty where it is ignored."""

    heading: str
    values: list[str]
    mask: Mask | None = None
    to: list[str] = field(default_factory=list)
    said: dict[str, Any] = field(default_factory=dict)
    score: float = 0.0
    why: str = ""
    doubt: str = ""

    @property
    def base(self) -> str:
        """The heading as it is compared."""
        return vocabulary.heading(self.heading).base

    @property
    def samples(self) -> list[str]:
        """Some of its values, as they may be shown."""
        found = list(dict.fromkeys(self.values))[:SAMPLES]
        return [personal.sample(text, self.mask) if self.mask else shapes.shown(text) for text in found]

    @property
    def confidence(self) -> str:
        """In a word."""
        if not self.to:
            return ""
        return "sure" if self.score >= SURE and not self.doubt else "likely" if self.score >= ENOUGH * 2 else "guess"

    @property
    def unique(self) -> bool:
        return bool(self.values) and len(set(self.values)) == len(self.values)

    def take(self, target: str, score: float, why: str) -> None:
        """Propose a target, beside those that it has."""
        self.to.append(target)
        self.score = max(self.score, score)
        self.why = f"{self.why}; {why}" if self.to[1:] else why


@dataclass(slots=True)
class Proposal:
    """``tree`` is the proposed map; ``doubts`` sentences that are about no single column."""

    label: str
    layout: Layout
    kind: Guess
    type: Guess
    columns: list[Column]
    tree: Tree = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)

    def column(self, heading: str) -> Column:
        """The column of that heading."""
        return next(column for column in self.columns if column.heading == heading)


def propose(layout: Layout, label: str, kind: str | None = None, type_: str | None = None) -> Proposal:
    """A map for files like this one; ``kind`` and ``type_`` are given by who asks.

    Raises:
        UnknownName: there is no such kind or type.
    """
    columns = [*_columns(layout)]
    titles = [PurePosixPath(label).stem, layout.form.sheet, *layout.titles]
    headings = [column.heading for column in columns]
    guessed = Guess(Choice(CATALOGUE.kind(kind).name), 1.0, "as asked for") if kind else guessing.kind(headings, titles)
    name = guessed.choice.constant
    found = Proposal(label, layout, guessed, _type(name, columns, titles, type_), columns, doubts=list(layout.doubts))
    _Work(found, name, titles).carry_out()
    return found


def _type(kind: str, columns: Sequence[Column], titles: Sequence[str], type_: str | None) -> Guess:
    if type_:
        return Guess(Choice(CATALOGUE.event_type(kind, type_).name), 1.0, "as asked for")
    return guessing.event_type(kind, {column.heading: column.values for column in columns}, titles)


def _columns(layout: Layout) -> Iterator[Column]:
    for n, heading in enumerate(layout.headings):
        values = [row[n] for row in layout.rows if n < len(row) and row[n] and row[n] not in shapes.TOTALS]
        if values or not headers.is_unnamed(heading):
            mask = vocabulary.person(heading)
            column = Column(heading, values, mask or _mask_by_look(heading, values))
            if not column.mask and any(map(personal.looks, values)):
                column.doubt = "some values hold what looks like an ID number or a phone"
            yield column


def _mask_by_look(heading: str, values: Sequence[str]) -> Mask | None:
    """Names are told by their look only where the heading says nothing; numbers and phones wherever they stand."""
    found = shapes.person(values)
    return None if found is Mask.NAME and vocabulary.is_familiar(heading) else found


@dataclass
class _Work:
    """Fills a proposal, step by step; each step takes columns that those before it left."""

    proposal: Proposal
    kind: str
    titles: Sequence[str]
    taken: set[str] = field(default_factory=set)

    def carry_out(self) -> None:
        """All steps."""
        self._choose()
        self._code()
        self._effective_on()
        self._fields()
        self._attributes()
        self._keys()
        self._row()
        self._leave_out()
        self.proposal.tree = self._tree()

    @property
    def _types(self) -> list[EventType]:
        names = self.proposal.type.choice.names
        return [declared for declared in CATALOGUE.of_kind(self.kind) if declared.name in names]

    def _free(self) -> list[Column]:
        return [column for column in self.proposal.columns if not column.to]

    def _choose(self) -> None:
        choice = self.proposal.type.choice
        if choice.column:
            self.proposal.column(choice.column).take("type", 1.0, self.proposal.type.reason)

    def _code(self) -> None:
        """By its heading; else the one column without repetitions that is neither number, day nor person."""
        said = vocabulary.words()["codes"]
        own = [c for c in self._free() if c.base in said[self.kind] and not c.mask]
        other = [c for c in self._free() if c.base in said["any"] and not c.mask]
        if own or other:
            column = (own or other)[0]
            column.take("code", 1.0 if own else 0.7, "a usual heading for the code")
        else:
            self._code_by_look()

    def _code_by_look(self) -> None:
        columns = [c for c in self._free() if c.unique and not c.mask and not shapes.are_days(c.values)]
        words = [c for c in columns if not shapes.are_numbers(c.values) and c.base not in _weak()]
        schemes = [c for c in columns if shapes.scheme(self.kind, c.values)]
        for column in (schemes or words)[:1]:
            column.take("code", 0.5, "no column is headed as the code, and in this one no value stands twice")
            column.doubt = "is this what the register knows the subject by?"
            self._scheme(column)

    def _scheme(self, column: Column) -> None:
        """Keep the column free for its attribute, too."""
        matched = matching.matches(self.kind, column.heading)
        if matched and matched[0].score >= SURE and self._may_set(matched[0].path):
            self._give(column, matched[0])

    def _effective_on(self) -> None:
        order = {word: n for n, word in enumerate(vocabulary.words()["fields"]["effective_on"])}
        days = [column for column in self._free() if _may_be_days(column)]
        named = sorted((c for c in days if c.base in order), key=lambda column: order[column.base])
        if not named and not days:
            self.proposal.doubts.append("no column holds a day on which the rows take effect: say it under constants")
            return
        column = (named or days)[0]
        column.take("effective_on", 1.0 if named else 0.5, "the day from which the row holds")
        others = ", ".join(c.heading for c in (named or days)[1:])
        if others:
            column.doubt = f"the day from which the row holds might as well be {others}"
        self._fit(column, "effective_on")
        self._scheme(column)

    def _fields(self) -> None:
        said: Mapping[str, Sequence[str]] = vocabulary.words()["fields"]
        for name in ("remark", "source", "registered_at", "scheme"):
            column = next((c for c in self._free() if c.base in said[name] and (not c.mask or name == "remark")), None)
            if column:
                column.take(name, SURE, f"a usual heading for {name}")
                column.mask = Mask.TEXT if name == "remark" else None
                self._fit(column, name)
        documents = [name for name in said if name.startswith("document.")]
        found = [next((c for c in self._free() if c.base in said[name]), None) for name in documents]
        for name, column in zip(documents, found, strict=True):
            if column and all(found):
                column.take(name, SURE, "part of the document")
                self._fit(column, name)

    def _attributes(self) -> None:
        """The surest pairs of columns and attributes first; each attribute once."""
        pairs = [
            (match.score, -n, match, column)
            for n, column in enumerate(self._free())
            if column.base not in _weak() | _strong()
            for match in matching.matches(self.kind, column.heading)
            if match.score >= ENOUGH and self._may_set(match.path)
        ]
        for _, _, match, column in sorted(pairs, key=lambda pair: pair[:2], reverse=True):
            if not column.to and (match.score >= SURE or self._is_told_of(match.path)):
                self._give(column, match)

    def _is_told_of(self, path: str) -> bool:
        """Whether a general word (姓名, 面积) has its collection named by another column."""
        collection, point, _ = path.rpartition(".")
        return not point or any(taken.startswith(f"{collection}.") for taken in self.taken)

    def _may_set(self, path: str) -> bool:
        return any(guessing.may_set(declared, path) for declared in self._types)

    def _give(self, column: Column, match: matching.Match) -> None:
        target = targets.find(self.kind, match.path)
        if match.path in self.taken or target is None or (column.mask and not target.sealed):
            return
        found = fitting.fit(target, column.heading, column.values, self._unit_of_file())
        if found.failing > 1 - shapes.MOST:
            column.why, column.doubt = f"headed like {match.path}, but its values are not", found.doubt
            return
        self.taken.add(match.path)
        column.take(match.path, match.score, match.why)
        column.said |= found.said
        column.doubt = column.doubt or found.doubt

    def _fit(self, column: Column, name: str) -> None:
        target = targets.find(self.kind, name)
        assert target is not None
        found = fitting.fit(target, column.heading, column.values)
        column.said |= found.said
        column.doubt = column.doubt or ("" if column.mask else found.doubt)

    def _unit_of_file(self) -> str:
        found = (_UNIT_NOTE.search(title) for title in self.titles)
        return next((match[1] or match[2] for match in found if match), "")

    def _keys(self) -> None:
        """Elements are named by their number where there is one, else there is one a row."""
        for collection in {path.partition(".")[0] for path in self.taken if "." in path}:
            number = next((c for c in self.proposal.columns if f"{collection}.number" in c.to), None)
            if number and not number.mask:
                number.to.append(f"{collection}.key")
                continue
            for column in self.proposal.columns:
                column.to = [
                    t.replace(f"{collection}.", f"{collection}/1.", 1) if t.startswith(f"{collection}.") else t
                    for t in column.to
                ]
            self.proposal.doubts.append(f"each row is taken to tell of one of the {collection}, which is named 1")

    def _row(self) -> None:
        columns = self.proposal.columns
        strong = [c for c in columns if c.base in _strong() and c.unique and not c.mask]
        pair = [c for c in columns if {"code", "effective_on"} & set(c.to) and not c.mask]
        weak = [c for c in columns if c.base in _weak() and c.unique]
        if strong:
            self._identify(strong[:1], "the source's own number of the row")
        elif pair and self._are_unique(pair):
            self._identify(pair, "with the others it identifies a row")
        elif weak:
            self._identify(weak[:1], "numbers the rows of the file")
            self.proposal.doubts.append(
                f"rows are known again by {weak[0].heading}, which must not start anew in another file"
            )
        else:
            self.proposal.doubts.append("nothing identifies a row, so a changed row will be another event")

    def _are_unique(self, columns: Sequence[Column]) -> bool:
        at = [self.proposal.layout.headings.index(column.heading) for column in columns]
        keys = [tuple(row[n] if n < len(row) else "" for n in at) for row in self.proposal.layout.rows]
        return len(set(keys)) == len(keys)

    def _identify(self, columns: Sequence[Column], why: str) -> None:
        for column in columns:
            column.take("row", SURE, why)

    def _leave_out(self) -> None:
        for column in self._free():
            column.why = column.why or _reason(column, self.kind, self._may_set)

    def _tree(self) -> Tree:
        """In the order in which a map is written; empty parts are left out."""
        columns = self.proposal.columns
        choice = self.proposal.type.choice
        tree: Tree = {
            "kind": self.kind,
            "type": choice.constant or {"column": choice.column, "values": dict(choice.values)},
            "scheme": self._scheme_of_codes(),
            "dataset": PurePosixPath(self.proposal.label).stem[:100],
            "row": [c.heading for c in columns if "row" in c.to],
            "time_zone": "Asia/Shanghai" if any("registered_at" in c.to for c in columns) else "",
            "empty": sorted({v for c in columns if c.to for v in c.values} & shapes.NOTHING),
            "ignore": [c.heading for c in columns if not c.to],
            "sealed": [c.heading for c in columns if c.mask and (not c.to or self._all_sealed(c))],
            "file": _file(self.proposal.layout),
            "columns": {c.heading: _rule(c) for c in columns if set(c.to) - {"row", "type"}},
            "constants": {} if any("effective_on" in c.to for c in columns) else {"effective_on": ""},
            "skip": dict(_totals(self.proposal.layout)),
        }
        return {key: value for key, value in tree.items() if value or key in ("row", "columns")}

    def _scheme_of_codes(self) -> str:
        """As the codes look; "" where a column says it."""
        if any("scheme" in column.to for column in self.proposal.columns):
            return ""
        code = next((c for c in self.proposal.columns if "code" in c.to), None)
        return (shapes.scheme(self.kind, code.values) if code else "") or "local"

    def _all_sealed(self, column: Column) -> bool:
        found = [targets.find(self.kind, name) for name in column.to]
        return all(target is not None and target.sealed for target in found)


def _file(layout: Layout) -> Tree:
    """What the format needs to be said of it."""
    form, format_ = layout.form, layout.format
    said: Tree = {"format": form.format} if form.format else {}
    if format_ == "xlsx":
        said["sheet"] = form.sheet
    else:
        said["encoding"] = form.encoding
    if format_ == "csv":
        said["delimiter"] = form.delimiter
    if format_ in ("csv", "xlsx"):
        said["header"] = form.header[0] if len(form.header) == 1 else list(form.header)
    return said


def _rule(column: Column) -> Any:
    to = [name for name in column.to if name not in ("row", "type")]
    if not column.said:
        return to[0] if len(to) == 1 else to
    return {"to": to[0] if len(to) == 1 else to, **column.said}


def _totals(layout: Layout) -> Iterator[tuple[str, list[str]]]:
    """Lines of sums that stand among the rows."""
    for n, heading in enumerate(layout.headings):
        found = sorted({row[n] for row in layout.rows if n < len(row)} & shapes.TOTALS)
        if found:
            yield heading, found


def _may_be_days(column: Column) -> bool:
    """Days in some writing; serial numbers of Excel only under a heading for days."""
    if column.mask or not column.values:
        return False
    if shapes.are_days(column.values):
        return True
    headed = column.base in vocabulary.words()["fields"]["effective_on"]
    return headed and shapes.writings(column.values)[1] <= (1 - shapes.MOST) * len(column.values)


def _weak() -> frozenset[str]:
    return frozenset(vocabulary.words()["row"]["weak"])


def _strong() -> frozenset[str]:
    return frozenset(vocabulary.words()["row"]["strong"])


def _reason(column: Column, kind: str, may_set: Any) -> str:
    if column.mask:
        return "personal data for which this event has no sealed attribute"
    named = [match.path for match in matching.matches(kind, column.heading) if match.score >= ENOUGH]
    if named and not any(map(may_set, named)):
        return f"means {named[0]}, which events of this type may not set"
    if column.base in _weak():
        return "only numbers the rows of the file"
    return "no attribute is known by this heading" if not named else f"{named[0]} is set by another column"
