"""Where commands may put their subjects, also by what follows from them."""

import uuid

import pytest

from aggregates import draft, reach
from registry.desk import capacity, placing

WITHIN = reach.Reach("2026-06-01", frozenset({"990301"}), frozenset())


def made(kind: str, **said: str | None) -> draft.Draft:
    stream = uuid.uuid4()
    return draft.Draft(stream, kind, "local", "X", stream, "SurveyRevised", "2026-06-01", "fire", {"": said})


@pytest.mark.parametrize(
    "passes",
    [
        made("HOUSE", division="990301"),
        made("HOUSE", address="990302"),
        made("HOUSE", division=None),
        made("DIVISION", parent="990301"),
    ],
)
def test_what_stays_within_passes(passes: draft.Draft) -> None:
    placing.check_drafts([passes], WITHIN)


@pytest.mark.parametrize(
    ("refused", "field"),
    [(made("HOUSE", division="990302"), "division"), (made("DIVISION", parent="990399"), "parent")],
)
def test_what_would_lie_elsewhere_is_forbidden(refused: draft.Draft, field: str) -> None:
    with pytest.raises(capacity.Forbidden) as error:
        placing.check_drafts([made("HOUSE", division="990301"), refused], WITHIN)
    assert (error.value.field, error.value.code) == (field, "FORBIDDEN")
    placing.check_drafts([refused], None)
