"""What commands on qualifications and credit say beside their inputs: what begins again, what a repair ends, whom."""

from __future__ import annotations

from typing import cast

from aggregates import credit_score, errors, sealed
from aggregates.commands import coverage
from aggregates.commands.coverage import Entities
from aggregates.credited import Credited
from aggregates.deciding import Deciding
from aggregates.draft import Said, Sealed
from aggregates.rules import general
from aggregates.view import View
from aggregates.world import Name

C = Credited


def resume(deciding: Deciding, before: View, changes: Entities) -> None:
    """A qualification that was suspended holds again: it is not suspended any more."""
    entity = coverage.entity_of(changes, C.qualifications)
    if entity in before.state and before.state[entity].get("suspended_on") is None:
        raise errors.InvalidValue(
            f"certificateNo {errors.shown(entity.partition('/')[2])} is not suspended on {deciding.deed.effective_on}; "
            "check the number and the day.",
            field="certificateNo",
            rule=general.STANDING.id,
        )
    changes[entity]["suspended_on"] = None


def repair(deciding: Deciding, before: View, changes: Entities) -> None:
    """The repaired penalty does not count any more, nor bar from roles."""
    repaired = changes[coverage.entity_of(changes, C.credit_repairs)]
    number = repaired["penalty_no"]
    unrepaired = [one for one in before.elements(C.penalties) if one[1].get("repaired_on") is None]
    found = [key for key, said in unrepaired if number in (key, said.get("number"))]
    if not found:
        raise errors.InvalidValue(
            f"penaltyNo {errors.shown(str(number))} is no penalty on record that is still to be repaired; check it.",
            field="penaltyNo",
            rule=general.STANDING.id,
        )
    changes[f"penalties/{found[-1]}"] = {"repaired_on": repaired["repaired_on"]}


def register_enterprise(deciding: Deciding, before: View, changes: Entities) -> None:
    """The legal representative's name is sealed under the enterprise's own key."""
    text = deciding.deed.text("legal_representative")
    if text is None:
        return
    if not 0 < len(text.strip()) <= 200:
        raise errors.InvalidValue(
            f"legalRepresentative has {len(text.strip())} characters, 1 to 200 are allowed.",
            field="legalRepresentative",
            rule="LENGTH",
        )
    changes.setdefault("", {})["legal_representative"] = Sealed(sealed.subject_ref(deciding.subject.stream), text)


def register_practitioner(deciding: Deciding, before: View, changes: Entities) -> None:
    """Who the practitioner is: one person, whose texts are sealed under the person's own key."""
    named = deciding.deed.parties("person")
    if len(named) != 1 or named[0].kind != "PERSON" or named[0].person is None:
        raise errors.InvalidValue(
            f"person has {len(named)} entries; a practitioner is exactly one person, named with an ID number.",
            field="person",
            rule="ONE",
        )
    one = named[0]
    said: dict[str, Said] = {"person": one.person, "id_type": one.id_type}
    texts = {"name": one.name, "id_number": one.id_number, "phone": one.phone}
    said |= {name: Sealed(cast(str, one.person), text) for name, text in texts.items() if text}
    changes.setdefault("", {}).update({name: value for name, value in said.items() if value is not None})
    known_employer(deciding, before, changes)


def known_employer(deciding: Deciding, before: View, changes: Entities) -> None:
    """Who employs a practitioner is an enterprise on record."""
    employer = deciding.deed.text("employer_code")
    if employer is not None:
        deciding.require(Name("ENTERPRISE", employer), "employer_code")
        changes.setdefault("", {}).setdefault("employed_since", deciding.deed.effective_on)


def score(deciding: Deciding, before: View, changes: Entities) -> None:
    """The score of a class as policy computes it from what is on record, as of the command's day."""
    said = changes[coverage.entity_of(changes, C.credit_scores)]
    policy, credit_class = coverage.policy(deciding, before), str(said["credit_class"])
    scoring = policy.credit.scoring.get(credit_class)
    if scoring is None:
        raise errors.InvalidValue(
            f"creditClass {credit_class} is not scored by policy {policy.name} {policy.version}; adopt one that does.",
            field="creditClass",
            rule="SCORING",
        )
    computed = credit_score.compute(before, credit_class, scoring)
    said |= {
        "score": f"{computed.score:f}",
        "grade": computed.grade,
        "rule_version": f"{policy.name} {policy.version}",
        "computation": computed.text,
    }
