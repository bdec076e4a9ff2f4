"""Commands on contracts and transfers of a house 网签备案、转移登记."""

from __future__ import annotations

from aggregates.catalogue import CATALOGUE
from aggregates.commands import charging, parties, transfers
from aggregates.commands.command import Declaring, Parties, buyers, given, needed
from aggregates.house import House
from aggregates.vocabulary import PartyRole

H = House
do = Declaring(H, {event_type.name: event_type for event_type in CATALOGUE.of_kind("HOUSE")})

_NUMBER = needed(H.contracts.number, "contract_no")
_PRICES = (given(H.contracts.area), given(H.contracts.unit_price), given(H.contracts.parking_price))
_SIGNED = (
    _NUMBER,
    needed(H.contracts.signed_on),
    buyers(H.parties),
    needed(H.contracts.price),
    *_PRICES,
    given(H.contracts.risk_accepted),
)
_CANCELLED = (_NUMBER, given(H.contracts.reason, "cancellation_reason"))
_BUYERS = Parties("buyers", "All buyers from now on", "变更后买受人", H.parties, PartyRole.BUYER)
_SELLERS = Parties("sellers", "Sellers, who are owners on record", "出卖人", H.parties, PartyRole.SELLER)
_GIVERS = Parties("givers", "Those who give, owners on record", "出让人", H.parties, PartyRole.SELLER)
_RECEIVERS = Parties(
    "receivers", "New owners; a giver who keeps a share too", "受让人及保留份额的出让人", H.owners, required=True
)

CONTRACTS = (
    do.opens(
        "file_presale_contract",
        "PresaleContractFiled",
        H.contracts,
        *_SIGNED,
        key="contract_no",
        stamps=(H.contracts.filed_on,),
        constants={"contracts.kind": "PRESALE"},
        amend=parties.sign_presale,
        claims=parties.number_claim,
    ),
    do.changes(
        "amend_presale_contract",
        "PresaleContractAmended",
        H.contracts,
        _NUMBER,
        _BUYERS,
        given(H.contracts.price),
        *_PRICES,
        given(H.contracts.risk_accepted),
        key="contract_no",
        stamps=(H.contracts.amended_on,),
        amend=parties.amend_contract,
    ),
    do.ends(
        "cancel_presale_contract",
        "PresaleContractCancelled",
        H.contracts,
        *_CANCELLED,
        key="contract_no",
        stamps=(H.contracts.cancelled_on,),
        amend=parties.leave_presale,
    ),
    do.opens(
        "file_sale_contract",
        "SaleContractFiled",
        H.contracts,
        *_SIGNED,
        _SELLERS,
        key="contract_no",
        stamps=(H.contracts.filed_on,),
        constants={"contracts.kind": "SALE"},
        amend=parties.sign_contract,
        effects=parties.name_sellers,
        claims=parties.number_claim,
    ),
    do.ends(
        "cancel_sale_contract",
        "SaleContractCancelled",
        H.contracts,
        *_CANCELLED,
        key="contract_no",
        stamps=(H.contracts.cancelled_on,),
        amend=parties.leave_sale,
    ),
)

CHECKS = (
    do.opens(
        "qualify_purchase",
        "PurchaseQualified",
        H.qualifications,
        needed(H.qualifications.number, "qualification_no"),
        Parties("buyer", "Who wants to buy, one person", "购房人", H.qualifications, required=True),
        needed(H.qualifications.qualified),
        given(H.qualifications.expires_on),
        key="qualification_no",
        stamps=(H.qualifications.checked_on,),
        amend=charging.qualify,
    ),
    do.opens(
        "verify_listing",
        "ListingVerified",
        H.listings,
        needed(H.listings.number, "listing_no"),
        given(H.listings.agency_code),
        given(H.listings.offer),
        given(H.listings.asking_price),
        given(H.listings.expires_on),
        key="listing_no",
        stamps=(H.listings.verified_on,),
    ),
)

TRANSFERS = (
    do.opens(
        "register_transfer",
        "OwnershipTransferred",
        H.transfers,
        needed(H.transfers.number, "transfer_no"),
        needed(H.transfers.basis),
        _GIVERS,
        _RECEIVERS,
        given(H.owners.form),
        given(H.owners.certificate_no),
        given(H.transfers.contract_no),
        given(H.transfers.price),
        given(H.transfers.parking_price),
        given(H.transfers.unit_price),
        given(H.transfers.area),
        given(H.transfers.court),
        given(H.transfers.consent_no),
        given(H.transfers.risk_accepted),
        key="transfer_no",
        stamps=(H.transfers.registered_on,),
        amend=transfers.transfer,
        effects=transfers.need_a_giver,
    ),
    do.opens(
        "record_deed_tax",
        "DeedTaxPaid",
        H.deed_taxes,
        needed(H.deed_taxes.number, "receipt_no"),
        given(H.deed_taxes.contract_no),
        given(H.deed_taxes.base),
        needed(H.deed_taxes.amount),
        key="receipt_no",
        stamps=(H.deed_taxes.paid_on,),
    ),
)

COMMANDS = (*CONTRACTS, *CHECKS, *TRANSFERS)
