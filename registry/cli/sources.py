"""`fangji sources`: the registers that are delivered, how fresh they are, and the rhythm that this city expects."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import rich.table
import typer

from registry import monitoring, wiring
from registry.cli import console

app = typer.Typer()
STYLES = {"LATE": "red", "DUE": "yellow"}


@app.command()
def sources(
    every: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SOURCE=DAYS",
            help="Expect a source every so many days: a number, none, or profile for its profile's own; repeatable.",
        ),
    ] = None,
    json: console.Json = False,
) -> None:
    """List the registers that have been delivered 来源监测: last delivery, rows, quarantine, freshness."""
    rhythms = [_rhythm(said) for said in every or ()]
    found = console.run(_sources(rhythms))
    if json:
        console.print_json(found)
    elif found:
        console.out.print(table(found))
    else:
        console.out.print("Nothing has been delivered yet.")


def _rhythm(said: str) -> tuple[str, str]:
    source, _, days = said.rpartition("=")
    if not source or not (days in ("none", "profile") or (days.isdecimal() and 0 < int(days) <= 36_500)):
        console.fail(
            f"--every {said} is no SOURCE=DAYS; write nl-bag-buildings=31, =none or =profile.", console.Exit.USAGE
        )
    return source, days


async def _sources(rhythms: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    async with wiring.opened(console.settings(), connections=2) as registry, registry.pool.acquire() as connection:
        async with connection.transaction():
            for source, days in rhythms:
                number = int(days) if days.isdecimal() else None
                await monitoring.expect(connection, source, number, is_set=days != "profile")
        return await monitoring.sources(connection, registry.today())


def table(found: Sequence[Mapping[str, Any]]) -> rich.table.Table:
    """One line a source."""
    shown = rich.table.Table()
    for heading in ("source 来源", "last delivery 最近交付", "age", "every", "freshness"):
        shown.add_column(heading)
    for heading in ("deliveries", "rows", "rejected", "open 待改正"):
        shown.add_column(heading, justify="right")
    for one in found:
        last = _day(one["finished_on"]) + (" (a later one is not finished)" if one["unfinished"] else "")
        style = STYLES.get(one["freshness"])
        freshness = f"[{style}]{one['freshness']}[/{style}]" if style else one["freshness"]
        counts = (f"{one[member]:,}" for member in ("deliveries", "rows", "rejected", "open"))
        shown.add_row(monitoring.name(one), last, _days(one["age_days"]), _days(one["every"]), freshness, *counts)
    return shown


def _day(day: datetime.date | None) -> str:
    return day.isoformat() if day else "-"


def _days(days: int | None) -> str:
    return "-" if days is None else f"{days} d"
