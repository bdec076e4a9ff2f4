"""What the replay desk of the command line asks: the same as anybody by GraphQL, all pages of it."""

from collections.abc import Mapping
from typing import Any

from aggregates import kinds, regions
from graphql_api import naming, subjects
from registry import asking

MOMENTS, SPANS, ATTRIBUTES = 20, 500, 200

EVENT = "position type label effectiveOn registeredAt source actor document { kind number } "
LIFE = """query($kind: SubjectKind!, $code: String!, $after: String) { audit { life(kind: $kind, code: $code) {
    kind code moments(first: %d, after: $after) { pageInfo { hasNextPage endCursor } nodes {
        knownAt firstPosition lastPosition events { %s }
        spans(first: %d) { validFrom validUntil values changed %s } } } } } }"""
REGISTERED = """query($kind: SubjectKind!, $code: String!, $after: String) { audit { life(kind: $kind, code: $code) {
    moments(first: 500, after: $after) { pageInfo { hasNextPage endCursor } nodes { events { position } } } } } }"""
STEP = """query($kind: SubjectKind!, $code: String!, $position: Position!, $validOn: Date, $attribute: String,
    $entity: String, $after: String) { audit { step(kind: $kind, code: $code, position: $position, validOn: $validOn,
    attribute: $attribute, entity: $entity) {
        kind code position validOn event { %s } previous { position } next { position }
        attributes(first: %d, after: $after) { pageInfo { hasNextPage endCursor } nodes {
            entity entityLabel attribute path label derived value setBy { %s } because { position label }
            sayings { standing value event { %s voidedBy { position } correctedBy { position } } } } } } } }"""
BELIEVED = """query($position: Position!) { audit { believed(position: $position) {
    event { kind code %s } validOn position
    reliedOn { held holds event { kind code %s } since { %s } }
    differences { entity entityLabel attribute path label derived before after
        causes { manner event { %s } by { %s } } } } } }"""
DONE = """query($first: Int, $after: Position, $actor: String, $document: String, $source: String, $command: ID,
    $delivery: ID) { audit { doneBy(first: $first, after: $after, actor: $actor, document: $document, source: $source,
    command: $command, delivery: $delivery) { totalCount totalIsExact position pageInfo { hasNextPage endCursor }
        nodes { kind code command correlation %s voidedBy { position } correctedBy { position }
            consequences(first: 20) { totalCount nodes { position kind code label } } } } } }"""


def derived_field(kind: kinds.Kind, attribute: str | None) -> str | None:
    """The field of a derived attribute of the subject, which is not among the recorded values; None of others."""
    return naming.camel(attribute) if attribute and attribute in regions.derived(kind.name) else None


async def life(asker: asking.Asker, kind: str, code: str, derived: str | None = None) -> dict[str, Any] | None:
    """A life with all its moments; None where there is no such subject. ``derived``: a field to ask of each span."""
    of = subjects.type_name(asker.api.model.catalogue.kinds[kind])
    text = LIFE % (MOMENTS, EVENT, SPANS, f"subject {{ ... on {of} {{ {derived} }} }}" if derived else "")
    return await _pages(asker, text, {"kind": kind, "code": code}, "life", "moments")


async def positions(asker: asking.Asker, kind: str, code: str) -> list[int] | None:
    """The positions of all events of a subject, whatever became of them; None where there is no such subject."""
    found = await _pages(asker, REGISTERED, {"kind": kind, "code": code}, "life", "moments")
    return sorted(one["position"] for moment in found["moments"] for one in moment["events"]) if found else None


async def step(asker: asking.Asker, kind: str, code: str, asked: Mapping[str, Any]) -> dict[str, Any] | None:
    """A step with all its attributes; None where there is no such subject."""
    text = STEP % (EVENT, ATTRIBUTES, EVENT, EVENT)
    return await _pages(asker, text, {"kind": kind, "code": code, **asked}, "step", "attributes")


async def believed(asker: asking.Asker, position: int) -> dict[str, Any] | None:
    """What was believed; None where there is no such event."""
    answer = await asker.ask(BELIEVED % ((EVENT,) * 5), {"position": position})
    found: dict[str, Any] | None = answer["audit"]["believed"]
    return found


async def done(asker: asking.Asker, by: Mapping[str, str | None], first: int, after: int) -> dict[str, Any]:
    """One page of what was done, each event with the first that rested on it."""
    answer = await asker.ask(DONE % EVENT, {**by, "first": first, "after": after})
    found: dict[str, Any] = answer["audit"]["doneBy"]
    return found


async def _pages(
    asker: asking.Asker, text: str, variables: Mapping[str, Any], field: str, listed: str
) -> dict[str, Any] | None:
    """What ``field`` of ``audit`` answers, with the rows of all pages of its list ``listed``."""
    found: dict[str, Any] | None = None
    after: str | None = None
    while True:
        told = (await asker.ask(text, {**variables, "after": after}))["audit"][field]
        if told is None:
            return None
        page = told.pop(listed)
        found = found or {**told, listed: []}
        found[listed] += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]
