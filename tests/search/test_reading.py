"""Documents: what of a subject, of what it stands in and of whom it names can be found, who sees it, and what never."""

from __future__ import annotations

import datetime
import json

import pytest

from aggregates.catalogue import CATALOGUE
from aggregates.errors import UnknownName
from aggregates.exposure import Exposure
from search import searched, tokens
from search.document import Field
from tests.search.town import CITY, EAST, SEALED, WEST, Town, text, texts

PUBLIC, SHARED, PERSONAL = Exposure


async def test_a_house_is_found_by_all_that_it_stands_in(town: Town) -> None:
    house = await town.document("HOUSE", "H1")
    assert (house.title, house.division_code, house.year) == ("望湖路8号3号楼101室", EAST, 2020)
    assert (house.phase, house.stock, house.stage) == ("HOLDING", "MARKET", None)
    assert house.kind_exposure is PUBLIC
    assert house.persons == ("person/H1",)
    assert texts(house, "code") == ["H1"]
    assert texts(house, "document.number") == ["HO-H1-2", "HO-H1-1"]
    assert texts(house, "building.name") == ["3号楼"]
    assert texts(house, "building.estate") == texts(house, "project.name") == ["澜庭"]
    assert texts(house, "building.address") == ["望湖路8号"]
    assert (texts(house, "building.code"), texts(house, "project.code")) == (["B1"], ["P1"])
    assert set(texts(house, "division.name")) == {"东湖区", "安澜市"}
    assert text(house, "owners.certificate_no", "不动产权H1号").exposure is PERSONAL
    assert text(house, "address", "望湖路8号3号楼101室").field is Field.ADDRESS


async def test_a_room_that_no_address_tells_is_added(town: Town) -> None:
    await town.say("HOUSE", "H4", {"": {"address": "望湖路9号", "unit_no": "2单元", "room": "301室"}})
    await town.say("HOUSE", "H5", {"": {"building_code": "B1", "division": EAST, "room": "103"}})
    await town.project()
    four, five = await town.documents(("HOUSE", "H4"), ("HOUSE", "H5"))
    assert (four.title, texts(four, "title")) == ("望湖路9号2单元301室", ["望湖路9号2单元301室"])
    assert five.title == "澜庭3号楼 望湖路8号103"
    assert texts(await town.document("HOUSE", "H1"), "title") == []


async def test_every_document_tells_the_position_of_the_read_model(town: Town) -> None:
    position = await town.pool.fetchval("select position from read.progress")
    found = await town.documents()
    assert {one.version for one in found} == {position}
    assert {one.kind for one in found} == set(searched.SEARCHED) - {"LOTTERY"}


async def test_a_document_is_the_same_in_whatever_order_the_database_finds_its_rows(town: Town) -> None:
    # A verification makes documents anew and holds them against the index, long after, by other plans.
    owners = {f"owners/{n}": town.owner(f"person/{n}-{n}") for n in (5, 3, 9, 4)}
    await town.say("HOUSE", "H1", {"": {"room": "101"}, **owners}, on="2023-05-01")
    names = {f"short_names/{n}": {"short_name": name} for n, name in enumerate(("青石", "石建", "青建"))}
    await town.say("ENTERPRISE", "F1", {"": {"name": "青石建设有限公司"}, **names}, on="2023-05-01")
    await town.project()
    before = await town.documents()
    for table in ("house_owners", "enterprise_short_names", "code", "division_closure"):
        await town.pool.execute(f"""
            do $$ begin
                create temporary table turned on commit drop as select * from read.{table} order by ctid desc;
                delete from read.{table};
                insert into read.{table} select * from turned;
            end $$
        """)
    after = {one.subject: one for one in await town.documents()}
    assert before == [after[one.subject] for one in before]
    assert len(texts(await town.document("HOUSE", "H1"), "owners.certificate_no")) == 5
    assert len(texts(await town.document("PROJECT", "P1"), "participants.enterprise_code")) == 5


async def test_former_names_and_addresses_say_until_when(town: Town) -> None:
    await town.say("HOUSE", "H1", {"": {"address": "观澜路8号101室"}}, on="2023-05-01")
    await town.say("BUILDING", "B1", {"": {"name": "丙座"}}, on="2024-07-01")
    await town.say("DIVISION", EAST, {"": {"name": "东湖新区"}}, on="2025-01-01")
    await town.say("HOUSE", "H1", {"": {"address": "将来路1号"}}, on="2027-01-01")
    await town.project()
    house = await town.document("HOUSE", "H1")
    assert texts(house, "address") == ["观澜路8号101室", "望湖路8号3号楼101室"]
    assert text(house, "address", "观澜路8号101室").until is None
    assert text(house, "address", "望湖路8号3号楼101室").until == datetime.date(2023, 5, 1)
    assert text(house, "building.name", "3号楼").until == datetime.date(2024, 7, 1)
    assert text(house, "division.name", "东湖区").until == datetime.date(2025, 1, 1)
    assert text(house, "division.name", "东湖新区").until is None


async def test_a_house_that_changed_divisions_is_found_under_the_former_too(town: Town) -> None:
    await town.say("HOUSE", "H1", {"": {"division": WEST}}, on="2024-01-01")
    await town.project()
    house = await town.document("HOUSE", "H1")
    assert house.division_code == WEST
    assert text(house, "division.name", "西山区").until is None
    assert text(house, "division.name", "东湖区").until == datetime.date(2024, 1, 1)


async def test_what_is_of_another_division_is_only_for_who_reads_everywhere(town: Town) -> None:
    """The firm and the constructor are of the project's own division, the city is above it."""
    project = await town.document("PROJECT", "P1")
    assert not text(project, "participants.enterprise_code", "青石建设有限公司").wide
    assert text(project, "division.name", "安澜市").wide
    assert not text(project, "division.name", "东湖区").wide
    assert project.persons == ("person/r1",)
    for kind, code in (("ENTERPRISE", "F1"), ("PRACTITIONER", "R1"), ("BUILDING", "B1")):
        await town.say(kind, code, {"": {"division": WEST}}, on="2024-01-01")
    await town.project()
    project = await town.document("PROJECT", "P1")
    assert text(project, "participants.enterprise_code", "青石建设有限公司").wide
    assert not text(project, "participants.enterprise_code", "F1").wide
    assert project.persons == ()
    house = await town.document("HOUSE", "H1")
    assert text(house, "building.name", "3号楼").wide
    assert house.year is None


async def test_firms_are_found_by_every_name(town: Town) -> None:
    recoded = {"short_names/1": {"short_name": "青石"}, "designations/1": {"code": "F9", "scheme": "x"}}
    await town.say("ENTERPRISE", "F1", {"": {"name": "青岩建设集团"}, **recoded}, on="2022-01-01")
    await town.project()
    project = await town.document("PROJECT", "P1")
    names = texts(project, "participants.enterprise_code")
    assert names == ["F1", "青岩建设集团", "青石建设有限公司", "青石"]
    firm = await town.document("ENTERPRISE", "F1")
    assert sorted(texts(firm, "code")) == ["F1", "F9"]
    assert (firm.code, firm.title) == ("F9", "青岩建设集团")


async def test_a_household_shows_nothing_of_its_people(town: Town) -> None:
    household = await town.document("HOUSEHOLD", "A1")
    assert (household.title, household.kind_exposure, household.year) == ("A1 东湖区", SHARED, 2024)
    assert household.persons == ("person/H1",)
    assert text(household, "tenancies.house_code", "H2").exposure is PERSONAL
    assert texts(household, "home_inspections.number") == ["RJ1"]
    assert texts(household, "home_inspections.detail") == []


async def test_sealed_values_stand_in_no_document(town: Town) -> None:
    held = await town.pool.fetchval("select count(*) from read.house_owners where name is not null")
    assert held == 2
    told = repr(await town.documents())
    assert SEALED not in told
    for (envelope,) in await town.pool.fetch("select name from read.house_owners"):
        assert json.loads(envelope)["text"] not in told
    assert "nonce" not in told


async def test_what_is_not_or_no_longer_is_gone(town: Town) -> None:
    only = await town.say("HOUSE", "H3", {"": {"address": "x"}}, on="2030-01-01")
    await town.project()
    assert await town.documents(("HOUSE", "H3")) == []
    await town.void("HOUSE", "H3", only)
    await town.project(datetime.date(2031, 1, 1))
    assert await town.documents(("HOUSE", "H3")) == []


async def test_the_last_of_very_many_texts_are_kept(town: Town) -> None:
    permits = {f"permits/{n}": {"number": f"许{n}"} for n in range(10, searched.MOST_TEXTS + 30)}
    await town.say("PROJECT", "P1", permits, on="2021-01-01")
    await town.project()
    project = await town.document("PROJECT", "P1")
    assert len(texts(project, "permits.number")) == searched.MOST_TEXTS


async def test_a_division_is_found_by_its_own_name(town: Town) -> None:
    east = await town.document("DIVISION", EAST)
    assert (texts(east, "name"), texts(east, "division.name")) == (["东湖区"], ["安澜市"])
    assert (await town.document("DIVISION", CITY)).title == "安澜市"


def test_whatever_is_declared_exists_and_is_not_sealed() -> None:
    for kind, said in (("HOUSE", "nonsense"), ("HOUSE", "owners.name"), ("HOUSE", "inspections.detail")):
        with pytest.raises(UnknownName):
            searched._part(CATALOGUE.kinds[kind], said, Field.TEXT)
    assert searched._part(CATALOGUE.kinds["HOUSE"], "owners.certificate_no", Field.CODE).path == "owners.certificate_no"


def test_no_text_is_wider_than_what_is_indexed_of_its_field() -> None:
    """A text beyond :data:`search.tokens.WIDEST` would never be found."""
    for declared in searched.SEARCHED.values():
        for part in declared.parts:
            assert part.attribute.exposure in tokens.sees(tokens.WIDEST[part.field]), part.path


LEFT_OUT = """
    division currency level covered_scheme covered_code covered_kind instrument scheme other_scheme event attribute
    entity event_type source authority department rule digest seed randomness randomness_source commitment list_digest
    result_digest rule_version policy_version text unit_type tenure period step discipline share owner_share computation
    standard table_version parent indicator inspector_no grade severity offer term_left
    unit_no floor room lost_root lost_disclosures_root
"""
"""Names of attributes that nobody looks for by what they say."""

LEFT_OUT_PATHS = """
    investigations.attribute designations.code coverage.number inspections.building_code material_tests.building_code
    rectifications.building_code accidents.building_code pool.house_code entries.household_code unit
    procedure_steps.unit indicators.unit inspection_candidates.draw_no inspection_candidates.project_code
    inspection_conflicts.draw_no inspection_conflicts.project_code inspection_assignments.draw_no
    inspection_assignments.project_code inspection_conflicts.grounds conflicts.ours conflicts.theirs
    verifications.member tenancies.house_code tenancies.household_code successors.division
    epochs.lost_root epochs.lost_disclosures_root
"""


def test_every_further_text_is_searched_or_left_out_on_purpose() -> None:
    out, paths = set(LEFT_OUT.split()), set(LEFT_OUT_PATHS.split())
    undecided = []
    for name, declared in searched.SEARCHED.items():
        known = {part.path for part in declared.parts}
        kind = declared.kind
        for attributes in (kind.attributes, *(one.attributes for one in kind.collections.values())):
            for one in attributes.values():
                plain = one.type.name in ("text", "code", "division") and one.name != "person"
                prose = one.exposure is PERSONAL and one.type.name == "text"
                if plain and not prose and one.path not in known | paths and one.name not in out:
                    undecided.append(f"{name} {one.path}")
    assert not undecided, "searched, or left out? " + ", ".join(undecided)
