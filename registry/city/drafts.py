"""Drafts of a generated city's events, before they have versions and sealed values."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import random
import uuid
from collections.abc import Iterable

from aggregates import catalogue, departments, draft, event_types
from aggregates import event as events
from aggregates.deciding import recording
from registry.city import adoption, people

NAMESPACE = uuid.UUID("6f3a3b0e-54c5-5a5e-8d35-7c1f63697479")
BUREAU = datetime.timezone(datetime.timedelta(hours=8))

_MIDNIGHT = datetime.time(tzinfo=datetime.UTC)
_BEHIND = 8 * 3600
"""Seconds by which UTC is behind the bureau's time."""


Sealed = draft.Sealed
"""A text that is sealed under a person's key once it becomes an event."""

Value = draft.Said
Changes = draft.Changes


@dataclasses.dataclass(frozen=True, slots=True)
class Subject:
    """A subject by its first code."""

    kind: str
    scheme: str
    code: str

    @property
    def stream(self) -> uuid.UUID:
        """The same each time, also of a household or practitioner, whose stream is random elsewhere."""
        return _stream(self)


@functools.lru_cache(maxsize=16384)
def _stream(subject: Subject) -> uuid.UUID:
    if subject.kind in ("HOUSEHOLD", "PRACTITIONER"):
        return events.named(NAMESPACE, subject.code)
    return events.stream_id(subject.kind, subject.scheme, subject.code)


@dataclasses.dataclass(eq=False, slots=True)
class Draft:
    """One event: `changes` by entity; `registered` is when the old registers knew of it.

    It never changes; that it is not frozen is a tenth of the time that it takes to make one.
    """

    id: uuid.UUID
    subject: Subject
    type: str
    effective: datetime.date
    registered: datetime.datetime
    changes: Changes
    document: events.Document | None = None
    seq: int = 0
    corrects: Draft | None = None
    cause: Draft | None = None
    voids: Draft | None = None
    relied_on: tuple[Draft, ...] = ()
    takes: tuple[events.Claim, ...] = ()
    releases: tuple[events.Claim, ...] = ()

    def neutral(self, *, first: bool) -> draft.Draft:
        """The same as any draft, with what its type always sets; the subject's ``first`` event takes its code.

        Its source is the department that the policy of that city and day makes the type's authority.
        """
        kind, scheme, code = self.subject.kind, self.subject.scheme, self.subject.code
        declared = catalogue.CATALOGUE.event_type(kind, self.type)
        return draft.Draft(
            self.id,
            kind,
            scheme,
            code,
            self.subject.stream,
            self.type,
            self.effective.isoformat(),
            self._source(declared),
            recording.with_fixed(declared, self.changes),
            events.Reason.MIGRATION,
            self.seq,
            self.document,
            cause=self.cause.id if self.cause else None,
            corrects=self.corrects.id if self.corrects else None,
            voids=(self.voids.id,) if self.voids else (),
            relied_on=tuple(relied.id for relied in self.relied_on),
            takes=(*((events.code_claim(kind, scheme, code),) if first else ()), *self.takes),
            releases=self.releases,
        )

    def _source(self, declared: event_types.EventType) -> str:
        if self.voids is not None:
            declared = catalogue.CATALOGUE.event_type(self.subject.kind, self.voids.type)
        authority = adoption.in_force(self.subject.code, self.effective).authority(declared)
        return departments.DATA if authority == departments.ANY else authority


class Book:
    """Collects the drafts of a part of the city; `chance` decides, and the same seed decides the same."""

    def __init__(self, seed: str, until: datetime.date) -> None:
        self.seed = seed
        self.chance = random.Random(seed)
        self.until = until
        self.drafts: list[Draft] = []
        self.people: dict[str, people.Person] = {}

    def record(
        self,
        subject: Subject,
        type_: str,
        day: datetime.date,
        changes: Changes | None = None,
        *,
        document: tuple[str, str] | None = None,
        issued: datetime.date | None = None,
        late: int | None = None,
        seq: int = 0,
        corrects: Draft | None = None,
        cause: Draft | None = None,
        voids: Draft | None = None,
        relied_on: Iterable[Draft] = (),
        takes: Iterable[events.Claim] = (),
        releases: Iterable[events.Claim] = (),
        beside: Draft | None = None,
    ) -> Draft | None:
        """One more event, registered `late` days after it took effect (a few, where nothing is said).

        None where that lies after the city's last day. `document` is (kind, number), `issued` on the day itself where
        nothing else is said. `beside` is another event, with which it is registered at once.
        """
        registered = beside.registered if beside is not None else self._registered(day, late)
        if registered.date() >= self.until:
            return None
        entry = Draft(
            events.named(NAMESPACE, f"{self.seed}/{len(self.drafts)}"),
            subject,
            type_,
            day,
            registered,
            changes or {},
            events.Document(*document, (issued or day).isoformat()) if document else None,
            seq,
            corrects,
            cause,
            voids,
            tuple(relied_on),
            tuple(takes),
            tuple(releases),
        )
        self.drafts.append(entry)
        return entry

    def _registered(self, day: datetime.date, late: int | None) -> datetime.datetime:
        days = self.chance.choice((0, 0, 1, 1, 2, 3, 5)) if late is None else late
        return self._moment(day + datetime.timedelta(days=days))

    def take_in(self, other: Book) -> None:
        """The drafts and people of another book, whose chance was its own, become this one's."""
        self.drafts += other.drafts
        self.people.update(other.people)

    def meet(self, person: people.Person) -> people.Person:
        """Somebody whom the book has not invented itself."""
        self.people[person.ref] = person
        return person

    def person(self, division: str, year: int) -> people.Person:
        """Somebody who is grown up in that year."""
        ref = f"person/{events.named(NAMESPACE, f'{self.seed}/person/{len(self.people)}')}"
        self.people[ref] = people.person(self.chance, ref, division, year - self.chance.randrange(24, 65))
        return self.people[ref]

    def _moment(self, day: datetime.date) -> datetime.datetime:
        seconds = self.chance.randrange(9 * 3600, 17 * 3600)
        midnight = datetime.datetime.combine(day, _MIDNIGHT)
        return midnight + datetime.timedelta(seconds=seconds - _BEHIND)
