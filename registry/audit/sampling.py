"""A random sample of events that anybody can draw again: from a signed checkpoint, a seed and public randomness.

Pure, and told in words in docs/replay.md. The checkpoint fixes what is drawn from before the randomness is known; the
seed, committed to in advance as for a draw of lots, keeps who knows the randomness first from knowing the sample.
"""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
from collections.abc import Iterator

from aggregates import canonical, errors, lots

VERSION = "fangji-sample-1"
MOST = 10_000
"""Events of a sample at most."""
SEED = 64
"""Digits of lower-case hex of a seed."""


class BadSample(errors.FangjiError):
    """What a sample would be drawn from, or by, is not what it can be."""

    code = "BAD_SAMPLE"


@dataclasses.dataclass(frozen=True, slots=True)
class Draw:
    """What a sample is drawn from and by.

    ``name`` tells it from others; ``origin``, ``size`` and ``root`` (hex) are the checkpoint's. ``seed`` is empty where
    none was committed to.
    """

    name: str
    origin: str
    size: int
    root: str
    count: int
    randomness: str
    seed: str = ""

    def __post_init__(self) -> None:
        most = min(MOST, self.size)
        if not 1 <= self.count <= most:
            said = f"count is {self.count}, but a sample of {self.size} events has 1 to {most}; name another."
            raise BadSample(said, field="count")
        if not self.randomness.strip():
            raise BadSample("randomness is empty; give the public one that was named in advance.", field="randomness")
        if self.seed and (len(self.seed) != SEED or not set(self.seed) <= set("0123456789abcdef")):
            raise BadSample("seed is not 64 digits of lower-case hex; `fangji lottery seed` makes one.", field="seed")

    @property
    def commitment(self) -> str | None:
        """What was published of the seed in advance; None without one."""
        return lots.commitment(self.name, self.seed) if self.seed else None

    def frame(self) -> dict[str, object]:
        """What stood fast before the randomness was known, as its digest is taken of it."""
        told = {"version": VERSION, "name": self.name, "origin": self.origin, "size": self.size, "root": self.root}
        return {**told, "count": self.count, "commitment": self.commitment or ""}

    def digest(self) -> str:
        """SHA-256 of the frame's canonical bytes, in hex: published before the draw."""
        return hashlib.sha256(canonical.encode(self.frame())).hexdigest()

    def positions(self) -> list[int]:
        """The positions drawn, the first before the second."""
        drawn: dict[int, None] = {}
        for position in self._lots():
            drawn[position] = None
            if len(drawn) == self.count:
                break
        return list(drawn)

    def _lots(self) -> Iterator[int]:
        """Positions without end, each as likely as any other: numbers that would favour some are passed over."""
        key = _hmac(bytes.fromhex(self.seed), "key", self.digest(), self.randomness)
        fair = 2**256 - 2**256 % self.size
        number = 0
        while True:
            lot = int.from_bytes(_hmac(key, "lot", str(number)))
            number += 1
            if lot < fair:
                yield lot % self.size + 1


def _hmac(key: bytes, step: str, *parts: str) -> bytes:
    return hmac.digest(key, "\n".join((f"{VERSION} {step}", *parts)).encode(), "sha256")
