"""What may be asked to be recorded of a house: commands as verbs, in the order of a house's life."""

from __future__ import annotations

from aggregates.catalogue import CATALOGUE
from aggregates.commands import parties
from aggregates.commands.command import Declaring, buyers, given, needed, rest
from aggregates.house import House

H = House
do = Declaring(H, {event_type.name: event_type for event_type in CATALOGUE.of_kind("HOUSE")})

_CONTRACT = (
    needed(H.contracts.number, "contract_no"),
    needed(H.contracts.signed_on),
    buyers(H.parties),
    needed(H.contracts.price),
)

REGISTRATION = (
    do.registers(
        "register_house",
        "HouseRegistered",
        needed(H.division),
        needed(H.building_code),
        amend=parties.known_building,
    ),
)

PRESALE = (
    do.opens(
        "file_presale_contract",
        "PresaleContractFiled",
        H.contracts,
        *_CONTRACT,
        given(H.contracts.area),
        given(H.contracts.unit_price),
        given(H.contracts.parking_price),
        key="contract_no",
        stamps=(H.contracts.filed_on,),
        constants={"contracts.kind": "PRESALE"},
        amend=parties.sign_presale,
    ),
    do.ends(
        "cancel_presale_contract",
        "PresaleContractCancelled",
        H.contracts,
        needed(H.contracts.number, "contract_no"),
        given(H.contracts.reason, "cancellation_reason"),
        key="contract_no",
        stamps=(H.contracts.cancelled_on,),
        amend=parties.leave_contract,
    ),
)

CHARGES = (
    do.opens(
        "register_seizure",
        "SeizureRegistered",
        H.seizures,
        needed(H.seizures.number),
        needed(H.seizures.court),
        needed(H.seizures.expires_on),
        *rest(
            H.seizures,
            H.seizures.number,
            H.seizures.court,
            H.seizures.expires_on,
            H.seizures.lifted_on,
            H.seizures.extended_on,
        ),
        key="number",
        stamps=(H.seizures.registered_on,),
    ),
)

COMMANDS = (*REGISTRATION, *PRESALE, *CHARGES)
