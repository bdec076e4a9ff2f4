"""Answers of ours and of PostGraphile are compared by what they say, not by how."""

import json
import pathlib

import pytest

from benchmarks import graphql, postgraphile

OURS = {
    "code": "H1",
    "floorArea": "88.20",
    "timeline": {"nodes": [{"position": 7, "registeredAt": "2025-06-01T00:00:00.500000Z", "data": {"floor": "1"}}]},
}
THEIRS = {
    "code": "H1",
    "floorArea": "88.2",
    "eventsList": [{"position": "7", "registeredAt": "2025-06-01T00:00:00.5+00:00", "data": {"floor": "1"}}],
}


def test_one_house_and_lists_are_the_same_in_both_shapes() -> None:
    one = postgraphile.content({"data": {"house": OURS}})
    assert one == postgraphile.content({"data": {"houseByCode": THEIRS}})
    assert one == postgraphile.content({"data": {"houses": {"nodes": [OURS]}}})
    assert one == postgraphile.content({"data": {"housesList": [THEIRS]}})


@pytest.mark.parametrize("changed", [{"floorArea": "88.21"}, {"floorArea": None}, {"eventsList": []}, {"code": "H2"}])
def test_what_differs_is_seen(changed: dict[str, object]) -> None:
    one = postgraphile.content({"data": {"house": OURS}})
    assert one != postgraphile.content({"data": {"houseByCode": THEIRS | changed}})


def test_every_question_is_put_to_both_with_the_same_variables() -> None:
    for case in ("one", "fifty", "list"):
        for given in graphql.variables(case, 50_000)[:3]:
            told = postgraphile.variables(given)
            assert given.items() <= told.items()
            assert all(f"${name}:" in postgraphile.QUERIES[case] for name in told)


def test_what_is_fetched_is_pinned_and_names_no_host() -> None:
    folder = pathlib.Path(postgraphile.__file__).parent / "npm"
    wanted = json.loads((folder / "package.json").read_text("utf-8"))["dependencies"]
    locked = json.loads((folder / "package-lock.json").read_text("utf-8"))["packages"]
    assert wanted == locked[""]["dependencies"]
    assert all(locked[f"node_modules/{name}"]["version"] == version for name, version in wanted.items())
    assert postgraphile.NAME.split()[1] == wanted["postgraphile"]
    assert all("integrity" in one and "resolved" not in one for name, one in locked.items() if name)
