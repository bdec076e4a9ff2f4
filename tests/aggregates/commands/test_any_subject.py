"""Commands on any subject: voids with all that they take along, overturned decisions, codes, investigations."""

import dataclasses
import uuid

import pytest

from aggregates import deciding, draft, errors, timeline
from aggregates import event as events
from tests import deeds

DIVISION = "990102"


def town() -> deeds.Town:
    made = deeds.Town()
    made.given("register_building", "B1", on="2020-01-01", division=DIVISION)
    for code in ("H1", "H2"):
        made.given("register_house", code, on="2020-02-01", division=DIVISION, building_code="B1", floor_area="80.00")
    return made


def seized(made: deeds.Town, code: str = "H1", **said: object) -> events.Event:
    stated = {"seizure_no": "S-1", "court": "某法院", "expires_on": "2027-01-01", "on": "2024-05-01", **said}
    return made.file("register_seizure", code, **stated)[0].event


def test_what_is_voided_was_never_true() -> None:
    made = town()
    seizure = seized(made)
    made.file("void_event", "", on=made.today, event_id=str(seizure.id))
    assert "seizures/S-1" not in made.state("HOUSE", "H1")
    void = made.recorded[-1].event
    assert (void.type, void.reason, void.voids) == ("EventVoided", events.Reason.ERROR, (seizure.id,))


def test_an_event_that_is_not_there_is_told() -> None:
    with pytest.raises(errors.InvalidValue, match="there is no event"):
        town().decide("void_event", "", on="2026-06-01", event_id=str(uuid.uuid4()))
    with pytest.raises(errors.InvalidValue, match="eventId 'nonsense' is not the id of an event"):
        town().decide("void_event", "", on="2026-06-01", event_id="nonsense")


def test_only_the_head_of_a_chain_is_voided_unless_the_whole_chain_is() -> None:
    made = town()
    first = seized(made)
    second = seized(made, court="另一法院", corrects=first.id)
    assert second.reason is events.Reason.CORRECTION
    with pytest.raises(timeline.NotTheHead, match=f"eventId: .*the head of its chain is {second.id}"):
        made.decide("void_event", "", on=made.today, event_id=str(first.id))
    (void,) = made.file("void_event", "", on=made.today, event_id=str(first.id), whole_chain=True)
    assert void.event.voids == (second.id, first.id)
    assert "seizures/S-1" not in made.state("HOUSE", "H1")
    with pytest.raises(timeline.NotTheHead, match="voided"):
        made.decide("void_event", "", on=made.today, event_id=str(first.id), whole_chain=True)


def test_a_void_is_not_voided() -> None:
    made = town()
    (void,) = made.file("void_event", "", on=made.today, event_id=str(seized(made).id))
    for whole in (False, True):
        with pytest.raises(timeline.NotTheHead, match="itself a void"):
            made.decide("void_event", "", on=made.today, event_id=str(void.event.id), whole_chain=whole)


def test_voiding_a_correction_restores_its_target() -> None:
    made = town()
    first = seized(made)
    second = seized(made, court="另一法院", corrects=first.id)
    assert made.state("HOUSE", "H1")["seizures/S-1"]["court"] == "另一法院"
    made.file("void_event", "", on=made.today, event_id=str(second.id))
    assert made.state("HOUSE", "H1")["seizures/S-1"]["court"] == "某法院"


def test_only_who_recorded_an_event_voids_it() -> None:
    made = town()
    seizure = seized(made)
    assert made.refused("void_event", "", on=made.today, event_id=str(seizure.id), source="fire") == ["SRC-1"]
    assert made.file("void_event", "", on=made.today, event_id=str(seizure.id), source="real-estate-registry")


def test_what_takes_effect_later_is_voided_today() -> None:
    made = town()
    lease = recorded(made, "LeaseFiled", "H1", "2026-12-01", {"leases/L-1": {"number": "L-1"}})
    effect = mortgaged(made, "H2", "2026-12-02", cause=lease.id)
    voids = [one.event for one in made.file("void_event", "", on=made.today, event_id=str(lease.id))]
    assert [(one.effective_on, one.voids) for one in voids] == [(made.today, (one.id,)) for one in (lease, effect)]


def recorded(made: deeds.Town, type_: str, code: str, on: str, changes: draft.Changes, **said: object) -> events.Event:
    """An event as it stands on record, whatever command made it."""
    house = next(one.event for one in made.recorded if one.event.code == code)
    one = draft.Draft(
        uuid.uuid4(), "HOUSE", house.scheme, code, house.originator_id, type_, on, "real-estate-registry", changes
    )
    return made.record([dataclasses.replace(one, **said)])[0].event  # type: ignore[arg-type]


def mortgaged(made: deeds.Town, code: str, on: str = "2024-05-01", **said: object) -> events.Event:
    stated = {"mortgages/M-1": {"number": "M-1", "registered_on": on}}
    return recorded(made, "MortgageRegistered", code, on, stated, **said)


def test_what_it_alone_caused_falls_with_it_on_every_subject() -> None:
    made = town()
    cause = mortgaged(made, "H1")
    effects = [mortgaged(made, code, cause=cause.id) for code in ("H1", "H2")]
    effects.append(mortgaged(made, "H1", "2024-06-01", cause=effects[1].id))
    drafts = made.decide("void_event", "", on=made.today, event_id=str(cause.id)).drafts
    assert {one for draft in drafts for one in draft.voids} == {cause.id, *(one.id for one in effects)}
    assert {draft.cause for draft in drafts[1:]} == {drafts[0].id}
    made.record(drafts)
    assert "mortgages/M-1" not in made.state("HOUSE", "H2")


def test_a_cause_is_not_voided_from_under_a_correction_of_its_effect() -> None:
    made = town()
    cause = mortgaged(made, "H1")
    effect = mortgaged(made, "H2", cause=cause.id)
    corrected = mortgaged(made, "H2", "2024-05-02", corrects=effect.id)
    (rejection,) = made.decide("void_event", "", on=made.today, event_id=str(cause.id)).rejections
    assert (rejection.breach.rule.id, rejection.breach.in_the_way) == ("GEN-4", (corrected.id,))
    assert "wholeChain" in rejection.breach.zh
    assert "wholeChain" in rejection.breach.en
    made.file("void_event", "", on=made.today, event_id=str(cause.id), whole_chain=True)
    assert "mortgages/M-1" not in made.state("HOUSE", "H2")


def test_who_decided_on_it_is_told() -> None:
    made = town()
    cause = mortgaged(made, "H1")
    relying = recorded(made, "SurveyRevised", "H2", "2025-01-01", {"": {"room": "1"}}, relied_on=(cause.id,))
    assert made.decide("void_event", "", on=made.today, event_id=str(cause.id)).dependants == [relying.id]
    made.file("void_event", "", on=made.today, event_id=str(relying.id))
    assert made.decide("void_event", "", on=made.today, event_id=str(cause.id)).dependants == []


def test_a_voided_correction_gives_back_what_its_target_caused_and_what_it_took_away() -> None:
    made = town()
    cause = mortgaged(made, "H1")
    kept, dropped = (mortgaged(made, code, cause=cause.id) for code in ("H1", "H2"))
    correction = mortgaged(made, "H1", corrects=cause.id)
    mortgaged(made, "H1", "2024-07-01", cause=correction.id, corrects=kept.id)
    recorded(made, "EventVoided", "H2", "2024-05-01", {}, cause=correction.id, voids=(dropped.id,))
    assert "mortgages/M-1" not in made.state("HOUSE", "H2")
    made.file("void_event", "", on=made.today, event_id=str(correction.id))
    for code in ("H1", "H2"):
        assert made.state("HOUSE", code)["mortgages/M-1"] == {"number": "M-1", "registered_on": "2024-05-01"}
    made.file("void_event", "", on=made.today, event_id=str(cause.id))
    for code in ("H1", "H2"):
        assert "mortgages/M-1" not in made.state("HOUSE", code)


def test_claims_follow_what_counts_but_codes_are_kept() -> None:
    made = town()
    one, other = events.Claim("contract", "YS-1"), events.Claim("contract", "YS-2")
    code = events.Claim("code/HOUSE", "local\nX")
    first = mortgaged(made, "H1", takes=(one, code))
    second = mortgaged(made, "H1", corrects=first.id, takes=(other,), releases=(one,))
    (back,) = made.file("void_event", "", on=made.today, event_id=str(second.id))
    assert (back.event.takes, back.event.releases) == ((one,), (other,))
    third = mortgaged(made, "H1", corrects=first.id, takes=(one,))
    (kept,) = made.file("void_event", "", on=made.today, event_id=str(third.id))
    assert (kept.event.takes, kept.event.releases) == ((), ())
    (gone,) = made.file("void_event", "", on=made.today, event_id=str(first.id))
    assert (gone.event.takes, gone.event.releases) == ((), (one,))


def test_an_overturned_decision_holds_until_its_day() -> None:
    made = town()
    mortgage = mortgaged(made, "H1")
    said = {"body": "某中级法院", "judgment_no": "(2025)1号"}
    made.file("overturn_decision", "", on="2025-03-01", event_id=str(mortgage.id), **said)
    assert "discharged_on" not in made.state("HOUSE", "H1", "2025-02-28")["mortgages/M-1"]
    after = made.state("HOUSE", "H1", "2025-03-01")
    assert after["mortgages/M-1"]["discharged_on"] == "2025-03-01"
    told = {"event": str(mortgage.id), "body": "某中级法院", "number": "(2025)1号", "ended_on": "2025-03-01"}
    assert after[f"overturnings/{mortgage.id}"] == told
    assert made.recorded[-1].event.reason is events.Reason.ORDER


def test_an_overturned_decision_gives_back_what_was_there_before() -> None:
    made = town()
    mortgaged(made, "H1")
    stated = {"mortgages/M-1": {"discharged_on": "2025-01-01"}, "": {"purpose": "商业"}}
    discharge = recorded(made, "MortgageDischarged", "H1", "2025-01-01", stated)
    effect = mortgaged(made, "H2", "2025-01-01", cause=discharge.id)
    made.file("overturn_decision", "", on="2025-06-01", event_id=str(discharge.id), body="某法院")
    after = made.state("HOUSE", "H1", "2025-06-01")
    assert after["mortgages/M-1"] == {"number": "M-1", "registered_on": "2024-05-01", "discharged_on": None}
    assert after[""]["purpose"] is None
    assert made.state("HOUSE", "H1", "2025-05-31")["mortgages/M-1"]["discharged_on"] == "2025-01-01"
    assert made.state("HOUSE", "H2", "2025-06-01")["mortgages/M-1"]["discharged_on"] == "2025-06-01"
    caused, cause = (one.event for one in reversed(made.recorded[-2:]))
    assert {one.entity: dict(one.set) for one in cause.changes if not one.entity.startswith("overturnings/")} == {
        "mortgages/M-1": {"discharged_on": None},
        "": {"purpose": None},
    }
    assert (caused.type, caused.cause, caused.code) == ("DecisionOverturned", cause.id, "H2")
    assert made.state("HOUSE", "H2")[f"overturnings/{effect.id}"]["body"] == "某法院"


def test_facts_are_not_overturned_and_nothing_before_it_took_effect() -> None:
    made = town()
    said = {"event_id": str(mortgaged(made, "H1").id), "body": "某法院"}
    with pytest.raises(errors.InvalidValue, match="took effect on 2024-05-01"):
        made.decide("overturn_decision", "", on="2024-04-30", **said)
    survey = recorded(made, "SurveyRevised", "H2", "2025-01-01", {"": {"room": "1"}})
    with pytest.raises(errors.InvalidValue, match="no decision"):
        made.decide("overturn_decision", "", on="2025-04-30", event_id=str(survey.id), body="某法院")


def test_what_was_found_about_an_overturned_decision_stays_open() -> None:
    made = town()
    registered = next(one.event for one in made.recorded if one.event.type == "HouseRegistered")
    made.file("overturn_decision", "", on="2025-06-01", event_id=str(registered.id), body="某法院")
    state = made.state("HOUSE", "H1")
    (found,) = (said for entity, said in state.items() if entity.startswith("findings/"))
    assert "resolved_on" not in found
    assert state[""] == {"division": None, "building_code": None, "floor_area": None}


def test_a_decision_is_overturned_once_and_by_who_recorded_it() -> None:
    made = town()
    said = {"on": "2025-03-01", "event_id": str(mortgaged(made, "H1").id), "body": "某法院"}
    assert made.refused("overturn_decision", "", **said, source="fire") == ["SRC-1"]
    made.file("overturn_decision", "", **said, source="real-estate-registry")
    assert made.refused("overturn_decision", "", **said) == ["REF-1"]


def test_every_code_that_a_subject_ever_had_finds_it() -> None:
    made = town()
    (recoded,) = made.file("recode_subject", "H1", kind="HOUSE", on="2025-01-01", new_code="X-1", new_scheme="local")
    assert (recoded.event.code, recoded.event.scheme) == ("X-1", "local")
    assert recoded.event.takes == (events.code_claim("HOUSE", "local", "X-1"),)
    assert made.state("HOUSE", "H1") == made.state("HOUSE", "X-1")
    later = seized(made, on="2025-05-01")
    assert later.code == "X-1"
    assert made.state("HOUSE", "X-1")["designations/1"] == {
        "code": "X-1", "scheme": "local", "since": "2025-01-01"
    }  # fmt: skip


def test_who_registered_a_subject_gives_it_a_new_code() -> None:
    said = {"kind": "HOUSE", "on": "2025-01-01", "new_code": "X-1", "new_scheme": "local"}
    assert town().refused("recode_subject", "H1", source="fire", **said) == ["SRC-1"]
    assert town().file("recode_subject", "H1", source="housing-transactions", **said)


def test_a_code_is_never_given_to_another_subject() -> None:
    made = town()
    made.file("recode_subject", "H1", kind="HOUSE", on="2025-01-01", new_code="X-1", new_scheme="local")
    same = {"kind": "HOUSE", "on": "2025-02-01"}
    assert made.refused("recode_subject", "H2", new_code="X-1", new_scheme="local", **same) == ["REF-3"]
    assert made.refused("recode_subject", "H2", new_code="H1", new_scheme="jgj246", **same) == ["REF-3"]
    made.file("recode_subject", "H1", new_code="H1", new_scheme="jgj246", **same)
    with pytest.raises(errors.InvalidValue, match="goes already"):
        made.decide("recode_subject", "H1", new_code="H1", new_scheme="jgj246", **same)


def test_a_voided_recoding_gives_the_former_code_back() -> None:
    made = town()
    recoded = made.file("recode_subject", "H1", kind="HOUSE", on="2025-01-01", new_code="X-1", new_scheme="local")
    made.file("void_event", "", on=made.today, event_id=str(recoded[0].event.id))
    assert made.recorded[-1].event.code == "H1"
    assert seized(made, on="2025-05-01").code == "H1"


def test_a_voided_recoding_to_a_doubtful_code_ends_under_the_former_one() -> None:
    made = town()
    said = {"new_code": "1101010102006005000109*002", "new_scheme": "jgj246"}
    recoded = made.file("recode_subject", "H1", kind="HOUSE", on="2025-01-01", **said)
    voids = made.file("void_event", "", on=made.today, event_id=str(recoded[0].event.id))
    assert [one.event.code for one in voids] == ["H1", "H1"]


def test_a_doubtful_code_is_recorded_with_a_finding() -> None:
    made = town()
    code = "1101010102006005000109*002"
    assert made.found("recode_subject", "H1", kind="HOUSE", on="2025-01-01", new_code=code, new_scheme="jgj246")
    assert any(entity.startswith("findings/") for entity in made.state("HOUSE", code))


def test_an_investigation_marks_an_attribute_until_it_is_closed() -> None:
    made = town()
    said = {"kind": "HOUSE", "attribute": "floor_area", "reason_text": "面积存疑"}
    made.file("open_investigation", "H1", on="2025-01-01", **said)
    made.file("open_investigation", "H1", on="2024-01-01", **{**said, "attribute": "purpose"})
    assert {one["attribute"] for one in investigations(made)} == {"floor_area", "purpose"}
    made.file("close_investigation", "H1", kind="HOUSE", on="2025-02-01", investigation="1", outcome="属实")
    assert [one.get("closed_on") for one in investigations(made)] == [None, "2025-02-01"]
    again = {"kind": "HOUSE", "on": "2025-03-01", "outcome": "属实"}
    assert made.refused("close_investigation", "H1", investigation="1", **again) == ["REF-2"]
    assert made.refused("close_investigation", "H1", investigation="9", **again) == ["REF-2"]


def investigations(made: deeds.Town) -> list[dict[str, draft.Said]]:
    state = made.state("HOUSE", "H1")
    found = [dict(said) for entity, said in state.items() if entity.startswith("investigations/")]
    return sorted(found, key=lambda one: str(one["opened_on"]))


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"attribute": "colour"}, "is not declared"),
        ({"attribute": "amount", "entity": "mortgages"}, "neither empty nor"),
        ({"attribute": "amount", "entity": "dreams/1"}, "neither empty nor"),
        ({"attribute": "colour", "entity": "mortgages/1"}, "is not declared"),
    ],
)
def test_only_what_is_declared_is_investigated(said: dict[str, str], wrong: str) -> None:
    with pytest.raises(errors.InvalidValue, match=wrong):
        town().decide("open_investigation", "H1", kind="HOUSE", on="2025-01-01", reason_text="存疑", **said)


def test_a_finding_is_recorded_and_resolved_once() -> None:
    made = town()
    said = {"rule": "MANUAL", "grade": "WARNING", "detail": "门牌与图不符"}
    made.file("record_finding", "B1", kind="BUILDING", on="2025-01-01", **said)
    made.file("resolve_finding", "B1", kind="BUILDING", on="2025-02-01", finding="1", resolution="已更换门牌")
    found = made.state("BUILDING", "B1")["findings/1"]
    assert (found["found_on"], found["resolved_on"]) == ("2025-01-01", "2025-02-01")
    later = {"kind": "BUILDING", "on": "2025-03-01", "resolution": "已更换"}
    assert made.refused("resolve_finding", "B1", finding="1", **later) == ["REF-2"]


def test_an_unknown_subject_a_stale_version_and_an_ambiguous_code_are_told() -> None:
    made = town()
    said = {"rule": "MANUAL", "grade": "NOTE", "detail": "存疑", "on": "2025-01-01"}
    with pytest.raises(errors.InvalidValue, match="grade"):
        made.decide("record_finding", "H1", kind="HOUSE", **{**said, "grade": "AWFUL"})
    with pytest.raises(deciding.UnknownSubject, match="there is no HOUSE 'H9'"):
        made.decide("record_finding", "H9", kind="HOUSE", **said)
    stream = next(one.event.originator_id for one in made.recorded if one.event.code == "H1")
    with pytest.raises(deciding.StaleVersion, match=rf"\(stream {stream}\) is at version \d, not at expectedVersion 7"):
        made.decide("record_finding", "H1", kind="HOUSE", expected_version=7, **said)
    made.file("recode_subject", "H2", kind="HOUSE", on="2025-01-01", new_code="H1", new_scheme="local")
    with pytest.raises(errors.InvalidValue, match="several code schemes"):
        made.decide("record_finding", "H1", kind="HOUSE", **said)


def test_an_attribute_under_investigation_may_be_named_as_answers_name_it() -> None:
    made = town()
    said = {"kind": "HOUSE", "on": "2025-01-01", "reason_text": "存疑", "attribute": "floorArea"}
    made.file("open_investigation", "H1", **said)
    (opened,) = (one for entity, one in made.state("HOUSE", "H1").items() if entity.startswith("investigations/"))
    assert opened["attribute"] == "floor_area"
