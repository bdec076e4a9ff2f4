"""All that a decision needs of the ledger, read in one round trip and one snapshot."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import cast
from uuid import UUID

import asyncpg

from aggregates import event as events
from registry.ledger import units

POLICY_TYPES = ("PolicyAdopted", "EventVoided", "DecisionOverturned", "DivisionRegistered", "Succeeded")
"""Types of a division's events after any of which another policy may be in force for it or for what lies below."""

Read = Callable[[int, datetime, bytes], events.Recorded]
"""Position, moment of recording and body to the event."""


@dataclasses.dataclass(frozen=True, slots=True)
class Name:
    """A subject by a code that it has or had; without ``scheme``, in whichever scheme the code stands.

    A code so long that its claim is shortened (:func:`aggregates.event.code_claim`) is found with its scheme only.
    """

    kind: str
    scheme: str | None
    code: str


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """What a decision wants to know; each part may be empty and then costs next to nothing.

    ``events`` are ids whose streams are wanted; ``caused_by`` asks for all events that these caused, directly or not;
    ``relying_on`` for the events that name any of these in ``relied_on``.
    """

    command: UUID | None = None
    names: tuple[Name, ...] = ()
    streams: tuple[UUID, ...] = ()
    claims: tuple[events.Claim, ...] = ()
    events: tuple[UUID, ...] = ()
    caused_by: tuple[UUID, ...] = ()
    relying_on: tuple[UUID, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Consulted:
    """What the ledger answers, all of one moment.

    ``answered`` is the digest and the positions of the question's command where it is recorded. ``named`` has every
    name, with the streams that hold its code: none, one, or one for each scheme in which the code stands. ``streams``
    has the events, in order, of each stream that was given, named or holds one of the question's events (absent: []);
    ``heads`` the heads of those that exist. ``found`` maps event ids to their streams. ``caused`` and ``relying`` are
    in order of positions. ``position`` is the ledger's head, ``policies`` the last position at which a division's
    policies may have changed (0: never).
    """

    answered: tuple[bytes, units.Appended] | None
    named: Mapping[Name, tuple[UUID, ...]]
    streams: Mapping[UUID, list[events.Recorded]]
    heads: Mapping[UUID, units.Head]
    holders: Mapping[events.Claim, UUID]
    found: Mapping[UUID, UUID]
    caused: list[events.Recorded]
    relying: list[events.Recorded]
    position: int
    policies: int


def is_plain(question: Question) -> bool:
    """Whether ``consult_subjects.sql`` answers it."""
    return not (question.events or question.caused_by or question.relying_on)


def arguments(question: Question) -> tuple[object, ...]:
    """The parameters of ``consult.sql``, or of ``consult_subjects.sql`` for a plain one."""
    plain = is_plain(question)
    open_names = [name for name in question.names if name.scheme is None]
    claims = [
        events.code_claim(name.kind, name.scheme, name.code) for name in question.names if name.scheme is not None
    ]
    return (
        question.command,
        [f"code/{name.kind}" for name in open_names],
        [name.code for name in open_names],
        *_columns(claims),
        question.streams,
        *(() if plain else (question.events,)),
        *_columns(question.claims),
        *(() if plain else (question.caused_by, question.relying_on)),
    )


def _columns(claims: Iterable[events.Claim]) -> tuple[list[str], list[str]]:
    listed = list(claims)
    return [claim.scope for claim in listed], [claim.key for claim in listed]


def consulted(question: Question, row: asyncpg.Record, read: Read) -> Consulted:
    """The answer of ``consult.sql`` to the question; raises what ``read`` raises for a body that is none."""
    answered, numbered, heads, leaves, holders, found, caused, relying, position, policies = row
    named = _named(question.names, numbered)
    where: dict[UUID, UUID] = dict(found)
    streams: dict[UUID, list[events.Recorded]] = {
        stream: [] for stream in (*question.streams, *where.values(), *(s for held in named.values() for s in held))
    }
    for leaf in leaves:
        recorded = read(*leaf)
        streams[recorded.event.originator_id].append(recorded)
    return Consulted(
        answered=_answered(cast(UUID, question.command), answered) if answered else None,
        named=named,
        streams=streams,
        heads={stream: units.Head(*head) for stream, *head in heads},
        holders={events.Claim(scope, key): stream for scope, key, stream in holders},
        found=where,
        caused=[read(*leaf) for leaf in caused],
        relying=[read(*leaf) for leaf in relying],
        position=position or 0,
        policies=policies or 0,
    )


def _answered(command: UUID, row: asyncpg.Record) -> tuple[bytes, units.Appended]:
    digest, first, last, recorded_at = row
    return digest, units.Appended(command, first, last, recorded_at, repeated=True)


def _named(names: Iterable[Name], numbered: Iterable[tuple[int, UUID]]) -> dict[Name, tuple[UUID, ...]]:
    """Names in any scheme are numbered 1, 2, …, those with a scheme -1, -2, …, each in the order of the question."""
    held: dict[int, list[UUID]] = collections.defaultdict(list)
    for number, stream in numbered:
        held[number].append(stream)
    counts = {True: 0, False: 0}
    named = {}
    for name in names:
        anywhere = name.scheme is None
        counts[anywhere] += 1
        number = counts[anywhere] if anywhere else -counts[anywhere]
        named[name] = tuple(dict.fromkeys(held.get(number, ())))
    return named
