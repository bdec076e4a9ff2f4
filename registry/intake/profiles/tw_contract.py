"""A contract of the actual-price register with its lines, out of one building's staged rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aggregates.event import parse_moment
from registry.intake.profile import StagedRow
from registry.intake.profiles import tw_reading as reading


@dataclass(frozen=True, slots=True)
class Contract:
    """A sale, presale or lease with its lines; ``twin`` is the presale that a sale carries out."""

    row: StagedRow
    lines: tuple[StagedRow, ...]
    twin: Contract | None = None

    @property
    def data(self) -> dict[str, object]:
        return self.row.data

    @property
    def rows(self) -> tuple[StagedRow, ...]:
        return (self.row, *self.lines)

    def text(self, name: str) -> str:
        value = self.row.data.get(name, "")
        return value if isinstance(value, str) else ""

    @property
    def registered_at(self) -> datetime | None:
        moment = self.text("registered_at")
        return parse_moment(moment) if moment else None


def contracts(rows: Sequence[StagedRow]) -> tuple[list[Contract], list[Contract]]:
    """Contracts on houses in order, presales joined to the sales that carry them out; and those on bare land."""
    lines: dict[str, list[StagedRow]] = {}
    mains: list[StagedRow] = []
    for row in rows:
        mains.append(row) if "no" in row.data else lines.setdefault(row.link, []).append(row)
    every = [Contract(row, tuple(lines.get(row.link, ()))) for row in mains]
    land = [one for one in every if one.text("target") == reading.LAND]
    homes = [one for one in every if one.text("target") != reading.LAND]
    present = {one.text("no") for one in homes}
    twins = {one.text("same"): one for one in homes if one.text("same") in present}
    alone = [one for one in homes if one not in twins.values()]
    return [Contract(one.row, one.lines, twins.get(one.text("no"))) for one in alone], land
