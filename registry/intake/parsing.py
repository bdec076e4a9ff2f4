"""From the files of a delivery to records for the staging table: each row through the profile's ``stage``."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import orjson

from registry.intake import profiles, reading, sources
from registry.intake.overlay import Overlay
from registry.intake.profile import Data, Part, Profile, Reject, Row, Skip, Staged
from registry.intake.sources import Member, Source, SourceError

COLUMNS = ("n", "part", "file", "release", "number", "subject", "ord", "key", "digest", "link", "data", "box")
"""The staging table's columns, as in a record; ``box`` is null, ``rejected``, ``duplicate`` or ``skipped``."""

Record = tuple[int, str, str, str, int, str, str, str | None, str, str, str, str | None]
ROWS_PER_FILE = 1 << 32
BLOCK = 500
"""Rows of a file that one worker takes in turn: reading them is cheap beside what ``stage`` does with them."""


@dataclass(slots=True)
class Parser:
    """Reads its share of a delivery: of all blocks of rows every ``workers``-th, beginning with ``worker``.

    ``rows`` are all data rows read, ``skipped`` those that ``stage`` skipped, by reason; the others become records.
    ``passed_over`` are files in archives that are not the profile's. ``overlay`` holds corrections of cells; ``alone``
    are rows that are read instead of files. ``tell``: skipped rows become records too, with the reason for ``data``.
    ``unknown_columns`` as in :class:`registry.intake.accounting.Counts`.
    """

    profile: Profile
    delivered: Sequence[Source]
    worker: int = 0
    workers: int = 1
    digest_key: bytes | None = None
    overlay: Overlay = field(default_factory=dict)
    alone: Sequence[Row] = ()
    tell: bool = False
    rows: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    passed_over: list[str] = field(default_factory=list)
    unknown_columns: Counter[str] = field(default_factory=Counter)
    unnamed: bool = False

    def records(self) -> Iterator[Record]:
        """The records of the staging table, unique and ascending in ``n`` within a file.

        Raises:
            SourceError: a file cannot be read, or is not the profile's.
        """
        if self.worker == 0:
            for n, row in enumerate(self.alone):
                self.rows += 1
                yield from self._kept(row, self.profile.part(row.part), n)
        for index, (member, part) in enumerate(readable(self.profile, self.delivered, self.passed_over)):
            corrected = replace(member, corrections=self.overlay.get(member.label, member.corrections))
            yield from self._of_file(corrected, part, index)

    def _of_file(self, member: Member, part: Part, index: int) -> Iterator[Record]:
        try:
            for row in reading.rows(member, part):
                if (index + row.number // BLOCK) % self.workers != self.worker:
                    continue
                self.rows += 1
                for name in row.unknown:
                    self.unknown_columns[f"{part.name}/{name}"] += row[name] != ""
                yield from self._kept(row, part, index * ROWS_PER_FILE + row.number)
        except reading.WrongColumns as error:
            raise _explained(error, self.profile) from None

    def _kept(self, row: Row, part: Part, n: int) -> Iterator[Record]:
        """The row's record, unless it is skipped."""
        try:
            staged = self._stage(row, part)
            if isinstance(staged, Skip):
                if self.tell:
                    yield _skipped_record(row, part, n, staged)
                else:
                    self.skipped[staged.reason] += 1
                return
            record = self._accepted(staged, row, part, n)
        except Reject as fault:
            record = rejected_record(row, part, n, fault)
        yield record

    def _stage(self, row: Row, part: Part) -> Staged | Skip:
        if row.ragged and not part.ragged:
            raise _ragged(row, part)
        return self.profile.stage(row)

    def _accepted(self, staged: Staged, row: Row, part: Part, n: int) -> Record:
        data = dumps(staged.data)
        names = f"{staged.subject}{staged.order}{staged.key}{staged.link}"
        if "\\u0000" in data or "\0" in names:
            _refuse_nul(row)
        if not names.isascii():
            _check_unicode(names)
        digest = row_digest(row, part, staged.content, self.digest_key)
        self.unnamed |= staged.key is None
        return (n, part.name, row.file, row.release, row.number, staged.subject, staged.order,
                staged.key, digest, staged.link, data, None)  # fmt: skip


def _ragged(row: Row, part: Part) -> Reject:
    """The fault of a row whose cells do not fit the header, at the first cell that lacks or is too much."""
    surplus = next((name for name in row.cells if name.startswith("#")), None)
    if surplus is not None:
        return Reject(
            surplus, "stands beyond the last column of the header; a quote or a comma is misplaced", "COLUMNS"
        )
    needed = (column.split("|")[0] for column in part.columns)
    missing = next((name for name in needed if name not in row.cells), "")
    return Reject(missing, "the row ends before this column", "COLUMNS")


def strangers(profile: Profile, delivered: Sequence[Source]) -> dict[str, tuple[str, ...]]:
    """File -> the headings that its part, being open, does not know; of csv files, whose first line tells."""
    found = {}
    for member, part in readable(profile, delivered):
        if part.open and (unknown := reading.strange(reading.peek_header(member, part), part)):
            found[member.label] = unknown
    return found


def readable(
    profile: Profile, delivered: Sequence[Source], passed_over: list[str] | None = None
) -> Iterator[tuple[Member, Part]]:
    """The files of a delivery with the parts that they are of; a label that stands again is ``#2/a.csv``.

    Files in archives that are not the profile's are added to ``passed_over``.

    Raises:
        SourceError: a file cannot be read, or is not the profile's.
    """
    times: Counter[str] = Counter()
    for source in delivered:
        for member in sources.members(source):
            part = _part(profile, member)
            if part is None and passed_over is not None:
                passed_over.append(member.label)
            if part is None or part.ignored:
                continue
            times[member.label] += 1
            again = times[member.label]
            yield (replace(member, label=f"#{again}/{member.label}") if again > 1 else member), part


def _part(profile: Profile, member: Member) -> Part | None:
    """The part that a file is of; None for one in an archive that is not the profile's."""
    named = [part for part in profile.parts if re.fullmatch(part.files, member.name, re.IGNORECASE)]
    if len(named) == 1:
        return named[0]
    fitting = [part for part in named or profile.parts if reading.fits(reading.peek_header(member, part), part)]
    if fitting or named:
        return (fitting or named)[0]
    if member.archived:
        return None
    raise _no_part(profile, member)


def dumps(data: Data) -> str:
    """JSON with sorted names; Reject where it holds what JSON in UTF-8 cannot."""
    try:
        return orjson.dumps(data, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError as error:
        raise Reject("", f"holds text that is not Unicode ({error})", "TEXT") from None


def _check_unicode(names: str) -> None:
    """A file of JSON may spell out half a surrogate pair."""
    try:
        names.encode()
    except UnicodeEncodeError:
        raise Reject("", "holds text that is not Unicode", "TEXT") from None


def row_digest(row: Row, part: Part, content: Data | None = None, key: bytes | None = None) -> str:
    """SHA-256 in hex over the canonical JSON array of what the row says (``docs/event-format.md``, section 10).

    That are its cells in the profile's order but the volatile ones, or the filled ones by name where a part accepts
    further columns, or ``content``. With a key it is HMAC-SHA-256, for a plain hash of a name is a name.
    """
    said: object = content
    if content is None:
        cells = row.cells
        said = _filled(row) if part.accepts else [cells.get(name, "") for name in content_columns(part)]
    array = orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
    return hmac.digest(key, array, "sha256").hex() if key else hashlib.sha256(array).hexdigest()


def _filled(row: Row) -> list[tuple[str, str]]:
    return sorted((name, text) for name, text in row.cells.items() if text)


@lru_cache(maxsize=256)
def content_columns(part: Part) -> tuple[str, ...]:
    """The columns that a row's digest covers, in the profile's order."""
    names = (column.split("|")[0] for column in (*part.columns, *part.optional))
    return tuple(name for name in names if name not in part.volatile)


def rejected_record(row: Row, part: Part, n: int, fault: Reject) -> Record:
    """The record of a row for the quarantine: its fault and its cells as they stood, in ``data``."""
    value = fault.value if fault.value is not None else row[fault.column] if fault.column else ""
    told = {"column": fault.column, "value": value, "reason": fault.reason, "rule": fault.rule}
    details = {**told, "cells": row.cells, "path": row.path, "release": row.release}
    cells = orjson.dumps(storable(details)).decode()
    return (n, part.name, row.file, row.release, row.number, "", "", "", "", "", cells, "rejected")


def _skipped_record(row: Row, part: Part, n: int, skip: Skip) -> Record:
    return (n, part.name, row.file, row.release, row.number, "", "", "", "", "", skip.reason, "skipped")


def storable(value: object) -> object:
    """The same with U+0000 and lone surrogates spelled out, since text columns cannot take them."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")
    if isinstance(value, dict):
        return {storable(name): storable(member) for name, member in value.items()}
    return value


def _refuse_nul(row: Row) -> None:
    """Reject the row if it holds U+0000, and not just the six characters that JSON writes for it."""
    column = next((name for name, text in row.cells.items() if "\0" in text), None)
    if column is not None:
        raise Reject(column, "holds U+0000, which no register can store", "TEXT")


def _no_part(profile: Profile, member: Member) -> SourceError:
    names = ", ".join(dict.fromkeys(part.files for part in profile.parts if not part.ignored))
    header = reading.peek_header(member, profile.parts[0])
    return SourceError(
        f"{member.label} is not a file of the profile {profile.name!r}, whose files are named like {names}."
        f"{_fitting_profile(header, profile)}",
        field="files",
    )


def _explained(error: reading.WrongColumns, profile: Profile) -> reading.WrongColumns:
    return reading.WrongColumns(error.message + _fitting_profile(error.header, profile), error.header)


def _fitting_profile(header: Sequence[str], profile: Profile) -> str:
    """A sentence naming the other profiles that these columns fit, if any."""
    others = (profiles.get(name) for name in profiles.names() if name != profile.name)
    fitting = [other.name for other in others if any(reading.takes(header, part) for part in other.parts)]
    return f" Its columns are those of the profile {' or '.join(map(repr, fitting))}; name that one." if fitting else ""
