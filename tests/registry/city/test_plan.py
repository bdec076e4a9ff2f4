"""Plans of cities of any size: as many houses as were asked for, no code twice."""

import collections

import pytest

from registry.city import plan


@pytest.mark.parametrize(("houses", "years"), [(1, 1), (5000, 20), (303_000, 2), (500_000, 1), (2_000_000, 40)])
def test_no_project_has_the_code_of_another(houses: int, years: int) -> None:
    city = plan.City(houses, years, 1)
    projects = list(city.projects())
    assert len({one.subject.code for one in projects}) == len(projects) == city.project_count
    a_day = collections.Counter(one.approved for one in projects)
    assert max(a_day.values()) <= plan.MOST_APPROVED
    buildings = [building for one in projects for building in one.buildings]
    assert sum(one.houses for one in buildings) == city.new_houses
    assert len({one.subject.code for one in buildings}) == len(buildings)


def test_a_city_that_nobody_could_make_is_refused() -> None:
    with pytest.raises(plan.PlanError, match="1 to 2000000 houses, not 0"):
        plan.City(0, 1, 1)
    with pytest.raises(plan.PlanError, match="1 to 40 years, not 41"):
        plan.City(1, 41, 1)
