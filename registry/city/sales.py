"""From presale to the first owner: contracts, cancellations, mortgages, transfer."""

from __future__ import annotations

import datetime

from registry.city import codes, people
from registry.city.drafts import Draft, Value
from registry.city.homes import Home, amount, party
from registry.city.works import after


def open_presale(home: Home) -> Draft | None:
    """The house's own small event, caused by the project's permit."""
    permit = home.site.presale
    if permit is None:
        return None
    stated: dict[str, Value] = {
        "presale_permit_no": home.site.presale_no,
        "presale_opened_on": permit.effective.isoformat(),
        "presale_open": True,
        "presale_lapses_on": after(permit.effective, 1095).isoformat(),
    }
    return home.record("PresaleOpened", permit.effective, {"": stated}, cause=permit, late=0)


def sell(home: Home) -> datetime.date | None:
    """Sold before completion, after it, or not at all; the day on which somebody became the owner."""
    opened = open_presale(home)
    if opened is None:
        return None
    chance = home.book.chance
    done = home.site.completed.get(home.building.number)
    signed = after(opened.effective, 3 + int(chance.expovariate(1 / 150)))
    if done is None or signed < done:
        return presell(home, opened, signed, done)
    return sell_finished(home, after(done, chance.randrange(60, 500)))


def presell(home: Home, opened: Draft, signed: datetime.date, done: datetime.date | None) -> datetime.date | None:
    """Sold from the plan; the day on which the buyers became the owners, where they have."""
    buyers = home.buyers(signed.year)
    contract, number = _contract(home, "PresaleContractFiled", "PRESALE", signed, buyers, [opened], home.filed_after)
    if contract is None:
        return None
    if home.book.chance.random() < 0.04:
        cancelled = after(signed, home.book.chance.randrange(20, 90))
        ended: dict[str, Value] = {"cancelled_on": cancelled.isoformat(), "reason": "买受人贷款未获批准"}
        if (
            home.record("PresaleContractCancelled", cancelled, {f"contracts/{number}": ended}, relied_on=[contract])
            is None
        ):
            return None
        signed = after(cancelled, home.book.chance.randrange(5, 60))
        buyers = home.buyers(signed.year)
        contract, number = _contract(home, "PresaleContractFiled", "PRESALE", signed, buyers, [opened])
        if contract is None:
            return None
    if home.book.chance.random() < 0.7:
        _mortgage(home, "ADVANCE_NOTICE", after(signed, 30), home.price * 0.6)
    if done is None:
        return None
    handover = after(done, home.book.chance.randrange(60, 240))
    return handover if transfer(home, handover, buyers, contract, number) else None


def sell_finished(home: Home, day: datetime.date, buyers: list[people.Person] | None = None) -> datetime.date | None:
    """Sold when it is built, to somebody or to these buyers; the day on which they became the owners."""
    confirmed = after(day, -30)
    stated: dict[str, Value] = {"sale_confirmed": True, "sale_confirmation_no": home.number("现售", confirmed)}
    cleared = home.record("SaleConfirmed", confirmed, {"": stated})
    if cleared is None:
        return None
    buyers = buyers or home.buyers(day.year)
    contract, number = _contract(home, "SaleContractFiled", "SALE", day, buyers, [cleared])
    if contract is None:
        return None
    handover = after(day, home.book.chance.randrange(20, 60))
    return handover if transfer(home, handover, buyers, contract, number) else None


def _contract(
    home: Home,
    type_: str,
    kind: str,
    signed: datetime.date,
    buyers: list[people.Person],
    relied: list[Draft],
    filed_after: int = 3,
) -> tuple[Draft | None, str]:
    number = home.number("YS" if kind == "PRESALE" else "XS", signed)
    stated: dict[str, Value] = {
        "kind": kind,
        "number": number,
        "signed_on": signed.isoformat(),
        "filed_on": after(signed, filed_after).isoformat(),
        "price": amount(home.price),
        "unit_price": amount(home.price / home.area),
        "area": amount(home.area),
    }
    if kind == "PRESALE":
        stated["permit_no"] = home.site.presale_no
    changes: dict[str, dict[str, Value]] = {f"contracts/{number}": stated}
    for index, buyer in enumerate(buyers, 1):
        changes[f"parties/{number}-{index}"] = {"role": "BUYER", "contract_no": number, **party(buyer)}
    document = ("商品房买卖合同", number)
    return home.record(type_, signed, changes, document=document, relied_on=relied, late=filed_after), number


def transfer(
    home: Home, day: datetime.date, buyers: list[people.Person], contract: Draft | None, contract_no: str | None
) -> Draft | None:
    """Ownership goes to the buyers; the contract is performed, the mortgage noted in advance becomes one."""
    number = home.number(f"{home.mark}不动产权", day)
    changes: dict[str, dict[str, Value]] = {f"owners/{key}": {"ended_on": day.isoformat()} for key in home.owners}
    owners: dict[str, people.Person] = {}
    for index, buyer in enumerate(buyers, 1):
        key = f"{number}-{index}"
        owners[key] = buyer
        form: dict[str, Value] = {"form": "SOLE"} if len(buyers) == 1 else {"form": "SHARES", "share": "1/2"}
        held: dict[str, Value] = {"basis": "SALE", "transfer_no": number, "acquired_on": day.isoformat()}
        changes[f"owners/{key}"] = {**party(buyer), **form, **held, "certificate_no": f"{number}-{index}号"}
    stated: dict[str, Value] = {
        "number": number,
        "basis": "SALE",
        "registered_on": day.isoformat(),
        "price": amount(home.price),
        "area": amount(home.area),
    }
    changes[f"transfers/{number}"] = {**stated, "contract_no": contract_no}
    if contract_no is not None:
        changes[f"contracts/{contract_no}"] = {"performed_on": day.isoformat()}
    relied = [contract] if contract else []
    document = ("不动产登记申请", number)
    recorded = home.record("OwnershipTransferred", day, changes, document=document, relied_on=relied)
    if recorded is None:
        return None
    home.owners = owners
    tax: dict[str, Value] = {
        "number": home.number("契", day),
        "contract_no": contract_no,
        "amount": amount(home.price * 0.015),
        "paid_on": day.isoformat(),
    }
    home.record("DeedTaxPaid", day, {f"deed_taxes/{tax['number']}": tax})
    _renew_mortgage(home, day)
    return recorded


def _renew_mortgage(home: Home, day: datetime.date) -> None:
    if home.mortgage is None:
        return
    discharge(home, after(day, 5))
    _mortgage(home, "ORDINARY", after(day, 5), home.price * 0.6)


def _mortgage(home: Home, kind: str, day: datetime.date, secured: float) -> None:
    number = home.number(f"{home.mark}抵", day)
    bank = home.book.chance.choice(people.BANKS)
    stated: dict[str, Value] = {
        "kind": kind,
        "number": number,
        "rank": 1,
        "mortgagee_name": bank,
        "mortgagee_code": people.credit_code(codes.ANLAN, bank),
        "amount": amount(secured),
        "registered_on": day.isoformat(),
        "term_ends_on": day.replace(year=day.year + 20, day=1).isoformat(),
    }
    document = ("抵押合同", number)
    if home.record("MortgageRegistered", day, {f"mortgages/{number}": stated}, document=document):
        home.mortgage = number


def discharge(home: Home, day: datetime.date) -> None:
    """The mortgage that stands is struck off."""
    if home.mortgage is not None:
        ended: dict[str, Value] = {"discharged_on": day.isoformat()}
        home.record("MortgageDischarged", day, {f"mortgages/{home.mortgage}": ended})
        home.mortgage = None


BEFORE = 40
"""Days from a contract of resale to its transfer."""


def resell(home: Home, day: datetime.date) -> datetime.date | None:
    """A house that is owned goes to somebody else; the day of the transfer."""
    home.price = round(home.price * (1 + home.book.chance.uniform(0.05, 0.6)))
    discharge(home, after(day, -20))
    buyers = home.buyers(day.year)
    contract, number = _contract(home, "SaleContractFiled", "SALE", after(day, -BEFORE), buyers, [])
    if contract is None or transfer(home, day, buyers, contract, number) is None:
        return None
    if home.book.chance.random() < 0.5:
        _mortgage(home, "ORDINARY", after(day, 4), home.price * 0.5)
    return day
