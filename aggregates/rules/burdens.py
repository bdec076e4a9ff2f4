"""What is open on a house when it is lost: charges on the register, leases and tenancies (LOS-1)."""

from __future__ import annotations

from aggregates.house import House
from aggregates.kinds import Element
from aggregates.rules import leases
from aggregates.rules.wording import Words
from aggregates.view import View

H = House
COLLECTIONS: tuple[type[Element], ...] = (
    H.mortgages,
    H.seizures,
    H.objections,
    H.advance_notices,
    H.leases,
    H.tenancies,
)

Burden = tuple[type[Element], str]
"""A collection and the key of an element."""


def on(house: View) -> list[Burden]:
    """What stands on a house on the view's day, and leases that are filed ahead."""
    standing = [(of, key) for of in COLLECTIONS for key, _ in house.standing(of)]
    ahead = [(H.leases, one.key) for one in leases.others(house, "") if one.since > house.day]
    return [*standing, *(one for one in ahead if one not in standing)]


def named(burdens: list[Burden]) -> Words:
    """They as messages name them; "nothing" where there are none. Numbers of the register are no personal data."""
    chinese = "、".join(f"{of.collection.zh}{key}" for of, key in burdens)
    english = ", ".join(f"{of.collection.en.lower()} {key}" for of, key in burdens)
    return Words(chinese or "无", english or "nothing")
