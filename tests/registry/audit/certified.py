"""Certificates without a database: a signed log of the format's own vectors, a sealed value and strangers."""

from __future__ import annotations

import datetime
import functools
import json
import pathlib
from collections.abc import Mapping, Sequence
from typing import Any

from aggregates import canonical, catalogue
from registry.audit import certificates, checkpoints, encoding, merkle, notes, proof_file
from tests.registry.audit import naive

ORIGIN = "fangji/test"
SIGNER = notes.Signer(ORIGIN, bytes(range(32)))
KEY = SIGNER.verifier
OTHER = notes.Signer("fangji/other", bytes(32))
VECTORS = json.loads((pathlib.Path(__file__).parents[3] / "docs" / "vectors" / "timeline.json").read_text("utf-8"))
HISTORY: list[dict[str, Any]] = [entry["body"] for entry in VECTORS["history"]]
CODE = (HISTORY[0]["scheme"], HISTORY[0]["code"])
DAY = datetime.date(2026, 7, 1)
SEALED = {
    "nonce": "AAECAwQFBgcICQoL",
    "ref": "person/6f1c2a34-1d7e-4a51-9f3e-0a4d5c6b7a89",
    "sealed": 1,
    "text": "AAAA",
}


def body(version: int, **members: object) -> dict[str, Any]:
    """One more event of the house."""
    number = f"00000000-0000-4000-8000-{version:012}"
    told = {**HISTORY[0], "version": version, "id": number, "command": number, "correlation": number}
    return {**told, "changes": [], **members}


OWNER = body(13, type="SurveyRevised", changes=[{"entity": "owners/1", "set": {"name": SEALED, "share": "1/2"}}])
BODIES = [*HISTORY, OWNER]
STRANGERS = [
    {
        **body(1),
        "code": f"H{n}",
        "stream": f"00000000-0000-4000-8000-00000000010{n}",
        "id": f"00000000-0000-4000-8000-00000000010{n}",
    }
    for n in range(4)
]


def leaf(position: int, said: object, **header: object) -> bytes:
    """A leaf of the log; ``header`` replaces members of its first line."""
    moment = f"2026-01-{position:02}T00:00:00.000000Z"
    told = {"format": "fangji-event/1", "origin": ORIGIN, "position": position, "recorded_at": moment, **header}
    first = canonical.encode({name: value for name, value in told.items() if value is not None})
    return first + b"\n" + (said if isinstance(said, bytes) else canonical.encode(said))


LEAVES = [leaf(position, said) for position, said in enumerate([*BODIES, *STRANGERS], 1)]


def proofs(leaves: Sequence[bytes] = LEAVES, positions: Sequence[int] = range(1, 14)) -> list[proof_file.ProofFile]:
    """Proof files of some leaves of a log, under its signed checkpoint."""
    hashes = [merkle.leaf_hash(one) for one in leaves]
    note = checkpoints.Checkpoint(ORIGIN, len(leaves), naive.mth(hashes)).signed(SIGNER)
    return [proof_file.ProofFile(at - 1, naive.path(at - 1, hashes), note, leaves[at - 1]) for at in positions]


@functools.cache
def certificate(day: datetime.date = DAY, position: int = len(LEAVES)) -> certificates.Certificate:
    """The certificate of the house."""
    return certificates.make(catalogue.CATALOGUE, proofs(), CODE, day, position)


def altered(change: Mapping[str, object]) -> bytes:
    """The certificate with other values at paths like ``events.2.index``; an absent one is added, None removes it."""
    told = certificate().model_dump()
    for path, value in change.items():
        *way, last = path.split(".")
        place: Any = told
        for step in way:
            place = place[int(step) if isinstance(place, list) else step]
        key: Any = int(last) if isinstance(place, list) else last
        if value is None:
            del place[key]
        else:
            place[key] = value
    return canonical.encode(told)


def honest(said: Mapping[int, bytes | dict[str, Any]], positions: Sequence[int] = range(1, 14)) -> bytes:
    """The certificate over a log that was signed with other leaves at some positions: only what it says is at fault."""
    leaves = list(LEAVES)
    for position, one in said.items():
        leaves[position - 1] = one if isinstance(one, bytes) else leaf(position, one)
    told = certificate().model_dump()
    made = proofs(leaves, positions)
    told["checkpoint"] = made[0].note
    told["events"] = [
        {"index": one.index, "leaf": _text(one.extra or b""), "hashes": [_text(each) for each in one.hashes]}
        for one in made
    ]
    return canonical.encode(told)


def _text(data: bytes) -> str:
    return encoding.base64(data)


def flipped(text: str) -> str:
    """Base64 with one bit of its bytes changed, its form kept."""
    data = bytearray(encoding.from_base64(text) or b"")
    data[-3] ^= 1
    return _text(bytes(data))


@functools.cache
def bad() -> dict[str, tuple[bytes, str]]:
    """What can be wrong with a certificate: a name for it, the file, and the check that finds it."""
    told = certificate().model_dump()
    note: str = told["checkpoint"]
    third = told["events"][2]
    swapped = [*told["events"][:2], told["events"][3], told["events"][2], *told["events"][4:]]
    files: dict[str, tuple[bytes, str]] = {
        "not JSON": (b"{nonsense", "file form"),
        "not canonical": (json.dumps(told).encode(), "file form"),
        "another format": (altered({"format": "fangji-certificate/2"}), "file form"),
        "a member more": (altered({"remark": "true"}), "file form"),
        "a member less": (altered({"as_of": None}), "file form"),
        "a day that is none": (altered({"as_of.valid_on": "2026-02-30"}), "file form"),
        "no events": (altered({"events": []}), "file form"),
        "a hash cut": (altered({"events.2.hashes.0": "AAAA"}), "file form"),
        "a leaf cut": (altered({"events.2.leaf": third["leaf"][:-2]}), "file form"),
        "a negative index": (altered({"events.2.index": -1}), "file form"),
        "a note cut": (altered({"checkpoint": note[:-1]}), "note form"),
        "a note's size": (altered({"checkpoint": note.replace("\n17\n", "\n18\n")}), "signature"),
        "a note's root": (altered({"checkpoint": note.replace(note.split("\n")[2], "A" * 43 + "=")}), "signature"),
        "a note by a stranger": (altered({"checkpoint": _resigned(note, OTHER)}), "key"),
        "a checkpoint of another log": (
            altered({"checkpoint": _resigned(note.replace(ORIGIN, "fangji/x"), SIGNER)}),
            "origin",
        ),
        "a checkpoint that is none": (
            altered({"checkpoint": _resigned(note.replace("\n17\n", "\n017\n"), SIGNER)}),
            "checkpoint form",
        ),
        "an empty tree": (
            altered({"checkpoint": _resigned(note.replace("\n17\n", "\n0\n"), SIGNER), "as_of.position": 0}),
            "tree size",
        ),
        "a position to come": (altered({"as_of.position": 18}), "position"),
        "an index": (altered({"events.2.index": 3}), "position"),
        "an index out of range": (altered({"events.2.index": 17}), "index"),
        "a hash": (altered({"events.2.hashes.1": flipped(third["hashes"][1])}), "root"),
        "a hash left out": (altered({"events.2.hashes.1": None}), "proof length"),
        "a leaf": (altered({"events.2.leaf": flipped(third["leaf"])}), "root"),
        "a leaf that is none": (altered({"events.2.leaf": _text(b"[1]")}), "leaf"),
        "a leaf of a later format": (honest({3: leaf(3, HISTORY[2], format="fangji-event/2")}), "leaf"),
        "a leaf of another log": (honest({3: leaf(3, HISTORY[2], origin="fangji/x")}), "origin"),
        "a header with more": (honest({3: leaf(3, HISTORY[2], also="1")}), "leaf"),
        "a moment that is none": (honest({3: leaf(3, HISTORY[2], recorded_at="yesterday")}), "leaf"),
        "a body that is none": (honest({3: leaf(3, b"nonsense")}), "body"),
        "a body that is not canonical": (honest({3: leaf(3, json.dumps(HISTORY[2]).encode())}), "body"),
        "a body with a member more": (honest({3: {**HISTORY[2], "also": 1}}), "body"),
        "a body with a member less": (
            honest({3: {name: one for name, one in HISTORY[2].items() if name != "actor"}}),
            "body",
        ),
        "a body of a type to come": (honest({3: {**HISTORY[2], "type": "HouseTeleported"}}), "body"),
        "a body of a schema to come": (honest({3: {**HISTORY[2], "schema": 2}}), "body"),
        "a version that is no number": (honest({3: {**HISTORY[2], "version": "3"}}), "body"),
        "a day that is none, in an event": (honest({3: {**HISTORY[2], "effective_on": "2021-06-31"}}), "body"),
        "an event of another subject": (honest({}, [*range(1, 14), 15]), "subject"),
        "an event of another kind": (
            honest({3: {**HISTORY[2], "kind": "BUILDING", "type": "BuildingRegistered"}}),
            "subject",
        ),
        "another kind": (altered({"subject.kind": "BUILDING"}), "subject"),
        "another stream": (altered({"subject.stream": "00000000-0000-4000-8000-000000000001"}), "subject"),
        "another code": (altered({"subject.code": "3301-0007-1103"}), "subject"),
        "another scheme": (altered({"subject.scheme": "demo2"}), "subject"),
        "a stream of another code": (_elsewhere(), "subject"),
        "an event left out": (altered({"events.2": None}), "version"),
        "the first event left out": (altered({"events.0": None}), "version"),
        "events swapped": (altered({"events": swapped}), "version"),
        "an event twice": (altered({"events": [*told["events"][:3], *told["events"][2:]]}), "version"),
        "the versions not in order": (
            honest({3: {**HISTORY[2], "version": 4}, 4: {**HISTORY[3], "version": 3}}, [1, 2, 4, 3, *range(5, 14)]),
            "version",
        ),
        "a void of nobody's event": (honest({7: {**HISTORY[6], "voids": [STRANGERS[0]["id"]]}}), "history"),
        "a correction of a corrected": (honest({6: {**HISTORY[5], "corrects": HISTORY[0]["id"]}}), "history"),
        "the day": (altered({"as_of.valid_on": "2020-06-30"}), "state"),
        "the position": (altered({"as_of.position": 10}), "state"),
        "the last events left out": (altered({"events.12": None}), "state"),
        "a value": (altered({"state..room": "4"}), "state"),
        "a value more": (altered({"state..area": "1"}), "state"),
        "a value less": (altered({"state..room": None}), "state"),
        "an element more": (altered({"state.mortgages/9": {}}), "state"),
        "an element less": (altered({"state.owners/1": None}), "state"),
        "no subject": (altered({"state.": None}), "state"),
        "what is sealed": (altered({"state.owners/1.name": "Somebody"}), "state"),
        "a truth for a number": (altered({"state.owners/1.name": {"sealed": True}}), "state"),
    }
    return files


def _resigned(note: str, signer: notes.Signer) -> str:
    return str(notes.sign(note.partition("\n\n")[0] + "\n", signer))


def _elsewhere() -> bytes:
    """All events name a code that their stream does not follow from; subject and state fit them."""
    moved = {at: {**one, "code": "elsewhere"} for at, one in enumerate(BODIES, 1)}
    told = json.loads(honest(moved))
    told["subject"]["code"] = "elsewhere"
    return canonical.encode(told)
