"""Given, when, then: a town in memory to which commands are filed, decided by the real rules.

town = deeds.Town()                                    # today = 2026-06-01
town.given("register_building", "B1", on="2020-01-01", division="990102")
town.file("register_house", "H1", on="2020-02-01", division="990102", building_code="B1")     # must be let in
town.refused("file_presale_contract", "H1", on="2020-03-01", ...)                              # -> rules' ids
"""

from __future__ import annotations

import datetime
import itertools
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aggregates import deciding, policy, timeline, world
from aggregates import event as events
from aggregates.catalogue import CATALOGUE
from aggregates.commands import book
from aggregates.deciding import deed, judging
from aggregates.draft import Draft, Said, Sealed
from aggregates.rules import book as rulebook

TODAY = "2026-06-01"


@dataclass
class Fixed:
    """One policy for everybody, or several by the first day on which each holds."""

    policies: list[tuple[str, policy.Policy]] = field(default_factory=lambda: [("0001-01-01", policy.default())])

    def in_force(self, division: str | None, day: str) -> policy.Policy:
        return next(one for since, one in reversed(self.policies) if since <= day)


class Town:
    """Subjects in memory. ``today`` may be moved on; ``moment`` is when the next command is recorded."""

    def __init__(self, today: str = TODAY, policies: world.Policies | None = None) -> None:
        self.today = today
        self.policies = policies or Fixed()
        self.recorded: list[events.Recorded] = []
        self._numbers = itertools.count(1)

    def at(self, today: str) -> Town:
        """The same town on another day."""
        other = Town(today, self.policies)
        other.recorded, other._numbers = self.recorded, self._numbers
        return other

    def deed(
        self,
        name: str,
        code: str,
        /,
        *,
        on: str,
        source: str = "admin",
        document: tuple[str, str, str] | None = None,
        reason: events.Reason | None = None,
        corrects: uuid.UUID | None = None,
        expected_version: int | None = None,
        kind: str | None = None,
        **values: object,
    ) -> deed.Deed:
        """A deed; ``document`` is (kind, number, issued on)."""
        command = book.COMMANDS[name]
        return deed.Deed(
            command,
            uuid.uuid5(uuid.NAMESPACE_OID, f"deed {next(self._numbers)}"),
            kind or command.subject.declaration.name,
            code,
            on,
            values,
            source,
            "clerk-01",
            self.today,
            document=events.Document(*document) if document else None,
            reason=reason or (events.Reason.CORRECTION if corrects else events.Reason.CHANGE),
            corrects=corrects,
            expected_version=expected_version,
            unrestricted=source == "admin",
        )

    def decide(self, name: str, code: str, /, **said: object) -> deciding.Decision:
        """What becomes of a command; nothing is recorded."""
        return deciding.decide(self.deed(name, code, **said), self.seen(), rulebook.RULES)  # type: ignore[arg-type]

    def file(self, name: str, code: str, /, **said: object) -> list[events.Recorded]:
        """Record a command that must pass; its events."""
        decision = self.decide(name, code, **said)
        assert not decision.rejections, [(one.breach.rule.id, one.breach.en) for one in decision.rejections]
        return self.record(decision.drafts)

    given = file

    def refused(self, name: str, code: str, /, **said: object) -> list[str]:
        """The ids of the rules that refuse a command."""
        decision = self.decide(name, code, **said)
        assert decision.rejections, "the command was let in"
        return [one.breach.rule.id for one in decision.rejections]

    def found(self, name: str, code: str, /, **said: object) -> list[str]:
        """The rules of the findings that a command which passes opens."""
        made = [one.event for one in self.file(name, code, **said)]
        return [str(change.set["rule"]) for one in made if one.type == "FindingRecorded" for change in one.changes]

    def record(self, drafts: Iterable[Draft]) -> list[events.Recorded]:
        """Record drafts as the ledger would, personal data in envelopes that hold nothing."""
        made = []
        for draft in drafts:
            position = len(self.recorded) + 1
            version = 1 + sum(1 for one in self.recorded if one.event.originator_id == draft.stream)
            moment = datetime.datetime.fromisoformat(f"{self.today}T04:00:00+00:00")
            moment += datetime.timedelta(microseconds=position)
            made.append(events.Recorded(position, moment, event_of(draft, version)))
            self.recorded.append(made[-1])
        return made

    def seen(self) -> world.World:
        """All that there is."""
        seen = world.World(self.policies, self.today, lambda moment: moment.date().isoformat(), complete=True)
        streams: dict[uuid.UUID, list[events.Recorded]] = {}
        for one in self.recorded:
            streams.setdefault(one.event.originator_id, []).append(one)
        for stream, recorded in streams.items():
            self._tell(seen, stream, recorded)
        return seen

    def _tell(self, seen: world.World, stream: uuid.UUID, recorded: list[events.Recorded]) -> None:
        head = recorded[-1].event
        line = timeline.Timeline(CATALOGUE, recorded)
        known = world.Known(head.kind, head.scheme, head.code, stream, line, head.originator_version, recorded)
        seen.by_stream[stream] = known
        names = {(one.event.scheme, one.event.code) for one in recorded}
        for scheme, code in names:
            seen.names[world.Name(head.kind, code, scheme)] = (known,)
            others = seen.names.get(world.Name(head.kind, code), ())
            seen.names[world.Name(head.kind, code)] = (*others, known)
        _hold(seen, stream, recorded)
        for parts in parts_of(head.kind, seen.state(known, "9999-12-31").state):
            seen.members[parts] = (*seen.members.get(parts, ()), known)
        for one in recorded:
            seen.by_event[one.event.id] = known
            for relied in one.event.relied_on:
                seen.reliance.setdefault(relied, []).append(one)
            if one.event.cause:
                for cause in (one.event.cause, *self._causes(one.event.cause)):
                    seen.effects.setdefault(cause, []).append(one)

    def _causes(self, event: uuid.UUID) -> list[uuid.UUID]:
        above = next((one.event.cause for one in self.recorded if one.event.id == event), None)
        return [above, *self._causes(above)] if above else []

    def state(self, kind: str, code: str, day: str | None = None) -> dict[str, dict[str, Said]]:
        """A subject as valid on a day."""
        seen = self.seen()
        (known,) = seen.find(world.Name(kind, code))
        return seen.state(known, day or self.today).state

    def judge(self) -> judging.Judge:
        """A judge of all that there is."""
        return judging.Judge(self.seen(), rulebook.RULES)


def parts_of(kind: str, state: Mapping[str, Mapping[str, Said]]) -> set[world.Parts]:
    """What a subject or any of its elements names, by the attribute's path."""
    return {
        world.Parts(kind, f"{entity.partition('/')[0]}.{name}" if entity else name, value)
        for entity, said in state.items()
        for name, value in said.items()
        if isinstance(value, str)
    }


def _hold(seen: world.World, stream: uuid.UUID, recorded: Iterable[events.Recorded]) -> None:
    """Who holds which claims, in the order in which they were taken and given up."""
    for one in recorded:
        for claim in one.event.releases:
            if seen.holders.get(claim) == stream:
                del seen.holders[claim]
        seen.holders.update(dict.fromkeys(one.event.takes, stream))


def event_of(draft: Draft, version: int) -> events.Event:
    """The event of a draft; sealed texts become empty envelopes."""
    return events.Event(
        originator_id=draft.stream,
        originator_version=version,
        timestamp=events.UNRECORDED,
        id=draft.id,
        kind=draft.kind,
        scheme=draft.scheme,
        code=draft.code,
        type=draft.type,
        effective_on=draft.effective_on,
        source=draft.source,
        actor="clerk-01",
        reason=draft.reason,
        changes=tuple(events.Change(entity, _plain(said)) for entity, said in draft.changes.items()),
        command=uuid.uuid5(uuid.NAMESPACE_OID, str(draft.id)),
        correlation=draft.id,
        effective_seq=draft.effective_seq,
        document=draft.document,
        cause=draft.cause,
        corrects=draft.corrects,
        voids=draft.voids,
        relied_on=draft.relied_on,
        judged_by=draft.judged_by,
        takes=draft.takes,
        releases=draft.releases,
    )


def _plain(said: Mapping[str, Said]) -> dict[str, events.Value]:
    return {
        name: {"sealed": 1, "ref": value.ref, "nonce": "AAAA", "text": "AAAA"} if isinstance(value, Sealed) else value
        for name, value in said.items()
    }


def person(number: int = 1, **said: Any) -> deed.Party:
    """An invented person of Nowhere."""
    ref = f"person/{uuid.uuid5(uuid.NAMESPACE_OID, f'person {number}')}"
    return deed.Party("PERSON", ref, said.pop("name", "王安"), **said)
