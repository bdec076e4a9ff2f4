"""SEC-6: a bar binds whoever belonged to the household when it was imposed, in the whole city, and tells of nobody."""

from __future__ import annotations

from typing import Any

import pytest

from aggregates import world
from aggregates.deciding import deciding
from aggregates.rules import book
from tests import deeds
from tests.aggregates import estates, households

BAR = {"sanction_no": "C1", "category": "骗取保障"}
APPLICATION = {"division": estates.DIVISION, "category": "FAMILY", "programme": "PUBLIC_RENTAL"}


def barred(until: str = "2026-01-01", on: str = "2021-01-01") -> deeds.Town:
    """Persons 1 and 2, whose household left on the first day of 2021 and is barred from that day on."""
    town = households.eligible()
    town.given("exit_household", "BZ1", on="2021-01-01", exit_reason="骗取保障")
    town.given("impose_sanction", "BZ1", on=on, barred_until=until, **BAR)
    return town


def applying(town: deeds.Town, day: str, *numbers: int) -> list[tuple[str, str | None]]:
    """Rules that refuse an application, and the earliest lawful day."""
    named = {**APPLICATION, "members": households.members(*numbers)}
    decision = town.decide("accept_application", "BZ9", on=day, **named)
    return [(one.breach.rule.id, one.earliest_lawful_on) for one in decision.rejections]


@pytest.mark.parametrize("number", [1, 2])
def test_no_member_applies_before_the_bar_ends(number: int) -> None:
    town = barred()
    assert applying(town, "2025-12-31", 7, number) == [("SEC-6", "2026-01-01")]
    assert applying(town, "2026-01-01", 7, number) == []
    assert applying(town, "2025-12-31", 7) == []


def test_nobody_who_is_barred_joins_another_household() -> None:
    town = barred()
    households.accepted(town, "BZ2", 3)
    joining = {"members": [households.member(1)]}
    (rejection,) = town.decide("join_household", "BZ2", on="2022-01-01", **joining).rejections
    assert (rejection.breach.rule.id, rejection.breach.field) == ("SEC-6", "members")
    assert rejection.earliest_lawful_on == "2026-01-01"


def test_it_says_neither_who_nor_which_household() -> None:
    town = barred()
    named = {**APPLICATION, "members": households.members(7, 1)}
    (rejection,) = town.decide("accept_application", "BZ9", on="2022-01-01", **named).rejections
    assert (rejection.breach.in_the_way, rejection.breach.others, rejection.beyond) == ((), (), False)
    told = f"{rejection.breach.zh} {rejection.breach.en}"
    assert not any(secret in told for secret in ("BZ1", "C1", "王安", "骗取", deeds.person(1).person or ""))


def test_who_left_before_the_sanction_or_came_after_it_is_free() -> None:
    town = households.eligible()
    town.given("join_household", "BZ1", on="2020-05-02", members=[households.member(3)])
    town.given("leave_household", "BZ1", on="2020-06-01", member_key="2")
    town.given("impose_sanction", "BZ1", on="2020-07-01", barred_until="2025-07-01", **BAR)
    town.given("join_household", "BZ1", on="2020-08-01", members=[households.member(4)])
    town.given("exit_household", "BZ1", on="2020-09-01", exit_reason="骗取保障")
    assert applying(town, "2020-10-01", 2) == applying(town, "2020-10-01", 4) == []
    assert applying(town, "2020-10-01", 1) == applying(town, "2020-10-01", 3) == [("SEC-6", "2025-07-01")]


def test_a_sanction_after_the_exit_binds_those_with_whom_it_left() -> None:
    town = households.eligible()
    town.given("leave_household", "BZ1", on="2020-06-01", member_key="2")
    town.given("exit_household", "BZ1", on="2021-01-01", exit_reason="骗取保障")
    town.given("impose_sanction", "BZ1", on="2021-03-01", barred_until="2026-03-01", **BAR)
    assert applying(town, "2021-04-01", 1) == [("SEC-6", "2026-03-01")]
    assert applying(town, "2021-04-01", 2) == []
    assert applying(town, "2021-02-01", 1) == []


def test_a_refused_application_binds_alike() -> None:
    town = households.accepted()
    town.given("reject_application", "BZ1", on="2020-02-01", opinion_no="R1", level=1, grounds="隐瞒收入")
    town.given("impose_sanction", "BZ1", on="2020-02-02", barred_until="2025-02-02", **BAR)
    assert applying(town, "2020-03-01", 2) == [("SEC-6", "2025-02-02")]


def test_the_last_of_several_bars_counts_and_one_without_an_end_bars_nobody() -> None:
    town = barred()
    again = {"sanction_no": "C2", "category": "欠租"}
    town.given("impose_sanction", "BZ1", on="2021-06-01", barred_until="2026-05-01", **again)
    assert applying(town, "2022-01-01", 1) == [("SEC-6", "2026-05-01")]
    other = households.accepted(None, "BZ3", 5)
    other.given("exit_household", "BZ3", on="2021-01-01", exit_reason="退出")
    other.given("impose_sanction", "BZ3", on="2021-01-01", **BAR)
    assert applying(other, "2021-06-01", 5) == []


def test_a_voided_sanction_bars_nobody() -> None:
    town = barred()
    voided = estates.only(town.recorded, "SanctionImposed")
    town.given("void_event", "BZ1", on="2021-02-01", kind="HOUSEHOLD", event_id=str(voided))
    assert applying(town, "2021-03-01", 1) == []


def test_new_persons_are_looked_for_nowhere() -> None:
    """A reference that was made for this command cannot stand anywhere yet: no read model is asked."""
    town = barred()
    seen = town.seen()
    seen.complete = False
    named: dict[str, Any] = {**APPLICATION, "members": households.members(7)}
    deed = town.deed("accept_application", "BZ9", on="2022-01-01", **named)
    seen.names[world.Name("HOUSEHOLD", "BZ9")] = ()
    with pytest.raises(world.Unloaded) as unloaded:
        deciding.decide(deed, seen, book.RULES)
    person = deeds.person(7).person or ""
    assert unloaded.value.wanted.parts == {world.Parts("HOUSEHOLD", "members.person", person)}
    seen.unnamed = frozenset({person})
    assert not deciding.decide(deed, seen, book.RULES).rejections
