"""What earlier deliveries of the actual-price register told of a contract: its other half, or its house unnamed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from registry.intake.profile import Draft, Finding, Known, Past, StagedRow
from registry.intake.profiles import tw_files as files
from registry.intake.profiles import tw_reading as reading
from registry.intake.profiles.tw_contract import Contract

Name = tuple[str, str, str]
PRESALE, TRANSFER = "PresaleContractFiled", "OwnershipTransferred"
_MADE_FOR_IT = ("HouseRegistered", "FindingRecorded")


@dataclass(frozen=True, slots=True)
class OtherHalf:
    """The presale on record that a sale may carry out, or the sale on record that may have carried out a presale.

    ``same``: house, day and price agree, so that it is that contract.
    """

    number: str
    day: str
    same: bool
    finding: Finding | None


def subjects(subject: str, rows: Sequence[StagedRow]) -> Collection[Name]:
    """The houses whose history matters: those that contracts name by address, and those that the rows named before."""
    named = [row.data for row in rows if row.data.get("scheme") == reading.ADDRESS_SCHEME]
    homes = [data for data in named if data["target"] != reading.LAND]
    return {
        *(("HOUSE", reading.ROW_SCHEME, data["no"]) for data in homes),
        *(("HOUSE", reading.ADDRESS_SCHEME, data["house"]) for data in homes if data["kind"] != files.RENTAL),
    }


def unnamed_before(contract: Contract, known: Known) -> Iterator[Draft]:
    """Strike the house that an earlier release, with masked addresses, made of this row under its serial number."""
    if contract.text("scheme") != reading.ADDRESS_SCHEME:
        return
    house = ("HOUSE", reading.ROW_SCHEME, contract.text("no"))
    for past in known.events:
        if past.subject == house and past.type in _MADE_FOR_IT:
            yield Draft(*house, "EventVoided", past.effective_on, voids=(past,))


def other_half(contract: Contract, known: Known) -> OtherHalf | None:
    """What is on record of the same house and may be the same contract, best first."""
    if contract.twin or contract.text("kind") == files.RENTAL or not known.events:
        return None
    house = ("HOUSE", contract.text("scheme"), contract.text("house"))
    told = [past for past in known.events if past.subject == house]
    halves = _presales if contract.text("kind") == files.SALE else _sales
    return max(halves(contract, told), key=lambda half: half.same, default=None)


def _presales(sale: Contract, told: Sequence[Past]) -> Iterator[OtherHalf]:
    ended = {number for past in told if not _of(past, sale) for number in _ended(past)}
    for past in told:
        for number, contract in _elements(past, PRESALE, "contracts"):
            if _of(past, sale):
                yield OtherHalf(number, past.effective_on, True, None)
            elif number not in ended and past.effective_on <= sale.text("on"):
                yield _half(sale, past, number, contract, "carries out the presale contract", "the presale contract")


def _sales(presale: Contract, told: Sequence[Past]) -> Iterator[OtherHalf]:
    for past in told:
        for number, transfer in _elements(past, TRANSFER, "transfers"):
            if transfer.get("contract_no", presale.text("no")) != presale.text("no"):
                continue
            if past.effective_on >= presale.text("on"):
                yield _half(presale, past, number, transfer, "was carried out by the sale", "the sale")


def _half(contract: Contract, past: Past, number: str, element: dict[str, object], same: str, other: str) -> OtherHalf:
    if past.effective_on == contract.text("on") and element.get("price") == contract.text("price") != "":
        detail = f"{same} {number}, which another delivery told: house, day and price agree"
        return OtherHalf(number, past.effective_on, True, Finding("TW-SAME", detail, grade="NOTE"))
    detail = (
        f"may be the same contract as {other} {number} of this house, which another delivery told: day or price differ"
    )
    return OtherHalf(number, past.effective_on, False, Finding("TW-SAME", detail))


def _elements(past: Past, event_type: str, collection: str) -> Iterator[tuple[str, dict[str, object]]]:
    if past.type == event_type:
        for entity, said in past.changes.items():
            name, _, number = entity.partition("/")
            if name == collection:
                yield number, dict(said)


def _ended(past: Past) -> Iterator[str]:
    """Contracts that an event performs or cancels."""
    for entity, said in past.changes.items():
        if entity.startswith("contracts/") and {"performed_on", "cancelled_on"} & said.keys():
            yield entity.partition("/")[2]


def _of(past: Past, contract: Contract) -> bool:
    """Whether the contract's own row made or filled it."""
    return any(key.partition("#")[0] == contract.text("no") for key in past.keys)
