"""Whether New York's two files agree: the homes of a project's buildings by income band, and those of the project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from registry.intake.profile import Finding, Known, Past, StagedRow
from registry.intake.profiles import nyc_files as files

OWN = ""
"""Stands for the project itself where its buildings have keys."""


def compared(known: Known, own: StagedRow | None, rows: Sequence[StagedRow]) -> Iterator[Finding]:
    """Whether the buildings' homes, by income band and tenure, come to what the file of projects says.

    What is not delivered now is taken from what is recorded; nothing is compared while one of the files is missing.
    """
    code = (own or rows[0]).data["project"]
    grants = _recorded_grants(known, code)
    grants |= {element(row): row.data["units"] for row in rows}
    told = own.data["units"] if own else grants.get(OWN)
    buildings = [units for key, units in grants.items() if key != OWN]
    if told and (buildings or (own and own.data.get("alone"))):
        sums = {name: sum(units.get(name, 0) for units in buildings) for name in files.BANDS}
        yield from _units_differ(sums, told, code)


def _recorded_grants(known: Known, code: str) -> dict[str, Mapping[str, int]]:
    """Key of the row -> the homes of the grant that it recorded, as it stands now."""
    live: dict[str, Past] = {}
    for past in known.history:
        for gone in (*past.voids, past.corrects):
            live.pop(gone or "", None)
        live[past.id] = past
    return {
        OWN if past.subject[0] == "PROJECT" else entity.partition("/")[2]: homes(values)
        for past in live.values()
        for entity, values in past.changes.items()
        if entity == f"subsidies/{code}" or entity.startswith(f"subsidies/{code}-")
    }


def _units_differ(sums: Mapping[str, int], told: Mapping[str, int], code: str) -> Iterator[Finding]:
    """Names each column of homes in which the two files differ, with both numbers."""
    said = [
        f"{column} {sums[name]} and {told[name]}"
        for name, (column, _) in files.BANDS.items()
        if sums[name] != told[name]
    ]
    if said:
        detail = f"The files by building and by project differ: {'; '.join(said)}."
        yield Finding("NYC-UNITS", detail, f"subsidies/{code}#units")


def element(row: StagedRow) -> str:
    """The key of what one row says of a building that stands in several."""
    return f"{row.data['project']}-{row.data['building']}" if row.data["building"] else str(row.data["project"])


def homes(value: object) -> dict[str, int]:
    """The homes among what was said of a grant."""
    return {name: value[name] for name in files.BANDS if name in value} if isinstance(value, dict) else {}
