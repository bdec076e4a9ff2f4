"""A column map against the catalogue: every mistake that shows without the file, each as one sentence."""

from __future__ import annotations

import codecs
import difflib
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from aggregates.catalogue import CATALOGUE
from aggregates.errors import shown
from aggregates.event_types import EventType
from registry.intake.maps import numbers, targets, units
from registry.intake.maps.column_map import Choice, ColumnMap, MapMistake, Rule
from registry.intake.maps.targets import Target
from registry.intake.profile import Reject

DOCUMENT = ("document.kind", "document.number", "document.issued_on")


def check(column_map: ColumnMap) -> None:
    """Nothing, where every row could be read by the map.

    Raises:
        MapMistake: with all that is wrong.
    """
    mistakes = [*_subject(column_map), *_form(column_map), *_rows(column_map)]
    if not mistakes:
        mistakes = [*_targets(column_map), *_missing(column_map), *_personal(column_map)]
    if mistakes:
        raise MapMistake(mistakes)


def types(column_map: ColumnMap) -> list[EventType]:
    """Every event type that a row may come to, by every kind."""
    kinds = column_map.kind.names or tuple(CATALOGUE.kinds)
    return [
        declared
        for kind in kinds
        for declared in CATALOGUE.of_kind(kind)
        if not column_map.type.names or declared.name in column_map.type.names
    ]


def nearest(name: str, known: Iterable[str]) -> str:
    """``; nearest are a, b``, or nothing."""
    found = difflib.get_close_matches(name, list(known), n=3, cutoff=0.5)
    return f"; nearest {'is' if len(found) == 1 else 'are'} {', '.join(found)}" if found else ""


def _subject(column_map: ColumnMap) -> Iterator[str]:
    kinds = tuple(CATALOGUE.kinds)
    yield from _choice("kind", column_map.kind, kinds, "HOUSE")
    if not set(column_map.kind.names) <= set(kinds):
        return
    here = column_map.kind.names or kinds
    names = dict.fromkeys(declared.name for kind in here for declared in CATALOGUE.of_kind(kind))
    yield from _choice("type", column_map.type, tuple(names), "SurveyRevised")


def _choice(key: str, choice: Choice, known: tuple[str, ...], example: str) -> Iterator[str]:
    if not choice.constant and not choice.column:
        yield f'{key} is missing: say {key} = "{example}", or {key} = {{column = "…", values = {{"…" = "{example}"}}}}.'
    for said, name in [("", choice.constant)] if choice.constant else choice.values.items():
        if name not in known:
            where = f"{key}.values.{shown(said)}" if said else key
            hint = nearest(name, known) or f"; there are {', '.join(known[:8])}"
            yield f"{where} = {shown(name)} is no {key} of the catalogue{hint}."


def _form(column_map: ColumnMap) -> Iterator[str]:
    try:
        codecs.lookup(column_map.form.encoding)
    except LookupError:
        said = shown(column_map.form.encoding)
        yield f"file.encoding = {said} is no encoding; say utf-8, gb18030 or big5, for instance."
    if column_map.decimal_mark not in numbers.MARKS:
        yield f"decimal_mark = {shown(column_map.decimal_mark)} is neither a point nor a comma."
    if column_map.time_zone:
        try:
            ZoneInfo(column_map.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            yield f"time_zone = {shown(column_map.time_zone)} is no time zone; say Asia/Shanghai, for instance."


def _rows(column_map: ColumnMap) -> Iterator[str]:
    if column_map.row is None:
        yield (
            "row is missing: name the columns that identify a row within the register, or say row = [] where none do"
            " (a changed row is another event then)."
        )
    if column_map.row and not column_map.dataset:
        yield 'dataset is missing: name the register whose rows are known again by row, as dataset = "fire-2024".'
    if len(column_map.dataset) > 100:
        yield f"dataset = {shown(column_map.dataset)} has more than 100 characters."
    for column in column_map.columns.keys() & set(column_map.ignore):
        yield f"ignore = {shown(column)} stands under columns too; take it out of one of them."


def _targets(column_map: ColumnMap) -> Iterator[str]:
    seen: dict[str, str] = {}
    for key, name, rule in _all(column_map):
        if name in seen:
            yield f"{key} = {shown(name)} stands twice: {seen[name]} sets it already."
            continue
        seen[name] = key
        yield from _target(key, name, rule, column_map)


def _all(column_map: ColumnMap) -> Iterator[tuple[str, str, Rule | None]]:
    """Key of the map, target, and the rule where a column sets it."""
    for rule in column_map.columns.values():
        for name in rule.to:
            yield f"columns.{shown(rule.column)}", name, rule
    for name in column_map.constants:
        yield f"constants.{shown(name)}", name, None


def _target(key: str, name: str, rule: Rule | None, column_map: ColumnMap) -> Iterator[str]:
    kinds = column_map.kind.names or tuple(CATALOGUE.kinds)
    found = [target for kind in kinds if (target := targets.find(kind, name)) is not None]
    if not found:
        known = [*targets.FIELDS, *(path for kind in kinds for path in targets.paths(kind))]
        yield f"{key} = {shown(name)} is no attribute of {' or '.join(kinds)}{nearest(name, known)}."
        return
    if not any(_may_set(declared, name) for declared in types(column_map)):
        yield _not_set(key, name, column_map, kinds)
    yield from _values(key, found[0], rule, column_map.constants.get(name, ""))


def _may_set(declared: EventType, name: str) -> bool:
    target = targets.find(declared.kind, name)
    return target is not None and targets.may_be_set(declared, target)


def _not_set(key: str, name: str, column_map: ColumnMap, kinds: Iterable[str]) -> str:
    may = [declared.name for kind in kinds for declared in CATALOGUE.of_kind(kind) if _may_set(declared, name)]
    others = f"; {', '.join(dict.fromkeys(may[:5]))} may" if may else ""
    said = " or ".join(column_map.type.names)
    return f"{key} = {shown(name)} may not be set by events of the type {said}{others}; map it elsewhere or ignore it."


def _values(key: str, target: Target, rule: Rule | None, constant: str) -> Iterator[str]:
    """What the map itself writes must be what the target takes; its units must measure what the target does."""
    written = {f"{key}.values.{shown(said)}": value for said, value in rule.values.items()} if rule else {key: constant}
    for where, value in written.items():
        wrong = _refused(target, value)
        if wrong:
            yield f"{where} = {shown(value)} {wrong}."
    if rule and rule.unit:
        yield from _unit(f"{key}.unit", rule.unit, target)


def _refused(target: Target, value: str) -> str | None:
    try:
        targets.verify(target, value)
    except Reject as fault:
        return fault.reason
    return None


def _unit(key: str, written: str, target: Target) -> Iterator[str]:
    if target.type not in ("decimal", "integer"):
        yield f"{key} = {shown(written)} stands with {target.name}, which is no number."
        return
    if targets.number(written) is not None:
        return
    unit = units.find(written)
    fitting = [name for name, one in units.UNITS.items() if one.measure == target.measure]
    if unit is None:
        yield f"{key} = {shown(written)} is no unit; say a number, or one of {', '.join(fitting)}."
    elif unit.measure != target.measure:
        yield f"{key} = {shown(written)} does not measure what {target.name} holds; say one of {', '.join(fitting)}."


def _missing(column_map: ColumnMap) -> Iterator[str]:
    said = {name for _, name, _ in _all(column_map)}
    for name in ("code", "effective_on"):
        if name not in said:
            yield f'{name} is missing: map a column to it ("…" = "{name}" under columns), or say it under constants.'
    lacking = sorted(set(DOCUMENT) - said)
    if 0 < len(lacking) < len(DOCUMENT):
        yield f"{' and '.join(lacking)} is missing: a document has kind, number and issued_on, or is not named at all."
    for name in sorted(said - set(targets.FIELDS)):
        collection, key, attribute = targets.heading(name)
        needed = f"{collection}.{targets.KEY}"
        if collection and key is None and attribute != targets.KEY and needed not in said:
            yield (
                f"{needed} is missing: {name} needs the key of its element; map a column to it, or write"
                f' "{collection}/1.{attribute}".'
            )


def _personal(column_map: ColumnMap) -> Iterator[str]:
    for column in column_map.sealed:
        rule = column_map.columns.get(column)
        open_ = [name for name in rule.to if not is_sealed(column_map, name)] if rule else []
        if open_:
            yield (
                f"sealed = {shown(column)} holds personal data, but {open_[0]} is not sealed; map it to a sealed"
                " attribute or ignore it."
            )
    for column in column_map.row or ():
        rule = column_map.columns.get(column)
        if column in column_map.sealed or (rule and any(is_sealed(column_map, name) for name in rule.to)):
            yield (
                f"row = {shown(column)} holds personal data, but what identifies a row stands in the ledger in clear;"
                " name another column."
            )


def is_sealed(column_map: ColumnMap, name: str) -> bool:
    """Whether a target holds personal data, for some kind that the map may come to."""
    kinds = column_map.kind.names or tuple(CATALOGUE.kinds)
    return any((target := targets.find(kind, name)) is not None and target.sealed for kind in kinds)
