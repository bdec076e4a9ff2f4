"""Records what a bank answered: one command a row through the desk; what cannot be true goes to the quarantine."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager

import asyncpg

from aggregates import deciding, errors
from aggregates.commands import book
from graphql_api import desk as port
from graphql_api import identity as identities
from registry.desk.desk import Desk
from registry.subsidies import answer_file, naming, reading, rejects
from registry.subsidies.answer_file import FAILED, PAID, Answer, Fault, Line

WORKERS = 32
"""Rows at once; each is of another payment."""

ONE_AT_A_TIME = "select pg_advisory_lock(hashtextextended('fangji subsidy answers', 0))"
"""What a row may say depends on what is on record of its payment, so two files are taken one after the other."""

_PAYMENTS = """
select p.number, h.code, h.scheme, p.kind, p.state, p.run, p.ordered_on, p.paid_on, p.failed_on
from read.household_subsidies p join read.household h on h.subject = p.subject
where p.number = any($1::text[])
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Payment:
    """A payment on record, with the household that it is of."""

    number: str
    code: str
    scheme: str
    kind: str
    state: str | None
    run: str | None
    ordered_on: datetime.date | None
    paid_on: datetime.date | None
    failed_on: datetime.date | None

    def answered(self, result: str) -> str:
        """The day of an answer on record; empty where there is none."""
        day = self.paid_on if result == PAID else self.failed_on
        return day.isoformat() if day is not None else ""


@dataclasses.dataclass(slots=True)
class Report:
    """Every row is in exactly one of three boxes; ``rejected`` says why, by row; ``runs`` are the runs answered."""

    file: str
    rows: int
    recorded: Counter[str] = dataclasses.field(default_factory=Counter)
    duplicates: int = 0
    rejected: list[tuple[Line, Fault]] = dataclasses.field(default_factory=list)
    runs: dict[str, reading.Total] = dataclasses.field(default_factory=dict)

    @property
    def by_rule(self) -> dict[str, int]:
        """How many rows each rule rejects."""
        return dict(sorted(Counter(fault.rule for _, fault in self.rejected).items()))


class Answering:
    """Takes answers in; ``identity`` speaks for the bank, whichever department the policy of a city names for it."""

    def __init__(
        self,
        desk: Desk,
        pool: asyncpg.Pool,
        read: reading.Reading,
        quarantine: rejects.Rejects,
        today: Callable[[], datetime.date],
        identity: identities.Identity,
    ) -> None:
        self._desk, self._pool, self._read, self._quarantine = desk, pool, read, quarantine
        self._today, self._identity = today, identity

    async def take(self, answer: Answer) -> Report:
        """Record what can be recorded; a second delivery of the same file records nothing more."""
        report = Report(answer.name, len(answer.lines))
        async with self._alone():
            await self._read.refresh(self._today())
            known = await self._payments({line.payment for line in answer.lines})
            waiting = list(_sound(answer.lines, known, report))
            runs = {one.run for one in known.values() if one.run}
            await self._each(waiting, report)
            await self._read.refresh(self._today())
            await self._quarantine.keep(answer, report.rejected)
            for run in sorted(runs):
                report.runs[run] = await self._state(run)
        report.rejected.sort(key=lambda one: one[0].number)
        return report

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        async with self._pool.acquire() as connection:
            await connection.execute(ONE_AT_A_TIME)
            yield  # the pool lets the lock go with the connection

    async def _payments(self, numbers: set[str]) -> Mapping[str, Payment]:
        """Payments by number; a number that several households have is nobody's."""
        rows = [Payment(*row) for row in await self._read.fetch(_PAYMENTS, sorted(numbers))]
        counted = Counter(one.number for one in rows)
        return {one.number: one for one in rows if counted[one.number] == 1}

    async def _each(self, waiting: Sequence[tuple[Line, Payment]], report: Report) -> None:
        rows = iter(waiting)

        async def work(rows: Iterator[tuple[Line, Payment]]) -> None:
            for line, payment in rows:
                fault = await self._file(line, payment, report)
                if fault is not None:
                    report.rejected.append((line, fault))

        tasks = [asyncio.create_task(work(rows)) for _ in range(min(WORKERS, len(waiting)))]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _file(self, line: Line, payment: Payment, report: Report) -> Fault | None:
        """Record a row, unless it was recorded before; why it is rejected, where it is."""
        try:
            filed = await self._desk.file(_filing(line, payment), self._identity)
        except errors.CommandReused:
            return Fault(answer_file.REASON, "TWICE", "was answered on this day before, for another reason")
        except (errors.InvalidValue, deciding.UnknownSubject) as error:
            return Fault(answer_file.PAYMENT, error.rule or error.code, f"cannot be recorded: {error.message}")
        if filed.rejections:
            one = filed.rejections[0]
            return Fault(answer_file.PAYMENT, one.rule, one.message_en)
        if filed.repeated:
            report.duplicates += 1
        else:
            report.recorded[line.result] += 1
        return None

    async def _state(self, number: str) -> reading.Total:
        """Let the run's division say how far it is answered, unless it says so already."""
        total, run = await self._read.total(number), _run(number)
        if run is None:
            return total
        division = await self._read.division(run.division, self._identity)
        known = await self._read.on_record(division, number)
        if (known.paid, known.failed) == (total.paid, total.failed) or total.paid + total.failed > (
            known.payments or 0
        ):
            return total  # what is not stated as ordered yet is answered when the run went on
        item = {"run_no": number, "paid": total.paid, "failed": total.failed}
        filing = port.Filing(
            book.COMMANDS["answer_subsidy_run"],
            naming.command("answer", number, known.version, total.paid, total.failed),
            "DIVISION",
            division.code,
            self._today().isoformat(),
            {"runs": [item]},
        )
        await self._desk.file(filing, self._identity)
        return total


def _run(number: str) -> naming.Run | None:
    """The run of a number; None of a number that somebody gave by hand."""
    try:
        return naming.parse(number)
    except errors.InvalidValue:
        return None


def _sound(lines: Sequence[Line], known: Mapping[str, Payment], report: Report) -> Iterator[tuple[Line, Payment]]:
    """Rows that may be recorded, with their payments; the others are boxed."""
    repeated, contradicting = answer_file.doubled(lines)
    for line in lines:
        payment = known.get(line.payment)
        fault = line.fault
        if fault is None and line.number in contradicting:
            fault = Fault(answer_file.PAYMENT, "CONTRADICTION", "is answered in two ways within the file")
        if fault is None and payment is None:
            fault = Fault(answer_file.PAYMENT, "UNKNOWN", "is no payment on record, or that of several households")
        if fault is None and payment is not None:
            fault = _out_of_order(line, payment)
        if fault is not None:
            report.rejected.append((line, fault))
        elif line.number in repeated:
            report.duplicates += 1
        elif payment is not None:
            yield line, payment


def _out_of_order(line: Line, payment: Payment) -> Fault | None:
    """What the payment's life on record does not allow; the desk judges it on the day that the row states."""
    if payment.ordered_on is not None and line.day < payment.ordered_on.isoformat():
        return Fault(answer_file.DAY, "ORDER", f"lies before the day {payment.ordered_on} on which it was ordered")
    if payment.answered(line.result) == line.day:
        return None  # perhaps the same answer again: the desk knows
    if payment.state == PAID and line.result == FAILED and line.day >= payment.answered(PAID):
        return None  # it came back
    if payment.state != "ORDERED":
        since = max(payment.answered(PAID), payment.answered(FAILED)) or "no known day"
        return Fault(answer_file.PAYMENT, "STATE", f"is {payment.state} on record since {since}")
    return None


def _filing(line: Line, payment: Payment) -> port.Filing:
    name = naming.COMMANDS[payment.kind]
    values: dict[str, object] = {"payment_no": line.payment}
    if line.result == FAILED:
        values["failure"] = line.reason
    return port.Filing(
        book.COMMANDS[f"{'pay' if line.result == PAID else 'fail'}_{name}"],
        naming.command(line.payment, line.result, line.day),
        "HOUSEHOLD",
        payment.code,
        line.day,
        values,
        scheme=payment.scheme,
    )
