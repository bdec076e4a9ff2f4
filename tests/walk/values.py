"""What a world says: a mark for every value that can hold one, the same in the same place of every world.

Two worlds differ as their :class:`Variation` says, and in nothing else.
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from aggregates.attributes import Attribute
from aggregates.masking import Mask
from tests.graphql_api import sight
from tests.walk import marks
from tests.walk.marks import Form, Mark

SPACE = uuid.UUID(int=5)
UNMARKED = frozenset({"enum", "boolean"})
"""Types of attributes of which no value tells where it came from; comparing worlds covers them."""


@dataclass(frozen=True, slots=True)
class Variation:
    """In what a world differs from the first one.

    ``districts``: every value said there is another, and more is said there at the end. ``exposures``: every value of
    these is another, everywhere. ``secrets``: clear texts are others of the same masked spelling.
    """

    districts: frozenset[str] = frozenset()
    exposures: frozenset[str] = frozenset()
    secrets: bool = False

    def touches(self, district: str, exposure: str) -> bool:
        return district in self.districts or exposure in self.exposures


SAME = Variation()


@dataclass
class Sealing:
    """A clear text that an event is to seal, and under whose key."""

    text: str
    ref: str


@dataclass
class Values:
    """Makes values of attributes, and keeps their marks.

    ``refs`` are the keys that they take, ``persons`` says of a clear text under which of them it is sealed.
    """

    variation: Variation = SAME
    marks: marks.Marks = field(default_factory=marks.Marks)
    refs: set[str] = field(default_factory=set)
    persons: dict[str, str] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _days: dict[str, Iterator[int]] = field(default_factory=dict)

    def number(self, district: str, exposure: str) -> int:
        """The number of the next mark."""
        return next(self._numbers) + (marks.VARIED if self.variation.touches(district, exposure) else 0)

    def day_number(self, district: str, exposure: str) -> int:
        """The same of a day: a district's are counted apart, since there are few days in its century."""
        number = next(self._days.setdefault(district, itertools.count(1)))
        return number + (marks.VARIED if self.variation.touches(district, exposure) else 0)

    def text(self, district: str, where: str, exposure: str = "PUBLIC") -> str:
        """A text that is no attribute's: a key, an actor, a document's number."""
        return self._keep(district, exposure, where, marks.text(district, self.number(district, exposure)))

    def effective_on(self, district: str, where: str, exposure: str = "PUBLIC") -> str:
        """The day on which an event takes effect."""
        return self._keep(
            district, exposure, where, marks.day(district, self.day_number(district, exposure), past=True)
        )

    def digest(self, district: str, where: str, exposure: str = "PUBLIC") -> str:
        """A hash of a paper."""
        return self._keep(district, exposure, where, marks.digest(district, self.number(district, exposure)))

    def code(self, district: str, where: str, exposure: str = "PUBLIC") -> str:
        """A code, the same in every world: others refer to it."""
        return self._keep(district, exposure, where, marks.text(district, next(self._numbers)))

    def id(self, district: str, where: str, exposure: str = "PUBLIC") -> uuid.UUID:
        """The id of an event or a command, the same in every world."""
        return self._id(district, where, exposure, next(self._numbers))

    def _id(self, district: str, where: str, exposure: str, number: int) -> uuid.UUID:
        made = uuid.uuid5(SPACE, f"{district} {number}")
        self._keep(district, exposure, where, str(made))
        return made

    def person(self, district: str, where: str) -> str:
        """The reference of another person."""
        number = self.number(district, "PERSONAL")
        ref = f"person/{self._id(district, f'{where} person', 'PERSONAL', number)}"
        self.refs.add(ref)
        return ref

    def of(self, district: str, attribute: Attribute, where: str, ref: str, least: str) -> object:
        """A value that the attribute takes; sealed ones as a :class:`Sealing`. ``ref`` is the element's person.

        ``least``: the exposure of its kind, which the attribute's own only ever narrows.
        """
        where = f"{where} {attribute.path}"
        if attribute.sealed:
            return self.sealed(district, attribute.mask or Mask.TEXT, where, ref)
        if attribute.name == "person":
            return ref
        exposure = sight.narrower(attribute.exposure.name, least)
        dated = attribute.type.name in ("date", "moment")
        number = self.day_number(district, exposure) if dated else self.number(district, exposure)
        if attribute.type.choices:
            names = [one.name for one in attribute.type.choices]
            return names[(number % marks.VARIED + number // marks.VARIED) % len(names)]
        if attribute.type.name == "boolean":
            return (number % marks.VARIED + number // marks.VARIED) % 2 == 0
        for shape in _SHAPES.get(attribute.type.name, ()):
            value, token = shape(district, number)
            if attribute.type.check(value) is None:
                if token:
                    self._keep_again(district, exposure, where, token)
                return value
        raise AssertionError(f"no marked value fits {where}: teach tests/walk/values.py one")

    def sealed(self, district: str, mask: Mask, where: str, ref: str) -> Sealing:
        """A clear text under a person's key, of which clear and masked spelling are marked apart."""
        number = self.number(district, "PERSONAL")
        secret = self.variation.secrets or self.variation.touches(district, "PERSONAL")
        clear, masked = _SEALED[mask](district, number, secret)
        self.remember(district, where, ref, clear, masked)
        return Sealing(clear, ref)

    def remember(self, district: str, where: str, ref: str, clear: str, masked: str | None) -> None:
        """Mark a clear text under a key, and its masked spelling where it has one."""
        self.persons[clear] = ref
        self.marks.add(Mark(clear, district, "PERSONAL", Form.CLEAR, where))
        if masked:
            self.marks.add(Mark(masked, district, "PERSONAL", Form.MASKED, where))

    def _keep_again(self, district: str, exposure: str, where: str, token: str) -> None:
        """Few currencies begin with Q: a district has some of its own, each as public as its most public place."""
        known = self.marks.known.get(token)
        if known is None:
            self._keep(district, exposure, where, token)
        elif sight.narrower(known.exposure, exposure) != exposure:
            self.marks.known[token] = replace(known, exposure=exposure)

    def _keep(self, district: str, exposure: str, where: str, token: str) -> str:
        return self.marks.add(Mark(token, district, exposure, Form.PLAIN, where))


Shape = Callable[[str, int], tuple[object, str | None]]
"""A value, and the mark that it holds."""


def _around(make: Callable[[str, int], str], before: str = "", after: str = "") -> Shape:
    def shape(district: str, number: int) -> tuple[object, str | None]:
        token = make(district, number)
        return before + token + after, token

    return shape


def _integer(district: str, number: int) -> tuple[object, str | None]:
    value = marks.integer(district, number)
    return value, str(value)


def _geometry(district: str, number: int) -> tuple[object, str | None]:
    value = marks.integer(district, number)
    return f"POINT ({value}.5 30.2)", str(value)


def _year(district: str, number: int) -> tuple[object, str | None]:
    """Four digits are too few for a mark; comparing worlds covers years."""
    return 3000 + number % 997, None


def _recent_year(district: str, number: int) -> tuple[object, str | None]:
    return 2000 + number % 150, None


def _digit(district: str, number: int) -> tuple[object, str | None]:
    return 1 + number % 9, None


def _month(district: str, number: int) -> tuple[object, str | None]:
    """No mark either: months of such years."""
    return f"{3000 + number % 997}-{number % 12 + 1:02}", None


_SHAPES: Mapping[str, Sequence[Shape]] = {
    "text": (
        _around(marks.text),
        _around(marks.decimal, before="1/"),
        _around(marks.currency),
        _around(marks.digest),
        _month,
    ),
    "code": (_around(marks.text),),
    "division": (_around(marks.text),),
    "date": (_around(marks.day),),
    "moment": (_around(marks.day, after="T00:00:00.000000Z"),),
    "decimal": (_around(marks.decimal, after=".37"), _around(marks.decimal)),
    "integer": (_integer, _year, _recent_year, _digit),
    "geometry": (_geometry,),
}
"""Type -> what may be said, the first that the attribute takes."""


def _name(district: str, number: int, secret: bool) -> tuple[str, str | None]:
    return marks.name(marks.text(district, number), "j" if secret else "k")


def _id_number(district: str, number: int, secret: bool) -> tuple[str, str | None]:
    return marks.id_number(district, number, "19770707" if secret else "19850101")


def _phone(district: str, number: int, secret: bool) -> tuple[str, str | None]:
    return marks.phone(district, number, "5555" if secret else "0000")


def _account(district: str, number: int, secret: bool) -> tuple[str, str | None]:
    return marks.account(district, number, "6" if secret else "5")


def _hidden(district: str, number: int, secret: bool) -> tuple[str, str | None]:
    return marks.text(district, number)[:-1] + ("J" if secret else "K"), None


_SEALED: dict[Mask, Callable[[str, int, bool], tuple[str, str | None]]] = {
    Mask.NAME: _name,
    Mask.ID_NUMBER: _id_number,
    Mask.PHONE: _phone,
    Mask.ACCOUNT: _account,
    Mask.TEXT: _hidden,
}
