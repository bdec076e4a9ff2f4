"""What an application says beside its inputs: its members and whom they bind, deadlines, personal texts."""

from __future__ import annotations

from collections.abc import Iterator

from aggregates import calendar_days, errors, sealed
from aggregates.commands import coverage, entitling, parties
from aggregates.commands.coverage import Entities
from aggregates.deciding import Deciding, stating
from aggregates.deciding.deed import Deed
from aggregates.draft import Said, Sealed
from aggregates.event import Claim
from aggregates.household import Household
from aggregates.rules import claims
from aggregates.view import View

F = Household
_LONGEST = {"bank_account": 60, "residence": 500}


def person_claims(deed: Deed, before: View) -> tuple[Claim, ...]:
    """A person is a member of one live application in the whole city (SEC-2)."""
    return tuple(Claim(claims.MEMBER, one.person) for one in deed.parties("members") if one.person is not None)


def apply(deciding: Deciding, before: View, changes: Entities) -> None:
    """An application names its members, one of them the applicant; where it lives and its account are sealed."""
    applicants = [one for one in deciding.deed.parties("members") if one.also.get("relation") == "APPLICANT"]
    if len(applicants) != 1:
        raise errors.InvalidValue(
            f"members: {len(applicants)} of them are the APPLICANT; name exactly one.",
            field="members",
            rule="APPLICANT",
        )
    applied, day = deciding.deed.text("applied_on"), deciding.deed.effective_on
    if applied is not None and applied > day:
        raise errors.InvalidValue(
            f"appliedOn {applied} lies after effectiveOn {day}; an application is accepted once it is made.",
            field="appliedOn",
            rule="RANGE",
        )
    join(deciding, before, changes)
    seal(deciding, before, changes)


def join(deciding: Deciding, before: View, changes: Entities) -> None:
    """Those whom the inputs name become members, and the household is counted anew, and its band."""
    named = deciding.deed.parties("members")
    parties.check_once(named, "members")
    standing = {said.get("person") for _, said in before.standing(F.members)}
    for index, party in enumerate(named):
        if party.kind != "PERSON":
            raise errors.InvalidValue(
                f"members.{index} is no person; only persons are members of a household.",
                field=f"members.{index}",
                rule="KIND",
            )
        if party.person in standing:
            raise errors.InvalidValue(
                f"members.{index} is a member of the household already; name only who joins.",
                field=f"members.{index}",
                rule="TWICE",
            )
    for party, key in zip(named, _keys(deciding), strict=False):
        changes[f"members/{key}"] = {**party.says(F.members), "joined_on": deciding.deed.effective_on}
    changes.setdefault("", {})["size"] = len(standing) + len(named)
    entitling.set_band(deciding, before, changes)


def _keys(deciding: Deciding) -> Iterator[str]:
    """Keys of members: those of the event that is corrected, then numbers that no event of the household has stated."""
    prefix, corrected = "members/", deciding.deed.corrects
    if corrected is not None:
        changes = deciding.subject.timeline.get(corrected).recorded.event.changes
        yield from (change.entity.removeprefix(prefix) for change in changes if change.entity.startswith(prefix))
    yield from stating.free_numbers(deciding.subject, F.members)


def leave(deciding: Deciding, before: View, changes: Entities) -> None:
    """Who leaves may be a member of another application; the household is counted anew."""
    entity = coverage.entity_of(changes, F.members)
    person = before.state.get(entity, {}).get("person")
    if isinstance(person, str):
        deciding.releasing.append(Claim(claims.MEMBER, person))
    staying = [key for key, _ in before.standing(F.members) if f"members/{key}" != entity]
    changes.setdefault("", {})["size"] = max(1, len(staying))
    entitling.set_band(deciding, before, changes)


def let_go(deciding: Deciding, before: View, changes: Entities) -> None:
    """The application is over: its members may be members of another one."""
    for _, said in before.standing(F.members):
        if isinstance(person := said.get("person"), str):
            deciding.releasing.append(Claim(claims.MEMBER, person))


def change(deciding: Deciding, before: View, changes: Entities) -> None:
    """What a household states of itself anew: at least one of them."""
    seal(deciding, before, changes)
    if not any(changes.values()):
        raise errors.InvalidValue(
            "None of the circumstances is stated; state at least one of them.", field="income", rule="REQUIRED"
        )
    entitling.set_band(deciding, before, changes)


def seal(deciding: Deciding, before: View, changes: Entities) -> None:
    """Where a household lives and its account are sealed under the key of the household."""
    for name, longest in _LONGEST.items():
        text = deciding.deed.text(name)
        if text is None:
            continue
        if not 0 < len(text.strip()) <= longest:
            field = "bankAccount" if name == "bank_account" else name
            wrong = f"{field} has {len(text.strip())} characters, 1 to {longest} are allowed."
            raise errors.InvalidValue(wrong, field=field, rule="LENGTH")
        said: Said = Sealed(sealed.subject_ref(deciding.subject.stream), text)
        changes.setdefault("", {})[name] = said


def set_deadline(deciding: Deciding, before: View, changes: Entities) -> None:
    """Materials are due by the day that policy sets, where no other is stated; none lies before the request."""
    request = changes[coverage.entity_of(changes, F.material_requests)]
    asked = str(request["requested_on"])
    due_within(request, asked, coverage.policy(deciding, before).reviews.materials_days, f"the request of {asked}")


def due_within(said: dict[str, Said], since: str, days: int, what: str) -> None:
    """It is due so many days after ``since``, where no day is stated; InvalidValue where one before ``what`` is."""
    due = said.setdefault("due_on", calendar_days.add_days(since, days))
    if isinstance(due, str) and due < since:
        raise errors.InvalidValue(
            f"dueOn {due} lies before {what}; state a later day or none.", field="dueOn", rule="RANGE"
        )
