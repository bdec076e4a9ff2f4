"""What a month of a secured home costs and a month's subsidy comes to, as the city's policy of the day computes it."""

from __future__ import annotations

import datetime
from decimal import Decimal

from aggregates import entitlement
from registry.city.families import Family
from registry.city.stockroom import Secured


def rent(family: Family, home: Secured, day: datetime.date) -> str:
    """A month's rent of a home, in CNY."""
    area = Decimal(f"{home.home.area:.2f}")
    stock = home.stock if home.stock in family.policy(day).rents else "PUBLIC_RENTAL"
    computed = entitlement.rent(family.policy(day), stock, area, family.circumstances_on(day))
    return f"{computed.amount:.2f}" if computed is not None else f"{area * 10:.2f}"


def subsidy(
    family: Family, kind: str, day: datetime.date, rent_a_month: str | None = None
) -> entitlement.Computed | None:
    """A month's subsidy of a kind with its computation; None where the family gets none."""
    rent_paid = Decimal(rent_a_month) if rent_a_month is not None else None
    computed = entitlement.subsidy(family.policy(day), kind, family.circumstances_on(day), rent_paid)
    return computed if isinstance(computed, entitlement.Computed) and computed.amount > 0 else None


def months(family: Family, kind: str, day: datetime.date) -> int:
    """The term of an approval."""
    return entitlement.months(family.policy(day), kind)
