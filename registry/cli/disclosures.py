"""`fangji disclosures`: what a person may ask: who has seen me."""

import sys
from collections.abc import Mapping
from typing import Annotated, Any

import rich.markup
import rich.table
import typer

from aggregates import codes, vocabulary
from aggregates.codes import persons as schemes
from registry import wiring
from registry.access import disclosing
from registry.cli import console
from registry.ledger import keys

app = typer.Typer()

LONGEST_NUMBER = 100


@app.command()
def disclosures(
    person: Annotated[str | None, typer.Option(metavar="PERSON_REF", help="The person by reference.")] = None,
    id_number_stdin: Annotated[
        bool, typer.Option("--id-number-stdin", help="The person by ID number, one line of standard input.")
    ] = False,
    id_type: Annotated[
        str, typer.Option(help=f"Of which document the number is: {', '.join(vocabulary.IdType.__members__)}.")
    ] = vocabulary.IdType.RESIDENT_IDENTITY.name,
    json: console.Json = False,
) -> None:
    """List who was shown a person's data in clear, searched by the ID number or destroyed the key, when and why.

    Numbers never stand in arguments.
    """
    if (person is None) != id_number_stdin:
        console.fail("Name the person by --person or by --id-number-stdin, one of the two.", console.Exit.USAGE)
    if id_type not in vocabulary.IdType.__members__:
        console.fail(f"There is no document type {id_type}; see --help.", console.Exit.USAGE)
    scheme = schemes.scheme_of(vocabulary.IdType[id_type])
    number = codes.normalise(scheme, sys.stdin.readline(LONGEST_NUMBER).strip()) if person is None else None
    found = console.run(_found(person, scheme, number))
    if json:
        console.print_json(found)
    elif found:
        console.out.print(_table(found))
    else:
        console.out.print("Nobody was shown anything of this person in clear 无查看记录.")


async def _found(person: str | None, scheme: str, number: str | None) -> list[Mapping[str, Any]]:
    async with wiring.opened(console.settings(), connections=2) as registry:
        if number is not None:
            person = await disclosing.find_person(registry.keys, scheme, number)
        return await disclosing.of_person(registry.pool, person) if person is not None else []


def _place(one: Mapping[str, Any]) -> str:
    if one["kind"]:
        return f"{one['kind']} {one['code']}"
    return "key destroyed 密钥销毁" if keys.SHREDDED in one["fields"] else "search by ID number 证件号码检索"


def _table(found: list[Mapping[str, Any]]) -> rich.table.Table:
    table = rich.table.Table(box=None, padding=(0, 2), header_style="bold")
    for heading in ("when 时间", "who 账号", "roles 角色", "purpose 目的", "basis 依据", "on 对象", "what 内容"):
        table.add_column(heading)
    for one in found:
        said = (
            one["at"].isoformat(timespec="seconds"),
            one["account"],
            ", ".join(one["roles"]),
            one["purpose"],
            one["basis"],
            _place(one),
            ", ".join(one["fields"]),
        )
        table.add_row(*(rich.markup.escape(str(value or "")) for value in said))
    return table
