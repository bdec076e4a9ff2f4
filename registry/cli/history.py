"""`fangji history`: a subject as valid on one day and as known at one moment, with its events."""

import datetime
from typing import Annotated, Any

import rich.markup
import rich.table
import typer
from graphql import GraphQLObjectType, get_named_type, is_leaf_type, is_required_argument

from aggregates import catalogue
from registry import asking, wiring
from registry.cli import console

app = typer.Typer()

PAGE = 500
COLUMNS = (("effective 生效", 14), ("registered 登记", 18), ("event 事件", 24), ("", 8), ("position", 8))
EVENT = """
    position type label effectiveOn registeredAt recordedAt source actor reason data leafHash
    document { kind number issuedOn } voidedBy { position } corrects { position } correctedBy { position }
    causedBy { position code type }
"""


@app.command()
def history(
    kind: Annotated[str, typer.Argument(help="PROJECT, BUILDING, HOUSE or DIVISION.")],
    code: Annotated[str, typer.Argument(help="Any code that the subject ever had.")],
    valid_on: Annotated[str | None, typer.Option(metavar="DATE", help="As it was in the world on that day.")] = None,
    known_at: Annotated[str | None, typer.Option(metavar="TIME", help="As the registers knew at that moment.")] = None,
    json: console.Json = False,
) -> None:
    """Tell a subject's life from the read model, in effective order."""
    name = kind.upper()
    if name not in catalogue.CATALOGUE.kinds:
        console.fail(f"There is no kind {kind!r}; use {', '.join(catalogue.CATALOGUE.kinds)}.", console.Exit.USAGE)
    found = console.run(_history(name, code, valid_on, known_at))
    if found is None:
        console.fail(f"There is no {name} {code!r} that was valid and known then; check its code and the two clocks.")
    if json:
        console.print_json(found)
    else:
        show(found)


async def _history(kind: str, code: str, valid_on: str | None, known_at: str | None) -> dict[str, Any] | None:
    settings = console.settings()
    as_of = {"validOn": _day(valid_on), "knownAt": _moment(known_at, settings.zone)}
    async with wiring.opened(settings, connections=2) as registry:
        return await find(asking.Asker(registry), kind, code, {name: said for name, said in as_of.items() if said})


async def find(asker: asking.Asker, kind: str, code: str, as_of: dict[str, str] | None = None) -> dict[str, Any] | None:
    """All single values of a subject and its whole timeline; None where nothing of it was valid and known."""
    text = _question(asker, kind)
    found: dict[str, Any] | None = None
    after: str | None = None
    while True:
        answer = await asker.ask(text, {"code": code, "asOf": as_of or None, "after": after})
        if answer["subject"] is None:
            return None
        timeline = answer["subject"].pop("timeline")
        found = found or {**answer["subject"], "events": []}
        found["events"] += timeline["nodes"]
        if not timeline["pageInfo"]["hasNextPage"]:
            return found
        after = timeline["pageInfo"]["endCursor"]


def _question(asker: asking.Asker, kind: str) -> str:
    declared = asker.api.schema.type_map[kind.capitalize()]
    assert isinstance(declared, GraphQLObjectType)
    single = [
        name
        for name, field in declared.fields.items()
        if is_leaf_type(get_named_type(field.type)) and not any(map(is_required_argument, field.args.values()))
    ]
    return f"""query($code: String!, $asOf: AsOf, $after: String) {{
        subject: {kind.lower()}(code: $code, asOf: $asOf) {{ {" ".join(single)}
            timeline(first: {PAGE}, after: $after, includeVoided: true) {{
                nodes {{ {EVENT} }} pageInfo {{ hasNextPage endCursor }} }} }} }}"""


def show(found: dict[str, Any]) -> None:
    """A subject for people to read."""
    values = rich.table.Table.grid(padding=(0, 2))
    for name, value in found.items():
        if name != "events" and value not in (None, [], False):
            values.add_row(f"[dim]{name}[/dim]", rich.markup.escape(str(value)))
    console.out.print(values)
    console.out.print(events(found["events"]))


def events(listed: list[dict[str, Any]]) -> rich.table.Table:
    """A timeline; a fact that was registered much later than it took effect shows the days between."""
    table = rich.table.Table(box=None, padding=(0, 2), header_style="bold")
    for heading, width in (
        ("effective 生效", 14),
        ("registered 登记", 18),
        ("event 事件", 24),
        ("", 8),
        ("position", 8),
    ):
        table.add_column(heading, min_width=width)
    for event in listed:
        late = _days_late(event)
        registered = event["registeredAt"][:10] + (f" [yellow]+{late} d[/yellow]" if late > 30 else "")
        table.add_row(event["effectiveOn"], registered, event["label"], _about(event), str(event["position"]))
    return table


def _days_late(event: dict[str, Any]) -> int:
    registered = datetime.date.fromisoformat(event["registeredAt"][:10])
    return (registered - datetime.date.fromisoformat(event["effectiveOn"])).days


def _about(event: dict[str, Any]) -> str:
    document = event["document"]
    parts = [f"{document['kind']} {document['number']}"] if document else []
    for name, words in (("voidedBy", "voided by"), ("corrects", "corrects"), ("correctedBy", "corrected by")):
        if event[name]:
            parts.append(f"{words} {event[name]['position']}")
    if event["causedBy"]:
        parts.append(f"caused by {event['causedBy']['type']} {event['causedBy']['code']}")
    return rich.markup.escape("; ".join(parts))


def _day(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        console.fail(f"--valid-on {text!r} is no date; write it as 2024-05-31.", console.Exit.USAGE)


def _moment(text: str | None, zone: datetime.tzinfo) -> str | None:
    """A moment; without an offset it is the bureau's own time."""
    if text is None:
        return None
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        console.fail(f"--known-at {text!r} is no moment; write it as 2024-05-31T12:00:00+08:00.", console.Exit.USAGE)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).isoformat()
