"""What a permit, an acceptance or a charge of a project covers: buildings and houses, listed as elements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from uuid import UUID

from aggregates import errors, naming
from aggregates.building import Building
from aggregates.commands.command import Codes
from aggregates.deciding import Deciding
from aggregates.draft import Draft, Said
from aggregates.kinds import Element
from aggregates.policy import Policy
from aggregates.project import Project
from aggregates.rules import general
from aggregates.view import View
from aggregates.vocabulary import Instrument
from aggregates.world import Known, Name

Entities = dict[str, dict[str, Said]]

BUILDINGS = Codes("building_codes", "BUILDING", "Codes of the buildings that it covers", "覆盖楼幢编码")
HOUSES = Codes("house_codes", "HOUSE", "Codes of the houses that it covers", "覆盖房屋编码")


def entity_of(changes: Iterable[str], collection: type[Element]) -> str:
    """The entity of a collection that the changes name; the first of several."""
    prefix = f"{collection.collection.name}/"
    return next(entity for entity in changes if entity.startswith(prefix))


def named_house(deciding: Deciding) -> Known:
    """The house that the input ``house_code`` names."""
    return deciding.require(Name("HOUSE", str(deciding.deed.text("house_code"))), "house_code")


def find(seen: View, collection: type[Element], number: object, *, standing: bool = False) -> str | None:
    """The entity of the last element of that number, one that stands before one that ended; None: there is none."""
    found = [*(() if standing else seen.elements(collection)), *seen.standing(collection)]
    keys = [key for key, said in found if said.get("number") == number]
    return f"{collection.collection.name}/{keys[-1]}" if keys else None


def policy(deciding: Deciding, seen: View) -> Policy:
    """The policy of a subject's division on the day of the command."""
    division = seen.state.get("", {}).get("division")
    known = division if isinstance(division, str) else None
    return deciding.world.policies.in_force(known, deciding.deed.effective_on)


def buildings(deciding: Deciding) -> list[Known]:
    """The buildings that the command names; InvalidValue where one is on record under another project."""
    named = deciding.deed.texts("building_codes")
    found = deciding.require_all("BUILDING", named, "building_codes")
    for index, building in enumerate(found):
        check_project(deciding, building, f"building_codes.{index}")
    return found


def check_project(deciding: Deciding, building: Known, field: str) -> None:
    """Raise InvalidValue where a building belongs to another project than the command's."""
    deed = deciding.deed
    said = deciding.world.state(building, deed.effective_on).text(Building.project_code)
    if said is None or said == deed.code:
        return
    owners = deciding.world.find(Name("PROJECT", said))
    own = deciding.world.find(Name("PROJECT", deed.code, deed.scheme))
    if owners and not {one.stream for one in owners} & {one.stream for one in own}:
        raise errors.InvalidValue(
            f"{naming.camel(field)} {building.code} belongs to project {said}, not to {deed.code}; name the buildings "
            "of this project, or revise the building's record first.",
            field=naming.camel(field),
            rule="PROJECT",
        )


def cover(changes: Entities, instrument: Instrument, number: object, covered: Iterable[Known], day: str) -> None:
    """List subjects as covered from a day on."""
    for known in covered:
        entity = f"coverage/{instrument.name.lower()}-{number}-{known.code}"
        changes[entity if entity not in changes else f"{entity}-{known.kind.lower()}"] = {
            "instrument": instrument.name,
            "number": str(number),
            "covered_kind": known.kind,
            "covered_scheme": known.scheme,
            "covered_code": known.code,
            "starts_on": day,
        }


def listed(seen: View, instrument: Instrument, number: object) -> Iterator[tuple[str, dict[str, Said]]]:
    """Key and attributes of what an instrument covers on the view's day."""
    for key, said in seen.standing(Project.coverage):
        if said.get("instrument") == instrument.name and said.get("number") == number:
            yield key, dict(said)


def uncover(seen: View, changes: Entities, instrument: Instrument, number: object, day: str) -> None:
    """End what an instrument covers."""
    for key, _ in listed(seen, instrument, number):
        changes[f"coverage/{key}"] = {"ended_on": day}


def subjects(deciding: Deciding, said: Iterable[dict[str, Said]], kind: str) -> list[Known]:
    """The covered subjects of a kind that are on record, loaded together."""
    names = [
        Name(kind, str(one["covered_code"]), str(one["covered_scheme"]) if one.get("covered_scheme") else None)
        for one in said
        if one.get("covered_kind") == kind and one.get("covered_code")
    ]
    found = deciding.world.find_all(dict.fromkeys(names))
    return list({known.stream: known for one in found for known in one}.values())


def touched(deciding: Deciding, primary: Draft, before: View, kind: str) -> list[Known]:
    """The subjects of a kind whose coverage an event begins or ends."""
    entities = [entity for entity in primary.changes if entity.startswith("coverage/")]
    said = [{**before.state.get(entity, {}), **primary.changes[entity]} for entity in entities]
    return subjects(deciding, said, kind)


def must_stand(deciding: Deciding, made: Draft, seen: View, collection: type[Element], number: object) -> None:
    """Break REF-2 where no element of that number stands; nothing where no number is stated."""
    if number is not None and find(seen, collection, number, standing=True) is None:
        refuse_reference(deciding, made, collection, number)


def refuse_reference(
    deciding: Deciding, made: Draft, collection: type[Element], number: object, *in_the_way: UUID
) -> None:
    """Break REF-2: what the command names by that number does not stand."""
    names = {"number": number, "collection": collection.collection.en, "zh": collection.collection.zh}
    deciding.refuse(general.STANDING, made, in_the_way=in_the_way, **names)
