"""A second verifier, as somebody outside would write it from the specifications alone: recursive, and nothing of ours.

The standard library and `cryptography`. It says yes or no; the product's verifier says which check failed.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def root_by_inclusion(index: int, size: int, leaf: bytes, hashes: Sequence[bytes]) -> bytes | None:
    """The root that a proof leads to, from the root's child down; None where the number of hashes is not right."""
    if size == 1:
        return leaf if not hashes and index == 0 else None
    if not hashes or not 0 <= index < size:
        return None
    k = 1 << (size - 1).bit_length() - 1
    if index < k:
        below = root_by_inclusion(index, k, leaf, hashes[:-1])
        return below and _node(below, hashes[-1])
    below = root_by_inclusion(index - k, size - k, leaf, hashes[:-1])
    return below and _node(hashes[-1], below)


def consistent(old: int, new: int, old_root: bytes, new_root: bytes, hashes: Sequence[bytes]) -> bool:
    """Whether a proof shows that the older tree begins the newer one."""
    if not 0 < old < new:
        return not hashes and (old == 0 or (old == new and old_root == new_root))
    waiting = iter(reversed(hashes))
    try:
        roots = _roots(old, new, True, old_root, waiting)
    except StopIteration:
        return False
    return roots == (old_root, new_root) and next(waiting, None) is None


def _roots(old: int, new: int, whole: bool, old_root: bytes, waiting: Iterator[bytes]) -> tuple[bytes, bytes]:
    """Roots of the older tree and of the newer one, below a node; the proof is read from its end."""
    if old == new:
        one = old_root if whole else next(waiting)
        return one, one
    k = 1 << (new - 1).bit_length() - 1
    sibling = next(waiting)
    if old <= k:
        before, after = _roots(old, k, whole, old_root, waiting)
        return before, _node(after, sibling)
    before, after = _roots(old - k, new - k, False, old_root, waiting)
    return _node(sibling, before), _node(sibling, after)


def check_note(note: str, key: str) -> str | None:
    """The text of a note that the key signed."""
    text, _, signatures = note.rpartition("\n\n")
    name, hexadecimal, encoded = key.split("+", 2)
    public = base64.b64decode(encoded)
    lines = [line.split(" ") for line in signatures.split("\n")[:-1]]
    if not signatures.endswith("\n") or any(len(line) != 3 or line[0] != "—" for line in lines):
        return None
    for _, signer, signature in lines:
        data = base64.b64decode(signature)
        if (signer, data[:4].hex()) == (name, hexadecimal):
            try:
                Ed25519PublicKey.from_public_bytes(public[1:]).verify(data[4:], f"{text}\n".encode())
            except InvalidSignature:
                return None
            return text
    return None


def check_proof(file: str, key: str) -> bytes | None:
    """The leaf that a proof file proves; None where it proves nothing."""
    try:
        proof, _, note = file.partition("\n\n")
        first, extra, index, *hashes = proof.split("\n")
        text = check_note(note, key)
        if first != "c2sp.org/tlog-proof@v1" or text is None:
            return None
        origin, size, root = text.split("\n")
        leaf = base64.b64decode(extra.removeprefix("extra "), validate=True)
        found = root_by_inclusion(
            _number(index.removeprefix("index ")),
            _number(size),
            hashlib.sha256(b"\x00" + leaf).digest(),
            [base64.b64decode(one, validate=True) for one in hashes],
        )
    except ValueError:  # also what is no Base64, and lines that are missing or too many
        return None
    return leaf if found == base64.b64decode(root) and origin == key.split("+")[0] else None


def _number(text: str) -> int:
    if str(int(text)) != text:
        raise ValueError(text)
    return int(text)


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
