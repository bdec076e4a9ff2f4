"""Recording: the drafts of one command, each judged in its place; what they break, what they void, what they name."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from aggregates import codes, errors, naming, view
from aggregates import event as events
from aggregates.deciding import judging, voiding
from aggregates.deciding.deed import Deed, check_code
from aggregates.draft import Changes, Draft
from aggregates.event_types import EventType, Nature
from aggregates.rules import RULE_SET, general, rule
from aggregates.rules.rule import Breach
from aggregates.timeline import Timeline
from aggregates.world import Known, Name, World


class UnknownSubject(errors.FangjiError):
    """The command names a subject that is not registered."""

    code = "UNKNOWN_SUBJECT"


@dataclass(frozen=True, slots=True)
class Rejection:
    """A rule that refuses a command; ``earliest_lawful_on`` is the first later day on which it would pass.

    ``beyond``: the rule's words could tell of a subject that whoever files may not see.
    """

    breach: Breach
    draft: Draft
    earliest_lawful_on: str | None = None
    beyond: bool = False


class Recording:
    """What one run of a decision records; commands' own code adds to it by :meth:`add`."""

    def __init__(self, deed: Deed, world: World, rules: Sequence[rule.Rule]) -> None:
        self.deed, self.world = deed, world
        self.judge = judging.Judge(world, rules)
        self.drafts: list[Draft] = []
        self.known: dict[UUID, Known] = {}
        self.rejections: list[Rejection] = []
        self.findings: list[tuple[Draft, Breach]] = []
        self.remarks: list[tuple[Draft, codes.Remark]] = []
        self.dependants: list[UUID] = []
        self._designated: dict[UUID, tuple[str, str]] = {}
        self._replaced: dict[tuple[UUID, str], list[events.Recorded]] = {}
        self._taken: dict[str, str] = {}

    def add(
        self,
        known: Known,
        type_: str,
        changes: Changes,
        *,
        cause: Draft | None = None,
        effective_on: str | None = None,
        reason: events.Reason | None = None,
        corrects: UUID | None = None,
        voids: tuple[UUID, ...] = (),
        takes: tuple[events.Claim, ...] = (),
        releases: tuple[events.Claim, ...] = (),
        source: str | None = None,
    ) -> Draft:
        """One more event on a subject, judged by the rules of its type; what its type always sets is filled in.

        A caused event of a command that corrects another replaces its counterpart, which the corrected event caused.
        """
        declared = self.world.catalogue.event_type(known.kind, type_)
        day = effective_on or self.deed.effective_on
        if cause is not None and corrects is None:
            corrects = self._counterpart(known, type_)
        scheme, code = self._designated.get(known.stream, (known.scheme, known.code))
        draft = Draft(
            events.event_id(self.deed.id, len(self.drafts)),
            known.kind,
            scheme,
            code,
            known.stream,
            type_,
            day,
            source or self.deed.source,
            with_fixed(declared, changes),
            reason or (events.Reason.CAUSED if cause else self.deed.reason),
            last_of_day(known.timeline, day),
            self.deed.document,
            self.deed.remark if cause is None else None,
            cause.id if cause else None,
            corrects,
            voids,
            takes=takes,
            releases=releases,
        )
        self.known[known.stream] = known
        earlier = [one for one in self.drafts if one.stream == known.stream]
        self.drafts.append(draft)
        placed = judging.place(self.world, known, earlier, draft)
        self._judge(draft, declared, placed, placed.view)
        return self.drafts[-1]

    def refuse(self, about: rule.Rule, draft: Draft, **values: Any) -> None:
        """Refuse the command by a rule that only the command itself can break."""
        self._break(draft, breach_of(about, draft, **values))

    def require(self, name: Name, input_name: str) -> Known:
        """A subject that an input names; UnknownSubject where there is none, InvalidValue where several have it."""
        return one_of(self.world.within(self.world.find(name)), name, naming.camel(input_name))

    def require_all(self, kind: str, named: Sequence[str], input_name: str) -> list[Known]:
        """Several of them, loaded together; a code that stands twice is one."""
        names = [Name(kind, code) for code in dict.fromkeys(named)]
        found = self.world.find_all(names)
        return [
            one_of(self.world.within(known), name, f"{naming.camel(input_name)}.{index}")
            for index, (known, name) in enumerate(zip(found, names, strict=True))
        ]

    def newcomer(self, kind: str, scheme: str, code: str, field: str) -> Known:
        """The subject of a code, which may not be on record yet; its first event has to take :func:`code_claim`.

        Of a code that a subject out of reach has nothing is told but that it is taken.
        """
        if not 0 < len(code) <= 400:
            raise errors.InvalidValue(
                f"{field} {errors.shown(code)} has {len(code)} characters, 1 to 400 are allowed.",
                field=field,
                rule="LENGTH",
            )
        found = self.world.find(Name(kind, code, scheme))
        if within := self.world.within(found):
            return within[0]
        if found:
            self._taken[field] = code
        stream = events.stream_id(kind, scheme, code)
        self.world.reads[stream] = 0
        return Known(kind, scheme, code, stream, Timeline(self.world.catalogue), 0)

    def register(self, known: Known, type_: str, changes: Changes, cause: Draft, field: str) -> Draft:
        """Bring a subject into the registry as a consequence; remarks on its code become findings."""
        fresh = known.version == 0 and known.stream != cause.stream
        takes = (events.code_claim(known.kind, known.scheme, known.code),) if fresh else ()
        draft = self.add(known, type_, changes, cause=cause, takes=takes)
        if fresh:
            self.remarks += [(draft, remark) for remark in check_code(field, known.scheme, known.code)]
        return draft

    def replaces(self, known: Known, type_: str) -> bool:
        """Whether the command corrects an event that caused one of that type on the subject, not replaced yet."""
        return bool(self._replaced.get((known.stream, type_)))

    def _counterpart(self, known: Known, type_: str) -> UUID | None:
        left = self._replaced.get((known.stream, type_))
        return left.pop(0).event.id if left else None

    def void(self, event: UUID, cause: Draft | None) -> Draft | None:
        """Void one event of any subject, whole chain; None where it is voided already."""
        known = self.world.of_event(event)
        if known is None:
            raise errors.InvalidValue(f"There is no event {event}.", field="eventId", rule="EVENT")
        chain = tuple(entry.recorded.event.id for entry in known.timeline.live_chain(event))
        return self.void_all(known, chain, cause) if chain else None

    def void_all(self, known: Known, voids: tuple[UUID, ...], cause: Draft | None) -> Draft:
        """Void events of one chain, its head first. Claims that only they held are released, but those on codes."""
        takes, releases = voiding.claims_after(known, voids)
        first = known.timeline.get(voids[0]).recorded.event.effective_on
        return self.add(
            known,
            "EventVoided",
            {},
            cause=cause,
            effective_on=min(first, self.deed.today),
            reason=events.Reason.ERROR,
            voids=voids,
            takes=takes,
            releases=releases,
        )

    def _judge(self, draft: Draft, declared: EventType, placed: judging.Placed, before: view.View) -> None:
        own = placed.after[placed.index]
        verdict = self.judge.judge(own, before)
        for breach in verdict.breaches:
            self._break(draft, breach)
        if placed.index < len(placed.after) - 1 or draft.corrects or draft.voids:
            self._judge_later(draft, declared, placed)
        relied = tuple(one for one in dict.fromkeys(verdict.relied_on) if one != draft.id)
        policy = "+".join(dict.fromkeys(verdict.policies)) or self._policy(own, before)
        judged = events.Judgement(RULE_SET, policy[:194])
        self.drafts[self.drafts.index(draft)] = dataclasses.replace(draft, relied_on=relied, judged_by=judged)

    def _policy(self, own: view.Judged, before: view.View) -> str:
        division = judging.division_of(own, before)
        return self.world.policies.in_force(division, own.effective_on).digest

    def _judge_later(self, draft: Draft, declared: EventType, placed: judging.Placed) -> None:
        touched = placed.after[placed.index].touches() | self._touched_before(draft)
        fallen = self.judge.fallen(placed.after, placed.before, touched, {one.id for one in self.drafts})
        for one in fallen:
            self.dependants.append(one.judged.id)
            if declared.nature is Nature.ACT and not declared.prevails:
                way = (one.judged.id, *(other for other in one.breach.in_the_way if other != draft.id))
                later = (one.judged.type, one.judged.effective_on)
                self._break(draft, dataclasses.replace(one.breach, in_the_way=way, later=later))

    def _touched_before(self, draft: Draft) -> frozenset[str]:
        """What the events that a draft replaces or voids had set."""
        timeline = self.known[draft.stream].timeline
        entries = [entry for one in self._gone(draft) for entry in timeline.live_chain(one)]
        return frozenset(path for entry in entries for path in self.world.judged(entry.recorded).touches())

    def _break(self, draft: Draft, breach: Breach) -> None:
        declared = self.world.catalogue.event_type(draft.kind, draft.type)
        if declared.nature is Nature.FACT or breach.rule.warns:
            self.findings.append((draft, breach))
        else:
            about = (self.known[draft.stream], *breach.others)
            beyond = any(map(self.world.hides, about))
            self.rejections.append(Rejection(breach.in_confidence(), draft, beyond=beyond))

    @staticmethod
    def _gone(draft: Draft) -> tuple[UUID, ...]:
        return (*draft.voids, *((draft.corrects,) if draft.corrects else ()))

    def _record_findings(self) -> None:
        seen: set[tuple[UUID, str]] = set()
        for draft, breach in self.findings:
            if (draft.id, breach.rule.id) not in seen:
                seen.add((draft.id, breach.rule.id))
                apart = self.world.apart(self.known[draft.stream], breach.others)
                said = general.finding(breach, draft.id, self.deed.today, apart=apart)
                self.drafts.append(self._finding(draft, said))
        for draft, remark in self.remarks:
            self.drafts.append(self._finding(draft, general.remark(remark, draft.id, self.deed.today)))

    def _finding(self, about: Draft, changes: Changes) -> Draft:
        return Draft(
            events.event_id(self.deed.id, len(self.drafts)),
            about.kind,
            about.scheme,
            about.code,
            about.stream,
            "FindingRecorded",
            about.effective_on,
            about.source,
            changes,
            events.Reason.CAUSED,
            about.effective_seq,
            cause=about.id,
        )


def with_fixed(declared: EventType, changes: Changes) -> Changes:
    """The changes with what an event of that type always sets; entities without any attribute fall away."""
    full = {naming.entity(entity): dict(said) for entity, said in changes.items() if said}
    if declared.fixed:
        full[""] = {**full.get("", {}), **declared.fixed}
    return full


def last_of_day(timeline: Timeline, day: str) -> int:
    """The order within the day that puts a new event behind those on record."""
    seqs = [e.recorded.event.effective_seq for e in timeline.in_order() if e.recorded.event.effective_on == day]
    return max(seqs, default=0)


def breach_of(
    about: rule.Rule,
    draft: Draft,
    *,
    in_the_way: Iterable[UUID] = (),
    missing: Iterable[str] = (),
    field: str | None = None,
    **values: object,
) -> Breach:
    """A breach that the command itself commits, rather than its event in its place."""
    named = {"type": draft.type, "day": draft.effective_on, **values}
    return Breach(about, named, field, tuple(missing), tuple(in_the_way))


def one_of(found: Sequence[Known], name: Name, field: str) -> Known:
    """The one subject of a name; UnknownSubject where there is none, InvalidValue where several have the code."""
    if not found:
        raise unknown_subject(name, field)
    if len(found) > 1:
        schemes = ", ".join(sorted(known.scheme for known in found))
        raise errors.InvalidValue(
            f"{field} {errors.shown(name.code)} stands in several code schemes ({schemes}); name the scheme too.",
            field=field,
            rule="SCHEME",
        )
    return found[0]


def unknown_subject(name: Name, field: str) -> UnknownSubject:
    """The refusal of a code that no subject has; households' codes are not repeated."""
    return UnknownSubject(
        f"{field}: there is no {name.kind} {errors.shown(name.code)} on record; check the code or register it first.",
        field=field,
        rule="SUBJECT",
    )
