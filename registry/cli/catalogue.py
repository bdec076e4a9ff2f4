"""`fangji catalogue`: the data resource catalogue 数据资源目录 as a table, for one division after another."""

import pathlib
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from aggregates import departments
from graphql_api import identity
from registry import asking, wiring
from registry.cli import console
from registry.cli.export import Format, reader, target
from registry.export import forms

app = typer.Typer()

ASK = """query($division: String) { catalogue(division: $division) {
    kind name zh en class nature authority schema count lastPosition lastRecordedAt
    fields { path type zh en unit sealed exposure choices } } }"""
KNOWN = "query($code: String!) { division(code: $code) { code } }"
COLUMNS = forms.plain(
    "division kind type zh en class nature authority authorityTitle schema fields count lastPosition lastRecordedAt"
)


@app.command()
def catalogue(
    division: Annotated[
        list[str] | None,
        typer.Option(help="Counts of that division, with all it contains; repeatable.  [default: everything]"),
    ] = None,
    role: Annotated[
        list[str] | None, typer.Option(help="As whom: roles as those of tokens; repeatable.  [default: auditor]")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="A table, or one JSON object a line.")] = Format.CSV,
    out: Annotated[
        pathlib.Path | None, typer.Option(metavar="FILE", help="Write this file, for its owner alone.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """What the registry holds: each event type with its department, fields and who sees them, counts, last change."""
    who = reader(tuple(role or ("auditor",)), (identity.EVERYWHERE,))
    with target(out, force) as stream:
        entries = console.run(_read(who, division or [None]))
        if form is Format.CSV:
            stream.write(forms.header(COLUMNS))
            stream.write(forms.table(COLUMNS)([{**one, "fields": _listed(one["fields"])} for one in entries]))
        else:
            stream.write(forms.ndjson(entries))


async def _read(who: identity.Identity, divisions: list[str] | list[None]) -> list[dict[str, Any]]:
    async with wiring.opened(console.settings(), connections=1) as registry:
        asker = asking.Asker(registry, who)
        found = []
        for code in divisions:
            if code is not None and (await asker.ask(KNOWN, {"code": code}))["division"] is None:
                console.fail(f"--division {code!r} is not on record; name one that is.", console.Exit.USAGE)
            answer = await asker.ask(ASK, {"division": code})
            found += list(_entries(answer["catalogue"], code))
        return found


def _entries(listed: list[dict[str, Any]], division: str | None) -> Iterator[dict[str, Any]]:
    for one in listed:
        _, title = departments.TITLES.get(one["authority"], ("", None))
        yield {"division": division, **one, "type": one["name"], "authorityTitle": title}


def _listed(fields: list[dict[str, Any]]) -> str:
    """The fields of a type in one cell, each with the widest circle that sees it."""
    return "; ".join(f"{one['path']} {one['zh']} ({one['exposure']})" for one in fields)
