"""What may be asked to be recorded of a project's money: escrow, mortgages of its works, its transfer, its manager."""

from __future__ import annotations

from aggregates.commands import engaging, money
from aggregates.commands.command import Plain, given, needed, rest
from aggregates.commands.coverage import BUILDINGS, HOUSES
from aggregates.commands.project import P, do

_MOVEMENT = (
    needed(P.escrow_movements.number, "receipt_no"),
    needed(P.escrow_movements.agreement_no),
    needed(P.escrow_movements.amount),
)

ESCROW = (
    do.opens(
        "open_escrow",
        "EscrowOpened",
        P.escrows,
        needed(P.escrows.agreement_no),
        needed(P.escrows.bank),
        given(P.escrows.permit_no),
        given(P.escrows.required, "required_amount"),
        Plain("account_no", "String", "Number of the account; sealed", "账号（加密保存）"),
        key="agreement_no",
        stamps=(P.escrows.opened_on,),
        amend=money.seal_account,
    ),
    do.opens(
        "deposit_escrow",
        "EscrowDeposited",
        P.escrow_movements,
        *_MOVEMENT,
        given(P.escrow_movements.contract_no),
        key="receipt_no",
        stamps=(P.escrow_movements.paid_on,),
        constants={"escrow_movements.direction": "DEPOSIT"},
        effects=money.account_stands,
    ),
    do.opens(
        "release_escrow",
        "EscrowReleased",
        P.escrow_movements,
        *_MOVEMENT,
        given(P.escrow_movements.milestone),
        key="receipt_no",
        stamps=(P.escrow_movements.paid_on,),
        constants={"escrow_movements.direction": "RELEASE"},
        effects=money.account_stands,
    ),
)

DEALS = (
    do.opens(
        "transfer_project",
        "ProjectTransferred",
        P.transfers,
        needed(P.transfers.number, "transfer_no"),
        needed(P.transfers.to_code),
        given(P.developer_name, "to_name"),
        given(P.transfers.from_code),
        given(P.transfers.price),
        key="transfer_no",
        stamps=(P.transfers.transferred_on,),
        amend=money.change_developer,
        effects=engaging.record,
    ),
    do.opens(
        "mortgage_works",
        "WorksMortgaged",
        P.works_mortgages,
        needed(P.works_mortgages.number, "mortgage_no"),
        *rest(
            P.works_mortgages,
            P.works_mortgages.number,
            P.works_mortgages.registered_on,
            P.works_mortgages.discharged_on,
        ),
        BUILDINGS,
        HOUSES,
        key="mortgage_no",
        stamps=(P.works_mortgages.registered_on,),
        amend=money.mortgage,
    ),
    do.ends(
        "discharge_works_mortgage",
        "WorksMortgageDischarged",
        P.works_mortgages,
        needed(P.works_mortgages.number, "mortgage_no"),
        key="mortgage_no",
        stamps=(P.works_mortgages.discharged_on,),
        amend=money.discharge,
    ),
    do.opens(
        "assign_project_property_manager",
        "PropertyManagerAssigned",
        P.property_managers,
        needed(P.property_managers.enterprise_code),
        *rest(
            P.property_managers,
            P.property_managers.enterprise_code,
            P.property_managers.starts_on,
            P.property_managers.ended_on,
        ),
        stamps=(P.property_managers.starts_on,),
        amend=money.succeed_manager,
    ),
)

COMMANDS = (*ESCROW, *DEALS)
