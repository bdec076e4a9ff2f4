"""A timeline told as a life: what each event changed in effective order, what was believed, and when that changed."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from aggregates import kinds
from registry.cli import wording

LATE = 30
"""An event that was registered more days than this after it took effect tells what was believed in between."""

TOLD = ("stands", "changed", "believed")
"""What telling adds to an event."""

Event = dict[str, Any]
State = dict[str, dict[str, Any]]


def tell(kind: kinds.Kind, events: Sequence[Event]) -> None:
    """Adds to each event, in effective order with voided and corrected ones, `stands`, `changed` and `believed`.

    `changed` lists attributes with their values before and after, in effective order; of an event that no longer
    stands, as it would have changed what stands without it. `believed` lists what was held until which moment.
    """
    chains = _Chains(events)
    overturned = _overturned(events)
    state: State = {}
    for event in events:
        event["stands"] = chains.stands(event)
        event["changed"] = list(_changed(kind, event, state))
        event["believed"] = [
            *_backdated(kind, event, state),
            *_replaced(kind, event, chains),
            *_voided(kind, event),
            *(_ended(kind, event, by) for by in overturned.get(event["id"], ()) if chains.stands(by)),
        ]
        if event["stands"]:
            for change in event["changes"]:
                state.setdefault(change["entity"], {}).update(change["set"])


class _Chains:
    """Which events stand: not voided, and not replaced by a correction that stands or is itself replaced by one."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._corrections: dict[int, list[Event]] = {}
        for event in events:
            if event["corrects"]:
                self._corrections.setdefault(event["corrects"]["position"], []).append(event)

    def stands(self, event: Event) -> bool:
        return not event["voidedBy"] and self.correction(event) is None

    def correction(self, event: Event) -> Event | None:
        """The first correction that took its place and was not voided since, directly or by a correction of that."""
        for one in self._corrections.get(event["position"], ()):
            found: Event | None = self.correction(one) if one["voidedBy"] else one
            if found is not None:
                return found
        return None


def _changed(kind: kinds.Kind, event: Event, state: State) -> Iterator[Event]:
    for change in event["changes"]:
        entity = change["entity"]
        for name, after in change["set"].items():
            yield {
                "entity": entity,
                "attribute": name,
                "entityLabel": wording.entity_label(kind, entity),
                "label": wording.label(kind, entity, name),
                "before": state.get(entity, {}).get(name),
                "after": after,
            }


def days_late(event: Event) -> int:
    """Days from an event's effect to its registration."""
    registered = datetime.date.fromisoformat(event["registeredAt"][:10])
    return (registered - datetime.date.fromisoformat(event["effectiveOn"])).days


def _belief(until: str, was: str, since: str, because: Mapping[str, Any]) -> Event:
    return {"until": until, "was": was, "since": since, "position": because["position"]}


def _backdated(kind: kinds.Kind, event: Event, state: State) -> Iterator[Event]:
    """What was believed of the days between its effect and its registration."""
    first_of_life = not state
    if first_of_life or event["corrects"] or not event["changes"] or days_late(event) <= LATE:
        return
    was, since = ("; ".join(one) for one in zip(*(_was_and_is(kind, c, state) for c in event["changes"]), strict=True))
    yield _belief(event["registeredAt"], was, since, event)


def _was_and_is(kind: kinds.Kind, change: Mapping[str, Any], state: State) -> tuple[str, str]:
    entity = change["entity"]
    if entity not in state:
        words = wording.entity_label(kind, entity)
        return f"no {words}", words
    was = {name: state[entity].get(name) for name in change["set"]}
    return _values(kind, entity, was), _values(kind, entity, change["set"])


def _replaced(kind: kinds.Kind, event: Event, chains: _Chains) -> Iterator[Event]:
    """What a correction put in its place; the first correction ended the belief, whatever came after."""
    by = chains.correction(event)
    if by is not None:
        now = f"{_apart(kind, by, event)} (from {by['effectiveOn']}, corrected by #{by['position']} 更正)"
        yield _belief(by["registeredAt"], _apart(kind, event, by), now, by)


def _voided(kind: kinds.Kind, event: Event) -> Iterator[Event]:
    void = event["voidedBy"]
    if void:
        said = f"it never was ({void['reason'].lower()}, voided by #{void['position']} 撤销)"
        yield _belief(void["registeredAt"], _said(kind, event), said, void)


def _ended(kind: kinds.Kind, event: Event, by: Event) -> Event:
    """That a court or a superior body ended a decision from a day on."""
    told = next(c["set"] for c in by["changes"] if c["set"].get("event") == event["id"])
    who = " ".join(str(told[name]) for name in ("body", "number") if told.get(name))
    since = f"it ended on {told.get('ended_on') or by['effectiveOn']} ({who}, #{by['position']} 撤销决定)"
    return _belief(by["registeredAt"], "the decision stands", since, by)


def _overturned(events: Sequence[Event]) -> dict[str, list[Event]]:
    """Id of an event -> the decisions that overturned it."""
    found: dict[str, list[Event]] = {}
    for event in events:
        for change in event["changes"]:
            about = change["set"].get("event")
            if change["entity"].startswith("overturnings/") and about:
                found.setdefault(about, []).append(event)
    return found


def _apart(kind: kinds.Kind, event: Event, other: Event) -> str:
    """What an event says otherwise than another; where only their days differ, that day."""
    theirs = {(c["entity"], name): value for c in other["changes"] for name, value in c["set"].items()}
    missing = object()
    told = [
        _values(kind, change["entity"], apart)
        for change in event["changes"]
        if (apart := {n: v for n, v in change["set"].items() if theirs.get((change["entity"], n), missing) != v})
    ]
    return "; ".join(told) or f"{event['label']}, from {event['effectiveOn']}"


def _said(kind: kinds.Kind, event: Event) -> str:
    return "; ".join(_phrase(kind, change) for change in event["changes"]) or event["label"]


def _phrase(kind: kinds.Kind, change: Mapping[str, Any]) -> str:
    """`Mortgage 抵押 安抵2019-12` of an element, whose values stand in the event's block; the values of a subject."""
    if change["entity"]:
        return wording.entity_label(kind, change["entity"])
    return _values(kind, "", change["set"])


def _values(kind: kinds.Kind, entity: str, values: Mapping[str, Any]) -> str:
    told = (
        f"{wording.label(kind, entity, name)} {wording.value(wording.attribute(kind, entity, name), one)}"
        for name, one in values.items()
    )
    prefix = f"{wording.entity_label(kind, entity)}: " if entity else ""
    return prefix + ", ".join(told)
