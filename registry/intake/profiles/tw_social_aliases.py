"""What the reports on social housing do not tell and somebody decided: which names mean one project, and in which
county a project lies whose county was lost in print. A TOML file: a shipped one, and one of the user's own."""

from __future__ import annotations

import importlib.resources
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from aggregates.errors import InvalidValue
from registry.intake.profiles.tw_social_reports import COUNTIES, plain

SHIPPED = "tw_social_housing.toml"


@dataclass(frozen=True, slots=True)
class Aliases:
    """``renames``: county -> name -> the name that the project bore before. ``counties``: name -> county."""

    renames: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    counties: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> Aliases:
        """The aliases of a TOML text with ``[renames.<county>]`` and ``[counties]``, as the shipped file has them.

        Raises:
            InvalidValue: it is no TOML, names no county of Taiwan, or renames go in a circle.
        """
        try:
            told = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise _wrong(f"is no TOML ({error})") from None
        if unknown := told.keys() - {"renames", "counties"}:
            raise _wrong(f"has a table {min(unknown)!r}; known are [renames.<county>] and [counties]")
        renames = {county: _texts(names) for county, names in _table(told.get("renames", {})).items()}
        counties = _texts(told.get("counties", {}))
        for county in (*renames, *counties.values()):
            if county not in COUNTIES:
                raise _wrong(f"names {county!r}, which is no county of Taiwan, such as 臺北市")
        found = cls(renames, counties)
        for county, names in renames.items():
            for name in names:
                found.project(county, name)
        return found

    def over(self, other: Aliases) -> Aliases:
        """Both together; where they disagree, this one holds."""
        counties = {county: {**other.renames.get(county, {}), **self.renames.get(county, {})} for county in COUNTIES}
        return Aliases(counties, {**other.counties, **self.counties})

    def project(self, county: str, name: str) -> str:
        """The first name of the project that bears this one; InvalidValue where renames go in a circle."""
        renames = self.renames.get(county, {})
        seen = {name}
        while name in renames:
            name = renames[name]
            if name in seen:
                raise _wrong(f"renames {name} of {county} in a circle")
            seen.add(name)
        return name


@cache
def shipped() -> Aliases:
    """The decisions that come with the profile."""
    return Aliases.parse(importlib.resources.files("registry.intake.profiles").joinpath(SHIPPED).read_text("utf-8"))


def _table(told: object) -> dict[str, object]:
    if not isinstance(told, dict):
        raise _wrong("holds a value where a table is meant")
    return told


def _texts(told: object) -> dict[str, str]:
    table = _table(told)
    if not all(isinstance(value, str) for value in table.values()):
        raise _wrong("holds a value that is no text")
    return {plain(name): plain(str(value)) for name, value in table.items()}


def _wrong(what: str) -> InvalidValue:
    return InvalidValue(f"The file of renames {what}; correct it and import again.", field="renames", rule="RENAMES")
