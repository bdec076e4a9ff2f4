"""Who owns a house, who buys it and under which contract: what rules and commands on transfers both have to know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import cast

from aggregates import spans
from aggregates.draft import Said
from aggregates.event import Value
from aggregates.house import House
from aggregates.kinds import Element
from aggregates.view import NOTHING, Judged, View

H = House
Holdings = dict[str, Mapping[str, Said]]
"""Key -> attributes."""

GIVEN_AWAY = frozenset({"SALE", "GIFT", "EXCHANGE"})
"""Bases on which the owner on record gives the house away and is named as giver."""
BY_LAW = frozenset({"FIRST_REGISTRATION", "INHERITANCE", "JUDGMENT", "AUCTION", "EXPROPRIATION"})
"""Bases on which nobody disposes of the house: neither a mortgage nor an objection stands against them."""
JUDICIAL = frozenset({"JUDGMENT", "AUCTION"})


def identity(said: Mapping[str, Said]) -> str | None:
    """Who a party or an owner is: the person's reference, the enterprise's code, or the State; None: unknown."""
    found = said.get("person") or said.get("enterprise_code")
    if isinstance(found, str):
        return found
    return "STATE" if said.get("party_kind") == "STATE" else None


def standing(before: View) -> Holdings:
    """The holdings that stand on the view's day."""
    return dict(before.standing(H.owners))


def bought(holdings: Holdings) -> Holdings:
    """Those of owners who acquired the house; the developer's first registration makes nobody such an owner."""
    return {key: said for key, said in holdings.items() if said.get("basis") != "FIRST_REGISTRATION"}


def after(before: View, judged: Judged) -> Holdings:
    """The holdings that stand once the event has happened."""
    merged: Holdings = dict(before.elements(H.owners))
    for key, said in judged.elements(H.owners):
        merged[key] = {**merged.get(key, NOTHING), **said}
    span = spans.span("HOUSE", "owners")
    stands = judged.effective_on
    return {key: said for key, said in merged.items() if span.stands(cast(Mapping[str, Value], said), stands)}


def transfer(judged: Judged) -> Mapping[str, Said]:
    """What an event says of the transfer; where it names only owners, their basis."""
    for _, said in judged.elements(H.transfers):
        return said
    return next(({"basis": said["basis"]} for _, said in judged.elements(H.owners) if "basis" in said), NOTHING)


def receivers(before: View, judged: Judged) -> Holdings:
    """The holdings that an event brings."""
    return {key: said for key, said in judged.elements(H.owners) if not _is_given(before, key, said)}


def given(before: View, judged: Judged) -> Holdings:
    """The holdings that an event ends or lessens, as it says; they need not be on record."""
    return {key: said for key, said in judged.elements(H.owners) if _is_given(before, key, said)}


def _is_given(before: View, key: str, said: Mapping[str, Said]) -> bool:
    return "ended_on" in said or before.element(H.owners, key) is not None


def contract(before: View, number: object) -> tuple[str, Mapping[str, Said]] | None:
    """A contract by its number, standing or ended; imported ones may stand under keys of their own."""
    own = before.element(H.contracts, str(number))
    if own is not None:
        return str(number), own
    return next((one for one in before.elements(H.contracts) if one[1].get("number") == number), None)


def performs(before: View, judged: Judged) -> bool:
    """Whether a transfer carries out the developer's live contract: there is no owner yet who bought."""
    number = transfer(judged).get("contract_no")
    found = contract(before, number) if number else None
    return found is not None and before.stands(H.contracts, found[0]) and not bought(standing(before))


def buyers(before: View, number: object) -> dict[str, Mapping[str, Said]]:
    """The buyers of a contract, by the keys of their parties."""
    return {
        key: said
        for key, said in before.standing(H.parties)
        if said.get("contract_no") == number and said.get("role") == "BUYER"
    }


def sellers(judged: Judged) -> dict[str, Mapping[str, Said]]:
    """Those whom an event names as sellers or givers."""
    return {key: said for key, said in judged.elements(H.parties) if said.get("role") == "SELLER"}


def who(parties: Iterable[Mapping[str, Said]]) -> frozenset[str] | None:
    """All of them; None where somebody is unknown."""
    found = [identity(said) for said in parties]
    known = frozenset(one for one in found if one is not None)
    return known if None not in found else None


def share(said: Mapping[str, Said]) -> Fraction | None:
    """The share of a holding or a party; None where none is stated."""
    stated = said.get("share")
    return Fraction(stated) if isinstance(stated, str) else None


def element_of(judged: Judged, element: type[Element]) -> tuple[str, Mapping[str, Said]]:
    """The first element of a collection that an event touches, with its key; nothing where there is none."""
    return next(judged.elements(element), ("", NOTHING))
