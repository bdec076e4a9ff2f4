"""How the walk calls fields: what it gives for each argument. One that it has not been taught fails the walk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

import graphql

from tests.walk import links
from tests.walk.scribe import Subject
from tests.walk.world import EAST, NONE, WEST, World

Variables = dict[str, Any]


class Untaught(AssertionError):
    """The schema has something that the walk does not know how to call."""


HOME, FLAT, DECISION = "@a home@", "@a home in a building of another district@", "@a decision about a home@"
"""Stand in documents for what :func:`addressed` puts in, of one district."""

_AUDITED = {
    ("life", "kind"): "HOUSE",
    ("life", "code"): f'"{HOME}"',
    ("step", "kind"): "HOUSE",
    ("step", "code"): f'"{FLAT}"',
    ("step", "position"): "1000000",
    ("believed", "position"): DECISION,
    ("doneBy", "document"): f'"{links.PAPER}"',
    ("inclusionProof", "position"): DECISION,
    ("consistencyProof", "oldSize"): "1",
    ("consistencyProof", "newSize"): "2",
}
"""What auditors ask for, below the one field of the root."""

LEFT_OUT = frozenset(
    {"after", "before", "types", "filter", "orderBy", "last", "from", "to", "by"}
    | {"scheme", "validOn", "attribute", "entity", "actor", "source", "command", "delivery", "log", "treeSize"}
)
"""Arguments of nested fields that narrow a list or group its rows; the walk asks for all of it, as it comes."""


def addressed(text: str, world: World, district: str = EAST) -> str:
    """A document with what it names of a district of a world."""
    named = {
        HOME: world.code(district, "HOUSE"),
        FLAT: world.linked.flats[district].code,
        DECISION: str(world.decisions[district]),
    }
    for stands_for, one in named.items():
        text = text.replace(stands_for, one)
    return text


def nested(type_: str, field: str, known: Mapping[str, graphql.GraphQLArgument], level: int, *, deep: bool) -> str:
    """The arguments of a field below the root, as they are written: everything, also what is over."""
    given = [one for name in known if (one := _nested(type_, field, name, level, deep))]
    return f"({', '.join(given)})" if given else ""


def _nested(type_: str, field: str, name: str, level: int, deep: bool) -> str:
    if type_ == "Audit" and (field, name) in _AUDITED:
        return f"{name}: {_AUDITED[field, name]}"
    match name:
        case "first":
            # what ties districts to each other happened last
            return f"last: {max(2, 10 - 2 * level)}" if deep and field == "timeline" else f"first: {_page(level, deep)}"
        case "live":
            return "live: null"
        case "indicator":
            return 'indicator: "housing.homes"' if type_ == "Cockpit" else 'indicator: "K"'
        case "includeVoided":
            return "includeVoided: true"
        case "scope":
            return "scope: FAMILY" if level <= 2 else ""
        case "by" if type_ == "Cockpit":
            return "by: YEAR"
    if name in LEFT_OUT:
        return ""
    raise Untaught(f"{type_}.{field} takes {name}: teach tests/walk/arguments.py what to give")


def _page(level: int, deep: bool) -> int:
    return max(2, 8 - 2 * level) if deep else (300 if level <= 2 else 10)


def root_arguments(known: Mapping[str, graphql.GraphQLArgument], before: str = "") -> tuple[dict[str, str], str]:
    """The types of a root's variables, which are named ``before`` and the argument; and its arguments as written."""
    types = {f"{before}{name}": str(one.type) for name, one in known.items()}
    return types, f"({', '.join(f'{name}: ${before}{name}' for name in known)})" if known else ""


def calls(schema: graphql.GraphQLSchema, root: str, world: World, *, page: int) -> Iterator[Variables]:
    """The variables with which a root is asked: every choice of what it needs, then one option after the other."""
    assert schema.query_type is not None
    definition = schema.query_type.fields[root]
    kind = _kind(schema, definition)
    needed = {name: one for name, one in definition.args.items() if graphql.is_required_argument(one)}
    first = {"first": page} if "first" in definition.args else {}
    every = [
        given
        for given in _product([(name, values_of(root, name, kind, world)) for name in needed])
        if root != "difference" or _fits(given, world)
    ]
    for given in every:
        yield {**first, **given}
    for name in definition.args.keys() - needed.keys() - {"first"}:
        for value in values_of(root, name, kind, world):
            for given in every[:3]:
                yield {**first, **given, name: value}


def survey(schema: graphql.GraphQLSchema, roots: Iterable[str], world: World, district: str) -> Variables:
    """Variables of :func:`tests.walk.paths.survey` that ask for the subjects of a district, and for long lists."""
    assert schema.query_type is not None
    told: Variables = {}
    for root in roots:
        definition = schema.query_type.fields[root]
        kind = _kind(schema, definition)
        for name, one in definition.args.items():
            if name == "first":
                told[f"{root}_first"] = 500 if root.startswith("changes") else 30
            elif graphql.is_required_argument(one):
                told[f"{root}_{name}"] = _of_district(root, name, kind, world, district)
    return told


def _of_district(root: str, name: str, kind: str | None, world: World, district: str) -> Any:
    if (root, name) == ("difference", "kind"):
        return "HOUSE"  # as its code
    if name == "code":
        found = world.subjects.get((district, kind or "HOUSE"))
        return found.code if found else "unknown"
    return values_of(root, name, kind, world)[0]


def _fits(given: Variables, world: World) -> bool:
    """Whether a code is of a kind: what is of none has no differences."""
    return any(one.code == given["code"] and one.kind.name == given["kind"] for one in _every(world))


def _product(options: Sequence[tuple[str, Sequence[Any]]]) -> Iterator[Variables]:
    if not options:
        yield {}
        return
    (name, values), *others = options
    for value in values:
        for given in _product(others):
            yield {name: value, **given}


def _kind(schema: graphql.GraphQLSchema, definition: graphql.GraphQLField) -> str | None:
    """The kind of subjects that a root answers."""
    name = graphql.get_named_type(definition.type).name.removesuffix("Connection").upper()
    kinds = cast(graphql.GraphQLEnumType, schema.type_map["SubjectKind"])
    return name if name in kinds.values else None


def values_of(root: str, name: str, kind: str | None, world: World) -> Sequence[Any]:
    """What the walk gives for an argument of a root."""
    taught = _TAUGHT.get((root, name)) or _TAUGHT.get(("", name))
    if taught is None:
        raise Untaught(f"{root} takes {name}: teach tests/walk/arguments.py what to give")
    return taught(world, kind)


def _every(world: World) -> list[Subject]:
    return [*world.subjects.values(), *world.linked.flats.values()]


def _codes(world: World, kind: str | None) -> Sequence[Any]:
    """Of every district; by then most are old codes, since subjects have been recoded."""
    return [*(one.code for (_, of), one in world.subjects.items() if of == kind), "unknown"]


def _all_codes(world: World, kind: str | None) -> Sequence[Any]:
    return [one.code for one in _every(world)]


def _papers(world: World, kind: str | None) -> Sequence[Any]:
    """The number that two districts share, and one of either and of neither, of a household, too."""
    found = {}
    for mark in world.marks.known.values():
        if mark.where.endswith("document.number"):
            found[mark.district, mark.where.startswith("HOUSEHOLD.")] = mark.token
    return [links.PAPER, *(found[one, secured] for one in (EAST, WEST, NONE) for secured in (False, True))]


def _sought(world: World, kind: str | None) -> Sequence[Any]:
    """Codes of two districts, something of each exposure that was said of the other one, and what much begins with."""
    said = {one.exposure: one.token for one in world.marks.known.values() if one.district == WEST}
    return [world.code(EAST, "HOUSE"), world.code(WEST, "PROJECT"), *said.values(), "K"]


def _always(*values: Any) -> Callable[[World, str | None], Sequence[Any]]:
    return lambda world, kind: values


def _clocks(world: World, kind: str | None) -> Sequence[Any]:
    """Days, moments and positions, amid and after everything."""
    moment = "1500-01-01T00:00:00.000000Z"
    return [{"validOn": "2999-01-01"}, {"validOn": "1500-01-01"}, {"knownAt": moment}, {"position": world.last - 100}]


_TAUGHT: Mapping[tuple[str, str], Callable[[World, str | None], Sequence[Any]]] = {
    ("difference", "kind"): lambda world, kind: sorted({of for _, of in world.subjects}),
    ("difference", "code"): _all_codes,
    ("changesByDocument", "kind"): _always("决定书"),
    ("changes", "after"): lambda world, kind: [world.last - 200],
    ("changesByDocument", "after"): lambda world, kind: [world.last - 200],
    ("", "code"): _codes,
    ("", "asOf"): _clocks,
    ("", "number"): _papers,
    ("", "position"): lambda world, kind: world.positions,
    ("cockpit", "from"): _always("2019-01-01"),
    ("cockpit", "to"): _always("2026-01-01", "2999-01-01"),
    ("", "until"): lambda world, kind: [world.last // 2],
    ("", "from"): _always({"validOn": "1000-01-01"}, {"position": 1}),
    ("", "to"): _always({"validOn": "2999-01-01"}),
    ("", "text"): _sought,
    ("search", "facets"): _always(["KIND", "DIVISION", "PHASE", "STAGE", "STOCK", "YEAR"]),
    ("search", "sort"): _always("CODE", "LAST_CHANGED"),
    ("", "idNumber"): _always(links.ID_NUMBER),
    ("", "idType"): _always("RESIDENT_IDENTITY"),
    ("", "scheme"): _always("walk"),
    ("inbox", "kinds"): _always(["RENT_OVERDUE", "FINDING_OPEN"], ["OPEN_REVIEW"]),
    ("worksDue", "what"): _always(["RECTIFICATION", "HAZARD"], ["PROCEDURE_STEP"]),
    ("", "late"): _always(True, False),
    ("", "rural"): _always(True, False),
    ("", "renovated"): _always(True, False),
    ("", "kinds"): _always(["HOUSE"]),
    ("", "division"): lambda world, kind: [*world.divisions.values(), "unknown"],
    ("", "programme"): _always("PUBLIC_RENTAL"),
    ("", "stage"): _always("WAITING", "ACCEPTED"),
    ("", "types"): _always(["FindingRecorded"]),
    ("", "source"): _always("nobody"),
    ("", "last"): _always(4),
    ("", "filter"): _always(),
    ("", "orderBy"): _always(),
    ("", "after"): _always(),
    ("", "before"): _always(),
}
"""Root (any, where it is empty) and argument -> what is given; nothing where :mod:`tests.walk.lists` sees to it."""
