"""All that a decision needs of the ledger, read in one round trip and one snapshot."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import asyncpg

from aggregates import event as events
from aggregates import world
from registry.ledger import units

POLICY_TYPES = ("PolicyAdopted", "EventVoided", "DecisionOverturned", "DivisionRegistered", "Succeeded", "Recoded")
"""Types of a division's events after any of which another policy may be in force for it or for what lies below, or
another division may be in reach of a token."""

Read = Callable[[int, datetime, bytes], events.Recorded]
"""Position, moment of recording and body to the event."""


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """What a decision wants to know; each part may be empty and then costs next to nothing.

    A code so long that its claim is shortened (:func:`aggregates.event.code_claim`) is found with its scheme only.
    ``persons`` are digests by which persons are told apart; they go with plain questions only (:func:`is_plain`).
    ``events`` are ids whose streams are wanted; ``caused_by`` asks for all events that these caused, directly or not;
    ``relying_on`` for the events that name any of these in ``relied_on``.
    """

    command: UUID | None = None
    names: tuple[world.Name, ...] = ()
    streams: tuple[UUID, ...] = ()
    claims: tuple[events.Claim, ...] = ()
    events: tuple[UUID, ...] = ()
    caused_by: tuple[UUID, ...] = ()
    relying_on: tuple[UUID, ...] = ()
    persons: tuple[bytes, ...] = ()


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
    named: Mapping[world.Name, tuple[UUID, ...]]
    streams: Mapping[UUID, list[events.Recorded]]
    heads: Mapping[UUID, units.Head]
    holders: Mapping[events.Claim, UUID]
    found: Mapping[UUID, UUID]
    caused: list[events.Recorded]
    relying: list[events.Recorded]
    position: int
    policies: int
    persons: Mapping[bytes, str] = dataclasses.field(default_factory=dict)


def is_plain(question: Question) -> bool:
    """Whether ``consult_subjects.sql`` answers it, together with others."""
    return not (question.events or question.caused_by or question.relying_on)


def arguments(question: Question) -> tuple[object, ...]:
    """The parameters of ``consult.sql``."""
    return (
        question.command,
        *_name_columns(question.names),
        question.streams,
        question.events,
        *_columns(question.claims),
        question.caused_by,
        question.relying_on,
    )


def arguments_of_all(questions: Sequence[Question]) -> tuple[object, ...]:
    """The parameters of ``consult_subjects.sql``."""
    return (
        [question.command for question in questions if question.command is not None],
        *_name_columns(_all(questions, "names")),
        _all(questions, "streams"),
        *_columns(_all(questions, "claims")),
        _all(questions, "persons"),
    )


def _all(questions: Sequence[Question], part: str) -> list[Any]:
    """A part of all questions, each member once."""
    return list(dict.fromkeys(one for question in questions for one in getattr(question, part)))


def _name_columns(names: Iterable[world.Name]) -> tuple[list[str], ...]:
    listed = list(names)
    anywhere = [name for name in listed if name.scheme is None]
    claims = [events.code_claim(name.kind, name.scheme, name.code) for name in listed if name.scheme is not None]
    return [f"code/{name.kind}" for name in anywhere], [name.code for name in anywhere], *_columns(claims)


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


def all_consulted(questions: Sequence[Question], row: asyncpg.Record, read: Read) -> list[Consulted]:
    """The answers of ``consult_subjects.sql`` to the questions, in order; they share what they have in common."""
    answered, numbered, heads, leaves, holders, persons, position, policies = row
    commands = {command: _answered(command, rest) for command, *rest in answered}
    named = _named(_all(questions, "names"), numbered)
    known = {stream: units.Head(*head) for stream, *head in heads}
    streams: dict[UUID, list[events.Recorded]] = {stream: [] for stream in known}
    for leaf in leaves:
        recorded = read(*leaf)
        streams[recorded.event.originator_id].append(recorded)
    held = {events.Claim(scope, key): stream for scope, key, stream in holders}
    refs = dict(map(tuple, persons))

    def answer(question: Question) -> Consulted:
        own = {name: named[name] for name in question.names}
        touched = [*question.streams, *(stream for found in own.values() for stream in found)]
        return Consulted(
            commands.get(question.command) if question.command else None,
            own,
            {stream: streams.get(stream, []) for stream in touched},
            {stream: known[stream] for stream in touched if stream in known},
            {claim: held[claim] for claim in question.claims if claim in held},
            {},
            [],
            [],
            position or 0,
            policies or 0,
            {digest: refs[digest] for digest in question.persons if digest in refs},
        )

    return [answer(question) for question in questions]


def weight(question: Question) -> int:
    """How much a question adds to a group of them."""
    return len(question.names) + len(question.streams) + 1


def _answered(command: UUID, row: Iterable[Any]) -> tuple[bytes, units.Appended]:
    digest, first, last, recorded_at = row
    return digest, units.Appended(command, first, last, recorded_at, repeated=True)


def _named(names: Iterable[world.Name], numbered: Iterable[tuple[int, UUID]]) -> dict[world.Name, tuple[UUID, ...]]:
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
