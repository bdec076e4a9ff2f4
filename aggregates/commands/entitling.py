"""What commands say by policy where their inputs do not: income band, bedrooms, rent, and what a subsidy comes to."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from aggregates import calendar_days, entitlement, errors
from aggregates.commands import coverage
from aggregates.commands.coverage import Entities
from aggregates.deciding import Deciding
from aggregates.draft import Said
from aggregates.entitlement import Computed
from aggregates.house import House
from aggregates.household import Household
from aggregates.policy import Policy
from aggregates.rules import entitlements
from aggregates.view import View

F = Household
_BANDED = frozenset({"income", "size", "income_band"})


def _policy(deciding: Deciding, before: View, changes: Entities) -> Policy:
    """That of the household's division; of a new one the division is among the changes."""
    division = changes.get("", {}).get("division") or before.get(F.division)
    known = division if isinstance(division, str) else None
    return deciding.world.policies.in_force(known, deciding.deed.effective_on)


def set_band(deciding: Deciding, before: View, changes: Entities) -> None:
    """The income band follows from income and size; InvalidValue where another one, or an unknown one, is stated."""
    own = changes.setdefault("", {})
    bands = _policy(deciding, before, changes).income_bands
    if not bands or _BANDED.isdisjoint(own):
        return
    now, stated = entitlement.circumstances(before, own), own.get("income_band")
    derived = entitlement.band(bands, now)
    computed = entitlement.income_per_person(now) is not None
    if stated is not None and (stated != derived or stated not in bands):
        raise _wrong_band(stated, derived if computed else None, bands)
    if computed and derived != before.get(F.income_band):
        own["income_band"] = derived


def _wrong_band(stated: Said, derived: str | None, bands: Mapping[str, Decimal]) -> errors.InvalidValue:
    known = f"one of {', '.join(bands)}" if derived is None else derived
    return errors.InvalidValue(
        f"incomeBand {errors.shown(stated)} is not the band that policy gives for income and size ({known}); leave it "
        "out, or state another income.",
        field="incomeBand",
        rule="BAND",
    )


def set_bedrooms(deciding: Deciding, before: View, changes: Entities) -> None:
    """A place on a waiting list is for as many bedrooms as policy gives a household of its size."""
    place = changes[coverage.entity_of(changes, F.waitings)]
    standard = coverage.policy(deciding, before).standards.get(str(place["programme"]))
    rooms = entitlement.bedrooms(standard, entitlement.circumstances(before).size)
    if rooms is not None:
        place.setdefault("bedrooms", rooms)


def set_rent(deciding: Deciding, before: View, changes: Entities) -> None:
    """A contract that states no rent has that of policy, where the area of its home and its figures are known."""
    contract = changes[coverage.entity_of(changes, F.tenancies)]
    if "rent" in contract:
        return
    house = coverage.named_house(deciding)
    area = deciding.world.state(house, deciding.deed.effective_on).text(House.floor_area)
    own, policy = entitlement.circumstances(before), coverage.policy(deciding, before)
    found = entitlement.rent(policy, _programme(deciding, before), entitlement.number(area), own)
    if found is not None:
        contract["rent"] = _written(found)


def _programme(deciding: Deciding, before: View) -> str | None:
    """That of the allocation by which the home was chosen, else the one that the household applied for."""
    chosen = deciding.deed.text("house_code")
    for _, said in before.standing(F.allocations):
        if said.get("house_code") == chosen and isinstance(said.get("programme"), str):
            return str(said["programme"])
    return before.text(F.programme)


def _written(found: Computed) -> str:
    return f"{found.amount:.2f}"


def charge(deciding: Deciding, before: View, changes: Entities) -> None:
    """A month is charged with the contract's rent, where no other amount is stated."""
    said, number = changes[coverage.entity_of(changes, F.rents)], deciding.deed.text("contract_no")
    if "charged" in said:
        return
    known = [one for key, one in before.elements(F.tenancies) if number in (key, one.get("contract_no"))]
    if not known or known[-1].get("rent") is None:
        raise errors.InvalidValue(
            "charged is missing, and no contract of that number states a rent; state the amount.",
            field="charged",
            rule="REQUIRED",
        )
    said["charged"] = known[-1]["rent"]


def approve(deciding: Deciding, before: View, changes: Entities) -> None:
    """A subsidy comes to what policy computes, for the term that policy sets; SEC-8 refuses any other amount."""
    said, policy = changes[coverage.entity_of(changes, F.subsidy_approvals)], coverage.policy(deciding, before)
    kind = str(said["kind"])
    found = entitlements.due(policy, kind, before, said)
    if isinstance(found, Computed):
        _compute(found, policy, said)
    elif found is None and "amount" not in said:
        raise errors.InvalidValue(
            "amount is missing, and policy has no figures for it; state the amount.", field="amount", rule="REQUIRED"
        )
    if entitlement.has_figures(policy, kind):
        months = entitlement.months(policy, kind)
        said.setdefault("ends_on", calendar_days.add_months(str(said["starts_on"]), months))


def _compute(found: Computed, policy: Policy, said: dict[str, Said]) -> None:
    if "computation" in said:
        raise errors.InvalidValue(
            "computation is written by policy here; leave it out.", field="computation", rule="COMPUTED"
        )
    said.setdefault("amount", _written(found))
    said["computation"], said["standard"] = found.steps, f"{policy.name} {policy.version}"[:200]
