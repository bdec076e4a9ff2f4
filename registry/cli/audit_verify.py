"""`fangji audit verify`: all that the ledger holds, against its own bytes and what was published of it."""

import pathlib
from typing import Annotated

import typer
from rich import progress

from registry import wiring
from registry.audit import errors, logs, notes
from registry.audit.verifying import faults, published, searching, sharing, verifying
from registry.cli import console
from registry.search import auditing

app = typer.Typer()

CONNECTIONS = 6
REMEMBERED = "audit.json"
"""What was verified last, in the data folder."""


@app.command()
def verify(
    first: Annotated[int | None, typer.Option("--from", min=1, metavar="POSITION", help="Begin with this one.")] = None,
    last: Annotated[int | None, typer.Option("--to", min=1, metavar="POSITION", help="End with this one.")] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on after what was verified last, also by a run that was interrupted.")
    ] = False,
    anew: Annotated[
        bool, typer.Option("--anew", help="Compare what was found whole before once more, trusting no digest of it.")
    ] = False,
    read: Annotated[
        bool, typer.Option("--read/--no-read", help="Replay all events and compare the read tables.")
    ] = True,
    search: Annotated[bool, typer.Option("--search", help="Compare the search index too.")] = False,
    checkpoint: Annotated[
        list[pathlib.Path] | None,
        typer.Option(
            metavar="FILE", help="A checkpoint that somebody kept: the ledger must extend it.", show_default=False
        ),
    ] = None,
    key: Annotated[
        list[str] | None,
        typer.Option(metavar="VERIFIER_KEY", help="An older key of the log, beside its own.", show_default=False),
    ] = None,
    processes: Annotated[int, typer.Option(min=1, max=64, help="How many read and hash.")] = sharing.PROCESSES,
    json: console.Json = False,
) -> None:
    """Verify the ledger 核验: hashes, tree, checkpoints, copies, read tables. Exit code 0 where whole, 4 where not."""
    if resume and first is not None:
        console.fail("--resume begins where the last run ended, so it cannot go with --from.", console.Exit.USAGE)
    if first is not None and last is not None and first > last:
        console.fail(f"--from {first} lies after --to {last}.", console.Exit.USAGE)
    kept = [_kept(file) for file in checkpoint or []]
    wanted = verifying.Wanted(first, last, resume, read, search, kept, anew)
    result = console.run(_verify(wanted, [_key(one) for one in key or []], processes))
    if json:
        console.print_json(told(result))
    else:
        show(result)
    if not result.clean:
        raise typer.Exit(console.Exit.NOT_VERIFIED)


async def _verify(wanted: verifying.Wanted, keys: list[notes.Verifier], processes: int) -> verifying.Result:
    async with wiring.opened(console.settings(), connections=CONNECTIONS + processes) as registry:
        with console.progress() as bar:
            try:
                return await verifying.verify(place(registry, keys, processes), wanted, _reporter(bar))
            except OSError as error:
                console.fail(
                    f"The store of exported checkpoints does not answer ({error.strerror or error}); try again."
                )


def place(registry: wiring.Registry, keys: list[notes.Verifier], processes: int) -> verifying.Place:
    """What a verification is of: all of a registry, by its own key and these."""
    settings, name = registry.settings, wiring.origin(registry.settings)
    own = [registry.signer().verifier] if settings.signing_key_file.exists() else []
    return verifying.Place(
        registry.pool,
        registry.url,
        logs.Events(name),
        logs.Disclosures(name),
        [*own, *keys],
        registry.export(),
        settings.folder / REMEMBERED,
        registry.today(),
        registry.catalogue,
        settings.time_zone,
        auditing.Auditing(registry.pool, registry.engines.kept),
        processes,
    )


def _reporter(bar: progress.Progress) -> searching.Report:
    tasks: dict[str, progress.TaskID] = {}

    def report(stage: str, done: int, of: int) -> None:
        if stage not in tasks:
            tasks[stage] = bar.add_task(stage)
        bar.update(tasks[stage], completed=done, total=of)

    return report


def _kept(file: pathlib.Path) -> published.Kept:
    try:
        return published.Kept(file.read_bytes(), str(file))
    except OSError as error:
        console.fail(f"--checkpoint {file} cannot be read ({error.strerror}); name its file.", console.Exit.USAGE)


def _key(text: str) -> notes.Verifier:
    try:
        return notes.Verifier.parse(text)
    except errors.NotVerified as error:
        console.fail(f"--key: {error}", console.Exit.USAGE)


def told(result: verifying.Result) -> dict[str, object]:
    """The result for programs."""
    before = result.before
    return {
        "verified": result.clean,
        "from": result.first,
        "to": result.last,
        "checkpoints": result.checkpoints,
        "checkpointHeld": result.held,
        "foundWholeAt": before and before.at,
        "foundWholeTo": before and before.edge.size,
        "notes": result.notes,
        "faults": [{"what": one.check.value, **one.told()} for one in result.faults.kept()],
        "counts": {check.name: count for check, count in result.faults.counts.items()},
    }


def show(result: verifying.Result) -> None:
    """The result for people: what is wrong, where, and since when."""
    for note in result.notes:
        console.err.print(f"fangji: {note}", markup=False)
    if result.clean:
        console.out.print(
            f"Positions {result.first} to {result.last} are whole 完好, under {result.checkpoints} checkpoints."
        )
        return
    for check in faults.Check:
        of_check = [one for one in result.faults.kept() if one.check is check]
        if of_check:
            console.out.print(f"{check.name}: not so that {check.value} ({result.faults.counts[check]})", style="bold")
        for one in of_check:
            console.out.print(f"  {one.text}{_between(one)}", markup=False)
    console.err.print(f"fangji: not verified 验证未通过. {_since(result)}", markup=False)


def _between(fault: faults.Fault) -> str:
    if fault.position is None or fault.after is None:
        return ""
    if fault.until is None:
        return f" (past the last checkpoint, of {fault.after} leaves)"
    return f" (between the checkpoints of {fault.after} and {fault.until} leaves)"


def _since(result: verifying.Result) -> str:
    before = result.before
    if before is None:
        return "It was never found whole before."
    return f"Positions 1 to {before.edge.size} were found whole on {before.at:%Y-%m-%d %H:%M} UTC."
