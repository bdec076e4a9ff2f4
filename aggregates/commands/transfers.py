"""A transfer of ownership: whose holdings end or lessen, who comes in their place, which contract is performed."""

from __future__ import annotations

from collections.abc import Mapping

from aggregates.commands.parties import Entities, entity_of, party_says
from aggregates.deciding import Deciding
from aggregates.deciding.deed import Deed
from aggregates.draft import Draft, Said
from aggregates.house import House
from aggregates.rules import holdings, titles, transactions
from aggregates.rules.wording import Words
from aggregates.view import View

H = House


def transfer(deciding: Deciding, before: View, changes: Entities) -> None:
    """Completes the event: holdings given and received, givers named, the contract performed.

    Whoever gives a part of a share stands among the receivers too, with the share that is left.
    """
    deed = deciding.deed
    said = changes[entity_of(changes, H.transfers)]
    of_holdings = ("form", "certificate_no")
    held: dict[str, Said] = {name: said.pop(name) for name in of_holdings if name in said}
    owners = holdings.standing(before)
    giving = _giving(deed, before, owners)
    _name_givers(deed, changes)
    held.setdefault("form", _form(deed, whole=giving.keys() == owners.keys()))
    kept = _kept(deed, giving) if held["form"] == "SHARES" else {}
    for key in giving:
        changes[f"owners/{key}"] = {"ended_on": deed.effective_on}
    _receive(deed, held, kept, changes)
    found = holdings.contract(before, deed.text("contract_no")) if deed.text("contract_no") else None
    if found is not None and before.stands(H.contracts, found[0]):
        changes[f"contracts/{found[0]}"] = {"performed_on": deed.effective_on}


def _giving(deed: Deed, before: View, owners: holdings.Holdings) -> holdings.Holdings:
    """The holdings of those who give: as named, as the contract names its sellers, else all that nobody has to give."""
    named = holdings.who(party.says(H.parties) for party in deed.parties("givers"))
    if not named and deed.text("basis") in holdings.GIVEN_AWAY:
        signed = [said for _, said in before.standing(H.parties) if said.get("contract_no") == deed.text("contract_no")]
        named = holdings.who(said for said in signed if said.get("role") == "SELLER")
        if not named and holdings.bought(owners):
            return {}
    return {key: said for key, said in owners.items() if holdings.identity(said) in named} if named else owners


def _name_givers(deed: Deed, changes: Entities) -> None:
    """Givers are parties of the transfer, which they leave at once."""
    number = str(deed.text("transfer_no"))
    for index, party in enumerate(deed.parties("givers")):
        said = party_says(party, H.parties, f"givers.{index}")
        giver: dict[str, Said] = {"role": "SELLER", "contract_no": number, "ended_on": deed.effective_on}
        changes[f"parties/{number}-givers-{index + 1}"] = {**giver, **said}


def _kept(deed: Deed, giving: holdings.Holdings) -> dict[str | None, str]:
    """Givers who receive too keep their holding, with the share that they are left with: identity -> key."""
    receiving = {holdings.identity(party.says(H.owners)) for party in deed.parties("receivers") if party.share}
    held = {holdings.identity(said): key for key, said in giving.items()}
    return {who: key for who, key in held.items() if who is not None and who in receiving}


def _form(deed: Deed, *, whole: bool) -> str:
    """How the receivers hold where the command does not say it."""
    shares = [party.share for party in deed.parties("receivers")]
    if whole and len(shares) == 1:
        return "SOLE"
    return "SHARES" if not whole or all(shares) else "JOINT"


def _receive(deed: Deed, held: Mapping[str, Said], kept: Mapping[str | None, str], changes: Entities) -> None:
    number, basis = str(deed.text("transfer_no")), deed.text("basis")
    came: dict[str, Said] = {"basis": basis, "transfer_no": number, "acquired_on": deed.effective_on}
    for index, party in enumerate(deed.parties("receivers")):
        said = party_says(party, H.owners, f"receivers.{index}")
        stays = kept.get(holdings.identity(said))
        if stays is not None:
            changes[f"owners/{stays}"] = {**held, "share": said["share"]}
        else:
            changes[f"owners/{number}-{index + 1}"] = {**said, **held, **came}


def need_a_giver(deciding: Deciding, primary: Draft, before: View) -> None:
    """Where nobody is on record as owner, whoever sells is the developer, by its contract (TRA-2)."""
    deed = deciding.deed
    given = [entity for entity, said in primary.changes.items() if entity.startswith("owners/") and "basis" not in said]
    if deed.text("basis") in holdings.GIVEN_AWAY and not (given or deed.parties("givers") or deed.text("contract_no")):
        detail = Words("无登记权利人，亦无开发企业的合同", "neither an owner on record nor a contract of the developer")
        deciding.refuse(transactions.TRA_2, primary, field="givers", missing=titles.CONTRACTS, detail=detail)
