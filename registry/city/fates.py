"""What becomes of one family after another: the stories of housing security, each with its share of all families."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
from collections.abc import Callable

from registry.city import allotments, applications, plan, subsidies, supervision, tenancies
from registry.city.drafts import Value
from registry.city.families import Family
from registry.city.stockroom import Stockroom
from registry.city.subsidies import Approval
from registry.city.tenancies import Tenancy
from registry.city.works import after

Story = Callable[[Family, Stockroom], None]
LONG_AGO = 1290
"""Days before the city's end at which those applied who have paid three years of rents."""


@dataclasses.dataclass(frozen=True, slots=True)
class Fate:
    """A story, how many of a hundred families live it, and how many days before the end they apply (first, last)."""

    tell: Story
    share: int
    applied: tuple[int, int]
    programme: str = "PUBLIC_RENTAL"
    category: str = "FAMILY"


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
    """Earned too much for two months of the subsidy, which came back."""
    day = applications.succeed(family)
    until = after(day, 300)
    approval = subsidies.receive(family, "MARKET_RENT", tenancies.month_from(day), until)
    if approval is not None:
        subsidies.stop(family, approval, after(until, 2), "收入超过标准 (its income is above the standard)")
        subsidies.claw_back(family, approval, 2, after(until, 40))


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


FATES = (
    Fate(by_order, 9, (LONG_AGO, LONG_AGO + 60)),
    Fate(subsidised, 16, (300, LONG_AGO), "MARKET_RENT_SUBSIDY"),
    Fate(waiting, 9, (120, 900)),
    Fate(in_publicity, 3, (29, 31)),
    Fate(talent, 4, (400, LONG_AGO), "AFFORDABLE_RENTAL", "TALENT"),
    Fate(accepted, 3, (6, 9)),
    Fate(rejected, 4, (60, 900)),
    Fate(bought, 4, (200, 700), "ALLOTTED_SALE"),
    Fate(housed_at_last, 3, (900, 1100)),
    Fate(left, 3, (LONG_AGO, LONG_AGO + 60)),
    Fate(asked, 3, (11, 13)),
    Fate(suspended, 2, (200, 500)),
    Fate(revoked, 3, (450, 900)),
    Fate(eligible, 3, (110, 150)),
    Fate(offered, 3, (200, 400)),
    Fate(by_priority, 3, (400, LONG_AGO)),
    Fate(behind, 2, (700, LONG_AGO)),
    Fate(bought, 3, (200, 700), "SHARED_OWNERSHIP"),
    Fate(growing, 2, (LONG_AGO, LONG_AGO + 30)),
    Fate(sublet, 2, (LONG_AGO, LONG_AGO + 60)),
    Fate(exchanged, 1, (LONG_AGO, LONG_AGO + 60)),
    Fate(clawed_back, 2, (700, 1000), "MARKET_RENT_SUBSIDY"),
    Fate(drawn_elsewhere, 3, (500, LONG_AGO), "PUBLIC_RENTAL", "NEW_RESIDENT"),
    Fate(resumed, 2, (250, 600)),
    Fate(under_review, 2, (300, 900)),
    Fate(paid_up, 2, (900, LONG_AGO)),
    Fate(vacant, 2, (900, LONG_AGO)),
    Fate(waived, 1, (500, 700)),
    Fate(subsidised, 4, (200, 900), "MARKET_RENT_SUBSIDY", "SINGLE"),
)
"""In small cities the first ones are told."""


def of_all(count: int) -> list[Fate]:
    """The fates of so many families, each by its share; what is left over goes to those without any, then to all."""
    shares = sum(one.share for one in FATES)
    counts = {one: one.share * count // shares for one in FATES}
    spare = sorted(FATES, key=lambda one: counts[one] > 0)
    for one in itertools.islice(itertools.cycle(spare), count - sum(counts.values())):
        counts[one] += 1
    return [one for one in FATES for _ in range(counts[one])]
