"""The column map of `fangji import generic`: a TOML file and what the command line says over it."""

from __future__ import annotations

import pathlib
from collections.abc import Sequence
from dataclasses import dataclass

from registry.cli import console
from registry.intake import sources
from registry.intake.maps import column_map, map_form, mapped
from registry.intake.maps.column_map import MapMistake
from registry.intake.profile import Profile


@dataclass(frozen=True, slots=True)
class Words:
    """What the command line says of a map."""

    file: pathlib.Path | None = None
    columns: Sequence[str] = ()
    constants: Sequence[str] = ()
    ignored: Sequence[str] = ()
    settings: Sequence[str] = ()

    def __bool__(self) -> bool:
        return bool(self.file or self.columns or self.constants or self.ignored or self.settings)


def profile(words: Words, files: Sequence[pathlib.Path]) -> Profile:
    """The generic profile under the map, whose columns are those of the files; a mistake of the map ends the command.

    Raises:
        WrongColumns: a file has other columns.
        SourceError: a file is missing or unreadable.
    """
    try:
        tree = column_map.of_toml(_text(words.file), str(words.file)) if words.file else {}
        tree = column_map.overridden(
            tree,
            columns=words.columns,
            constants=words.constants,
            ignored=words.ignored,
            settings=words.settings,
        )
        made = map_form.of_tree(tree)
        found = mapped.profile(made)
    except MapMistake as error:
        console.fail("\n".join(error.mistakes), console.Exit.USAGE)
    mapped.check_files(made, sources.expand(files))
    return found


def _text(path: pathlib.Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        console.fail(f"--map {path} cannot be read ({error.strerror}); name another file.", console.Exit.USAGE)
    except UnicodeDecodeError:
        raise MapMistake([f"--map {path} is not UTF-8; save it again in that encoding."]) from None
