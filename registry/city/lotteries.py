"""A batch of the city's own draw, with the real algorithm: announced, frozen, drawn, published, reserves moved up."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib

from aggregates import lots
from registry.city import codes, families
from registry.city.drafts import Book, Changes, Draft, Subject, Value
from registry.city.families import Family
from registry.city.stockroom import Secured
from registry.city.works import after

SOURCE = "上海证券综合指数收盘点位 (closing value of the Shanghai Composite Index)"
OPENED = {codes.ANLAN: datetime.date(2024, 3, 4), codes.YUNJIN: datetime.date(2025, 2, 10)}
"""City -> the day on which its batch is announced."""

FROZEN, RANDOM, DRAWN, PUBLISHED, CHOOSE_BY = 16, 28, 29, 32, 63
"""Days from the announcement."""

RESERVE_DAYS = 20
"""Days in which a reserve that moved up may choose."""


@dataclasses.dataclass(slots=True)
class Batch:
    """A batch on its way; ``ranking`` is tickets by size class in the order of the draw, ``moved`` those moved up.

    ``turns`` are tickets whose turn is over, each with how it ended and the household's event that says so.
    """

    book: Book
    division: str
    code: str
    opened: datetime.date
    tickets: dict[int, Family] = dataclasses.field(default_factory=dict)
    ranks: dict[int, int] = dataclasses.field(default_factory=dict)
    classes: list[lots.Ranking] = dataclasses.field(default_factory=list)
    moved: set[int] = dataclasses.field(default_factory=set)
    turns: list[tuple[int, str, Draft | None]] = dataclasses.field(default_factory=list)

    @property
    def choose_by(self) -> datetime.date:
        return after(self.opened, CHOOSE_BY)

    @property
    def published(self) -> datetime.date:
        return after(self.opened, PUBLISHED)

    def secret(self, name: str) -> str:
        """A secret of the batch, 64 digits of hex; in a real city it would be drawn at random."""
        return hashlib.sha256(f"{self.book.seed}/{self.code}/{name}".encode()).hexdigest()

    def record(self, type_: str, day: datetime.date, changes: Changes, cause: Draft | None = None) -> Draft | None:
        subject = Subject("LOTTERY", families.SCHEME, self.code)
        return self.book.record(subject, type_, day, changes, late=0, cause=cause, beside=cause)


def batch_of(book: Book, division: str) -> Batch:
    """The batch of the division's city, before anything of it is recorded."""
    city = codes.city_of(division)
    opened = OPENED[city]
    return Batch(book, division, f"{city}-{opened.year}-01", opened)


def announce(batch: Batch) -> None:
    """With the commitment to a secret seed, and the randomness that will be joined with it."""
    name = f"{codes.NAMES[codes.city_of(batch.division)]}{batch.opened.year}年第一批公租房摇号"
    said = _announced(batch)
    says: dict[str, Value] = {
        "division": batch.division,
        "name": name,
        "programme": said.programme,
        "rule_version": lots.VERSION,
        "commitment": said.commitment,
        "randomness_source": said.randomness_source,
        "randomness_on": said.randomness_on,
        "opened_on": batch.opened.isoformat(),
    }
    batch.record("BatchOpened", batch.opened, {"": says})


def _announced(batch: Batch) -> lots.Batch:
    commitment = lots.commitment(batch.code, batch.secret("seed"))
    return lots.Batch(batch.code, "PUBLIC_RENTAL", commitment, SOURCE, after(batch.opened, RANDOM).isoformat())


def draw(batch: Batch, entrants: list[Family], homes: list[Secured]) -> None:
    """From the list to the published result."""
    listed = _freeze(batch, entrants, homes)
    day = after(batch.opened, DRAWN)
    seed, randomness = batch.secret("seed"), f"{3000 + int(batch.secret('index'), 16) % 50_000 / 100:.2f}"
    result = lots.draw(listed, seed, randomness)
    batch.ranks, batch.classes = result.ranks(), list(result.classes)
    says: dict[str, Value] = {
        "seed": seed,
        "randomness": randomness,
        "result_digest": result.digest(),
        "drawn_on": day.isoformat(),
    }
    ranked = {f"entries/{ticket}": {"rank": rank} for ticket, rank in batch.ranks.items()}
    batch.record("Drawn", day, {"": says, **ranked})
    published: dict[str, Value] = {
        "published_on": batch.published.isoformat(),
        "choose_by": batch.choose_by.isoformat(),
    }
    batch.record("ResultPublished", batch.published, {"": published})


def _freeze(batch: Batch, entrants: list[Family], homes: list[Secured]) -> lots.FrozenList:
    key, day = batch.secret("salt"), after(batch.opened, FROZEN)
    applied = [(one.code, one.bedrooms, tier_of(one)) for one in entrants]
    listed = lots.freeze(_announced(batch), [lots.Home(one.code, one.bedrooms) for one in homes], applied, key)
    hashed = {lots.applicant(batch.code, lots.salt(key, batch.code, one.code), one.code): one for one in entrants}
    batch.tickets = {ticket.number: hashed[ticket.applicant] for ticket in listed.tickets}
    says: dict[str, Value] = {
        "salting_key": key,
        "list_digest": listed.digest(),
        "entry_count": len(entrants),
        "home_count": len(homes),
        "frozen_on": day.isoformat(),
    }
    changes: dict[str, dict[str, Value]] = {"": says}
    for one in listed.tickets:
        household: Value = batch.tickets[one.number].code
        said: dict[str, Value] = {"ticket": one.number, "bedrooms": one.bedrooms, "tier": one.tier}
        changes[f"entries/{one.number}"] = {**said, "household_code": household}
    for home in homes:
        changes[f"pool/{home.code}"] = {"house_code": home.code, "bedrooms": home.bedrooms}
    batch.record("ListFrozen", day, changes)
    return listed


def tier_of(family: Family) -> int:
    """Families with three children or elderly parents are served first."""
    return 1 if family.size >= 5 else 2


def advance(batch: Batch, ticket: int, day: datetime.date) -> int | None:
    """The next reserve of the ticket's size class moves up in its place; its ticket, None where there is none."""
    ranking = next(one for one in batch.classes if ticket in one.tickets)
    reserve = next((one for one in ranking.reserves if one not in batch.moved), None)
    if reserve is None:
        return None
    batch.moved.add(reserve)
    number = f"{batch.code}-DB{len(batch.moved)}"
    said: dict[str, Value] = {
        "number": number,
        "ticket": reserve,
        "in_place_of": ticket,
        "advanced_on": day.isoformat(),
        "choose_by": after(day, RESERVE_DAYS).isoformat(),
    }
    waived: dict[str, Value] = {"waived_on": day.isoformat()}
    batch.record("ReserveAdvanced", day, {f"advances/{number}": said, f"entries/{ticket}": waived})
    return reserve


def record_turns(batch: Batch) -> None:
    """What the households did with their turns, on the batch's own record; it takes no chance from other stories."""
    for ticket, ended, by in batch.turns:
        if by is not None:
            changes: Changes = {f"entries/{ticket}": {ended: by.effective.isoformat()}}
            batch.record("TurnRecorded", by.effective, changes, cause=by)
