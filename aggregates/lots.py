"""The draw of lots as a public proof (LOT-1): pure, and told in words for anybody in docs/lottery.md.

A batch commits to a secret seed, its list is frozen, then the seed is revealed and joined with public randomness that
was named in advance. Every step is SHA-256 over text that anybody can type. :data:`VERSION` opens each such text, so
that a digest of one step is never that of another, nor of another version.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from aggregates import canonical

VERSION = "fangji-lots-1"


@dataclass(frozen=True, slots=True, order=True)
class Home:
    """A home that is drawn; ``bedrooms`` is its size class."""

    code: str
    bedrooms: int


@dataclass(frozen=True, slots=True)
class Ticket:
    """One household's lot: ``applicant`` is :func:`applicant` of its application, ``tier`` 1 is served first."""

    number: int
    applicant: str
    bedrooms: int
    tier: int = 1


@dataclass(frozen=True, slots=True)
class Batch:
    """What is announced before the list: with the list frozen, none of it can be exchanged any more."""

    number: str
    programme: str
    commitment: str
    randomness_source: str
    randomness_on: str


@dataclass(frozen=True, slots=True)
class FrozenList:
    """Homes by their codes, tickets by their numbers, and what was announced; holds nobody's data."""

    batch: Batch
    homes: Sequence[Home]
    tickets: Sequence[Ticket]

    def document(self) -> dict[str, object]:
        """As it is published, and as its digest is taken of."""
        return {
            "version": VERSION,
            "batch": self.batch.number,
            "programme": self.batch.programme,
            "commitment": self.batch.commitment,
            "randomness_source": self.batch.randomness_source,
            "randomness_on": self.batch.randomness_on,
            "homes": [{"code": one.code, "bedrooms": one.bedrooms} for one in self.homes],
            "tickets": [
                {"ticket": one.number, "applicant": one.applicant, "bedrooms": one.bedrooms, "tier": one.tier}
                for one in self.tickets
            ],
        }

    def digest(self) -> str:
        """SHA-256 of its canonical bytes, in hex."""
        return digest(self.document())

    def wrong(self) -> str | None:
        """A sentence on what no list of this version can be, or None."""
        codes = [one.code for one in self.homes]
        if codes != sorted(set(codes)):
            return "homes are not in the order of their codes, each once"
        if [one.number for one in self.tickets] != list(range(1, len(self.tickets) + 1)):
            return "tickets are not numbered 1, 2, 3 and so on"
        applicants = [one.applicant for one in self.tickets]
        if applicants != sorted(set(applicants)):
            return "tickets are not in the order of their applicants' hashes, each once"
        return None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Tickets of one size class in the order of the draw: the first ``homes`` of them choose, the rest are reserves."""

    bedrooms: int
    homes: int
    tickets: Sequence[int]

    @property
    def chosen(self) -> list[int]:
        """Who may choose a home, the first before the second."""
        return list(self.tickets[: self.homes])

    @property
    def reserves(self) -> list[int]:
        """Who moves up, in that order."""
        return list(self.tickets[self.homes :])


@dataclass(frozen=True, slots=True)
class Result:
    """What a draw came to, by size class from the smallest, and what was revealed for it: its digest binds both."""

    batch: str
    list_digest: str
    seed: str
    randomness: str
    classes: Sequence[Ranking]

    def document(self) -> dict[str, object]:
        """As it is published, and as its digest is taken of."""
        classes = [
            {"bedrooms": one.bedrooms, "homes": one.homes, "chosen": one.chosen, "reserves": one.reserves}
            for one in self.classes
        ]
        return {
            "version": VERSION,
            "batch": self.batch,
            "list_digest": self.list_digest,
            "seed": self.seed,
            "randomness": self.randomness,
            "classes": classes,
        }

    def digest(self) -> str:
        """SHA-256 of its canonical bytes, in hex."""
        return digest(self.document())

    def ranks(self) -> dict[int, int]:
        """Ticket -> its rank in its size class, from 1."""
        return {ticket: rank for one in self.classes for rank, ticket in enumerate(one.tickets, start=1)}


def digest(document: dict[str, object]) -> str:
    """SHA-256 of canonical bytes, in hex."""
    return hashlib.sha256(canonical.encode(document)).hexdigest()


def commitment(batch: str, seed: str) -> str:
    """What is published of a secret seed (64 digits of lower-case hex) before the list is made."""
    return _sha256("commitment", batch, seed)


def salt(salting_key: str, batch: str, application: str) -> str:
    """A household's salt, told to it alone. The key is drawn at random for a batch and never revealed."""
    return _hmac(bytes.fromhex(salting_key), "salt", batch, application).hex()


def applicant(batch: str, salt: str, application: str) -> str:
    """What stands in the list for an application: nobody can tell it without the salt, nor put another in its place."""
    return _sha256("applicant", batch, salt, application)


def freeze(
    batch: Batch, homes: Sequence[Home], entries: Sequence[tuple[str, int, int]], salting_key: str
) -> FrozenList:
    """The list of a batch from its homes and entries (application, bedrooms, tier), in whatever order they come.

    Tickets are numbered by their applicants' hashes, so that a number tells nothing of who came first.
    """
    hashed = []
    for application, bedrooms, tier in entries:
        of = applicant(batch.number, salt(salting_key, batch.number, application), application)
        hashed.append((of, bedrooms, tier))
    tickets = [Ticket(number, *one) for number, one in enumerate(sorted(hashed), start=1)]
    return FrozenList(batch, sorted(homes), tickets)


def draw(listed: FrozenList, seed: str, randomness: str) -> Result:
    """The result: in each size class, by tier and then by lot.

    The key joins what the bureau could not change any more (the seed) with what it could not foresee (the randomness)
    and with the list itself; so neither the order of the list nor its maker can favour a ticket.
    """
    list_digest = listed.digest()
    key = _hmac(bytes.fromhex(seed), "key", list_digest, randomness)
    drawn = sorted((one.bedrooms, one.tier, _hmac(key, "lot", str(one.number)), one.number) for one in listed.tickets)
    homes: dict[int, int] = {}
    for home in listed.homes:
        homes[home.bedrooms] = homes.get(home.bedrooms, 0) + 1
    ranked: dict[int, list[int]] = {bedrooms: [] for bedrooms in homes}
    for bedrooms, _, _, number in drawn:
        ranked.setdefault(bedrooms, []).append(number)
    classes = [Ranking(one, homes.get(one, 0), ranked[one]) for one in sorted(ranked)]
    return Result(listed.batch.number, list_digest, seed, randomness, classes)


def _text(step: str, *parts: str) -> bytes:
    return "\n".join((f"{VERSION} {step}", *parts)).encode()


def _sha256(step: str, *parts: str) -> str:
    return hashlib.sha256(_text(step, *parts)).hexdigest()


def _hmac(key: bytes, step: str, *parts: str) -> bytes:
    return hmac.digest(key, _text(step, *parts), "sha256")
