"""Where two departments differ (SRC-1): which value holds is decided, and what holds is recorded as a fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from aggregates import departments, errors
from aggregates.common import Registered
from aggregates.deciding import Deciding
from aggregates.draft import Draft, Said
from aggregates.kinds import Kind
from aggregates.rules import sources
from aggregates.view import View

R = Registered
Entities = dict[str, dict[str, Said]]


def decide_all(deciding: Deciding, before: View, changes: Entities) -> None:
    """All open conflicts of the same submission are decided alike where the command says so."""
    key = str(deciding.deed.text("conflict_key"))
    stated = changes[f"conflicts/{key}"]
    for other, _ in _together(deciding, before):
        changes[f"conflicts/{other}"] = dict(stated)


def settle(deciding: Deciding, primary: Draft, before: View) -> None:
    """Who decides is the authority of what was submitted, or the data supervision; what holds becomes a fact."""
    decided = list(_together(deciding, before))
    first = decided[0][1]
    declared = deciding.world.catalogue.event_type(primary.kind, str(first["event_type"]))
    authority = str(first.get("authority") or declared.authority)
    if not deciding.deed.unrestricted and deciding.deed.source not in (authority, departments.DATA):
        deciding.refuse(sources.RULE, primary, authority=authority, source=deciding.deed.source)
    elif deciding.deed.text("holds") == "THEIRS":
        deciding.add(
            deciding.subject,
            declared.name,
            _submitted(deciding.world.catalogue.kind(primary.kind), decided),
            cause=primary,
            effective_on=str(first["effective_on"]),
            source=authority,
        )


def _together(deciding: Deciding, before: View) -> Iterator[tuple[str, Mapping[str, Said]]]:
    """The conflict that the command names, first, and the other open ones of the same submission."""
    named = str(deciding.deed.text("conflict_key"))
    standing = dict(before.standing(R.conflicts))
    if named in standing:
        yield named, standing.pop(named)
    if deciding.deed.values.get("whole_submission") is True:
        submission = named.rpartition("-")[0]
        yield from ((key, said) for key, said in standing.items() if key.rpartition("-")[0] == submission)


def _submitted(kind: Kind, decided: Iterable[tuple[str, Mapping[str, Said]]]) -> Entities:
    """The submitted values by entity; personal data, which no conflict holds, is left out."""
    changes: Entities = {}
    for _, said in decided:
        entity, name = str(said.get("entity") or ""), str(said["attribute"])
        declared = kind.attributes_of(entity.partition("/")[0]) or {}
        if name in declared and not declared[name].sealed:
            changes.setdefault(entity, {})[name] = sources.parsed(cast("str | None", said.get("theirs")))
    if not changes:
        raise errors.InvalidValue(
            "holds THEIRS: a conflict keeps no personal data; let the authority submit it instead.",
            field="holds",
            rule=sources.RULE.id,
        )
    return changes
