"""`fangji lottery`: the secret of a draw, its bundle, and its proof, which needs neither database nor settings."""

import csv
import io
import pathlib
import secrets
from typing import Annotated

import typer

from aggregates import drawing, inspecting, inspection_bundle, lots, lottery_bundle, timeline, view, world
from registry import wiring
from registry.cli import console, drafts
from registry.ledger import consulting

app = typer.Typer()
group = typer.Typer(no_args_is_help=True, help="Draws of lots 摇号: commit, export, verify.")
app.add_typer(group, name="lottery")

Batch = Annotated[str, typer.Argument(metavar="BATCH", help="Number of the batch 批次编号.")]
Division = Annotated[
    str | None,
    typer.Option(metavar="CODE", help="The division whose draw of inspections 双随机抽查 it is; else one of homes."),
]
Out = Annotated[pathlib.Path, typer.Option("--out", metavar="FILE", help="Write this file.")]
Force = Annotated[bool, typer.Option("--force", help="Overwrite the file.")]


@group.command()
def seed(batch: Batch, json: console.Json = False) -> None:
    """Draw a secret seed and a salting key for a batch. Publish the commitment; keep the rest until it is due."""
    drawn, salting_key = secrets.token_hex(32), secrets.token_hex(32)
    said = {
        "batch": batch,
        "seed": drawn,
        "commitment": lots.commitment(batch, drawn),
        "salting_key": salting_key,
    }
    if json:
        console.print_json(said)
        return
    for name, value in said.items():
        console.out.print(f"{name:<12} {value}", markup=False)
    console.err.print(
        "Publish the commitment 承诺 alone; the seed 种子 is revealed at the draw, the salting key never."
    )


@group.command()
def slips(batch: Batch, out: Out, force: Force = False) -> None:
    """Write each household's ticket and salt as CSV, for its owner alone: a slip is told to its household only."""
    found = drawing.slips(console.run(_state(batch)), batch)
    if not found:
        console.fail(f"The list of {batch} is not frozen yet; there are tickets after that.")
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("application", "ticket", "salt"))
    writer.writerows(found)
    _write(out, text.getvalue().encode(), force)
    console.out.print(f"{len(found)} slips of {batch} are in {out}; they tell whose ticket is which.", markup=False)


@group.command()
def export(batch: Batch, out: Out, division: Division = None, force: Force = False) -> None:
    """Write the public bundle of a batch that was drawn; it holds nobody's data."""
    encoded = console.run(_bundle(batch, division))
    _write(out, encoded, force)
    out.chmod(0o644)  # it is published
    console.out.print(f"The bundle of {batch} is in {out}; {len(encoded)} bytes.", markup=False)


def _write(out: pathlib.Path, encoded: bytes, force: bool) -> None:
    """A file for its owner alone; ends the command where it must not or cannot be written."""
    if out.is_dir() or (out.exists() and not force):
        console.fail(f"--out {out} is there already; name another file, or add --force.", console.Exit.USAGE)
    try:
        with drafts.written(out) as stream:
            stream.write(encoded)
    except OSError as error:
        console.fail(f"--out {out} cannot be written ({error.strerror}); name another file.", console.Exit.USAGE)


@group.command()
def verify(
    batch: Batch,
    bundle: Annotated[
        pathlib.Path | None,
        typer.Option(metavar="FILE", help="The published bundle; without it, that of this ledger."),
    ] = None,
    list_digest: Annotated[
        str | None, typer.Option(metavar="HEX", help="Digest of the list 名单摘要 as it was published before the draw.")
    ] = None,
    division: Division = None,
    json: console.Json = False,
) -> None:
    """Replay a draw and compare: exit code 0 when everything fits, 4 with what does not, and where."""
    encoded = console.run(_bundle(batch, division)) if bundle is None else _read(bundle)
    of_inspections = inspection_bundle.is_one(encoded)
    found = (inspection_bundle if of_inspections else lottery_bundle).verify(encoded, batch, list_digest)
    _tell(batch, found, list_digest, json, "inspections" if of_inspections else "homes")
    if found.faults:
        raise typer.Exit(console.Exit.NOT_VERIFIED)


def _read(path: pathlib.Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        console.fail(f"--bundle {path} cannot be read ({error.strerror}); name the published file.", console.Exit.USAGE)


def _tell(batch: str, found: lottery_bundle.Verified, list_digest: str | None, json: bool, drawn: str) -> None:
    if json:
        faults = [{"what": one.what, "where": one.where, "message": one.message} for one in found.faults]
        said = {"batch": found.batch, "listDigest": found.list_digest, "tickets": found.tickets, "homes": found.homes}
        console.print_json({"verified": not faults, **said, "faults": faults})
        return
    for fault in found.faults:
        console.err.print(f"fangji: {fault}", markup=False)
    if found.faults:
        console.err.print(f"fangji: {batch} does not verify 验证未通过.", markup=False)
        return
    console.out.print(f"{batch} verifies 验证通过: {found.tickets} tickets, {found.homes} {drawn}.", markup=False)
    if list_digest is None:
        console.out.print(
            f"Compare with what was published before the draw 名单摘要: {found.list_digest}", markup=False
        )


async def _bundle(batch: str, division: str | None) -> bytes:
    if division is not None:
        inspected = inspecting.drawn(await _state(division, "DIVISION"), batch)
        if inspected is None:
            console.fail(f"{division} has drawn no inspections {batch}; its bundle is published after the draw.")
        return inspection_bundle.encode(inspected)
    drawn = drawing.drawn(await _state(batch), batch)
    if drawn is None:
        console.fail(f"{batch} is not drawn yet; its bundle is published after the draw.")
    return lottery_bundle.encode(drawn)


async def _state(code: str, kind: str = "LOTTERY") -> view.View:
    """The batch, or a division, as the ledger has it; ends the command where there is none."""
    async with wiring.opened(console.settings(), connections=2) as registry:
        state = await state_of(registry, code, kind)
    if state is None:
        what = "batch on record with the number" if kind == "LOTTERY" else "division on record with the code"
        console.fail(f"There is not one {what} {code!r}; check it.")
    return state


async def state_of(registry: wiring.Registry, code: str, kind: str = "LOTTERY") -> view.View | None:
    """The batch, or a division, as the ledger has it; None where there is none, or several with that number."""
    name = world.Name(kind, code)
    found = await registry.ledger.consult(consulting.Question(names=(name,)))
    streams = found.named.get(name, ())
    if len(streams) != 1:
        return None
    state = view.View(kind)
    for entry in timeline.Timeline(registry.catalogue, found.streams[streams[0]]).visible():
        state.apply(view.of_event(entry.recorded.event, "", registry.catalogue))
    return state
