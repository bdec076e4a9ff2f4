"""What happens to families that are secured: inspections, violations, yearly reviews, suspension, changes, exit."""

from __future__ import annotations

import datetime

from aggregates import event as events
from aggregates.rules import claims
from registry.city import allotments, applications, families
from registry.city.drafts import Draft, Value
from registry.city.families import Family
from registry.city.works import after

BARRED_YEARS = 5
"""Years for which whoever sublet its home may not apply."""


def inspect(family: Family, day: datetime.date, *, lawful: bool = True) -> Draft | None:
    """Somebody looks at how the home is used."""
    number = family.number("RH", day)
    said: dict[str, Value] = {"number": number, "inspected_on": day.isoformat(), "as_contracted": lawful}
    return family.record("InspectionRecorded", day, {f"home_inspections/{number}": said}, late=0)


def violate(family: Family, day: datetime.date, category: str) -> str:
    """Use against the contract; its number."""
    number = family.number("WG", day)
    said: dict[str, Value] = {"number": number, "category": category, "found_on": day.isoformat()}
    family.record("ViolationFound", day, {f"violations/{number}": said}, late=0)
    return number


def resolve(family: Family, violation: str, day: datetime.date, outcome: str) -> None:
    """What became of a violation."""
    said: dict[str, Value] = {"resolved_on": day.isoformat(), "outcome": outcome}
    family.record("ViolationResolved", day, {f"violations/{violation}": said}, late=0)


def sanction(family: Family, day: datetime.date, category: str) -> None:
    """It may not apply for some years."""
    number = family.number(f"{family.mark}罚", day)
    said: dict[str, Value] = {
        "number": number,
        "category": category,
        "imposed_on": day.isoformat(),
        "barred_until": day.replace(year=day.year + BARRED_YEARS, day=1).isoformat(),
    }
    family.record("SanctionImposed", day, {f"sanctions/{number}": said}, document=("处理决定书", number), late=0)


def open_review(family: Family, day: datetime.date, grounds: str) -> str:
    """Something gives grounds to look at the family again; the review's number."""
    number = family.number("FH", day)
    said: dict[str, Value] = {
        "number": number,
        "year": day.year,
        "opened_on": day.isoformat(),
        "grounds": grounds,
        "due_on": after(day, 30).isoformat(),
    }
    family.record("AnnualReviewOpened", day, {f"annual_reviews/{number}": said}, late=0)
    return number


def close_review(family: Family, day: datetime.date, number: str | None = None, *, passed: bool = True) -> Draft | None:
    """A yearly review is passed, or failed; one that was opened before, or that of the year."""
    key = number or family.number("FH", day)
    said: dict[str, Value] = {"year": day.year, "reviewed_on": day.isoformat(), "passed": passed}
    if number is None:
        said["number"] = key
    if passed:
        said["next_on"] = day.replace(year=day.year + 1, day=1).isoformat()
    type_ = "AnnualReviewPassed" if passed else "AnnualReviewFailed"
    return family.record(type_, day, {f"annual_reviews/{key}": said}, late=0)


def every_year(family: Family, first: datetime.date, last: datetime.date) -> None:
    """Passed every year, about the anniversary of ``first``."""
    day = after(first, 350)
    while day < last:
        close_review(family, day)
        day = after(day, 365)


def suspend(family: Family, day: datetime.date, reason: str) -> str:
    """The eligibility rests; the decision's number."""
    number = family.number("ZZ", day)
    said: dict[str, Value] = {"number": number, "suspended_on": day.isoformat(), "reason": reason}
    family.record("EligibilitySuspended", day, {f"eligibility_suspensions/{number}": said}, late=0)
    return number


def resume(family: Family, suspension: str, day: datetime.date) -> None:
    """The eligibility holds again."""
    said: dict[str, Value] = {"resumed_on": day.isoformat()}
    family.record("EligibilityResumed", day, {f"eligibility_suspensions/{suspension}": said}, late=0)


def revoke(family: Family, day: datetime.date, reason: str) -> None:
    """Every eligibility is lost, and with it the place on the list and what is paid."""
    over = _over(family, day)
    for number in family.eligibilities:
        lost: dict[str, Value] = {"revoked_on": day.isoformat(), "reason": reason}
        changes = {f"eligibilities/{number}": lost, **over}
        over = {}
        family.record("EligibilityRevoked", day, changes, document=("取消资格决定书", number), late=0)
    family.eligibilities.clear()


def exit_(family: Family, day: datetime.date, reason: str) -> None:
    """The family leaves housing security; its members may apply anew."""
    gone: dict[str, dict[str, Value]] = {
        f"eligibilities/{number}": {"revoked_on": day.isoformat()} for number in family.eligibilities
    }
    gone |= {f"members/{one.key}": {"left_on": day.isoformat()} for one in family.members}
    left: dict[str, Value] = {"exited_on": day.isoformat(), "exit_reason": reason}
    changes = {"": left, **gone, **_over(family, day)}
    family.record("Exited", day, changes, late=0, releases=family.claims())


def _over(family: Family, day: datetime.date) -> dict[str, dict[str, Value]]:
    """What ends with the eligibility."""
    ended = allotments.end_waiting(family, day)
    if family.approval is not None:
        ended[f"subsidy_approvals/{family.approval}"] = {"stopped_on": day.isoformat()}
        family.approval = None
    return ended


def join(family: Family, day: datetime.date, relation: str, *, late: int = 0) -> Draft | None:
    """Somebody becomes a member, of whom the bureau may hear late."""
    family.ever += 1
    member = families.relative(family.book, family.division, family.members[0], relation, str(family.ever), day.year)
    family.members.append(member)
    family.note(day)
    changes: dict[str, dict[str, Value]] = {
        f"members/{member.key}": families.said_of(member, day),
        "": {"size": family.size},
    }
    claim = (events.Claim(claims.MEMBER, member.person.ref),)
    return family.record("MemberJoined", day, changes, late=late, takes=claim)


def part(family: Family, day: datetime.date) -> Draft | None:
    """The member who came last moves out."""
    member = family.members.pop()
    family.note(day)
    changes: dict[str, dict[str, Value]] = {
        f"members/{member.key}": {"left_on": day.isoformat()},
        "": {"size": family.size},
    }
    claim = (events.Claim(claims.MEMBER, member.person.ref),)
    return family.record("MemberLeft", day, changes, late=0, releases=claim)


def change(family: Family, day: datetime.date, income: int, *, corrects: Draft | None = None) -> Draft | None:
    """It earns another income; or what was stated of it is put right."""
    family.income = income
    family.note(day)
    late = (corrects.registered.date() - day).days + 40 if corrects is not None else 0
    said = applications.circumstances(family, day)
    return family.record("CircumstancesChanged", day, {"": said}, late=late, corrects=corrects)
