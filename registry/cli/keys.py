"""`fangji keys`: the keys of personal data: where they are made, wrapped anew, and destroyed."""

from typing import Annotated

import typer

from registry import wiring
from registry.audit import erasures
from registry.cli import console

app = typer.Typer()
group = typer.Typer(no_args_is_help=True, help="Keys 密钥 of personal data: make, rotate, destroy.")
app.add_typer(group, name="keys")


@group.command()
def init(json: console.Json = False) -> None:
    """Make the key file of the data folder, the key of the persons' index and that of checkpoints, where missing."""
    told = console.run(_init())
    if json:
        console.print_json(told)
    else:
        console.out.print(f"Keys are in {told['file']}; back it up apart from the database.", markup=False)
        console.out.print(f"Checkpoints are signed by the key in {told['signing_key']}; publish what checks them:")
        console.out.print(str(told["verifier_key"]), markup=False)


@group.command()
def rotate(json: console.Json = False) -> None:
    """Wrap every data key anew under a fresh key-encryption key; recorded events stay as they are."""
    count = console.run(_rotate())
    if json:
        console.print_json({"rewrapped": count})
    else:
        console.out.print(f"{count} data keys wrapped anew; back up the key file, older copies will not open them.")


@group.command()
def shred(
    ref: Annotated[str, typer.Argument(metavar="PERSON_REF", help="person/UUID, or subject/UUID for its free text.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    json: console.Json = False,
) -> None:
    """Destroy a person's key: what is sealed under it can never be read again. Proofs of the ledger stay valid."""
    if not yes and console.err.is_terminal:
        typer.confirm(f"Nobody can ever read again what is sealed under {ref}. Go on?", abort=True, err=True)
    existed = console.run(_shred(ref))
    if json:
        console.print_json({"ref": ref, "shredded": existed})
    elif existed:
        said = "is destroyed 已销毁, with its indexes and masked values; the log of disclosures says who did so."
        console.out.print(f"The key of {ref} {said}", markup=False)
    if not existed:
        console.fail(f"There is no key of {ref}; it was destroyed before, or the reference is mistyped.")


async def _init() -> dict[str, object]:
    settings = console.settings()
    existed = settings.key_file.exists()
    async with wiring.opened(settings, connections=2) as registry:
        await registry.keys.index_key()
        await registry.keys.gram_key()
        signer = registry.signer()
    return {
        "file": str(settings.key_file),
        "made": not existed,
        "signing_key": str(settings.signing_key_file),
        "verifier_key": str(signer.verifier),
    }


async def _rotate() -> int:
    async with wiring.opened(console.settings(), connections=2) as registry:
        return await registry.keys.rotate()


async def _shred(ref: str) -> bool:
    async with wiring.opened(console.settings(), connections=2) as registry:
        existed = await registry.keys.shred(ref, console.operator())
        try:
            await erasures.publish(registry.keys, registry.export())
        except OSError as error:
            console.fail(
                "The key is destroyed, but not noted for backups: the place of exported checkpoints cannot be written "
                f"({error.strerror or error}); run the same again when it can."
            )
        return existed
