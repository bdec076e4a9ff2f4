"""docs/commands.md has every command with every option, and none that there is not."""

import pathlib
import re
from collections.abc import Iterator

import pytest
import typer
from typer.core import TyperCommand, TyperGroup

from registry.cli import main

TEXT = (pathlib.Path(__file__).parent.parent / "docs" / "commands.md").read_text("utf-8")
ROWS = [line.split("|")[1:-1] for line in TEXT.splitlines() if line.startswith("| `fangji ")]
EVERYWHERE = {"--help", "--json"}
"""Said once of all commands."""


def leaves(command: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], TyperCommand]]:
    if isinstance(command, TyperGroup):
        for name, below in command.commands.items():
            yield from leaves(below, (*path, name))
    else:
        assert isinstance(command, TyperCommand)
        yield path, command


COMMANDS = dict(leaves(typer.main.get_command(main.app)))


def shown() -> Iterator[tuple[str, ...]]:
    """The commands of the table: `fangji import PROFILE` is one, and `show ID` after `fangji quarantine list`."""
    for row in ROWS:
        group: tuple[str, ...] = ()
        for span in re.findall(r"`([^`]+)`", row[0]):
            words = tuple(re.findall(r"(?<!\S)[a-z][a-z-]*", span.removeprefix("fangji ")))
            if span.startswith("fangji ") and words[:2] in COMMANDS:
                group = words[:1]
                yield words[:2]
            else:
                yield words[:1] if span.startswith("fangji ") or not group else (*group, words[0])


def rows_of(name: str) -> str:
    return "\n".join("|".join(row) for row in ROWS if re.match(rf" `fangji {name}\b", row[0]))


def options(command: TyperCommand) -> set[str]:
    return {word for one in command.params for word in (*one.opts, *one.secondary_opts) if word.startswith("--")}


def test_the_table_has_every_command_and_no_other() -> None:
    assert set(shown()) == set(COMMANDS)
    assert [path for path, command in COMMANDS.items() if not command.help] == []


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_option_stands_in_its_row(path: tuple[str, ...]) -> None:
    told = set(re.findall(r"--[a-z][a-z-]*", rows_of(path[0])))
    for one in [one for one in COMMANDS[path].params if not getattr(one, "hidden", False)]:
        spelled = {word for word in (*one.opts, *one.secondary_opts) if word.startswith("--")}
        assert not spelled or spelled & (told | EVERYWHERE), f"{' '.join(path)} {spelled}"


@pytest.mark.parametrize("name", sorted({path[0] for path in COMMANDS}))
def test_no_option_is_told_that_is_not_there(name: str) -> None:
    known = {word for path, command in COMMANDS.items() if path[0] == name for word in options(command)}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", rows_of(name))) <= known | EVERYWHERE
