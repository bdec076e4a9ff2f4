"""What lies on a house: seizures in their order, objections and their term, rights struck off."""

from __future__ import annotations

from aggregates import calendar_days, errors
from aggregates.commands.parties import Entities, entity_of
from aggregates.deciding import Deciding
from aggregates.draft import Draft
from aggregates.house import House
from aggregates.kinds import Element
from aggregates.rules import general, holdings, seizures
from aggregates.view import View

H = House
STRUCK_OFF: tuple[tuple[str, type[Element], str], ...] = (
    ("mortgage_no", H.mortgages, "discharged_on"),
    ("advance_notice_no", H.advance_notices, "cancelled_on"),
)
"""Input, collection, and the day that ends its element."""


def seize(deciding: Deciding, before: View, changes: Entities) -> None:
    """On a seized house a seizure waits in its order; on a house that nobody owns yet it is preliminary."""
    entity = entity_of(changes, H.seizures)
    others = [one for one in before.elements(H.seizures) if f"seizures/{one[0]}" != entity]
    place = seizures.next_place(others, deciding.deed.effective_on)
    if place is not None:
        changes[entity].update(kind="WAITING", waiting_order=place)
    else:
        changes[entity].setdefault("kind", "ORDINARY" if _owned(before) else "PRELIMINARY")


def _owned(before: View) -> bool:
    return bool(holdings.standing(before)) or any(True for _ in before.elements(H.transfers))


def object_(deciding: Deciding, before: View, changes: Entities) -> None:
    """Without a suit an objection lapses after the policy's days."""
    division = before.text(H.division)
    policy = deciding.world.policies.in_force(division, deciding.deed.effective_on)
    lapses = calendar_days.add_days(deciding.deed.effective_on, policy.transactions.objection_days)
    changes[entity_of(changes, H.objections)]["lapses_on"] = lapses


def sue(deciding: Deciding, before: View, changes: Entities) -> None:
    """A suit in time keeps the objection until it is withdrawn; one that lapsed does not come back."""
    entity = entity_of(changes, H.objections)
    if before.stands(H.objections, entity.partition("/")[2]):
        changes[entity]["lapses_on"] = None


def rank(deciding: Deciding, before: View, changes: Entities) -> None:
    """A mortgage stands behind those on record."""
    behind = sum(1 for _ in before.standing(H.mortgages))
    changes[entity_of(changes, H.mortgages)].setdefault("rank", behind + 1)


def strike_off(deciding: Deciding, before: View, changes: Entities) -> None:
    """The rights that the command names end with it."""
    deed = deciding.deed
    for name, collection, ends in STRUCK_OFF:
        number = deed.text(name)
        for key, said in before.standing(collection) if number else ():
            if number in (key, said.get("number")):
                changes[f"{collection.collection.name}/{key}"] = {ends: deed.effective_on}
    if deed.values.get("ends_ownership") is True:
        for key in holdings.standing(before):
            changes[f"owners/{key}"] = {"ended_on": deed.effective_on}


def need_rights(deciding: Deciding, primary: Draft, before: View) -> None:
    """A right that does not stand cannot be struck off."""
    for name, collection, _ in STRUCK_OFF:
        number, prefix = deciding.deed.text(name), f"{collection.collection.name}/"
        if number is not None and not any(entity.startswith(prefix) for entity in primary.changes):
            words = collection.collection
            deciding.refuse(general.STANDING, primary, number=number, collection=words.en, zh=words.zh)


def qualify(deciding: Deciding, before: View, changes: Entities) -> None:
    """The check is of one person."""
    parties = deciding.deed.parties("buyer")
    if len(parties) != 1 or parties[0].person is None:
        raise errors.InvalidValue("buyer is not one person; file a check for each.", field="buyer", rule="ONE")
    changes[entity_of(changes, H.qualifications)].update(parties[0].says(H.qualifications))
