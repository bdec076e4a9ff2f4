"""What is generated from the declarations is committed as they stand (`make schema` writes it)."""

import pathlib

import pytest

from aggregates.commands import book
from aggregates.naming import camel
from aggregates.rules import book as rulebook
from registry import generated

FILES = generated.files()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_generated_file_is_as_committed(path: pathlib.Path) -> None:
    assert path.read_text(encoding="utf-8") == FILES[path], "run `make schema`"


def test_every_rule_and_every_command_is_described() -> None:
    rules, mutations = (FILES[generated.ROOT / "docs" / name] for name in ("rules.md", "mutations.md"))
    for rule in rulebook.RULES:
        assert f"## {rule.id}" in rules
        assert rule.zh in rules
        assert rule.en in rules
    for command in book.COMMANDS.values():
        assert f"| `{camel(command.name)}` | {command.event_type.zh} |" in mutations
