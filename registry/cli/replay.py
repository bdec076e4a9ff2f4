"""`fangji audit life`, `step`, `believed`, `done`: the replay desk 回放台, asked as an auditor of all divisions."""

from typing import Annotated, Any, NoReturn

import typer

from aggregates import catalogue
from registry import asking, wiring
from registry.cli import console, history, replay_asked, replay_tables

app = typer.Typer()

Kind = Annotated[str, typer.Argument(metavar="KIND", help="PROJECT, BUILDING, HOUSE, HOUSEHOLD, …")]
Code = Annotated[str, typer.Argument(metavar="CODE", help="Any code that the subject ever had.")]
Position = Annotated[int, typer.Option(min=0, metavar="N", help="As the ledger stood at this position.")]


@app.command()
def life(
    kind: Kind,
    code: Code,
    attribute: Annotated[
        str | None,
        typer.Option(metavar="PATH", help="Show this attribute in the cells: floor_area, mortgages/M1/amount, phase."),
    ] = None,
    json: console.Json = False,
) -> None:
    """Tell a subject's life as a table of two clocks: what was believed, at each moment, of each day."""
    name = kind_of(kind)
    derived = replay_asked.derived_field(catalogue.CATALOGUE.kinds[name], attribute)
    found = console.run(_ask(replay_asked.life, name, code, derived))
    if found is None:
        nothing(name, code)
    if json:
        console.print_json(found)
        return
    teller = replay_tables.Life(catalogue.CATALOGUE.kinds[name], found, console.settings().zone, attribute, derived)
    for each in teller.tables(console.out.width):
        console.out.print(each)
    for line in teller.legend() if attribute is None else ():
        console.out.print(line)
    if any(len(one["spans"]) == replay_asked.SPANS for one in found["moments"]):
        console.err.print(f"fangji: Only the first {replay_asked.SPANS} spans of each moment are shown.", markup=False)


@app.command()
def step(
    kind: Kind,
    code: Code,
    position: Position,
    valid_on: Annotated[str | None, typer.Option(metavar="DATE", help="As it was in the world on that day.")] = None,
    attribute: Annotated[str | None, typer.Option(metavar="NAME", help="Only attributes of this name.")] = None,
    entity: Annotated[
        str | None, typer.Option(metavar="ENTITY", help="Only this one: `mortgages/M1`; `` is the subject itself.")
    ] = None,
    json: console.Json = False,
) -> None:
    """Step to a position of the ledger: every attribute then, which event set it, and what that took the place of."""
    name = kind_of(kind)
    asked = {"position": position, "validOn": history.day(valid_on), "attribute": attribute, "entity": entity}
    found = console.run(_ask(replay_asked.step, name, code, asked))
    if found is None:
        nothing(name, code)
    if json:
        console.print_json(found)
        return
    for each in replay_tables.step(catalogue.CATALOGUE.kinds[name], found, console.settings().zone):
        console.out.print(each)


@app.command()
def believed(
    position: Annotated[int, typer.Argument(min=1, metavar="POSITION", help="The position of the decision.")],
    json: console.Json = False,
) -> None:
    """Tell what was believed when a decision was taken, what it relied on, and what is known otherwise now."""
    found = console.run(_ask(replay_asked.believed, position))
    if found is None:
        console.fail(f"There is no event at position {position} in the read model; `fangji project` applies more.")
    if json:
        console.print_json(found)
        return
    for each in replay_tables.belief(catalogue.CATALOGUE.kinds[found["event"]["kind"]], found, console.settings().zone):
        console.out.print(each)


@app.command()
def done(
    actor: Annotated[str | None, typer.Option(metavar="ACCOUNT", help="The account that recorded it.")] = None,
    document: Annotated[str | None, typer.Option(metavar="NUMBER", help="The document behind it.")] = None,
    source: Annotated[str | None, typer.Option(metavar="NAME", help="The department or system that said it.")] = None,
    command: Annotated[str | None, typer.Option(metavar="ID", help="The command that made it.")] = None,
    delivery: Annotated[
        str | None, typer.Option(metavar="ID", help="The delivery that it came with, as `sources` tells its id.")
    ] = None,
    first: Annotated[int, typer.Option(min=1, max=500, metavar="N", help="At most so many.")] = 100,
    after: Annotated[int, typer.Option(min=0, metavar="POSITION", help="Only what was recorded after it.")] = 0,
    json: console.Json = False,
) -> None:
    """List all that one account, document, source, command or delivery did, and what has rested on it since."""
    by = {"actor": actor, "document": document, "source": source, "command": command, "delivery": delivery}
    found = console.run(_ask(replay_asked.done, by, first, after))
    if json:
        console.print_json(found)
        return
    for each in replay_tables.done(found, console.settings().zone):
        console.out.print(each)
    if found["pageInfo"]["hasNextPage"]:
        console.err.print(f"fangji: There is more; go on with --after {found['pageInfo']['endCursor']}.", markup=False)


async def _ask(question: Any, *asked: Any) -> Any:
    async with wiring.opened(console.settings(), connections=2) as registry:
        return await question(asking.Asker(registry), *asked)


def kind_of(kind: str) -> str:
    """The name of a kind; ends the command where there is none."""
    name = kind.upper()
    if name not in catalogue.CATALOGUE.kinds:
        console.fail(f"There is no kind {kind!r}; use {', '.join(catalogue.CATALOGUE.kinds)}.", console.Exit.USAGE)
    return name


def nothing(kind: str, code: str) -> NoReturn:
    """Ends the command: there is no such subject."""
    console.fail(f"There is no {kind} {code!r}; check its code, and that `fangji project` has applied its events.")
