"""Folders of events with their proofs, to be checked elsewhere: leaves, a proof file for each, and an index of them.

An index is `fangji-events-1` (the events of one subject) or `fangji-sample-1` (a sample, with how it was drawn). It is
written last, so that a folder without one is not whole.
"""

from __future__ import annotations

import json
import pathlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

import orjson
import pydantic

from registry.audit import checkpoints, merkle, notes, proof_file, sampling
from registry.audit.errors import NotVerified

INDEX, LEAVES, PROOFS = "index.json", "events.ndjson", "proofs"
EVENTS = "fangji-events-1"

Write = Callable[[pathlib.Path, bytes], None]
Text = Annotated[str, pydantic.Field(max_length=20_000)]
Hash = Annotated[str, pydantic.Field(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, pydantic.Field(ge=1)]


class _Part(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(frozen=True, extra="forbid", strict=True)


class Listed(_Part):
    """One event of a folder."""

    position: Count
    leaf_hash: Hash
    proof: Annotated[str, pydantic.Field(pattern=r"^proofs/[0-9]{1,19}\.tlog-proof$")]


class Subject(_Part):
    """Whose events they are."""

    kind: Text
    code: Text


class Drawn(_Part):
    """How a sample was drawn."""

    name: Text
    count: Count
    randomness: Text
    commitment: Hash | None
    seed: Hash | None
    digest: Hash


class Index(_Part):
    """What stands in a folder: ``subject`` of `fangji-events-1`, ``draw`` of `fangji-sample-1`, in the order drawn."""

    format: Literal["fangji-events-1", "fangji-sample-1"]
    checkpoint: Text
    subject: Subject | None = None
    draw: Drawn | None = None
    events: list[Listed]


def listed(proofs: Sequence[proof_file.ProofFile]) -> list[Listed]:
    """The entries of an index for these proofs, in their order."""
    return [
        Listed(position=one.index + 1, leaf_hash=merkle.leaf_hash(leaf(one)).hex(), proof=_name(one)) for one in proofs
    ]


def leaf(proof: proof_file.ProofFile) -> bytes:
    """The bytes of the event that a proof file of ours proves."""
    assert proof.extra is not None, "our proof files hold the leaf"
    return proof.extra


def _name(proof: proof_file.ProofFile) -> str:
    return f"{PROOFS}/{proof.index + 1}{proof_file.SUFFIX}"


def save(folder: pathlib.Path, index: Index, proofs: Sequence[proof_file.ProofFile], write: Write) -> None:
    """Write a folder: proofs, leaves, and the index at last; OSError where it cannot be written."""
    (folder / PROOFS).mkdir(parents=True, exist_ok=True)
    for one in proofs:
        write(folder / _name(one), str(one).encode())
    write(folder / LEAVES, b"".join(map(_line, proofs)))
    told = index.model_dump(exclude_none=index.draw is None)
    write(folder / INDEX, json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n")


def _line(proof: proof_file.ProofFile) -> bytes:
    """A leaf as JSON: its two lines as texts, so that header, line feed and body are its bytes again."""
    header, _, body = leaf(proof).decode().partition("\n")
    return orjson.dumps({"position": proof.index + 1, "header": header, "body": body}, option=orjson.OPT_APPEND_NEWLINE)


def check(folder: pathlib.Path, *known: notes.Verifier) -> tuple[Index | None, list[str]]:
    """Check a folder by the log's verifier key alone: its index where it has one, and a sentence for each fault."""
    try:
        index = Index.model_validate_json((folder / INDEX).read_bytes())
    except OSError as error:
        return None, [f"{INDEX} cannot be read ({error.strerror}): this is no whole folder of events."]
    except pydantic.ValidationError as error:
        where = ".".join(str(one) for one in error.errors(include_input=False)[0]["loc"])
        return None, [f"{INDEX}: {where or 'the file'} is not of its form ({error.errors()[0]['msg']})."]
    try:
        checkpoint = checkpoints.verify(index.checkpoint, *known)
    except NotVerified as error:
        return index, [f"{INDEX}: checkpoint: {error.message}"]
    return index, [*_draw(index, checkpoint), *_events(folder, index, checkpoint, known)]


def _draw(index: Index, checkpoint: checkpoints.Checkpoint) -> Iterator[str]:
    """What of a sample is not as its randomness, seed and checkpoint give it."""
    if (index.format == sampling.VERSION) != (index.draw is not None):
        yield f"{INDEX}: a sample says how it was drawn, and nothing else does."
    if index.draw is None:
        return
    try:
        draw = drawing(index.draw, checkpoint)
        positions = draw.positions()
    except sampling.BadSample as error:
        yield f"{INDEX}: draw: {error.message}"
        return
    for name, due in (("commitment", draw.commitment), ("digest", draw.digest())):
        if getattr(index.draw, name) != due:
            yield f"{INDEX}: draw.{name} is {getattr(index.draw, name)}, but seed and checkpoint give {due}."
    found = [one.position for one in index.events]
    if found != positions:
        at = next((n for n, pair in enumerate(zip(found, positions, strict=False)) if pair[0] != pair[1]), len(found))
        yield f"{INDEX}: event {at + 1} is not the one drawn: the draw gives {positions[at : at + 1] or 'no more'}."


def drawing(drawn: Drawn, checkpoint: checkpoints.Checkpoint) -> sampling.Draw:
    """The draw that an index tells of; BadSample where it can be none."""
    return sampling.Draw(
        drawn.name,
        checkpoint.origin,
        checkpoint.size,
        checkpoint.root.hex(),
        drawn.count,
        drawn.randomness,
        drawn.seed or "",
    )


def _events(
    folder: pathlib.Path, index: Index, checkpoint: checkpoints.Checkpoint, known: Sequence[notes.Verifier]
) -> Iterator[str]:
    leaves = {one["position"]: one for one in _leaves(folder)}
    for one in index.events:
        try:
            found = proof_file.verify((folder / one.proof).read_bytes(), *known)
        except OSError as error:
            yield f"{one.proof} cannot be read ({error.strerror})."
            continue
        except NotVerified as error:
            yield f"{one.proof}: {error.message}"
            continue
        yield from _fits(one, found, checkpoint, leaves.get(one.position), index.subject)


def _leaves(folder: pathlib.Path) -> Iterator[Mapping[str, Any]]:
    """The lines of the leaves that can be read; one that cannot is then missing."""
    try:
        lines = (folder / LEAVES).read_bytes().splitlines()
    except OSError:
        return
    for line in lines:
        try:
            told = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        if isinstance(told, dict) and isinstance(told.get("position"), int):
            yield told


def _fits(
    one: Listed,
    found: proof_file.Verified,
    checkpoint: checkpoints.Checkpoint,
    told: Mapping[str, Any] | None,
    subject: Subject | None,
) -> Iterator[str]:
    if found.position != one.position:
        yield f"{one.proof} proves position {found.position}, not {one.position}."
    if found.checkpoint != checkpoint:
        yield f"{one.proof} is under another checkpoint than {INDEX}."
    if merkle.leaf_hash(found.leaf).hex() != one.leaf_hash:
        yield f"{INDEX}: the leaf hash of position {one.position} is not that of its proof."
    if told is None:
        yield f"{LEAVES} lacks position {one.position}."
    elif f"{told.get('header')}\n{told.get('body')}".encode() != found.leaf:
        yield f"{LEAVES}: position {one.position} is not what its proof proves."
    if subject is not None and orjson.loads(found.body).get("kind") != subject.kind:
        yield f"{one.proof} is not of a {subject.kind}."
