"""Sends a generated city through the ledger's bulk append, some thousand events at a time, personal data sealed."""

from __future__ import annotations

import dataclasses
import hashlib
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence

from aggregates import errors, sealed
from registry.city import drafts, generation, people, plan
from registry.ledger import drafting, keys, ledger, units

EVENTS_A_UNIT = 5000


class CityExists(errors.FangjiError):
    """The database holds another city already."""

    code = "OTHER_CITY"


@dataclasses.dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did; `repeated` events were there before."""

    events: int
    repeated: int


async def load(
    city: plan.City, log: ledger.Ledger, store: keys.PostgresKeys, report: Callable[[int], None] = lambda count: None
) -> Loaded:
    """Appends all events of the city; `report` is told how many after each transaction.

    The same city again appends nothing, and a load that was killed goes on. Raises `CityExists` where another city has
    the same codes.
    """
    index_key = await store.index_key()
    fresh = repeated = 0
    versions: Versions = {}
    for name, book in generation.parts(city):
        for number, numbered in enumerate(units_of(book, versions)):
            unit = Unit(f"{city.name}/{name}/{number}", numbered, book)
            known = await log.recorded([_command(unit.name)])
            if not known:
                await append(unit, log, store, index_key)
            fresh, repeated = (fresh, repeated + len(numbered)) if known else (fresh + len(numbered), repeated)
            report(len(numbered))
    return Loaded(fresh, repeated)


def _command(name: str) -> uuid.UUID:
    return uuid.uuid5(drafts.NAMESPACE, name)


Numbered = Sequence[tuple[drafts.Draft, int]]


Versions = dict[drafts.Subject, int]
"""The last version of subjects that go on from one part of a city to the next."""


@dataclasses.dataclass(frozen=True, slots=True)
class Unit:
    """Drafts of a book that are recorded in one transaction; its name is its command."""

    name: str
    numbered: Numbered
    book: drafts.Book


LASTING = ("ENTERPRISE", "PRACTITIONER")


def units_of(book: drafts.Book, lasting: Versions | None = None, events: int = EVENTS_A_UNIT) -> Iterator[Numbered]:
    """The drafts in the order of their registration, each with its version, cut into units of so many events.

    ``lasting`` are the versions that earlier parts came to of subjects of the :data:`LASTING` kinds; it is kept up.
    """
    versions: Versions = dict(lasting or {})
    numbered = []
    for draft in sorted(book.drafts, key=lambda draft: draft.registered):
        versions[draft.subject] = versions.get(draft.subject, 0) + 1
        numbered.append((draft, versions[draft.subject]))
    if lasting is not None:
        lasting.update({one: version for one, version in versions.items() if one.kind in LASTING})
    for start in range(0, len(numbered), events):
        yield numbered[start : start + events]


async def append(unit: Unit, log: ledger.Ledger, store: keys.PostgresKeys, index_key: bytes) -> units.Appended:
    """Records a unit, once; raises `CityExists` where another city has the same codes."""
    drafted = [(entry, entry.neutral(first=version == 1), version) for entry, version in unit.numbered]
    refs = sorted(drafting.references(draft for _, draft, _ in drafted))
    named = [unit.book.people[ref] for ref in refs if ref in unit.book.people]
    data_keys = await store.create(refs)
    command = _command(unit.name)
    made = [
        drafting.make_event(draft, version, _filing(entry, command, data_keys)) for entry, draft, version in drafted
    ]
    persons = await _index(named, store, index_key)
    digest = hashlib.sha256(unit.name.encode()).digest()
    try:
        return await log.append_bulk(units.Unit(command, digest, made, persons=persons))
    except errors.Conflict as conflict:
        raise CityExists(
            "The database holds a generated city of other numbers; generate the same one again, "
            "or set FANGJI_DATA_DIR (or DATABASE_URL) to another place."
        ) from conflict


async def _index(named: Sequence[people.Person], store: keys.PostgresKeys, index_key: bytes) -> dict[bytes, str]:
    """Blind indexes of the people whom no earlier unit has named; two with one number by chance are indexed once."""
    digests = {sealed.blind_index(index_key, person.scheme, person.number): person.ref for person in named}
    taken = await store.find_persons(digests)
    return {digest: ref for digest, ref in digests.items() if digest not in taken}


def _filing(entry: drafts.Draft, command: uuid.UUID, data_keys: Mapping[str, bytes]) -> drafting.Filing:
    actor, correlation = f"clerk-{entry.id.int % 40 + 1:02}", (entry.cause or entry).id
    return drafting.Filing(command, correlation, actor, data_keys, entry.registered)
