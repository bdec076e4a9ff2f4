"""Who signs, changes and leaves a sale contract: what commands on houses say of parties."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction

from aggregates import errors
from aggregates.commands.command import Parties
from aggregates.deciding import Deciding
from aggregates.deciding.deed import Deed, Party, check_value
from aggregates.draft import Draft, Said
from aggregates.event import Claim
from aggregates.house import House
from aggregates.kinds import Element
from aggregates.rules import claims, holdings, transactions
from aggregates.rules.wording import Words
from aggregates.view import View

H = House
Entities = dict[str, dict[str, Said]]


def entity_of(changes: Entities, collection: type[Element]) -> str:
    """The entity of the element that the command names; it comes before all that a command adds."""
    prefix = f"{collection.collection.name}/"
    return next(entity for entity in changes if entity.startswith(prefix))


def number_claim(deed: Deed, before: View) -> tuple[Claim, ...]:
    """A contract number is used once over all houses (PRE-3)."""
    return (Claim(claims.CONTRACT, str(deed.text("contract_no"))),)


def sign_presale(deciding: Deciding, before: View, changes: Entities) -> None:
    """The contract names the permit under which the house is sold, and its buyers."""
    permit = before.get(H.presale_permit_no)
    if permit is not None:
        changes[entity_of(changes, H.contracts)].setdefault("permit_no", permit)
    sign_contract(deciding, before, changes)


def sign_contract(deciding: Deciding, before: View, changes: Entities) -> None:
    """The contract names its buyers, and its sellers where they are owners on record."""
    deed = deciding.deed
    signed = deed.text("signed_on")
    if signed is not None and signed > deed.effective_on:
        raise errors.InvalidValue(
            f"signedOn {signed} lies after effectiveOn {deed.effective_on}; a contract is filed once it is signed.",
            field="signedOn",
            rule="RANGE",
        )
    sign(deciding, str(deed.text("contract_no")), changes)


def sign(deciding: Deciding, number: str, changes: Entities) -> None:
    """The parties that the inputs name become parties of a contract or lease."""
    for one in deciding.deed.command.inputs:
        if isinstance(one, Parties) and one.element is H.parties:
            check_once(deciding.deed.parties(one.name), one.name)
            for index, party in enumerate(deciding.deed.parties(one.name)):
                role: dict[str, Said] = {"role": one.role.name} if one.role else {}
                key = f"{number}-{index + 1}" if one.name == "buyers" else f"{number}-{one.name}-{index + 1}"
                said = party_says(party, H.parties, f"{one.name}.{index}")
                changes[f"parties/{key}"] = {**role, "contract_no": number, **said}
    check_shares(deciding.deed.parties("buyers"))


def party_says(party: Party, element: type[Element], field: str) -> dict[str, Said]:
    """What a party sets; InvalidValue where its share is no fraction of at most 1."""
    if party.share is not None:
        check_value(f"{field}.share", H.owners.share, party.share)
        if Fraction(party.share) > 1:
            raise errors.InvalidValue(
                f"{field}.share {party.share} is more than the whole; a share is 1/1 at most.",
                field=f"{field}.share",
                rule="RANGE",
            )
    return party.says(element)


def check_once(parties: Sequence[Party], field: str) -> None:
    """InvalidValue where the same person or enterprise is named twice."""
    named = [holdings.identity(one.says(H.parties)) for one in parties]
    for index, one in enumerate(named):
        first = named.index(one)
        if one is not None and first != index:
            raise errors.InvalidValue(
                f"{field}.{index} is the same party as {field}.{first}; name everybody once.",
                field=f"{field}.{index}",
                rule="TWICE",
            )


def check_shares(buyers: Sequence[Party]) -> None:
    """Either no buyer states a share, or all do and the shares sum to 1, as they will own (TRA-2)."""
    shares = [Fraction(one.share) for one in buyers if one.share is not None]
    total = sum(shares, Fraction(0))
    if shares and (len(shares) < len(buyers) or total != 1):
        raise errors.InvalidValue(
            f"buyers: {len(shares)} of {len(buyers)} state shares, which sum to {total}; state none, or one for each "
            "so that they sum to 1.",
            field="buyers",
            rule=transactions.TRA_2.id,
        )


def name_sellers(deciding: Deciding, primary: Draft, before: View) -> None:
    """Where somebody owns the house, a contract that names no seller is refused (TRA-2)."""
    owners = holdings.bought(holdings.standing(before))
    if owners and not deciding.deed.parties("sellers"):
        detail = Words("未载明出卖人", "no seller is named")
        way = [before.origin(H.owners, key) for key in owners]
        deciding.refuse(transactions.TRA_2, primary, field="sellers", in_the_way=way, detail=detail)


def amend_contract(deciding: Deciding, before: View, changes: Entities) -> None:
    """Buyers who are named replace those of before: who stays stays, others leave, new ones come."""
    check_kind(deciding, before, "PRESALE")
    deed = deciding.deed
    number = str(deed.text("contract_no"))
    staying = dict[str, str]()
    for key, said in holdings.buyers(before, number).items() if deed.parties("buyers") else ():
        staying[holdings.identity(said) or key] = key
    check_once(deed.parties("buyers"), "buyers")
    for index, party in enumerate(deed.parties("buyers")):
        said = party_says(party, H.parties, f"buyers.{index}")
        kept = staying.pop(holdings.identity(said) or "", None)
        share: dict[str, Said] = {"share": said["share"]} if "share" in said else {}
        if kept is None:
            key = next(_free_keys(before, changes, number))
            changes[f"parties/{key}"] = {"role": "BUYER", "contract_no": number, **said}
        elif share:
            changes[f"parties/{kept}"] = share
    if all(party.share for party in deed.parties("buyers")):  # who stays without saying one keeps the former
        check_shares(deed.parties("buyers"))
    for key in staying.values():
        changes[f"parties/{key}"] = {"ended_on": deed.effective_on}


def _free_keys(before: View, changes: Entities, number: str) -> Iterator[str]:
    keys = (f"{number}-{index}" for index in itertools.count(1))
    return (key for key in keys if before.element(H.parties, key) is None and f"parties/{key}" not in changes)


def leave_presale(deciding: Deciding, before: View, changes: Entities) -> None:
    """A presale contract ends, and with it its parties leave."""
    check_kind(deciding, before, "PRESALE")
    leave_contract(deciding, before, changes)


def leave_sale(deciding: Deciding, before: View, changes: Entities) -> None:
    """A sale contract ends, and with it its parties leave."""
    check_kind(deciding, before, "SALE")
    leave_contract(deciding, before, changes)


def leave_contract(deciding: Deciding, before: View, changes: Entities) -> None:
    """With their contract its parties leave."""
    number = deciding.deed.text("contract_no")
    for key, party in before.standing(H.parties):
        if party.get("contract_no") == number:
            changes[f"parties/{key}"] = {"ended_on": deciding.deed.effective_on}


def check_kind(deciding: Deciding, before: View, kind: str) -> None:
    """InvalidValue where the contract is of the other kind: presale and sale have commands of their own."""
    number = deciding.deed.text("contract_no")
    found = holdings.contract(before, number)
    if found is not None and found[1].get("kind") not in (None, kind):
        raise errors.InvalidValue(
            f"contractNo {number} is a contract of the kind {found[1].get('kind')}, not {kind}; use its own command.",
            field="contractNo",
            rule="KIND",
        )
