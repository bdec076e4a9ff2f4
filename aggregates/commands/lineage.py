"""Mergers and splits of houses and buildings: lineage on both sides, in one transaction with the new registrations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from aggregates import errors
from aggregates.building import Building
from aggregates.catalogue import CATALOGUE
from aggregates.commands.command import Codes, Declaring, Items, given, needed
from aggregates.deciding import Deciding
from aggregates.deciding.stating import next_number
from aggregates.draft import Draft, Said
from aggregates.house import House
from aggregates.rules import lineage as rules
from aggregates.view import View
from aggregates.vocabulary import LineageRelation
from aggregates.world import Known, Name

H, B = House, Building
houses = Declaring(H, {event_type.name: event_type for event_type in CATALOGUE.of_kind("HOUSE")})
buildings = Declaring(B, {event_type.name: event_type for event_type in CATALOGUE.of_kind("BUILDING")})

Entities = dict[str, dict[str, Said]]
Holding = Mapping[str, Said]

_SUMMED = {"HOUSE": H.floor_area.name, "BUILDING": B.gross_area.name}
_REGISTERED = {"HOUSE": "HouseRegistered", "BUILDING": "BuildingRegistered"}
_MEASURES = frozenset({"decimal", "integer", "geometry"})
"""Types of what a part does not share with its whole."""


def _merge(deciding: Deciding, before: View, changes: Entities) -> None:
    """Lineage on the side of what remains."""
    known, merged = deciding.subject, _merged(deciding)
    if any(one.stream == known.stream for one in merged):
        raise _wrong("mergedCodes", f"name {known.code} itself; only others go into it")
    if len(merged) < (1 if before.exists else 2):
        raise _wrong("mergedCodes", "name one subject only, and nothing to merge it with")
    changes |= _line(known, LineageRelation.MERGED_FROM, merged, deciding.deed.effective_on)


def _merged(deciding: Deciding) -> list[Known]:
    return deciding.require_all(deciding.deed.kind, deciding.deed.texts("merged_codes"), "merged_codes")


def _end_sources(deciding: Deciding, primary: Draft, before: View) -> None:
    """The merged ones cease, with lineage on their side; holdings, alike everywhere, pass on without names."""
    day, merged = primary.effective_on, _merged(deciding)
    views = [deciding.world.state(one, day) for one in merged]
    owners = _owners(deciding, primary, ([before] if before.exists else []) + views)
    if not before.exists:
        said = {**_shared(primary.kind, views), **_sum(primary.kind, views), **primary.changes.get("", {})}
        deciding.register(deciding.subject, _REGISTERED[primary.kind], {"": said}, primary, "code")
        if owners:
            deciding.add(deciding.subject, "Merged", _held(owners, day), cause=primary)
    for one, seen in zip(merged, views, strict=True):
        line = _line(one, LineageRelation.MERGED_INTO, [deciding.subject], day)
        deciding.add(one, "Merged", {"": {"superseded": True}, **line, **_left(seen, day)}, cause=primary)


def _move_houses(deciding: Deciding, primary: Draft, before: View) -> None:
    """The merged ones cease, with lineage on their side; their houses name the building that remains."""
    _end_sources(deciding, primary, before)
    for one in _merged(deciding):
        for house in _live_houses(deciding, one, primary.effective_on):
            deciding.add(house, "SurveyRevised", {"": {"building_code": primary.code}}, cause=primary)


def _live_houses(deciding: Deciding, building: Known, day: str) -> list[Known]:
    found = deciding.world.parts("HOUSE", H.building_code, building.code)
    return [one for one in found if not deciding.world.state(one, day).lost]


def _split(deciding: Deciding, before: View, changes: Entities) -> None:
    """It ceases, its holdings end, and its lineage names the parts."""
    known, day = deciding.subject, deciding.deed.effective_on
    parts = _parts(deciding)
    if any(one.stream == known.stream for one in parts):
        raise _wrong("parts", f"name {known.code} itself; it ceases, and its parts have codes of their own")
    if len({one.stream for one in parts}) != len(parts) or len(parts) < 2:
        raise _wrong("parts", f"name {len(parts)} subjects; a split makes at least two, each with a code of its own")
    changes.clear()
    changes[""] = {"superseded": True}
    changes |= _line(known, LineageRelation.SPLIT_INTO, parts, day)
    changes |= _left(before, day)


def _parts(deciding: Deciding) -> list[Known]:
    kind, scheme = deciding.subject.kind, deciding.subject.scheme
    codes = [str(item["code"]) for item in deciding.deed.items("parts")]
    deciding.world.find_all(Name(kind, code, scheme) for code in codes)
    return [deciding.newcomer(kind, scheme, code, f"parts.{index}.code") for index, code in enumerate(codes)]


def _begin_parts(deciding: Deciding, primary: Draft, before: View) -> None:
    """Lineage on the side of the parts, to which holdings pass on without names."""
    day, kind = primary.effective_on, primary.kind
    shared, owners = _shared(kind, [before]), _owners(deciding, primary, [before])
    for index, (one, item) in enumerate(zip(_parts(deciding), deciding.deed.items("parts"), strict=True)):
        if not deciding.world.state(one, day).exists:
            said = {**shared, **{name: value for name, value in item.items() if name != "code" and value is not None}}
            deciding.register(one, _REGISTERED[kind], {"": said}, primary, f"parts.{index}.code")
        line = _line(one, LineageRelation.SPLIT_FROM, [deciding.subject], day)
        deciding.add(one, "Split", {**line, **_held(owners, day)}, cause=primary)


def _assign_houses(deciding: Deciding, primary: Draft, before: View) -> None:
    """Lineage on the side of the parts; each house names its own."""
    _begin_parts(deciding, primary, before)
    told = {str(item["house_code"]): str(item["building_code"]) for item in deciding.deed.items("houses")}
    named = dict(zip(told, deciding.require_all("HOUSE", list(told), "houses"), strict=True))
    new = {one.code for one in _parts(deciding)}
    if not new.issuperset(told.values()):
        raise _wrong("houses", "assign a house to a building that is none of the parts")
    to = {named[code].stream: building for code, building in told.items()}
    live = _live_houses(deciding, deciding.subject, primary.effective_on)
    left = [one for one in live if one.stream not in to]
    if left:
        seen = (deciding.world.state(one, primary.effective_on) for one in left)
        deciding.refuse(rules.ASSIGNED, primary, in_the_way=[one.origins[""] for one in seen], field="houses")
        return
    for one in live:
        deciding.add(one, "SurveyRevised", {"": {"building_code": to[one.stream]}}, cause=primary)


def _line(known: Known, relation: LineageRelation, others: Iterable[Known], day: str) -> Entities:
    """Elements of a subject's lineage, numbered after those that it has."""
    first = int(next_number(known, H.lineage))
    return {
        f"lineage/{number}": {
            "relation": relation.name,
            "other_kind": other.kind,
            "other_scheme": other.scheme,
            "other_code": other.code,
            "since": day,
        }
        for number, other in enumerate(others, first)
    }


def _shared(kind: str, views: Sequence[View]) -> dict[str, Said]:
    """What a new subject has from those that it comes of: whatever they all say alike, but no measures."""
    declared = CATALOGUE.kind(kind).attributes.values()
    names = [one.name for one in declared if one.restated and one.type.name not in _MEASURES]
    stated = {name: [view.state.get("", {}).get(name) for view in views] for name in names}
    return {
        name: values[0]
        for name, values in stated.items()
        if values[0] is not None and all(value == values[0] for value in values)
    }


def _sum(kind: str, views: Sequence[View]) -> dict[str, Said]:
    """The area of what is merged, where all of it is known."""
    areas = [view.state.get("", {}).get(_SUMMED[kind]) for view in views]
    known = [Decimal(area) for area in areas if isinstance(area, str)]
    return {_SUMMED[kind]: str(sum(known))} if len(known) == len(areas) else {}


_WHO = ("party_kind", "person", "enterprise_code", "enterprise_name", "form", "share")


def _owners(deciding: Deciding, primary: Draft, views: Sequence[View]) -> list[Holding]:
    """The holdings that pass on, which have to be the same everywhere: without names, which are sealed elsewhere."""
    held = [[{n: said[n] for n in _WHO if said.get(n)} for _, said in view.standing(H.owners)] for view in views]
    sets = [{tuple(sorted((name, str(value)) for name, value in one.items())) for one in each} for each in held]
    if any(other != sets[0] for other in sets):
        deciding.refuse(rules.OWNERS, primary, in_the_way=_origins(views))
    return list(held[0]) if held else []


def _origins(views: Iterable[View]) -> list[UUID]:
    return [view.origin(H.owners, key) for view in views for key, _ in view.standing(H.owners)]


def _held(owners: Iterable[Holding], day: str) -> Entities:
    return {f"owners/{day}-{n}": {**said, "acquired_on": day} for n, said in enumerate(owners, 1)}


def _left(seen: View, day: str) -> Entities:
    """With a house its holdings end."""
    return {f"owners/{key}": {"ended_on": day} for key, _ in seen.standing(H.owners)}


def _wrong(field: str, what: str) -> errors.InvalidValue:
    return errors.InvalidValue(f"{field} {what}.", field=field, rule="LINEAGE")


_HOUSE = (H.floor_area, H.inner_area, H.shared_area, H.address, H.unit_no, H.floor, H.room, H.purpose, H.unit_code)
_BUILDING = (B.gross_area, B.name, B.address, B.floors, B.floors_below, B.unit_count, B.outline, B.location)

COMMANDS = (
    houses.states(
        "merge_houses",
        "Merged",
        Codes("merged_codes", "HOUSE", "Houses that go into it", "被合并房屋编码", required=True),
        *map(given, _HOUSE),
        amend=_merge,
        effects=_end_sources,
        may_register="merged_codes",
        summary="Registers the house where it is not on record, from what the merged ones have in common.",
    ),
    houses.states(
        "split_house",
        "Split",
        Items(
            "parts",
            "Houses that it is split into",
            "分割后的房屋",
            H.lineage,
            (needed(H.lineage.other_code, "code"), needed(H.floor_area), *map(given, _HOUSE[1:])),
            ("code",),
            required=True,
        ),
        amend=_split,
        effects=_begin_parts,
        summary="Registers the parts; they have from the house whatever is no measure, and its owners.",
    ),
    buildings.states(
        "merge_buildings",
        "Merged",
        Codes("merged_codes", "BUILDING", "Buildings that go into it", "被合并楼幢编码", required=True),
        *map(given, _BUILDING),
        amend=_merge,
        effects=_move_houses,
        may_register="merged_codes",
        summary="Registers the building where it is not on record; the houses of the merged ones go over to it.",
    ),
    buildings.states(
        "split_building",
        "Split",
        Items(
            "parts",
            "Buildings that it is split into",
            "分割后的楼幢",
            B.lineage,
            (needed(B.lineage.other_code, "code"), *map(given, _BUILDING)),
            ("code",),
            required=True,
        ),
        Items(
            "houses",
            "Which of them each house belongs to",
            "房屋归属",
            B.lineage,
            (needed(B.lineage.other_code, "house_code"), needed(H.building_code)),
            ("house_code",),
        ),
        amend=_split,
        effects=_assign_houses,
        summary="Registers the parts; every house of the building goes over to the part that is named for it.",
    ),
)
