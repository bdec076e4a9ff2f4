"""Which units of a group may be appended: decided under the append lock, in memory, one unit after the other.

A unit that is let in changes what the next one finds, so two commands on one stream are settled before any SQL: the
second finds the first one's version, and conflicts.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Sequence
from uuid import UUID

from aggregates import errors
from registry.ledger import chains, preparation, units
from registry.ledger import errors as ledger_errors

Outcome = units.Appended | errors.FangjiError
"""A unit's positions, or why it was refused."""

Head = tuple[str, str, int]
"""A stream's kind, code and version."""

_INSTANT = datetime.timedelta(microseconds=1)


@dataclasses.dataclass(slots=True)
class State:
    """What the ledger holds of all that a group touches; settling moves it on.

    ``claims`` has the holding stream, and None once released; ``touched`` the claims that this group changed, with the
    position at which. ``events`` has the streams of those event ids that the group names, and with ``follows_events``
    also those of the group's own; ``chains`` those chains of corrections that the group corrects or voids.
    """

    position: int
    recorded_at: datetime.datetime
    now: datetime.datetime
    heads: dict[UUID, Head]
    commands: dict[UUID, tuple[bytes, units.Appended]]
    claims: dict[preparation.Key, UUID | None]
    persons: dict[bytes, str]
    events: dict[UUID, UUID]
    shredded: set[str]
    forgotten: set[str]
    follows_events: bool = False
    chains: chains.Chains = dataclasses.field(default_factory=chains.Chains)
    touched: dict[preparation.Key, int] = dataclasses.field(default_factory=dict)
    indexed: dict[bytes, str] = dataclasses.field(default_factory=dict)


def settle(group: Sequence[preparation.Prepared], state: State) -> list[Outcome]:
    """The outcome of each unit, in order; ``state`` is as after the appended ones."""
    return [_settle_one(prepared, state) for prepared in group]


def _settle_one(prepared: preparation.Prepared, state: State) -> Outcome:
    unit = prepared.unit
    known = state.commands.get(unit.command)
    if known is not None:
        return _first_answer(unit, *known)
    try:
        _check_versions(prepared, state)
        _check_events(prepared, state)
        _check_persons(unit, state)
        _check_keys(unit, state)
        revised = state.chains.after(prepared.revisions) if prepared.revisions else None
        claims = _claims_after(prepared, state)
    except errors.FangjiError as refusal:
        return refusal
    if revised is not None:
        state.chains.take(revised)
    return _let_in(prepared, state, claims)


def _first_answer(unit: units.Unit, digest: bytes, answer: units.Appended) -> Outcome:
    if digest != unit.digest:
        return ledger_errors.CommandReused(unit.command, answer.first)
    return dataclasses.replace(answer, repeated=True)


def _check_versions(prepared: preparation.Prepared, state: State) -> None:
    heads = state.heads
    for stream, written in prepared.writes.items():
        kind, code, version = heads.get(stream, (written.kind, written.code, 0))
        if version != written.expected:
            raise ledger_errors.StreamConflict(stream, written.expected, version, kind, code)
        if kind != written.kind:
            wrong = f"Stream {stream} is of kind {kind}, not {written.kind}."
            raise errors.InvalidValue(wrong, field="kind", rule="KIND")
    for stream, seen in prepared.unit.reads.items():
        if stream not in heads:
            _check_read(stream, seen, 0)
        else:
            kind, code, version = heads[stream]
            _check_read(stream, seen, version, kind, code)


def _check_read(stream: UUID, seen: int, version: int, kind: str | None = None, code: str | None = None) -> None:
    if version != seen:
        raise ledger_errors.StreamConflict(stream, seen, version, kind, code)


def _check_events(prepared: preparation.Prepared, state: State) -> None:
    for given in prepared.given:
        if given in state.events:
            raise errors.InvalidValue(f"Event id {given} is taken; each event needs its own.", field="id", rule="ID")
    for target, stream in prepared.targets.items():
        if state.events.get(target) != stream:
            raise errors.InvalidValue(
                f"Event {target} is none of stream {stream}; only an earlier event of the same subject can be "
                "corrected or voided.",
                field="corrects or voids",
                rule="TARGET",
            )
    latest = prepared.registered_at
    if latest is not None and latest > max(state.now, state.recorded_at):
        raise errors.InvalidValue(
            f"registered_at {latest.isoformat()} lies in the future; an old register's time has passed.",
            field="registered_at",
            rule="MIGRATION",
        )


def _check_persons(unit: units.Unit, state: State) -> None:
    for digest, ref in unit.persons.items():
        if ref in state.shredded:
            raise errors.KeyShredded(f"The key of {ref} was shredded; use a new reference.", field="persons")
        if state.persons.get(digest, ref) != ref:
            raise ledger_errors.PersonKnown(
                "The person is registered under another reference; look the person up and decide again.",
                field="persons",
            )


def _check_keys(unit: units.Unit, state: State) -> None:
    for _, _, name in unit.keys:
        if name in state.forgotten:
            raise errors.Conflict(
                f"The data keys were wrapped by {name}, which a rotation has forgotten meanwhile; decide again.",
                field="keys",
            )


def _claims_after(prepared: preparation.Prepared, state: State) -> dict[preparation.Key, tuple[UUID | None, int]]:
    """Holder and step of each claim that changes hands, if all steps are lawful."""
    after: dict[preparation.Key, tuple[UUID | None, int]] = {}
    for step in prepared.claims:
        holder = after[step.key][0] if step.key in after else state.claims.get(step.key)
        lawful = holder in (None, step.stream) if step.take else holder == step.stream
        if not lawful:
            raise _claim_held(step, holder)
        if step.take is (holder is None):
            after[step.key] = (step.stream if step.take else None, step.index)
    return after


def _claim_held(step: preparation.ClaimStep, holder: UUID | None) -> ledger_errors.ClaimHeld:
    scope, key = step.key
    by = f"is held by stream {holder}" if holder else "is held by nobody"
    wish = "taken" if step.take else "released"
    return ledger_errors.ClaimHeld(
        f"Claim {errors.shown(key)} in {scope} {by} and cannot be {wish} by stream {step.stream}; "
        "read again and decide again.",
        field="claims",
        rule=scope,
    )


def _let_in(
    prepared: preparation.Prepared, state: State, claims: dict[preparation.Key, tuple[UUID | None, int]]
) -> units.Appended:
    unit, first = prepared.unit, state.position + 1
    state.recorded_at = max(state.now, state.recorded_at + _INSTANT)
    state.position += prepared.size
    answer = units.Appended(unit.command, first, state.position, state.recorded_at)
    state.commands[unit.command] = (unit.digest, answer)
    for stream, written in prepared.writes.items():
        state.heads[stream] = (written.kind, written.code, written.version)
    for key, (holder, index) in claims.items():
        state.claims[key], state.touched[key] = holder, first + index
    new = {digest: ref for digest, ref in unit.persons.items() if digest not in state.persons}
    state.persons |= new
    state.indexed |= new
    if state.follows_events:
        state.events.update(prepared.streams_of_events())
    return answer
