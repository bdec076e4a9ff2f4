"""The words of clerks' headings, from ``vocabulary.toml``, and one spelling in which they are compared."""

from __future__ import annotations

import importlib.resources
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from aggregates.catalogue import CATALOGUE
from aggregates.masking import Mask
from registry.intake.maps import units

_BRACKETS = re.compile(r"[(\[【〔{<《](.*?)[)\]】〕}>》]")
_UNIT_AFTER = re.compile(r"[:：/,，]\s*([^:：/,，]+)$")
_NESTED = re.compile(r"[^\W\d]\w*(\.\w+)+")
_NOISE = re.compile(r"[\s*·、，,。.:：;；_\-'\"“”/\\?？!！]+")


@cache
def words() -> Mapping[str, Any]:
    """The whole file."""
    text = importlib.resources.files(__package__).joinpath("vocabulary.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def _simplifying() -> Mapping[int, str]:
    table = words()["characters"]
    return {ord(t): s for t, s in zip(table["traditional"], table["simplified"], strict=True)}


class Heading(NamedTuple):
    """A heading in the spelling in which it is compared: ``above`` stood over it in a header of several rows."""

    base: str
    unit: str
    above: str


@cache
def heading(text: str) -> Heading:
    """``权利人/总价（万元）`` -> base 总价, unit 万元, above 权利人."""
    *above, last = _parts(text.split("#")[0] or text)
    folded = unicodedata.normalize("NFKC", last)
    unit = next((found for found in _BRACKETS.findall(folded) if _is_unit(found)), "")
    after = None if unit else _UNIT_AFTER.search(folded)
    if after and _is_unit(after[1]):
        unit, folded = after[1], folded[: after.start()]
    bare = _BRACKETS.sub("", folded) or folded
    return Heading(fold(bare), _bare_unit(unit), fold("".join(above)))


def _parts(text: str) -> list[str]:
    """The headings above one another; members of a nested record, without the numbers of list entries."""
    if _NESTED.fullmatch(text):
        return [part for part in text.split(".") if not part.isdigit()] or [text]
    return text.split("/") if "/" in text and not _is_unit(text.rsplit("/", 1)[1]) else [text]


def _is_unit(text: str) -> bool:
    return units.find(_bare_unit(text)) is not None


def _bare_unit(text: str) -> str:
    return text.removeprefix("单位:").removeprefix("單位:").removeprefix("单位：").strip()


@cache
def fold(text: str) -> str:
    """One spelling: ordinary width, simplified, small letters, nothing between the words."""
    plain = unicodedata.normalize("NFKC", text).translate(_simplifying())
    return _NOISE.sub("", plain.split("#")[0] if not plain.startswith("#") else plain).lower()


@cache
def person(text: str) -> Mask | None:
    """How the values of a column with that heading are masked; None where it does not name persons."""
    found = heading(text)
    said: Mapping[str, Mapping[str, Sequence[str]]] = words()["persons"]
    for mask in ("ID_NUMBER", "PHONE", "ACCOUNT", "NAME"):
        if any(word in found.base for word in said[mask]["holds"]) or found.base in said[mask]["is"]:
            return Mask[mask]
    return None


@cache
def is_familiar(text: str) -> bool:
    """Whether the heading is known from any kind, or from any field."""
    return heading(text).base in _all_words()


@cache
def _all_words() -> frozenset[str]:
    found: set[str] = set()
    for kind in CATALOGUE.kinds.values():
        for attributes in (kind.attributes, *(collection.attributes for collection in kind.collections.values())):
            for attribute in attributes.values():
                found |= {fold(attribute.zh), fold(attribute.en), fold(attribute.name)}
    said = words()
    lists = [*said["fields"].values(), *said["row"].values(), *said["choice"].values(), *said["codes"].values()]
    lists += [names for synonyms in said["synonyms"].values() for names in synonyms.values()]
    lists += [names for mask in said["persons"].values() for names in mask.values()]
    return frozenset(found.union(*lists))
