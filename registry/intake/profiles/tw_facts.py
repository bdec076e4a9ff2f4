"""What the contracts of the actual-price register say happened: one building's rows at a time, as drafts of events."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from aggregates.event import Value, parse_moment
from registry.intake import decimals
from registry.intake.profile import Draft, Finding, Known, Outcome, Skipped, StagedRow
from registry.intake.profiles import tw_files as files
from registry.intake.profiles import tw_reading as reading

DIVISION_SCHEME = "tw"
COUNTRY = "TW"
BEFORE_THE_REGISTER = "1950-01-01"
"""When the divisions are said to begin: the register does not tell; it must lie before every contract."""

REGISTER_BEGAN = datetime(2012, 8, 1, tzinfo=files.TAIPEI)
"""When the register of actual prices was opened, and so its divisions known."""

SOCIAL_PROGRAMME = "社會住宅包租代管"
CURRENCY = "TWD"
_EXACT = re.compile(r"\d{4}-\d\d-\d\d")
_SHARED = ("共有部分", "本共有部分", "共同使用")


@dataclass(frozen=True, slots=True)
class Contract:
    """A sale, presale or lease with its lines; ``twin`` is the presale that a sale carries out."""

    row: StagedRow
    lines: tuple[StagedRow, ...]
    twin: Contract | None = None

    @property
    def data(self) -> dict[str, object]:
        return self.row.data

    @property
    def rows(self) -> tuple[StagedRow, ...]:
        return (self.row, *self.lines)

    def text(self, name: str) -> str:
        value = self.row.data.get(name, "")
        return value if isinstance(value, str) else ""

    @property
    def registered_at(self) -> datetime | None:
        moment = self.text("registered_at")
        return parse_moment(moment) if moment else None


def facts(subject: str, rows: Sequence[StagedRow], known: Known) -> Iterator[Outcome]:
    """The events of one building's contracts; bare land is skipped with its lines."""
    contracts, land = _contracts(rows)
    yield from (Skipped(one.rows, _land_reason(one)) for one in land)
    if not contracts:
        return
    completed = _completed(contracts)
    yield from _divisions(contracts[0])
    if contracts[0].text("building"):
        yield _building(contracts, completed)
    for contract in contracts:
        yield _house(contract, completed)
        yield from _deal(contract)


def _contracts(rows: Sequence[StagedRow]) -> tuple[list[Contract], list[Contract]]:
    """Contracts on houses in order, presales joined to the sales that carry them out; and those on bare land."""
    lines: dict[str, list[StagedRow]] = {}
    mains: list[StagedRow] = []
    for row in rows:
        mains.append(row) if "no" in row.data else lines.setdefault(row.link, []).append(row)
    every = [Contract(row, tuple(lines.get(row.link, ()))) for row in mains]
    land = [one for one in every if one.text("target") == reading.LAND]
    homes = [one for one in every if one.text("target") != reading.LAND]
    present = {one.text("no") for one in homes}
    twins = {one.text("same"): one for one in homes if one.text("same") in present}
    alone = [one for one in homes if one not in twins.values()]
    return [Contract(one.row, one.lines, twins.get(one.text("no"))) for one in alone], land


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
        BEFORE_THE_REGISTER,
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
    }
    since = completed if _EXACT.fullmatch(completed) else first.text("on")
    return _ensured(
        "BUILDING", reading.ADDRESS_SCHEME, first.text("building"), "BuildingRegistered", since, values, first
    )


def _house(contract: Contract, completed: str) -> Draft:
    owner = contract
    values: dict[str, Value] = {
        "division": division_code(owner.text("city"), owner.text("district")),
        "building_code": owner.text("building"),
        "address": owner.text("address"),
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


def _deal(contract: Contract) -> Iterator[Draft]:
    kind = contract.text("kind")
    if kind == files.RENTAL:
        yield _lease(contract)
    elif kind == files.PRESALE:
        yield _presale(contract, contract, contract.rows)
    else:
        if contract.twin:
            yield _presale(contract.twin, contract, (*contract.twin.rows, *contract.rows))
        yield _transfer(contract)


def _presale(contract: Contract, house: Contract, rows: Sequence[StagedRow]) -> Draft:
    """One contract, also where it stands in both files: then it rests on the rows of both."""
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
    }
    restated = _restated(contract) if house is contract else {}
    return _event("PresaleContractFiled", contract, house, restated, {f"contracts/{number}": element}, rows)


def _transfer(contract: Contract) -> Draft:
    """The sale; where it carries out a presale, its row has made the contract already and makes this under a facet."""
    number, twin = contract.text("no"), contract.twin
    element = {
        "number": number,
        "basis": "SALE",
        "contract_no": twin.text("no") if twin else "",
        "price": contract.text("price"),
        "parking_price": contract.text("parking_price"),
        "unit_price": contract.text("unit_price"),
        "area": contract.text("area"),
        "conditions": _conditions(contract),
    }
    elements: dict[str, Mapping[str, Value]] = {f"transfers/{number}": element}
    if twin:
        elements[f"contracts/{twin.text('no')}"] = {"performed_on": contract.text("on")}
    draft = _event("OwnershipTransferred", contract, contract, _restated(contract), elements, contract.rows)
    if twin:
        draft.facet, draft.effective_seq = "transfer", 1
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
        yield Finding("TW-BYTES", f"bytes outside the code page are kept as they are: {broken}"[:1000], grade="NOTE")
    for note in _list(contract, "notes"):
        rule, _, detail = str(note).partition(": ")
        yield Finding(rule, detail, grade="NOTE")
    if contract.data.get("price") == "0":
        yield Finding("TW-PRICE", "the price is given as zero", grade="NOTE")
    at = contract.registered_at
    if at and contract.text("on") > at.astimezone(files.TAIPEI).date().isoformat():
        yield Finding("GEN-1", f"the contract's day {contract.text('on')} lies after the release that tells of it")
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


def _list(contract: Contract, name: str) -> list[object]:
    found = contract.data.get(name)
    return found if isinstance(found, list) else []
