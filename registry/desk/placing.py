"""Where a command puts its subjects: in no division but those for which whoever files it may file."""

from __future__ import annotations

from collections.abc import Iterable

from aggregates import errors, reach
from aggregates.draft import Draft
from graphql_api import desk as port
from registry.desk import capacity


def check_filing(filing: port.Filing, within: reach.Reach | None) -> None:
    """Let it pass or raise; ``within`` None reaches everywhere.

    Raises:
        Forbidden: a subject would be registered, or stated anew, in a division out of reach, or in none.
    """
    if within is None or not filing.command.registers:
        return
    said = filing.values.get(reach.DIVISION)
    if isinstance(said, str):
        _check(within, reach.DIVISION, said)
    elif filing.kind == "DIVISION" and filing.values.get(reach.PARENT) is None:
        _check(within, reach.PARENT, None)  # it would lie in nothing


def check_drafts(drafts: Iterable[Draft], within: reach.Reach | None) -> None:
    """The same of what follows from a command, say a former division that holds again; raises alike."""
    if within is None:
        return
    for draft in drafts:
        name = reach.PARENT if draft.kind == "DIVISION" else reach.DIVISION
        said = draft.changes.get("", {}).get(name)
        if isinstance(said, str):
            _check(within, name, said)


def _check(within: reach.Reach, field: str, division: str | None) -> None:
    """The same sentence for a division elsewhere and for one that does not exist."""
    if within.covers(division):
        return
    said = f" {errors.shown(division)}" if division is not None else " is not stated, and nothing"
    raise capacity.Forbidden(
        f"{field}{said} is none of the divisions for which you may file, nor in one of them; name one that is, or have "
        "it filed by somebody who may.",
        field=field,
        rule="DIVISION",
    )
