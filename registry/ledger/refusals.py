"""The sentences with which admission refuses a value; built only after a check has failed."""

from __future__ import annotations

from collections.abc import Iterator

from aggregates import attributes, canonical, errors
from aggregates import event as events


def subject(event: events.Event) -> str:
    """How a message names the event: type, kind and code (households and practitioners have no telling code)."""
    return f"{event.type} of {event.kind} {errors.shown(event.code)}"


def header_value(event: events.Event, field: str, value: object, wrong: str) -> errors.InvalidValue:
    """A member of the event itself is wrong."""
    return errors.InvalidValue(f"{subject(event)}: {field} {errors.shown(value)} {wrong}.", field=field, rule="EVENT")


def attribute_value(
    event: events.Event, entity: str, attribute: attributes.Attribute, value: object, wrong: str
) -> errors.InvalidValue:
    """An attribute cannot take a value; a sealed attribute's value is never shown."""
    said = "" if attribute.sealed else f" {errors.shown(value)}"
    where = f"{attribute.path} of {errors.shown(entity)}" if entity else attribute.path
    return errors.InvalidValue(
        f"{subject(event)}: {where}{said} {wrong}.", field=attribute.path, rule=attribute.type.name.upper()
    )


def unknown_attribute(event: events.Event, entity: str, name: object, declared: bool) -> errors.UnknownName:
    """An attribute that the kind does not declare, or that this event type may not set."""
    collection = entity.partition("/")[0]
    path = f"{collection}.{name}" if collection else str(name)
    wrong = f"may not be set by {event.type}" if declared else f"is not declared for {event.kind}"
    return errors.UnknownName(f"{subject(event)}: attribute {errors.shown(path)} {wrong}.", field=path, rule="SETS")


def not_canonical(event: events.Event, error: errors.NotCanonical) -> errors.NotCanonical:
    """The same refusal, naming the attribute or member rather than the place in the body."""
    body = events.body(event)
    members = ((name, value) for name, value in body.items() if name != "changes")
    for path, value in (*_attributes(event), *members):
        try:
            canonical.encode({path.rpartition(".")[2]: value})
        except errors.NotCanonical as found:
            return errors.NotCanonical(f"{subject(event)}: {found.message}", field=path, rule="CANONICAL")
    return errors.NotCanonical(f"{subject(event)}: {error.message}", field=error.field, rule="CANONICAL")


def _attributes(event: events.Event) -> Iterator[tuple[str, object]]:
    for change in event.changes:
        collection = change.entity.partition("/")[0]
        for name, value in change.set.items():
            yield f"{collection}.{name}" if collection else name, value
