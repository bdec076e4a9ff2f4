"""Roles in projects stand on both sides: on the project, and on the enterprise or practitioner that takes them."""

from aggregates import event as events
from tests import deeds, sites
from tests.aggregates import homes, parties

E, P = parties.BUILDER, parties.MANAGER
ON = "2020-01-05"


def engagements(town: deeds.Town, kind: str = "ENTERPRISE", code: str = E) -> list[dict[str, object]]:
    return parties.elements(town, kind, code, "engagements")


def types(recorded: list[events.Recorded]) -> list[tuple[str, str, str]]:
    return [(one.event.kind, one.event.code, one.event.type) for one in recorded]


def test_a_role_taken_and_left_is_on_record_of_both_in_one_transaction() -> None:
    town = parties.qualified()
    made = town.file("engage_enterprise", "P1", on=ON, role="BUILDER", enterprise_code=E, contract_no="HT-1")
    assert types(made) == [("PROJECT", "P1", "EnterpriseEngaged"), ("ENTERPRISE", E, "Engaged")]
    assert made[1].event.cause == made[0].event.id
    assert engagements(town) == [
        {"project_code": "P1", "role": "BUILDER", "contract_no": "HT-1", "starts_on": ON},
    ]
    left = {"role": "BUILDER", "enterprise_code": E, "leaving_reason": "合同终止"}
    made = town.file("release_enterprise", "P1", on="2020-06-01", **left)
    assert types(made)[1:] == [("ENTERPRISE", E, "Released")]
    (seen,) = engagements(town)
    assert (seen["ended_on"], seen["reason"]) == ("2020-06-01", "合同终止")


def test_a_practitioner_takes_a_role_for_the_employer() -> None:
    town = parties.engaged()
    (seen,) = engagements(town, "PRACTITIONER", P)
    assert (seen["role"], seen["enterprise_code"], seen["key_role"]) == ("PROJECT_MANAGER", E, True)
    assert [one["role"] for one in engagements(town)] == ["BUILDER"], "the employer's own role is one of its own"
    town.file("release_practitioner", "P1", on="2020-03-01", role="PROJECT_MANAGER", practitioner_no=P)
    (seen,) = engagements(town, "PRACTITIONER", P)
    assert seen["ended_on"] == "2020-03-01"


def test_who_is_not_on_record_is_told_of_on_the_project_alone() -> None:
    town = parties.qualified()
    made = town.file("engage_enterprise", "P1", on=ON, role="TENDER_AGENT", enterprise_code=sites.DEVELOPER)
    assert types(made) == [("PROJECT", "P1", "EnterpriseEngaged")]
    made = town.file("assign_practitioner", "P1", on=ON, role="SAFETY_OFFICER", practitioner_no="AQY-9")
    assert types(made) == [("PROJECT", "P1", "PractitionerAssigned")]


def test_a_corrected_role_is_corrected_on_the_other_side() -> None:
    town = parties.qualified()
    made = town.file("engage_enterprise", "P1", on=ON, role="BUILDER", enterprise_code=E)
    corrected = {"corrects": made[0].event.id, "role": "BUILDER"}
    made = town.file("engage_enterprise", "P1", on="2020-01-09", enterprise_code=E, **corrected)
    (seen,) = engagements(town)
    assert seen["starts_on"] == "2020-01-09"
    corrected["corrects"] = made[0].event.id
    town.file("engage_enterprise", "P1", on="2020-01-09", enterprise_code=parties.OTHER, **corrected)
    assert engagements(town) == []
    (seen,) = engagements(town, code=parties.OTHER)
    assert seen["starts_on"] == "2020-01-09"


def test_a_voided_role_is_voided_on_the_other_side() -> None:
    town = parties.qualified()
    made = town.file("engage_enterprise", "P1", on=ON, role="BUILDER", enterprise_code=E)
    town.file("void_event", "", on=ON, event_id=str(homes.last(made)))
    assert engagements(town) == []


def test_a_corrected_leaving_is_corrected_on_the_other_side() -> None:
    town = parties.engaged()
    left = {"role": "BUILDER", "enterprise_code": E}
    made = town.file("release_enterprise", "P1", on="2020-06-01", **left)
    for day in ("2020-07-01", "2020-05-01"):
        made = town.file("release_enterprise", "P1", on=day, corrects=made[0].event.id, **left)
        (seen,) = engagements(town)
        assert seen["ended_on"] == day
    town.file("void_event", "", on="2020-05-01", event_id=str(homes.last(made)), whole_chain=True)
    (seen,) = engagements(town)
    assert "ended_on" not in seen


def test_who_comes_again_leaves_the_later_role() -> None:
    town = parties.engaged()
    role = {"role": "BUILDER", "enterprise_code": E}
    town.file("release_enterprise", "P1", on="2020-06-01", **role)
    town.file("engage_enterprise", "P1", on="2020-08-01", **role)
    town.file("release_enterprise", "P1", on="2020-10-01", **role)
    assert [(one["starts_on"], one["ended_on"]) for one in engagements(town)] == [
        (ON, "2020-06-01"),
        ("2020-08-01", "2020-10-01"),
    ]


def test_an_enterprise_and_a_project_that_were_recoded_are_found_by_either_code() -> None:
    town = parties.qualified()
    town.file("recode_subject", E, kind="ENTERPRISE", on="2015-01-01", new_code="91350104M000100Y4W")
    town.file("engage_enterprise", "P1", on=ON, role="BUILDER", enterprise_code=E)
    (seen,) = engagements(town)
    assert seen["project_code"] == "P1"
    town.file("recode_subject", "P1", kind="PROJECT", on="2020-02-01", new_code="P1-NEW", new_scheme="local")
    town.file("release_enterprise", "P1-NEW", on="2020-06-01", role="BUILDER", enterprise_code=E)
    (seen,) = engagements(town, code="91350104M000100Y4W")
    assert seen["ended_on"] == "2020-06-01"


def test_an_award_a_permit_and_an_approval_engage_too() -> None:
    town = parties.qualified()
    part = [{"role": "BUILDER", "enterprise_code": E}]
    town.file("open_tender", "P1", on="2019-04-01", tender_no="ZB-1")
    town.file("award_bid", "P1", on="2019-05-01", tender_no="ZB-1", winner_code=E, participants=part)
    assert [one["starts_on"] for one in engagements(town)] == ["2019-05-01"]
    town.file("approve_project", "P2", on="2020-01-01", name="二期", division=sites.DIVISION, participants=part)
    assert [one["project_code"] for one in engagements(town)] == ["P1", "P2"]


def test_a_transferred_project_releases_one_developer_and_engages_the_other() -> None:
    town = parties.registered()
    first = [{"role": "DEVELOPER", "enterprise_code": parties.OTHER}]
    approval = {"name": "二期", "division": sites.DIVISION, "developer_code": parties.OTHER, "participants": first}
    town.file("approve_project", "P2", on="2020-01-01", **approval)
    town.file("transfer_project", "P2", on="2021-01-01", transfer_no="ZR-1", to_code=E)
    (left,), (came,) = engagements(town, code=parties.OTHER), engagements(town)
    assert (left["ended_on"], came["starts_on"], came["role"]) == ("2021-01-01", "2021-01-01", "DEVELOPER")


def checks(town: deeds.Town, kind: str, code: str) -> list[tuple[object, object]]:
    return [(one["role"], one["passed"]) for one in parties.elements(town, kind, code, "site_checks")]


def test_an_inspection_of_the_works_counts_for_those_who_answer_for_them() -> None:
    town = parties.engaged()
    made = town.file("inspect_safety", "P1", on="2020-03-01", inspection_no="AJ-1", passed=False, issues=3)
    assert sorted(types(made)[1:]) == sorted(
        [(kind, code, "SiteChecked") for kind, code in (("ENTERPRISE", E), ("ENTERPRISE", parties.SUPERVISOR))]
        + [("PRACTITIONER", code, "SiteChecked") for code in (P, parties.CHIEF)]
    )
    assert checks(town, "ENTERPRISE", E) == [("BUILDER", False)]
    assert checks(town, "PRACTITIONER", parties.CHIEF) == [("CHIEF_SUPERVISOR", False)]
    assert checks(town, "ENTERPRISE", parties.OTHER) == []


def test_an_inspection_that_is_corrected_or_voided_counts_as_corrected_or_not_at_all() -> None:
    town = parties.engaged()
    inspection = {"inspection_no": "AJ-1"}
    made = town.file("inspect_safety", "P1", on="2020-03-01", passed=False, **inspection)
    made = town.file("inspect_safety", "P1", on="2020-03-01", passed=True, corrects=made[0].event.id, **inspection)
    assert checks(town, "ENTERPRISE", E) == [("BUILDER", True)]
    town.file("void_event", "", on="2020-03-01", event_id=str(homes.last(made)), whole_chain=True)
    assert checks(town, "ENTERPRISE", E) == []


def test_an_inspection_before_the_builder_came_is_not_the_builders() -> None:
    town = parties.engaged()
    town.file("inspect_safety", "P1", on="2019-12-31", inspection_no="AJ-0", passed=False)
    assert checks(town, "ENTERPRISE", E) == []
