"""Ed25519 as section 5.1 of RFC 8032 tells it, over Python's integers: slow, and written apart from every library."""

from __future__ import annotations

import hashlib

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int]


def add(one: Point, other: Point) -> Point:
    """The sum of two points of the curve -x² + y² = 1 + d x² y²."""
    (x1, y1), (x2, y2) = one, other
    product = D * x1 * x2 * y1 * y2
    return (x1 * y2 + x2 * y1) * pow(1 + product, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - product, -1, P) % P


def times(count: int, point: Point) -> Point:
    """A point added to itself so often."""
    total: Point = (0, 1)
    while count:
        if count & 1:
            total = add(total, point)
        point, count = add(point, point), count >> 1
    return total


def recover(y: int, sign: int) -> int:
    """The x of a point, of a parity."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    assert (x * x - square) % P == 0, "no point of the curve"
    return x if x & 1 == sign else P - x


BASE = (recover(4 * pow(5, -1, P) % P, 0), 4 * pow(5, -1, P) % P)


def encode(point: Point) -> bytes:
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def decode(data: bytes) -> Point:
    said = int.from_bytes(data, "little")
    y = said & (1 << 255) - 1
    return recover(y, said >> 255), y


def number(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")


def expand(seed: bytes) -> tuple[int, bytes]:
    """The secret scalar and the prefix of a seed."""
    hashed = hashlib.sha512(seed).digest()
    return (int.from_bytes(hashed[:32], "little") & (1 << 254) - 8) | 1 << 254, hashed[32:]


def public(seed: bytes) -> bytes:
    """The public key of a seed."""
    return encode(times(expand(seed)[0], BASE))


def sign(seed: bytes, message: bytes) -> bytes:
    """The signature over a message."""
    secret, prefix = expand(seed)
    nonce = number(prefix, message) % ORDER
    point = encode(times(nonce, BASE))
    return point + ((nonce + number(point, public(seed), message) * secret) % ORDER).to_bytes(32, "little")


def verifies(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature is of a key over a message."""
    factor = int.from_bytes(signature[32:], "little")
    due = add(decode(signature[:32]), times(number(signature[:32], key, message) % ORDER, decode(key)))
    return factor < ORDER and times(factor, BASE) == due
