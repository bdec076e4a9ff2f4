"""The families of housing security: who they are, what they earn, and what is recorded of each."""

from __future__ import annotations

import dataclasses
import datetime
import random
from decimal import Decimal

from aggregates import entitlement, housing_security, policy, sealed, vocabulary
from aggregates import event as events
from aggregates.rules import claims
from registry.city import adoption, codes, people
from registry.city.drafts import NAMESPACE, Book, Changes, Draft, Sealed, Subject, Value

SCHEME = "local"
"""Application numbers are the bureau's own."""

UNBOUND = Decimal(4000)
"""Income a month of each member where no standard limits it."""
SIZES = (1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 6)
_AFTER_THE_APPLICANT = ("SPOUSE", "CHILD", "CHILD", "PARENT", "PARENT")
_PERMITS = ("810000", "820000", "830000")
"""How the citizen numbers on residence permits of Hong Kong, Macao and Taiwan begin."""


@dataclasses.dataclass(slots=True)
class Member:
    """Somebody of a family; ``key`` is that of its element."""

    key: str
    person: people.Person
    relation: str
    born: int


@dataclasses.dataclass(slots=True)
class Family:
    """One application and those whom it is for. ``income`` and ``assets`` are in CNY, ``area`` in square metres.

    What follows ``area`` is how far it has come: numbers given out, members that it ever had, keys of
    what stands.
    """

    book: Book
    division: str
    code: str
    applied: datetime.date
    programme: str
    category: str
    members: list[Member]
    income: int
    assets: int
    area: int
    numbers: int = 0
    ever: int = 0
    said: list[tuple[datetime.date, entitlement.Circumstances]] = dataclasses.field(default_factory=list)
    over: bool = False
    eligibilities: list[str] = dataclasses.field(default_factory=list)
    waiting: str | None = None
    approval: str | None = None

    @property
    def chance(self) -> random.Random:
        return self.book.chance

    @property
    def subject(self) -> Subject:
        return Subject("HOUSEHOLD", SCHEME, self.code)

    @property
    def applicant(self) -> people.Person:
        return self.members[0].person

    @property
    def size(self) -> int:
        return len(self.members)

    @property
    def bedrooms(self) -> int:
        """What it may have, by its size; where its city's policy says nothing, one for two members."""
        standard = self.policy(self.applied).standards.get(self.programme)
        return entitlement.bedrooms(standard, self.size) or min(3, (self.size + 1) // 2)

    @property
    def circumstances(self) -> entitlement.Circumstances:
        """What it says of itself in the end, as amounts are computed from it."""
        income, assets, area = Decimal(self.income), Decimal(self.assets), Decimal(self.area)
        return entitlement.Circumstances(self.size, income, assets, area, category=self.category)

    def note(self, day: datetime.date) -> None:
        """What it says of itself holds from that day on."""
        self.said.append((day, self.circumstances))

    def circumstances_on(self, day: datetime.date) -> entitlement.Circumstances:
        """What it said of itself on a day; stories are not told in the order of days."""
        return next((one for since, one in reversed(self.said) if since <= day), self.circumstances)

    @property
    def mark(self) -> str:
        return codes.mark(self.division)

    def policy(self, day: datetime.date) -> policy.Policy:
        """What its city sets on a day."""
        return adoption.in_force(self.division, day)

    def number(self, prefix: str, day: datetime.date) -> str:
        """The next number of this family in some register; no other family has it."""
        self.numbers += 1
        return f"{prefix}{day.year}{self.code[-7:]}{self.numbers:03}"

    def record(
        self,
        type_: str,
        day: datetime.date,
        changes: Changes | None = None,
        *,
        subject: Subject | None = None,
        late: int | None = None,
        **options: object,
    ) -> Draft | None:
        """One more event of this family, or on another ``subject`` with it; none any more once one came too late."""
        if self.over:
            return None
        days = self.chance.choice((0, 0, 0, 1)) if late is None else late
        made = self.book.record(subject or self.subject, type_, day, changes, late=days, **options)  # type: ignore[arg-type]
        self.over = made is None
        return made

    def claims(self) -> tuple[events.Claim, ...]:
        """That none of its members may apply elsewhere (SEC-2)."""
        return tuple(events.Claim(claims.MEMBER, one.person.ref) for one in self.members)

    def sealed(self, text: str) -> Sealed:
        """A text of the family's own."""
        return Sealed(sealed.subject_ref(self.subject.stream), text)


def application_number(division: str, applied: datetime.date, project: int, number: int) -> str:
    """Division, day, and a running number of the counter at which it was accepted."""
    return f"{division}{applied:%Y%m%d}{project:04}{number:03}"


def family(book: Book, division: str, code: str, applied: datetime.date, programme: str, category: str) -> Family:
    """Somebody who applies, alone or with relatives."""
    chance = book.chance
    alone = category in ("SINGLE", "TALENT", "NEW_RESIDENT")
    size = 1 if alone else max(2, chance.choice(SIZES))
    members = _relatives(book, division, applied.year, size, category)
    standard = adoption.in_force(division, applied).standards.get(programme, housing_security.Standard())
    income = int(_most_income(standard, size) * Decimal(chance.randrange(20, 95)) / 100)
    assets = int((entitlement.by_size(standard.assets_by_size, size) or 200_000) * chance.randrange(5, 80) / 100)
    area = size * chance.choice((0, 0, 0, 0, 5, 8))
    return Family(book, division, code, applied, programme, category, members, income, assets, area, ever=size)


def _most_income(standard: housing_security.Standard, size: int) -> Decimal:
    """The income a month up to which a family of that size is within a standard."""
    each = standard.income_per_person
    return entitlement.by_size(standard.income_by_size, size) or (each or UNBOUND) * size


def _relatives(book: Book, division: str, year: int, size: int, category: str) -> list[Member]:
    chance = book.chance
    born = year - chance.randrange(25, 60)
    foreign = vocabulary.IdType.RESIDENCE_PERMIT if category == "NEW_RESIDENT" else None
    members = [Member("1", somebody(book, division, born, foreign), "APPLICANT", born)]
    for place, relation in enumerate(_AFTER_THE_APPLICANT[: size - 1], 2):
        members.append(relative(book, division, members[0], relation, str(place), year))
    return members


def relative(book: Book, division: str, head: Member, relation: str, key: str, year: int) -> Member:
    """A relative of an applicant, the ``head``, in a year; children and parents bear its surname."""
    chance = book.chance
    apart = {"SPOUSE": (-4, 5), "CHILD": (22, 36), "PARENT": (-32, -22)}[relation]
    born = min(head.born + chance.randrange(*apart), year - 1)
    abroad = vocabulary.IdType.PASSPORT if relation == "SPOUSE" and chance.random() < 0.06 else None
    person = somebody(book, division, born, abroad)
    if relation != "SPOUSE":
        person = book.meet(dataclasses.replace(person, name=head.person.name[0] + person.name[1:]))
    return Member(key, person, relation, born)


def somebody(book: Book, division: str, born: int, document: vocabulary.IdType | None = None) -> people.Person:
    """An invented person with one of the documents that applicants have."""
    chance = book.chance
    ref = f"person/{events.named(NAMESPACE, f'{book.seed}/person/{len(book.people)}')}"
    made = people.person(chance, ref, division, born)
    if document is vocabulary.IdType.PASSPORT:
        made = dataclasses.replace(made, number=f"E{chance.randrange(10**7, 10**8)}", id_type=document)
    elif document is vocabulary.IdType.RESIDENCE_PERMIT:
        made = dataclasses.replace(people.person(chance, ref, chance.choice(_PERMITS), born), id_type=document)
    return book.meet(made)


def said_of(member: Member, joined: datetime.date) -> dict[str, Value]:
    """A member as an event states it: the reference open, name, number and phone sealed."""
    person = member.person
    phone = f"139{events.named(NAMESPACE, person.ref).int % 10**8:08}"
    return {
        "person": person.ref,
        "name": Sealed(person.ref, person.name),
        "id_type": person.id_type.name,
        "id_number": Sealed(person.ref, person.number),
        "phone": Sealed(person.ref, phone),
        "relation": member.relation,
        "birth_year": member.born,
        "joined_on": joined.isoformat(),
    }
