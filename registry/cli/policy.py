"""`fangji policy`: checks the text of a policy, and shows which policies are in force."""

import datetime
import pathlib
from collections.abc import Iterator
from typing import Annotated, Any

import rich.markup
import rich.table
import typer

from aggregates import policy as policies
from aggregates import world
from registry import wiring
from registry.cli import console
from registry.desk.policies import Adopted, Book

app = typer.Typer()
group = typer.Typer(no_args_is_help=True, help="Policies 政策: what cities set, and since when.")
app.add_typer(group, name="policy")


@group.command()
def check(
    file: Annotated[pathlib.Path, typer.Argument(metavar="FILE", help="The policy as TOML, UTF-8.")],
    json: console.Json = False,
) -> None:
    """Say what is wrong with the text of a policy; else its name, version and digest. Needs no database."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        console.fail(f"{file} cannot be read ({type(error).__name__}); name a TOML file in UTF-8.", console.Exit.USAGE)
    found = policies.parse(text)
    if json:
        console.print_json({"name": found.name, "version": found.version, "digest": found.digest})
    else:
        console.out.print(f"Policy {found.name}, version {found.version}, digest {found.digest}.", markup=False)


@group.command()
def show(
    division: Annotated[
        str | None, typer.Option(metavar="CODE", help="That of one division, with every setting.")
    ] = None,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="On that day; today where nothing is said.")] = None,
    json: console.Json = False,
) -> None:
    """Show which policies are in force on a day, and by which adoptions."""
    if division is None:
        every = console.run(_all(on))
        _print(every, every, json)
        return
    one = console.run(_one(division, on))
    _print(one, [one], json)
    if not json:
        console.out.print(_settings(one["settings"]))


def _print(answer: object, listed: list[dict[str, Any]], json: bool) -> None:
    if json:
        console.print_json(answer)
    else:
        console.out.print(_table(listed))


async def _all(on: str | None) -> list[dict[str, Any]]:
    async with wiring.opened(console.settings(), connections=2) as registry:
        day = day_of(on, registry.today())
        book = Book(registry.ledger)
        await book.read()
        default = _described(policies.default(), None)
        return [*(_described(one.policy, one) for one in book.standing(day)), {**default, "division": None}]


async def _one(division: str, on: str | None) -> dict[str, Any]:
    async with wiring.opened(console.settings(), connections=2) as registry:
        day = day_of(on, registry.today())
        adopted = await adoption(Book(registry.ledger), division, day)
        found = adopted.policy if adopted else policies.default()
        settings = dict(_flat(found.model_dump(mode="json", exclude={"name", "version", "digest"})))
        return {**_described(found, adopted), "asked": division, "on": day, "settings": settings}


async def adoption(book: Book, division: str, day: str) -> Adopted | None:
    """By which adoption a policy is in force for a division; None where it is the default."""
    await book.read()
    while True:
        try:
            return book.adoption(division, day)
        except world.Unloaded as unloaded:
            await book.climb(unloaded.wanted.divisions)


def _described(found: policies.Policy, adopted: Adopted | None) -> dict[str, Any]:
    return {
        "division": adopted.division if adopted else None,
        "name": found.name,
        "version": found.version,
        "digest": found.digest,
        "inForceFrom": adopted.in_force_from if adopted else None,
        "endedOn": adopted.ended_on if adopted else None,
        "document": adopted.document if adopted else None,
        "position": adopted.position if adopted else None,
    }


def _table(listed: list[dict[str, Any]]) -> rich.table.Table:
    table = rich.table.Table(box=None, padding=(0, 2), header_style="bold")
    for heading in ("adopted by 区划", "policy 政策", "from 施行", "until 废止", "document 文号", "position", "digest"):
        table.add_column(heading)
    for one in listed:
        said = (
            one["division"] or "none: the default 默认",
            f"{one['name']} {one['version']}",
            one["inForceFrom"],
            one["endedOn"],
            one["document"],
            one["position"],
            one["digest"][:16],
        )
        table.add_row(*(rich.markup.escape(str(value or "")) for value in said))
    return table


def _settings(settings: dict[str, Any]) -> rich.table.Table:
    table = rich.table.Table.grid(padding=(0, 2))
    for name, value in settings.items():
        shown = ", ".join(map(_shown, value)) if isinstance(value, list) else str(value)
        table.add_row(f"[dim]{name}[/dim]", rich.markup.escape(shown))
    return table


def _shown(member: object) -> str:
    return " ".join(map(str, member)) if isinstance(member, list) else str(member)


def _flat(settings: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Settings by their dotted names."""
    for name, value in settings.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def day_of(on: str | None, today: datetime.date) -> str:
    """What `--on` says, today where it says nothing; ends the command where it is no date."""
    try:
        return (datetime.date.fromisoformat(on) if on else today).isoformat()
    except ValueError:
        console.fail(f"--on {on!r} is no date; write it as 2024-05-31.", console.Exit.USAGE)
