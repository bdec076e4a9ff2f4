"""What becomes of one family after another: the stories of housing security, each with its share of all families."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable

from registry.city import applicants, tenants
from registry.city.families import Family
from registry.city.stockroom import Stockroom

Story = Callable[[Family, Stockroom], None]
LONG_AGO = 1290
"""Days before the city's end at which those applied who have paid three years of rents."""


@dataclasses.dataclass(frozen=True, slots=True)
class Fate:
    """A story, how many of a hundred families live it, and how many days before the end they apply (first, last)."""

    tell: Story
    share: int
    applied: tuple[int, int]
    programme: str = "PUBLIC_RENTAL"
    category: str = "FAMILY"


FATES = (
    Fate(tenants.by_order, 9, (LONG_AGO, LONG_AGO + 60)),
    Fate(applicants.subsidised, 16, (300, LONG_AGO), "MARKET_RENT_SUBSIDY"),
    Fate(applicants.waiting, 9, (120, 900)),
    Fate(applicants.in_publicity, 3, (29, 31)),
    Fate(tenants.talent, 4, (400, LONG_AGO), "AFFORDABLE_RENTAL", "TALENT"),
    Fate(applicants.accepted, 3, (6, 9)),
    Fate(applicants.rejected, 4, (60, 900)),
    Fate(tenants.bought, 4, (200, 700), "ALLOTTED_SALE"),
    Fate(tenants.housed_at_last, 3, (900, 1100)),
    Fate(tenants.left, 3, (LONG_AGO, LONG_AGO + 60)),
    Fate(applicants.asked, 3, (11, 13)),
    Fate(applicants.suspended, 2, (200, 500)),
    Fate(applicants.revoked, 3, (450, 900)),
    Fate(applicants.eligible, 3, (110, 150)),
    Fate(applicants.offered, 3, (200, 400)),
    Fate(tenants.by_priority, 3, (400, LONG_AGO)),
    Fate(tenants.behind, 2, (700, LONG_AGO)),
    Fate(tenants.bought, 3, (200, 700), "SHARED_OWNERSHIP"),
    Fate(tenants.growing, 2, (LONG_AGO, LONG_AGO + 30)),
    Fate(tenants.sublet, 2, (LONG_AGO, LONG_AGO + 60)),
    Fate(tenants.exchanged, 1, (LONG_AGO, LONG_AGO + 60)),
    Fate(applicants.clawed_back, 2, (700, 1000), "MARKET_RENT_SUBSIDY"),
    Fate(tenants.drawn_elsewhere, 3, (500, LONG_AGO), "PUBLIC_RENTAL", "NEW_RESIDENT"),
    Fate(applicants.resumed, 2, (250, 600)),
    Fate(applicants.under_review, 2, (300, 900)),
    Fate(tenants.paid_up, 2, (900, LONG_AGO)),
    Fate(tenants.vacant, 2, (900, LONG_AGO)),
    Fate(tenants.waived, 1, (500, 700)),
    Fate(applicants.subsidised, 4, (200, 900), "MARKET_RENT_SUBSIDY", "SINGLE"),
)
"""In small cities the first ones are told."""


def of_all(count: int) -> list[Fate]:
    """The fates of so many families, each by its share; what is left over goes to those without any, then to all."""
    shares = sum(one.share for one in FATES)
    counts = {one: one.share * count // shares for one in FATES}
    spare = sorted(FATES, key=lambda one: counts[one] > 0)
    for one in itertools.islice(itertools.cycle(spare), count - sum(counts.values())):
        counts[one] += 1
    return [one for one in FATES for _ in range(counts[one])]
