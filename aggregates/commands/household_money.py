"""Commands on rents, arrears and the two subsidies 租金、欠租、公租补贴、市场租房补贴."""

from __future__ import annotations

from aggregates.commands import entitling, paying
from aggregates.commands.command import Command, given, needed
from aggregates.commands.household import F, do

_RENT = (needed(F.rents.contract_no), needed(F.rents.period))
_NOTICE = needed(F.arrears_notices.number, "notice_no")
_PAYMENT = needed(F.subsidies.number, "payment_no")
_SUBSIDY = needed(F.subsidy_approvals.number, "subsidy_no")

RENTS = (
    do.opens(
        "charge_rent",
        "RentCharged",
        F.rents,
        *_RENT,
        given(F.rents.charged),
        given(F.rents.reduced),
        given(F.rents.due_on),
        key=("contract_no", "period"),
        amend=entitling.charge,
        effects=paying.known_contract,
        summary="The contract's rent, where no other amount is stated.",
    ),
    do.changes(
        "pay_rent",
        "RentPaid",
        F.rents,
        *_RENT,
        needed(F.rents.paid, "amount"),
        key=("contract_no", "period"),
        stamps=(F.rents.paid_on,),
        amend=paying.add_rent,
        summary="Payments of one month are summed.",
    ),
    do.opens(
        "record_arrears",
        "ArrearsRecorded",
        F.arrears_notices,
        _NOTICE,
        needed(F.arrears_notices.amount),
        key="notice_no",
        stamps=(F.arrears_notices.recorded_on,),
    ),
    do.ends(
        "settle_arrears",
        "ArrearsRecorded",
        F.arrears_notices,
        _NOTICE,
        key="notice_no",
        stamps=(F.arrears_notices.settled_on,),
        summary="The arrears that the notice is about are paid.",
    ),
)


def _subsidy(name: str, type_: str, kind: str) -> tuple[Command, ...]:
    """The commands of one of the two subsidies."""
    return (
        do.opens(
            f"approve_{name}",
            f"{type_}Approved",
            F.subsidy_approvals,
            _SUBSIDY,
            given(F.subsidy_approvals.amount),
            given(F.subsidy_approvals.computation),
            given(F.subsidy_approvals.starts_on),
            given(F.subsidy_approvals.ends_on),
            key="subsidy_no",
            stamps=(F.subsidy_approvals.starts_on,),
            constants={"subsidy_approvals.kind": kind},
            amend=entitling.approve,
            summary="Policy computes amount, computation and term, where it has figures for it (SEC-8).",
        ),
        do.opens(
            f"order_{name}",
            f"{type_}Ordered",
            F.subsidies,
            _PAYMENT,
            needed(F.subsidies.subsidy_no),
            needed(F.subsidies.period),
            given(F.subsidies.amount),
            given(F.subsidies.run),
            key="payment_no",
            stamps=(F.subsidies.ordered_on,),
            constants={"subsidies.kind": kind, "subsidies.state": "ORDERED"},
            amend=paying.order,
            effects=paying.known_subsidy,
            summary="For one month once: what failed may be ordered again, under another number.",
        ),
        do.changes(
            f"pay_{name}",
            f"{type_}Paid",
            F.subsidies,
            _PAYMENT,
            key="payment_no",
            stamps=(F.subsidies.paid_on,),
            constants={"subsidies.state": "PAID"},
            amend=paying.pay,
        ),
        do.changes(
            f"fail_{name}",
            f"{type_}Failed",
            F.subsidies,
            _PAYMENT,
            needed(F.subsidies.reason, "failure"),
            key="payment_no",
            stamps=(F.subsidies.failed_on,),
            constants={"subsidies.state": "FAILED"},
            amend=paying.fail,
        ),
        do.ends(
            f"stop_{name}",
            f"{type_}Stopped",
            F.subsidy_approvals,
            _SUBSIDY,
            given(F.subsidy_approvals.stopped_on),
            given(F.subsidy_approvals.reason, "grounds"),
            key="subsidy_no",
            stamps=(F.subsidy_approvals.stopped_on,),
            amend=paying.of_kind,
        ),
        do.changes(
            f"claw_back_{name}",
            f"{type_}ClawedBack",
            F.subsidies,
            _PAYMENT,
            needed(F.subsidies.returned, "amount"),
            key="payment_no",
            amend=paying.claw_back,
        ),
    )


COMMANDS = (
    *RENTS,
    *_subsidy("public_rent_subsidy", "PublicRentSubsidy", "PUBLIC_RENT"),
    *_subsidy("market_rent_subsidy", "MarketRentSubsidy", "MARKET_RENT"),
)
