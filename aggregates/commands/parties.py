"""Who signs, owns and leaves: what commands on houses say of parties and owners."""

from __future__ import annotations

from aggregates.commands.command import Parties
from aggregates.deciding import Deciding
from aggregates.draft import Said
from aggregates.house import House
from aggregates.view import View
from aggregates.world import Name

Entities = dict[str, dict[str, Said]]


def known_building(deciding: Deciding, before: View, changes: Entities) -> None:
    """A house is registered in a building on record, whose project and division it shares."""
    deciding.require(Name("BUILDING", str(deciding.deed.text("building_code"))), "building_code")


def sign_presale(deciding: Deciding, before: View, changes: Entities) -> None:
    """The contract names the permit under which the house is sold, and its buyers."""
    number = str(deciding.deed.text("contract_no"))
    changes[f"contracts/{number}"].setdefault("permit_no", before.get(House.presale_permit_no))
    sign(deciding, number, changes)


def sign(deciding: Deciding, number: str, changes: Entities) -> None:
    """The parties that the inputs name become parties of a contract or lease."""
    for one in deciding.deed.command.inputs:
        if isinstance(one, Parties) and one.element is House.parties:
            for index, party in enumerate(deciding.deed.parties(one.name), 1):
                role: dict[str, Said] = {"role": one.role.name} if one.role else {}
                key = f"{number}-{index}" if one.name == "buyers" else f"{number}-{one.name}-{index}"
                changes[f"parties/{key}"] = {**role, "contract_no": number, **party.says(House.parties)}


def leave_contract(deciding: Deciding, before: View, changes: Entities) -> None:
    """With their contract its parties leave."""
    number = deciding.deed.text("contract_no")
    for key, party in before.standing(House.parties):
        if party.get("contract_no") == number:
            changes[f"parties/{key}"] = {"ended_on": deciding.deed.effective_on}
