"""From a part of a generated city to units that may be appended: numbered, personal data sealed, checked, encoded.

Nothing here looks at the ledger, so parts are prepared side by side, by whichever process.
"""

from __future__ import annotations

import dataclasses
import hashlib
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from aggregates import catalogue, sealed
from registry.city import drafts, generation, people
from registry.ledger import admission, drafting, keys, preparation, units

EVENTS_A_UNIT = 5000

Numbered = Sequence[tuple[drafts.Draft, int]]

Versions = dict[drafts.Subject, int]
"""The last version of subjects that go on from one part of a city to the next."""


@dataclasses.dataclass(frozen=True, slots=True)
class Order:
    """A part to be prepared; ``versions`` are what the parts before it came to."""

    part: generation.Part
    versions: Versions


@dataclasses.dataclass(frozen=True, slots=True)
class Unit:
    """Drafts of a book that are recorded in one transaction; its name is its command."""

    name: str
    numbered: Numbered
    book: drafts.Book


def command(name: str) -> uuid.UUID:
    """The command of the unit of a name."""
    return uuid.uuid5(drafts.NAMESPACE, name)


def unit_name(part: generation.Part, number: int) -> str:
    """The name of a part's unit, counted from 0."""
    return f"{part.city.name}/{part.name}/{number}"


def units_of(book: drafts.Book, lasting: Versions | None = None, events: int = EVENTS_A_UNIT) -> Iterator[Numbered]:
    """The drafts in the order of their registration, each with its version, cut into units of so many events.

    ``lasting`` are the versions that earlier parts came to of subjects of :data:`generation.LASTING`; it is kept up.
    """
    versions: Versions = dict(lasting or {})
    numbered = []
    for draft in sorted(book.drafts, key=lambda draft: draft.registered):
        versions[draft.subject] = versions.get(draft.subject, 0) + 1
        numbered.append((draft, versions[draft.subject]))
    if lasting is not None:
        lasting.update({one: version for one, version in versions.items() if one.kind in generation.LASTING})
    for start in range(0, len(numbered), events):
        yield numbered[start : start + events]


class Preparer:
    """Prepares units; the keys under which it seals are durable before."""

    def __init__(self, store: keys.PostgresKeys, known: catalogue.Catalogue = catalogue.CATALOGUE) -> None:
        self._store = store
        self._admission = admission.Admission(known)

    async def part(self, order: Order) -> AsyncIterator[preparation.Prepared]:
        """The units of a part, in their order."""
        book = order.part.book
        for number, numbered in enumerate(units_of(book, dict(order.versions))):
            yield await self.unit(Unit(unit_name(order.part, number), numbered, book))

    async def unit(self, unit: Unit) -> preparation.Prepared:
        """It with the blind indexes of all whom it names, without its events, which are encoded by then."""
        drafted = [(entry, entry.neutral(first=version == 1), version) for entry, version in unit.numbered]
        refs = sorted(drafting.references(draft for _, draft, _ in drafted))
        ciphers = {ref: AESGCM(key) for ref, key in (await self._store.create(refs)).items()}
        about = command(unit.name)
        made = [
            drafting.make_event(draft, version, _filing(entry, about, ciphers)) for entry, draft, version in drafted
        ]
        named = [unit.book.people[ref] for ref in refs if ref in unit.book.people]
        persons = _indexes(named, await self._store.index_key())
        digest = hashlib.sha256(unit.name.encode()).digest()
        prepared = preparation.prepare(units.Unit(about, digest, made, persons=persons), self._admission)
        prepared.unit = dataclasses.replace(prepared.unit, events=())
        return prepared


def _indexes(named: Sequence[people.Person], index_key: bytes) -> dict[bytes, str]:
    return {sealed.blind_index(index_key, person.scheme, person.number): person.ref for person in named}


def _filing(entry: drafts.Draft, about: uuid.UUID, ciphers: Mapping[str, AESGCM]) -> drafting.Filing:
    actor, correlation = f"clerk-{entry.id.int % 40 + 1:02}", (entry.cause or entry).id
    return drafting.Filing(about, correlation, actor, ciphers, entry.registered)
