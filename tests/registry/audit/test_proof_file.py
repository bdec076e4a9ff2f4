"""Proof files: their form, both verifiers on good ones, and every line altered, each with the check that finds it."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

import pytest

from registry.audit import checkpoints, encoding, errors, merkle, notes, proof_file
from tests.registry.audit import naive, outsider

ORIGIN = "fangji/test"
SIGNER = notes.Signer(ORIGIN, bytes(range(32)))
KEY = SIGNER.verifier
OTHER = notes.Signer("fangji/other", bytes(32))


def leaf(position: int, origin: str = ORIGIN) -> bytes:
    header = {"format": "fangji-event/1", "origin": origin, "position": position, "recorded_at": "…"}
    return json.dumps(header).encode() + b"\n" + json.dumps({"kind": "HOUSE", "code": f"H{position}"}).encode()


LEAVES = [leaf(position) for position in range(1, 14)]
HASHES = [merkle.leaf_hash(one) for one in LEAVES]
CHECKPOINT = checkpoints.Checkpoint(ORIGIN, 13, naive.mth(HASHES))
NOTE = CHECKPOINT.signed(SIGNER)


def proof(index: int = 5, note: str = NOTE, extra: bytes | None = None) -> proof_file.ProofFile:
    return proof_file.ProofFile(index, naive.path(index, HASHES), note, LEAVES[index] if extra is None else extra)


FILE = str(proof())


def refused(file: bytes | str, *known: notes.Verifier, origin: str | None = None) -> tuple[errors.Check, str]:
    with pytest.raises(errors.NotVerified) as found:
        proof_file.verify(file, *(known or (KEY,)), origin=origin)
    if not known and isinstance(file, str):
        assert outsider.check_proof(file, str(KEY)) is None
    return found.value.check, found.value.message


@pytest.mark.parametrize("index", range(13))
def test_every_leaf_is_proved_to_both_verifiers(index: int) -> None:
    file = str(proof(index))
    found = proof_file.verify(file.encode(), KEY)
    assert (found.position, found.leaf, found.checkpoint) == (index + 1, LEAVES[index], CHECKPOINT)
    assert found.header["position"] == index + 1
    assert json.loads(found.body)["code"] == f"H{index + 1}"
    assert outsider.check_proof(file, str(KEY)) == LEAVES[index]
    assert str(proof_file.parse(file)) == file


def test_the_form_is_the_specification_s() -> None:
    assert FILE.split("\n")[:3] == [
        "c2sp.org/tlog-proof@v1",
        f"extra {base64.b64encode(LEAVES[5]).decode()}",
        "index 5",
    ]
    assert FILE.endswith(f"\n\n{NOTE}")
    assert len(FILE.partition("\n\n")[0].split("\n")) == 3 + 4


def test_a_tree_of_one_leaf_has_no_hashes() -> None:
    note = checkpoints.Checkpoint(ORIGIN, 1, HASHES[0]).signed(SIGNER)
    file = str(proof_file.ProofFile(0, [], note, LEAVES[0]))
    assert proof_file.verify(file, KEY).position == 1
    assert outsider.check_proof(file, str(KEY)) == LEAVES[0]


def flipped(line: int) -> str:
    """The file with one bit of a line's Base64 changed, its form kept."""
    lines = FILE.split("\n")
    word, blank, encoded = lines[line].rpartition(" ")
    data = bytearray(base64.b64decode(encoded))
    data[-3] ^= 1
    lines[line] = word + blank + base64.b64encode(data).decode()
    return "\n".join(lines)


def resigned(**members: object) -> str:
    """The file under a checkpoint that says something else, properly signed."""
    said = {"origin": ORIGIN, "size": 13, "root": CHECKPOINT.root, **members}
    return str(proof(note=checkpoints.Checkpoint(**said).signed(SIGNER)))  # type: ignore[arg-type]


LINES = FILE.split("\n")
EXTRA, INDEX, HASH, SIZE, ROOT, SIGNATURE = 1, 2, 3, 9, 10, 12
Check = errors.Check


def test_the_lines_are_where_these_tests_think() -> None:
    assert [LINES[at] for at in (8, SIZE)] == [ORIGIN, "13"]
    assert LINES[SIGNATURE].startswith("— ")


@pytest.mark.parametrize(
    ("file", "check", "why"),
    [
        (FILE.replace("@v1", "@v2"), Check.FILE_FORM, "line 1 is 'c2sp.org/tlog-proof@v2', not c2sp.org/tlog-proof@v1"),
        (flipped(EXTRA), Check.ROOT, "the leaf's bytes or one of the hashes are altered"),
        (FILE.replace("index 5", "index 4"), Check.POSITION, "The leaf says position 6, index 4 is position 5"),
        (FILE.replace("index 5", "index 13"), Check.INDEX, "Index 13 is out of range: the tree's size is 13"),
        *((flipped(HASH + at), Check.ROOT, "one of the hashes are altered") for at in range(4)),
        (FILE.replace(f"\n\n{ORIGIN}", "\n\nfangji/tent"), Check.SIGNATURE, "is not over this text"),
        (FILE.replace("\n13\n", "\n14\n"), Check.SIGNATURE, "is not over this text"),
        (flipped(ROOT), Check.SIGNATURE, "is not over this text"),
        (flipped(SIGNATURE), Check.SIGNATURE, "is not over this text"),
        (FILE.replace(f"— {ORIGIN}", "— fangji/tent"), Check.KEY, "and by none of the keys given: fangji/test+"),
    ],
)
def test_every_line_altered(file: str, check: errors.Check, why: str) -> None:
    found, said = refused(file)
    assert (found, why in said) == (check, True), said


@pytest.mark.parametrize(
    ("file", "check", "why"),
    [
        (resigned(size=5), Check.INDEX, "Index 5 is out of range: the tree's size is 5, so indexes go from 0 to 4"),
        (resigned(size=0), Check.SIZE, "A tree of size 0 holds no leaf to prove"),
        (resigned(size=40), Check.PROOF_LENGTH, "The proof has 4 hashes where these sizes take 6"),
        (resigned(root=bytes(32)), Check.ROOT, "not " + bytes(32).hex()),
        (resigned(origin="fangji/other"), Check.ORIGIN, "of the log 'fangji/other', not of 'fangji/test'"),
        (str(proof(extra=leaf(6, "fangji/other"))), Check.ORIGIN, "The leaf is of the log 'fangji/other'"),
        (str(proof(extra=LEAVES[6])), Check.POSITION, "The leaf says position 7, index 5 is position 6"),
        (str(proof(extra=LEAVES[5][:-1])), Check.ROOT, "the leaf's bytes or one of the hashes are altered"),
        (str(proof(extra=b"{}")), Check.ORIGIN, "The leaf is of the log None"),
        (str(proof(extra=b"[1]")), Check.LEAF, "The leaf's first line is not a JSON object"),
        (str(proof(extra=b"")), Check.LEAF, "The leaf's first line is not a JSON object"),
    ],
)
def test_a_file_that_says_something_else(file: str, check: errors.Check, why: str) -> None:
    found, said = refused(file)
    assert (found, why in said) == (check, True), said


def test_a_file_without_the_leaf() -> None:
    file = FILE.replace(f"{LINES[EXTRA]}\n", "")
    assert proof_file.parse(file).extra is None
    assert refused(file)[0] is Check.LEAF


def test_the_wrong_key_and_the_wrong_origin() -> None:
    check, said = refused(FILE, OTHER.verifier)
    assert (check, f"fangji/other+{OTHER.verifier.key_id.hex()}" in said) == (Check.KEY, True)
    assert refused(FILE, KEY, origin="fangji/other")[0] is Check.ORIGIN


def without(line: int) -> str:
    return "\n".join(LINES[:line] + LINES[line + 1 :])


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("", "it has no blank line between proof and checkpoint"),
        (b"\xff", "it is not UTF-8"),
        (FILE.replace("\n", "\r\n"), "it has no blank line"),
        (without(0), "line 1 is 'extra "),
        (without(INDEX), "line 3 is not `index` and a number without leading zeros"),
        (FILE.replace("index 5", "index 05"), "line 3 is not `index`"),
        (FILE.replace("index 5", "index -5"), "line 3 is not `index`"),
        (FILE.replace("extra ", "Extra "), "line 2 is not `index`"),
        (FILE.replace("extra ", "extra *"), "line 2, the extra data, is not Base64"),
        (FILE.replace(LINES[HASH + 1], LINES[HASH + 1][:-1]), "line 5 is not Base64 of a hash of 32 bytes"),
        (FILE.replace(LINES[HASH], encoding.base64(bytes(31))), "line 4 is not Base64 of a hash of 32 bytes"),
        (FILE.replace(LINES[HASH], "\n".join([LINES[HASH]] * 61)), "it has 64 hashes, at most 63 are possible"),
    ],
)
def test_what_is_no_proof_file(file: bytes | str, why: str) -> None:
    check, said = refused(file)
    assert (check, why in said) == (Check.FILE_FORM, True), said


@pytest.mark.parametrize("cut", [lambda file: file[:-1], lambda file: file + "\n", lambda file: file + "x\n"])
def test_a_checkpoint_that_is_cut_or_goes_on(cut: Callable[[str], str]) -> None:
    assert refused(cut(FILE))[0] is Check.NOTE_FORM


def test_hashes_left_out_or_added() -> None:
    assert refused(without(HASH))[0] is Check.PROOF_LENGTH
    assert refused(FILE.replace(LINES[HASH], f"{LINES[HASH]}\n{LINES[HASH]}"))[0] is Check.PROOF_LENGTH
