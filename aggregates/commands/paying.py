"""What commands on a household's money say beside their inputs: sums, and that nothing is paid twice."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from aggregates import errors
from aggregates.commands import coverage
from aggregates.commands.coverage import Entities
from aggregates.deciding import Deciding
from aggregates.draft import Draft, Said
from aggregates.event import Value
from aggregates.household import Household
from aggregates.view import View

F = Household
_LATEST = "9999-12-31"


def _kind(deciding: Deciding) -> Value:
    """Which of the two subsidies the command is about."""
    return "PUBLIC_RENT" if deciding.deed.command.event_type.name.startswith("Public") else "MARKET_RENT"


def _sum(known: Said, more: Said) -> str:
    return f"{Decimal(str(known or 0)) + Decimal(str(more)):.2f}"


def _wrong(field: str, wrong: str, rule: str) -> errors.InvalidValue:
    return errors.InvalidValue(f"{field} {wrong}.", field=field, rule=rule)


def known_contract(deciding: Deciding, primary: Draft, before: View) -> None:
    """Rent is charged under a contract that is on record, in force or ended."""
    number = deciding.deed.text("contract_no")
    if all(number not in (key, said.get("contract_no")) for key, said in before.elements(F.tenancies)):
        coverage.refuse_reference(deciding, primary, F.tenancies, number)


def add_rent(deciding: Deciding, before: View, changes: Entities) -> None:
    """What is paid adds to what was paid for the month before; the month and its contract stay as charged."""
    entity = coverage.entity_of(changes, F.rents)
    changes[entity]["paid"] = _sum(before.state.get(entity, {}).get("paid"), changes[entity]["paid"])


def order(deciding: Deciding, before: View, changes: Entities) -> None:
    """A month is ordered once, of either kind, for the approved amount where none is stated."""
    entity = coverage.entity_of(changes, F.subsidies)
    said = changes[entity]
    period = said["period"]
    for key, other in (*before.elements(F.subsidies), *_latest(deciding, before).elements(F.subsidies)):
        if f"subsidies/{key}" != entity and other.get("period") == period and other.get("state") in ("ORDERED", "PAID"):
            raise _wrong("period", f"{period} is ordered already, by payment {key}; a month is paid once", "TWICE")
    _still_open(before, entity)
    approval = _approval(before, said["subsidy_no"])
    if approval is not None and "amount" not in said:
        said["amount"] = approval.get("amount")
    if said.get("amount") is None:
        raise _wrong("amount", "is missing, and no approval states it", "REQUIRED")


def _latest(deciding: Deciding, before: View) -> View:
    """The household after all that is on record: a day in the past is no way around what was ordered since."""
    day, known = deciding.deed.effective_on, deciding.subject
    later = any(one.event.effective_on > day for one in known.recorded)
    return deciding.world.state(known, _LATEST) if later else before


def _still_open(before: View, entity: str) -> None:
    known = before.state.get(entity, {})
    if known:
        number = entity.partition("/")[2]
        raise _wrong("paymentNo", f"{number} is on record already; a payment's number is used once", "TWICE")


def _approval(before: View, number: Said) -> Mapping[str, Said] | None:
    return next(
        (said for key, said in before.elements(F.subsidy_approvals) if number in (key, said.get("number"))), None
    )


def known_subsidy(deciding: Deciding, primary: Draft, before: View) -> None:
    """Money is ordered under an approval of its kind that stands in the month."""
    number, period = deciding.deed.text("subsidy_no"), str(deciding.deed.text("period"))
    approval = _approval(before, number)
    if approval is None or approval.get("kind") != _kind(deciding) or not _covers(approval, period):
        coverage.refuse_reference(deciding, primary, F.subsidy_approvals, number)


def _covers(approval: Mapping[str, Said], period: str) -> bool:
    """Whether an approval holds on the first day of a month, or begins within it."""
    ends = [str(day) for name in ("ends_on", "stopped_on") if (day := approval.get(name)) is not None]
    return str(approval.get("starts_on") or "")[:7] <= period and all(day > f"{period}-01" for day in ends)


def pay(deciding: Deciding, before: View, changes: Entities) -> None:
    """What was ordered is paid, once."""
    _in_state(deciding, before, changes, "ORDERED")


def fail(deciding: Deciding, before: View, changes: Entities) -> None:
    """What was ordered, or came back after it was paid, failed."""
    _in_state(deciding, before, changes, "ORDERED", "PAID")


def _in_state(deciding: Deciding, before: View, changes: Entities, *states: str) -> Mapping[str, Said]:
    """The payment as it is; InvalidValue where it is of the other subsidy, or not in one of the states."""
    entity = coverage.entity_of(changes, F.subsidies)
    known, number = before.state.get(entity), deciding.deed.text("payment_no")
    if known is None:
        raise _wrong("paymentNo", f"{number} is not ordered by {deciding.deed.effective_on}; order it first", "STATE")
    if known.get("kind") not in (None, _kind(deciding)):
        raise _wrong("paymentNo", f"{number} is of the other subsidy; use its own command", "KIND")
    now = None if deciding.deed.corrects else _latest(deciding, before).element(F.subsidies, entity.partition("/")[2])
    for one in (known, now or known):
        if one.get("state") not in states:
            raise _wrong("paymentNo", f"{number} is {one.get('state')}, not {' or '.join(states)}", "STATE")
    return known


def of_kind(deciding: Deciding, before: View, changes: Entities) -> None:
    """What is stopped is a subsidy of the kind that the command is about; InvalidValue otherwise."""
    entity, number = coverage.entity_of(changes, F.subsidy_approvals), deciding.deed.text("subsidy_no")
    known = before.state.get(entity, {})
    if known.get("kind") not in (None, _kind(deciding)):
        raise _wrong("subsidyNo", f"{number} is of the other subsidy; use its own command", "KIND")


def claw_back(deciding: Deciding, before: View, changes: Entities) -> None:
    """What comes back adds up, to no more than was paid; once all is back the payment is returned."""
    entity = coverage.entity_of(changes, F.subsidies)
    known = _in_state(deciding, before, changes, "PAID")
    total, amount = _sum(known.get("returned"), changes[entity]["returned"]), known.get("amount")
    if amount is not None and Decimal(total) > Decimal(str(amount)):
        raise _wrong("amount", f"makes {total} clawed back of {amount}; no more comes back than was paid", "RANGE")
    changes[entity]["returned"] = total
    if amount is not None and Decimal(total) == Decimal(str(amount)):
        changes[entity]["state"] = "RETURNED"
