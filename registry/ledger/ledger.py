"""The ledger: the one place where events are appended, and where they are read in order.

Calling pattern
---------------
    ledger = await Ledger.open(pool, origin="fangji.example/demo")     # catalogue=CATALOGUE

    found = await ledger.consult(Question(names=(Name("HOUSE", code),)))  # all that a decision needs
    heads = await ledger.heads(streams)                                # stream -> Head; absent streams are absent
    unit = Unit(command=uuid, digest=sha256_of_the_request, events=[...], reads={stream: version_seen})
    appended = await ledger.submit(unit)                               # one command of many at once: group commit
    appended = await ledger.append_bulk(unit, along=progress)          # an import: a few thousand events, by COPY
    outcomes = await ledger.append([unit, unit])                       # several commands, one transaction

An event's `originator_version` is final when it comes here: head version + 1, + 2, … per stream, and its `command` is
the unit's. Event ids should be `aggregates.event.event_id(unit.command, index)`.

Errors: `submit` and `append_bulk` raise; `append` returns the exception in the unit's place, and the other units go on.
InvalidValue / UnknownName: an event is refused (nothing was sent; or, by rules TARGET and HEAD, what it corrects or
voids is no live head of a chain of its stream). VersionConflict / ClaimConflict: somebody was first,
read again and decide again. CommandReused: this command id stands for another request. Unavailable: the database did
not answer; submit the same unit again, the command id makes that safe. ReadOnly: see :meth:`Ledger.refuse`.

Repeating a command (same id, same digest) returns the first answer with `repeated=True`; its events are not looked at.
Refusals are not stored: a refused command is decided anew.
"""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg

from aggregates import catalogue as catalogues
from aggregates import errors
from projections import spans
from registry.ledger import admission, appender, group, mapper, preparation, reader, settling, units


class Ledger(reader.Reader):
    """The append and read side of one log; see the module's docstring for the calling pattern.

    ``pool`` must reach the primary. One instance serves all tasks of a process; any number of processes may append.
    """

    def __init__(self, pool: asyncpg.Pool, origin: str, catalogue: catalogues.Catalogue = catalogues.CATALOGUE) -> None:
        super().__init__(pool, mapper.Mapper(catalogue))
        self.origin = origin
        self._admission = admission.Admission(catalogue)
        self._appender = appender.Appender(pool, origin)
        self._group = group.GroupCommit(self._appender.append)

    @classmethod
    async def open(
        cls, pool: asyncpg.Pool, origin: str, catalogue: catalogues.Catalogue = catalogues.CATALOGUE
    ) -> Ledger:
        """The ledger of a migrated database; its first opening names it.

        Raises:
            WrongOrigin: the database holds the ledger of another origin.
        """
        await appender.open_log(pool, origin)
        return cls(pool, origin, catalogue)

    @property
    def refused(self) -> str | None:
        """Why nothing is taken; None while the ledger is open."""
        return self._appender.refused

    def refuse(self, why: str | None) -> None:
        """From now on refuse all events (ReadOnly) for this reason, a sentence; None takes them again."""
        self._appender.refused = why

    def check(self, unit: units.Unit) -> None:
        """Raise what :meth:`append` would refuse a unit for without looking at the database (a dry run)."""
        preparation.prepare(unit, self._admission)

    async def append(self, units_: Sequence[units.Unit], along: units.Along | None = None) -> list[settling.Outcome]:
        """Append several commands in one transaction; each one's outcome, in order: Appended, or why it was refused."""
        outcomes = [self._prepared(unit) for unit in units_]
        ready = [prepared for prepared in outcomes if isinstance(prepared, preparation.Prepared)]
        settled = iter(await self._appender.append(ready, along) if ready else ())
        return [outcome if isinstance(outcome, errors.FangjiError) else next(settled) for outcome in outcomes]

    async def submit(self, unit: units.Unit) -> units.Appended:
        """Append one command, sharing a transaction with those submitted at the same time; raises what refuses it."""
        prepared = preparation.prepare(unit, self._admission)
        with spans.span("ledger submit", command=str(unit.command), events=prepared.size):
            return await self._group.ask(prepared)

    async def append_bulk(
        self, unit: units.Unit | preparation.Prepared, along: units.Along | None = None
    ) -> units.Appended:
        """Append one command of some thousand events in a transaction of its own; raises what refuses it.

        ``along`` commits with it (progress of an import). Some 5,000 events a call are best. A unit may come prepared
        (:func:`registry.ledger.preparation.prepare`), say from another process.
        """
        prepared = preparation.prepare(unit, self._admission) if isinstance(unit, units.Unit) else unit
        outcome = (await self._appender.append([prepared], along))[0]
        if isinstance(outcome, errors.FangjiError):
            raise outcome
        return outcome

    async def close(self) -> None:
        """Wait until everything submitted is settled; the pool stays open."""
        await self._group.close()

    def _prepared(self, unit: units.Unit) -> preparation.Prepared | errors.FangjiError:
        try:
            return preparation.prepare(unit, self._admission)
        except errors.FangjiError as refusal:
            return refusal
