"""The rules in words: ``docs/rules.md`` as a function of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from aggregates.catalogue import CATALOGUE
from aggregates.rules.book import RULES
from aggregates.rules.rule import Rule

INTRODUCTION = """\
# Rules 规则

Generated from the declarations in `aggregates/rules/` by `python -m registry.generated`; do not edit.

A rule judges one event in its place: the state just before it in effective order, on its own day, under the policy of
its division that the *governing date* chooses. An **act** 行为 that breaks a rule is refused, with the events that are
missing or stand in the way and the earliest lawful date where there is one; a **fact** 事实 and what is imported are
recorded with a finding. What *warns* is a finding in every case. Durations, quotas, levels and exemptions stand in
policies, never in rules. `{names}` in a message are filled in. Bases were read in secondary copies.

*Reads* are the attributes that a verdict can depend on: only a change of these has later events judged again.
"""


def text(rules: Iterable[Rule] = RULES) -> str:
    """The whole text, in Markdown."""
    return "\n".join([INTRODUCTION, *(line for one in rules for line in _rule(one))])


def _rule(one: Rule) -> Iterator[str]:
    yield f"## {one.id}{' (warns 警示)' if one.warns else ''}\n"
    yield f"- 中文: {one.zh}"
    yield f"- English: {one.en}"
    yield f"- Basis 依据: {one.basis}"
    yield f"- Governing date 适用日: {one.governed_by.value}"
    yield f"- Judges 适用事件: {_judged(one.on)}"
    yield f"- Reads 读取属性: {_by_kind(one.reads) or 'nothing but the event'}"
    yield f"- Finding 问题等级: {one.grade.name} {one.grade.value}\n"


def _judged(on: Mapping[str, frozenset[str]]) -> str:
    if not on:
        return "a command while it is decided, and no event in its place"
    return "; ".join(f"{kind}: {_names(types) or 'every event'}" for kind, types in on.items())


def _by_kind(reads: Mapping[str, frozenset[str]]) -> str:
    return "; ".join(f"{kind}: {_names(_shortened(kind, found))}" for kind, found in reads.items() if found)


def _shortened(kind: str, paths: frozenset[str]) -> set[str]:
    """A collection of which every attribute is read stands for all of them."""
    whole = {
        f"{collection.name}[]": {attribute.path for attribute in collection.attributes.values()}
        for collection in CATALOGUE.kind(kind).collections.values()
    }
    read = {name: parts for name, parts in whole.items() if parts <= paths}
    return {*read, *paths.difference(*read.values())}


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))
