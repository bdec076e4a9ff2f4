"""When an element stands: from which of its days, until which; the same answer in Python and in SQL.

An element stands on a day when each of its starts is empty or reached and none of its ends is reached: an end is the
first day on which it no longer holds. Deadlines are among the ends, so that time alone ends an element without any job.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from aggregates.event import Value


@dataclass(frozen=True, slots=True)
class Span:
    """Names of the days from which and until which an element stands."""

    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()

    def stands(self, element: Mapping[str, Value], day: str) -> bool:
        """Whether an element with these attributes stands on ``day`` (ISO 8601)."""
        return not any(_later(element.get(name), day) for name in self.starts) and not any(
            _reached(element.get(name), day) for name in self.ends
        )

    def sql(self, element: str, day: str) -> str:
        """The same as an SQL condition; ``element`` is the alias of its row, ``day`` an expression of type date."""
        starts = [f"({element}.{name} is null or {element}.{name} <= {day})" for name in self.starts]
        ends = [f"({element}.{name} is null or {element}.{name} > {day})" for name in self.ends]
        return f"({' and '.join([*starts, *ends]) or 'true'})"

    @property
    def days(self) -> tuple[str, ...]:
        """Every day that may begin or end it."""
        return (*self.starts, *self.ends)


def _later(value: Value, day: str) -> bool:
    return isinstance(value, str) and value > day


def _reached(value: Value, day: str) -> bool:
    return isinstance(value, str) and value <= day


def next_day(values: Mapping[str, Value], names: Iterable[str], day: str) -> str | None:
    """The first of the named days that lies after ``day``; on it time alone changes something."""
    later = [value for name in names if isinstance(value := values.get(name), str) and value > day]
    return min(later, default=None)


_EVERYWHERE = {
    "findings": Span(ends=("resolved_on",)),
    "investigations": Span(ends=("closed_on",)),
    "conflicts": Span(ends=("resolved_on",)),
}
_TERM = Span(("starts_on",), ("ends_on", "ended_on"))
_ENDED = Span(ends=("ended_on",))
_CREDITED = {
    "qualifications": Span(ends=("expires_on", "suspended_on", "revoked_on")),
    "penalties": Span(ends=("ends_on", "repaired_on")),
    "dishonesty_listings": Span(("listed_on",), ("ends_on", "removed_on")),
    "engagements": Span(("starts_on",), ("ended_on",)),
}

SPANS: Mapping[str, Mapping[str, Span]] = MappingProxyType(
    {
        "PROJECT": {
            **_EVERYWHERE,
            "lands": Span(ends=("use_ends_on", "transferred_on")),
            "permits": Span(ends=("lapses_on", "lapsed_on", "revoked_on")),
            "coverage": Span(("starts_on",), ("ended_on",)),
            "tenders": Span(ends=("cancelled_on",)),
            "contracts": _ENDED,
            "participants": Span(("starts_on",), ("ended_on",)),
            "rectifications": Span(ends=("closed_on",)),
            "procedure_steps": Span(ends=("done_on", "stopped_on")),
            "escrows": Span(ends=("closed_on",)),
            "works_mortgages": Span(ends=("discharged_on",)),
            "property_managers": _TERM,
            "expropriations": _ENDED,
            "demolitions": _ENDED,
            "subsidies": _ENDED,
        },
        "BUILDING": {
            **_EVERYWHERE,
            "permits": Span(ends=("lapses_on", "ended_on")),
            "presale_permits": Span(ends=("lapses_on", "ended_on")),
            "suspensions": Span(ends=("resumed_on",)),
            "property_managers": _TERM,
            "appraisals": Span(ends=("expires_on",)),
            "hazards": Span(ends=("resolved_on",)),
            "controls": Span(("starts_on",), ("lifted_on",)),
            "renovations": Span(ends=("completed_on",)),
            "expropriations": _ENDED,
            "demolitions": Span(ends=("demolished_on", "ended_on")),
            "subsidies": _ENDED,
        },
        "HOUSE": {
            **_EVERYWHERE,
            "owners": _ENDED,
            "contracts": Span(ends=("cancelled_on", "performed_on")),
            "parties": _ENDED,
            "leases": _TERM,
            "tenancies": _TERM,
            "mortgages": Span(ends=("discharged_on",)),
            "seizures": Span(ends=("expires_on", "lifted_on")),
            "objections": Span(ends=("lapses_on", "withdrawn_on")),
            "advance_notices": Span(ends=("lapses_on", "cancelled_on")),
            "qualifications": Span(ends=("expires_on",)),
            "listings": Span(ends=("expires_on",)),
            "appraisals": Span(ends=("expires_on",)),
            "stock_entries": Span(("starts_on",), ("ends_on", "released_on")),
            "violations": Span(ends=("resolved_on",)),
            "expropriations": _ENDED,
        },
        "HOUSEHOLD": {
            **_EVERYWHERE,
            "members": Span(("joined_on",), ("left_on",)),
            "material_requests": Span(ends=("supplied_on",)),
            "publicities": Span(("opened_on",), ("closed_on",)),
            "publicity_objections": Span(ends=("resolved_on",)),
            "eligibilities": Span(("granted_on",), ("expires_on", "revoked_on")),
            "eligibility_suspensions": Span(("suspended_on",), ("resumed_on",)),
            "waitings": Span(("since",), ("ended_on",)),
            "priorities": Span(("granted_on",), ("ends_on",)),
            "allocations": Span(ends=("waived_on", "lapsed_on", "contracted_on")),
            "tenancies": _TERM,
            "purchases": _ENDED,
            "violations": Span(ends=("resolved_on",)),
            "arrears_notices": Span(ends=("settled_on",)),
            "subsidy_approvals": Span(("starts_on",), ("ends_on", "stopped_on")),
            "sanctions": Span(("imposed_on",), ("barred_until",)),
            "annual_reviews": Span(("opened_on",), ("reviewed_on",)),
        },
        "ENTERPRISE": {**_EVERYWHERE, **_CREDITED, "short_names": _ENDED},
        "PRACTITIONER": {**_EVERYWHERE, **_CREDITED},
        "LOTTERY": _EVERYWHERE,
        "DIVISION": {**_EVERYWHERE, "policies": Span(("in_force_from",), ("ended_on",))},
    }
)
"""Kind -> collection -> span; a collection that does not stand here has elements without an end."""

ALWAYS = Span()


def span(kind: str, collection: str) -> Span:
    """The span of a collection's elements; without any day where they never end."""
    return SPANS.get(kind, {}).get(collection, ALWAYS)
