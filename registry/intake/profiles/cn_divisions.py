"""China's division table 统计用区划代码 (GB/T 2260, GB/T 10114), yearly versions: lives of places, not of codes.

Each version lists provinces, prefectures, counties and townships, with codes of 2, 4, 6, 9 or 12 digits according to
the year; here they are six digits, townships nine. A province's versions are read together: a place keeps its subject
when it is renamed or recoded, and a code that is given to another place later stands under a scheme that names the
version.
"""

from __future__ import annotations

import functools
import importlib.resources
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from aggregates import event as events
from aggregates.event import Value
from registry.intake import division_history as history
from registry.intake.division_history import Aliases, Entry, Place, Step
from registry.intake.profile import (
    Covers,
    Draft,
    Finding,
    Known,
    Outcome,
    Part,
    Profile,
    Reject,
    Row,
    Skip,
    Skipped,
    Staged,
    StagedRow,
)

SCHEME = "gb2260"
COUNTRY = "CN"
SHANGHAI = ZoneInfo("Asia/Shanghai")
UNCHANGED = "unchanged since the version before"

_VERSION = re.compile(r"(?<!\d)(20\d\d-\d\d-\d\d)(?!\d)")
_WIDTHS = {"provinces": (2, 6), "cities": (4, 6), "areas": (6, 6), "streets": (9, 9)}
_LEVELS = {"provinces": "PROVINCE", "cities": "PREFECTURE", "areas": "COUNTY", "streets": "TOWNSHIP"}
_ZONES = range(71, 80)


def _part(name: str, parent: tuple[str, ...], *more: str) -> Part:
    return Part(name, rf"{name}\.(json|csv)", columns=("code", "name", *parent), optional=more)


PARTS = (
    _part("provinces", ()),
    _part("cities", ("parent_code|provinceCode",)),
    _part("areas", ("parent_code|cityCode",), "provinceCode"),
    _part("streets", ("parent_code|areaCode",), "cityCode", "provinceCode"),
)


def stage(row: Row) -> Staged | Skip:
    """A row with its code in its one form; headings 市辖区 among the counties are no places."""
    version = _version(row)
    code = _code(row, row["code"], row.part, "code")
    name = row["name"]
    if not name:
        raise Reject("name", "is empty", "TYPE")
    if row.part == "areas" and name == "市辖区":
        return Skip("heading of a prefecture's districts, no place")
    parent = _parent(row)
    if parent == code:
        return Skip("prefecture without counties, listed a second time")
    data = {"version": version, "code": code, "name": name, "level": _level(row.part, code), "parent": parent}
    return Staged(code[:2], f"{version}/{row.part}/{code}", key=f"{version}/{code}", data=data)


def _version(row: Row) -> str:
    found = _VERSION.findall(f"{row.path}/{row.file}")
    if not found:
        raise Reject(
            "", "no folder or file name tells the version's day, like 2023-06-30; deliver the folder", "DIV-VERSION"
        )
    version: str = found[-1]
    return version


def _code(row: Row, text: str, part: str, column: str) -> str:
    """Trailing zeros are padding; a township's village digits are left out."""
    least, width = _WIDTHS[part]
    if not (text.isascii() and text.isdigit() and len(text) in (least, 6, 9, 12)) or len(text) < least:
        raise Reject(column, f"is not a code of {least} digits, or padded to 6, 9 or 12", "DIV-CODE", text)
    return text[:least].ljust(width, "0")


def _parent(row: Row) -> str | None:
    if row.part == "provinces":
        return None
    above = {"cities": "provinces", "areas": "cities", "streets": "areas"}[row.part]
    return _code(row, row["parent_code"], above, "parent_code")


def _level(part: str, code: str) -> str:
    """Functional zones have 71 to 79 as the county's two digits."""
    return "ZONE" if part == "areas" and int(code[4:6]) in _ZONES else _LEVELS[part]


def facts(subject: str, rows: Sequence[StagedRow], known: Known) -> Iterator[Outcome]:
    """The lives of one province's divisions through all versions delivered."""
    versions = [
        (version, [_entry(row) for row in group]) for version, group in groupby(rows, lambda r: str(r.data["version"]))
    ]
    province = _Province()
    yield Draft(
        "DIVISION", "iso3166", COUNTRY, "DivisionRegistered", "1949-10-01", _COUNTRY, ensure=True,
        registered_at=_moment(str(rows[0].data["version"])),
    )  # fmt: skip
    for step in history.follow(versions, aliases()):
        yield from province.drafts(step)
    yield from (Skipped((row,), UNCHANGED) for row in rows if row.n not in province.told)


_COUNTRY: dict[str, Value] = {"name": "中国", "level": "COUNTRY"}


@functools.cache
def aliases() -> Aliases:
    """The known cases that are shipped."""
    file = importlib.resources.files("registry.intake.profiles").joinpath("cn_divisions.toml")
    return Aliases.parse(file.read_text(encoding="utf-8"))


def _entry(row: StagedRow) -> Entry:
    data = row.data
    return Entry(data["code"], data["name"], data["level"], data["parent"], row)


@dataclass(frozen=True, slots=True)
class _Name:
    """The first designation of a place, by which its subject is known."""

    scheme: str
    code: str


def _moment(version: str) -> datetime:
    """The first moment of a version's day."""
    return datetime.fromisoformat(version).replace(tzinfo=SHANGHAI)


class _Province:
    """Turns steps into drafts; remembers which place bore a code first, and which rows have been told."""

    def __init__(self) -> None:
        self.names: dict[Place, _Name] = {}
        self.owners: dict[str, Place] = {}
        self.told: set[int] = set()

    def drafts(self, step: Step) -> Iterator[Draft]:
        """The events of a step, with what is doubtful in it."""
        drafts = [self._ended(step)] if step.after is None else list(self._stated(step, step.after))
        self.told.update(row.n for draft in drafts for row in draft.rows)
        yield from drafts

    def _stated(self, step: Step, after: Entry) -> Iterator[Draft]:
        """What the version says of a place, and before it the code that it gives it, newly or again."""
        scheme = self._scheme(step.place)
        if step.before is None:
            self.names[step.place] = _Name(scheme, after.code)
        elif step.before.code != after.code:
            yield self._recoded(step, after, scheme)
        values: dict[str, Value] = {
            "name": after.name,
            "level": after.level,
            "parent": self._reference(step.place.parent) if step.place.parent else COUNTRY,
            "table_version": step.version,
        }
        draft = self._draft(step, "DivisionRegistered", values | ({"superseded": False} if step.back else {}), after)
        if step.doubtful and step.before:
            detail = f"{step.before.name} and {after.name} share a code only; taken as one place renamed"
            draft.findings = (Finding("DIV-2", detail, "name", "NOTE"),)
        yield draft

    def _recoded(self, step: Step, after: Entry, scheme: str) -> Draft:
        draft = self._draft(step, "Recoded", {}, after)
        designation = {"scheme": scheme, "code": after.code, "since": step.version}
        draft.elements = {f"designations/{scheme}:{after.code}": designation}
        if step.first_use:
            draft.takes = (events.code_claim("DIVISION", scheme, after.code),)
        draft.facet = "recoded"
        return draft

    def _ended(self, step: Step) -> Draft:
        before = step.before
        assert before is not None  # only what was listed can be left out
        draft = self._draft(step, "Succeeded", {"superseded": True}, before)
        draft.facet = f"ended-{step.version}"
        whole = len(step.successors) == 1
        draft.elements = {
            f"successors/{code}": {"division": code, "whole": whole, "since": step.version}
            for code in map(self._reference, step.successors)
        }
        if not step.successors:
            detail = f"{before.name} is not listed in {step.version}, and nothing tells into which divisions it went"
            draft.findings = (Finding("DIV-1", detail, "successors"),)
        return draft

    def _draft(self, step: Step, event_type: str, values: dict[str, Value], entry: Entry) -> Draft:
        name = self.names[step.place]
        row = entry.source
        assert isinstance(row, StagedRow)
        at = _moment(step.version)
        return Draft(
            "DIVISION", name.scheme, name.code, event_type, step.version, values, rows=(row,), registered_at=at
        )

    def _scheme(self, place: Place) -> str:
        """The plain scheme for the first place that bears a code, one with the version of its first use for others."""
        code = place.entry.code
        if self.owners.setdefault(code, place) is place:
            return SCHEME
        return next(f"{SCHEME}/{version}" for used, version in place.codes if used == code)

    def _reference(self, place: Place) -> str:
        """A code that means this place alone: the present one, unless another place bore it first."""
        code = place.entry.code
        if self.owners.get(code) is place:
            return code
        return next((used for used, _ in reversed(place.codes) if self.owners.get(used) is place), code)


PROFILE = Profile(
    "cn-divisions",
    1,
    "National division table of China, yearly versions",
    "全国统计用区划代码（历年版本）",
    __name__,
    dataset="cn-divisions",
    source="国家统计局",
    covers=Covers.REGISTER,
    every=366,
    parts=PARTS,
    stage=stage,
    facts=facts,
    description=(
        "Folders named by the version's day, each with provinces, cities, areas and streets as json or csv. Deliver all"
        " versions together: places are followed from each version to the next. Registered and effective on the"
        " version's day."
    ),
)
