"""`fangji history`: a subject as valid on one day and as known at one moment, with its events."""

import datetime
from typing import Annotated, Any

import typer

from aggregates import catalogue
from registry import asking, wiring
from registry.cli import console, life, telling

app = typer.Typer()

PAGE = 500
LAST_DAY = "9999-12-31"
LIFE = """
    position id label effectiveOn registeredAt changes
    voidedBy { position type registeredAt reason document { kind number } } corrects { position }
"""
"""What a life is told from."""

EVENT = """
    type recordedAt source actor reason data leafHash document { kind number issuedOn }
    correctedBy { position registeredAt } causedBy { position code type } findings { rule grade detail open }
"""


@app.command()
def history(
    kind: Annotated[str, typer.Argument(help="PROJECT, BUILDING, HOUSE, HOUSEHOLD, LOTTERY or DIVISION.")],
    code: Annotated[str, typer.Argument(help="Any code that the subject ever had.")],
    valid_on: Annotated[str | None, typer.Option(metavar="DATE", help="As it was in the world on that day.")] = None,
    known_at: Annotated[str | None, typer.Option(metavar="TIME", help="As the registers knew at that moment.")] = None,
    json: console.Json = False,
) -> None:
    """Tell a subject's life in effective order: what each event changed, what was believed, and when that changed."""
    name = kind.upper()
    if name not in catalogue.CATALOGUE.kinds:
        console.fail(f"There is no kind {kind!r}; use {', '.join(catalogue.CATALOGUE.kinds)}.", console.Exit.USAGE)
    found = console.run(_history(name, code, valid_on, known_at))
    if found is None:
        console.fail(f"There is no {name} {code!r} that was valid and known then; check its code and the two clocks.")
    if json:
        console.print_json(found)
    else:
        show(name, found, console.settings().zone)


async def _history(kind: str, code: str, valid_on: str | None, known_at: str | None) -> dict[str, Any] | None:
    settings = console.settings()
    as_of = {"validOn": day(valid_on), "knownAt": moment(known_at, settings.zone)}
    async with wiring.opened(settings, connections=2) as registry:
        return await find(asking.Asker(registry), kind, code, {name: said for name, said in as_of.items() if said})


async def find(asker: asking.Asker, kind: str, code: str, as_of: dict[str, str] | None = None) -> dict[str, Any] | None:
    """All single values of a subject, its open investigations and its whole timeline, told as a life.

    None where nothing of it was valid and known then.
    """
    found = await _pages(asker, _question(asker, kind), code, as_of)
    if found is None:
        return None
    whole = await _whole(asker, kind, code, as_of) if as_of and "validOn" in as_of else found["events"]
    life.tell(catalogue.CATALOGUE.kinds[kind], whole)
    told = {event["position"]: {name: event[name] for name in life.TOLD} for event in whole}
    found["events"] = [event | told[event["position"]] for event in found["events"]]
    return found


async def _whole(asker: asking.Asker, kind: str, code: str, as_of: dict[str, str]) -> list[life.Event]:
    """Also the events after the day: one of them may correct an earlier one, which then is not believed any more."""
    found = await _pages(asker, _timeline(kind, "code", LIFE), code, {**as_of, "validOn": LAST_DAY})
    assert found is not None, "what was there on a day is there on the last one"
    return list(found["events"])


async def _pages(asker: asking.Asker, text: str, code: str, as_of: dict[str, str] | None) -> dict[str, Any] | None:
    """What a question selects of the subject, with the events of all its pages; None where there is no subject."""
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
    single = asker.single_fields(catalogue.CATALOGUE.kinds[kind])
    investigations = "investigations(live: true) { entity attribute reason openedOn }"
    return _timeline(kind, f"{' '.join(single)} {investigations}", LIFE + EVENT)


def _timeline(kind: str, selected: str, event: str) -> str:
    return f"""query($code: String!, $asOf: AsOf, $after: String) {{
        subject: {kind.lower()}(code: $code, asOf: $asOf) {{ {selected}
            timeline(first: {PAGE}, after: $after, includeVoided: true) {{
                nodes {{ {event} }} pageInfo {{ hasNextPage endCursor }} }} }} }}"""


def show(kind: str, found: dict[str, Any], zone: datetime.tzinfo, *, details: bool = True) -> None:
    """A subject for people to read; moments on the wall clock of `zone`."""
    teller = telling.Teller(catalogue.CATALOGUE.kinds[kind], found, zone, console.out.width, details=details)
    for line in teller.lines():
        console.out.print(line)


def day(text: str | None) -> str | None:
    """What `--valid-on` says; ends the command where it is no date."""
    if text is None:
        return None
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        console.fail(f"--valid-on {text!r} is no date; write it as 2024-05-31.", console.Exit.USAGE)


def moment(text: str | None, zone: datetime.tzinfo) -> str | None:
    """What `--known-at` says; without an offset it is the bureau's own time. Ends the command where it is none."""
    if text is None:
        return None
    try:
        found = datetime.datetime.fromisoformat(text)
    except ValueError:
        console.fail(f"--known-at {text!r} is no moment; write it as 2024-05-31T12:00:00+08:00.", console.Exit.USAGE)
    return (found if found.tzinfo else found.replace(tzinfo=zone)).isoformat()
