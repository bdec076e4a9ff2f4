"""Stories of families without a home of secured stock: they apply, are refused, wait, are subsidised, are offered."""

from __future__ import annotations

import datetime

from registry.city import allotments, applications, plan, subsidies, supervision, tenancies
from registry.city.families import Family
from registry.city.stockroom import Stockroom
from registry.city.works import after


def accepted(family: Family, room: Stockroom) -> None:
    """At the counter some days ago."""
    applications.accept(family)
    applications.verify(family, after(family.applied, 3))


def asked(family: Family, room: Stockroom) -> None:
    """Something is missing."""
    accepted(family, room)
    applications.ask(family, after(family.applied, 6))


def in_publicity(family: Family, room: Stockroom) -> None:
    """The public may object."""
    accepted(family, room)
    applications.review(family, after(family.applied, 11))


def rejected(family: Family, room: Stockroom) -> None:
    """An agency knew of more than was stated."""
    applications.accept(family)
    applications.verify(family, after(family.applied, 3), "DIFFERENT")
    day = applications.review(family, after(family.applied, 11), levels=1)
    applications.opine(family, day, 2, "RETURNED", family.chance.choice(applications.REASONS))


def eligible(family: Family, room: Stockroom) -> None:
    """Decided lately."""
    applications.succeed(family)


def wait(family: Family, room: Stockroom) -> datetime.date:
    """On the waiting list, reviewed every year; the day on which it came there."""
    day = applications.succeed(family)
    allotments.wait(family, day)
    return day


def waiting(family: Family, room: Stockroom) -> None:
    """Waits to this day; one in three belongs to a priority group."""
    day = wait(family, room)
    if family.chance.random() < 0.35:
        allotments.prefer(family, after(day, 9))
    supervision.every_year(family, day, plan.END)


def suspended(family: Family, room: Stockroom) -> None:
    """The eligibility rests."""
    day = wait(family, room)
    supervision.suspend(family, after(day, 70), "收入变动待核实 (a change of income is looked into)")


def resumed(family: Family, room: Stockroom) -> None:
    """It rested for some weeks."""
    day = wait(family, room)
    rests = supervision.suspend(family, after(day, 70), "户籍迁移待核实 (a move is looked into)")
    supervision.resume(family, rests, after(day, 120))


def revoked(family: Family, room: Stockroom) -> None:
    """A yearly review was failed."""
    day = wait(family, room)
    family.income *= 3
    supervision.change(family, after(day, 200), family.income)
    supervision.close_review(family, after(day, 300), passed=False)
    supervision.revoke(family, after(day, 310), "收入超过标准 (its income is above the standard)")


def under_review(family: Family, room: Stockroom) -> None:
    """Something gave grounds for a review that is still open."""
    day = wait(family, room)
    supervision.every_year(family, day, after(plan.END, -60))
    supervision.open_review(family, after(plan.END, -18), "社保缴费基数上升 (paid more social insurance)")


def offered(family: Family, room: Stockroom) -> None:
    """May choose a home in these weeks; one in two has."""
    wait(family, room)
    day = after(plan.END, -20)
    home = room.take("PUBLIC_RENTAL", day, family.bedrooms)
    allotment = allotments.allocate(family, day, "WAITING_ORDER") if home is not None else None
    if home is not None and allotment is not None and family.chance.random() < 0.5:
        allotments.choose(family, allotment, after(day, 8), home)


def subsidised(family: Family, room: Stockroom) -> None:
    """Rents on the market, and is paid for it every month."""
    day = applications.succeed(family)
    subsidies.receive(family, "MARKET_RENT", tenancies.month_from(day))
    supervision.every_year(family, day, plan.END)


def clawed_back(family: Family, room: Stockroom) -> None:
    """Earned too much for two months of the subsidy, which went on after an agency had said so, and came back."""
    day = applications.succeed(family)
    until = after(day, 300)
    applications.verify(family, after(until, -75), "DIFFERENT")
    approval = subsidies.receive(family, "MARKET_RENT", tenancies.month_from(day), until)
    if approval is not None:
        subsidies.stop(family, approval, after(until, 2), "收入超过标准 (its income is above the standard)")
        subsidies.claw_back(family, approval, 2, after(until, 40))
