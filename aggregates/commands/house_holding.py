"""Commands on the holding and the end of a house: leases, funds, inspections, secured stock, expropriation, loss."""

from __future__ import annotations

from aggregates.commands import caring, occupying
from aggregates.commands.command import Parties, given, needed, rest
from aggregates.commands.house_register import H, do
from aggregates.vocabulary import PartyRole

_LEASE_NO = needed(H.leases.number, "lease_no")

LEASES = (
    do.opens(
        "file_lease",
        "LeaseFiled",
        H.leases,
        _LEASE_NO,
        Parties("lessors", "Lessors", "出租人", H.parties, PartyRole.LESSOR),
        Parties("lessees", "Lessees", "承租人", H.parties, PartyRole.LESSEE, required=True),
        *rest(H.leases, H.leases.number, H.leases.ended_on, H.leases.renewed),
        key="lease_no",
        stamps=(H.leases.starts_on,),
        amend=occupying.let,
        summary="May be filed ahead of its term. Rooms are let one by one; no part is the whole house.",
    ),
    do.changes(
        "renew_lease",
        "LeaseRenewed",
        H.leases,
        _LEASE_NO,
        needed(H.leases.ends_on),
        given(H.leases.signed_on),
        given(H.leases.rent),
        given(H.leases.unit_rent),
        given(H.leases.parking_rent),
        key="lease_no",
        even_ended=True,
        constants={"leases.renewed": True},
        summary="A lease whose term is over may be renewed, one that was ended may not.",
    ),
    do.ends(
        "end_lease",
        "LeaseEnded",
        H.leases,
        _LEASE_NO,
        key="lease_no",
        even_ended=True,
        stamps=(H.leases.ended_on,),
        amend=occupying.leave_lease,
    ),
)

CARE = (
    do.opens(
        "pay_maintenance_fund",
        "MaintenanceFundPaid",
        H.maintenance_payments,
        needed(H.maintenance_payments.number, "receipt_no"),
        needed(H.maintenance_payments.amount),
        key="receipt_no",
        stamps=(H.maintenance_payments.paid_on,),
    ),
    do.opens(
        "inspect_occupancy",
        "OccupancyInspected",
        H.inspections,
        needed(H.inspections.number, "inspection_no"),
        needed(H.inspections.occupancy),
        given(H.inspections.as_contracted),
        given(H.inspections.detail),
        key="inspection_no",
        stamps=(H.inspections.inspected_on,),
        amend=occupying.look,
    ),
    do.opens(
        "appraise_house_safety",
        "SafetyAppraised",
        H.appraisals,
        needed(H.appraisals.number, "report_no"),
        needed(H.appraisals.grade),
        *rest(H.appraisals, H.appraisals.number, H.appraisals.grade, H.appraisals.appraised_on),
        key="report_no",
        stamps=(H.appraisals.appraised_on,),
        amend=caring.grade,
    ),
)

SECURED = (
    do.opens(
        "add_to_stock",
        "StockAdded",
        H.stock_entries,
        needed(H.stock_entries.stock),
        needed(H.stock_entries.basis, "raised_by"),
        given(H.stock_entries.number, "decision_no"),
        *rest(
            H.stock_entries,
            H.stock_entries.stock,
            H.stock_entries.basis,
            H.stock_entries.number,
            H.stock_entries.released_on,
        ),
        stamps=(H.stock_entries.starts_on,),
        amend=occupying.add_to_stock,
        summary="A home of a new building is of the stock before it is built.",
    ),
    do.ends(
        "release_from_stock",
        "StockReleased",
        H.stock_entries,
        stamps=(H.stock_entries.released_on,),
    ),
    do.opens(
        "start_tenancy",
        "TenancyStarted",
        H.tenancies,
        needed(H.tenancies.contract_no),
        needed(H.tenancies.household_code),
        given(H.tenancies.starts_on),
        given(H.tenancies.ends_on),
        given(H.tenancies.rent),
        key="contract_no",
        stamps=(H.tenancies.starts_on,),
        summary="Normally follows from the household's contract.",
    ),
    do.ends(
        "end_tenancy",
        "TenancyEnded",
        H.tenancies,
        needed(H.tenancies.contract_no),
        given(H.tenancies.reason, "leaving_reason"),
        key="contract_no",
        even_ended=True,
        stamps=(H.tenancies.ended_on,),
        summary="Normally follows from the household's contract; people may leave after its term is over.",
    ),
    do.opens(
        "record_house_violation",
        "ViolationFound",
        H.violations,
        needed(H.violations.number, "violation_no"),
        needed(H.violations.category),
        key="violation_no",
        stamps=(H.violations.found_on,),
    ),
    do.ends(
        "resolve_house_violation",
        "ViolationResolved",
        H.violations,
        needed(H.violations.number, "violation_no"),
        needed(H.violations.outcome),
        key="violation_no",
        stamps=(H.violations.resolved_on,),
    ),
)

END = (
    do.opens(
        "agree_expropriation",
        "ExpropriationAgreed",
        H.expropriations,
        needed(H.expropriations.number, "agreement_no"),
        *rest(H.expropriations, H.expropriations.number, H.expropriations.agreed_on, H.expropriations.ended_on),
        key="agreement_no",
        stamps=(H.expropriations.agreed_on,),
    ),
    do.states(
        "demolish_house",
        "Demolished",
        summary="Of a house alone; the houses of a building are lost with it, see demolishBuilding.",
    ),
    do.opens(
        "pay_compensation",
        "CompensationPaid",
        H.compensations,
        needed(H.compensations.agreement_no),
        needed(H.compensations.amount),
        stamps=(H.compensations.paid_on,),
    ),
    do.opens(
        "pay_house_subsidy",
        "SubsidyPaid",
        H.subsidy_payments,
        needed(H.subsidy_payments.subsidy_no),
        needed(H.subsidy_payments.amount),
        given(H.subsidy_payments.period),
        stamps=(H.subsidy_payments.paid_on,),
        constants={"subsidy_payments.direction": "PAYMENT"},
    ),
)

COMMANDS = (*LEASES, *CARE, *SECURED, *END)
