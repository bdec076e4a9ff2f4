"""The day that a refusal names as the earliest lawful one is: filed on that day the same command passes, not before."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import hypothesis
from hypothesis import strategies as st

from tests import deeds
from tests.aggregates import homes

DAYS = st.dates(datetime.date(2018, 3, 1), datetime.date(2024, 12, 31)).map(datetime.date.isoformat)
COURT = "安澜区法院"
Filed = tuple[str, str, dict[str, object]]
"""Command, day, inputs."""


@st.composite
def happenings(draw: st.DrawFn) -> Filed:
    """What opens and closes presale, charges a house and frees it, or takes it away; lawful or not."""
    day, until, number = draw(DAYS), draw(DAYS), f"N{draw(st.integers(1, 3))}"
    barred = draw(st.booleans())
    options: list[tuple[str, dict[str, object]]] = [
        ("open_presale", {"permit_no": "P", "lapses_on": until}),
        ("close_presale", {}),
        ("cancel_presale_contract", {"contract_no": "C1"}),
        ("file_presale_contract", homes.contract(number, [3], signed_on=day)),
        ("cancel_presale_contract", {"contract_no": number}),
        ("register_transfer", homes.transfer(number, by=[1], to=[3])),
        ("register_seizure", homes.seizure(number, until)),
        ("register_seizure", homes.seizure(number, until, "临江区法院")),
        ("lift_seizure", {"seizure_no": number}),
        ("extend_seizure", {"seizure_no": number, "expires_on": until}),
        ("register_objection", {"objection_no": number}),
        ("file_suit", {"objection_no": number}),
        ("withdraw_objection", {"objection_no": number}),
        ("register_mortgage", {"mortgage_no": number, "mortgage_kind": "ORDINARY", "transfer_barred": barred}),
        ("discharge_mortgage", {"mortgage_no": number}),
    ]
    name, said = draw(st.sampled_from(options))
    return name, day, said


AUCTION = {**homes.transfer("L1", to=[2], basis="AUCTION", court=COURT), "document": homes.RULING}
DEALS: list[tuple[Callable[[], deeds.Town], str, dict[str, object]]] = [
    (homes.opened, "file_presale_contract", homes.contract("L1", [2], signed_on="2018-03-01")),
    (homes.presold, "file_presale_contract", homes.contract("L1", [2], signed_on="2018-03-01")),
    (homes.presold, "register_transfer", homes.transfer("L1", to=[1], contract_no="C1")),
    (homes.owned, "register_transfer", homes.transfer("L1", by=[1], to=[2])),
    (homes.owned, "register_transfer", AUCTION),
]
"""A town, and what would be lawful there but for what happens."""


def passes(town: deeds.Town, day: str, name: str, said: dict[str, object]) -> bool:
    later = town.at(max(town.today, day))
    return not later.decide(name, "H1", on=day, **said).rejections


@hypothesis.given(st.sampled_from(DEALS), st.lists(happenings(), min_size=1, max_size=5), DAYS)
def test_on_the_earliest_lawful_day_a_refused_command_passes(
    deal: tuple[Callable[[], deeds.Town], str, dict[str, object]], past: list[Filed], day: str
) -> None:
    start, name, said = deal
    town = start()
    for happened, on, stated in past:
        decision = town.decide(happened, "H1", on=on, **stated)
        if not decision.rejections:
            town.record(decision.drafts)
    for rejection in town.decide(name, "H1", on=day, **said).rejections:
        lawful = rejection.earliest_lawful_on
        hypothesis.event(f"{rejection.breach.rule.id}: {'a day' if lawful else 'no day'}")
        if lawful is not None:
            assert lawful > day
            assert passes(town, lawful, name, said)
            assert not passes(town, _before(lawful), name, said)


def _before(day: str) -> str:
    return (datetime.date.fromisoformat(day) - datetime.timedelta(1)).isoformat()
