"""What a delivery says beside what the registry holds of its register, row by row, and what only the registry holds.

The rows are read, joined and judged as a dry run does it; their keys are then looked up among the recorded ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from operator import attrgetter
from pathlib import Path
from uuid import UUID

import asyncpg
import orjson

from registry.intake import engine
from registry.intake.accounting import AccountingError
from registry.intake.attempt import Told
from registry.intake.delivery import Delivery
from registry.intake.maps import personal
from registry.intake.profile import Covers, Profile
from registry.intake.staging import Connection, Staging


class State(Enum):
    """How a row of the file and what the registry holds under its key stand to each other."""

    EQUAL = "equal"
    DIFFERING = "differing"
    MISSING = "missing"
    SKIPPED = "skipped"
    REJECTED = "rejected"
    DROPPED = "dropped"
    ABSENT = "absent"


LOOK = (State.DIFFERING, State.MISSING, State.REJECTED, State.ABSENT)
"""What is worth a look; rows out of scope, and such as a clerk will not correct, are in order."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report; ``position`` is the event that the row made or filled last.

    A row that only the registry holds has no file; personal data stands nowhere in it.
    """

    file: str
    row: int | None
    part: str
    key: str
    kind: str
    code: str
    state: State
    position: int | None
    detail: str


COLUMNS = ("file", "row", "part", "key", "kind", "code", "state", "position", "detail")
_VALUES = attrgetter(*COLUMNS)


def cells(line: Line) -> list[object]:
    """The line's values in the order of :data:`COLUMNS`."""
    return [value.value if isinstance(value, State) else value for value in _VALUES(line)]


@dataclass(slots=True)
class Reconciliation:
    """Lines by part and state; rows that only the registry holds are of the part ``""``."""

    profile: str
    files: Sequence[str]
    covers: Covers
    rows: int = 0
    parts: dict[str, Counter[State]] = field(default_factory=dict)

    def count(self, line: Line) -> None:
        """Count a line in."""
        self.parts.setdefault(line.part, Counter())[line.state] += 1

    @property
    def states(self) -> Counter[State]:
        """Lines by state."""
        return sum(self.parts.values(), Counter[State]())

    @property
    def agrees(self) -> bool:
        """There is nothing to look at."""
        states = self.states
        return not any(states[state] for state in LOOK)

    def check(self) -> None:
        """AccountingError unless every row of the files has its line."""
        told = self.states
        if (lines := told.total() - told[State.ABSENT]) != self.rows:
            raise AccountingError(
                f"The files hold {self.rows} data rows, but {lines} are in the report; please report it."
            )


_TOLD = """
create temporary table told (n bigint not null, box text not null, note text not null, "column" text not null,
    rule text not null, stream uuid, kind text not null, code text not null)
"""
_TOLD_COLUMNS = ("n", "box", "note", "column", "rule", "stream", "kind", "code")
_TOLD_VALUES = attrgetter(*_TOLD_COLUMNS)

_MET_TABLE = """
create temporary table met (n bigint not null, key text collate "C" not null, position bigint not null,
    same boolean not null, exact boolean not null)
"""

# A row that made several events is known under its key and, for all but one of them, its key with a facet: `7#park`.
_MET = """
insert into met
select s.n, r.key, r.position, r.digest = decode(s.digest, 'hex'), r.key = s.key
from {stage} s join ledger.source_row r on r.dataset = $1 and r.key >= s.key and r.key < s.key || '$'
    and (r.key = s.key or starts_with(r.key, s.key || '#'))
where s.key <> ''
"""

# `7#2` may be the key of a row of its own.
_OTHERS = "delete from met m using {stage} s where not m.exact and s.key = m.key and s.n <> m.n"

_COVERED = """
create temporary table covered as
select distinct e.stream from met join ledger.event e using (position)
union select stream from told where stream is not null
"""

_ROWS = """
select s.file, s.number, s.part, coalesce(s.key, ''), coalesce(t.box, s.box, ''),
    coalesce(t.note, case when s.box = 'skipped' then coalesce(s.note, s.data) end, ''),
    coalesce(t."column", ''), coalesce(t.rule, ''), case when s.box = 'rejected' then s.data end,
    coalesce(st.kind, t.kind, ''), coalesce(st.code, t.code, ''), m.position, coalesce(m.same, true),
    e.type, e.correlation, q.state
from {stage} s
left join told t using (n)
left join (select n, max(position) as position, bool_and(same) as same from met group by n) m using (n)
left join ledger.event e on e.position = m.position
left join ledger.stream st on st.stream = e.stream
left join intake.quarantine q on q.delivery = $1 and q.file = s.file and q.row_number = s.number
order by s.n
"""

_ABSENT = """
select r.key, r.position, e.type, e.correlation, st.kind, st.code
from ledger.source_row r join ledger.event e using (position) join ledger.stream st using (stream)
where r.dataset = $1 and not exists (select from met m where m.key = r.key) and {covered}
order by st.kind, st.code, r.key
"""

_COVERS = {
    Covers.REGISTER: "$2::uuid[] is not null",
    Covers.SUBJECTS: "$2::uuid[] is not null and exists (select from covered c where c.stream = e.stream)",
    Covers.FILES: "e.correlation = any($2::uuid[])",
}

_EARLIER = """
select d.id, d.files::text, coalesce(r.finished_on, (r.started_at at time zone 'UTC')::date) as day
from intake.run r join intake.delivery d on d.id = r.delivery where r.dataset = $1 order by r.number desc
"""


@dataclass
class _Reconciler:
    connection: Connection
    profile: Profile
    covers: Covers
    write: Callable[[Line], None]
    found: Reconciliation
    imports: dict[UUID, tuple[list[str], date]] = field(default_factory=dict)

    async def told(self, told: Sequence[Told]) -> None:
        await self.connection.copy_records_to_table("told", columns=_TOLD_COLUMNS, records=map(_TOLD_VALUES, told))

    async def compare(self, stage: Staging, delivery: Delivery) -> None:
        for script in ("analyze told", _MET_TABLE):
            await self.connection.execute(script)
        await self.connection.execute(stage.sql(_MET), self.profile.dataset)
        for script in (stage.sql(_OTHERS), "analyze met", _COVERED, "analyze covered"):
            await self.connection.execute(script)
        for id_, files, day in await self.connection.fetch(_EARLIER, self.profile.dataset):
            self.imports[UUID(int=id_.int)] = orjson.loads(files), day
        async with self.connection.transaction():
            await self.connection.execute("set local work_mem = '64MB'")
            async for line in self._rows(stage, delivery.home):
                self._add(line)
            async for line in self._absent([source.label for source in delivery.sources]):
                self._add(line)

    def _add(self, line: Line) -> None:
        self.found.count(line)
        self.write(line)

    async def _rows(self, stage: Staging, home: UUID) -> AsyncIterator[Line]:
        async for row in self.connection.cursor(stage.sql(_ROWS), home, prefetch=1000):
            yield self._line(row)

    def _line(self, row: asyncpg.Record) -> Line:
        file, number, part, key, box, note, column, rule, staged, kind, code, position, same, type_, by, kept = row
        if staged is not None:
            said = orjson.loads(staged)
            note, column, rule = said["reason"], said["column"], said["rule"]
        line = Line(file, number, part, _shown(key), kind, code, State.EQUAL, position, "")
        match box:
            case "skipped":
                return replace(line, state=State.SKIPPED, detail=note)
            case "rejected":
                state = State.DROPPED if kept == "dropped" else State.REJECTED
                where = f"; in the quarantine: {kept}" if kept else "; not imported yet"
                return replace(line, state=state, detail=f"{rule} {column}: {_shown(note)}{where}")
            case "recorded" if position is None:
                return replace(line, state=State.MISSING, detail="an import would record it")
            case "recorded":
                return replace(line, state=State.DIFFERING, detail=f"{type_} says other content, {self._since(by)}")
        if position is None:
            return replace(line, detail="says nothing that was not recorded")
        return line if same else replace(line, detail="repeats a row whose later content is recorded")

    async def _absent(self, labels: Sequence[str]) -> AsyncIterator[Line]:
        """Rows that earlier deliveries recorded, of what this one tells everything about."""
        if self.covers is Covers.ROWS:
            return
        of_files = [one for one, (files, _) in self.imports.items() if not set(files).isdisjoint(labels)]
        asked = _ABSENT.replace("{covered}", _COVERS[self.covers])
        async for row in self.connection.cursor(asked, self.profile.dataset, of_files, prefetch=1000):
            key, position, type_, by, kind, code = row
            detail = f"{type_}, {self._since(by)}"
            yield Line("", None, "", _shown(key), kind, code, State.ABSENT, position, detail)

    def _since(self, correlation: UUID) -> str:
        """Which import recorded it."""
        known = self.imports.get(UUID(int=correlation.int))
        if known is None:
            return "recorded by an import that is not known any more"
        files, day = known
        more = f" and {len(files) - 1} more files" if len(files) > 1 else ""
        return f"recorded on {day} from {files[0]}{more}"


def _shown(text: str) -> str:
    return str(personal.hidden(text))


async def reconcile(
    parts: engine.Parts,
    profile: Profile,
    files: Sequence[Path],
    write: Callable[[Line], None],
    covers: Covers | None = None,
    watcher: engine.Watcher | None = None,
    *,
    processes: int | None = None,
) -> Reconciliation:
    """Compare ``files`` with the registry, whether they were imported or not; ``write`` gets every line.

    First the rows of the files in their order, then what only the registry holds of what the files cover. Nothing is
    written to the registry.

    Raises:
        SourceError: a file is missing, unreadable or not the profile's.
        ImportRunning: the same delivery is being imported.
    """
    found = Reconciliation(profile.name, [], covers or profile.covers)
    async with parts.pool.acquire() as connection:
        work = _Reconciler(connection, profile, found.covers, write, found)
        await connection.execute(_TOLD)
        try:
            watching = replace(watcher or engine.Watcher(), told=work.told, rehearsed=work.compare)
            options = engine.Options(dry_run=True, processes=processes)
            summary = await engine.run(parts, profile, files, options, watching)
        finally:
            await connection.execute("drop table if exists pg_temp.told, pg_temp.met, pg_temp.covered")
    found.files, found.rows = summary.files, summary.rows
    found.check()
    return found
