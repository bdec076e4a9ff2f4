"""Writes the files that follow from the declarations: `make schema`. Tests compare them with what is committed."""

import pathlib

from aggregates import catalogue, describe
from aggregates.cockpit import describe as cockpit
from aggregates.commands import describe as commands
from aggregates.rules import describe as rules
from graphql_api import api
from search import describe as searched

ROOT = pathlib.Path(__file__).parent.parent


def files() -> dict[pathlib.Path, str]:
    """Each generated file with what it must hold."""
    return {
        ROOT / "graphql" / "schema.graphql": api.of(catalogue.CATALOGUE).sdl,
        ROOT / "docs" / "events.md": describe.events(catalogue.CATALOGUE),
        ROOT / "docs" / "rules.md": rules.text(),
        ROOT / "docs" / "mutations.md": commands.text(),
        ROOT / "docs" / "cockpit.md": cockpit.text(catalogue.CATALOGUE),
        ROOT / "docs" / "searched.md": searched.text(),
    }


def main() -> None:
    """Write them all, and say which changed."""
    for path, text in files().items():
        changed = not path.exists() or path.read_text() != text
        path.write_text(text)
        print(f"{path.relative_to(ROOT)} {'written' if changed else 'as it was'}")


if __name__ == "__main__":
    main()
