"""Words that one slip away are the one that was typed."""

from __future__ import annotations

from collections.abc import Iterator

LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHORTEST, LONGEST = 4, 24
"""Letters of a word that slips are looked for in: three letters are near to everything."""


def near(word: str) -> Iterator[str]:
    """Each word with a letter wrong, missing, too many, or two neighbours swapped; none for short words."""
    if not (SHORTEST <= len(word) <= LONGEST and word.isascii()):
        return
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if tail:
            yield head + tail[1:]
            yield from (head + one + tail[1:] for one in LETTERS if one != tail[0])
        if len(tail) > 1 and tail[0] != tail[1]:
            yield head + tail[1] + tail[0] + tail[2:]
        yield from (head + one + tail for one in LETTERS)


def is_near(one: str, other: str) -> bool:
    """Whether one slip makes one of the other."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    here, there = one[at:], other[at:]
    return (
        here[1:] == there[1:]
        or here[1:] == there
        or here == there[1:]
        or (here[1::-1] == there[:2] and here[2:] == there[2:])
    )
