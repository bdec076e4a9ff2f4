"""Orders a month of a rent subsidy: one ordinary command a household, through the same desk and rules as by hand.

Every command's id follows from the run and the household, so that a run which was stopped goes on, and one that is
repeated appends nothing. Households that a rule refuses are told, and may be ordered by the next call.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from aggregates import deciding, departments, errors
from aggregates.commands import book
from graphql_api import desk as port
from graphql_api import identity as identities
from graphql_api import subsidy_runs
from graphql_api.subsidy_runs import Asked, Outcome, Payment, Refused
from registry.desk import capacity
from registry.desk.desk import Desk, Trial
from registry.ledger import consulting, ledger
from registry.ledger import errors as ledger_errors
from registry.subsidies import naming, reading
from registry.subsidies.naming import Run
from registry.subsidies.reading import Due

WORKERS = 32
"""Commands at once; the ledger commits those that come together in one transaction."""

Watch = Callable[[int, int], None]
"""Told how many of how many households are through."""

TWICE = "TWICE"
"""The rule by which the domain says that a month is ordered already."""


@dataclasses.dataclass
class _Done:
    """What this call came to so far."""

    payments: list[Payment] = dataclasses.field(default_factory=list)
    refused: list[Refused] = dataclasses.field(default_factory=list)
    added: int = 0


class Runner(subsidy_runs.Runner):
    """Implements :class:`graphql_api.subsidy_runs.Runner`; ``watch`` hears how far a run is."""

    def __init__(
        self,
        desk: Desk,
        log: ledger.Ledger,
        read: reading.Reading,
        today: Callable[[], datetime.date],
        *,
        workers: int = WORKERS,
        watch: Watch | None = None,
    ) -> None:
        self._desk, self._log, self._read, self._today = desk, log, read, today
        self._workers, self._watch = workers, watch or (lambda done, of: None)

    async def run(self, asked: Asked, identity: identities.Identity) -> Outcome:
        """See the protocol; Forbidden unless the identity is housing security's or an administrator's."""
        today = self._today()
        naming.check(asked.kind, asked.period, today)
        _check_office(identity)
        await self._read.refresh(today)
        division = await self._read.division(asked.division, identity)
        run = Run(division.code, asked.period, asked.kind)
        repeated = await self._answered(asked, run)
        due = await self._read.due(division, run)
        done = await self._each(due, run, identity, preview=asked.preview or repeated)
        if repeated:
            return await self._told(run, _Done(refused=done.refused), repeated=True)
        if asked.preview:
            return await self._told(run, done, preview=True)
        await self._read.refresh(today)
        await self._record(division, run, len(done.refused), asked, identity)
        return await self._told(run, done)

    async def _answered(self, asked: Asked, run: Run) -> bool:
        """Whether the caller's command was recorded before; CommandReused where it was another one."""
        if asked.command is None or asked.preview:
            return False
        found = (await self._log.consult(consulting.Question(command=asked.command))).answered
        if found is None:
            return False
        first = (await self._log.read_from(found[1].first - 1, 1))[0].event
        if not any(change.entity == f"subsidy_runs/{run.number}" for change in first.changes):
            raise ledger_errors.CommandReused(asked.command, None)
        return True

    async def _each(self, due: Sequence[Due], run: Run, identity: identities.Identity, *, preview: bool) -> _Done:
        """Decide or order all of them, some at once; in the order of their codes as far as it is told."""
        done, waiting, count = _Done(), iter(due), 0

        async def work(waiting: Iterator[Due]) -> None:
            nonlocal count
            for one in waiting:
                await self._one(one, run, identity, done, preview=preview)
                count += 1
                self._watch(count, len(due))

        tasks = [asyncio.create_task(work(waiting)) for _ in range(min(self._workers, len(due)))]
        try:
            await asyncio.gather(*tasks)
        finally:  # the first error ends the run; so does whoever stops it
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        done.payments.sort(key=lambda one: (one.household, one.payment_no))
        done.refused.sort(key=lambda one: (one.household, one.rule))
        return done

    async def _one(self, due: Due, run: Run, identity: identities.Identity, done: _Done, *, preview: bool) -> None:
        filing = self._filing(due, run)
        try:
            if preview:
                self._weigh(await self._desk.decide(filing, identity), due, filing, done)
            else:
                filed = await self._desk.file(filing, identity)
                done.added += not (filed.rejections or filed.repeated)
                done.refused += _refusals(due, filed)
        except errors.CommandReused:
            return  # the same payment, ordered on an earlier day
        except (errors.InvalidValue, deciding.UnknownSubject) as error:
            if error.rule != TWICE:  # else another run, or somebody by hand, was first
                done.refused.append(Refused(due.code, error.rule or error.code, error.message, error.message))

    def _weigh(self, trial: Trial, due: Due, filing: port.Filing, done: _Done) -> None:
        if trial.filed is not None:
            done.refused += _refusals(due, trial.filed)
            return
        number = str(filing.values["payment_no"])
        said = trial.drafts[0].changes[f"subsidies/{number}"]
        done.payments.append(Payment(due.code, number, f"{Decimal(str(said['amount'])):.2f}"))
        done.added += 1

    def _filing(self, due: Due, run: Run) -> port.Filing:
        number = run.payment_no(due.stream, due.failed)
        values = {"payment_no": number, "subsidy_no": due.subsidy, "period": run.period, "run": run.number}
        command, today = book.COMMANDS[f"order_{naming.COMMANDS[run.kind]}"], self._today().isoformat()
        return port.Filing(
            command,
            naming.command("order", number),
            "HOUSEHOLD",
            due.code,
            today,
            values,
            scheme=due.scheme,
            document=naming.document(run.number, today),
        )

    async def _record(
        self, division: reading.Division, run: Run, refused: int, asked: Asked, identity: identities.Identity
    ) -> None:
        """State the run on its division, unless it says so already."""
        total, known = await self._read.total(run.number), await self._read.on_record(division, run.number)
        stated = total.payments, total.amount, refused
        if stated == (known.payments, known.amount, known.refused) or not (total.payments or refused):
            return
        today = self._today().isoformat()
        item = {
            "run_no": run.number,
            "kind": run.kind,
            "period": run.period,
            "payments": total.payments,
            "amount": f"{total.amount:.2f}",
            "refused": refused,
        }
        filing = port.Filing(
            book.COMMANDS["order_subsidy_run"],
            asked.command or naming.command("run", run.number, known.version, *stated),
            "DIVISION",
            division.code,
            today,
            {"runs": [item]},
            document=naming.document(run.number, today),
        )
        try:
            filed = await self._desk.file(filing, identity)
        except errors.CommandReused:
            return  # the same figures, stated on an earlier day
        if filed.rejections:
            one = filed.rejections[0]
            raise errors.InvalidValue(f"division: {one.message_en}", field="division", rule=one.rule)

    async def _told(self, run: Run, done: _Done, *, preview: bool = False, repeated: bool = False) -> Outcome:
        total = await self._read.total(run.number)
        more = [Decimal(one.amount) for one in done.payments] if preview else []
        return Outcome(
            run.number,
            preview,
            total.payments + len(more),
            f"{total.amount + sum(more, Decimal(0)):.2f}",
            done.added,
            done.refused,
            done.payments,
            repeated,
        )


def _check_office(identity: identities.Identity) -> None:
    """Another department's orders would be doubted one by one (SRC-1); its run is refused at once."""
    if not identity.administrator and departments.SECURITY not in identity.departments:
        raise capacity.Forbidden(
            "A run is ordered by the housing-security department, a caseworker or an administrator; none of these is "
            "among your roles.",
            rule="SRC-1",
        )


def _refusals(due: Due, filed: port.Filed) -> list[Refused]:
    return [Refused(due.code, one.rule, one.message, one.message_en) for one in filed.rejections[:1]]
