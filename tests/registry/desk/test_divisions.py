"""Who files for which divisions: a subject elsewhere is answered as one that nobody has registered."""

import datetime
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from aggregates import errors
from graphql_api import desk as port
from graphql_api.identity import Identity
from registry.desk import capacity, reaches
from registry.ledger import errors as ledger_errors
from tests.registry.desk import office as offices
from tests.registry.desk.office import TODAY, Office

CITY, EAST, WEST, NEW = "990300", "990301", "990302", "990303"
PAPER = ("申请书", "申-1", "2010-01-01")
NOBODY = uuid.UUID("11111111-2222-5333-8444-abcdefabcdef")


def clerk(*divisions: str, role: str = "admin") -> Identity:
    return Identity("clerk-01", (role,), divisions)


OF_EAST, OF_WEST, OF_CITY = clerk(EAST), clerk(WEST), clerk(CITY)


async def division(office: Office, code: str, parent: str | None = None) -> None:
    said: dict[str, Any] = {"parent": parent, "level": "COUNTY"} if parent else {"level": "PREFECTURE"}
    await office.given("register_division", code, on="2000-01-01", document=PAPER, name=f"区{code}", **said)


@pytest.fixture
async def town(office: Office) -> Office:
    """A city of two districts, 1 in the east and 2 in the west: each has a project, a building and a house."""
    await division(office, CITY)
    for number, code in enumerate((EAST, WEST), 1):
        await division(office, code, CITY)
        known: dict[str, Any] = {"document": PAPER, "division": code}
        await office.given("approve_project", f"P{number}", on="2015-01-01", name="安澜园", **known)
        await office.given("register_building", f"B{number}", on="2015-01-01", **known)
        await office.given("register_house", f"H{number}", on="2015-02-01", building_code=f"B{number}", **known)
    await office.project()
    return office


async def told(filing: Awaitable[port.Filed]) -> str:
    """What whoever files is told: an error or an outcome."""
    try:
        return repr(await filing)
    except errors.FangjiError as error:
        return repr((error.code, error.message, error.field, error.rule))


async def same(filing: Callable[[str], Awaitable[port.Filed]], foreign: str, unknown: str, code: str) -> None:
    """What is told of a subject elsewhere is told of an unknown one; both are refused by that code."""
    known, other = await told(filing(foreign)), await told(filing(unknown))
    assert known.replace(foreign, unknown) == other
    assert code in other


async def test_a_desk_files_for_its_own_division_at_once_and_for_no_other(town: Office) -> None:
    await town.given("register_house", "H3", on="2026-01-01", division=EAST, building_code="B1", document=PAPER)
    survey: dict[str, Any] = {"on": "2026-05-01", "floor_area": "88.00"}
    for by, code in ((OF_EAST, "H1"), (OF_CITY, "H1"), (OF_EAST, "H3"), (OF_WEST, "H2")):
        await town.given("revise_house_survey", code, by=by, **survey)
    await same(lambda code: town.file("revise_house_survey", code, by=OF_EAST, **survey), "H2", "XX", "UNKNOWN_SUBJECT")
    await same(
        lambda code: town.file("revise_house_survey", code, by=OF_EAST, expected_version=7, **survey),
        "H2",
        "XX",
        "UNKNOWN_SUBJECT",
    )


@pytest.mark.parametrize(
    ("name", "own", "foreign", "said"),
    [
        ("register_house", "H9", "B2", lambda code: {"division": EAST, "building_code": code}),
        ("register_building", "B9", "P2", lambda code: {"division": EAST, "project_code": code}),
        ("register_division", "990309", WEST, lambda code: {"name": "某区", "level": "COUNTY", "parent": code}),
        ("succeed_division", EAST, WEST, lambda code: {"successors": [{"code": code, "whole": True}]}),
        ("merge_houses", "H9", "H2", lambda code: {"merged_codes": ["H1", code]}),
        ("merge_houses", "H1", "H2", lambda code: {"merged_codes": [code]}),
        ("grant_construction_permit", "P1", "B2", lambda code: {"permit_no": "施-1", "building_codes": ["B1", code]}),
        ("grant_presale_permit", "P1", "H2", lambda code: {"permit_no": "预-1", "house_codes": [code]}),
        ("decide_expropriation", "P1", "B2", lambda code: {"decision_no": "征-1", "building_codes": [code]}),
    ],
)
async def test_what_an_input_names_elsewhere_is_not_on_record(
    town: Office, name: str, own: str, foreign: str, said: Callable[[str], dict[str, Any]]
) -> None:
    def filing(code: str) -> Awaitable[port.Filed]:
        return town.file(name, own, on="2026-05-01", by=OF_EAST, document=PAPER, **said(code))

    await same(filing, foreign, "X" * len(foreign), "UNKNOWN_SUBJECT")


async def test_events_elsewhere_are_none_on_record(town: Office) -> None:
    survey: dict[str, Any] = {"on": "2026-05-01", "floor_area": "88.00"}
    event = str((await town.given("revise_house_survey", "H2", **survey)).event)
    for name, said in (("void_event", {}), ("overturn_decision", {"body": "法院", "document": PAPER})):
        await same(
            lambda one, name=name, said=said: town.file(name, "", on="2026-05-02", by=OF_EAST, event_id=one, **said),  # type: ignore[misc]
            event,
            str(NOBODY),
            "no event",
        )
    await same(
        lambda one: town.file("revise_house_survey", "H1", by=OF_EAST, corrects=uuid.UUID(one), **survey),
        event,
        str(NOBODY),
        "NOT_THE_HEAD",
    )
    await town.given("void_event", "", on="2026-05-02", by=OF_WEST, event_id=event)


async def test_a_subject_is_registered_in_divisions_of_ones_own(town: Office) -> None:
    def house(code: str) -> Awaitable[port.Filed]:
        return town.file(
            "register_house", "H9", on="2026-05-01", by=OF_EAST, division=code, building_code="B1", document=PAPER
        )

    await same(house, WEST, "990399", "FORBIDDEN")
    await same(house, CITY, "990399", "FORBIDDEN")
    assert not (await house(EAST)).rejections
    root: dict[str, Any] = {"on": "2026-05-01", "name": "某区", "level": "COUNTY", "document": PAPER}
    with pytest.raises(capacity.Forbidden) as refused:
        await town.file("register_division", "990309", by=OF_EAST, **root)
    assert refused.value.field == "parent"
    await town.given("register_division", "990309", by=OF_EAST, parent=EAST, **root)
    indicator = [{"indicator": "供水量", "period": "2025", "value": "1"}]
    await town.given("report_indicators", "990309", on="2026-05-02", by=OF_EAST, indicators=indicator)


async def test_moving_a_subject_elsewhere_is_refused(town: Office) -> None:
    said: dict[str, Any] = {"on": "2026-04-01", "building_code": "B1", "document": PAPER}
    filed = await town.given("register_house", "H9", division=EAST, by=OF_EAST, **said)
    assert filed.event is not None

    def moved(code: str) -> Awaitable[port.Filed]:
        return town.file("register_house", "H9", division=code, by=OF_EAST, corrects=filed.event, **said)

    await same(moved, WEST, "990399", "FORBIDDEN")
    await town.given("register_house", "H9", division=WEST, by=OF_CITY, corrects=filed.event, **said)
    assert "UNKNOWN_SUBJECT" in await told(
        town.file("revise_house_survey", "H9", on="2026-05-01", by=OF_EAST, floor_area="1.00")
    )
    await town.given("revise_house_survey", "H9", on="2026-05-01", by=OF_WEST, floor_area="1.00")


@pytest.mark.parametrize("expected", [None, 0])
async def test_of_a_code_that_is_used_elsewhere_it_is_told_that_it_is_taken(town: Office, expected: int | None) -> None:
    said: dict[str, Any] = {"on": "2026-05-01", "by": OF_EAST, "division": EAST, "document": PAPER}
    taken = await town.file("register_house", "H2", building_code="B1", expected_version=expected, **said)
    (refused,) = taken.rejections
    assert (refused.rule, refused.in_the_way, refused.earliest_lawful_on) == ("REF-1", (), None)
    parts = [{"code": "H2", "floor_area": "40.00"}, {"code": "H8", "floor_area": "40.00"}]
    split = await town.file("split_house", "H1", on="2026-05-01", by=OF_EAST, document=PAPER, parts=parts)
    assert [(one.rule, one.field, one.in_the_way) for one in split.rejections] == [("REF-1", "parts.0.code", ())]
    await town.given("register_house", "H7", on="2026-05-01", division=EAST, building_code="B1", document=PAPER)
    merged = await town.file(
        "merge_houses", "H2", on="2026-05-01", by=OF_EAST, document=PAPER, merged_codes=["H1", "H7"]
    )
    assert [(one.rule, one.in_the_way) for one in merged.rejections] == [("REF-1", ())]
    with pytest.raises(errors.VersionConflict) as stale:
        await town.file("register_house", "H2", building_code="B1", expected_version=1, **said)
    assert "at version 0" in stale.value.message


async def test_a_desk_registers_again_what_it_had_voided(town: Office) -> None:
    said: dict[str, Any] = {"on": "2026-04-01", "building_code": "B1", "document": PAPER, "division": EAST}
    filed = await town.given("register_house", "H9", by=OF_EAST, **said)
    await town.given("void_event", "", on="2026-05-01", by=OF_EAST, event_id=str(filed.event))
    await town.given("register_house", "H9", by=OF_EAST, **said)


async def test_whoever_has_no_division_files_nothing(town: Office) -> None:
    for by in (clerk(), clerk(role="department:housing-transactions")):
        for code in ("H1", "XX"):
            assert "'FORBIDDEN'" in await told(
                town.file("revise_house_survey", code, on="2026-05-01", by=by, floor_area="1.00")
            )
    nowhere = clerk("999999")
    await same(
        lambda code: town.file("revise_house_survey", code, on="2026-05-01", by=nowhere, floor_area="1.00"),
        "H1",
        "XX",
        "UNKNOWN_SUBJECT",
    )


async def test_a_command_id_gives_its_answer_to_nobody_elsewhere(town: Office) -> None:
    survey: dict[str, Any] = {"on": "2026-05-01", "floor_area": "88.00", "id": uuid.uuid4()}
    filed = await town.given("revise_house_survey", "H2", by=OF_WEST, **survey)
    assert (await town.file("revise_house_survey", "H2", by=OF_WEST, **survey)).first == filed.first
    for code in ("H2", "H1", "XX"):
        with pytest.raises(ledger_errors.CommandReused) as reused:
            await town.file("revise_house_survey", code, by=OF_EAST, **survey)
        assert "position" not in reused.value.message
    with pytest.raises(ledger_errors.CommandReused) as reused:
        await town.file("revise_house_survey", "H1", **survey)
    assert f"position {filed.first}" in reused.value.message


async def test_of_a_contract_number_it_is_told_that_it_is_taken(town: Office) -> None:
    for code in ("H1", "H2"):
        await town.given("open_presale", code, on="2026-05-01", permit_no="预-1", document=PAPER)
    said: dict[str, Any] = {"on": "2026-05-20", "document": PAPER, **offices.contract("YS-1")}
    filed = await town.given("file_presale_contract", "H2", **said)
    (own,) = (await town.file("file_presale_contract", "H1", **said)).rejections
    (scoped,) = (await town.file("file_presale_contract", "H1", by=OF_EAST, **said)).rejections
    assert own.in_the_way == scoped.in_the_way == (filed.event,)  # which the compiled answer shows to whom it may
    assert (scoped.rule, scoped.message, scoped.earliest_lawful_on) == (own.rule, own.message, None)
    assert "H2" not in scoped.message_en


async def across(town: Office) -> None:
    """A house of the east in a building of the west, which is begun on 2026-05-10."""
    known: dict[str, Any] = {"document": PAPER}
    await town.given("register_building", "B5", on="2015-01-01", division=WEST, **known)
    await town.given("register_house", "H5", on="2015-02-01", division=EAST, building_code="B5", **known)
    await town.given("permit_construction", "B5", on="2026-05-09", permit_no="施-5", **known)
    await town.given("start_construction", "B5", on="2026-05-10", **known)


async def test_a_rule_that_looks_elsewhere_says_no_more_than_that(town: Office) -> None:
    await across(town)
    lease: dict[str, Any] = {
        "on": "2026-05-01",
        "lease_no": "租-1",
        "starts_on": "2026-05-01",
        "ends_on": "2027-05-01",
        "lessees": [offices.PERSON],
        "rent": "2000.00",
    }
    (whole,) = (await town.file("file_lease", "H5", by=OF_CITY, **lease)).rejections
    assert (whole.rule, whole.missing, whole.earliest_lawful_on) == ("HSE-1", ("ConstructionStarted",), "2026-05-10")
    assert "PLANNED" in whole.message_en
    (part,) = (await town.file("file_lease", "H5", by=OF_EAST, **lease)).rejections
    assert (part.rule, part.missing, part.in_the_way, part.earliest_lawful_on) == ("HSE-1", (), (), None)
    assert part.message_en.startswith("It is against what is on record of a subject of another division")
    assert "PLANNED" not in part.message_en + part.message
    await town.given("file_lease", "H5", by=OF_EAST, **{**lease, "on": "2026-05-10"})


async def findings(town: Office) -> dict[str, str]:
    """The detail of each house's finding by the house's code."""
    listed = (
        "select h.code, f.detail from read.house_findings f join read.house h using (subject) where f.rule = 'HSE-1'"
    )
    return {row["code"]: row["detail"] for row in await town.pool.fetch(listed)}


async def test_a_finding_says_nothing_of_a_subject_elsewhere(town: Office) -> None:
    await across(town)
    seen: dict[str, Any] = {"on": "2026-05-01", "inspection_no": "查-1", "occupancy": "LET"}
    await town.given("inspect_occupancy", "H5", **seen)
    await town.given("register_building", "B6", on="2015-01-01", division=EAST, document=PAPER)
    await town.given("register_house", "H6", on="2015-02-01", division=EAST, building_code="B6", document=PAPER)
    await town.given("inspect_occupancy", "H6", **seen)
    await town.project()
    details = await findings(town)
    assert "another division" in details["H5"]
    assert "PLANNED" not in details["H5"]
    assert "PLANNED" in details["H6"]


async def test_what_follows_from_a_command_reaches_elsewhere(town: Office) -> None:
    await town.given("register_house", "H5", on="2015-02-01", division=WEST, building_code="B1", document=PAPER)
    await town.project()
    await town.given("mark_not_realised", "B1", on="2026-05-01", by=OF_EAST)
    await town.project()
    details = await findings(town)
    assert "NOT_REALISED" in details["H1"]
    assert "NOT_REALISED" not in details["H5"]
    assert "another division" in details["H5"]


async def test_a_successor_files_for_what_it_took_over_from_its_day_on(town: Office) -> None:
    await division(town, NEW, CITY)
    survey: dict[str, Any] = {"on": "2026-05-01", "floor_area": "88.00", "by": clerk(NEW)}
    assert "UNKNOWN_SUBJECT" in await told(town.file("revise_house_survey", "H1", **survey))
    successors = [{"code": NEW, "whole": True}]
    said: dict[str, Any] = {"document": PAPER, "successors": successors, "abolished": True, "by": OF_CITY}
    await town.given("succeed_division", WEST, on="2026-07-01", **said)
    await town.given("succeed_division", EAST, on="2026-04-01", **said)
    await town.project()
    await town.given("revise_house_survey", "H1", **survey)
    assert "UNKNOWN_SUBJECT" in await told(town.file("revise_house_survey", "H2", **survey))
    await town.given("register_house", "H9", on="2026-05-01", division=NEW, building_code="B1", document=PAPER)
    await town.given("revise_house_survey", "H9", **{**survey, "by": OF_EAST})  # what it went into it sees, too


async def test_a_reach_is_read_once_until_a_division_changes_or_a_day_begins(town: Office) -> None:
    made, today = reaches.Reaches(town.pool), TODAY.isoformat()
    head = await town.ledger.head()
    first = await made.of((EAST, CITY), head, today)
    assert await made.of((CITY, EAST), head, today) is first
    assert first.codes == {CITY, EAST, WEST}
    assert (await made.of((EAST,), head, today)).codes == {EAST}
    assert (await made.of(("999999",), head, today)).codes == frozenset()
    await division(town, NEW, CITY)
    behind = await made.of((EAST, CITY), head + 1, today)
    assert behind.codes == first.codes
    assert await made.of((EAST, CITY), head + 1, today) is not behind
    await town.project()
    assert (await made.of((EAST, CITY), head + 1, today)).codes == {CITY, EAST, WEST, NEW}
    tomorrow = (TODAY + datetime.timedelta(days=1)).isoformat()
    assert (await made.of((EAST, CITY), head + 1, tomorrow)).today == tomorrow


async def test_a_division_is_named_by_every_code_that_it_had(town: Office) -> None:
    said: dict[str, Any] = {"kind": "DIVISION", "on": "2026-05-01", "document": PAPER, "new_code": NEW}
    await town.given("recode_subject", EAST, **said)
    await town.project()
    survey: dict[str, Any] = {"on": "2026-05-01", "floor_area": "88.00"}
    for code in (EAST, NEW):
        await town.given("revise_house_survey", "H1", by=clerk(code), **survey)
    await town.given(
        "register_house", "H9", on="2026-05-01", division=NEW, building_code="B1", document=PAPER, by=OF_EAST
    )


async def test_a_code_given_to_another_division_names_that_one(town: Office) -> None:
    """As reads have it: what names the code is the later division's."""
    await town.given(
        "register_division", EAST, on="2001-01-01", scheme="local", name="他区", level="COUNTY", document=PAPER
    )
    await town.project()
    reach = await reaches.Reaches(town.pool).of((CITY,), 0, TODAY.isoformat())
    named = await town.pool.fetchval("select division_id from read.subject where code = 'H1'")
    assert (EAST in reach.codes) is (named in reach.divisions)
