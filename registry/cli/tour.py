"""The demo's short tour: one house's life, before a late fact was known, who is behind it; then households and more."""

import datetime
from typing import Any

import rich.markup
import rich.panel
import rich.table

from registry import asking, health, wiring
from registry.city import plan, stories
from registry.cli import console, history, tour_audit, tour_households, tour_search, wording

AS_OF = """query($code: String!, $before: AsOf, $after: AsOf) {
    before: house(code: $code, asOf: $before) { ...state } after: house(code: $code, asOf: $after) { ...state } }
fragment state on House { phase market occupancy encumbered floorArea seizures { number court registeredOn } }"""

SHOWN = ("code", "address", "phase", "market", "occupancy", "floorArea", "investigations", "events")

BEHIND = """query($code: String!) { house(code: $code) { address
    owners { name enterpriseName acquiredOn endedOn form share }
    building { name physical project { name code stage developerName participants { role enterpriseName }
    permits { kind number grantedOn } } }
    findings { nodes { rule detail foundOn } } } }"""


async def guide(registry: wiring.Registry, city: plan.City) -> None:
    """Prints the tour."""
    asker = asking.Asker(registry)
    code = stories.house_of_the_tour(city).code
    found = await history.find(asker, "HOUSE", code)
    if found is None:
        console.fail(f"The house {code} of the tour is not in this database; `make demo-reset` makes the city anew.")
    console.heading("1", "The whole life of a house 一套房屋的全生命周期", f"fangji history HOUSE {code}")
    history.show("HOUSE", {name: found[name] for name in SHOWN}, registry.settings.zone, details=False)
    await _late_fact(asker, code, found["events"])
    await _behind(asker, code)
    await tour_households.guide(registry, city)
    await tour_audit.guide(registry, found["events"][0])
    await tour_search.guide(registry)
    await _status(registry)


async def _late_fact(asker: asking.Asker, code: str, events: list[dict[str, Any]]) -> None:
    late = next((event for event in events if event["type"] == "SeizureRegistered"), None)
    if late is None:
        return
    day = datetime.date.fromisoformat(late["effectiveOn"]) + datetime.timedelta(days=10)
    registered = datetime.datetime.fromisoformat(late["registeredAt"])
    before, after = (registered + datetime.timedelta(seconds=seconds) for seconds in (-1, 1))
    clocks = [{"validOn": day.isoformat(), "knownAt": moment.isoformat()} for moment in (before, after)]
    answer = await asker.ask(AS_OF, {"code": code, "before": clocks[0], "after": clocks[1]})
    days = (registered.date() - datetime.date.fromisoformat(late["effectiveOn"])).days
    console.heading(
        "2",
        f"The same house on {day}, before and after the registry knew 同一时点，两种所知",
        f"fangji history HOUSE {code} --valid-on {day} --known-at {clocks[0]['knownAt']}",
    )
    console.out.print(
        f"A court seized it on {late['effectiveOn']}; the notice reached the registry {days} days later.\n"
    )
    table = rich.table.Table(box=None, padding=(0, 2), header_style="bold")
    for heading in ("", f"as known {before:%Y-%m-%d %H:%M:%S}Z", f"as known {after:%Y-%m-%d %H:%M:%S}Z"):
        table.add_column(heading)
    for name in ("phase", "market", "occupancy", "encumbered", "floorArea"):
        table.add_row(name, str(answer["before"][name]), str(answer["after"][name]))
    table.add_row("seizures 查封", _seizures(answer["before"]), _seizures(answer["after"]))
    console.out.print(table)


def _seizures(house: dict[str, Any]) -> str:
    listed = [f"{seizure['court']} {seizure['number']}" for seizure in house["seizures"]]
    return rich.markup.escape("\n".join(listed) or "none 无")


async def _behind(asker: asking.Asker, code: str) -> None:
    house = (await asker.ask(BEHIND, {"code": code}))["house"]
    project = house["building"]["project"]
    console.heading(
        "3",
        "Who is behind it 背后是谁",
        "GraphQL: house { building { project { participants permits } } findings }",
    )
    table = rich.table.Table.grid(padding=(0, 2))
    table.add_row("[dim]project 项目[/dim]", f"{project['name']} ({project['code']}), {project['stage']}")
    for party in project["participants"]:
        table.add_row(f"[dim]{party['role']}[/dim]", str(party["enterpriseName"]))
    for permit in project["permits"]:
        table.add_row(f"[dim]{permit['kind']} permit[/dim]", f"{permit['number']}, granted {permit['grantedOn']}")
    for owner in house["owners"]:
        name = wording.personal(owner["name"] or owner["enterpriseName"] or "***")
        held = f"{name}; {owner['acquiredOn']} to {owner['endedOn'] or 'today'}"
        table.add_row("[dim]owner 权利人, masked 脱敏[/dim]", rich.markup.escape(held))
    for finding in house["findings"]["nodes"]:
        table.add_row(f"[dim]finding {finding['rule']}[/dim]", f"{finding['foundOn']} {finding['detail']}")
    console.out.print(table)


async def _status(registry: wiring.Registry) -> None:
    async with registry.fresh.acquire() as connection:
        projection = await health.projection(connection)
    console.out.print(
        f"\nThe read model is at position {projection['position']}, {projection['behind']} events behind the ledger."
    )
