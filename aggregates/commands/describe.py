"""The commands in words: ``docs/mutations.md`` as a function of the commands."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from aggregates import departments
from aggregates.commands.book import COMMANDS
from aggregates.commands.command import Codes, Command, Given, Input, Items, Parties
from aggregates.naming import camel

INTRODUCTION = """\
# Mutations 登记操作

Generated from the declarations in `aggregates/commands/` by `python -m registry.generated`; do not edit.

Each command is one mutation with one `input`. Every input has, beside what is listed, the code of the subject
(`houseCode`, `buildingCode`, `projectCode`, `divisionCode`; `kind` and `code` where it may be of any kind; none of
these where it is about an event), `effectiveOn`, `document`, `commandId`, `reason`, `remark`, `expectedVersion`,
`scheme` and `corrects`, which names the event that this one replaces. `!` marks what has to be there.

An act 行为 may be refused by [rules](rules.md); a fact 事实 is always recorded, with findings. Its authority 主责部门
records an event type, unless a city's policy names another: of another department an act is refused, a fact that agrees
is kept beside it, and one that differs becomes a source conflict (SRC-1).
"""


def text(commands: Iterable[Command] = tuple(COMMANDS.values())) -> str:
    """The whole text, in Markdown."""
    grouped = itertools.groupby(sorted(commands, key=_heading), key=_heading)
    return "\n".join([INTRODUCTION, *(line for heading, group in grouped for line in _group(heading, group))])


def _heading(command: Command) -> str:
    if command.any_kind or command.by_event:
        return "Any subject 任一对象"
    kind = command.subject.declaration
    return f"{kind.en} {kind.zh}"


def _group(heading: str, commands: Iterable[Command]) -> Iterator[str]:
    yield f"## {heading}\n"
    yield "| mutation | 中文 | event | nature | authority | inputs | remarks |"
    yield "|---|---|---|---|---|---|---|"
    yield from map(_row, commands)
    yield ""


def _row(command: Command) -> str:
    of = command.event_type
    cells = (
        f"`{camel(command.name)}`",
        of.zh,
        f"`{of.name}`",
        f"{of.nature.name.lower()} {of.nature.value}",
        _authority(of.authority),
        ", ".join(map(_input, command.inputs)),
        " ".join(_remarks(command)),
    )
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _authority(name: str) -> str:
    en, zh = departments.TITLES[name]
    return f"{en} {zh}"


def _input(one: Input) -> str:
    mark = "!" if one.required else ""
    if isinstance(one, Items):
        return f"`{camel(one.name)}: [{{{', '.join(map(_given, one.given))}}}]{mark}`"
    if isinstance(one, Parties | Codes):
        return f"`{camel(one.name)}: [{'party' if isinstance(one, Parties) else one.kind.lower()}]{mark}`"
    return f"`{_given(one) if isinstance(one, Given) else f'{camel(one.name)}{mark}'}`"


def _given(one: Given) -> str:
    return f"{camel(one.name)}{'!' if one.required else ''}"


def _remarks(command: Command) -> Iterator[str]:
    if command.summary:
        yield command.summary
    for code in (command.amend, command.effects):
        said = getattr(code, "__doc__", None)
        if said:
            yield " ".join(said.split("\n\n")[0].split())
