"""The lock of what a running Fangji needs, as data."""

from __future__ import annotations

import dataclasses
import pathlib
import re
from collections.abc import Iterator

from packaging import requirements, utils

ROOT = pathlib.Path(__file__).parent.parent
RUNTIME = ROOT / "requirements" / "runtime.txt"

HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclasses.dataclass(frozen=True, slots=True)
class Locked:
    """One version of a package; ``marker`` says where it is for, empty: everywhere. ``hashes`` are SHA-256 in hex, one
    a file of it."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def packages(text: str | None = None) -> Iterator[Locked]:
    """What a lock file pins, in its order; None: the runtime's."""
    text = RUNTIME.read_text("utf-8") if text is None else text
    for line in text.replace("\\\n", " ").splitlines():
        stated = HASH.sub("", line).strip()
        if stated:
            one = requirements.Requirement(stated)
            (pin,) = one.specifier
            yield Locked(
                utils.canonicalize_name(one.name), pin.version, str(one.marker or ""), tuple(HASH.findall(line))
            )
