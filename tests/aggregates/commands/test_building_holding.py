"""What commands on the holding, the safety and the end of buildings and their projects record."""

from __future__ import annotations

import pytest

from tests import deeds
from tests.aggregates import estates

MANAGER, OTHER = "91350100M000100Y43", "91440300MB2C03519X"


def building(town: deeds.Town, day: str | None = None) -> dict[str, dict[str, object]]:
    return town.state("BUILDING", "B1", day)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("command", "inputs", "entity", "said", "own"),
    [
        (
            "use_maintenance_fund",
            {"use_no": "WX1", "works": "屋面防水", "amount": "30000.00"},
            "fund_uses/WX1",
            {"number": "WX1", "works": "屋面防水", "amount": "30000.00", "approved_on": "2020-05-01"},
            {},
        ),
        (
            "screen_building_safety",
            {"screening_no": "CP1", "suspect": True},
            "screenings/CP1",
            {"number": "CP1", "suspect": True, "screened_on": "2020-05-01"},
            {},
        ),
        (
            "appraise_building_safety",
            {"report_no": "AJ1", "grade": "D", "advice": "整体拆除"},
            "appraisals/AJ1",
            {"number": "AJ1", "grade": "D", "advice": "整体拆除", "appraised_on": "2020-05-01"},
            {"safety_grade": "D"},
        ),
        (
            "report_hazard",
            {"hazard_no": "YH1", "category": "墙体开裂", "due_on": "2020-06-01"},
            "hazards/YH1",
            {"number": "YH1", "category": "墙体开裂", "due_on": "2020-06-01", "found_on": "2020-05-01"},
            {},
        ),
        (
            "order_control",
            {"control_no": "GK1", "control_kind": "EVACUATED", "control_reason": "D级", "persons": 41},
            "controls/GK1",
            {"number": "GK1", "kind": "EVACUATED", "reason": "D级", "persons": 41, "starts_on": "2020-05-01"},
            {},
        ),
        (
            "grant_renovation",
            {"renovation_no": "GZ1", "programme": "老旧小区改造", "cost": "1.00"},
            "renovations/GZ1",
            {"number": "GZ1", "programme": "老旧小区改造", "cost": "1.00", "granted_on": "2020-05-01"},
            {},
        ),
        (
            "change_use",
            {"change_no": "YT1", "to_purpose": "经营"},
            "use_changes/YT1",
            {"number": "YT1", "from_purpose": "住宅", "to_purpose": "经营", "changed_on": "2020-05-01"},
            {"purpose": "经营"},
        ),
        ("take_building_out_of_use", {}, "", {}, {"out_of_use": True}),
        ("return_building_to_use", {}, "", {}, {"out_of_use": False}),
        (
            "expropriate_building",
            {"decision_no": "ZS1", "body": "安澜市人民政府"},
            "expropriations/ZS1",
            {"number": "ZS1", "body": "安澜市人民政府", "decided_on": "2020-05-01"},
            {},
        ),
        (
            "file_building_demolition",
            {"filing_no": "CB1", "planned_on": "2020-09-01"},
            "demolitions/CB1",
            {"number": "CB1", "planned_on": "2020-09-01", "filed_on": "2020-05-01"},
            {},
        ),
        ("mark_entered_in_error", {}, "", {}, {"physical": "ENTERED_IN_ERROR"}),
    ],
)
def test_what_it_records(
    command: str, inputs: dict[str, object], entity: str, said: dict[str, object], own: dict[str, object]
) -> None:
    town = estates.standing(purpose="住宅")
    before = building(town)[""]
    town.given(command, "B1", on="2020-05-01", **inputs)
    state = building(town)
    assert state[""] == {**before, **own}
    if entity:
        assert state[entity] == said


def test_a_new_manager_follows_the_one_before_on_the_first_day_of_its_term() -> None:
    town = estates.standing()
    assign = "assign_building_property_manager"
    town.given(assign, "B1", on="2019-01-01", enterprise_code=MANAGER, fee="2.00")
    town.given(assign, "B1", on="2020-01-01", enterprise_code=OTHER, starts_on="2020-02-01")
    state = building(town)
    assert state[f"property_managers/{MANAGER}-2019-01-01"]["ended_on"] == "2020-02-01"
    assert state[f"property_managers/{OTHER}-2020-01-01"]["starts_on"] == "2020-02-01"


@pytest.mark.parametrize(
    ("opens", "closes", "key", "ended"),
    [
        (("report_hazard", {"category": "裂缝"}), ("resolve_hazard", {"measure": "加固"}), "hazard_no", "resolved_on"),
        (("order_control", {"control_kind": "CLOSED"}), ("lift_control", {}), "control_no", "lifted_on"),
        (("grant_renovation", {}), ("complete_renovation", {"cost": "5.00"}), "renovation_no", "completed_on"),
    ],
)
def test_what_opens_is_closed(
    opens: tuple[str, dict[str, object]], closes: tuple[str, dict[str, object]], key: str, ended: str
) -> None:
    town = estates.standing()
    town.given(opens[0], "B1", on="2020-05-01", **{key: "N1", **opens[1]})
    town.given(closes[0], "B1", on="2020-06-01", **{key: "N1", **closes[1]})
    (element,) = [said for entity, said in building(town).items() if entity.endswith("/N1")]
    assert element[ended] == "2020-06-01"
    decision = town.decide(closes[0], "B1", on="2020-06-02", **{key: "N2", **closes[1]})
    found = [one.breach.rule.id for one in decision.rejections]
    found += [str(said["rule"]) for draft in decision.drafts[1:] for said in draft.changes.values()]
    assert found == ["REF-2"]


def test_a_renovation_may_change_the_homes() -> None:
    town = estates.standing()
    town.given("grant_renovation", "B1", on="2020-05-01", renovation_no="GZ1")
    mix = [{"unit_type": "2BR", "tenure": "RENTAL", "units": 12}]
    town.given("complete_renovation", "B1", on="2020-06-01", renovation_no="GZ1", unit_mix=mix)
    assert building(town)["unit_mix/2BR-RENTAL"] == {"unit_type": "2BR", "tenure": "RENTAL", "units": 12}


@pytest.mark.parametrize(("kind", "code"), [("building", "B1"), ("project", "P1")])
def test_a_subsidy_is_granted_paid_and_clawed_back(kind: str, code: str) -> None:
    town = estates.standing()
    town.given("approve_project", "P1", on="2010-01-01", name="安居苑", division=estates.DIVISION)
    granted = {"subsidy_no": "BT1", "programme": "保障房补助", "amount": "900.00", "units": 3}
    town.given(f"grant_{kind}_subsidy", code, on="2020-01-01", **granted)
    assert town.found(f"pay_{kind}_subsidy", code, on="2020-02-01", subsidy_no="BT1", amount="900.00") == []
    back = {"subsidy_no": "BT1", "amount": "100.00", "clawback_reason": "套数不符"}
    town.given(f"claw_back_{kind}_subsidy", code, on="2020-03-01", **back)
    state = town.state(kind.upper(), code)
    assert (state["subsidies/BT1"]["programme"], state["subsidies/BT1"]["granted_on"]) == ("保障房补助", "2020-01-01")
    moves = [(said["direction"], said["amount"]) for key, said in state.items() if key.startswith("subsidy_payments/")]
    assert moves == [("PAYMENT", "900.00"), ("CLAWBACK", "100.00")]
    assert town.found(f"pay_{kind}_subsidy", code, on="2020-02-01", subsidy_no="BT9", amount="1.00") == ["REF-2"]


def with_project() -> deeds.Town:
    """An expropriation project beside B1, which is on record under no project or another one."""
    town = deeds.Town()
    for project in ("P1", "P2"):
        town.given("approve_project", project, on="2009-01-01", name="旧城改造", division=estates.DIVISION)
    for code in ("B1", "B2"):
        town.given(
            "register_building",
            code,
            on="2010-01-01",
            division=estates.DIVISION,
            project_code="P2",
            physical="COMPLETED",
        )
    return town


@pytest.mark.parametrize(
    ("command", "number", "type_", "entity", "instrument"),
    [
        ("decide_expropriation", "decision_no", "ExpropriationDecided", "expropriations/Z1", "EXPROPRIATION"),
        ("file_demolition", "filing_no", "DemolitionFiled", "demolitions/Z1", "DEMOLITION"),
    ],
)
def test_a_projects_decision_is_every_covered_buildings(
    command: str, number: str, type_: str, entity: str, instrument: str
) -> None:
    town = with_project()
    recorded = town.file(command, "P1", on="2020-05-01", **{number: "Z1"}, building_codes=["B1", "B2"])
    assert [(one.event.type, one.event.code) for one in recorded] == [(type_, "P1"), (type_, "B1"), (type_, "B2")]
    assert {one.event.cause for one in recorded[1:]} == {recorded[0].event.id}
    assert town.state("BUILDING", "B2")[entity]["number"] == "Z1"
    covered = [said for key, said in town.state("PROJECT", "P1").items() if key.startswith("coverage/")]
    assert [(said["instrument"], said["covered_code"]) for said in covered] == [(instrument, "B1"), (instrument, "B2")]
    assert not town.decide("demolish_building", "B1", on="2020-05-01").rejections


def test_a_corrected_decision_takes_back_the_building_that_it_does_not_cover() -> None:
    town = with_project()
    first = town.file("file_demolition", "P1", on="2020-05-01", filing_no="Z1", building_codes=["B1", "B2"])
    town.given(
        "file_demolition", "P1", on="2020-05-01", filing_no="Z1", building_codes=["B1"], corrects=first[0].event.id
    )
    assert town.state("BUILDING", "B1")["demolitions/Z1"]["number"] == "Z1"
    assert "demolitions/Z1" not in town.state("BUILDING", "B2")
    assert town.refused("demolish_building", "B2", on="2020-06-01") == ["LOS-1"]


def test_a_cancelled_project_takes_no_more_permits() -> None:
    town = with_project()
    cancelled = town.file("cancel_project", "P1", on="2020-05-01", cancellation_reason="规划调整")[0].event.id
    decision = town.decide("grant_project_subsidy", "P1", on="2020-05-01", subsidy_no="BT1")
    (rejection,) = decision.rejections
    assert (rejection.breach.rule.id, rejection.breach.in_the_way) == ("GEN-3", (cancelled,))
    assert not town.decide("grant_project_subsidy", "P1", on="2020-04-30", subsidy_no="BT1").rejections
    assert town.state("PROJECT", "P1")[""]["cancellation_reason"] == "规划调整"
