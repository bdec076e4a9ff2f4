"""What rows of the quarantine were corrected to: kept sealed beside what was delivered, and laid over it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from aggregates import errors
from registry.intake.overlay import Overlay
from registry.intake.profile import Profile, Row
from registry.intake.quarantine import Seals
from registry.intake.reading import REPLACEMENT
from registry.intake.staging import Connection


@dataclass(frozen=True, slots=True)
class Correction:
    """The cells of one quarantined row that somebody corrected."""

    id: int
    file: str
    row: int
    cells: Mapping[str, str]


_BEFORE = "select id, correction from intake.quarantine where id = any($1::bigint[])"

_STORE = """
update intake.quarantine
set correction = $2, corrected_at = now(), corrected_by = $3, state = 'open', closed_at = null, closed_by = null
where id = $1
"""

_CORRECTED = """
select id, file, row_number, sealed, correction from intake.quarantine
where delivery = $1 and (correction is not null or id = any($2::bigint[])) and ($3 or state <> 'dropped')
    and (not $4 or (state = 'open' and raw))
order by file, row_number
"""


async def store(connection: Connection, seals: Seals, corrections: Sequence[Correction], by: str) -> None:
    """Keep these over what was corrected before; a row that was given up waits again."""
    async with connection.transaction():
        found = await connection.fetch(_BEFORE, [one.id for one in corrections])
        before: dict[int, bytes | None] = {row["id"]: row["correction"] for row in found}
        for one in corrections:
            cells = {**seals.open(before[one.id], one.file, one.row, "correction"), **one.cells}
            await connection.execute(_STORE, one.id, seals.seal(cells, one.file, one.row, "correction"), by)


async def overlay(connection: Connection, home: UUID, seals: Seals | None, more: Iterable[Correction] = ()) -> Overlay:
    """All corrections of a home's rows, and ``more`` that are not kept yet; none where their key was destroyed."""
    laid: dict[str, dict[int, dict[str, str]]] = {}
    if seals is None:
        return laid
    for _, file, number, _, correction in await connection.fetch(_CORRECTED, home, [], False, False):
        laid.setdefault(file, {})[number] = seals.open(correction, file, number, "correction")
    for one in more:
        laid.setdefault(one.file, {}).setdefault(one.row, {}).update(one.cells)
    return laid


async def rows(
    connection: Connection, profile: Profile, home: UUID, seals: Seals | None, more: Sequence[Correction] = ()
) -> list[Row]:
    """The corrected rows that wait, whole, as they stand in their files.

    Raises:
        InvalidValue: their key was destroyed.
    """
    fresh = {one.id: one.cells for one in more}
    found = await connection.fetch(_CORRECTED, home, list(fresh), True, True)
    return [
        _row(profile, _opened(seals, home), file, number, envelope, correction, fresh.get(identity, {}))
        for identity, file, number, envelope, correction in found
    ]


def _row(
    profile: Profile,
    seals: Seals,
    file: str,
    number: int,
    envelope: bytes,
    correction: bytes | None,
    fresh: Mapping[str, str],
) -> Row:
    said = seals.open(envelope, file, number)
    corrected = {**seals.open(correction, file, number, "correction"), **fresh}
    broken = tuple(
        name
        for name, cell in said["cells"].items()
        if profile.part(said["part"]).tolerant and REPLACEMENT in cell and name not in corrected
    )
    cells = {**said["cells"], **corrected}
    return Row(said["part"], file, said["path"], said["release"], number, cells, broken)


def _opened(seals: Seals | None, home: UUID) -> Seals:
    if seals is None:
        raise errors.InvalidValue(
            f"The quarantine of {home} cannot be opened, for its key was destroyed; deliver corrected files instead.",
            field="retry",
        )
    return seals
