"""数字监管中心: findings and conflicts by the department that has to see to them."""

from __future__ import annotations

from aggregates import departments
from aggregates.cockpit.shapes import Group, Over, by
from aggregates.measures import OTHER, Measure

KINDS = ("PROJECT", "BUILDING", "HOUSE", "HOUSEHOLD", "LOTTERY", "DIVISION", "ENTERPRISE", "PRACTITIONER")
DEPARTMENTS = (*departments.TITLES, OTHER)


def _each(name: str, collection: str, attribute: str, *, live: bool) -> tuple[Measure, ...]:
    return tuple(
        Measure(f"{kind.lower()}_{name}", kind, collection, by=attribute, labels=DEPARTMENTS, live=live)
        for kind in KINDS
    )


FOUND = _each("findings", "findings", "department", live=False)
OPEN = _each("open_findings", "findings", "department", live=True)
CONFLICTS = _each("conflicts", "conflicts", "authority", live=False)
UNDECIDED = _each("open_conflicts", "conflicts", "authority", live=True)

GROUP = Group(
    "data",
    "Data supervision centre",
    "数字监管中心",
    (*FOUND, *OPEN, *CONFLICTS, *UNDECIDED),
    (
        by("findings", "Findings by department", "问题（按部门）", *FOUND, over=Over.FLOW),
        by("openFindings", "Findings open by department", "未办结问题（按部门）", *OPEN),
        by("conflicts", "Conflicts of sources by authority", "数据冲突（按主责部门）", *CONFLICTS, over=Over.FLOW),
        by("openConflicts", "Conflicts undecided by authority", "未裁定冲突（按主责部门）", *UNDECIDED),
    ),
)
