"""The divisions of the demo city: the city, three districts, and a development zone that went into another."""

import datetime

from registry.city import codes
from registry.city.drafts import Book, Changes, Subject, Value

FOUNDED = datetime.date(1988, 1, 1)
ZONE_FOUNDED = datetime.date(2001, 5, 1)


def subject(code: str) -> Subject:
    """The division of that code."""
    return Subject("DIVISION", codes.DIVISION_SCHEME, code)


def record(book: Book) -> None:
    """All of them, and the succession of the zone."""
    _register(book, codes.CITY, "PREFECTURE", None, FOUNDED)
    for code in codes.DISTRICTS:
        _register(book, code, "COUNTY", codes.CITY, FOUNDED)
    _register(book, codes.OLD_ZONE, "ZONE", codes.HARBOUR, ZONE_FOUNDED)
    if book.until > codes.ZONE_SUCCEEDED:
        _register(book, codes.NEW_ZONE, "ZONE", codes.HARBOUR, codes.ZONE_SUCCEEDED)
        _succeed(book)


def _register(book: Book, code: str, level: str, parent: str | None, day: datetime.date) -> None:
    stated: dict[str, Value] = {"name": codes.NAMES[code], "level": level, "parent": parent}
    book.record(
        subject(code), "DivisionRegistered", day, {"": stated}, document=("批复", f"区划〔{day.year}〕{code}号")
    )


def _succeed(book: Book) -> None:
    number = f"安政〔{codes.ZONE_SUCCEEDED.year}〕31号"
    successor: dict[str, Value] = {
        "division": codes.NEW_ZONE,
        "whole": True,
        "since": codes.ZONE_SUCCEEDED.isoformat(),
        "document_no": number,
    }
    changes: Changes = {"": {"superseded": True}, f"successors/{codes.NEW_ZONE}": successor}
    book.record(subject(codes.OLD_ZONE), "Succeeded", codes.ZONE_SUCCEEDED, changes, document=("批复", number))
