"""SRC-1: the authority of a type records it; what others say corroborates, conflicts until decided, or is refused."""

import uuid

import pytest

from aggregates import draft, errors, policy, view
from aggregates import event as events
from aggregates.rules import sources
from tests import deeds

CITY = "990100"
AUTHORITY = "data-supervision"


def town() -> deeds.Town:
    made = deeds.Town()
    made.given("register_division", CITY, on="1990-01-01", name="安澜市", level="PREFECTURE")
    made.file("report_indicators", CITY, source=AUTHORITY, **reported("12.5"))
    return made


def reported(value: str, reporter: str = "水务一张图") -> dict[str, object]:
    stated = {"indicator": "供水量", "period": "2025", "value": value, "unit": "万m3", "reporter": reporter}
    return {"on": "2026-01-10", "indicators": [stated]}


def conflicts(made: deeds.Town) -> dict[str, dict[str, draft.Said]]:
    state = made.state("DIVISION", CITY)
    return {entity.partition("/")[2]: said for entity, said in state.items() if entity.startswith("conflicts/")}


def value(made: deeds.Town) -> draft.Said:
    return made.state("DIVISION", CITY)["indicators/供水量-2025"]["value"]


def test_what_agrees_is_kept_as_corroboration() -> None:
    made = town()
    (event,) = made.file("report_indicators", CITY, source="water", **reported("12.5"))
    assert (event.event.type, event.event.source) == ("IndicatorReported", "water")
    assert not conflicts(made)


def test_what_differs_becomes_a_conflict_with_both_values() -> None:
    made = town()
    (event,) = made.file("report_indicators", CITY, source="water", **reported("13"))
    assert event.event.type == "SourceConflictFound"
    (conflict,) = conflicts(made).values()
    assert conflict == {
        "event_type": "IndicatorReported", "entity": "indicators/供水量-2025", "attribute": "value",
        "ours": '"12.5"', "theirs": '"13"', "effective_on": "2026-01-10", "source": "water", "authority": AUTHORITY,
        "found_on": made.today,
    }  # fmt: skip
    assert value(made) == "12.5"


def test_another_departments_act_is_refused() -> None:
    decision = town().decide("adopt_policy", CITY, on="2026-01-01", text=policy.default_text(), source="water")
    (rejection,) = decision.rejections
    assert rejection.breach.rule.id == "SRC-1"
    assert "“data-supervision”登记；“water”" in rejection.breach.zh
    assert "its authority, data-supervision; the act of water is refused" in rejection.breach.en


def test_an_administrator_speaks_for_the_authority() -> None:
    made = town()
    (event,) = made.file("report_indicators", CITY, source="admin", **reported("13"))
    assert (event.event.type, event.event.source) == ("IndicatorReported", AUTHORITY)


def decided(made: deeds.Town, holds: str, source: str = AUTHORITY, **said: object) -> dict[str, object]:
    return {
        "on": made.today, "kind": "DIVISION", "source": source, "conflict_key": next(iter(conflicts(made))),
        "holds": holds, "why": "核对水表", **said,
    }  # fmt: skip


def test_where_ours_holds_nothing_else_is_recorded() -> None:
    made = town()
    made.file("report_indicators", CITY, source="water", **reported("13"))
    (event,) = made.file("resolve_source_conflict", CITY, **decided(made, "OURS"))
    (conflict,) = conflicts(made).values()
    assert (conflict["holds"], conflict["decision"], conflict["resolved_on"]) == ("OURS", "核对水表", made.today)
    assert event.event.type == "FindingResolved"
    assert value(made) == "12.5"
    assert made.refused("resolve_source_conflict", CITY, **decided(made, "THEIRS")) == ["REF-2"]


def test_where_theirs_holds_the_fact_is_recorded_on_its_own_day() -> None:
    made = town()
    made.file("report_indicators", CITY, source="water", **reported("13"))
    decision, fact = (one.event for one in made.file("resolve_source_conflict", CITY, **decided(made, "THEIRS")))
    assert (fact.type, fact.effective_on, fact.source) == ("IndicatorReported", "2026-01-10", AUTHORITY)
    assert (fact.cause, fact.reason) == (decision.id, events.Reason.CAUSED)
    assert value(made) == "13"


def test_a_submission_is_decided_as_one_or_attribute_by_attribute() -> None:
    made = town()
    made.file("report_indicators", CITY, source="water", **reported("13", "供水集团"))
    assert len(conflicts(made)) == 2
    made.file("resolve_source_conflict", CITY, **decided(made, "THEIRS", whole_submission=True))
    indicator = made.state("DIVISION", CITY)["indicators/供水量-2025"]
    assert (indicator["value"], indicator["reporter"]) == ("13", "供水集团")
    assert {one["holds"] for one in conflicts(made).values()} == {"THEIRS"}

    other = town()
    other.file("report_indicators", CITY, source="water", **reported("13"))
    other.file("report_indicators", CITY, source="parks", **reported("14"))
    other.file("resolve_source_conflict", CITY, **decided(other, "OURS", whole_submission=True))
    assert sorted(str(one.get("holds")) for one in conflicts(other).values()) == ["None", "OURS"]

    single = town()
    single.file("report_indicators", CITY, source="water", **reported("13", "供水集团"))
    single.file("resolve_source_conflict", CITY, **decided(single, "THEIRS"))
    indicator = single.state("DIVISION", CITY)["indicators/供水量-2025"]
    assert (indicator["value"], indicator["reporter"]) == ("13", "水务一张图")
    assert sum("holds" in one for one in conflicts(single).values()) == 1


def test_only_the_authority_or_the_data_supervision_decides() -> None:
    mine = policy.parse(policy.default_text().replace("[authorities]", '[authorities]\nIndicatorReported = "water"'))
    made = deeds.Town(policies=deeds.Fixed([("0001-01-01", mine)]))
    made.given("register_division", CITY, on="1990-01-01", name="安澜市", level="PREFECTURE")
    made.file("report_indicators", CITY, source="water", **reported("12.5"))
    made.file("report_indicators", CITY, source="parks", **reported("13"))
    assert made.refused("resolve_source_conflict", CITY, **decided(made, "THEIRS", "parks")) == ["SRC-1"]
    for source in ("water", AUTHORITY, "admin"):
        assert not made.decide("resolve_source_conflict", CITY, **decided(made, "THEIRS", source)).rejections


def sealed(ref: str) -> dict[str, object]:
    return {"sealed": 1, "ref": ref, "nonce": "AAAA", "text": "AAAA"}


def made_draft(changes: draft.Changes) -> draft.Draft:
    return draft.Draft(
        uuid.uuid4(), "HOUSE", "local", "H1", uuid.uuid4(), "LeaseEnded", "2026-01-01", "police", changes
    )


def on_record(changes: draft.Changes) -> view.View:
    before = view.View("HOUSE", "2026-01-01")
    before.state = {entity: dict(said) for entity, said in changes.items()}
    return before


def test_personal_data_is_compared_by_whose_it_is_and_never_shown() -> None:
    before = on_record({"parties/1": {"name": sealed("person/1"), "phone": sealed("person/1")}})
    said: draft.Changes = {
        "parties/1": {"name": draft.Sealed("person/1", "王安"), "phone": draft.Sealed("person/2", "1")}
    }
    weighed = sources.weigh(made_draft(said), before, "housing-transactions", "2026-06-01")
    (conflict,) = weighed.changes.values()
    assert (conflict["attribute"], conflict["ours"], conflict["theirs"]) == ("phone", None, None)
    same = made_draft({"parties/1": {"name": draft.Sealed("person/1", "王安")}})
    assert sources.weigh(same, before, "housing-transactions", "2026-06-01") == same


def test_personal_data_of_a_conflict_is_submitted_anew() -> None:
    made = deeds.Town()
    made.given("register_building", "B1", on="2020-01-01", division=CITY)
    made.given("register_house", "H1", on="2020-02-01", division=CITY, building_code="B1")
    house = next(one.event for one in made.recorded if one.event.code == "H1")
    said = {"event_type": "LeaseEnded", "entity": "parties/1", "attribute": "phone", "effective_on": "2026-01-01"}
    conflict = draft.Draft(uuid.uuid4(), "HOUSE", house.scheme, "H1", house.originator_id, "SourceConflictFound",
                           "2026-01-01", "police", {"conflicts/x-1": said})  # fmt: skip
    made.record([conflict])
    decision = {"on": made.today, "kind": "HOUSE", "conflict_key": "x-1", "why": "核实"}
    with pytest.raises(errors.InvalidValue, match="keeps no personal data"):
        made.decide("resolve_source_conflict", "H1", holds="THEIRS", **decision)
    assert made.file("resolve_source_conflict", "H1", holds="OURS", **decision)
