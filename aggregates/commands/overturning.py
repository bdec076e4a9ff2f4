"""A court or a superior body ends a decision from a day on: what it did is undone from that day, not before."""

from __future__ import annotations

import collections
from collections.abc import Collection, Iterable
from typing import cast
from uuid import UUID

from aggregates import event as events
from aggregates import spans, view
from aggregates.commands import voids
from aggregates.deciding import Deciding, head_of, voiding
from aggregates.draft import Draft, Said
from aggregates.event_types import Nature
from aggregates.rules import claims
from aggregates.world import Known, World

Entities = dict[str, dict[str, Said]]


def overturn(deciding: Deciding, before: view.View, changes: Entities) -> None:
    """What the decision did to its own subject is undone; only acts fall, and not before they took effect."""
    known, deed, target = deciding.subject, deciding.deed, voids.named_event(deciding)
    event = head_of(known, target, "eventId").recorded.event
    declared = deciding.world.catalogue.event_type(known.kind, event.type)
    act = declared.nature is Nature.ACT and declared.affirms
    voids.must_be(act, target, f"is a {event.type}, no decision; a fact that is not true is corrected or voided")
    late = deed.effective_on >= event.effective_on
    voids.must_be(late, target, f"took effect on {event.effective_on}, after effectiveOn {deed.effective_on}")
    own = _effects(deciding).get(known.stream, [])
    gone = {target, *(one.event.id for one in own)}
    for entity, said in undone(deciding.world, known, gone, deed.effective_on, deed.corrects).items():
        changes.setdefault(entity, {}).update(said)
    changes[f"overturnings/{deed.text('event_id')}"]["event"] = str(target)
    _change_hands(deciding, gone)


def _change_hands(deciding: Deciding, gone: Collection[UUID]) -> None:
    """What was let go of is held again, which is refused where somebody else holds it by now; what was taken is free.

    Numbers stay used: the decision did stand under its number.
    """
    back, free = voiding.claims_after(deciding.subject, gone)
    deciding.taking += [claim for claim in back if claim.scope in claims.LASTING]
    deciding.releasing += [claim for claim in free if claim.scope in claims.LASTING]


def undo_effects(deciding: Deciding, primary: Draft, before: view.View) -> None:
    """What it caused on other subjects is undone there alike; what was decided on any of it is told."""
    target = voids.named_event(deciding)
    voids.by_recorder(deciding, primary, [deciding.subject.timeline.get(target).recorded.event])
    effects = _effects(deciding)
    told = primary.changes[f"overturnings/{deciding.deed.text('event_id')}"]
    for stream, recorded in effects.items():
        if stream != primary.stream:
            ids = [one.event.id for one in recorded]
            known = deciding.world.of_events(ids)[ids[0]]
            changes = undone(deciding.world, known, ids, primary.effective_on)
            changes |= {f"overturnings/{one}": {**told, "event": str(one)} for one in ids}
            deciding.add(known, "DecisionOverturned", changes, cause=primary)
    gone = {target, *(one.event.id for recorded in effects.values() for one in recorded)}
    deciding.dependants += voids.dependants(deciding.world, gone)


def _effects(deciding: Deciding) -> dict[UUID, list[events.Recorded]]:
    """Those events that count and that the decision caused, by stream; what only speaks about events stays."""
    world = deciding.world
    recorded = voiding.caused(world, deciding.subject, [voids.named_event(deciding)])
    subjects = world.of_events([one.event.id for one in recorded])
    found: dict[UUID, list[events.Recorded]] = collections.defaultdict(list)
    for one in recorded:
        live = subjects[one.event.id].timeline.live_chain(one.event.id)
        affirms = world.catalogue.event_type(one.event.kind, one.event.type).affirms
        if affirms and live and live[0].recorded.event.id == one.event.id:
            found[one.event.originator_id].append(one)
    return found


def undone(world: World, known: Known, gone: Collection[UUID], day: str, corrected: UUID | None = None) -> Entities:
    """What has to be said on ``day`` so that from then on the subject is as if ``gone`` had not been.

    Attributes take the value that they have without it; personal data that would have to be sealed anew becomes empty.
    Elements that came by it end, and those that ended by it stand again; elements without an end stay as history.
    """
    effective = [one for one in world.sequence(known) if one.effective_on <= day and one.id != corrected]
    now = _view(known, effective, day)
    without = _view(known, (one for one in effective if one.id not in gone), day)
    found: Entities = {}
    for entity, said in now.state.items():
        if entity and now.origins[entity] in gone:
            found[entity] = _ended(known.kind, entity, said, day)
        else:
            then = without.state.get(entity, {})
            found[entity] = {n: _unsealed(then.get(n)) for n, value in said.items() if then.get(n) != value}
    return {entity: said for entity, said in found.items() if said}


def _view(known: Known, effective: Iterable[view.Judged], day: str) -> view.View:
    made = view.View(known.kind, day)
    for judged in effective:
        made.apply(judged)
    return made


def _ended(kind: str, entity: str, said: dict[str, Said], day: str) -> dict[str, Said]:
    span = spans.span(kind, entity.partition("/")[0])
    if not span.ends or not span.stands(cast(dict[str, events.Value], said), day):
        return {}
    return {"ended_on" if "ended_on" in span.ends else span.ends[0]: day}


def _unsealed(value: Said) -> Said:
    return None if isinstance(value, dict) else value
