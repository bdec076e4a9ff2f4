"""How the values of a column are written for a target: units, writings of days, words for choices; and what fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from registry.intake.maps import numbers, shapes, targets, units, values, vocabulary
from registry.intake.maps.targets import Target
from registry.intake.maps.values import Writing
from registry.intake.profile import Reject

PLACES = 2
"""Decimals of every amount and area of the registry."""

SHOWN = 5


@dataclass(slots=True)
class Fit:
    """``said`` are keys of the column's rule; ``failing`` the share of values that no row could take."""

    said: dict[str, Any] = field(default_factory=dict)
    doubt: str = ""
    failing: float = 0.0


def fit(target: Target, heading: str, texts: Sequence[str], unit_of_file: str = "") -> Fit:
    """How these texts are written for the target; ``unit_of_file`` is what a title says of all amounts."""
    found = Fit()
    present = [text for text in texts if text not in shapes.NOTHING]
    if target.type in ("date", "moment"):
        _days(found, present)
    elif target.type in ("decimal", "integer"):
        _numbers(found, target, heading, present, unit_of_file)
    elif target.type in ("enum", "boolean"):
        _choices(found, target, present)
    failing = _failing(target, found, present)
    found.failing = len(failing) / len(present) if present else 0.0
    if failing:
        share = f"{len(failing)} of {len(present)} values are not of this type; such rows will be rejected"
        told = share if target.sealed else f"{share}: {_some(failing)}"
        found.doubt = f"{found.doubt}; {told}" if found.doubt else told
    return found


def _some(texts: Sequence[str]) -> str:
    shown = [shapes.shown(text) for text in dict.fromkeys(texts)]
    return ", ".join(shown[:SHOWN]) + (" …" if len(shown) > SHOWN else "")


def _days(found: Fit, present: Sequence[str]) -> None:
    writings, _ = shapes.writings([text for text in present if text])
    if writings and not set(writings) <= set(Writing().dates):
        found.said["dates"] = list(writings)
    if shapes.is_ambiguous(present, writings):
        found.doubt = f"day and month may be the other way round: the days were read as {', '.join(writings)}"


def _numbers(found: Fit, target: Target, heading: str, present: Sequence[str], unit_of_file: str) -> None:
    written = vocabulary.heading(heading).unit or (unit_of_file if target.measure == "currency" else "")
    unit = units.find(written) if written else None
    if unit and unit.measure == target.measure:
        found.said["unit"] = written
        if unit.factor != 1:
            found.doubt = f"bare numbers are taken times {unit.factor.normalize():f}, since the heading says {written}"
    if target.type == "decimal" and any(_too_fine(target, text, unit) for text in present):
        found.said["round"] = PLACES
        found.doubt = found.doubt or f"some values have more than {PLACES} decimals and are rounded"


def _too_fine(target: Target, text: str, unit: units.Unit | None) -> bool:
    found = numbers.decimal(text, measure=target.measure, unit=unit.factor if unit else None)
    return found is not None and len(found.partition(".")[2]) > PLACES


def _choices(found: Fit, target: Target, present: Sequence[str]) -> None:
    """Words that are no choice's own, where they hold one choice's word or stand within it."""
    unknown = [text for text in dict.fromkeys(present) if not _takes(target, text, Writing())]
    table = {text: name for text in unknown if (name := _nearest(target, text))}
    if table:
        found.said["values"] = table
        found.doubt = "check what the words were taken for: " + ", ".join(
            f"{shapes.shown(text)} = {name}" for text, name in list(table.items())[:SHOWN]
        )


def _nearest(target: Target, text: str) -> str:
    folded = vocabulary.fold(text)
    if target.type == "boolean":
        return (
            "true"
            if folded[:1] in ("有", "是", "已")
            else "false"
            if folded[:1] in ("无", "没", "否", "未", "不")
            else ""
        )
    choices = list(target.attribute.type.choices or ()) if target.attribute else []
    near = [
        c.name
        for c in choices
        if (word := vocabulary.fold(str(c.value))) in folded or (len(folded) > 1 and folded in word)
    ]
    return near[0] if len(near) == 1 else ""


def _failing(target: Target, found: Fit, present: Sequence[str]) -> list[str]:
    unit = units.find(found.said["unit"]) if "unit" in found.said else None
    written = found.said.get("dates") or Writing().dates
    writing = Writing(written, unit.factor if unit else None, found.said.get("round"), zone="UTC")
    table = found.said.get("values", {})
    return [text for text in present if text not in table and not _takes(target, text, writing)]


def _takes(target: Target, text: str, writing: Writing) -> bool:
    try:
        targets.verify(target, values.plain(text, target, writing))
    except Reject:
        return False
    return True
