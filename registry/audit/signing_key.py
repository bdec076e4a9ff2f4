"""The key that signs checkpoints: a file of the data folder, for its owner only, made at first need."""

from __future__ import annotations

import os
import pathlib
import secrets
import stat

from aggregates import errors as domain
from registry.audit import errors, notes


class SigningKeyUnusable(domain.FangjiError):
    """The file of the signing key cannot be used."""

    code = "SIGNING_KEY_UNUSABLE"


def load(path: pathlib.Path, name: str) -> notes.Signer:
    """The key of a log's origin; made where there is no file.

    Raises:
        SigningKeyUnusable: others could read the file, it is no signer key, or the key is another log's.
    """
    if not path.exists():
        _create(path, notes.Signer.generate(name))
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise SigningKeyUnusable(f"{path} may be read by others; run: chmod 600 {path}")
    try:
        signer = notes.Signer.parse(path.read_text("utf-8").strip())
    except (errors.NotVerified, UnicodeDecodeError) as error:
        why = error.message if isinstance(error, errors.NotVerified) else "It is not text."
        raise SigningKeyUnusable(f"{path} holds no signing key; restore it from a backup. {why}") from None
    if signer.name != name:
        raise SigningKeyUnusable(
            f"{path} holds the key of {signer.name}, the log is {name}; FANGJI_SIGNING_KEY names it."
        )
    return signer


def _create(path: pathlib.Path, signer: notes.Signer) -> None:
    """Make the file; where another process is first, its file stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            out.write(signer.spell() + "\n")
            out.flush()
            os.fsync(out.fileno())
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
