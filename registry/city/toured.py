"""The household of the tour: subsidised, housed when its turn came, with a child of whom nobody told in time."""

from __future__ import annotations

import datetime

from registry.city import allotments, applications, families, plan, subsidies, supervision, tenancies, tenants
from registry.city.families import Family
from registry.city.fates import Fate
from registry.city.stockroom import Stockroom
from registry.city.works import after

APPLIED = datetime.date(2022, 6, 6)
OFFERED, SIGNED = datetime.date(2023, 11, 6), datetime.date(2023, 12, 4)
BORN, TOLD_AFTER = datetime.date(2024, 6, 10), 118
"""When the second child was born, and how many days later the bureau heard of it: the late fact of the tour."""


def live(family: Family, room: Stockroom) -> None:
    """Its whole life until the city's end; without homes it goes on renting on the market."""
    day = applications.succeed(family)
    applications.grant(family, day, "MARKET_RENT_SUBSIDY")
    allotments.wait(family, after(day, 4))
    home = room.take("PUBLIC_RENTAL", OFFERED, family.bedrooms)
    until = plan.END if home is None else SIGNED
    approval = subsidies.receive(family, "MARKET_RENT", datetime.date(2022, 10, 1), until)
    if home is None:
        return
    allotment = allotments.allocate(family, OFFERED, "WAITING_ORDER")
    if allotment is None:
        return
    allotments.choose(family, allotment, after(OFFERED, 12), home)
    tenancy = tenancies.sign(family, allotment, SIGNED, home)
    if approval is not None and tenancy is not None and approval.ends > SIGNED:
        subsidies.stop(family, approval, SIGNED, "SEC-4", cause=tenancy.signed)
    supervision.join(family, BORN, "CHILD", late=TOLD_AFTER)
    tenants.stay(family, tenancy)


FATE = Fate(live, 0, (0, 0))


def application(city: plan.City) -> str:
    """The number of its application."""
    return families.application_number(next(city.projects()).division, APPLIED, 0, 1)
