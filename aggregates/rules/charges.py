"""What stands against a contract or a transfer: seizures, mortgages, objections (TRA-1)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from aggregates import calendar_days
from aggregates.draft import Said
from aggregates.house import House
from aggregates.kinds import Element
from aggregates.rules import holdings, seizures
from aggregates.rules.rule import Breach, Case
from aggregates.rules.wording import Words

H = House
TRANSFER = "OwnershipTransferred"


def check(case: Case) -> Iterator[Breach]:
    """TRA-1: seizures bar contracts and transfers; mortgages what the owner disposes of; objections both."""
    basis = holdings.transfer(case.judged).get("basis") if case.judged.type == TRANSFER else None
    if case.judged.type == "PresaleContractAmended" and not _brings_a_buyer(case):
        return
    if basis != "FIRST_REGISTRATION":  # which passes the house to nobody
        yield from _seizures(case, basis)
    if basis not in holdings.BY_LAW:
        yield from _objections(case)
        if case.judged.type == TRANSFER:
            yield from _mortgages(case)


def _brings_a_buyer(case: Case) -> bool:
    return any(said.get("role") == "BUYER" for _, said in case.judged.elements(H.parties))


def _seizures(case: Case, basis: Said) -> Iterator[Breach]:
    standing = seizures.ranked(case.before.elements(H.seizures), case.day)
    if not standing:
        return
    first, said = standing[0]
    if basis in holdings.JUDICIAL and _same_court(holdings.transfer(case.judged), said):
        case.rely(case.before.origin(H.seizures, first))
    elif not _passes_to_the_debtor(case, said):
        yield _in_the_way(case, H.seizures, [key for key, _ in standing], Words("查封", "seizure"))


def _same_court(transfer: Mapping[str, Said], seizure: Mapping[str, Said]) -> bool:
    court = transfer.get("court")
    return isinstance(court, str) and _folded(court) == _folded(str(seizure.get("court")))


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def _passes_to_the_debtor(case: Case, seizure: Mapping[str, Said]) -> bool:
    """A preliminary seizure binds what the buyer is to get: the transfer to that buyer makes it an ordinary one."""
    owned = bool(holdings.standing(case.before))
    return (
        case.judged.type == TRANSFER
        and seizures.is_preliminary(seizure, owned=owned)
        and holdings.performs(case.before, case.judged)
    )


def _mortgages(case: Case) -> Iterator[Breach]:
    consent = holdings.transfer(case.judged).get("consent_no")
    standing = dict(case.before.standing(H.mortgages))
    if holdings.performs(case.before, case.judged):  # the buyer's own, which becomes a mortgage of the house by this
        standing = {key: said for key, said in standing.items() if said.get("kind") != "ADVANCE_NOTICE"}
    until = case.policy.transactions.consent_until.isoformat()
    barring = [key for key, said in standing.items() if case.day <= until or said.get("transfer_barred") is True]
    if barring and not consent:
        days = [calendar_days.add_days(until, 1)] if case.day <= until else []
        yield _in_the_way(case, H.mortgages, barring, Words("抵押", "mortgage"), "consentNo", days)


def _objections(case: Case) -> Iterator[Breach]:
    standing = [key for key, _ in case.before.standing(H.objections)]
    if standing and not _risk_accepted(case):
        yield _in_the_way(case, H.objections, standing, Words("异议", "objection"), "riskAccepted")


def _risk_accepted(case: Case) -> bool:
    if case.judged.type != TRANSFER:
        key, said = holdings.element_of(case.judged, H.contracts)
        before = case.before.element(H.contracts, key) or {}
        return {**before, **said}.get("risk_accepted") is True
    transfer = holdings.transfer(case.judged)
    number = transfer.get("contract_no")
    found = holdings.contract(case.before, number) if number else None
    return transfer.get("risk_accepted") is True or (found is not None and found[1].get("risk_accepted") is True)


def _in_the_way(
    case: Case,
    collection: type[Element],
    keys: list[str],
    what: Words,
    field: str | None = None,
    days: list[str] | None = None,
) -> Breach:
    listed = "、".join(keys)
    named = Words(f"{what.zh}{listed}", f"{what.en} {listed}")
    origins = [case.before.origin(collection, key) for key in keys]
    return case.breach(field, in_the_way=origins, days=days or (), detail=named)
