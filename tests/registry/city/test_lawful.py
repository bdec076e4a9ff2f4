"""The generated city is lawful but for the stories that docs/tour.md tells."""

import pathlib
from collections import Counter

import pytest

from registry.city import plan, works
from registry.cli import demo
from tests.registry.city import court

ALONE = {
    ("CON-4", "CompletionFiled"): 1,
    ("PRE-4", "PresaleContractFiled"): 1,
    ("TRA-1", "OwnershipTransferred"): 1,
    ("CRE-2", "PractitionerAssigned"): 1,
}
"""Rule and event type: how often a city of one project breaks it, on purpose."""

STORIES = {**ALONE, ("CRE-3", "PractitionerAssigned"): 1}
"""The same of a city of several projects, between which a practitioner is divided."""


def broken(city: plan.City) -> Counter[tuple[str, str]]:
    return Counter((one.rule, one.type) for one in court.breaches(city))


def test_the_demo_breaks_what_its_stories_tell() -> None:
    found = list(court.breaches(demo.CITY))
    assert Counter((one.rule, one.type) for one in found) == STORIES, found
    told = (pathlib.Path(__file__).parents[3] / "docs" / "tour.md").read_text()
    assert [one for one in found if one.rule not in told or one.code not in told] == []


@pytest.mark.parametrize("seed", range(2, 5))
def test_so_does_a_city_of_any_seed(seed: int) -> None:
    assert broken(plan.City(400, 20, seed)) == ALONE


@pytest.mark.parametrize(("houses", "years"), [(1, 1), pytest.param(1500, 8, marks=pytest.mark.long)])
def test_a_city_of_other_numbers_breaks_no_more(houses: int, years: int) -> None:
    assert broken(plan.City(houses, years, 1)).items() <= STORIES.items()


def test_a_fault_of_the_generator_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(works, "INVESTED", 0.2)
    assert broken(plan.City(130, 20, 1))["PRE-1", "PresalePermitGranted"] == 1
