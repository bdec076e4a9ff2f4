"""`fangji audit`: checkpoints of the ledger, proofs under them, and their check, which takes no database."""

import pathlib
from typing import Annotated

import orjson
import typer

from aggregates.errors import shown
from registry import wiring
from registry.audit import (
    certificates,
    checkpoints,
    cosignatures,
    encoding,
    errors,
    merkle,
    notes,
    proof_file,
    proofs,
    stored,
)
from registry.cli import audit_verify, console, drafts

app = typer.Typer()
group = typer.Typer(no_args_is_help=True, help="History that an outsider can verify 审计: checkpoints, proofs, checks.")
app.add_typer(group, name="audit")
group.add_typer(audit_verify.app)

HELD = ("header", "body", "state")
"""What a check found is too long for a line."""

Out = Annotated[pathlib.Path, typer.Option("--out", metavar="FILE", help="Write this file.")]
Force = Annotated[bool, typer.Option("--force", help="Overwrite the file.")]
OfDisclosures = Annotated[
    bool, typer.Option("--disclosures", help="Of the log of disclosures 查看记录, not of the events.")
]
Keys = Annotated[
    list[str], typer.Option("--key", metavar="VERIFIER_KEY", help="The log's public key, as it was published.")
]
Witnesses = Annotated[
    list[str] | None,
    typer.Option("--witness", metavar="WITNESS_KEY", help="Who must have cosigned, by key.", show_default=False),
]


@group.command()
def checkpoint(
    out: Annotated[pathlib.Path | None, typer.Option(metavar="FILE", help="Write the newest one here too.")] = None,
    new_key: Annotated[
        bool, typer.Option("--new-key", help="Sign though the last checkpoints are by another key.")
    ] = False,
    disclosures: OfDisclosures = False,
    force: Force = False,
    json: console.Json = False,
) -> None:
    """Sign what is recorded by now and export it; the server does this by itself. Tells the newest checkpoint."""
    newest, key = console.run(_checkpoint(new_key, disclosures))
    if out is not None:
        write(out, newest.note.encode(), force)
    if json:
        console.print_json(
            {
                "size": newest.size,
                "root": encoding.base64(newest.root),
                "madeAt": newest.made_at,
                "note": newest.note,
                "verifierKey": str(key),
            }
        )
    elif out is not None:
        console.out.print(f"The checkpoint of {newest.size} leaves is in {out}.", markup=False)
    else:
        console.out.print(newest.note, markup=False, end="")


@group.command()
def prove(
    position: Annotated[int, typer.Argument(metavar="POSITION", help="Which event, by its position in the ledger.")],
    out: Out,
    size: Annotated[
        int | None, typer.Option(metavar="SIZE", help="Under the checkpoint of this size, not the newest one.")
    ] = None,
    disclosures: OfDisclosures = False,
    force: Force = False,
) -> None:
    """Write the proof that an event is in the ledger, with its bytes and a signed checkpoint, as one file."""
    proof = console.run(_prove(position, size, disclosures))
    write(out, str(proof).encode(), force)
    console.out.print(f"The proof of position {position} is in {out}.", markup=False)


@group.command()
def check(
    file: Annotated[pathlib.Path, typer.Argument(metavar="FILE", help="A proof file, a certificate, or a checkpoint.")],
    key: Keys,
    origin: Annotated[
        str | None, typer.Option(metavar="ORIGIN", help="The log it must be of; else that of the first key's name.")
    ] = None,
    witness: Witnesses = None,
    json: console.Json = False,
) -> None:
    """Check a proof, certificate or checkpoint against the log's key, offline: exit code 0 where it holds, else 4."""
    data = read(file)
    known, witnesses = [verifier(one) for one in key], [_witness(one) for one in witness or []]
    try:
        told = _checked(data, known, origin)
        told |= {f"seen by {one.witness}": f"{one.at:%Y-%m-%dT%H:%M:%SZ}" for one in _cosigned(data, witnesses)}
    except errors.NotVerified as error:
        refuse(error, json)
    if json:
        console.print_json({"verified": True, **told})
    else:
        said = ", ".join(f"{name} {value}" for name, value in told.items() if name not in HELD)
        console.out.print(f"{file} verifies 验证通过: {said}.", markup=False)


@group.command()
def consistency(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A tree size, or the file of an older checkpoint.")],
    new: Annotated[
        str | None, typer.Argument(metavar="NEW", help="The same of the newer one; the newest checkpoint unless given.")
    ] = None,
    key: Annotated[str | None, typer.Option(metavar="VERIFIER_KEY", help="Whose checkpoints the files are.")] = None,
    disclosures: OfDisclosures = False,
    witness: Witnesses = None,
    json: console.Json = False,
) -> None:
    """Prove that the ledger only grew from one size to another, and check it: exit code 4 where it did not."""
    known, witnesses = None if key is None else verifier(key), [_witness(one) for one in witness or []]
    if witnesses and known is None:
        console.fail("--witness goes with a checkpoint's file and its --key; name both.", console.Exit.USAGE)
    try:
        ends = _end(old, known, witnesses), None if new is None else _end(new, known, witnesses)
        proof = console.run(_consistency(*ends, disclosures))
    except errors.NotVerified as error:
        refuse(error, json)
    if json:
        console.print_json(
            {
                "verified": True,
                "old": proof.old,
                "new": proof.new,
                "oldRoot": encoding.base64(proof.old_root),
                "newRoot": encoding.base64(proof.new_root),
                "hashes": [encoding.base64(one) for one in proof.hashes],
            }
        )
    else:
        console.out.print(f"The tree of {proof.new} leaves begins with that of {proof.old} 只增未改.")
        console.out.print("\n".join(map(encoding.base64, proof.hashes)), markup=False)


def write(out: pathlib.Path, data: bytes, force: bool) -> None:
    """A file that may be shown to anybody; ends the command where it must not or cannot be written."""
    if out.is_dir() or (out.exists() and not force):
        console.fail(f"--out {out} is there already; name another file, or add --force.", console.Exit.USAGE)
    try:
        with drafts.written(out) as stream:
            stream.write(data)
    except OSError as error:
        console.fail(f"--out {out} cannot be written ({error.strerror}); name another file.", console.Exit.USAGE)


def read(file: pathlib.Path) -> bytes:
    """A file's bytes; ends the command where it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        console.fail(
            f"{file} cannot be read ({error.strerror}); name the file that is to be checked.", console.Exit.USAGE
        )


def refuse(error: errors.NotVerified, json: bool) -> None:
    """Tell which check failed and end with exit code 4."""
    if json:
        console.print_json({"verified": False, "check": error.check.value, "message": error.message})
    console.fail(f"not verified 验证未通过 ({error.check.value}): {error}", console.Exit.NOT_VERIFIED)


End = int | checkpoints.Checkpoint | None


async def _checkpoint(new_key: bool, disclosures: bool) -> tuple[stored.Signed, notes.Verifier]:
    async with wiring.opened(console.settings(), connections=4) as registry:
        await registry.checkpointer().catch_up(new_key=new_key)
        prover = registry.prover(disclosures=disclosures)
        return await prover.newest(), registry.signer().named(prover.log.origin).verifier


async def _prove(position: int, size: int | None, disclosures: bool) -> proof_file.ProofFile:
    async with wiring.opened(console.settings(), connections=2) as registry:
        return await registry.prover(disclosures=disclosures).file(position, size)


async def _consistency(old: End, new: End, disclosures: bool) -> proofs.Consistency:
    """The proof, checked against those ends that are checkpoints of their own and those that the database holds."""
    async with wiring.opened(console.settings(), connections=2) as registry:
        prover = registry.prover(disclosures=disclosures)
        for end in (old, new):
            if isinstance(end, checkpoints.Checkpoint) and end.origin != prover.log.origin:
                said = f"The checkpoint is of the log {shown(end.origin)}, not of {prover.log.origin}."
                raise errors.NotVerified(errors.Check.ORIGIN, said)
        proof = await prover.consistency(_size(old) or 0, _size(new))
        old_root, new_root = await _root(prover, old, proof.old_root), await _root(prover, new, proof.new_root)
        merkle.verify_consistency(proof.old, proof.new, old_root, new_root, proof.hashes)
        return proof


async def _root(prover: proofs.Prover, end: End, computed: bytes) -> bytes:
    """What was signed for an end; where nothing was, what the tiles give."""
    if isinstance(end, checkpoints.Checkpoint):
        return end.root
    signed = await prover.newest() if end is None else await prover.find_checkpoint(end)
    return signed.root if signed else computed


def _size(end: End) -> int | None:
    return end.size if isinstance(end, checkpoints.Checkpoint) else end


def _end(stated: str, key: notes.Verifier | None, witnesses: list[cosignatures.Witness]) -> End:
    """A size, or a checkpoint that a file holds; NotVerified where that is not signed by the key and the witnesses."""
    size = encoding.from_decimal(stated)
    if size is not None:
        return size
    if key is None:
        console.fail(f"{stated} is a file, so --key must say whose checkpoint it is.", console.Exit.USAGE)
    note = read(pathlib.Path(stated))
    found = checkpoints.verify(note, key)
    cosignatures.check(note, *witnesses)
    return found


def _checked(data: bytes, known: list[notes.Verifier], origin: str | None) -> dict[str, object]:
    """What a file proves; NotVerified where it proves nothing."""
    if data.startswith(certificates.FIRST_BYTE):
        return _certified(*certificates.verify(data, *known, origin=origin))
    if not data.startswith(proof_file.FIRST_LINE.encode()):
        return _said(checkpoints.verify(data, *known, origin=origin))
    found = proof_file.verify(data, *known, origin=origin)
    body = {"body": orjson.loads(found.body)} if found.body else {}
    return {"position": found.position, **_said(found.checkpoint), "header": found.header, **body}


def _cosigned(data: bytes, witnesses: list[cosignatures.Witness]) -> list[cosignatures.Seen]:
    """When the witnesses saw the checkpoint of a file that was checked; NotVerified where one did not."""
    if data.startswith(certificates.FIRST_BYTE):
        return cosignatures.check(certificates.parse(data).checkpoint, *witnesses)
    if data.startswith(proof_file.FIRST_LINE.encode()):
        return cosignatures.check(proof_file.parse(data).note, *witnesses)
    return cosignatures.check(data, *witnesses)


def _certified(found: certificates.Certificate, checkpoint: checkpoints.Checkpoint) -> dict[str, object]:
    """Whose certificate it is, as of when, from how many events, under which checkpoint; and the state."""
    who, as_of = found.subject.model_dump(), found.as_of.model_dump()
    return {**who, **as_of, "events": len(found.events), **_said(checkpoint), "state": found.merged}


def _said(found: checkpoints.Checkpoint) -> dict[str, object]:
    return {"origin": found.origin, "size": found.size, "root": encoding.base64(found.root)}


def _witness(text: str) -> cosignatures.Witness:
    """A witness's key that an option names; ends the command where it is none."""
    try:
        return cosignatures.Witness.parse(text)
    except errors.NotVerified as error:
        console.fail(f"--witness: {error}", console.Exit.USAGE)


def verifier(text: str) -> notes.Verifier:
    """A key that an option names; ends the command where it is none."""
    try:
        return notes.Verifier.parse(text)
    except errors.NotVerified as error:
        console.fail(f"--key: {error}", console.Exit.USAGE)
