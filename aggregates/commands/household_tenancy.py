"""Commands on contracts, inspections, violations and exit 租赁合同、配售合同、检查、违规、退出."""

from __future__ import annotations

from aggregates.commands import securing
from aggregates.commands.command import given, needed
from aggregates.commands.household import F, do

_CONTRACT = needed(F.tenancies.contract_no)
_TERMS = (
    given(F.tenancies.signed_on),
    given(F.tenancies.starts_on),
    given(F.tenancies.ends_on),
    given(F.tenancies.rent),
    given(F.tenancies.deposit),
)
_VIOLATION = needed(F.violations.number, "violation_no")

CONTRACTS = (
    do.opens(
        "sign_tenancy_contract",
        "TenancyContractSigned",
        F.tenancies,
        _CONTRACT,
        needed(F.tenancies.house_code),
        *_TERMS,
        key="contract_no",
        stamps=(F.tenancies.starts_on,),
        amend=securing.sign,
        effects=securing.move_in,
        summary="Of the home that was chosen. The house is lived in from the first day of the term.",
    ),
    do.changes(
        "renew_tenancy_contract",
        "TenancyContractRenewed",
        F.tenancies,
        _CONTRACT,
        needed(F.tenancies.ends_on),
        given(F.tenancies.signed_on),
        given(F.tenancies.rent),
        key="contract_no",
        even_ended=True,
        effects=securing.go_on,
        summary="Also once its term is over, while the household lives there.",
    ),
    do.ends(
        "end_tenancy_contract",
        "TenancyContractEnded",
        F.tenancies,
        _CONTRACT,
        given(F.tenancies.ended_on),
        given(F.tenancies.reason, "leaving_reason"),
        key="contract_no",
        even_ended=True,
        stamps=(F.tenancies.ended_on,),
        amend=securing.leave_home,
        effects=securing.move_out,
    ),
    do.opens(
        "exchange_house",
        "HouseExchanged",
        F.tenancies,
        _CONTRACT,
        needed(F.tenancies.house_code),
        *_TERMS,
        key="contract_no",
        stamps=(F.tenancies.starts_on,),
        amend=securing.exchange,
        effects=securing.swap,
        summary="The contract that stands ends where the new one begins.",
    ),
    do.opens(
        "sign_purchase_contract",
        "PurchaseContractSigned",
        F.purchases,
        needed(F.purchases.number, "contract_no"),
        needed(F.purchases.house_code),
        given(F.purchases.share),
        given(F.purchases.price),
        given(F.purchases.signed_on),
        key="contract_no",
        stamps=(F.purchases.signed_on,),
        amend=securing.buy,
        effects=securing.stop_subsidy,
    ),
)

SUPERVISION = (
    do.opens(
        "inspect_home",
        "InspectionRecorded",
        F.home_inspections,
        needed(F.home_inspections.number, "inspection_no"),
        needed(F.home_inspections.as_contracted),
        given(F.home_inspections.detail),
        key="inspection_no",
        stamps=(F.home_inspections.inspected_on,),
    ),
    do.opens(
        "record_household_violation",
        "ViolationFound",
        F.violations,
        _VIOLATION,
        needed(F.violations.category),
        key="violation_no",
        stamps=(F.violations.found_on,),
    ),
    do.ends(
        "resolve_household_violation",
        "ViolationResolved",
        F.violations,
        _VIOLATION,
        needed(F.violations.outcome),
        key="violation_no",
        stamps=(F.violations.resolved_on,),
    ),
    do.opens(
        "impose_sanction",
        "SanctionImposed",
        F.sanctions,
        needed(F.sanctions.number, "sanction_no"),
        needed(F.sanctions.category),
        given(F.sanctions.barred_until),
        key="sanction_no",
        stamps=(F.sanctions.imposed_on,),
    ),
    do.states(
        "exit_household",
        "Exited",
        needed(F.exit_reason),
        stamps=(F.exited_on,),
        amend=securing.exit_,
        summary="Ends eligibility, waiting, allocations and subsidies; its members may apply anew.",
    ),
)

COMMANDS = (*CONTRACTS, *SUPERVISION)
