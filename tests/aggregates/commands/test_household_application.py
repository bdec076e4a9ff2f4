"""What commands on an application record: members, deadlines, circumstances; and whom they bind (SEC-2)."""

from __future__ import annotations

import pytest

from aggregates import errors
from aggregates.draft import Sealed
from tests import deeds
from tests.aggregates import homes, households

APPLY, JOIN, LEAVE = "accept_application", "join_household", "leave_household"


def application(*numbers: int, **said: object) -> dict[str, object]:
    inputs = {"division": households.DIVISION, "category": "FAMILY", "programme": "PUBLIC_RENTAL"}
    return {**inputs, "members": households.members(*numbers), **said}


def members(town: deeds.Town, day: str | None = None) -> dict[str, object]:
    """Key -> the day on which each left."""
    state = households.household(town, day=day)
    return {key: said.get("left_on") for key, said in state.items() if key.startswith("members/")}


def test_an_application_names_its_members_and_counts_them() -> None:
    town = households.accepted(income="6000.00", housing_area="12.50")
    own = households.household(town)[""]
    assert (own["size"], own["income"], own["accepted_on"]) == (2, "6000.00", "2020-01-10")
    first = households.household(town)["members/1"]
    assert (first["relation"], first["joined_on"]) == ("APPLICANT", "2020-01-10")
    assert first["person"] == deeds.person(1).person


def test_where_it_lives_and_its_account_are_sealed_under_the_household() -> None:
    town = households.accepted()
    decision = town.decide(
        "change_circumstances", "BZ1", on="2020-02-01", residence="安澜路1号", bank_account="6222020200112233445"
    )
    said = decision.drafts[0].changes[""]
    stream = decision.drafts[0].stream
    assert said["bank_account"] == Sealed(f"subject/{stream}", "6222020200112233445")
    assert said["residence"] == Sealed(f"subject/{stream}", "安澜路1号")


@pytest.mark.parametrize(
    ("inputs", "field"),
    [
        ({"members": [households.member(1)]}, "members"),
        ({"members": [households.member(1, "APPLICANT"), households.member(2, "APPLICANT")]}, "members"),
        ({"members": [households.member(1, "APPLICANT"), households.member(1)]}, "members.1"),
        ({"members": [households.member(1, "APPLICANT"), homes.DEVELOPER]}, "members.1.relation"),
        ({"applied_on": "2020-01-11"}, "appliedOn"),
        ({"bank_account": "1" * 61}, "bankAccount"),
        ({"residence": " "}, "residence"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(inputs: dict[str, object], field: str) -> None:
    town = deeds.Town()
    with pytest.raises(errors.InvalidValue) as caught:
        town.decide(APPLY, "BZ1", on="2020-01-10", **{**application(1), **inputs})
    assert caught.value.field == field


def test_a_person_is_a_member_of_one_application_in_the_city() -> None:
    town = households.accepted()
    decision = town.decide(APPLY, "BZ2", on="2020-03-01", **application(3, 2))
    (rejection,) = decision.rejections
    assert (rejection.breach.rule.id, rejection.breach.field) == ("SEC-2", "members")
    assert rejection.breach.in_the_way == (town.recorded[-1].event.id,)
    assert deeds.person(2).person not in rejection.breach.en + rejection.breach.zh  # type: ignore[operator]
    assert town.refused(APPLY, "BZ2", on="2019-03-01", **application(2)) == ["SEC-2"]  # whenever it takes effect
    town.given(APPLY, "BZ2", on="2020-03-01", **application(3))
    assert town.refused(JOIN, "BZ2", on="2020-04-01", members=[households.member(1)]) == ["SEC-2"]


def test_who_leaves_may_apply_elsewhere() -> None:
    town = households.accepted()
    town.given(LEAVE, "BZ1", on="2020-02-01", member_key="2")
    assert households.household(town)[""]["size"] == 1
    assert members(town) == {"members/1": None, "members/2": "2020-02-01"}
    assert households.household(town)["members/2"]["person"] == deeds.person(2).person
    town.given(APPLY, "BZ2", on="2020-03-01", **application(2))
    assert town.refused(JOIN, "BZ1", on="2020-04-01", members=[households.member(2)]) == ["SEC-2"]


def test_a_member_is_named_by_its_key_alone() -> None:
    town = households.accepted()
    assert town.refused(LEAVE, "BZ1", on="2020-02-01", member_key=deeds.person(2).person) == ["REF-2"]
    town.given(LEAVE, "BZ1", on="2020-02-01", member_key="2")
    assert town.refused(LEAVE, "BZ1", on="2020-03-01", member_key="2") == ["REF-2"]


def test_who_joins_gets_the_next_number_and_is_counted() -> None:
    town = households.accepted()
    town.given(LEAVE, "BZ1", on="2020-02-01", member_key="2")
    town.given(JOIN, "BZ1", on="2020-03-01", members=[households.member(3, "CHILD", birth_year=2019)])
    assert list(members(town)) == ["members/1", "members/2", "members/3"]
    state = households.household(town)
    assert (state[""]["size"], state["members/3"]["birth_year"]) == (2, 2019)
    with pytest.raises(errors.InvalidValue, match="member of the household already"):
        town.decide(JOIN, "BZ1", on="2020-04-01", members=[households.member(3)])


def test_a_refused_application_frees_its_members() -> None:
    town = households.accepted()
    town.given("reject_application", "BZ1", on="2020-02-01", opinion_no="R1", level=1, grounds="收入超标")
    assert households.household(town)[""]["refused"] is True
    town.given(APPLY, "BZ2", on="2020-03-01", **application(1, 2))


def test_a_corrected_application_binds_its_members_as_corrected() -> None:
    town = households.accepted()
    first = town.recorded[-1].event.id
    town.file(APPLY, "BZ1", on="2020-01-10", corrects=first, **application(1, 3))
    assert list(members(town)) == ["members/1", "members/2"]
    assert households.household(town)["members/2"]["person"] == deeds.person(3).person
    town.given(APPLY, "BZ2", on="2020-03-01", **application(2))
    assert town.refused(JOIN, "BZ2", on="2020-04-01", members=[households.member(3)]) == ["SEC-2"]


def test_a_correction_binds_nobody_who_has_left_since() -> None:
    town = households.accepted()
    first = town.recorded[-1].event.id
    town.given(LEAVE, "BZ1", on="2020-02-01", member_key="2")
    town.given(APPLY, "BZ2", on="2020-03-01", **application(2))
    town.file(APPLY, "BZ1", on="2020-01-10", corrects=first, **application(1, 2, income="1.00"))
    assert town.refused(JOIN, "BZ1", on="2020-04-01", members=[households.member(2)]) == ["SEC-2"]


def test_a_leaving_that_is_corrected_frees_the_person_still_and_one_that_is_voided_no_more() -> None:
    town = households.accepted()
    left = homes.last(town.file(LEAVE, "BZ1", on="2020-02-01", member_key="2"))
    left = homes.last(town.file(LEAVE, "BZ1", on="2020-02-05", member_key="2", corrects=left))
    assert members(town)["members/2"] == "2020-02-05"
    assert not town.decide(APPLY, "BZ2", on="2020-03-01", **application(2)).rejections
    town.file("void_event", "BZ1", kind="HOUSEHOLD", on="2026-06-01", event_id=str(left), whole_chain=True)
    assert members(town)["members/2"] is None
    assert town.refused(APPLY, "BZ2", on="2020-03-01", **application(2)) == ["SEC-2"]


def test_materials_are_due_by_the_day_that_policy_sets() -> None:
    town = households.accepted()
    town.given("request_materials", "BZ1", on="2020-01-15", notice_no="N1", materials="收入证明")
    assert households.household(town)["material_requests/N1"]["due_on"] == "2020-01-30"
    town.given("supply_materials", "BZ1", on="2020-01-20", notice_no="N1")
    assert households.household(town)["material_requests/N1"]["supplied_on"] == "2020-01-20"
    with pytest.raises(errors.InvalidValue) as caught:
        town.decide("request_materials", "BZ1", on="2020-02-15", notice_no="N2", materials="x", due_on="2020-02-14")
    assert caught.value.field == "dueOn"


def test_what_an_agency_answers_is_kept() -> None:
    town = households.accepted()
    answer = {"verification_no": "V1", "agency": "TAX", "result": "DIFFERENT", "member": "2", "detail": "另有收入"}
    town.given("record_verification", "BZ1", on="2020-01-20", **answer)
    said = households.household(town)["verifications/V1"]
    assert (said["agency"], said["result"], said["checked_on"]) == ("TAX", "DIFFERENT", "2020-01-20")


def test_circumstances_are_stated_or_nothing_is_recorded() -> None:
    town = households.accepted()
    town.given("change_circumstances", "BZ1", on="2020-06-01", income="8000.00", income_band="MIDDLE_LOW")
    assert households.household(town)[""]["income"] == "8000.00"
    with pytest.raises(errors.InvalidValue, match="None of the circumstances"):
        town.decide("change_circumstances", "BZ1", on="2020-07-01")
