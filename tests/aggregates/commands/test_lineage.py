"""Mergers and splits: lineage both ways, new subjects registered from the old, nothing burdened takes part."""

import dataclasses
import uuid

import pytest

from aggregates import draft, errors, world
from tests import deeds

DAY = "2025-03-01"


def town() -> deeds.Town:
    made = deeds.Town()
    for code in ("B1", "B2"):
        made.given("register_building", code, on="2020-01-01", division="990102", gross_area="500.00", purpose="住宅")
    for code, building in (("H1", "B1"), ("H2", "B1"), ("H3", "B2")):
        said: dict[str, object] = {
            "division": "990102",
            "building_code": building,
            "floor_area": "80.50",
            "purpose": "住宅",
            "floor": "3",
        }
        said |= {"bedrooms": 2}
        made.given("register_house", code, on="2020-02-01", **said)
    return made


def recorded(made: deeds.Town, type_: str, code: str, changes: draft.Changes) -> uuid.UUID:
    house = next(one.event for one in made.recorded if one.event.code == code)
    said = (uuid.uuid4(), "HOUSE", house.scheme, code, house.originator_id, type_, "2024-01-01", "real-estate-registry")
    return made.record([draft.Draft(*said, changes)])[0].event.id


def owned(made: deeds.Town, code: str, person: str = "person/1") -> None:
    said: draft.Changes = {"owners/1": {"party_kind": "PERSON", "person": person, "name": draft.Sealed(person, "王安")}}
    recorded(made, "OwnershipTransferred", code, said)


def line(made: deeds.Town, kind: str, code: str) -> set[tuple[draft.Said, draft.Said]]:
    state = made.state(kind, code)
    return {(said["relation"], said["other_code"]) for entity, said in state.items() if entity.startswith("lineage/")}


def test_merged_houses_cease_and_the_new_one_is_registered_from_them() -> None:
    made = town()
    for code in ("H1", "H2"):
        owned(made, code)
    events = made.file("merge_houses", "H12", on=DAY, merged_codes=["H1", "H2"], room="301-302")
    assert {one.event.type for one in events} == {"Merged", "HouseRegistered", "FindingRecorded"}
    new = made.state("HOUSE", "H12")
    assert new[""] == {
        "division": "990102", "building_code": "B1", "floor_area": "161.00", "purpose": "住宅", "floor": "3",
        "room": "301-302",
    }  # fmt: skip
    assert new[f"owners/{DAY}-1"] == {"party_kind": "PERSON", "person": "person/1", "acquired_on": DAY}
    assert line(made, "HOUSE", "H12") == {("MERGED_FROM", "H1"), ("MERGED_FROM", "H2")}
    old = made.state("HOUSE", "H1")
    assert line(made, "HOUSE", "H1") == {("MERGED_INTO", "H12")}
    assert (old[""]["superseded"], old["owners/1"]["ended_on"]) == (True, DAY)
    assert made.state("HOUSE", "H1", "2025-02-28")[""].get("superseded") is None


def test_a_house_goes_into_one_on_record() -> None:
    made = town()
    events = made.file("merge_houses", "H1", on=DAY, merged_codes=["H2"], floor_area="161.00")
    assert [one.event.type for one in events] == ["Merged", "Merged"]
    assert made.state("HOUSE", "H1")[""]["floor_area"] == "161.00"
    assert line(made, "HOUSE", "H2") == {("MERGED_INTO", "H1")}


def test_what_ceased_takes_part_no_more() -> None:
    made = town()
    made.file("merge_houses", "H1", on=DAY, merged_codes=["H2"])
    assert made.refused("merge_houses", "H3", on=DAY, merged_codes=["H2"]) == ["LIN-2"]
    assert made.refused("split_house", "H2", on=DAY, parts=parts("H7", "H8")) == ["LIN-2"]


@pytest.mark.parametrize(
    ("type_", "entity"),
    [
        ("SeizureRegistered", "seizures/1"),
        ("MortgageRegistered", "mortgages/1"),
        ("LeaseFiled", "leases/1"),
        ("ObjectionRegistered", "objections/1"),
        ("PresaleContractFiled", "contracts/1"),
    ],
)
def test_nothing_burdened_is_merged_or_split(type_: str, entity: str) -> None:
    made = town()
    burden = recorded(made, type_, "H1", {entity: {"number": "1"}})
    (rejection,) = made.decide("merge_houses", "H9", on=DAY, merged_codes=["H1", "H2"]).rejections
    assert (rejection.breach.rule.id, rejection.breach.in_the_way) == ("LIN-1", (burden,))
    assert rejection.breach.zh
    assert rejection.breach.en
    assert made.refused("split_house", "H1", on=DAY, parts=parts("H7", "H8")) == ["LIN-1"]


def test_once_the_burden_has_ended_on_that_very_day_it_may() -> None:
    made = town()
    recorded(made, "LeaseFiled", "H1", {"leases/1": {"number": "1", "starts_on": "2024-01-01", "ends_on": DAY}})
    (rejection,) = made.decide("merge_houses", "H9", on="2025-02-28", merged_codes=["H1", "H2"]).rejections
    assert rejection.earliest_lawful_on == DAY
    assert made.file("merge_houses", "H9", on=DAY, merged_codes=["H1", "H2"])


def test_houses_of_different_owners_are_not_merged() -> None:
    made = town()
    owned(made, "H1")
    owned(made, "H2", "person/2")
    (rejection,) = made.decide("merge_houses", "H9", on=DAY, merged_codes=["H1", "H2"]).rejections
    assert rejection.breach.rule.id == "LIN-3"
    assert len(rejection.breach.in_the_way) == 2


def parts(*codes: str) -> list[dict[str, str]]:
    return [{"code": code, "floor_area": "40.25", "room": code} for code in codes]


def test_a_split_house_ceases_and_its_parts_are_registered() -> None:
    made = town()
    owned(made, "H1")
    made.file("split_house", "H1", on=DAY, parts=parts("H7", "H8"))
    assert line(made, "HOUSE", "H1") == {("SPLIT_INTO", "H7"), ("SPLIT_INTO", "H8")}
    assert made.state("HOUSE", "H1")[""]["superseded"] is True
    new = made.state("HOUSE", "H7")
    assert new[""]["floor_area"] == "40.25"
    assert (new[""]["building_code"], new[""]["floor"], new[""]["room"]) == ("B1", "3", "H7")
    assert new[f"owners/{DAY}-1"]["person"] == "person/1"
    assert line(made, "HOUSE", "H8") == {("SPLIT_FROM", "H1")}
    holders = made.seen().holders
    assert {holders[claim].version for claim in holders if claim.key.endswith(("H7", "H8"))} == {5}


def test_a_voided_split_never_was() -> None:
    made = town()
    (split, *_) = made.file("split_house", "H1", on=DAY, parts=parts("H7", "H8"))
    made.file("void_event", "", on=made.today, event_id=str(split.event.id))
    assert "superseded" not in made.state("HOUSE", "H1")[""]
    seen = made.seen()
    (part,) = seen.find(world.Name("HOUSE", "H7"))
    assert not seen.state(part, made.today).exists
    made.file("split_house", "H1", on=DAY, parts=parts("H7", "H8"))
    assert made.state("HOUSE", "H7")[""]["room"] == "H7"


@pytest.mark.parametrize(
    ("name", "code", "said", "wrong"),
    [
        ("merge_houses", "H1", {"merged_codes": ["H1", "H2"]}, "mergedCodes name H1 itself"),
        ("merge_houses", "H9", {"merged_codes": ["H1"]}, "nothing to merge it with"),
        ("merge_houses", "H9", {"merged_codes": ["H1", "H1"]}, "nothing to merge it with"),
        ("split_house", "H1", {"parts": parts("H7")}, "a split makes at least two"),
        ("split_house", "H1", {"parts": parts("H7", "H7")}, "a split makes at least two"),
        ("split_house", "H1", {"parts": parts("H1", "H7")}, "parts name H1 itself"),
        ("split_house", "H1", {"parts": [{"code": "H7"}, {"code": "H8"}]}, r"parts\.0\.floorArea is missing"),
    ],
)
def test_what_makes_no_merger_or_split(name: str, code: str, said: dict[str, object], wrong: str) -> None:
    with pytest.raises(errors.InvalidValue, match=wrong):
        town().decide(name, code, on=DAY, **said)


def test_the_houses_of_merged_buildings_go_over() -> None:
    made = town()
    recorded(made, "MortgageRegistered", "H1", {"mortgages/1": {"number": "1"}})
    made.file("merge_buildings", "B12", on=DAY, merged_codes=["B1", "B2"], name="1-2号楼")
    assert made.state("BUILDING", "B12")[""]["gross_area"] == "1000.00"
    assert {made.state("HOUSE", code)[""]["building_code"] for code in ("H1", "H2", "H3")} == {"B12"}
    assert made.state("HOUSE", "H1", "2025-02-28")[""]["building_code"] == "B1"
    assert line(made, "BUILDING", "B2") == {("MERGED_INTO", "B12")}


def test_every_house_of_a_split_building_is_assigned() -> None:
    made = town()
    said = {"on": DAY, "parts": [{"code": "B7"}, {"code": "B8"}]}
    one = [{"house_code": "H1", "building_code": "B7"}]
    (rejection,) = made.decide("split_building", "B1", houses=one, **said).rejections
    assert rejection.breach.rule.id == "LIN-4"
    assert [made.seen().by_event[way].code for way in rejection.breach.in_the_way] == ["H2"]  # type: ignore[union-attr]
    made.file("split_building", "B1", houses=[*one, {"house_code": "H2", "building_code": "B8"}], **said)
    assert [made.state("HOUSE", code)[""]["building_code"] for code in ("H1", "H2")] == ["B7", "B8"]
    with pytest.raises(errors.InvalidValue, match="none of the parts"):
        made.decide("split_building", "B2", houses=[{"house_code": "H3", "building_code": "B1"}], **said)


def test_only_the_authority_merges() -> None:
    said = {"on": DAY, "merged_codes": ["H1", "H2"]}
    assert town().refused("merge_houses", "H9", source="fire", **said) == ["SRC-1"]
    assert dataclasses.asdict(town().decide("merge_houses", "H9", **said).drafts[0])["source"] == "real-estate-registry"
