"""What the review's tests do at an office: review, look at findings, and record what nobody has judged."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import datetime
import hashlib
import uuid
import zoneinfo
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any

from aggregates import departments, draft, policy, timeline
from aggregates import event as events
from aggregates.catalogue import CATALOGUE
from aggregates.rules import book as rulebook
from aggregates.rules.rule import Breach, Case, Rule
from projections import projector
from registry.ledger import drafting, units
from registry.review import examination, worker
from tests.registry.desk import office as offices
from tests.registry.desk.office import Office

ZONE = zoneinfo.ZoneInfo("Asia/Shanghai")
DIVISION = "990102"
REGISTERED = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
SEIZURE: Mapping[str, Any] = {"seizure_no": "S-1", "court": "安澜区法院", "expires_on": "2027-01-01"}


def reviewer(office: Office, rules: Sequence[Rule] = rulebook.RULES) -> worker.Reviewer:
    """A review of the office's ledger that begins where the last one has come to."""
    return worker.Reviewer(office.ledger, office.pool, ZONE, lambda: offices.TODAY, rules=rules)


async def review(office: Office) -> Counter[str]:
    """Bring the read model and the review up with the ledger; findings by rule."""
    await office.project()
    found = await reviewer(office).catch_up()
    await office.project()
    return found


def spying(ran: Counter[tuple[str, str]]) -> tuple[Rule, ...]:
    """The real rules, which count into ``ran`` what they judge: (rule, type of event)."""

    def spy(rule: Rule) -> Rule:
        def check(case: Case) -> Iterable[Breach]:
            ran[rule.id, case.judged.type] += 1
            return rule.check(case)

        return dataclasses.replace(rule, check=check)

    return tuple(spy(rule) for rule in rulebook.RULES)


@contextlib.asynccontextmanager
async def projecting(office: Office) -> AsyncIterator[None]:
    """The read model follows the ledger meanwhile, as it does beside a server."""
    stop = asyncio.Event()
    following = asyncio.create_task(projector.Projector(office.pool, lambda: offices.TODAY).run(stop))
    try:
        yield
    finally:
        stop.set()
        await following


async def stream(office: Office, code: str) -> list[events.Recorded]:
    """The events of the one subject of a code."""
    subject = await office.pool.fetchval("select stream from ledger.stream where code = $1", code)
    return await office.ledger.read_stream(subject)


async def findings(office: Office, code: str) -> dict[tuple[str, str], Mapping[str, draft.Said]]:
    """A subject's findings by rule and the id of the event that they are about, closed ones too; of codes, none."""
    recorded = await stream(office, code)
    line = timeline.Timeline(CATALOGUE, recorded)
    said: dict[str, dict[str, draft.Said]] = {}
    for entry in line.visible():
        for change in entry.recorded.event.changes:
            if change.entity.startswith("findings/"):
                said.setdefault(change.entity, {}).update(change.set)
    return {
        (str(one["rule"]), str(one["event"])): one for one in said.values() if not str(one["rule"]).startswith("CODE")
    }


async def open_findings(office: Office, code: str) -> set[tuple[str, str]]:
    """Rule and event of those that stand."""
    return {key for key, said in (await findings(office, code)).items() if said.get("resolved_on") is None}


async def recorded_findings(office: Office) -> list[events.Event]:
    """Every FindingRecorded of the ledger, in order."""
    return [one.event for one in await office.ledger.read_from(0, 100_000) if one.event.type == "FindingRecorded"]


async def position(office: Office) -> int:
    """How far the review has come."""
    return await office.pool.fetchval("select position from ledger.follower where name = 'review'") or 0


class Register:
    """An old register whose rows are imported: recorded as they stand, judged by no rule."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._versions: dict[uuid.UUID, int] = {}

    async def record(self, *rows: draft.Draft, along: units.Along | None = None) -> list[uuid.UUID]:
        """Append rows as one command; the ids of their events."""
        command = uuid.uuid4()
        shared = drafting.Filing(command, command, "import", {}, REGISTERED)
        heads = await self._office.ledger.heads({row.stream for row in rows})
        versions = {row.stream: heads[row.stream].version if row.stream in heads else 0 for row in rows}
        reads = dict(versions)
        made = []
        for index, row in enumerate(rows):
            versions[row.stream] += 1
            one = dataclasses.replace(row, id=events.event_id(command, index))
            made.append(drafting.make_event(one, versions[row.stream], shared))
        unit = units.Unit(command, hashlib.sha256(command.bytes).digest(), made, reads)
        await self._office.ledger.append_bulk(unit, along)
        return [one.id for one in made]


def row(kind: str, code: str, type_: str, on: str, changes: draft.Changes, **said: Any) -> draft.Draft:
    """A row of an old register."""
    scheme = policy.default().schemes[kind]
    at = events.stream_id(kind, scheme, code)
    fresh = type_.endswith("Registered") and type_.startswith(("House", "Building"))
    takes = (events.code_claim(kind, scheme, code),) if fresh else ()
    said = {"reason": events.Reason.MIGRATION, "takes": takes, **said}
    return draft.Draft(at, kind, scheme, code, at, type_, on, departments.DATA, changes, **said)


def house(code: str, on: str = "2020-01-01", building: str = "B1") -> draft.Draft:
    """A house is registered."""
    return row("HOUSE", code, "HouseRegistered", on, {"": {"division": DIVISION, "building_code": building}})


def lease(code: str, number: str, starts: str, ends: str) -> draft.Draft:
    """A lease of the whole house is filed."""
    said = {"number": number, "starts_on": starts, "ends_on": ends}
    return row("HOUSE", code, "LeaseFiled", starts, {f"leases/{number}": said})


MENDED = examination.MENDED
