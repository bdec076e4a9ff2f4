"""Which of several seizures is effective on a day 查封、轮候查封: the first that stands; the next moves up by dates.

Nothing is recorded when a waiting seizure moves up: the one before it expires or is lifted, and from that day on it is
the first that stands. A preliminary seizure 预查封 becomes an ordinary one when the house gets its owner.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from aggregates import spans
from aggregates.draft import Said
from aggregates.event import Value

Seizure = tuple[str, Mapping[str, Said]]
"""Key and attributes."""


def ranked(seizures: Iterable[Seizure], day: str) -> list[Seizure]:
    """Those that stand on ``day``, the effective one first, then those that wait, in their order.

    ``graphql_api.ranks`` says the same in SQL.
    """
    span = spans.span("HOUSE", "seizures")
    standing = [one for one in seizures if span.stands(cast(Mapping[str, Value], one[1]), day)]
    return sorted(standing, key=lambda one: (*_place(one[1]), one[0]))


def effective(seizures: Iterable[Seizure], day: str) -> Seizure | None:
    """The seizure that binds on ``day``; None where none stands."""
    return next(iter(ranked(seizures, day)), None)


def next_place(seizures: Iterable[Seizure], day: str) -> int | None:
    """The place of a new seizure among the waiting ones; None where it would not have to wait."""
    standing = ranked(seizures, day)
    return 1 + max(_waiting_order(said) for _, said in standing) if standing else None


def is_preliminary(seizure: Mapping[str, Said], *, owned: bool) -> bool:
    """Whether it binds the buyer's right to come rather than an owner; ``owned``: somebody is on record as owner."""
    return not owned and seizure.get("kind") in ("PRELIMINARY", "WAITING")


def _place(said: Mapping[str, Said]) -> tuple[str, int]:
    registered = said.get("registered_on")
    return registered if isinstance(registered, str) else "", _waiting_order(said)


def _waiting_order(said: Mapping[str, Said]) -> int:
    order = said.get("waiting_order")
    return order if isinstance(order, int) else 0
