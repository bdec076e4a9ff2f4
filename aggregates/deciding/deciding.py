"""Deciding: from a deed and the world to drafts of events, or to the rules that refuse it. Pure; run again at will."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from aggregates import errors, view
from aggregates import event as events
from aggregates.deciding import judging, voiding
from aggregates.deciding.deed import Deed, check_code
from aggregates.deciding.recording import (
    Recording,
    Rejection,
    UnknownSubject,
    breach_of,
    last_of_day,
    one_of,
    unknown_subject,
    with_fixed,
)
from aggregates.deciding.stating import Statement
from aggregates.draft import Draft
from aggregates.event_types import EventType, Nature
from aggregates.rules import claims, general, rule, sources
from aggregates.timeline import Entry, NotTheHead
from aggregates.world import Known, Name, World

__all__ = ["Deciding", "Decision", "Rejection", "StaleVersion", "UnknownSubject", "decide", "head_of"]

MOST_EVENTS = 5000
"""Events of one command."""


class StaleVersion(errors.VersionConflict):
    """The subject has moved on from the version that the caller expected."""


@dataclass(slots=True)
class Decision:
    """Either ``rejections``, or ``drafts`` to record, the command's own event first.

    ``dependants`` are events on record that were decided on what this changes.
    """

    drafts: list[Draft] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    dependants: list[UUID] = field(default_factory=list)


class Deciding(Recording):
    """One run; commands' own code sees it as ``deciding``.

    ``subject`` is the deed's. ``told``: another department tells it, so that nothing follows. A command that gives a
    new code states it as ``designation``, and what else its event takes in ``taking``; what it lets go of, as far as
    the subject holds it, in ``releasing``.
    """

    def __init__(self, deed: Deed, world: World, rules: Sequence[rule.Rule]) -> None:
        super().__init__(deed, world, rules)
        self.held: tuple[events.Claim, ...] = ()
        self.told = False
        self.taking: list[events.Claim] = []
        self.releasing: list[events.Claim] = []
        self.designation: tuple[str, str] | None = None

    def run(self) -> Decision:
        """The decision.

        Raises:
            InvalidValue, UnknownSubject, StaleVersion: the deed is not to be decided at all.
            Unloaded: more has to be loaded first.
        """
        deed = self.deed
        known = self.subject = self._subject()
        if deed.expected_version not in (None, known.version):
            raise StaleVersion(
                f"{known.kind} {errors.shown(known.code)} (stream {known.stream}) is at version {known.version}, "
                f"not at expectedVersion {deed.expected_version}; read it again.",
                field="expectedVersion",
                rule="VERSION",
            )
        primary = self._primary(known)
        if not self.rejections and primary is not None and not self.told:
            self._expect_caused()
            if deed.command.effects is not None:
                deed.command.effects(self, primary, self.world.state(known, deed.effective_on))
            self._void_rest(primary)
        if len(self.drafts) > MOST_EVENTS:
            raise errors.InvalidValue(
                f"The command would record {len(self.drafts)} events, at most {MOST_EVENTS} are allowed; split it.",
                rule="EVENTS",
            )
        if self.rejections:
            return Decision(rejections=self.rejections)
        self._record_findings()
        return Decision(self.drafts, [], list(dict.fromkeys(self.dependants)))

    def _subject(self) -> Known:
        deed = self.deed
        if deed.command.by_event:
            return self._of_event()
        if deed.command.registers:
            return self._newcomer()
        if deed.command.may_register is not None:
            return self._receiver(deed.command.may_register)
        return one_of(self.world.within(self.world.find(self._name())), self._name(), self._code_field)

    @property
    def _code_field(self) -> str:
        return "code" if self.deed.command.any_kind else f"{self.deed.kind.lower()}Code"

    def _of_event(self) -> Known:
        """The subject of the event that the input ``event_id`` names."""
        event = UUID(self.deed.text("event_id"))
        known = self.world.of_event(event)
        if known is None or self.world.hides(known):
            raise errors.InvalidValue(f"eventId: there is no event {event} on record.", field="eventId", rule="EVENT")
        return known

    def _name(self) -> Name:
        return Name(self.deed.kind, self.deed.code, self.deed.scheme)

    def _newcomer(self) -> Known:
        deed = self.deed
        said = deed.values.get("division")
        division = said if isinstance(said, str) else None
        policy = self.world.policies.in_force(division, deed.effective_on)
        scheme = deed.scheme or policy.schemes.get(deed.kind, "local")
        return self.newcomer(deed.kind, scheme, deed.code, self._code_field)

    def _receiver(self, sources_input: str) -> Known:
        """A subject on record, or a new one whose code is of the scheme of those that go into it."""
        found = self.world.within(self.world.find(self._name()))
        if found:
            return one_of(found, self._name(), self._code_field)
        first = self.require_all(self.deed.kind, self.deed.texts(sources_input), sources_input)[0]
        return self.newcomer(self.deed.kind, self.deed.scheme or first.scheme, self.deed.code, self._code_field)

    def _primary(self, known: Known) -> Draft | None:
        deed, declared = self.deed, self._declared(known)
        provisional = self._provisional(known, declared)
        placed = judging.place(self.world, known, (), provisional)
        before = placed.view
        newcomer = deed.command.registers or deed.command.may_register is not None
        if not before.exists and not newcomer and declared.affirms and not _has_later(placed):
            raise unknown_subject(self._name(), self._code_field)
        changes, doubts = Statement(deed, known).compose(before)
        if deed.command.amend is not None:
            deed.command.amend(self, before, changes)
        gone = self._gone(provisional)
        takes, releases = voiding.claims_after(known, gone) if gone else ((), ())
        wanted = [one for one in self._claims(known, before, takes) if one not in self.releasing]
        given_up = [*releases, *voiding.held_of(known, self.releasing)]
        scheme, code = self.designation or self._goes_by(known, provisional.voids)
        self._designated[known.stream] = (scheme, code)
        draft = dataclasses.replace(
            provisional,
            scheme=scheme,
            code=code,
            changes=with_fixed(declared, changes),
            takes=tuple(dict.fromkeys(wanted)),
            releases=tuple(dict.fromkeys(claim for claim in given_up if claim not in wanted)),
        )
        self.known[known.stream] = known
        draft = self._by_authority(draft, declared, before, known)
        if known.version == 0 or deed.command.registers or self.designation:
            self._check_code(draft)
        self.drafts.append(draft)
        for claim in self.held:
            about = claims.rule_of(claim.scope)
            taking = self.world.taking(claim)
            way = [taking] if taking is not None else []
            field = claims.field_of(claim.scope)
            self._break(draft, breach_of(about, draft, in_the_way=way, field=field, number=claim.key, what=claim.scope))
        for about, values in () if self.told else doubts:
            self._break(draft, breach_of(about, draft, **values))
        if deed.command.registers and before.exists:
            self._break(draft, breach_of(general.NEW, draft, in_the_way=[before.origins[""]], number=known.code))
        for field, code in self._taken.items():
            self.rejections.append(Rejection(breach_of(general.NEW, draft, field=field, number=code), draft))
        placed.after[placed.index] = view.of_draft(draft, self.world.today, self.world.catalogue)
        self._judge(draft, self.world.catalogue.event_type(draft.kind, draft.type), placed, before)
        return self.drafts[0]

    @staticmethod
    def _goes_by(known: Known, voids: tuple[UUID, ...]) -> tuple[str, str]:
        return voiding.designation(known, voids) if voids else (known.scheme, known.code)

    def _declared(self, known: Known) -> EventType:
        return self.world.catalogue.event_type(known.kind, self.deed.command.event_type.name)

    def _provisional(self, known: Known, declared: EventType) -> Draft:
        deed = self.deed
        corrected = self._corrected(known, declared)
        return Draft(
            events.event_id(deed.id, 0),
            known.kind,
            known.scheme,
            known.code,
            known.stream,
            declared.name,
            deed.effective_on,
            deed.source,
            {},
            self._reason(),
            last_of_day(known.timeline, deed.effective_on),
            deed.document,
            deed.remark,
            corrects=corrected,
            voids=deed.command.voids(self, known) if deed.command.voids else (),
        )

    def _reason(self) -> events.Reason:
        if self.deed.command.reason is not None:
            return self.deed.command.reason
        changed = self.deed.reason is events.Reason.CHANGE and self.deed.corrects is not None
        return events.Reason.CORRECTION if changed else self.deed.reason

    def _corrected(self, known: Known, declared: EventType) -> UUID | None:
        """The event that this one replaces, where it is the live head of a chain of the same type."""
        target = self.deed.corrects
        if target is None:
            return None
        entry = head_of(known, target, "corrects")
        if entry.recorded.event.type != declared.name:
            raise errors.InvalidValue(
                f"corrects {target} is a {entry.recorded.event.type}, not a {declared.name}; a correction states the "
                "same type anew, another type is recorded after voiding it.",
                field="corrects",
                rule="CORRECTS",
            )
        self.dependants += [one.event.id for one in self.world.relying_on(target)]
        return target

    def _claims(self, known: Known, before: view.View, back: Sequence[events.Claim]) -> tuple[events.Claim, ...]:
        """What the event takes; ``back``: what it takes back with an event that it voids or corrects."""
        fresh = (events.code_claim(known.kind, known.scheme, known.code),) if known.version == 0 else ()
        own = self.deed.command.claims
        ended = voiding.let_go(known, self.deed.corrects) if self.deed.corrects else frozenset()
        wanted = [claim for claim in (*(own(self.deed, before) if own else ()), *self.taking) if claim not in ended]
        self.held = tuple(claim for claim in (*wanted, *back) if self._is_held(known, claim))
        return (*fresh, *(claim for claim in (*wanted, *back) if claim not in self.held))

    def _is_held(self, known: Known, claim: events.Claim) -> bool:
        """Whether another subject holds it; of codes the command that gives one tells."""
        held = self.world.holders.get(claim, known.stream) != known.stream
        return held and not claim.scope.startswith("code/")

    def _by_authority(self, draft: Draft, declared: EventType, before: view.View, known: Known) -> Draft:
        """SRC-1: another department's fact corroborates or conflicts, its act is refused."""
        deed = self.deed
        said = deed.values.get("division") if deed.command.registers else before.state.get("", {}).get("division")
        division = said if isinstance(said, str) else known.code if known.kind == "DIVISION" else None
        authority = self.world.policies.in_force(division, deed.effective_on).authority(declared)
        if deed.unrestricted:
            return dataclasses.replace(draft, source=sources.named(authority, deed.source))
        if sources.may(deed.source, authority):
            return draft
        if declared.nature is Nature.ACT:
            self._break(draft, breach_of(sources.RULE, draft, source=deed.source, authority=authority))
            return draft
        self.told = True  # what another department tells opens a conflict or corroborates; nothing follows from it
        return dataclasses.replace(sources.weigh(draft, before, authority, deed.today), takes=(), releases=())

    def _check_code(self, draft: Draft) -> None:
        for remark in check_code("newCode" if self.designation else self._code_field, draft.scheme, draft.code):
            self.remarks.append((draft, remark))

    def _expect_caused(self) -> None:
        """What the corrected event caused, by subject and type: each is corrected in its turn, or voided."""
        if self.deed.corrects is None:
            return
        recorded = voiding.caused(self.world, self.subject, [self.deed.corrects])
        subjects = self.world.of_events([one.event.id for one in recorded])
        lines = [subjects[one.event.id].timeline.live_chain(one.event.id) for one in recorded if not one.event.voids]
        heads = {line[0].recorded.event.id: line[0].recorded for line in lines if line}
        for head in heads.values():
            self._replaced.setdefault((head.event.originator_id, head.event.type), []).append(head)

    def _void_rest(self, primary: Draft) -> None:
        """What the corrected event caused and its correction does not cause any more."""
        for left in self._replaced.values():
            for recorded in left:
                self.void(recorded.event.id, primary)


def decide(deed: Deed, world: World, rules: Sequence[rule.Rule]) -> Decision:
    """The decision on a deed; a refusal says the earliest later day on which the same deed would pass.

    Raises:
        InvalidValue, UnknownSubject, StaleVersion: the deed is not to be decided at all.
        Unloaded: more has to be loaded first.
    """
    deed.check()
    deciding = Deciding(deed, world, rules)
    decision = deciding.run()
    if decision.rejections:
        days = _told(deed, decision.rejections) if _looked_beyond(deciding) else _days(deed, deciding)
        earliest = _earliest(deed, world, rules, days)
        decision.rejections = [dataclasses.replace(one, earliest_lawful_on=earliest) for one in decision.rejections]
    return decision


def _looked_beyond(deciding: Deciding) -> bool:
    """Whether it looked at a subject out of reach: a day on which it would pass could be one of that subject's."""
    world = deciding.world
    looked = (world.by_stream[stream] for stream in world.reads if stream in world.by_stream)
    return world.reach is not None and any(map(world.hides, (*looked, *deciding.known.values())))


def _has_later(placed: judging.Placed) -> bool:
    """Whether the subject comes into being only later: then rules tell, rather than that it is unknown."""
    return any(one.affirms for one in placed.after[placed.index + 1 :])


def head_of(known: Known, event: UUID, field: str) -> Entry:
    """The entry of a live head of a chain, which alone may be corrected or voided; NotTheHead says which one is."""
    try:
        return known.timeline.head(event)
    except NotTheHead as error:
        raise NotTheHead(f"{field}: {error.message}", field=field, rule="HEAD") from error


MOST_DAYS = 60
"""Later days that are tried for the earliest lawful one."""


def _earliest(deed: Deed, world: World, rules: Sequence[rule.Rule], days: Iterable[str]) -> str | None:
    """The first of the days on which anything changes for which the same deed passes: tried, not guessed."""
    for day in sorted(set(days))[:MOST_DAYS]:
        later = deed.on(day)
        beyond = world.at(later.today)
        if _passes(later, beyond, rules):
            return day
    return None


def _passes(deed: Deed, world: World, rules: Sequence[rule.Rule]) -> bool:
    try:
        return not Deciding(deed, world, rules).run().rejections
    except errors.FangjiError:
        return False  # on that day it could not even be asked, say since an event cannot be corrected then


def _days(deed: Deed, deciding: Deciding) -> Iterator[str]:
    for known in deciding.known.values():
        for judged in deciding.world.sequence(known):
            yield from (day for day in (judged.effective_on, *judged.days()) if day > deed.effective_on)
    yield from _of_breaches(deed, deciding.rejections)
    if deed.document is not None and deed.document.issued_on > deed.effective_on:
        yield deed.document.issued_on


def _told(deed: Deed, rejections: Sequence[Rejection]) -> Iterator[str]:
    """The days that whoever may not see all that was looked at is told: of rules that tell theirs to everybody."""
    if all(one.breach.rule.tells_days for one in rejections):
        yield from _of_breaches(deed, rejections)


def _of_breaches(deed: Deed, rejections: Iterable[Rejection]) -> Iterator[str]:
    return (day for one in rejections for day in one.breach.days if day > deed.effective_on)
