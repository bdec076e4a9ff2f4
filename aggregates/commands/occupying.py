"""What commands on the use of houses say beside their inputs: who lets and rents, and what a look means."""

from __future__ import annotations

from aggregates.commands import coverage, parties
from aggregates.commands.coverage import Entities
from aggregates.deciding import Deciding
from aggregates.house import House
from aggregates.view import View

H = House


def let(deciding: Deciding, before: View, changes: Entities) -> None:
    """A lease under another is a sublease where its level is not stated; enterprises stand on it by their codes."""
    number = str(deciding.deed.text("lease_no"))
    lease = changes[coverage.entity_of(changes, H.leases)]
    lease.setdefault("level", "SUBLEASE" if lease.get("head_lease") else "LEASE")
    for side, attribute in (("lessors", "lessor_code"), ("lessees", "lessee_code")):
        codes = [one.enterprise_code for one in deciding.deed.parties(side) if one.enterprise_code]
        if codes:
            lease.setdefault(attribute, codes[0])
    parties.sign(deciding, number, changes)


def leave_lease(deciding: Deciding, before: View, changes: Entities) -> None:
    """With their lease its parties leave."""
    number = deciding.deed.text("lease_no")
    for key, party in before.standing(H.parties):
        if party.get("contract_no") == number:
            changes[f"parties/{key}"] = {"ended_on": deciding.deed.effective_on}


def look(deciding: Deciding, before: View, changes: Entities) -> None:
    """What an inspection finds is the occupancy observed."""
    found = changes[coverage.entity_of(changes, H.inspections)]["occupancy"]
    changes.setdefault("", {})["observed_occupancy"] = found


def add_to_stock(deciding: Deciding, before: View, changes: Entities) -> None:
    """A house is of one stock at a time: a new entry ends the one before."""
    entry = coverage.entity_of(changes, H.stock_entries)
    for key, _ in before.standing(H.stock_entries):
        changes.setdefault(f"stock_entries/{key}", {"released_on": deciding.deed.effective_on})
    changes.setdefault("", {})["stock"] = changes[entry]["stock"]
