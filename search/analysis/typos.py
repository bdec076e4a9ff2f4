"""Words that are one slip away: a letter wrong, missing, too many, or two neighbours swapped."""

from __future__ import annotations

SHORTEST, LONGEST = 4, 24
"""Letters of a word that slips are looked for in: three letters are near to everything."""


def shortened(word: str) -> set[str]:
    """The word and what is left of it without one letter: two words one slip apart have one of these in common."""
    if not (SHORTEST <= len(word) <= LONGEST and word.isascii()):
        return set()
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


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
