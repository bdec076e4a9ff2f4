"""Secured stock is not sold, or not before its years are over (TRA-3)."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from aggregates import calendar_days
from aggregates.house import House
from aggregates.rules import holdings
from aggregates.rules.rule import Breach, Case
from aggregates.rules.wording import Words
from aggregates.vocabulary import Stock

H = House
RENTAL = frozenset({"PUBLIC_RENTAL", "LOW_RENT", "AFFORDABLE_RENTAL"})
SOLD = frozenset({"SALE", "EXCHANGE"})
_RELEASE = Words("退出保障房源", "it is released from the stock")


def check(case: Case) -> Iterator[Breach]:
    """TRA-3: rental stock is not sold; an owner sells restricted stock only when the years of the policy are over."""
    if case.judged.type == "OwnershipTransferred" and holdings.transfer(case.judged).get("basis") not in SOLD:
        return
    for stock, origin, stated in _stocks(case):
        if stock in RENTAL:
            yield case.breach(in_the_way=[origin], stock=_named(stock), until=_RELEASE)
            continue
        until, acquired = _barred_until(case, stock, stated)
        if until is not None and case.day < until:
            yield case.breach(
                in_the_way=[origin, acquired], days=[until], stock=_named(stock), until=Words(until, until)
            )


def _named(stock: str) -> Words:
    return Words(Stock[stock].value, stock)


def _stocks(case: Case) -> Iterator[tuple[str, UUID | None, str | None]]:
    """Each stock that the house is in on the day, how it came there, and until when its sale is said to be barred."""
    entries = dict(case.before.elements(H.stock_entries))
    stock = case.before.text(H.stock)
    if stock is not None and stock not in {said.get("stock") for said in entries.values()}:
        yield stock, case.before.maker(H.stock), None
    for key, said in case.before.standing(H.stock_entries):
        if isinstance(entered := said.get("stock"), str):
            stated = said.get("sale_barred_until")
            origin = case.before.origin(H.stock_entries, key)
            yield entered, origin, stated if isinstance(stated, str) else None


def _barred_until(case: Case, stock: str, stated: str | None) -> tuple[str | None, UUID | None]:
    """The first day of free sale, and the event by which the owner acquired; the first sale of all is free."""
    years = case.policy.stock.sale_barred_years.get(stock, 0)
    found = max(_acquisitions(case), default=None, key=lambda one: one[0])
    if found is None:
        return None, None
    acquired, event = found
    return stated or (calendar_days.add_months(acquired, 12 * years) if years else None), event


def _acquisitions(case: Case) -> Iterator[tuple[str, UUID]]:
    """When those who own the house now acquired it; some registers name transfers only."""
    owners = holdings.bought(holdings.standing(case.before))
    for key, said in owners.items():
        if isinstance(acquired := said.get("acquired_on"), str):
            yield acquired, case.before.origin(H.owners, key)
    for key, said in case.before.elements(H.transfers) if not owners else ():
        if said.get("basis") != "FIRST_REGISTRATION" and isinstance(on := said.get("registered_on"), str):
            yield on, case.before.origin(H.transfers, key)
