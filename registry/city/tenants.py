"""Stories of families with a home of secured stock: how they came to it, how they live there, and how they leave it."""

from __future__ import annotations

import datetime

from registry.city import allotments, applications, plan, subsidies, supervision, tenancies
from registry.city.applicants import wait
from registry.city.drafts import Value
from registry.city.families import Family
from registry.city.stockroom import Stockroom
from registry.city.subsidies import Approval
from registry.city.tenancies import Tenancy
from registry.city.works import after


def home_of(
    family: Family, room: Stockroom, method: str, stock: str = "PUBLIC_RENTAL", *, day: datetime.date | None = None
) -> Tenancy | None:
    """From eligibility to a contract; a family for whom there is no home goes on waiting."""
    direct = method == "DIRECT"
    ready = applications.succeed(family) if direct or day is not None else wait(family, room)
    if method == "PRIORITY":
        allotments.prefer(family, after(ready, 5))
    offered = max(day or ready, after(ready, 20))
    home = room.take(stock, offered, family.bedrooms)
    if home is None:
        return None
    said: dict[str, Value] = {"rank": family.chance.randrange(1, 30)} if method == "EXTERNAL_DRAW" else {}
    allotment = allotments.allocate(family, offered, method, home=home if direct else None, said=said)
    if allotment is None:
        return None
    if not direct:
        allotments.choose(family, allotment, after(offered, 6), home)
    return tenancies.sign(family, allotment, after(offered, 21), home)


def stay(
    family: Family, tenancy: Tenancy | None, *, unpaid: int = 0, until: datetime.date = plan.END
) -> Approval | None:
    """Rents and the subsidy for them of every month; inspected, reviewed, and renewed when the term ends.

    The subsidy as it was approved last, where there is any.
    """
    if tenancy is None:
        return None
    starts = tenancy.starts
    while tenancy.ends < until and tenancies.renew(family, tenancy, after(tenancy.ends, -20)) is not None:
        pass
    tenancies.live(family, tenancy, until, unpaid=unpaid)
    approval = None
    if tenancy.home.stock == "PUBLIC_RENTAL":
        approval = subsidies.receive(family, "PUBLIC_RENT", tenancies.month_from(after(starts, 1)), until, tenancy)
    supervision.inspect(family, min(after(starts, 200), after(until, -9)))
    supervision.every_year(family, starts, until)
    return approval


def by_order(family: Family, room: Stockroom) -> None:
    """Its turn on the waiting list came."""
    stay(family, home_of(family, room, "WAITING_ORDER"))


def by_priority(family: Family, room: Stockroom) -> None:
    """Before others of the list."""
    stay(family, home_of(family, room, "PRIORITY"))


def talent(family: Family, room: Stockroom) -> None:
    """Called to the city: a home of affordable rental housing without waiting."""
    stay(family, home_of(family, room, "DIRECT", "AFFORDABLE_RENTAL"))


def drawn_elsewhere(family: Family, room: Stockroom) -> None:
    """By a draw that a notary held."""
    stay(family, home_of(family, room, "EXTERNAL_DRAW"))


def growing(family: Family, room: Stockroom) -> None:
    """A tenant's family: somebody moves out, a child is born, its income changes and is put right."""
    tenancy = home_of(family, room, "WAITING_ORDER")
    if tenancy is not None:
        supervision.part(family, after(tenancy.starts, 90))
        supervision.join(family, after(tenancy.starts, 300), "CHILD")
        stated = supervision.change(family, after(tenancy.starts, 401), family.income + 900)
        supervision.change(family, after(tenancy.starts, 401), family.income - 500, corrects=stated)
    stay(family, tenancy)


def exchanged(family: Family, room: Stockroom) -> None:
    """One home for another."""
    tenancy = home_of(family, room, "WAITING_ORDER")
    if tenancy is None:
        return
    day = after(tenancy.starts, 420)
    home = room.take("PUBLIC_RENTAL", day)
    if home is None:
        stay(family, tenancy)
        return
    tenancies.live(family, tenancy, day)
    other = tenancies.exchange(family, tenancy, day, home)
    room.give_back(tenancy.home, day)
    stay(family, other)


def behind(family: Family, room: Stockroom) -> None:
    """Rent of the last months is not paid."""
    tenancy = home_of(family, room, "WAITING_ORDER")
    stay(family, tenancy, unpaid=4)
    if tenancy is not None:
        tenancies.owe(family, tenancy, 3, after(plan.END, -9))
        supervision.violate(family, after(plan.END, -7), "欠缴租金 (rent unpaid)")


def paid_up(family: Family, room: Stockroom) -> None:
    """Was behind with its rent, and settled it; a visit was entered by mistake."""
    tenancy = home_of(family, room, "WAITING_ORDER")
    stay(family, tenancy)
    if tenancy is None:
        return
    day = after(tenancy.starts, 500)
    notice = tenancies.owe(family, tenancy, 1, day)
    tenancies.settle(family, notice, after(day, 30))
    mistaken = supervision.inspect(family, after(day, 40))
    if mistaken is not None:
        family.record("EventVoided", after(day, 40), {}, voids=mistaken, late=12)


def vacant(family: Family, room: Stockroom) -> None:
    """Left its home empty for some months; it lives there again."""
    tenancy = home_of(family, room, "WAITING_ORDER")
    stay(family, tenancy)
    if tenancy is not None:
        day = after(tenancy.starts, 380)
        supervision.inspect(family, day, lawful=False)
        found = supervision.violate(family, day, "空置超过6个月 (empty for more than six months)")
        supervision.resolve(family, found, after(day, 45), "已恢复居住 (lives there again)")


def sublet(family: Family, room: Stockroom) -> None:
    """Sublet its home: it has to leave, give back what was paid for it, and may not apply for five years."""
    tenancy = home_of(family, room, "WAITING_ORDER")
    if tenancy is None:
        return
    day = after(tenancy.starts, 610)
    approval = stay(family, tenancy, until=day)
    supervision.inspect(family, after(day, -12), lawful=False)
    found = supervision.violate(family, after(day, -11), "转租 (sublet)")
    supervision.sanction(family, after(day, -2), "转租公租房 (sublet a public rental home)")
    tenancies.leave(family, tenancy, day, "违规转租 (sublet)")
    room.give_back(tenancy.home, day)
    if approval is not None:
        subsidies.stop(family, approval, day, "违规转租 (sublet)")
        subsidies.claw_back(family, approval, 3, after(day, 9))
    supervision.revoke(family, after(day, 1), "违规转租 (sublet)")
    supervision.resolve(family, found, after(day, 20), "已收回房屋 (the home was taken back)")


def left(family: Family, room: Stockroom) -> None:
    """Found a home of its own, and left."""
    tenancy = home_of(family, room, "WAITING_ORDER")
    day = after(family.applied, 700)
    if tenancy is not None:
        stay(family, tenancy, until=day)
        tenancies.leave(family, tenancy, day, "自愿退出 (of its own will)")
        room.give_back(tenancy.home, day)
    supervision.exit_(family, after(day, 5), "自愿退出 (of its own will)")


def housed_at_last(family: Family, room: Stockroom) -> None:
    """Paid for a rent on the market until its turn came; then the other subsidy (SEC-4)."""
    day = wait(family, room)
    applications.grant(family, after(day, 2), "MARKET_RENT_SUBSIDY")
    signs = after(day, 400)
    approval = subsidies.receive(family, "MARKET_RENT", tenancies.month_from(after(day, 4)), signs)
    home = room.take("PUBLIC_RENTAL", after(signs, -30), family.bedrooms)
    if home is None:
        return
    allotment = allotments.allocate(family, after(signs, -25), "WAITING_ORDER")
    if allotment is None:
        return
    allotments.choose(family, allotment, after(signs, -15), home)
    tenancy = tenancies.sign(family, allotment, signs, home)
    if tenancy is not None and approval is not None and approval.ends > signs:
        subsidies.stop(family, approval, signs, "SEC-4", cause=tenancy.signed)
    stay(family, tenancy)


def waived(family: Family, room: Stockroom) -> None:
    """Twice it did not want what it was offered; it waits no longer."""
    day = after(wait(family, room), 40)
    most = family.policy(day).tenancies.waivers
    for count in range(1, most + 1):
        allotment = allotments.allocate(family, day, "WAITING_ORDER")
        if allotment is None:
            return
        allotments.waive(family, allotment, after(day, 9 if count > 1 else 33), last=count == most)
        day = after(day, 120)


def bought(family: Family, room: Stockroom) -> None:
    """Bought a home for sale to such families, or a share of one."""
    day = after(wait(family, room), 30)
    home = room.take(family.programme, day)
    allotment = allotments.allocate(family, day, "WAITING_ORDER") if home is not None else None
    if home is not None and allotment is not None:
        allotments.choose(family, allotment, after(day, 12), home)
        tenancies.buy(family, allotment, after(day, 30), home)
