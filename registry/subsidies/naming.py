"""How runs, their payments and their commands are named: all of it follows from what they are, so nothing is twice."""

from __future__ import annotations

import dataclasses
import datetime
import re
from uuid import UUID, uuid5

from aggregates import calendar_days, errors, vocabulary
from aggregates import event as events

NAMESPACE = UUID("8b7d5c0e-3f64-5a19-9d5e-73756273696e")

_PERIOD = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
_NUMBER = re.compile(rf"(.+)-({_PERIOD.pattern})-([A-Z_]+)", re.ASCII)

COMMANDS = {"PUBLIC_RENT": "public_rent_subsidy", "MARKET_RENT": "market_rent_subsidy"}
"""How the commands on either subsidy end: ``order_…``, ``pay_…``, ``fail_…``."""


@dataclasses.dataclass(frozen=True, slots=True)
class Run:
    """A month of one subsidy in one division, by the code that it has today."""

    division: str
    period: str
    kind: str

    @property
    def number(self) -> str:
        """``990102-2026-03-MARKET_RENT``."""
        return f"{self.division}-{self.period}-{self.kind}"

    @property
    def first(self) -> datetime.date:
        """The first day of the month."""
        return datetime.date.fromisoformat(f"{self.period}-01")

    @property
    def next(self) -> datetime.date:
        """The first day of the month after it."""
        return datetime.date.fromisoformat(calendar_days.add_months(f"{self.period}-01", 1))

    def payment_no(self, household: UUID, failed: int) -> str:
        """The number of a household's payment; ``failed`` payments of the run came before it."""
        return f"{self.number}-{household.hex[-12:]}" + (f"-{failed + 1}" if failed else "")


def check(kind: str, period: str, today: datetime.date) -> None:
    """Let it pass or raise.

    Raises:
        InvalidValue: there is no such kind, or the month is none or has not begun.
    """
    if kind not in vocabulary.SubsidyKind.__members__:
        known = ", ".join(vocabulary.SubsidyKind.__members__)
        raise _wrong("kind", f"{errors.shown(kind)} is no subsidy; use {known}", "ENUM")
    if not _PERIOD.fullmatch(period):
        raise _wrong("period", f"{errors.shown(period)} is no month; write it as 2026-03", "PERIOD")
    if period > today.isoformat()[:7]:
        raise _wrong("period", f"{period} has not begun; a month is ordered from its first day on", "PERIOD")


def parse(number: str) -> Run:
    """The run of a number.

    Raises:
        InvalidValue: it is none.
    """
    found = _NUMBER.fullmatch(number)
    if found is None or found[4] not in COMMANDS:
        raise _wrong("run", f"{errors.shown(number)} is no number of a run; one is 990102-2026-03-MARKET_RENT", "RUN")
    return Run(found[1], found[2], found[4])


def document(number: str, day: str) -> events.Document:
    """The paper behind what a run orders: the run itself."""
    return events.Document("补贴发放批次", number, day)


def command(*of: object) -> UUID:
    """The id of a command that follows from what it is about."""
    return uuid5(NAMESPACE, "\n".join(map(str, of)))


def _wrong(field: str, wrong: str, rule: str) -> errors.InvalidValue:
    return errors.InvalidValue(f"{field} {wrong}.", field=field, rule=rule)
