"""What an engine is asked of a document's tokens: a small algebra that each engine writes in its own query language."""

from __future__ import annotations

from dataclasses import dataclass

from search.document import Field

EVERYWHERE = (Field.NAME, Field.ADDRESS, Field.TEXT)
PLACES = (Field.NAME, Field.ADDRESS)


@dataclass(frozen=True, slots=True)
class Has:
    """Any of the tokens, or any that begins with one of the prefixes, stands in any of the fields."""

    fields: tuple[Field, ...]
    tokens: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class All:
    """Every one holds."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least so many hold: one, or all but one, or all but two of at most :data:`search.interpreting.MOST_TERMS`."""

    of: tuple[Condition, ...]
    least: int = 1


Condition = Has | All | Some


@dataclass(frozen=True, slots=True)
class Clause:
    """A document that satisfies it gets ``weight`` points: all of them where texts of its own do, fewer where texts of
    what it belongs to or former ones do (:data:`search.tokens.SHARES`). ``own``: only texts of its own can."""

    condition: Condition
    weight: int
    own: bool = False


@dataclass(frozen=True, slots=True)
class Tier:
    """``needs`` is what a document has to satisfy to be a hit; its score is the sum of the clauses it satisfies."""

    needs: Condition
    clauses: tuple[Clause, ...]


def either(*conditions: Condition | None) -> Condition:
    """Any of those that there are."""
    kept = tuple(dict.fromkeys(one for one in conditions if one is not None))
    return kept[0] if len(kept) == 1 else Some(kept)


def every(*conditions: Condition) -> Condition:
    """All of them."""
    kept = tuple(dict.fromkeys(conditions))
    return kept[0] if len(kept) == 1 else All(kept)
