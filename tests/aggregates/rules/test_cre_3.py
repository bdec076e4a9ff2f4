"""CRE-3: some roles are held in one project at a time; holding two is a finding."""

import pytest

from tests import deeds, sites
from tests.aggregates import parties

P = parties.MANAGER


def two_projects() -> deeds.Town:
    town = parties.engaged(on="2024-01-01")
    town.given("approve_project", "P2", on="2020-01-01", name="二期", division=sites.DIVISION)
    return town


def found(town: deeds.Town, project: str = "P2", on: str = "2024-06-01", role: str = "PROJECT_MANAGER") -> list[str]:
    return town.found("assign_practitioner", project, on=on, role=role, practitioner_no=P)


def test_a_second_project_at_the_same_time_is_a_finding() -> None:
    town = two_projects()
    decision = town.decide("assign_practitioner", "P2", on="2024-06-01", role="PROJECT_MANAGER", practitioner_no=P)
    assert not decision.rejections, "it warns"
    assert found(town) == ["CRE-3"]


@pytest.mark.parametrize(("on", "rules"), [("2024-05-31", ["CRE-3"]), ("2024-06-01", [])])
def test_who_has_left_may_take_the_next(on: str, rules: list[str]) -> None:
    town = two_projects()
    town.given("release_practitioner", "P1", on="2024-06-01", role="PROJECT_MANAGER", practitioner_no=P)
    assert found(town, on=on) == rules


def test_other_roles_are_free() -> None:
    assert found(two_projects(), role="SAFETY_OFFICER") == []


def test_a_second_role_in_the_same_project_is_none_elsewhere() -> None:
    town = two_projects()
    parties.grant(town, "practitioner", P, "监理工程师", certificate_no="Z-2")
    town.given("recode_subject", "P1", kind="PROJECT", on="2024-02-01", new_code="P1-NEW", new_scheme="local")
    assert found(town, "P1-NEW", role="CHIEF_SUPERVISOR") == []
