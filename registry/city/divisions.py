"""The divisions of the demo: two cities with their districts, a development zone that went into another, policies."""

import datetime

from aggregates import rules
from registry.city import adoption, codes
from registry.city.drafts import Book, Changes, Subject, Value

FOUNDED = datetime.date(1988, 1, 1)
ZONE_FOUNDED = datetime.date(2001, 5, 1)
ANNOUNCED = 40
"""Days between a policy's registration and its first day."""


def subject(code: str) -> Subject:
    """The division of that code."""
    return Subject("DIVISION", codes.DIVISION_SCHEME, code)


def record(book: Book) -> None:
    """All of them, the succession of the zone, and what the cities adopted."""
    for city, counties in codes.COUNTIES.items():
        _register(book, city, "PREFECTURE", None, FOUNDED)
        for code in counties:
            _register(book, code, "COUNTY", city, FOUNDED)
    _register(book, codes.OLD_ZONE, "ZONE", codes.HARBOUR, ZONE_FOUNDED)
    if book.until > codes.ZONE_SUCCEEDED:
        _register(book, codes.NEW_ZONE, "ZONE", codes.HARBOUR, codes.ZONE_SUCCEEDED)
        _succeed(book)
    for adopted in adoption.ADOPTIONS:
        _adopt(book, adopted)


def _register(book: Book, code: str, level: str, parent: str | None, day: datetime.date) -> None:
    stated: dict[str, Value] = {"name": codes.NAMES[code], "level": level, "parent": parent}
    book.record(
        subject(code), "DivisionRegistered", day, {"": stated}, document=("批复", f"区划〔{day.year}〕{code}号")
    )


def _succeed(book: Book) -> None:
    number = f"{codes.mark(codes.OLD_ZONE)}政〔{codes.ZONE_SUCCEEDED.year}〕31号"
    successor: dict[str, Value] = {
        "division": codes.NEW_ZONE,
        "whole": True,
        "since": codes.ZONE_SUCCEEDED.isoformat(),
        "document_no": number,
    }
    changes: Changes = {"": {"superseded": True}, f"successors/{codes.NEW_ZONE}": successor}
    book.record(subject(codes.OLD_ZONE), "Succeeded", codes.ZONE_SUCCEEDED, changes, document=("批复", number))


def _adopt(book: Book, adopted: adoption.Adoption) -> None:
    """Announced some weeks before it holds; the whole text is part of the event."""
    version = adopted.policy.version
    stated: dict[str, Value] = {
        "rule_set": rules.RULE_SET,
        "policy_version": version,
        "digest": adopted.policy.digest,
        "in_force_from": adopted.since.isoformat(),
        "text": adopted.text,
    }
    changes = {f"policies/{version}": stated}
    followed = adoption.before(adopted)
    if followed is not None:
        changes[f"policies/{followed.policy.version}"] = {"ended_on": adopted.since.isoformat()}
    number = f"{codes.mark(adopted.city)}政规〔{adopted.since.year}〕{adopted.since.month}号"
    book.record(
        subject(adopted.city),
        "PolicyAdopted",
        adopted.since,
        changes,
        document=("规范性文件", number),
        issued=adopted.since - datetime.timedelta(days=ANNOUNCED),
        late=-ANNOUNCED,
    )
