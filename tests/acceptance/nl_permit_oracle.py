"""The Dutch permit logs read once more, by the csv module alone: what each row says of its case, in file order."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
GRANTED = "besluit vergunnen besloten"


@dataclass(frozen=True)
class Step:
    """A row: its case with the log's name, what was done on which day, when the system knew, what was to be when."""

    case: str
    step: str
    day: str
    known: datetime
    planned: str | None
    due: str | None
    persons: tuple[str, ...]
    row: dict[str, str]


def read(paths: Iterable[Path]) -> Iterator[Step]:
    """All rows of these files, in their order."""
    for path in paths:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        log = re.match(r"BPIC15_(\d)", path.name)
        for row in csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")):
            yield _bpic(f"BPIC15-{log[1]}", row) if log else _receipt(row)


def _bpic(log: str, row: dict[str, str]) -> Step:
    return Step(
        f"{log}/{row['case:concept:name']}",
        row["concept:name"],
        _day(row["time:timestamp"]) or "",
        datetime.fromisoformat(row["dateFinished"]).replace(tzinfo=AMSTERDAM).astimezone(UTC),
        _day(row["planned"]),
        _day(row["dueDate"]),
        (row["org:resource"], row["monitoringResource"]),
        row,
    )


def _receipt(row: dict[str, str]) -> Step:
    moment = datetime.fromisoformat(row["time:timestamp"]).astimezone(UTC)
    step = row["concept:name"].split(" ")[0] if row["concept:name"].startswith("T") else row["concept:name"]
    case = f"receipt/{row['case:concept:name']}"
    return Step(case, step, _day(row["time:timestamp"]) or "", moment, None, None, (row["org:resource"],), row)


def _day(text: str) -> str | None:
    """The day that it is in Amsterdam: the source writes Amsterdam's offset with each moment."""
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    assert moment.utcoffset() == moment.astimezone(AMSTERDAM).utcoffset()
    return text[:10]


def finished_before(step: Step) -> bool:
    """Finished in the system on an earlier day than it happened."""
    return step.known.astimezone(AMSTERDAM).date() < date.fromisoformat(step.day)


def granted(steps: Iterable[Step], part: str) -> set[str]:
    """The cases that were decided to be permitted, and have that part."""
    return {
        one.case
        for one in steps
        if GRANTED in one.row.get("activityNameNL", "").replace("ontwerpbesluit", "")
        and part in one.row["case:parts"].split(",")
    }


def sample(source: Path, target: Path, every: int) -> Path:
    """Each ``every``-th case of a log, whole and in order, as a csv file of the same name."""
    with gzip.open(source, "rt", encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        rows = list(reader)
    cases = list(dict.fromkeys(row["case:concept:name"] for row in rows))
    chosen = set(cases[::every])
    path = target / source.name.removesuffix(".gz")
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(row for row in rows if row["case:concept:name"] in chosen)
    return path
