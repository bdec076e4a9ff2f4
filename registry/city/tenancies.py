"""Contracts of secured homes, on record of the family and of its home alike; rents of every month, arrears."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator

from aggregates import calendar_days
from registry.city import allotments, amounts, plan
from registry.city.drafts import Draft, Value
from registry.city.families import Family
from registry.city.stockroom import Secured
from registry.city.works import after


@dataclasses.dataclass(slots=True)
class Tenancy:
    """A contract; ``ends`` is the first day after its term, ``ended`` the day on which it was left."""

    number: str
    home: Secured
    starts: datetime.date
    ends: datetime.date
    rent: str
    signed: Draft | None = None
    ended: datetime.date | None = None


def sign(
    family: Family, allotment: allotments.Allotment, day: datetime.date, home: Secured, *, years: int | None = None
) -> Tenancy | None:
    """The contract of the home that was chosen, for the term that policy sets where no other is stated."""
    tenancy = _term(family, day, home, years)
    changes: dict[str, dict[str, Value]] = {
        f"tenancies/{tenancy.number}": {"house_code": home.code, **_says(tenancy)},
        f"allocations/{allotment.number}": {"contracted_on": day.isoformat()},
        **allotments.end_waiting(family, day),
    }
    document = ("公共租赁住房租赁合同", tenancy.number)
    signed = family.record("TenancyContractSigned", day, changes, document=document, late=0)
    _move_in(family, tenancy, day, signed)
    tenancy.signed = signed
    return tenancy if signed is not None else None


def _term(family: Family, day: datetime.date, home: Secured, years: int | None = None) -> Tenancy:
    term = family.policy(day).tenancies.years if years is None else years
    ends = datetime.date.fromisoformat(calendar_days.add_months(day.isoformat(), 12 * term))
    return Tenancy(family.number("ZL", day), home, day, ends, amounts.rent(family, home, day))


def _says(tenancy: Tenancy) -> dict[str, Value]:
    """The contract in the words of both records."""
    return {
        "contract_no": tenancy.number,
        "signed_on": tenancy.starts.isoformat(),
        "starts_on": tenancy.starts.isoformat(),
        "ends_on": tenancy.ends.isoformat(),
        "rent": tenancy.rent,
        "deposit": tenancy.rent,
    }


def _move_in(family: Family, tenancy: Tenancy, day: datetime.date, signed: Draft | None, **more: Value) -> None:
    if signed is not None:
        said = {**_says(tenancy), **more, "household_code": family.code}
        changes = {f"tenancies/{tenancy.number}": said}
        subject = tenancy.home.home.subject
        family.record("TenancyStarted", day, changes, subject=subject, cause=signed, beside=signed)


def _move_out(family: Family, tenancy: Tenancy, day: datetime.date, reason: str, cause: Draft | None) -> None:
    tenancy.ended = day
    if cause is not None:
        left: dict[str, Value] = {"ended_on": day.isoformat(), "reason": reason}
        subject = tenancy.home.home.subject
        changes = {f"tenancies/{tenancy.number}": left}
        family.record("TenancyEnded", day, changes, subject=subject, cause=cause, beside=cause)


def renew(family: Family, tenancy: Tenancy, day: datetime.date) -> Draft | None:
    """The contract goes on for another term, from where the one before ends."""
    years = family.policy(day).tenancies.years
    ends = calendar_days.add_months(tenancy.ends.isoformat(), 12 * years)
    more: dict[str, Value] = {"signed_on": day.isoformat(), "ends_on": ends, "rent": tenancy.rent}
    document = ("公共租赁住房续租合同", f"{tenancy.number}-续")
    changes = {f"tenancies/{tenancy.number}": more}
    renewed = family.record("TenancyContractRenewed", day, changes, document=document, late=0)
    _move_in(family, tenancy, day, renewed, **more)
    if renewed is not None:
        tenancy.ends = datetime.date.fromisoformat(ends)
    return renewed


def leave(family: Family, tenancy: Tenancy, day: datetime.date, reason: str) -> Draft | None:
    """The home is left."""
    said: dict[str, Value] = {"ended_on": day.isoformat(), "reason": reason}
    changes = {f"tenancies/{tenancy.number}": said}
    ended = family.record("TenancyContractEnded", day, changes, late=0, releases=(tenancy.home.claim,))
    _move_out(family, tenancy, day, reason, ended)
    return ended


def exchange(family: Family, tenancy: Tenancy, day: datetime.date, home: Secured) -> Tenancy | None:
    """Another home: one contract ends where the other begins."""
    other = _term(family, day, home)
    changes: dict[str, dict[str, Value]] = {
        f"tenancies/{other.number}": {"house_code": home.code, **_says(other)},
        f"tenancies/{tenancy.number}": {"ended_on": day.isoformat(), "reason": "调换"},
    }
    document = ("公共租赁住房租赁合同", other.number)
    swapped = family.record(
        "HouseExchanged", day, changes, document=document, late=0, takes=(home.claim,), releases=(tenancy.home.claim,)
    )
    _move_out(family, tenancy, day, "调换", swapped)
    _move_in(family, other, day, swapped)
    return other if swapped is not None else None


def months(first: datetime.date, last: datetime.date) -> Iterator[datetime.date]:
    """The first day of each month from the one of ``first`` until, not including, that of ``last``."""
    day = first.replace(day=1)
    while day < last.replace(day=1):
        yield day
        day = (day + datetime.timedelta(days=32)).replace(day=1)


def month_from(day: datetime.date) -> datetime.date:
    """The first day of the first whole month from a day on."""
    return day if day.day == 1 else (day.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)


def live(family: Family, tenancy: Tenancy, until: datetime.date = plan.END, *, unpaid: int = 0) -> None:
    """Rents of every month of the contract before ``until``; the last ``unpaid`` of them are not paid."""
    due = list(months(tenancy.starts, min(until, plan.END)))
    for place, month in enumerate(due):
        charge(family, tenancy, month)
        if place < len(due) - unpaid:
            pay(family, tenancy, month, after(month, family.chance.randrange(2, 14)))


def charge(family: Family, tenancy: Tenancy, month: datetime.date) -> Draft | None:
    """The rent of a month; of its first month it is due from the day on which the contract begins."""
    day = max(month, tenancy.starts)
    said: dict[str, Value] = {
        "contract_no": tenancy.number,
        "period": f"{month:%Y-%m}",
        "charged": tenancy.rent,
        "due_on": after(day, 14).isoformat(),
    }
    return family.record("RentCharged", day, {_rent(tenancy, month): said}, late=0)


def pay(family: Family, tenancy: Tenancy, month: datetime.date, day: datetime.date) -> Draft | None:
    """The rent of a month is paid."""
    day = max(day, after(tenancy.starts, 1))
    said: dict[str, Value] = {"paid": tenancy.rent, "paid_on": day.isoformat()}
    return family.record("RentPaid", day, {_rent(tenancy, month): said}, late=0)


def _rent(tenancy: Tenancy, month: datetime.date) -> str:
    return f"rents/{tenancy.number}-{month:%Y-%m}"


def owe(family: Family, tenancy: Tenancy, count: int, day: datetime.date) -> str:
    """Rent of so many months is put on record as overdue; the notice's number."""
    number = family.number("CJ", day)
    said: dict[str, Value] = {
        "number": number,
        "amount": f"{count * float(tenancy.rent):.2f}",
        "recorded_on": day.isoformat(),
    }
    family.record("ArrearsRecorded", day, {f"arrears_notices/{number}": said}, document=("催缴通知", number), late=0)
    return number


def settle(family: Family, notice: str, day: datetime.date) -> None:
    """What a notice is about is paid."""
    family.record("ArrearsRecorded", day, {f"arrears_notices/{notice}": {"settled_on": day.isoformat()}}, late=0)


def buy(family: Family, allotment: allotments.Allotment, day: datetime.date, home: Secured) -> Draft | None:
    """A home for sale, or half of one that is shared."""
    number = family.number("PS", day)
    said: dict[str, Value] = {
        "number": number,
        "house_code": home.code,
        "share": "1/2" if home.stock == "SHARED_OWNERSHIP" else "1/1",
        "price": f"{home.home.area * 7800:.2f}",
        "signed_on": day.isoformat(),
    }
    changes: dict[str, dict[str, Value]] = {
        f"purchases/{number}": said,
        f"allocations/{allotment.number}": {"contracted_on": day.isoformat()},
        **allotments.end_waiting(family, day),
    }
    return family.record("PurchaseContractSigned", day, changes, document=("配售合同", number), late=0)
