"""The day until which what a command records has to be done, by policy where the command names none 办理期限."""

from __future__ import annotations

import re

from aggregates import calendar_days
from aggregates.building import Building
from aggregates.commands import coverage
from aggregates.commands.coverage import Entities
from aggregates.deciding import Deciding
from aggregates.draft import Said
from aggregates.kinds import Element
from aggregates.policy import Procedure
from aggregates.project import Project
from aggregates.view import View

B, P = Building, Project

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])(-\d\d)?", re.ASCII)


def of(deciding: Deciding, seen: View) -> Procedure:
    """The deadlines that hold in the subject's division on the day of the command."""
    return coverage.policy(deciding, seen).procedure


def _stamp(deciding: Deciding, changes: Entities, element: type[Element], name: str, days: int) -> None:
    """State a day so many days after the command's, unless the command names it."""
    said = changes[coverage.entity_of(changes, element)]
    said.setdefault(name, calendar_days.add_days(deciding.deed.effective_on, days))


def tender(deciding: Deciding, before: View, changes: Entities) -> None:
    """A tender is awarded by a day."""
    _stamp(deciding, changes, P.tenders, "due_on", of(deciding, before).award_days)


def contract(deciding: Deciding, before: View, changes: Entities) -> None:
    """What was awarded is contracted by a day."""
    _stamp(deciding, changes, P.tenders, "contract_due_on", of(deciding, before).contract_days)


def review(deciding: Deciding, before: View, changes: Entities) -> None:
    """A round of review ends so many days after it began; drawings that were returned come again by a day."""
    days, said = of(deciding, before), changes[coverage.entity_of(changes, P.drawing_reviews)]
    if isinstance(submitted := said.get("submitted_on"), str):
        said.setdefault("due_on", calendar_days.add_days(submitted, days.review_days))
    if said.get("outcome") == "RETURNED":
        _stamp(deciding, changes, P.drawing_reviews, "revision_due_on", days.revision_days)


def rectify(deciding: Deciding, before: View, changes: Entities) -> None:
    """What is ordered to be put right is put right by a day."""
    _stamp(deciding, changes, P.rectifications, "due_on", of(deciding, before).rectification_days)


def test(deciding: Deciding, before: View, changes: Entities) -> None:
    """What failed is tested again by a day."""
    if changes[coverage.entity_of(changes, P.material_tests)].get("passed") is False:
        _stamp(deciding, changes, P.material_tests, "due_on", of(deciding, before).retest_days)


def step(deciding: Deciding, before: View, changes: Entities) -> None:
    """A step that begins is done by a day."""
    days = of(deciding, before).days_of(str(deciding.deed.text("step")))
    _stamp(deciding, changes, P.procedure_steps, "due_on", days)


def hazard(deciding: Deciding, before: View, changes: Entities) -> None:
    """A hazard is resolved by a day."""
    _stamp(deciding, changes, B.hazards, "due_on", of(deciding, before).hazard_days)


def completed(deciding: Deciding, before: View, changes: Entities) -> None:
    """A building that was accepted is filed by a day (CON-4)."""
    days = coverage.policy(deciding, before).works.completion_filing_days
    if before.get(B.completion_filed) is not True:
        due = calendar_days.add_days(deciding.deed.effective_on, days)
        changes.setdefault("", {})["filing_due_on"] = due


def filed(deciding: Deciding, before: View, changes: Entities) -> None:
    """Completed works are accepted by the fire authority and the archive by days that count from their completion."""
    days, own = of(deciding, before), changes.setdefault("", {})
    said = own.get("completed_on") or before.get(P.completed_on) or deciding.deed.effective_on
    completed_on = said if isinstance(said, str) else deciding.deed.effective_on
    if before.get(P.fire_accepted) is not True:
        own["fire_due_on"] = calendar_days.add_days(completed_on, days.fire_days)
    if before.get(P.archive_accepted) is not True:
        own["archive_due_on"] = calendar_days.add_months(completed_on, days.archive_months)


def workers(deciding: Deciding, before: View, changes: Entities) -> None:
    """The workers of the month after the reported one are reported in the month that follows it."""
    period = str(deciding.deed.text("period"))
    if _MONTH.fullmatch(period):
        changes.setdefault("", {})["labour_due_on"] = report_due(of(deciding, before), f"{period[:7]}-01", 2)


def first_report(deciding: Deciding, before: View, day: str) -> dict[str, Said]:
    """When the workers of the month in which works start are reported; nothing where reports have begun already."""
    if before.get(P.labour_due_on) is not None:
        return {}
    return {"labour_due_on": report_due(of(deciding, before), f"{day[:7]}-01", 1)}


def report_due(days: Procedure, first: str, months: int) -> str:
    """The policy's day of the month that is so many months after the one that ``first`` begins."""
    return calendar_days.add_days(calendar_days.add_months(first, months), days.labour_day - 1)
