"""The published bundle of a random draw of inspections: the draw as one of homes, and what its tickets stand for."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import pydantic

from aggregates import canonical, errors, inspection_draw, lots, lottery_bundle
from aggregates.lottery_bundle import Fault, Verified

FORMAT = "fangji-inspection-1"
MARK = f'"format":"{FORMAT}"'.encode()

Name = Annotated[str, pydantic.Field(min_length=1, max_length=400)]


class _Part(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(frozen=True, extra="forbid", strict=True)


class _Assigned(_Part):
    project: Name
    inspectors: list[Name]


class _Bundle(_Part):
    format: Literal["fangji-inspection-1"]
    draw: dict[str, Any]
    projects: list[Name]
    inspectors: list[Name]
    projects_drawn: Annotated[int, pydantic.Field(ge=1)]
    inspectors_each: Annotated[int, pydantic.Field(ge=1)]
    conflicts: list[Annotated[list[Name], pydantic.Field(min_length=2, max_length=2)]]
    assignments: list[_Assigned]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw as it was recorded, with the names behind its tickets and who inspects what."""

    draw: lottery_bundle.Drawn
    lists: inspection_draw.Lists
    assignments: Sequence[tuple[str, Sequence[str]]]


def encode(drawn: Drawn) -> bytes:
    """The bytes of its bundle; nothing is made to fit."""
    terms = drawn.lists.terms
    names: dict[int, list[str]] = {side: [] for side in inspection_draw.SIDES}
    for ticket in drawn.lists.frozen.tickets:
        names[ticket.bedrooms].append(drawn.lists.names[ticket.number])
    bundle = {
        "format": FORMAT,
        "draw": canonical.decode(lottery_bundle.encode(drawn.draw).removesuffix(b"\n")),
        "projects": sorted(names[inspection_draw.PROJECT]),
        "inspectors": sorted(names[inspection_draw.INSPECTOR]),
        "projects_drawn": terms.projects,
        "inspectors_each": terms.inspectors,
        "conflicts": [list(pair) for pair in sorted(terms.conflicts)],
        "assignments": [{"project": one, "inspectors": list(by)} for one, by in drawn.assignments],
    }
    return canonical.encode(bundle) + b"\n"


def is_one(encoded: bytes) -> bool:
    """Whether bytes are of this format rather than of a draw of homes."""
    return MARK in encoded


def verify(encoded: bytes, number: str | None = None, list_digest: str | None = None) -> Verified:
    """Replay a draw, and who inspects what, from its bundle alone (as :func:`lottery_bundle.verify`)."""
    try:
        bundle = _Bundle.model_validate(canonical.decode(encoded.removesuffix(b"\n")))
        inner = canonical.encode(bundle.draw) + b"\n"
    except errors.NotCanonical as error:
        return Verified([Fault("format", "file", error.message)])
    except pydantic.ValidationError as error:
        where = ".".join(str(one) for one in error.errors(include_input=False)[0]["loc"])
        return Verified([Fault("format", where or "file", f"{error.errors(include_input=False)[0]['msg']}.")])
    found = lottery_bundle.verify(inner, number, list_digest)
    if any(one.what == "format" for one in found.faults):
        return found
    return dataclasses.replace(found, faults=[*found.faults, *_faults(bundle)])


def _faults(bundle: _Bundle) -> Iterator[Fault]:
    said = bundle.draw["list"]
    bound = (said["batch"], said["commitment"], said["randomness_source"], said["randomness_on"])
    conflicts = frozenset((project, inspector) for project, inspector in bundle.conflicts)
    terms = inspection_draw.Terms(bundle.projects_drawn, bundle.inspectors_each, conflicts)
    if said["programme"] != terms.programme:
        yield Fault("terms", "draw.list.programme", "the draw is bound to other numbers or conflicts than these.")
    if len({*bundle.projects}) < len(bundle.projects) or len({*bundle.inspectors}) < len(bundle.inspectors):
        yield Fault("names", "projects, inspectors", "somebody or something stands in the lists twice.")
        return
    lists = inspection_draw.freeze(inspection_draw.Announced(*bound), terms, bundle.projects, bundle.inspectors)
    tickets = [
        {"ticket": one.number, "applicant": one.applicant, "bedrooms": one.bedrooms} for one in lists.frozen.tickets
    ]
    if [{name: one[name] for name in ("ticket", "applicant", "bedrooms")} for one in said["tickets"]] != tickets:
        yield Fault("names", "draw.list.tickets", "the tickets are not those of these projects and inspectors.")
        return
    revealed = bundle.draw["result"]
    due = inspection_draw.assign(lists, lots.draw(lists.frozen, revealed["seed"], revealed["randomness"]))
    if [(one.project, one.inspectors) for one in bundle.assignments] != due:
        yield Fault("assignments", "assignments", "they are not what lists, ranks and conflicts give.")
