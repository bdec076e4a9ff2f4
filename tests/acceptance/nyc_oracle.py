"""What New York's seven files hold, counted from their cells alone: subjects, homes, days, and the box of each row."""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

Cells = dict[str, str]

BANDS = ("Extremely Low", "Very Low", "Low", "Moderate", "Middle", "Other")
OPEN = {
    "A": "pre-filing", "D": "application processed", "F": "assigned to plan examiner", "H": "plan exam in process",
    "J": "plan exam disapproved", "K": "plan exam partly approved", "P": "plan exam approved",
}  # fmt: skip
BOROUGHS = {"MANHATTAN": "1", "BRONX": "2", "BROOKLYN": "3"}


def read(path: Path) -> list[Cells]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def number(text: str) -> int:
    """``101.0``, ``101`` and blank."""
    return int(float(text or 0))


def day(text: str) -> str:
    """Any of the files' three forms as YYYY-MM-DD."""
    month_first = re.match(r"(\d\d)/(\d\d)/(\d{4})", text)
    return f"{month_first[3]}-{month_first[1]}-{month_first[2]}" if month_first else text[:10]


def identifies(bin_: str) -> bool:
    """Neither blank nor the placeholder of a borough."""
    return bool(bin_) and not bin_.endswith("000000")


@dataclass(frozen=True)
class Filing:
    """A filing as one extract tells it; ``permitted`` and ``signed_off`` are days or blank, ``status`` why neither."""

    key: str
    extract: str
    bin: str
    lot: str
    address: str
    homes: int
    permitted: str
    signed_off: str
    status: str

    @property
    def recorded(self) -> bool:
        return bool(self.permitted or self.signed_off)


@dataclass
class Folder:
    """The files of a folder."""

    path: Path
    paths: list[Path] = field(init=False)
    files: dict[str, list[Cells]] = field(init=False)

    def __post_init__(self) -> None:
        self.paths = sorted(self.path.glob("*.csv.gz"))
        self.files = {path.name.split(".")[0]: read(path) for path in self.paths}

    @property
    def rows(self) -> int:
        return sum(map(len, self.files.values()))

    @property
    def buildings(self) -> list[Cells]:
        return self.files["Affordable_Housing_Production_by_Building"]

    @property
    def projects(self) -> list[Cells]:
        return self.files["Affordable_Housing_Production_by_Project"]

    @property
    def placeholders(self) -> list[Cells]:
        """Rows whose BIN is a borough's placeholder."""
        return [row for row in self.buildings if row["BIN"].endswith("000000")]

    @property
    def withheld(self) -> list[Cells]:
        return [row for row in self.buildings if row["Project Name"] == "CONFIDENTIAL"]

    @cached_property
    def certificates(self) -> set[tuple[str, str, str]]:
        """BIN, number and day of each certificate of occupancy, once."""
        rows = [*self.files["all_construction_bins_co_filings"], *self.files["workflow_bins_co_filings"]]
        return {_certificate(row) for row in rows}

    @cached_property
    def certificate_rows(self) -> int:
        return len(self.files["all_construction_bins_co_filings"]) + len(self.files["workflow_bins_co_filings"])

    @cached_property
    def filings(self) -> list[Filing]:
        """Every row of the three files of filings."""
        files = ("dob_bisweb_bin", "dob_now_bbl", "new_construction_bins_dob_filings")
        return [_bis(row) if row.get("job__") else _now(row) for name in files for row in self.files[name]]

    @cached_property
    def latest(self) -> list[Filing]:
        """Of each filing under which a permit was issued, the latest extract; of two of one day, the one read last."""
        recorded = (filing for filing in self.filings if filing.recorded)
        return list({one.key: one for one in sorted(recorded, key=lambda one: one.extract)}.values())

    def skipped(self) -> Counter[str]:
        """Filings without a permit, by reason."""
        return Counter(f"no permit issued: {filing.status}" for filing in self.filings if not filing.recorded)

    def told_again(self) -> int:
        """Rows that tell of a filing or certificate of which another row tells, too."""
        recorded = sum(filing.recorded for filing in self.filings)
        return recorded - len(self.latest) + self.certificate_rows - len(self.certificates)

    def subjects(self) -> set[tuple[str, str]]:
        """Scheme and code of every building."""
        filed = {filing.bin for filing in self.latest} | {bin_ for bin_, _, _ in self.certificates}
        homes = {named(row) for row in self.buildings}
        return homes | {("nyc-bin", bin_) for bin_ in filed - self.found_by_lot.keys()}

    @cached_property
    def found_by_lot(self) -> dict[str, str]:
        """BIN -> building id, where a lot has one building, without a BIN, and one BIN, that no building has."""
        homes: dict[str, dict[str, Cells]] = defaultdict(dict)
        for row in self.buildings:
            if row["Building ID"]:
                homes[row["BBL"]][row["Building ID"]] = row
        with_bin = {row["BIN"] for row in self.buildings}
        filed: dict[str, list[Filing]] = defaultdict(list)
        for filing in self.latest:
            if filing.bin not in with_bin:
                filed[filing.lot].append(filing)
        pairs = (
            _same(next(iter(homes[lot].values())), filings)
            for lot, filings in filed.items()
            if len(homes.get(lot, ())) == 1 and len({one.bin for one in filings}) == 1
        )
        return dict(pair for pair in pairs if pair)

    def homes(self) -> dict[str, tuple[list[int], list[int]]]:
        """Project -> homes by income band, summed over its buildings, and as the file of projects says."""
        sums: dict[str, list[int]] = defaultdict(lambda: [0] * len(BANDS))
        for row in self.buildings:
            own = [number(row[f"{band} Income Units"]) for band in BANDS]
            sums[row["Project ID"]] = [a + b for a, b in zip(sums[row["Project ID"]], own, strict=True)]
        columns = [f"{band.lower().replace(' ', '_')}_income_units" for band in BANDS]
        return {p["project_id"]: (sums[p["project_id"]], [number(p[name]) for name in columns]) for p in self.projects}

    def completions(self) -> Iterator[tuple[str, str]]:
        """Code and day: of new buildings, and of certificates."""
        for row in self.buildings:
            if row["Building Completion Date"] and row["Reporting Construction Type"] == "New Construction":
                yield named(row)[1], day(row["Building Completion Date"])
        for bin_, _, issued in self.certificates:
            yield self.found_by_lot.get(bin_, bin_), issued


def named(row: Cells) -> tuple[str, str]:
    """By what a row's building is to be named."""
    if row["Project Name"] == "CONFIDENTIAL":
        return "nyc-hpd-row", f"project/{row['Project ID']}"
    return ("nyc-bin", row["BIN"]) if identifies(row["BIN"]) else ("nyc-hpd-building", row["Building ID"])


def _same(home: Cells, filings: list[Filing]) -> tuple[str, str] | None:
    if identifies(home["BIN"]):
        return None
    address = f"{home['Number']} {home['Street']}"
    agree = any(one.address == address or (one.homes and one.homes == number(home["Total Units"])) for one in filings)
    return (filings[0].bin, home["Building ID"]) if agree else None


def _certificate(row: Cells) -> tuple[str, str, str]:
    issued = day(row["c_o_issue_date"] or row["c_of_o_issuance_date"])
    return row["bin_normalized"], row["application_number"] or f"{row['job_number']} {row['item_number']}", issued


def _lot(row: Cells) -> str:
    return f"{BOROUGHS[row['borough']]}{int(row['block']):05}{int(row['lot']):04}"


def _bis(row: Cells) -> Filing:
    permitted = row["fully_permitted"] or (row["latest_action_date"] if row["job_status"] in ("R", "Q") else "")
    address = f"{row['house__']} {row['street_name']}"
    return Filing(
        f"{row['job__']} {row['doc__']}",
        day(row["dobrundate"]),
        row["bin__"],
        _lot(row),
        address,
        number(row["proposed_dwelling_units"]),
        day(permitted),
        day(row["signoff_date"]),
        OPEN.get(row["job_status"], ""),
    )


def _now(row: Cells) -> Filing:
    return Filing(
        row["job_filing_number"],
        row["current_status_date"],
        row["bin"],
        _lot(row),
        " ".join(f"{row['house_no']} {row['street_name']}".split()),
        number(row["proposed_dwelling_units"]),
        day(row["first_permit_date"]),
        day(row["signoff_date"]),
        row["filing_status"].lower(),
    )
