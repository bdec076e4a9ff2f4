"""What is searched: which attributes of which kinds, as what, and what their documents take from other subjects.

Declared here once. Sealed attributes never are; prose that is personal data is not either, numbers are, for those who
may see them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aggregates.attributes import Attribute
from aggregates.catalogue import CATALOGUE, Catalogue
from aggregates.errors import UnknownName
from aggregates.exposure import Exposure
from aggregates.kinds import Kind
from search.document import Field

CODE, NAME, ADDRESS, TEXT = Field.CODE, Field.NAME, Field.ADDRESS, Field.TEXT

EVERY_KIND = {
    TEXT: "findings.detail findings.resolution investigations.reason investigations.outcome conflicts.decision "
    "overturnings.body overturnings.reason lineage.reason designations.reason",
    CODE: "overturnings.number lineage.other_code",
}
"""What all kinds have; every code that a subject ever had, and the numbers of its documents, are searched besides."""

_CREDITED = {
    CODE: "qualifications.number awards.number awards.project_code penalties.number penalties.project_code "
    "dishonesty_listings.number credit_repairs.number credit_repairs.penalty_no site_checks.number "
    "site_checks.project_code engagements.project_code engagements.enterprise_code engagements.contract_no",
    TEXT: "qualifications.category qualifications.grade qualifications.body qualifications.reason awards.title "
    "awards.body penalties.grounds penalties.body dishonesty_listings.reason dishonesty_listings.body "
    "dishonesty_listings.removal_reason credit_repairs.body engagements.qualification engagements.reason",
}

BY_KIND: Mapping[str, Mapping[Field, str]] = {
    "PROJECT": {
        CODE: "national_code investment_code developer_code supervision_no subsidies.number "
        "subsidy_payments.subsidy_no property_managers.enterprise_code property_managers.contract_no "
        "acceptances.number lands.parcel lands.contract_no lands.certificate_no lands.transferee_code permits.number "
        "permits.builder_code extensions.permit_no tenders.number tenders.agent_code tenders.winner_code "
        "contracts.number contracts.tender_no contracts.enterprise_code performances.contract_no "
        "performances.enterprise_code drawing_reviews.certificate_no procedure_steps.case_no "
        "participants.enterprise_code participants.practitioner_no participants.contract_no inspections.number "
        "inspections.draw_no material_tests.number material_tests.laboratory_code rectifications.number "
        "rectifications.inspection_no accidents.number escrows.agreement_no escrows.permit_no "
        "escrow_movements.number escrow_movements.agreement_no escrow_movements.contract_no works_mortgages.number "
        "works_mortgages.mortgagee_code transfers.number transfers.from_code transfers.to_code "
        "expropriations.number demolitions.number demolitions.contractor_code",
        NAME: "name developer_name property_managers.enterprise_name tenders.winner_name contracts.enterprise_name "
        "participants.enterprise_name works_mortgages.mortgagee_name escrows.bank",
        ADDRESS: "address",
        TEXT: "category nature supervision_body cancellation_reason subsidies.programme subsidies.benefit "
        "subsidy_payments.reason acceptances.body acceptances.detail lands.mode permits.body permits.reason "
        "permits.works extensions.reason tenders.subject_matter tenders.mode contracts.kind performances.detail "
        "drawing_reviews.body procedure_steps.title procedure_steps.local_title procedure_steps.unit "
        "procedure_steps.outcome participants.qualification participants.reason inspections.body inspections.detail "
        "material_tests.material material_tests.part rectifications.issue rectifications.outcome accidents.category "
        "escrow_movements.milestone expropriations.body",
    },
    "BUILDING": {
        CODE: "project_code parcel estate_code first_registration_no subsidies.number subsidy_payments.subsidy_no "
        "property_managers.enterprise_code property_managers.contract_no appraisals.number appraisals.body_code "
        "acceptances.number permits.number permits.project_code presale_permits.number presale_permits.project_code "
        "fund_uses.number screenings.number hazards.number controls.number renovations.number use_changes.number "
        "expropriations.number demolitions.number demolitions.contractor_code",
        NAME: "name estate property_managers.enterprise_name appraisals.body",
        ADDRESS: "address",
        TEXT: "purpose building_type structure zoning works_type subsidies.programme subsidies.benefit "
        "subsidy_payments.reason appraisals.advice acceptances.body acceptances.detail suspensions.reason "
        "fund_uses.works screenings.body screenings.detail hazards.category hazards.detail hazards.measure "
        "controls.reason renovations.programme renovations.works use_changes.from_purpose use_changes.to_purpose "
        "expropriations.body",
    },
    "HOUSE": {
        CODE: "building_code project_code unit_code presale_permit_no sale_confirmation_no violations.number "
        "tenancies.household_code tenancies.contract_no appraisals.number appraisals.body_code "
        "owners.enterprise_code owners.certificate_no owners.transfer_no transfers.number transfers.contract_no "
        "transfers.consent_no contracts.number contracts.permit_no parties.contract_no parties.enterprise_code "
        "leases.number leases.head_lease leases.lessor_code leases.lessee_code mortgages.number "
        "mortgages.mortgagee_code seizures.number seizures.case_no objections.number advance_notices.number "
        "advance_notices.contract_no advance_notices.holder_code deregistrations.number qualifications.number "
        "listings.number listings.agency_code deed_taxes.number deed_taxes.contract_no maintenance_payments.number "
        "inspections.number stock_entries.number stock_entries.holder_code expropriations.number "
        "expropriations.decision_no compensations.agreement_no subsidy_payments.subsidy_no",
        NAME: "appraisals.body owners.enterprise_name parties.enterprise_name mortgages.mortgagee_name",
        ADDRESS: "address",
        TEXT: "purpose house_type parking_type zoning appraisals.advice transfers.conditions transfers.court "
        "contracts.reason contracts.conditions leases.part leases.programme leases.conditions seizures.court "
        "advance_notices.right_noted deregistrations.right_ended deregistrations.reason expropriations.mode",
    },
    "HOUSEHOLD": {
        CODE: "violations.number tenancies.house_code tenancies.contract_no material_requests.number "
        "verifications.number reviews.number publicities.number publicity_objections.number "
        "publicity_objections.publicity_no eligibilities.number eligibility_suspensions.number waitings.number "
        "priorities.number allocations.number allocations.lottery_code allocations.house_code purchases.number "
        "purchases.house_code rents.contract_no arrears_notices.number subsidy_approvals.number subsidies.number "
        "subsidies.subsidy_no subsidies.run home_inspections.number sanctions.number annual_reviews.number",
        TEXT: "income_band reviews.body",
    },
    "ENTERPRISE": {**_CREDITED, NAME: "name short_names.short_name", ADDRESS: "address"},
    "PRACTITIONER": {
        **_CREDITED,
        CODE: f"employer_code {_CREDITED[CODE]}",
        TEXT: f"specialty {_CREDITED[TEXT]}",
    },
    "LOTTERY": {CODE: "advances.number", NAME: "name"},
    "DIVISION": {
        CODE: "successors.document_no inspection_draws.number subsidy_runs.number",
        NAME: "name",
        TEXT: "indicators.reporter policies.rule_set",
    },
}
"""Kind -> what -> paths of attributes. An attribute that refers to a firm brings that firm's names along."""

YEAR = {
    "PROJECT": "approved_on",
    "BUILDING": "year_built",
    "HOUSEHOLD": "applied_on",
    "ENTERPRISE": "established_on",
    "PRACTITIONER": "registered_on",
    "LOTTERY": "opened_on",
}
"""The attribute that a kind's ``year`` is of; a house has its building's."""

SPREADING: Mapping[str, str] = {
    "PROJECT": "name",
    "BUILDING": "name address estate estate_code project_code physical out_of_use year_built",
    "ENTERPRISE": "name short_names",
    "PRACTITIONER": "person",
    "DIVISION": "name parent superseded successors",
}
"""Kind -> attributes and collections whose change is seen in documents of other subjects; so is a new code of it."""

PARENTS = {"HOUSE": {"BUILDING": "building_code", "PROJECT": "project_code"}, "BUILDING": {"PROJECT": "project_code"}}
"""Kind -> kinds whose texts its documents take over, with the attribute that holds their code."""

INHERITED = {"BUILDING": "name estate estate_code address", "PROJECT": "name"}
"""Parent's kind -> what is taken over of it, beside all its codes: found as ``building.address``."""

REFERRED = ("ENTERPRISE", "PRACTITIONER")
"""Kinds that a document names by their codes: of a firm all its names stand in it, of a practitioner the person."""

LONGEST_TEXT = 2000
"""Characters of a text that are searched; what is longer is computation, not what somebody remembers."""

MOST_TEXTS = 200
"""Texts of one attribute of one subject, the last recorded first: an escrow account has thousands of movements."""


@dataclass(frozen=True, slots=True)
class Part:
    """One searched attribute of a kind, or of the elements of one of its collections."""

    attribute: Attribute
    field: Field

    @property
    def path(self) -> str:
        return self.attribute.path


@dataclass(frozen=True, slots=True)
class Searched:
    """What is searched of one kind. ``own``: by attribute; ``elements``: by collection; ``persons``: collections whose
    elements name a person."""

    kind: Kind
    own: tuple[Part, ...]
    elements: Mapping[str, tuple[Part, ...]]
    persons: tuple[str, ...]
    year: str | None

    @property
    def parts(self) -> Iterator[Part]:
        """All of them."""
        yield from self.own
        for parts in self.elements.values():
            yield from parts

    @property
    def remembered(self) -> tuple[Part, ...]:
        """Own names and addresses: their former values are found too."""
        return tuple(part for part in self.own if part.field in (NAME, ADDRESS))

    @property
    def names_itself(self) -> bool:
        """Whether the subject is itself a person's."""
        return "person" in self.kind.attributes


def of(catalogue: Catalogue = CATALOGUE) -> dict[str, Searched]:
    """What is searched of each kind of a catalogue.

    Raises:
        UnknownName: something declared here is no attribute, or sealed, or personal without being a number.
    """
    return {name: _of(catalogue.kind(name), said) for name, said in BY_KIND.items()}


def _of(kind: Kind, said: Mapping[Field, str]) -> Searched:
    elements: dict[str, list[Part]] = {}
    for field, path in _paths(said):
        part = _part(kind, path, field)
        elements.setdefault(part.attribute.collection, []).append(part)
    own = tuple(elements.pop("", ()))
    persons = tuple(name for name, collection in kind.collections.items() if "person" in collection.attributes)
    year = YEAR.get(kind.name)
    for name in filter(None, (*SPREADING.get(kind.name, "").split(), *INHERITED.get(kind.name, "").split(), year)):
        if name not in kind.collections:
            _find(kind, name)
    return Searched(kind, own, {name: tuple(found) for name, found in elements.items()}, persons, year)


def _paths(said: Mapping[Field, str]) -> Iterator[tuple[Field, str]]:
    for field in Field:
        yield from ((field, path) for table in (said, EVERY_KIND) for path in table.get(field, "").split())


def _part(kind: Kind, path: str, field: Field) -> Part:
    found = _find(kind, path)
    if found.exposure is Exposure.PERSONAL and field is not Field.CODE:
        raise UnknownName(f"{kind.name} {path!r} is personal and no number, so it is not searched.", field=path)
    return Part(found, field)


def _find(kind: Kind, path: str) -> Attribute:
    collection, _, name = path.rpartition(".")
    found = (kind.attributes_of(collection) or {}).get(name)
    if found is None or found.sealed:
        raise UnknownName(f"{kind.name} has no attribute {path!r} that could be searched.", field=path)
    return found


SEARCHED = of()
"""Of the shipped catalogue."""
