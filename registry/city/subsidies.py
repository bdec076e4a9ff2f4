"""Both subsidies month by month: approved for a term, ordered, paid, failed, stopped, clawed back."""

from __future__ import annotations

import dataclasses
import datetime

from aggregates import calendar_days
from registry.city import amounts, plan
from registry.city.drafts import Draft, Value
from registry.city.families import Family
from registry.city.tenancies import Tenancy, months
from registry.city.works import after

TYPES = {"PUBLIC_RENT": "PublicRentSubsidy", "MARKET_RENT": "MarketRentSubsidy"}
"""Kind of a subsidy -> how its event types begin."""

FAILING = 1 / 40
"""Share of payments that the bank returns."""


@dataclasses.dataclass(slots=True)
class Approval:
    """A subsidy for a term; ``paid`` are the keys and amounts of its payments."""

    number: str
    kind: str
    amount: str
    starts: datetime.date
    ends: datetime.date
    paid: list[str] = dataclasses.field(default_factory=list)


def receive(
    family: Family, kind: str, start: datetime.date, until: datetime.date = plan.END, tenancy: Tenancy | None = None
) -> Approval | None:
    """A subsidy from the first of a month on, approved term by term, for months before that of ``until``."""
    approval, day = None, start
    while day < min(until, plan.END).replace(day=1):
        following = _approve(family, kind, day, tenancy)
        if following is None:
            return approval
        approval, day = following, following.ends
        for month in months(approval.starts, min(approval.ends, until, plan.END)):
            _month(family, approval, month)
    return approval


def _approve(family: Family, kind: str, start: datetime.date, tenancy: Tenancy | None) -> Approval | None:
    computed = amounts.subsidy(family, kind, start, tenancy.rent if tenancy is not None else None)
    if computed is None:
        return None
    ends = calendar_days.add_months(start.isoformat(), amounts.months(family, kind, start))
    number = family.number("BT", start)
    amount = f"{computed.amount:.2f}"
    said: dict[str, Value] = {
        "number": number,
        "kind": kind,
        "amount": amount,
        "computation": computed.steps,
        "starts_on": start.isoformat(),
        "ends_on": ends,
    }
    changes = {f"subsidy_approvals/{number}": said}
    made = family.record(f"{TYPES[kind]}Approved", start, changes, document=("补贴核定书", number), late=0)
    if made is None:
        return None
    family.approval = number
    return Approval(number, kind, amount, start, datetime.date.fromisoformat(ends))


def _month(family: Family, approval: Approval, month: datetime.date) -> None:
    """Ordered on the sixth and paid on the eleventh; what fails is ordered anew under another number."""
    number = _order(family, approval, month, after(month, 5))
    if family.chance.random() < FAILING:
        said: dict[str, Value] = {
            "state": "FAILED",
            "failed_on": after(month, 8).isoformat(),
            "reason": "账户已销户 (account closed)",
        }
        family.record(f"{TYPES[approval.kind]}Failed", after(month, 8), {f"subsidies/{number}": said}, late=0)
        number = _order(family, approval, month, after(month, 15))
        _pay(family, approval, number, after(month, 20))
    else:
        _pay(family, approval, number, after(month, 10))


def _order(family: Family, approval: Approval, month: datetime.date, day: datetime.date) -> str:
    number = family.number("FF", day)
    period = f"{month:%Y-%m}"
    said: dict[str, Value] = {
        "number": number,
        "subsidy_no": approval.number,
        "kind": approval.kind,
        "period": period,
        "amount": approval.amount,
        "state": "ORDERED",
        "run": f"{family.division}-{period}",
        "ordered_on": day.isoformat(),
    }
    family.record(f"{TYPES[approval.kind]}Ordered", day, {f"subsidies/{number}": said}, late=0)
    return number


def _pay(family: Family, approval: Approval, number: str, day: datetime.date) -> None:
    said: dict[str, Value] = {"state": "PAID", "paid_on": day.isoformat()}
    family.record(f"{TYPES[approval.kind]}Paid", day, {f"subsidies/{number}": said}, late=0)
    approval.paid.append(number)


def stop(
    family: Family, approval: Approval, day: datetime.date, reason: str, cause: Draft | None = None
) -> Draft | None:
    """Nothing more is paid under an approval; of a ``cause`` at once with it."""
    family.approval = None
    said: dict[str, Value] = {"stopped_on": day.isoformat(), "reason": reason}
    changes = {f"subsidy_approvals/{approval.number}": said}
    return family.record(f"{TYPES[approval.kind]}Stopped", day, changes, late=0, cause=cause, beside=cause)


def claw_back(family: Family, approval: Approval, count: int, day: datetime.date) -> None:
    """The last payments come back."""
    for number in approval.paid[-count:]:
        said: dict[str, Value] = {"returned": approval.amount, "state": "RETURNED"}
        family.record(f"{TYPES[approval.kind]}ClawedBack", day, {f"subsidies/{number}": said}, late=0)
