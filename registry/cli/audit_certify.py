"""`fangji audit certify`: a subject's certificate, its state with the proofs of the events behind it, as one file."""

import datetime
from collections.abc import Sequence
from typing import Annotated

import typer

from aggregates import event as events
from aggregates import world
from registry import wiring
from registry.audit import certificates
from registry.cli import audit, console, history, replay
from registry.ledger import consulting

app = typer.Typer()


@app.command()
def certify(
    kind: replay.Kind,
    code: replay.Code,
    out: audit.Out,
    valid_on: Annotated[
        str | None, typer.Option(metavar="DATE", help="Its state on that day.  [default: today]")
    ] = None,
    position: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="As known at this position, not at the checkpoint's last.")
    ] = None,
    size: Annotated[
        int | None, typer.Option(min=1, metavar="SIZE", help="Under the checkpoint of this size, not the newest one.")
    ] = None,
    scheme: Annotated[str | None, typer.Option(metavar="SCHEME", help="The code's scheme, where it is of several.")] = (
        None
    ),
    force: audit.Force = False,
) -> None:
    """Write the certificate 证明 of a subject: its state, all its events and their proofs, to be checked by `check`."""
    name, day = world.Name(replay.kind_of(kind), code, scheme), history.day(valid_on)
    made = console.run(_certify(name, day, position, size))
    audit.write(out, made.encode(), force)
    as_of = f"valid on {made.as_of.valid_on}, known at position {made.as_of.position}"
    count = len(made.events)
    console.out.print(f"The certificate of {name.kind} {code}, {as_of}, is in {out}: {count} events.", markup=False)


async def _certify(
    name: world.Name, day: str | None, position: int | None, size: int | None
) -> certificates.Certificate:
    async with wiring.opened(console.settings(), connections=2) as registry:
        prover = registry.prover()
        signed = await prover.newest() if size is None else await prover.checkpoint(size)
        if position is not None and position > signed.size:
            console.fail(f"--position {position} lies beyond the checkpoint, which has {signed.size} events.")
        recorded = [one for one in await _stream(registry, name) if one.position <= signed.size]
        if not recorded:
            console.fail(
                f"{name.kind} {name.code!r} is newer than the checkpoint; `fangji audit checkpoint` makes one."
            )
        proofs = await prover.files([one.position for one in recorded], signed.size)
        return certificates.make(
            registry.catalogue,
            proofs,
            (_scheme(name, recorded), name.code),
            datetime.date.fromisoformat(day) if day else registry.today(),
            signed.size if position is None else position,
        )


async def _stream(registry: wiring.Registry, name: world.Name) -> list[events.Recorded]:
    """The subject's events from the ledger itself, which no projector's lateness shortens."""
    reader = registry.ledger
    streams = (await reader.consult(consulting.Question(names=(name,)))).named[name]
    if len(streams) > 1:
        console.fail(f"{name.code!r} is a code of several schemes; say which with --scheme.", console.Exit.USAGE)
    if not streams:
        console.fail(f"There is no {name.kind} {name.code!r}; check its code.")
    return await reader.read_stream(streams[0])


def _scheme(name: world.Name, recorded: Sequence[events.Recorded]) -> str:
    """The scheme in which the subject was given the code: by an event of that code, or as a claim."""
    for event in (one.event for one in recorded):
        if event.code == name.code and name.scheme in (None, event.scheme):
            return event.scheme
        for claim in event.takes:
            scheme = name.scheme or claim.key.partition("\n")[0]
            if claim == events.code_claim(name.kind, scheme, name.code):
                return scheme
    return recorded[0].event.scheme
