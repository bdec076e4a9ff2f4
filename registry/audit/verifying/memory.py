"""What the last verification found whole: a file of the data folder, from which the next one may go on."""

from __future__ import annotations

import binascii
import dataclasses
import datetime
import os
import pathlib
from base64 import b64decode, b64encode
from collections.abc import Mapping

import orjson

from registry.audit import tiles


@dataclasses.dataclass(frozen=True, slots=True)
class Verified:
    """The tree up to ``edge.size`` was found whole ``at`` a moment; ``checkpoint`` is the largest size that was
    published of it by then, 0 where none was. ``digests`` are those of whole stretches by their number.
    """

    origin: str
    edge: tiles.Edge
    checkpoint: int
    at: datetime.datetime
    digests: Mapping[int, bytes] = dataclasses.field(default_factory=dict)


def recall(path: pathlib.Path, origin: str) -> Verified | None:
    """What was verified last of this log; None where nothing was, or the file cannot be read as what it should be."""
    try:
        said = orjson.loads(path.read_bytes())
        edge = tiles.Edge(said["size"], [b64decode(level, validate=True) for level in said["levels"]])
        at = datetime.datetime.fromisoformat(said["at"])
        digests = {int(number): b64decode(one, validate=True) for number, one in said.get("stretches", {}).items()}
        verified = Verified(said["origin"], edge, said["checkpoint"], at, digests)
    except (FileNotFoundError, orjson.JSONDecodeError, AttributeError, KeyError, TypeError, ValueError, binascii.Error):
        return None
    return verified if verified.origin == origin else None


def keep(path: pathlib.Path, verified: Verified) -> None:
    """Remember it, whole or not at all."""
    said = {
        "origin": verified.origin,
        "size": verified.edge.size,
        "levels": [b64encode(level).decode() for level in verified.edge.levels],
        "checkpoint": verified.checkpoint,
        "at": verified.at.isoformat(),
        "stretches": {str(number): b64encode(one).decode() for number, one in verified.digests.items()},
    }
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(orjson.dumps(said, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    temporary.replace(path)
