"""`fangji audit sample`, `export`, `check-folder`: events with their proofs as folders, a random sample among them."""

import datetime
import pathlib
from typing import Annotated

import typer

from registry import asking, wiring
from registry.audit import folders, proof_file, sampling, stored
from registry.cli import audit, console, drafts, replay, replay_asked, sample_paper

app = typer.Typer()

Folder = Annotated[pathlib.Path, typer.Option("--out", metavar="FOLDER", help="Write this folder; new, or empty.")]
Size = Annotated[
    int | None, typer.Option(min=1, metavar="SIZE", help="From the checkpoint of this size, not the newest one.")
]


@app.command()
def sample(
    count: Annotated[int, typer.Option(min=1, metavar="N", help="How many events.")],
    randomness: Annotated[
        str, typer.Option(metavar="TEXT", help="The public randomness 公共随机数 that was named in advance.")
    ],
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="What tells this sample from others.  [default: today]")
    ] = None,
    seed: Annotated[
        str, typer.Option(metavar="HEX", help="The seed whose commitment was published; `fangji lottery seed NAME`.")
    ] = "",
    size: Size = None,
    out: Annotated[
        pathlib.Path | None, typer.Option(metavar="FOLDER", help="Write paper, events and proofs there; new, or empty.")
    ] = None,
    json: console.Json = False,
) -> None:
    """Draw a random sample of events for inspection 抽样检查, which anybody can draw again from a signed checkpoint."""
    index, proofs = console.run(_sample(name, count, randomness, seed, size))
    if out is not None:
        _save(out, index, proofs)
        _paper(out, sample_paper.text(index, proofs))
    if json:
        console.print_json(index.model_dump())
        return
    for line in sample_paper.lines(index, proofs):
        console.out.print(line, markup=False)


@app.command()
def export(kind: replay.Kind, code: replay.Code, out: Folder, size: Size = None, json: console.Json = False) -> None:
    """Export all events of a subject with the proof of each, to be checked offline by `check-folder` or `check`."""
    name = replay.kind_of(kind)
    index, proofs = console.run(_export(name, code, size))
    _save(out, index, proofs)
    if json:
        console.print_json({"folder": str(out), "events": len(index.events), "format": index.format})
    else:
        console.out.print(f"{len(proofs)} events of {name} {code} with their proofs are in {out}.", markup=False)


@app.command("check-folder")
def check_folder(
    folder: Annotated[pathlib.Path, typer.Argument(metavar="FOLDER", help="What `export` or `sample` wrote.")],
    key: audit.Keys,
    json: console.Json = False,
) -> None:
    """Check a folder of events offline, and draw a sample again: exit code 0 where all holds, 4 with what does not."""
    index, faults = folders.check(folder, *map(audit.verifier, key))
    if json:
        told = {"format": index.format, "events": len(index.events)} if index else {}
        console.print_json({"verified": not faults, **told, "faults": faults})
    for fault in faults if not json else ():
        console.err.print(f"fangji: {fault}", markup=False)
    if faults:
        raise typer.Exit(console.Exit.NOT_VERIFIED)
    if index and not json:
        drawn = ", drawn as it should be" if index.draw else ""
        console.out.print(f"{folder} verifies 验证通过: {len(index.events)} events{drawn}.", markup=False)


async def _sample(
    name: str | None, count: int, randomness: str, seed: str, size: int | None
) -> tuple[folders.Index, list[proof_file.ProofFile]]:
    async with wiring.opened(console.settings(), connections=2) as registry:
        prover = registry.prover()
        signed = await prover.newest() if size is None else await prover.checkpoint(size)
        called = name or datetime.datetime.now(registry.settings.zone).date().isoformat()
        draw = sampling.Draw(called, prover.log.origin, signed.size, signed.root.hex(), count, randomness, seed)
        proofs = await prover.files(draw.positions(), signed.size)
    drawn = folders.Drawn(
        name=called,
        count=count,
        randomness=randomness,
        commitment=draw.commitment,
        seed=seed or None,
        digest=draw.digest(),
    )
    return _index(sampling.VERSION, signed, proofs, draw=drawn), proofs


async def _export(kind: str, code: str, size: int | None) -> tuple[folders.Index, list[proof_file.ProofFile]]:
    async with wiring.opened(console.settings(), connections=2) as registry:
        positions = await replay_asked.positions(asking.Asker(registry), kind, code)
        if positions is None:
            replay.nothing(kind, code)
        prover = registry.prover()
        signed = await prover.newest() if size is None else await prover.checkpoint(size)
        proofs = await prover.files(positions, signed.size)
    return _index(folders.EVENTS, signed, proofs, subject=folders.Subject(kind=kind, code=code)), proofs


def _index(
    format_: str,
    signed: stored.Signed,
    proofs: list[proof_file.ProofFile],
    draw: folders.Drawn | None = None,
    subject: folders.Subject | None = None,
) -> folders.Index:
    return folders.Index.model_validate(
        {
            "format": format_,
            "checkpoint": signed.note,
            "subject": subject,
            "draw": draw,
            "events": folders.listed(proofs),
        }
    )


def _save(out: pathlib.Path, index: folders.Index, proofs: list[proof_file.ProofFile]) -> None:
    """The folder, for its owner alone; ends the command where it must not or cannot be written."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        console.fail(f"--out {out} is there and not empty; name another folder.", console.Exit.USAGE)
    try:
        folders.save(out, index, proofs, _write)
    except OSError as error:
        console.fail(f"--out {out} cannot be written ({error.strerror}); name another folder.", console.Exit.USAGE)


def _paper(out: pathlib.Path, text: str) -> None:
    _write(out / sample_paper.FILE, text.encode())


def _write(path: pathlib.Path, data: bytes) -> None:
    with drafts.written(path) as stream:
        stream.write(data)
