"""What escrow, mortgages and transfers say beside their inputs: sealed accounts, coverage, who goes and who comes."""

from __future__ import annotations

from aggregates import errors, sealed
from aggregates.commands import coverage
from aggregates.commands.coverage import Entities
from aggregates.deciding import Deciding
from aggregates.draft import Draft, Said, Sealed
from aggregates.project import Project
from aggregates.view import View
from aggregates.vocabulary import Instrument
from aggregates.world import Name

P = Project
LONGEST = 60


def seal_account(deciding: Deciding, before: View, changes: Entities) -> None:
    """An account's number is sealed under the key of the project, whose escrow it is."""
    number, deed = deciding.deed.text("account_no"), deciding.deed
    if number is None:
        return
    if not 0 < len(number) <= LONGEST:
        raise errors.InvalidValue(
            f"accountNo has {len(number)} characters, 1 to {LONGEST} are allowed.", field="accountNo", rule="LENGTH"
        )
    project = deciding.require(Name("PROJECT", deed.code, deed.scheme), "project_code")
    account = Sealed(sealed.subject_ref(project.stream), number)
    changes[coverage.entity_of(changes, P.escrows)]["account_no"] = account


def account_stands(deciding: Deciding, primary: Draft, before: View) -> None:
    """Money moves in an account that is open."""
    agreement = deciding.deed.text("agreement_no")
    standing = {said.get("agreement_no") for _, said in before.standing(P.escrows)}
    if agreement not in standing:
        coverage.refuse_reference(deciding, primary, P.escrows, agreement)


def change_developer(deciding: Deciding, before: View, changes: Entities) -> None:
    """The former developer leaves and the new one takes its part."""
    day, transfer = deciding.deed.effective_on, changes[coverage.entity_of(changes, P.transfers)]
    former = before.get(P.developer_code)
    if former is not None:
        transfer.setdefault("from_code", former)
    for key, said in before.standing(P.participants):
        if said.get("role") == "DEVELOPER":
            changes[f"participants/{key}"] = {"ended_on": day}
    own = changes.setdefault("", {})
    own["developer_code"] = transfer["to_code"]
    own.setdefault("developer_name", None)
    part: dict[str, Said] = {"role": "DEVELOPER", "party_kind": "ENTERPRISE", "enterprise_code": transfer["to_code"]}
    named: dict[str, Said] = {"enterprise_name": own["developer_name"]} if own["developer_name"] else {}
    changes[f"participants/DEVELOPER-{transfer['to_code']}-{day}"] = {**part, **named, "starts_on": day}


def mortgage(deciding: Deciding, before: View, changes: Entities) -> None:
    """A mortgage of works lists the buildings and houses that it covers."""
    number = changes[coverage.entity_of(changes, P.works_mortgages)]["number"]
    houses = deciding.require_all("HOUSE", deciding.deed.texts("house_codes"), "house_codes")
    covered = [*coverage.buildings(deciding), *houses]
    coverage.cover(changes, Instrument.WORKS_MORTGAGE, number, covered, deciding.deed.effective_on)


def discharge(deciding: Deciding, before: View, changes: Entities) -> None:
    """A discharged mortgage covers nothing any more."""
    deed = deciding.deed
    coverage.uncover(before, changes, Instrument.WORKS_MORTGAGE, deed.text("mortgage_no"), deed.effective_on)


def succeed_manager(deciding: Deciding, before: View, changes: Entities) -> None:
    """A new property manager takes the place of the one before."""
    for key, _ in before.standing(P.property_managers):
        changes.setdefault(f"property_managers/{key}", {"ended_on": deciding.deed.effective_on})
