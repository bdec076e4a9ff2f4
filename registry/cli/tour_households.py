"""The tour's steps on housing security: a household in time, a draw that is replayed, a purchase that was noticed."""

from __future__ import annotations

import datetime
from typing import Any

import rich.markup
import rich.table

from aggregates import drawing, lottery_bundle
from graphql_api import identity
from registry import asking, wiring
from registry.city import codes, households, monitored, plan, toured
from registry.cli import console, lottery, wording

LIFE = """query($code: String!, $day: Date!) { household(code: $code, asOf: {validOn: $day}) {
    stage size members(live: true) { name } tenancies(live: true) { houseCode startsOn endsOn rent }
    subsidyApprovals(live: true) { kind amount } } }"""

TWICE = """query($code: String!, $before: AsOf!, $after: AsOf!) {
    before: household(code: $code, asOf: $before) { size stage }
    after: household(code: $code, asOf: $after) { size stage } }"""

NOTICED = """query($code: String!) { household(code: $code) { stage
    subsidies { period kind amount state } eligibilitySuspensions { suspendedOn reason }
    annualReviews { openedOn dueOn } } }"""

CASEWORKER = identity.Identity("caseworker-01", ("caseworker",), (codes.EAST_LAKE,))
"""Whoever works where the household applied; not where its member bought."""

DAYS = ("2022-07-20", "2023-06-30", "2023-11-20", "2024-07-01", "2025-12-31")
"""Days on which the household of the tour is looked at."""


async def guide(registry: wiring.Registry, city: plan.City) -> None:
    """Prints them, as far as the city is large enough."""
    if next(city.projects()).households:
        await _life(asking.Asker(registry), toured.application(city))
    drawn = [(batch, found) for batch in households.batches(city) if (found := await _bundle(registry, batch))]
    if drawn:
        _draws(drawn)
    if monitored.exists(city):
        await _noticed(asking.Asker(registry, CASEWORKER), monitored.application(city))


async def _life(asker: asking.Asker, code: str) -> None:
    console.heading(
        "4",
        "A household of housing security on any day 保障家庭任一时点",
        f"fangji history HOUSEHOLD {code} --valid-on {DAYS[-1]}",
    )
    table = rich.table.Table(box=None, padding=(0, 2), header_style="bold")
    for heading in ("on", "stage 阶段", "members 成员", "home 住房", "subsidy a month 月补贴"):
        table.add_column(heading)
    for day in DAYS:
        found = (await asker.ask(LIFE, {"code": code, "day": day}))["household"]
        table.add_row(day, *(rich.markup.escape(cell) for cell in _row(found)))
    console.out.print(table)
    await _late(asker, code)


def _row(found: dict[str, Any]) -> tuple[str, str, str, str]:
    members = "、".join(wording.personal(one["name"] or "***") for one in found["members"])
    homes = [f"{one['houseCode']}, rent {one['rent']}" for one in found["tenancies"]]
    paid = [f"{one['kind']} {one['amount']}" for one in found["subsidyApprovals"]]
    return found["stage"], f"{found['size']}: {members}", "\n".join(homes) or "—", "\n".join(paid) or "—"


async def _late(asker: asking.Asker, code: str) -> None:
    """The same day before and after the bureau heard of the child."""
    day = toured.BORN + datetime.timedelta(days=10)
    heard = toured.BORN + datetime.timedelta(days=toured.TOLD_AFTER)
    known = {"before": heard - datetime.timedelta(days=1), "after": heard + datetime.timedelta(days=1)}
    clocks = {name: {"validOn": day.isoformat(), "knownAt": f"{on}T00:00:00Z"} for name, on in known.items()}
    found = await asker.ask(TWICE, {"code": code, **clocks})
    if found["before"]["size"] == found["after"]["size"]:
        return
    console.out.print(
        f"\nA child was born on {toured.BORN}; the bureau heard of it {toured.TOLD_AFTER} days later. On {day} the "
        f"household had {found['before']['size']} members as known on {known['before']}, {found['after']['size']} as "
        f"known on {known['after']}."
    )


async def _bundle(registry: wiring.Registry, batch: str) -> bytes | None:
    """The public bundle of a draw; None where it is not drawn."""
    state = await lottery.state_of(registry, batch)
    drawn = drawing.drawn(state, batch) if state is not None else None
    return lottery_bundle.encode(drawn) if drawn is not None else None


def _draws(bundles: list[tuple[str, bytes]]) -> None:
    """Replays draws from their public bundles alone."""
    batch = bundles[0][0]
    console.heading(
        "5",
        "Draws that anybody can check 摇号公开验证",
        f"fangji lottery export {batch} --out {batch}.json; fangji lottery verify {batch} --bundle {batch}.json",
    )
    for number, encoded in bundles:
        found = lottery_bundle.verify(encoded, number)
        fits = "does not verify 验证未通过" if found.faults else "verifies 验证通过"
        console.out.print(
            f"{number} {fits}: {found.tickets} tickets, {found.homes} homes, replayed from its public file of "
            f"{len(encoded)} bytes, which holds nobody's data; list digest 名单摘要 {found.list_digest}."
        )


async def _noticed(asker: asking.Asker, code: str) -> None:
    """What its own caseworker sees of a purchase elsewhere: that there is one, and no more."""
    found = (await asker.ask(NOTICED, {"code": code}))["household"]
    console.heading(
        "6",
        "A purchase that monitoring noticed 购房动态监管",
        f"fangji history HOUSEHOLD {code}   (a caseworker of {codes.full_name(codes.EAST_LAKE)} sees this)",
    )
    table = rich.table.Table.grid(padding=(0, 2))
    table.add_row("[dim]stage 阶段[/dim]", found["stage"])
    for one in sorted(found["subsidies"], key=lambda one: str(one["period"]))[-1:]:
        last = f"{one['kind']} {one['amount']} of {one['period']}: {one['state']}; no more is ordered while it rests"
        table.add_row("[dim]last subsidy 补贴[/dim]", last)
    for one in found["eligibilitySuspensions"]:
        told = f"on {one['suspendedOn']}: {one['reason']}"
        table.add_row("[dim]suspended 资格中止[/dim]", rich.markup.escape(told))
    for one in found["annualReviews"]:
        table.add_row("[dim]review 复核[/dim]", f"opened on {one['openedOn']}, due on {one['dueOn']}")
    console.out.print(table)
