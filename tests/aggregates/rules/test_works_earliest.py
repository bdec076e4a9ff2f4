"""The day that a refusal of works names as the earliest lawful one: filed on that day, the same command passes."""

from __future__ import annotations

import datetime

import hypothesis
from hypothesis import strategies as st

from tests import deeds, sites

DAYS = st.dates(datetime.date(2019, 3, 1), datetime.date(2021, 12, 31)).map(datetime.date.isoformat)
Filed = tuple[str, str, str, dict[str, object]]
"""Command, code, day, inputs."""


@st.composite
def filings(draw: st.DrawFn) -> Filed:
    """Any command on the works, lawful or not."""
    number, day = draw(st.sampled_from(["SG-1", "SG-2"])), draw(DAYS)
    building, done = draw(st.sampled_from(["B1", "B2"])), draw(st.sampled_from(["100.00", "250.00"]))
    outcome, round_ = draw(st.sampled_from(["PASSED", "RETURNED"])), draw(st.integers(2, 5))
    review = {"discipline": "FIRE", "round": round_, "outcome": outcome, "body": "安城审图中心"}
    permit: dict[str, object] = {"permit_no": number}
    options: list[tuple[str, str, dict[str, object]]] = [
        ("grant_construction_permit", "P1", {**permit, "building_codes": [building]}),
        ("extend_construction_permit", "P1", permit),
        ("revoke_construction_permit", "P1", permit),
        ("start_works", "P1", {**permit, "building_codes": [building]}),
        ("start_construction", building, {}),
        ("suspend_construction", building, {}),
        ("resume_construction", building, {}),
        ("review_drawings", "P1", review),
        ("record_contract_performance", "P1", {"contract_no": "HT-1", "investment_done": done}),
        ("grant_presale_permit", "P1", {"permit_no": f"YS-{round_}", "building_codes": [building]}),
        ("revoke_presale_permit", "P1", {"permit_no": f"YS-{round_}"}),
    ]
    name, code, said = draw(st.sampled_from(options))
    return name, code, day, said


def passes(town: deeds.Town, day: str, filed: Filed) -> bool:
    """Whether the command would pass on a day."""
    name, code, _, said = filed
    later = town.at(max(town.today, day))
    return not later.decide(name, code, on=day, **said).rejections


@hypothesis.settings(max_examples=150, deadline=None)
@hypothesis.given(st.booleans(), st.lists(filings(), max_size=6), filings())
def test_on_the_earliest_lawful_day_a_refused_command_passes(permitted: bool, past: list[Filed], last: Filed) -> None:
    town = sites.permitted() if permitted else sites.planned()
    for name, code, day, said in past:
        decision = town.decide(name, code, on=day, **said)
        if not decision.rejections:
            town.record(decision.drafts)
    name, code, day, said = last
    for rejection in town.decide(name, code, on=day, **said).rejections:
        lawful = rejection.earliest_lawful_on
        hypothesis.event(f"{rejection.breach.rule.id}: {'a day' if lawful else 'no day'}")
        if lawful is not None:
            assert lawful > day
            assert passes(town, lawful, last)
