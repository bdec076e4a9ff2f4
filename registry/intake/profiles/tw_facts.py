"""What the contracts of the actual-price register say happened: one building's rows at a time, as drafts of events."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from aggregates.event import Value
from registry.intake import decimals
from registry.intake.profile import Draft, Finding, Known, Outcome, Skipped, StagedRow
from registry.intake.profiles import tw_cancelled, tw_contract, tw_recorded
from registry.intake.profiles import tw_files as files
from registry.intake.profiles import tw_reading as reading
from registry.intake.profiles.tw_contract import Contract
from registry.intake.profiles.tw_recorded import OtherHalf

DIVISION_SCHEME = "tw"
COUNTRY = "TW"
REGISTER_BEGAN = datetime(2012, 8, 1, tzinfo=files.TAIPEI)
"""When the register of actual prices was opened, and so its divisions known."""

SOCIAL_PROGRAMME = "社會住宅包租代管"
CURRENCY = "TWD"
_EXACT = re.compile(r"\d{4}-\d\d-\d\d")
LOTS_LENGTH = 200
_SHARED = ("共有部分", "本共有部分", "共同使用")


def facts(subject: str, rows: Sequence[StagedRow], known: Known) -> Iterator[Outcome]:
    """The events of one building's contracts; bare land is skipped with its lines."""
    contracts, land = tw_contract.contracts(rows)
    yield from (Skipped(one.rows, _land_reason(one)) for one in land)
    if not contracts:
        return
    completed = _completed(contracts)
    yield from _divisions(contracts[0])
    if contracts[0].text("building"):
        yield _building(contracts, completed)
    for contract in contracts:
        yield from tw_recorded.unnamed_before(contract, known)
        yield _house(contract, completed)
        yield from _deal(contract, tw_recorded.other_half(contract, known))


def _land_reason(contract: Contract) -> str:
    return "bare land, with bytes outside the code page" if _broken(contract) else "bare land"


def _broken(contract: Contract) -> str:
    """Columns with bytes outside the code page, of the contract and its lines."""
    return "; ".join(row.data["broken"] for row in contract.rows if row.data.get("broken"))


def _completed(contracts: Sequence[Contract]) -> str:
    """The building's completion, as exactly as any of its rows tells it."""
    told = [row.data.get("completed", "") for one in contracts for row in one.rows]
    return max(filter(None, told), key=lambda text: (len(text), text), default="")


def division_code(city: str, district: str) -> str:
    """``TW/臺北市/文山區``; a city that is its own district stands alone."""
    return f"{COUNTRY}/{city}" if district == city else f"{COUNTRY}/{city}/{district}"


def _divisions(contract: Contract) -> Iterator[Draft]:
    city, district = contract.text("city"), contract.text("district")
    yield _division(COUNTRY, "臺灣", "PROVINCE", None)
    yield _division(f"{COUNTRY}/{city}", city, "PREFECTURE", COUNTRY)
    if district != city:
        yield _division(division_code(city, district), district, "COUNTY", f"{COUNTRY}/{city}")


def _division(code: str, name: str, level: str, parent: str | None) -> Draft:
    set_ = _stated({"name": name, "level": level, "parent": parent})
    return Draft(
        "DIVISION",
        DIVISION_SCHEME,
        code,
        "DivisionRegistered",
        reading.BEFORE_THE_REGISTER,
        set_,
        ensure=True,
        registered_at=REGISTER_BEGAN,
    )


def _building(contracts: Sequence[Contract], completed: str) -> Draft:
    """The building, known from its completion on where the day is told, else from its first contract."""
    first = contracts[0]
    stands = bool(completed) or any(one.text("kind") != files.PRESALE for one in contracts)
    values: dict[str, Value] = {
        "division": division_code(first.text("city"), first.text("district")),
        "address": first.text("building"),
        "floors": _first(contracts, "floors"),
        "building_type": _first(contracts, "type"),
        "structure": _first(contracts, "structure"),
        "zoning": _first(contracts, "zoning"),
        "currency": CURRENCY,
        "year_built": int(completed[:4]) if completed else None,
        "completed_on": completed if _EXACT.fullmatch(completed) else None,
        "physical": "COMPLETED" if stands else None,
        "has_elevator": _first(contracts, "elevator"),
        "estate": _first(contracts, "estate"),
        "parcel": _lots(contracts),
    }
    since = completed if _EXACT.fullmatch(completed) else first.text("on")
    return _ensured(
        "BUILDING", reading.ADDRESS_SCHEME, first.text("building"), "BuildingRegistered", since, values, first
    )


def _lots(contracts: Sequence[Contract]) -> str:
    """The lots that the building's contracts name, as many as there is room for, and how many there are."""
    lots = list(dict.fromkeys(line.data["lot"] for one in contracts for line in one.lines if "lot" in line.data))
    text = "、".join(lots)
    return text if len(text) <= LOTS_LENGTH else f"{text[: LOTS_LENGTH - 10].rpartition('、')[0]}等{len(lots)}筆"


def _address(contract: Contract) -> str:
    """The address; where it names no building, with what the developer calls estate and unit."""
    called = "" if contract.text("building") else " ".join(filter(None, map(contract.text, ("estate", "label"))))
    return f"{contract.text('address')}（{called}）" if called else contract.text("address")


def _house(contract: Contract, completed: str) -> Draft:
    owner = contract
    values: dict[str, Value] = {
        "division": division_code(owner.text("city"), owner.text("district")),
        "building_code": owner.text("building"),
        "address": _address(owner),
        "unit_no": owner.text("label"),
        "floor": owner.text("storey"),
        "room": owner.text("room")[:60],
        "purpose": owner.text("purpose"),
        "currency": CURRENCY,
    }
    days = [one.text("on") for one in (owner, owner.twin) if one]
    since = min([*days, completed] if _EXACT.fullmatch(completed) else days)
    return _ensured("HOUSE", owner.text("scheme"), owner.text("house"), "HouseRegistered", since, values, owner)


def _ensured(
    kind: str, scheme: str, code: str, event_type: str, since: str, values: Mapping[str, Value], contract: Contract
) -> Draft:
    at = contract.registered_at
    return Draft(kind, scheme, code, event_type, since, _stated(values), ensure=True, registered_at=at)


def _deal(contract: Contract, other: OtherHalf | None) -> Iterator[Draft]:
    kind = contract.text("kind")
    if kind == files.RENTAL:
        yield _lease(contract)
    elif kind == files.PRESALE:
        yield _presale(contract, contract, contract.rows, other)
        yield from _cancelled(contract, contract)
    else:
        if contract.twin:
            yield _presale(contract.twin, contract, (*contract.twin.rows, *contract.rows))
            yield from _cancelled(contract.twin, contract)
        yield _transfer(contract, other)


def _presale(contract: Contract, house: Contract, rows: Sequence[StagedRow], sale: OtherHalf | None = None) -> Draft:
    """One contract, also where it stands in both files: then it rests on the rows of both.

    ``sale`` is one on record that may have carried it out. The facet leaves the sale's own key to the transfer,
    whichever of both is delivered first.
    """
    number = contract.text("no")
    element = {
        "kind": "PRESALE",
        "number": number,
        "signed_on": contract.text("on"),
        "price": contract.text("price"),
        "parking_price": contract.text("parking_price"),
        "unit_price": contract.text("unit_price"),
        "area": contract.text("area"),
        "conditions": _conditions(contract),
        "performed_on": sale.day if sale and sale.same else "",
    }
    restated = _restated(contract) if house is contract else {}
    draft = _event("PresaleContractFiled", contract, house, restated, {f"contracts/{number}": element}, rows)
    draft.facet = "presale"
    draft.findings = (*draft.findings, *_doubt(sale))
    return draft


def _doubt(other: OtherHalf | None) -> Iterator[Finding]:
    if other and other.finding:
        yield other.finding


def _cancelled(contract: Contract, house: Contract) -> Iterator[Draft]:
    """What 解約情形 tells: that the contract was cancelled, or a part of it, which amends it."""
    if not contract.text("cancelled"):
        return
    number, told = contract.text("no"), tw_cancelled.read(contract.text("cancelled"), contract.text("on"))
    if told is None:
        return
    event_type, attribute = (
        ("PresaleContractAmended", "amended_on") if told.partly else ("PresaleContractCancelled", "cancelled_on")
    )
    element: dict[str, Value] = {attribute: told.day}
    if not told.partly:
        element["reason"] = told.text
    draft = _event(event_type, contract, house, {}, {f"contracts/{number}": element}, contract.rows)
    draft.effective_on, draft.facet, draft.effective_seq, draft.seal = told.day, "cancelled", 2, {}
    draft.findings = ()
    yield draft


def _transfer(contract: Contract, presale: OtherHalf | None = None) -> Draft:
    """The sale; the presale that it carries out stands in the same delivery, or is on record (``presale``)."""
    number, twin = contract.text("no"), contract.twin
    performed = twin.text("no") if twin else presale.number if presale and presale.same else ""
    element = {
        "number": number,
        "basis": "SALE",
        "contract_no": performed,
        "price": contract.text("price"),
        "parking_price": contract.text("parking_price"),
        "unit_price": contract.text("unit_price"),
        "area": contract.text("area"),
        "conditions": _conditions(contract),
    }
    elements: dict[str, Mapping[str, Value]] = {f"transfers/{number}": element}
    if performed:
        elements[f"contracts/{performed}"] = {"performed_on": contract.text("on")}
    draft = _event("OwnershipTransferred", contract, contract, _restated(contract), elements, contract.rows)
    draft.findings = (*draft.findings, *_doubt(presale))
    draft.effective_seq = 1 if performed else 0
    return draft


def _lease(contract: Contract) -> Draft:
    number, remark = contract.text("no"), contract.text("remark")
    social, partly = reading.SOCIAL.search(remark), reading.PARTLY.search(remark)
    renewed = "續租" in remark
    element = {
        "number": number,
        "level": "SUBLEASE" if social else "LEASE",
        "part": partly[0] if partly else "",
        "programme": SOCIAL_PROGRAMME if social else "",
        "starts_on": contract.text("on"),
        "renewed": renewed,
        "furnished": contract.data.get("furnished"),
        "area": contract.text("area"),
        "rent": contract.text("price"),
        "unit_rent": contract.text("unit_price"),
        "parking_rent": contract.text("parking_price"),
        "conditions": _conditions(contract),
    }
    event_type = "LeaseRenewed" if renewed else "LeaseFiled"
    return _event(event_type, contract, contract, {}, {f"leases/{number}": element}, contract.rows)


def _event(
    event_type: str,
    contract: Contract,
    house: Contract,
    set_: Mapping[str, Value],
    elements: Mapping[str, Mapping[str, object]],
    rows: Sequence[StagedRow],
) -> Draft:
    free = _free_remark(contract)
    return Draft(
        "HOUSE",
        house.text("scheme"),
        house.text("house"),
        event_type,
        contract.text("on"),
        set_,
        {entity: _stated(values) for entity, values in elements.items()},
        rows,
        registered_at=contract.registered_at,
        findings=tuple(_findings(contract)),
        seal={"remark": free} if free else {},
    )


def _restated(contract: Contract) -> dict[str, Value]:
    """What a sale's row says about the house itself."""
    data = contract.data
    return _stated({
        "purpose": contract.text("purpose"),
        "house_type": contract.text("type"),
        "bedrooms": data.get("rooms"),
        "living_rooms": data.get("halls"),
        "bathrooms": data.get("baths"),
        "partitioned": data.get("partitioned"),
        "managed": data.get("managed"),
        "floor_area": contract.text("area"),
        "inner_area": contract.text("inner_area"),
        "annex_area": contract.text("annex_area"),
        "balcony_area": contract.text("balcony_area"),
        "shared_area": _shared_area(contract),
        "land_area": contract.text("land_area"),
        "parking_type": contract.text("parking_type"),
        "parking_area": contract.text("parking_area"),
        "zoning": contract.text("zoning"),
    })  # fmt: skip


def _shared_area(contract: Contract) -> str:
    """The sum over the building lines of common parts; blank where no line names any."""
    parts = [line.data for line in contract.lines if str(line.data.get("purpose", "")).startswith(_SHARED)]
    total = sum((Decimal(str(part.get("area", 0))) for part in parts), Decimal())
    return decimals.parse(f"{total:f}", 2) or "" if parts else ""


def _findings(contract: Contract) -> Iterator[Finding]:
    if broken := _broken(contract):
        yield Finding(
            "TW-BYTES", f"bytes outside the code page are kept as \\x and hexadecimal: {broken}"[:2000], grade="NOTE"
        )
    for note in dict.fromkeys(str(note) for row in contract.rows for note in row.data.get("notes", ())):
        rule, _, detail = note.partition(": ")
        yield Finding(rule, detail, grade="NOTE")
    cancelled = contract.text("cancelled")
    if cancelled and not tw_cancelled.read(cancelled, contract.text("on")):
        yield Finding("TW-CANCELLED", f"解約情形 {cancelled!r} names no possible day; the contract stays as it is")
    if contract.data.get("price") == "0":
        yield Finding("TW-PRICE", "the price is given as zero", grade="NOTE")
    if contract.text("maybe"):
        yield Finding(
            "TW-SAME", f"may be the same contract as {contract.text('maybe')}: district, day, price and floor agree"
        )


def _conditions(contract: Contract) -> str:
    remark = contract.text("remark")
    return "；".join(phrase for phrase in _phrases(remark) if phrase in reading.CONDITIONS)[:500]


def _free_remark(contract: Contract) -> str:
    """The remark, where it says more than the form's own phrases."""
    remark = contract.text("remark")
    return remark if any(phrase not in reading.CONDITIONS for phrase in _phrases(remark)) else ""


def _phrases(remark: str) -> list[str]:
    return [phrase.strip() for phrase in re.split("[；。]", remark) if phrase.strip()]


def _stated(values: Mapping[str, object]) -> dict[str, Value]:
    """Without what the row leaves blank: a blank cell says nothing."""
    return {name: value for name, value in values.items() if isinstance(value, str | int) and value != ""}


def _first(contracts: Sequence[Contract], name: str) -> Value:
    found = next((one.data[name] for one in contracts if name in one.data), None)
    return found if isinstance(found, str | int) else None
