"""SRC-1, one datum, one source 一数一源: what becomes of what another department than the authority says."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from typing import cast

from aggregates import departments, draft, view
from aggregates.rules.rule import Rule, never

RULE = Rule(
    "SRC-1",
    "{type}由主责部门“{authority}”登记；“{source}”的同类决定不予受理。",
    "{type} is recorded by its authority, {authority}; the act of {source} is refused.",
    "一数一源，一源多用 (one datum, one source)",
    on={},
    reads={},
    check=never,
)
"""Judged when a command is decided, since only then it is known who files it."""

OPEN = frozenset({departments.ANY, departments.RECORDER})
"""Authorities that are nobody in particular; the recorder is checked where the event that it is about is known."""


def may(source: str, authority: str) -> bool:
    """Whether a department records what has that authority."""
    return authority in OPEN or source == authority


def named(authority: str, source: str) -> str:
    """The source of what an administrator records: the authority in whose place it speaks."""
    return source if authority in OPEN else authority


def weigh(made: draft.Draft, before: view.View, authority: str, today: str) -> draft.Draft:
    """A fact of another department: as it stands where it agrees with the record, else the conflict that it opens."""
    differing = list(_differing(made, before))
    if not differing:
        return made
    conflicts = {
        f"conflicts/{str(made.id)[:13]}-{number}": {
            "event_type": made.type,
            "entity": entity,
            "attribute": attribute,
            "ours": ours,
            "theirs": theirs,
            "effective_on": made.effective_on,
            "source": made.source,
            "authority": authority,
            "found_on": today,
        }
        for number, (entity, attribute, ours, theirs) in enumerate(differing, 1)
    }
    return dataclasses.replace(made, type="SourceConflictFound", changes=conflicts, corrects=None, takes=())


def _differing(made: draft.Draft, before: view.View) -> Iterator[tuple[str, str, str | None, str | None]]:
    for entity, said in made.changes.items():
        on_record = before.state.get(entity, {})
        for name, theirs in said.items():
            ours = on_record.get(name)
            if _who(ours) != _who(theirs):
                yield entity, name, shown(ours), shown(theirs)


def _who(value: draft.Said) -> object:
    """Personal data is compared by whose it is."""
    if isinstance(value, draft.Sealed):
        return ("sealed", value.ref)
    if isinstance(value, Mapping):
        return ("sealed", value.get("ref"))
    return value


def shown(value: draft.Said) -> str | None:
    """A value as a conflict holds it: JSON; personal data is never in it."""
    if value is None or isinstance(value, draft.Sealed | Mapping):
        return None
    return json.dumps(value, ensure_ascii=False)


def parsed(text: str | None) -> draft.Said:
    """What :func:`shown` wrote."""
    return None if text is None else cast(draft.Said, json.loads(text))
