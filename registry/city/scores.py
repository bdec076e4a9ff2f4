"""The yearly credit of the cities' firms, as the policy of the day computes it from all that is on record of each."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from aggregates import catalogue, credit_score, view
from registry.city import adoption, drafts, firms
from registry.city.drafts import Book, Draft, Value
from registry.city.firms import Firm

SCORED = (12, 20)
"""Month and day."""

_COUNTED = frozenset({"AwardRecorded", "PenaltyRecorded", "CreditRepaired", "SiteChecked"})


def record(book: Book, known: Iterable[Draft], first: int) -> None:
    """Scores from a year on. ``known`` are the events of all firms, whichever part of the city they are in."""
    by_subject: dict[drafts.Subject, list[Draft]] = {}
    for one in known:
        if one.type in _COUNTED:
            by_subject.setdefault(one.subject, []).append(one)
    for firm in firms.FIRMS:
        for year in range(first, book.until.year if firm.credit_class else first):
            _score(book, firm, by_subject.get(firm.subject, []), datetime.date(year, *SCORED))


def _score(book: Book, firm: Firm, known: Iterable[Draft], day: datetime.date) -> None:
    policy = adoption.in_force(firm.seat, day)
    scoring = policy.credit.scoring.get(firm.credit_class or "")
    if scoring is None:
        return
    party = view.View("ENTERPRISE", day.isoformat())
    for one in sorted(known, key=lambda one: one.effective):
        if one.effective <= day:
            neutral = one.neutral(first=False)
            party.apply(view.of_draft(neutral, one.registered.date().isoformat(), catalogue.CATALOGUE))
    computed = credit_score.compute(party, str(firm.credit_class), scoring)
    stated: dict[str, Value] = {
        "credit_class": firm.credit_class,
        "scored_on": day.isoformat(),
        "rule_version": f"{policy.name} {policy.version}",
        "score": f"{computed.score:f}",
        "grade": computed.grade,
        "computation": computed.text,
    }
    book.record(firm.subject, "CreditScored", day, {f"credit_scores/{firm.credit_class}-{day}": stated}, late=0)
