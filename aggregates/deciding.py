"""Deciding: from a deed and the world to drafts of events, or to the rules that refuse it. Pure; run again at will."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from aggregates import codes, errors, judging, naming, sources, spans, view, voiding
from aggregates import event as events
from aggregates.commands.command import Given, Items, Mode
from aggregates.deed import Deed, check_code, shortened
from aggregates.draft import Changes, Draft, Said
from aggregates.event_types import EventType, Nature
from aggregates.kinds import Element
from aggregates.rules import RULE_SET, claims, general, rule
from aggregates.rules.rule import Breach
from aggregates.timeline import Entry, NotTheHead, Timeline
from aggregates.world import Known, Name, World

EFFECTIVE_ON = "effective_on"
"""The name by which a key of several inputs calls the effective date."""

MOST_EVENTS = 5000
"""Events of one command."""


class UnknownSubject(errors.FangjiError):
    """The command names a subject that is not registered."""

    code = "UNKNOWN_SUBJECT"


class StaleVersion(errors.VersionConflict):
    """The subject has moved on from the version that the caller expected."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """A rule that refuses a command; ``earliest_lawful_on`` is the first later day on which it would pass."""

    breach: Breach
    draft: Draft
    earliest_lawful_on: str | None = None


@dataclass(slots=True)
class Decision:
    """Either ``rejections``, or ``drafts`` to record, the command's own event first.

    ``dependants`` are events on record that were decided on what this changes.
    """

    drafts: list[Draft] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    dependants: list[UUID] = field(default_factory=list)


class Deciding:
    """One run; commands' own code sees it as ``deciding`` and adds drafts by :meth:`add`."""

    def __init__(self, deed: Deed, world: World, rules: Sequence[rule.Rule]) -> None:
        self.deed, self.world = deed, world
        self.judge = judging.Judge(world, rules)
        self.drafts: list[Draft] = []
        self.known: dict[UUID, Known] = {}
        self.rejections: list[Rejection] = []
        self.findings: list[tuple[Draft, Breach]] = []
        self.remarks: list[tuple[Draft, codes.Remark]] = []
        self.dependants: list[UUID] = []
        self.held: tuple[events.Claim, ...] = ()
        self.told = False
        self.taking: list[events.Claim] = []
        self.designation: tuple[str, str] | None = None
        self._designated: dict[UUID, tuple[str, str]] = {}
        self._replaced: dict[tuple[UUID, str], list[events.Recorded]] = {}

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
                f"{known.kind} {shortened(known.code)} (stream {known.stream}) is at version {known.version}, not at "
                f"expectedVersion {deed.expected_version}; read it again.",
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
        return one_of(self.world.find(name), name, naming.camel(input_name))

    def require_all(self, kind: str, named: Sequence[str], input_name: str) -> list[Known]:
        """Several of them, loaded together; a code that stands twice is one."""
        names = [Name(kind, code) for code in dict.fromkeys(named)]
        found = self.world.find_all(names)
        return [
            one_of(known, name, f"{naming.camel(input_name)}.{index}")
            for index, (known, name) in enumerate(zip(found, names, strict=True))
        ]

    def _subject(self) -> Known:
        deed = self.deed
        if deed.command.by_event:
            return self._of_event()
        if deed.command.registers:
            return self._newcomer()
        if deed.command.may_register is not None:
            return self._receiver(deed.command.may_register)
        return one_of(self.world.find(Name(deed.kind, deed.code, deed.scheme)), self._name(), self._code_field)

    @property
    def _code_field(self) -> str:
        return "code" if self.deed.command.any_kind else f"{self.deed.kind.lower()}Code"

    def _of_event(self) -> Known:
        """The subject of the event that the input ``event_id`` names."""
        event = UUID(self.deed.text("event_id"))
        known = self.world.of_event(event)
        if known is None:
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
        found = self.world.find(self._name())
        if found:
            return one_of(found, self._name(), self._code_field)
        first = self.require_all(self.deed.kind, self.deed.texts(sources_input), sources_input)[0]
        return self.newcomer(self.deed.kind, self.deed.scheme or first.scheme, self.deed.code, self._code_field)

    def newcomer(self, kind: str, scheme: str, code: str, field: str) -> Known:
        """The subject of a code, which may not be on record yet; its first event has to take :func:`code_claim`."""
        if not 0 < len(code) <= 400:
            raise errors.InvalidValue(
                f"{field} {shortened(code)} has {len(code)} characters, 1 to 400 are allowed.",
                field=field,
                rule="LENGTH",
            )
        found = self.world.find(Name(kind, code, scheme))
        if found:
            return found[0]
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

    def _primary(self, known: Known) -> Draft | None:
        deed, declared = self.deed, self._declared(known)
        provisional = self._provisional(known, declared)
        placed = judging.place(self.world, known, (), provisional)
        before = placed.view
        newcomer = deed.command.registers or deed.command.may_register is not None
        if not before.exists and not newcomer and declared.affirms and not _has_later(placed):
            raise unknown_subject(self._name(), self._code_field)
        changes, doubts = self._compose(before)
        if deed.command.amend is not None:
            deed.command.amend(self, before, changes)
        takes, releases = voiding.claims_after(known, self._gone(provisional))
        wanted = (*self._claims(known, before), *self.taking, *takes)
        scheme, code = self.designation or voiding.designation(known, provisional.voids)
        self._designated[known.stream] = (scheme, code)
        draft = dataclasses.replace(
            provisional,
            scheme=scheme,
            code=code,
            changes=with_fixed(declared, changes),
            takes=tuple(dict.fromkeys(wanted)),
            releases=tuple(claim for claim in releases if claim not in wanted),
        )
        draft = self._by_authority(draft, declared, before, known)
        if known.version == 0 or deed.command.registers or self.designation:
            self._check_code(draft)
        self.known[known.stream] = known
        self.drafts.append(draft)
        for claim in self.held:
            about = claims.rule_of(claim.scope)
            self._break(draft, breach_of(about, draft, number=claim.key, what=claim.scope))
        for about, values in () if self.told else doubts:
            self._break(draft, breach_of(about, draft, **values))
        if deed.command.registers and before.exists:
            self._break(draft, breach_of(general.NEW, draft, in_the_way=[before.origins[""]], number=known.code))
        placed.after[placed.index] = view.of_draft(draft, self.world.today, self.world.catalogue)
        self._judge(draft, self.world.catalogue.event_type(draft.kind, draft.type), placed, before)
        return self.drafts[0]

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

    @staticmethod
    def _gone(draft: Draft) -> tuple[UUID, ...]:
        return (*draft.voids, *((draft.corrects,) if draft.corrects else ()))

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

    def _claims(self, known: Known, before: view.View) -> tuple[events.Claim, ...]:
        fresh = (events.code_claim(known.kind, known.scheme, known.code),) if known.version == 0 else ()
        own = self.deed.command.claims
        wanted = own(self.deed, before) if own else ()
        held = [claim for claim in wanted if self.world.holders.get(claim, known.stream) != known.stream]
        self.held = tuple(held)
        return (*fresh, *(claim for claim in wanted if claim not in held))

    def _compose(self, before: view.View) -> tuple[dict[str, dict[str, Said]], list[tuple[rule.Rule, dict[str, Any]]]]:
        """The changes that the inputs state, and what is doubtful about the element that they name."""
        deed, command = self.deed, self.deed.command
        changes: dict[str, dict[str, Said]] = {}
        entity, doubts = self._entity(before)
        for one in command.inputs:
            if isinstance(one, Given) and deed.values.get(one.name) is not None:
                where = entity if one.attribute.collection else ""
                changes.setdefault(where, {})[one.attribute.name] = cast(Said, deed.values[one.name])
            elif isinstance(one, Items):
                self._items(one, changes)
        for attribute in command.stamps:
            where = entity if attribute.collection else ""
            changes.setdefault(where, {}).setdefault(attribute.name, deed.effective_on)
        for path, value in command.constants.items():
            collection, _, name = path.rpartition(".")
            changes.setdefault(entity if collection else "", {})[name] = value
        return changes, doubts

    def _items(self, one: Items, changes: dict[str, dict[str, Said]]) -> None:
        for item in self.deed.items(one.name):
            key = "-".join(str(item.get(name) or "") for name in one.key)
            stated = {part.attribute.name: item[part.name] for part in one.given if item.get(part.name) is not None}
            changes[f"{one.element.collection.name}/{key}"] = stated

    def _entity(self, before: view.View) -> tuple[str, list[tuple[rule.Rule, dict[str, Any]]]]:
        command = self.deed.command
        if command.element is None:
            return "", []
        key = self._key(before, command.element)
        entity = f"{command.element.collection.name}/{key}"
        return entity, list(self._doubts(before, command.element, key))

    def _key(self, before: view.View, element: type[Element]) -> str:
        """The element's key as the inputs state it, or that of one on record which they name by its attributes.

        Imported elements stand under keys of their own; what ended long ago does not bar a new one of several inputs.
        """
        command, deed = self.deed.command, self.deed
        if command.key is None:
            return self._numbered(before, element)
        names = (command.key,) if isinstance(command.key, str) else command.key
        stated = {name: deed.effective_on if name == EFFECTIVE_ON else deed.values.get(name) for name in names}
        key = "-".join(str(value or "") for value in stated.values())
        if before.stands(element, key):
            return key
        inputs = [command.input(name) for name in names if name != EFFECTIVE_ON]
        wanted = {one.attribute.name: stated[one.name] for one in inputs if isinstance(one, Given)}
        if EFFECTIVE_ON in names and not spans.span(before.kind, element.collection.name).ends:
            wanted = {}  # what never ends may come again on another day
        standing = [one for one, said in before.standing(element) if _says(said, wanted)]
        ended = [one for one, said in before.elements(element) if _says(said, wanted)]
        barred = ended if command.mode is not Mode.OPEN or isinstance(command.key, str) else []
        stated_itself = [key] if before.element(element, key) is not None else []
        found = next(iter((*reversed(standing), *stated_itself, *reversed(barred))), None)
        return found or (self._corrected_key(element) if command.mode is Mode.OPEN else None) or key

    def _numbered(self, before: view.View, element: type[Element]) -> str:
        """The key of an element without a number of its own: the next, or the one that stands last."""
        if self.deed.command.mode is Mode.OPEN:
            return self._corrected_key(element) or next_number(self.subject, element)
        return next(reversed([key for key, _ in before.standing(element)]), next_number(self.subject, element))

    def _corrected_key(self, element: type[Element]) -> str | None:
        """The element that the corrected event opened: its correction opens the same."""
        if self.deed.corrects is None:
            return None
        changes = self.subject.timeline.get(self.deed.corrects).recorded.event.changes
        prefix = f"{element.collection.name}/"
        return next((one.entity.removeprefix(prefix) for one in changes if one.entity.startswith(prefix)), None)

    def _doubts(
        self, before: view.View, element: type[Element], key: str
    ) -> Iterator[tuple[rule.Rule, dict[str, Any]]]:
        there = before.element(element, key) is not None
        named = {"number": key, "collection": element.collection.en, "zh": element.collection.zh}
        if self.deed.command.mode is Mode.OPEN and there and key != self._corrected_key(element):
            yield general.NEW, {**named, "in_the_way": [before.origin(element, key)]}
        elif self.deed.command.mode is not Mode.OPEN and not self._stands(before, element, key):
            ended = [before.origin(element, key)] if there else []
            yield general.STANDING, {**named, "in_the_way": ended}

    def _stands(self, before: view.View, element: type[Element], key: str) -> bool:
        if self.deed.command.even_ended:
            return before.element(element, key) is not None
        return before.stands(element, key)

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
                self._break(draft, dataclasses.replace(one.breach, in_the_way=way))

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
            self.rejections.append(Rejection(breach, draft))

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

    def replaces(self, known: Known, type_: str) -> bool:
        """Whether the command corrects an event that caused one of that type on the subject, not replaced yet."""
        return bool(self._replaced.get((known.stream, type_)))

    def _counterpart(self, known: Known, type_: str) -> UUID | None:
        left = self._replaced.get((known.stream, type_))
        return left.pop(0).event.id if left else None

    def _void_rest(self, primary: Draft) -> None:
        """What the corrected event caused and its correction does not cause any more."""
        for left in self._replaced.values():
            for recorded in left:
                self.void(recorded.event.id, primary)

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

    def _record_findings(self) -> None:
        seen: set[tuple[UUID, str]] = set()
        for draft, breach in self.findings:
            if (draft.id, breach.rule.id) not in seen:
                seen.add((draft.id, breach.rule.id))
                self.drafts.append(self._finding(draft, general.finding(breach, draft.id, self.deed.today)))
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
        earliest = _earliest(deed, world, rules, deciding)
        decision.rejections = [dataclasses.replace(one, earliest_lawful_on=earliest) for one in decision.rejections]
    return decision


MOST_DAYS = 60
"""Later days that are tried for the earliest lawful one."""


def _earliest(deed: Deed, world: World, rules: Sequence[rule.Rule], deciding: Deciding) -> str | None:
    """The first of the days on which anything changes for which the same deed passes: tried, not guessed."""
    for day in sorted(set(_days(deed, deciding)))[:MOST_DAYS]:
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
    for one in deciding.rejections:
        yield from (day for day in one.breach.days if day > deed.effective_on)
    if deed.document is not None and deed.document.issued_on > deed.effective_on:
        yield deed.document.issued_on


def _says(said: Mapping[str, Said], wanted: Mapping[str, object]) -> bool:
    return bool(wanted) and all(said.get(name) == value for name, value in wanted.items())


def _has_later(placed: judging.Placed) -> bool:
    """Whether the subject comes into being only later: then rules tell, rather than that it is unknown."""
    return any(one.affirms for one in placed.after[placed.index + 1 :])


def with_fixed(declared: EventType, changes: Changes) -> Changes:
    """The changes with what an event of that type always sets; entities without any attribute fall away."""
    full = {entity: dict(said) for entity, said in changes.items() if said}
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


def next_number(known: Known, element: type[Element]) -> str:
    """A number under which no event of the subject, in effect or not, has stated an element of that collection."""
    prefix = f"{element.collection.name}/"
    stated = {c.entity.removeprefix(prefix) for e in known.timeline.in_order() for c in e.recorded.event.changes}
    return str(next(number for number in itertools.count(1) if str(number) not in stated))


def head_of(known: Known, event: UUID, field: str) -> Entry:
    """The entry of a live head of a chain, which alone may be corrected or voided; NotTheHead says which one is."""
    try:
        return known.timeline.head(event)
    except NotTheHead as error:
        raise NotTheHead(f"{field}: {error.message}", field=field, rule="HEAD") from error


def one_of(found: Sequence[Known], name: Name, field: str) -> Known:
    """The one subject of a name; UnknownSubject where there is none, InvalidValue where several have the code."""
    if not found:
        raise unknown_subject(name, field)
    if len(found) > 1:
        schemes = ", ".join(sorted(known.scheme for known in found))
        raise errors.InvalidValue(
            f"{field} {shortened(name.code)} stands in several code schemes ({schemes}); name the scheme too.",
            field=field,
            rule="SCHEME",
        )
    return found[0]


def unknown_subject(name: Name, field: str) -> UnknownSubject:
    """The refusal of a code that no subject has; households' codes are not repeated."""
    return UnknownSubject(
        f"{field}: there is no {name.kind} {shortened(name.code)} on record; check the code or register it first.",
        field=field,
        rule="SUBJECT",
    )
