"""The bank's answer 银行回盘: a csv file of what became of payments, read row by row before anything is recorded."""

from __future__ import annotations

import csv
import dataclasses
import datetime
import hashlib
import io
import pathlib
from collections.abc import Iterator, Mapping, Sequence

from aggregates import errors
from registry.intake.profile import Part, Profile, Reject, Row, Skip, Staged

PAYMENT, RESULT, DAY, REASON = "payment_no", "result", "paid_on", "reason"
COLUMNS = (PAYMENT, RESULT, DAY, REASON)
PAID, FAILED = "PAID", "FAILED"
LONGEST_REASON = 500

PART = Part("answer", r".*\.csv", columns=COLUMNS, sensitive=frozenset({REASON}))
"""Reasons of banks name people and accounts: they stand in no message and no list."""


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is not taken: its column, the rule, and a sentence without what the row holds."""

    column: str
    rule: str
    reason: str


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A row by its number, from 1 on; ``fault`` where it is not even a row of an answer."""

    number: int
    cells: Mapping[str, str]
    fault: Fault | None = None

    @property
    def payment(self) -> str:
        return self.cells.get(PAYMENT, "")

    @property
    def result(self) -> str:
        return self.cells.get(RESULT, "")

    @property
    def day(self) -> str:
        return self.cells.get(DAY, "")

    @property
    def reason(self) -> str:
        return self.cells.get(REASON, "")


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """A file that was read: its name, the digest of its bytes, and its rows."""

    name: str
    path: pathlib.Path
    digest: bytes
    lines: Sequence[Line]


class WrongFile(errors.InvalidValue):
    """What was given as the bank's answer is none; nothing of it is recorded."""

    code = "ANSWER_FILE"


def read(path: pathlib.Path, today: datetime.date) -> Answer:
    """The rows of a file, each checked by itself.

    Raises:
        WrongFile: it cannot be read, is empty, no UTF-8, or has other columns.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _wrong(path, f"cannot be read ({error.strerror}); name the bank's file") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _wrong(path, f"is not UTF-8 at byte {error.start}; have it written as UTF-8") from error
    if "\0" in text:
        raise _wrong(path, "holds the character U+0000; have it written anew")
    return Answer(path.name, path, hashlib.sha256(data).digest(), list(_lines(path, text, today.isoformat())))


def _lines(path: pathlib.Path, text: str, today: str) -> Iterator[Line]:
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(rows, [])]
        if not header:
            raise _wrong(path, f"is empty; its first line names the columns {', '.join(COLUMNS)}")
        if sorted(header) != sorted(COLUMNS):
            raise _wrong(path, f"has other columns than {', '.join(COLUMNS)}; have the bank write these alone")
        number = 0
        for cells in rows:
            if cells:  # csv has no rows without a cell
                number += 1
                yield _line(number, header, cells, today)
        if not number:
            raise _wrong(path, "has no rows; there is nothing to record")
    except csv.Error as error:
        raise _wrong(path, f"is no csv at line {rows.line_num} ({error}); have it written anew") from error


def _line(number: int, header: Sequence[str], cells: Sequence[str], today: str) -> Line:
    if len(cells) != len(header):
        fault = Fault("", "COLUMNS", f"has {len(cells)} cells, not {len(header)}")
        return Line(number, dict(zip(header, cells, strict=False)), fault)
    said = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    return Line(number, said, _fault(said, today))


def _fault(said: Mapping[str, str], today: str) -> Fault | None:
    """What is wrong with a row by itself."""
    if not said[PAYMENT]:
        return Fault(PAYMENT, "REQUIRED", "names no payment")
    if said[RESULT] not in (PAID, FAILED):
        return Fault(RESULT, "ENUM", f"is neither {PAID} nor {FAILED}")
    if not _is_day(said[DAY]):
        return Fault(DAY, "DATE", "is no day of the form 2026-03-15")
    if said[DAY] > today:
        return Fault(DAY, "FUTURE", "lies in the future")
    if said[RESULT] == FAILED and not said[REASON]:
        return Fault(REASON, "REQUIRED", "does not say why the payment failed")
    if len(said[REASON]) > LONGEST_REASON:
        return Fault(REASON, "LENGTH", f"has more than {LONGEST_REASON} characters")
    return None


def _is_day(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def doubled(lines: Sequence[Line]) -> tuple[set[int], set[int]]:
    """Numbers of rows that repeat an earlier one, and of rows that contradict each other."""
    of: dict[str, list[Line]] = {}
    for line in lines:
        if line.fault is None:
            of.setdefault(line.payment, []).append(line)
    repeated: set[int] = set()
    contradicting: set[int] = set()
    for same in of.values():
        if len({(line.result, line.day, line.reason) for line in same}) > 1:
            contradicting.update(line.number for line in same)
        else:
            repeated.update(line.number for line in same[1:])
    return repeated, contradicting


def _wrong(path: pathlib.Path, wrong: str) -> WrongFile:
    return WrongFile(f"{path.name} {wrong}.", field="file", rule="ANSWER_FILE")


def _stage(row: Row) -> Staged | Skip:
    raise Reject(PAYMENT, "is answered by `fangji subsidies answer`; no import takes it", "ANSWER_FILE")


PROFILE = Profile(
    "bank-answers",
    1,
    "Answers of a bank to payments of subsidies",
    "补贴银行回盘",
    __name__,
    dataset="bank-answers",
    source="payments",
    parts=(PART,),
    stage=_stage,
    facts=lambda subject, rows, known: iter(()),
    personal=True,
)
"""By this the quarantine knows the columns of its rows; `fangji import` has no profile of that name."""
