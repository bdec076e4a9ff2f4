"""CRE-2: a role is taken for the employer with which the practitioner is registered; else it is a finding."""

import pytest

from tests import deeds
from tests.aggregates import parties

P = parties.MANAGER
ON = "2024-06-01"


def found(town: deeds.Town, employer: str | None, on: str = ON) -> list[str]:
    said = {"enterprise_code": employer} if employer else {}
    return town.found("assign_practitioner", "P1", on=on, role="PROJECT_MANAGER", practitioner_no=P, **said)


@pytest.mark.parametrize(
    ("employer", "rules"),
    [(parties.BUILDER, []), (None, []), (parties.OTHER, ["CRE-2"]), ("91350100M000100Y43", ["CRE-2"])],
)
def test_another_employer_is_a_finding(employer: str | None, rules: list[str]) -> None:
    assert found(parties.qualified(), employer) == rules


@pytest.mark.parametrize(("on", "rules"), [("2024-04-30", ["CRE-2"]), ("2024-05-01", [])])
def test_the_employer_of_the_day_counts(on: str, rules: list[str]) -> None:
    town = parties.qualified()
    town.given("change_employer", P, on="2024-05-01", employer_code=parties.OTHER)
    assert found(town, parties.OTHER, on) == rules


def test_an_employer_that_was_recoded_is_the_same() -> None:
    town = parties.qualified()
    town.given("recode_subject", parties.BUILDER, kind="ENTERPRISE", on="2015-01-01", new_code="91350104M000100Y4W")
    assert found(town, "91350104M000100Y4W") == []
